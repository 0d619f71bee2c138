"""One reporting period: who owed, who reported, who was on time, unit by unit and item by item; and reminding 催报."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from accounts.models import Unit
from accounts.permissions import Permission, require
from submissions.models import ReportingPeriod
from submissions.rules import EDITABLE, Kind


def period_or_404(pk) -> ReportingPeriod:
    periods = ReportingPeriod.objects.prefetch_related("extensions", "reminders")
    return get_object_or_404(periods, pk=pk)


def owed(period) -> list:
    """Return what the units owe in the period, corrections left out, in the order of the units."""
    found = period.submissions.exclude(kind=Kind.CORRECTION).select_related("unit", "period")
    return list(found.prefetch_related("period__extensions").order_by("unit__order", "form"))


@require(Permission.REVIEW)
@require_safe
def period_detail(request, pk):
    period = period_or_404(pk)
    submissions = owed(period)
    reminded = {each.unit_id: each.reminded_at for each in period.reminders.all()}
    by_unit = {}
    for submission in submissions:
        by_unit.setdefault(submission.unit, []).append(submission)
    context = {
        "period": period,
        "units": [(unit, owing, reminded.get(unit.pk)) for unit, owing in by_unit.items()],
        "counts": counts(by_unit.values()),
        "items": [(s, row) for s in submissions if s.form == "FIGURES" for row in handed_in(s)],
        "owing": [unit for unit, owing in by_unit.items() if any(s.state in EDITABLE for s in owing)],
        "why_not_remind": period.why_not_remind(request.user),
    }
    return render(request, "submissions/period_detail.html", context)


def counts(units) -> dict[str, int]:
    """Return 应报 已报 按时 of units: one has reported when all it owes was handed in, in time when all of it was."""
    units = list(units)
    reported = [owing for owing in units if all(s.first_submitted_at for s in owing)]
    on_time = [owing for owing in reported if not any(s.is_late for s in owing)]
    return {"due": len(units), "reported": len(reported), "on_time": len(on_time)}


def handed_in(submission) -> list:
    """Return the lines of a sheet, of one that was not handed in only their names: a draft is its unit's."""
    rows = submission.line_model.shown(submission)
    if submission.first_submitted_at and submission.state not in EDITABLE:
        return [(row.label, row.value if row.status else "", row.blank_reason) for row in rows]
    return [(row.label, "", "") for row in rows]


@require(Permission.REVIEW)
@require_POST
def period_remind(request, pk):
    """Remind one unit, or all that still owe something."""
    period = period_or_404(pk)
    chosen = request.POST.getlist("unit")
    units = [unit for unit in period.owing() if not chosen or str(unit.pk) in chosen]
    reminded = period.remind(units, by=request.user, key=request.POST.get("key") or None)
    messages.success(request, f"已催报{reminded}个单位，他们登录就看到。" if reminded else "没有要催的单位。")
    return redirect("submissions:period_detail", pk=pk)


@require(Permission.REVIEW)
@require_safe
def period_notice(request, pk, unit):
    """Show the reminder as a letter to print 催报通知."""
    period = period_or_404(pk)
    owing = [s for s in owed(period) if s.unit_id == unit and s.state in EDITABLE]
    if not owing:
        raise Http404("这个单位没有欠报的表。")
    context = {"period": period, "unit": owing[0].unit, "owing": owing, "today": clock.today()}
    return render(
        request, "submissions/period_notice.html", context | {"committee": Unit.objects.committee()}
    )
