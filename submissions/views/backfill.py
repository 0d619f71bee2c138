"""The reviewer opens the periods of past years 补录期 in one act."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.journal import Refused
from accounts.permissions import Permission, require
from policy.models import PolicyDocument
from submissions import backfill
from submissions.forms import YearsForm


@require(Permission.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def period_open_backfill(request):
    form = YearsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        try:
            key = request.POST.get("key") or None
            opened = backfill.open_years(
                PolicyDocument.objects.first(), first, last, by=request.user, key=key
            )
        except Refused as refused:
            form.add_error("last", str(refused))
        else:
            messages.success(request, f"{first}—{last}年已开{len(opened['periods'])}个补录期，不计迟报。")
            return redirect("submissions:period_list")
    status = 422 if form.errors else 200
    return render(request, "submissions/period_open_backfill.html", {"form": form}, status=status)
