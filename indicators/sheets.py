"""The sheet of one unit's items: what the page shows, and what it makes of what was typed."""

from dataclasses import dataclass

from indicators import quantities
from indicators.forms import ActualForm, entry_text
from indicators.models import Actual, DataStatus, sheet_rows
from submissions.models import Kind, Submission


@dataclass(frozen=True)
class SheetLine:
    """One row of the page: the form of the cell, what stood before, and what was found in it."""

    form: ActualForm
    previous: str
    year_ago: str
    single: str
    is_due: bool
    problems: tuple = ()


class Sheet:
    """The forms of a submission, bound to `data` when something was typed."""

    def __init__(self, submission: Submission, data=None):
        self.submission, self.quarter = submission, submission.period.quarter
        lines = {line.item_id: line for line in submission.lines.select_related("item")}
        if submission.kind == Kind.CORRECTION:
            lines = self._in_force() | lines
        status = (
            DataStatus.FINAL
            if self.quarter.is_annual or submission.kind == Kind.BACKFILL
            else DataStatus.PRELIMINARY
        )
        self.forms = [
            ActualForm(item, lines.get(item.pk), data, default_status=status)
            for item in Actual.items_of(submission)
        ]

    def _in_force(self) -> dict:
        """Return, for a correction, the lines that stand; a change of one becomes a new line of this submission."""
        approved = Actual.objects.approved().filter(
            submission__period=self.submission.period, item__isnull=False
        )
        standing = {line.item_id: line for line in approved.select_related("item")}
        for line in standing.values():
            line.rv = 0
        return standing

    @property
    def broken(self) -> list[ActualForm]:
        """Return the cells that cannot be read; nothing is saved while there is one."""
        return [form for form in self.forms if form.is_bound and not form.is_valid()]

    def entries(self) -> list:
        """Return what somebody typed: it changes a line, makes one, or meets one that was changed meanwhile."""
        chosen = []
        for form in [each for each in self.forms if each.is_touched]:
            if form.line is None and form.is_empty:
                continue
            entry = form.entry()
            is_stale = form.line is not None and form.line.rv != entry.rv
            if is_stale or any(
                getattr(form.line, name, None) != value for name, value in entry.values.items()
            ):
                chosen.append(entry)
        return chosen

    def rows(self, problems=()) -> list[SheetLine]:
        known = {row.slug: row for row in sheet_rows(self.submission)}
        found = {}
        for problem in problems:
            found.setdefault(problem.anchor, []).append(problem)
        return [self._line(form, known[form.item.slug], found) for form in self.forms]

    def _line(self, form, row, found) -> SheetLine:
        item = form.item
        return SheetLine(
            form,
            entry_text(item, row.previous if row.previous is not None else row.base) or quantities.MISSING,
            entry_text(item, row.year_ago) or quantities.MISSING,
            entry_text(item, row.single) if item.nature == "FLOW" else "",
            row.is_due,
            tuple(found.get(f"cell-{item.slug}", ())),
        )
