"""What a unit owes and what it handed in."""

import uuid

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render

from accounts import clock
from accounts.journal import Refused
from accounts.permissions import FILLING_ROLES, Permission, require
from submissions import rules
from submissions.forms import CorrectionForm
from submissions.models import Kind, Reminder, Submission
from submissions.rules import EDITABLE, State

HISTORY = 50


@require(Permission.FILL)
def submission_list(request):
    """Show what waits: what was returned first, then by due date, history last; below, what was handed in."""
    units = request.user.units_as(*FILLING_ROLES)
    own = Submission.objects.owned_by(request.user).select_related(
        "period", "unit", "submitted_by", "returned_by"
    )
    own = own.prefetch_related("period__extensions")
    waiting = sorted(
        own.filter(state__in=EDITABLE),
        key=lambda each: (each.state != State.RETURNED, each.kind == Kind.BACKFILL, each.due_on, each.form),
    )
    closed = own.exclude(state__in=EDITABLE)
    done = closed.order_by(Coalesce("submitted_at", "withdrawn_at").desc())[:HISTORY]
    context = {
        "waiting": waiting,
        "done": done,
        "units": units,
        "with_history": list(dict.fromkeys(each.unit for each in waiting if each.kind == Kind.BACKFILL)),
        "reminders": standing_reminders(waiting),
        "today": clock.today(),
    }
    return render(request, "submissions/submission_list.html", context)


def standing_reminders(waiting) -> list[Reminder]:
    """Return the last reminder 催报 of each unit and period that still waits."""
    owing = {(each.period_id, each.unit_id) for each in waiting}
    found = Reminder.objects.filter(period__in={period for period, _ in owing}).select_related(
        "period", "unit"
    )
    last = {(each.period_id, each.unit_id): each for each in found}
    return [each for place, each in last.items() if place in owing]


@require(Permission.FILL)
def submission_detail(request, pk):
    """Lead to the sheet while it may be filled in, afterwards show it as it was handed in."""
    submission = own_or_404(request, pk)
    if not rules.why_not_edit(submission, request.user):
        return redirect(submission.sheet_url)
    context = {
        "submission": submission,
        "rows": submission.line_model.shown(submission),
        "why_not_correct": rules.why_not_correct(submission, request.user),
        "why_not_edit": rules.why_not_edit(submission, request.user),
        "why_not_withdraw": rules.why_not_withdraw_correction(submission, request.user),
    }
    return render(request, "submissions/submission_detail.html", context)


@require(Permission.FILL)
def submission_receipt(request, pk):
    """Show the receipt and the 报送表 to print and sign."""
    submission = own_or_404(request, pk)
    if not submission.submitted_seq:
        return redirect(submission)
    context = {"submission": submission, "rows": submission.line_model.shown(submission)}
    return render(request, "submissions/submission_receipt.html", context)


@require(Permission.FILL)
def submission_correct(request, pk):
    """Ask for the reason of a correction, then lead to its sheet."""
    submission = own_or_404(request, pk)
    form = CorrectionForm(request.POST or None)
    why_not = rules.why_not_correct(submission, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = submission.correct(
                by=request.user, reason=form.cleaned_data["reason"], key=request.POST.get("key") or None
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("submissions:submission_detail", pk=pk)
        return redirect(made.sheet_url)
    context = {"submission": submission, "form": form, "why_not": why_not, "key": uuid.uuid4().hex}
    return render(request, "submissions/submission_correct.html", context, status=422 if form.errors else 200)


@require(Permission.FILL)
def submission_withdraw(request, pk):
    """Ask whether the correction was opened by mistake, then take it back 撤回更正."""
    submission = own_or_404(request, pk)
    if request.method != "POST":
        refusal = rules.why_not_withdraw_correction(submission, request.user)
        context = {"submission": submission, "refusal": refusal}
        return render(request, "submissions/submission_confirm_withdraw.html", context)
    try:
        submission.withdraw(by=request.user, key=request.POST.get("key") or None)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"已撤回：{submission}。原来的数照常有效。")
    return redirect("submissions:submission_detail", pk=pk)


def own_or_404(request, pk) -> Submission:
    """Return a submission of one's own unit; another unit's answers like a missing one."""
    own = Submission.objects.owned_by(request.user)
    return get_object_or_404(own.select_related("period__document", "unit"), pk=pk)
