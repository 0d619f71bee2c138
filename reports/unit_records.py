"""How a unit reported in its last periods 报送情况: in time, late, not at all, and what it corrected afterwards."""

from dataclasses import dataclass
from itertools import groupby

from accounts import clock
from accounts.models import Unit
from submissions.lines import Form
from submissions.models import Kind, Submission
from submissions.quarters import Quarter

PERIODS = 5
ON_TIME, LATE, ABSENT = "按时", "迟报", "未报"


@dataclass(frozen=True)
class Handed:
    """One form of one period: how it stands, and the day it was handed in."""

    word: str  # 按时 迟报 未报
    on: object = None


@dataclass(frozen=True)
class Record:
    """One period of the unit; a form it did not owe is None."""

    label: str
    due_on: object
    figures: Handed | None
    updates: Handed | None
    corrections: int


def records(unit: Unit, until: Quarter) -> list[Record]:
    """Return the last periods up to a quarter in which the unit, or who it succeeded, owed something, newest first."""
    owed = Submission.objects.filter(unit__in=unit.lineage(), period__is_backfill=False)
    owed = owed.select_related("period", "unit").prefetch_related("period__extensions")
    known = (
        each for each in owed.order_by("-period__year", "-period__part", "pk") if each.period.quarter <= until
    )
    by_period = groupby(known, lambda each: each.period)
    made = (record(period, list(group)) for period, group in by_period)
    return [each for each in made if each.figures or each.updates][:PERIODS]


def record(period, submissions: list[Submission]) -> Record:
    regular = [each for each in submissions if each.kind == Kind.REGULAR]
    corrected = [each for each in submissions if each.kind == Kind.CORRECTION and each.approved_at]
    dues = [period.due_for(each.unit) for each in regular]
    figures, updates = (handed([each for each in regular if each.form == form]) for form in Form)
    return Record(period.quarter.label, max(dues, default=period.due_on), figures, updates, len(corrected))


def handed(submissions: list[Submission]) -> Handed | None:
    """Return how a form stands; of several units that became one the worst counts."""
    if not submissions:
        return None
    if any(each.first_submitted_at is None for each in submissions):
        return Handed(ABSENT)
    on = clock.day_of(max(each.first_submitted_at for each in submissions))
    return Handed(LATE if any(each.is_late for each in submissions) else ON_TIME, on)
