"""What a quarter is judged by: phases, targets and plans as they stood when it was first published.

A change of target or plan is a new row, the old one stays; what was decided later never judges a quarter anew.
"""

import datetime as dt

from indicators import progress
from indicators.models import Phase, PlanPoint, Target
from indicators.progress import Term
from submissions.quarters import ANNUAL, Quarter


class Terms:
    """Everything decided on the targets of a document, read once; `published` says when each quarter first was."""

    def __init__(self, document, quarter: Quarter, published: dict | None = None):
        self.document, self.quarter, self.published = document, quarter, published or {}
        self._targets, self._points = self._read_targets(), self._read_points()
        self.phases = self._read_phases()

    def _read_targets(self) -> dict:
        """Return {indicator pk: targets, oldest version first}."""
        chosen = Target.objects.filter(indicator__document=self.document)
        found = {}
        for target in chosen.select_related("clause", "phase", "indicator__group").order_by("version", "pk"):
            target.text = self.document.text[target.start : target.end] if target.clause_id else ""
            found.setdefault(target.indicator_id, []).append(target)
        return found

    def _read_points(self) -> dict:
        """Return {target pk: its plan points, oldest first}."""
        found = {}
        for point in PlanPoint.objects.filter(target__indicator__document=self.document).order_by("pk"):
            found.setdefault(point.target_id, []).append(point)
        return found

    def _read_phases(self) -> list[Phase]:
        """Return the document's phases and, before its windows, one for each other year with a committee's target."""
        stated = list(Phase.objects.filter(document=self.document))
        targets = [target for found in self._targets.values() for target in found]
        years = {each.due_year for each in targets if not each.indicator.group.is_of_tasks}
        years -= {None, *(phase.year for phase in stated if not phase.is_window)}
        own = [Phase(slug=str(year), name=f"{year}年", due_on=dt.date(year, 12, 31)) for year in years]
        return sorted(stated + own, key=lambda phase: (phase.is_window, phase.due_on))

    def quarter_for(self, phase: Phase) -> Quarter:
        """Return the quarter a phase is judged at: this one, a window's last year end, or the end of what is over."""
        quarter = self.quarter
        if phase.is_window and not quarter.is_year_end:
            quarter = Quarter(quarter.year - 1, ANNUAL)
        return quarter if quarter.year <= phase.year else Quarter(phase.year, ANNUAL)

    def was_known(self, decision, quarter: Quarter) -> bool:
        first = self.published.get(quarter)
        return first is None or decision.decided_at is None or decision.decided_at <= first

    def versions(self, indicator) -> list[Target]:
        """Return every target the indicator ever had."""
        return self._targets.get(indicator.pk, [])

    def in_force(self, indicator, quarter: Quarter) -> list[Target]:
        """Return the indicator's targets as they stood in `quarter`: the newest version of each year and phase."""
        known = [each for each in self.versions(indicator) if self.was_known(each, quarter)]
        return list({(each.due_year, each.due_year or each.phase_id): each for each in known}.values())

    def of_phase(self, indicator, phase: Phase) -> Target | None:
        """Return the target of a phase; of a year's phase the committee's for that year wins."""
        found = self.in_force(indicator, self.quarter_for(phase))
        if phase.is_window:
            return next((target for target in found if target.phase_id == phase.pk), None)
        return next((target for target in found if target.due_year == phase.year), None)

    def of_year(self, indicator, quarter: Quarter) -> Target | None:
        """Return the target of the quarter's own year."""
        found = self.in_force(indicator, quarter)
        return next((target for target in found if target.due_year == quarter.year), None)

    def plan(self, target: Target | None, quarter: Quarter) -> dict:
        """Return {part: planned value} as it stood in the quarter, the newest point of a quarter holding."""
        points = self._points.get(target.pk, []) if target else []
        return {point.part: point.value for point in points if self.was_known(point, quarter)}


def term(target: Target | None, quarter: Quarter) -> Term:
    """Return where a quarter stands to a target's year or window."""
    if target and target.phase and target.phase.is_window:
        return progress.window_term(target.phase.opens_on, target.phase.due_on, quarter)
    return progress.year_term(target and target.due_year, quarter)
