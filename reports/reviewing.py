"""The reviewer's desk 审核 and its one click: approve what was seen, each submission by itself, and tell what was left."""

import re
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.journal import Refused, is_repeated
from accounts.permissions import Permission, require
from policy.models import PolicyDocument
from reports.desk import Desk
from reports.sources import quarter_of
from submissions import rules
from submissions.models import ReportingPeriod, Submission
from submissions.quarters import Quarter
from tasks.models import Closure

RECENT_PERIODS = 6
SEEN = re.compile(r"(\d{1,12})-(\d{1,9})", re.ASCII)


@require(Permission.REVIEW)
@require_safe
def review_list(request):
    """Show the newest period, or the one the address names: every unit, and line by line what changed."""
    document = PolicyDocument.objects.first()
    periods = list(ReportingPeriod.objects.filter(document=document))
    period = chosen(periods, request.GET.get("period", ""))
    context = {
        "desk": Desk(period, request.user) if period else None,
        "periods": [each for each in periods if not each.is_backfill or each == period][:RECENT_PERIODS],
        "elsewhere": waiting_elsewhere(period),
        "closures": Closure.waiting(document),
        "key": uuid4().hex,
    }
    response = render(request, "reports/review_list.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


def chosen(periods, text: str) -> ReportingPeriod | None:
    """Return the period that is named, else the newest that is no back-filling."""
    if text:
        quarter = quarter_of(text)
        if found := [each for each in periods if each.quarter == quarter]:
            return found[0]
        raise Http404("没有开过这一期。")
    current = [each for each in periods if not each.is_backfill]
    return next(iter(current or periods), None)


def waiting_elsewhere(period) -> list[tuple[Quarter, int]]:
    """Return the other periods of which something waits, and how many."""
    waiting = Submission.objects.waiting().exclude(period=period).order_by("period__year", "period__part")
    rows = waiting.values_list("period__year", "period__part").annotate(count=Count("pk"))
    return [(Quarter(year, part), count) for year, part, count in rows]


@require(Permission.REVIEW)
@require_POST
def review_approve_all(request):
    """Approve all that the page showed, or one unit's; tell what was left and why."""
    shown = dict(pair.groups() for pair in map(SEEN.fullmatch, request.POST.getlist("seen")) if pair)
    found = Submission.objects.filter(pk__in=shown).select_related("period", "unit")
    if unit := request.POST.get("unit", ""):
        found = [each for each in found if str(each.unit_id) == unit]
    done, left = [], []
    for submission in found:
        key = f"{request.POST.get('key', '')} {submission.pk}"
        reason = decide(submission, int(shown[str(submission.pk)]), by=request.user, key=key)
        (left if reason else done).append(f"{submission}：{reason}" if reason else str(submission))
    tell(request, done, left)
    quarter = request.POST.get("period", "")
    return redirect(
        f"{reverse('reports:review_list')}{'?' + urlencode({'period': quarter}) if quarter else ''}"
    )


def decide(submission, seen: int, *, by, key) -> str:
    """Approve one submission as it was seen; return "" or why it was left."""
    if is_repeated("submission.approve", by=by, key=key):
        return ""
    if reason := rules.why_not_approve(submission, by):
        return reason
    try:
        submission.approve(by=by, seen=seen, key=key)
    except Refused as refused:
        return str(refused)
    return ""


def tell(request, done, left) -> None:
    if done:
        messages.success(request, f"已通过{len(done)}张：{'、'.join(done)}。")
    if left:
        messages.warning(request, f"{len(left)}张没有通过。{' '.join(left)}")
    if not done and not left:
        messages.warning(request, "没有选中要通过的报送单，什么都没有改。")
