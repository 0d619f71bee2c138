"""The status of a task: what its units say of it, weighed; and beside it what dates, stages and closure say. No Django."""

import datetime as dt
from dataclasses import dataclass

WORST_FIRST = ("需协调", "有风险", "可控", "顺利")
NOT_REPORTED = "未报"


def judgement(said: list[tuple[str, bool]], *, has_lead: bool, is_owed: bool) -> str:
    """Return the lead's judgement; without a lead the worst of the partners'; 未报 where one is owed and missing.

    `said` holds (word, whether the lead says it); an empty word says nothing.
    """
    heard = [word for word, is_lead in said if word and (is_lead or not has_lead)]
    if not heard:
        return NOT_REPORTED if is_owed else ""
    return min(heard, key=WORST_FIRST.index)


# --- what is computed, beside what is said -----------------------------------------------------------------------

CLOSED, OVERDUE, AHEAD, UNDER_WAY = "已销号", "逾期", "未到期", "推进中"
STATUSES = (OVERDUE, NOT_REPORTED, UNDER_WAY, AHEAD, CLOSED)
"""Every status but none, what asks for attention first."""


@dataclass(frozen=True)
class Due:
    """Something due 应完成 on a day; `is_unknown` while nobody can say yet whether it was done."""

    due_on: dt.date
    done_on: dt.date | None = None
    is_done: bool = False
    is_unknown: bool = False

    def days_late(self, today: dt.date) -> int:
        """Return by how many days it was late when it was done, or is late today."""
        if self.is_unknown or (self.is_done and not self.done_on):
            return 0
        return max(((self.done_on or today) - self.due_on).days, 0)

    def is_overdue(self, today: dt.date) -> bool:
        return not self.is_done and self.days_late(today) > 0


def standing(steps: list[tuple[int, object]]) -> list:
    """Return of (rank, step) in the order of reporting the steps that stand: a later one takes back its rank and all beyond.

    A step of rank 0 takes back everything and stands for nothing.
    """
    found = []
    for rank, step in steps:
        found = [(other, old) for other, old in found if other < rank]
        if rank:
            found.append((rank, step))
    return [step for _, step in found]


def status(dues: list[Due], today: dt.date, *, judgement: str, is_closed: bool) -> str:
    """Return the computed status: closed, else overdue, else silent, else whether a day is still to come.

    "" where nobody owes an update and nothing is due: there is nothing to compute from.
    """
    if is_closed:
        return CLOSED
    if any(due.is_overdue(today) for due in dues):
        return OVERDUE
    if judgement == NOT_REPORTED:
        return NOT_REPORTED
    if any(not due.is_done and due.due_on >= today for due in dues):
        return AHEAD
    return UNDER_WAY if judgement or dues else ""
