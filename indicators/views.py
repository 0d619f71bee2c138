"""The entry sheet of figures. What is decided about the plan stands in `decisions.py`."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.permissions import Permission, require
from indicators.sheets import Sheet
from submissions import rules
from submissions.lines import Form
from submissions.models import Incomplete, Submission


@require(Permission.FILL)
def sheet(request, pk):
    """Show the unit's sheet; save it whole or not at all, and hand it in when asked to."""
    visible = Submission.objects.visible_to(request.user).filter(form=Form.FIGURES)
    submission = get_object_or_404(visible.select_related("period__document", "unit"), pk=pk)
    if request.method != "POST":
        is_closed = rules.why_not_edit(submission, request.user)
        return redirect(submission) if is_closed else _page(request, submission, Sheet(submission))
    filled, key = Sheet(submission, request.POST), request.POST.get("key") or None
    if filled.broken:
        return _page(request, submission, filled, status=422)
    entries = filled.entries()
    changed = submission.put(entries, by=request.user, key=key)["changed"] if entries else 0
    _tell_converted(request, filled)
    if request.POST.get("act") != "submit":
        messages.success(request, f"已存草稿，改动{changed}项。" if changed else "没有改动。")
        return redirect("indicators:sheet", pk=pk)
    try:
        submission.submit(by=request.user, key=key)
    except Incomplete as incomplete:
        return _page(request, submission, Sheet(submission), incomplete.problems, status=422)
    return redirect("submissions:submission_receipt", pk=pk)


def _tell_converted(request, filled) -> None:
    for form in filled.forms:
        if form.converted:
            messages.info(request, f"{form.item.name}：{form.converted}")


def _page(request, submission, filled, problems=(), status=200):
    context = {
        "submission": submission,
        "lines": filled.rows(problems),
        "problems": problems,
        "broken": filled.broken,
        "key": uuid.uuid4().hex,
    }
    return render(request, "indicators/sheet.html", context, status=status)
