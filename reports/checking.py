"""What a clerk sees before handing in: what the figures make of the indicators, and the check page 核对."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require
from reports import effects
from reports.check_forms import CheckSheet
from reports.check_page import CheckPage
from submissions import rules
from submissions.lines import Form
from submissions.models import Incomplete, Submission


@require(Permission.FILL_FIGURES)
@require_safe
def sheet_effects(request, pk):
    """Answer the margin of the entry sheet: the cell in hand and what it makes, as a piece of a page."""
    submission = get_object_or_404(own(request).filter(form=Form.FIGURES), pk=pk)
    found = None
    if not rules.why_not_edit(submission, request.user):
        found = effects.margin(submission, request.GET.get("item", ""))
    if found is None:
        raise Http404
    response = render(request, "reports/_feeds.html", {"margin": found})
    patch_cache_control(response, private=True, no_store=True)
    return response


@require(Permission.FILL_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def submission_check(request, pk):
    """Show what a sheet of figures still lacks and what it will bring; take the reasons, then hand it in."""
    submission = get_object_or_404(own(request), pk=pk)
    if submission.form != Form.FIGURES:
        return redirect(submission.sheet_url)
    if request.method != "POST":
        is_closed = rules.why_not_edit(submission, request.user)
        return redirect(submission) if is_closed else show(request, CheckSheet(submission))
    sheet, key = CheckSheet(submission, request.POST), request.POST.get("key") or None
    if sheet.broken:
        return show(request, sheet, status=422)
    if entries := sheet.entries():
        submission.put(entries, by=request.user, key=key)
    if request.POST.get("act") != "submit":
        return after_saving(request, sheet)
    try:
        submission.submit(by=request.user, key=key)
    except Incomplete:
        return show(request, CheckSheet(submission), status=422)
    return redirect("submissions:submission_receipt", pk=pk)


def after_saving(request, sheet):
    """Go where the button said: to the sheet, to one of its cells, or stay."""
    to = request.POST.get("to", "")
    if to in {form.cell for form in sheet.forms}:
        return redirect(f"{sheet.submission.sheet_url}#cell-{to}")
    if request.POST.get("act") == "back":
        return redirect(sheet.submission.sheet_url)
    messages.success(request, "理由已存。")
    return redirect("reports:submission_check", pk=sheet.submission.pk)


def show(request, sheet: CheckSheet, status=200):
    page = CheckPage(sheet, sheet.submission.problems())
    context = {
        "page": page,
        "submission": sheet.submission,
        "broken": sheet.broken,
        "is_refused": status != 200,
        "key": uuid4().hex,
    }
    return render(request, "reports/submission_check.html", context, status=status)


def own(request):
    """Return the submissions of one's own unit; another unit's are as good as missing."""
    return Submission.objects.owned_by(request.user).select_related("period__document", "unit")
