"""The reviewer's desk: periods, what waits, approving and sending back. Nobody here edits a figure."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts import clock
from accounts.asking import version_seen
from accounts.journal import Refused
from accounts.models import Unit
from accounts.permissions import Permission, require
from policy.models import PolicyDocument
from submissions import rules
from submissions.forms import ExtensionForm, PeriodForm, SendBackForm
from submissions.models import ReportingPeriod, Submission
from submissions.quarters import Quarter
from submissions.rules import State

RECENT_PERIODS = 8


@require(Permission.REVIEW)
def review_detail(request, pk):
    """Show one submission with what stood before; what may not be done says why."""
    return _detail(request, _handed_in(pk))


def _detail(request, submission, form=None, status=200):
    asked = form.line_reasons if form else {}
    rows = [replace(row, asked=asked.get(row.pk, "")) for row in submission.line_model.shown(submission)]
    context = {
        "submission": submission,
        "rows": rows,
        "form": form,
        "why_not_approve": rules.why_not_approve(submission, request.user),
        "why_not_send_back": rules.why_not_review(submission, request.user),
        "key": uuid.uuid4().hex,
    }
    return render(request, "submissions/review_detail.html", context, status=status)


@require(Permission.REVIEW)
def review_approve(request, pk):
    submission = _handed_in(pk)
    if request.method != "POST":
        return redirect("submissions:review_detail", pk=pk)
    try:
        submission.approve(
            by=request.user, seen=version_seen(request, "seen"), key=request.POST.get("key") or None
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("submissions:review_detail", pk=pk)
    messages.success(request, f"已通过：{submission}。")
    return redirect("reports:review_list")


@require(Permission.REVIEW)
def review_send_back(request, pk):
    """Return a submission; a reason per line goes with the line."""
    submission = _handed_in(pk)
    if request.method != "POST":
        return redirect("submissions:review_detail", pk=pk)
    form = SendBackForm(submission.lines, request.POST)
    if form.is_valid():
        key = request.POST.get("key") or None
        try:
            submission.send_back(
                by=request.user, reason=form.cleaned_data["reason"], line_reasons=form.line_reasons, key=key
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已退回：{submission}。")
            return redirect("reports:review_list")
    return _detail(request, submission, form, 422)


def _handed_in(pk) -> Submission:
    """Return a submission that was handed in at least once; a unit's draft is its own affair."""
    chosen = Submission.objects.exclude(first_submitted_at=None).select_related("period__document", "unit")
    return get_object_or_404(chosen, pk=pk)


@require(Permission.REVIEW)
def period_list(request, form=None, status=200):
    """Show the periods with 应报 已报, and the form that opens the next one."""
    document = PolicyDocument.objects.first()
    periods = ReportingPeriod.objects.filter(document=document).prefetch_related(
        "submissions", "extensions__unit"
    )
    context = {
        "periods": [_progress(period) for period in periods[:RECENT_PERIODS]],
        "older": max(len(periods) - RECENT_PERIODS, 0),
        "form": form or PeriodForm(initial={"quarter": next_label(document)}),
        "key": uuid.uuid4().hex,
    }
    return render(request, "submissions/period_list.html", context, status=status)


def next_label(document) -> str:
    """Return the quarter that just ended, unless it is open already."""
    ended = Quarter.due(clock.today())
    return "" if ReportingPeriod.objects.of(document, ended) else ended.label


def _progress(period) -> dict:
    regular = [each for each in period.submissions.all() if each.kind != "CORRECTION"]
    reported = [each for each in regular if each.first_submitted_at]
    approved = [each for each in regular if each.state == State.APPROVED]
    return {"period": period, "due": len(regular), "reported": len(reported), "approved": len(approved)}


@require(Permission.REVIEW)
def period_open(request):
    form = PeriodForm(request.POST)
    if request.method != "POST":
        return redirect("submissions:period_list")
    if not form.is_valid():
        return period_list(request, form, 422)
    data, document = form.cleaned_data, PolicyDocument.objects.first()
    try:
        period = ReportingPeriod.open(
            document,
            data["quarter"],
            by=request.user,
            due_on=data["due_on"],
            is_backfill=data["is_backfill"],
            key=request.POST.get("key") or None,
        )
    except Refused as refused:
        form.add_error("quarter", str(refused))
        return period_list(request, form, 422)
    until = f"{clock.spoken(period.due_on)}截止"
    if not period.is_backfill and period.due_on < clock.today():
        until += "，已经过了，报来的都标迟报；不该标的点「延期」，历史数据请用补录期"
    messages.success(request, f"{period}已开期，{period.submissions.count()}张报送单发到各单位，{until}。")
    return redirect("submissions:period_list")


@require(Permission.REVIEW)
def period_extend(request, pk):
    """Ask which unit gets until when, and why."""
    period = get_object_or_404(ReportingPeriod, pk=pk)
    units = Unit.objects.filter(submissions__period=period).distinct()
    form = ExtensionForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            period.extend(by=request.user, key=request.POST.get("key") or None, **form.cleaned_data)
        except Refused as refused:
            form.add_error("due_on", str(refused))
        else:
            messages.success(
                request,
                f"{form.cleaned_data['unit']}延至{clock.spoken_short(form.cleaned_data['due_on'])}。",
            )
            return redirect("submissions:period_list")
    context = {"period": period, "form": form, "key": uuid.uuid4().hex}
    return render(request, "submissions/period_extend.html", context, status=422 if form.errors else 200)
