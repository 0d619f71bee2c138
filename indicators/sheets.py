"""The sheet of one unit's items: what the page shows, and what it makes of what was typed."""

from dataclasses import dataclass

from indicators import quantities
from indicators.forms import ActualForm, entry_text
from indicators.models import Actual, DataStatus, Nature, sheet_rows
from submissions.filling import Sheet, by_cell
from submissions.models import Kind


@dataclass(frozen=True)
class FigureLine:
    """One row of the page: the form of the cell, what stood before, and what was found in it."""

    form: ActualForm
    previous: str
    year_ago: str
    single: str
    is_due: bool
    problems: tuple = ()


class FigureSheet(Sheet):
    """The items that a unit answers for, one cell each."""

    def make_forms(self, lines, data) -> list[ActualForm]:
        is_final = self.quarter.is_annual or self.submission.kind == Kind.BACKFILL
        status = DataStatus.FINAL if is_final else DataStatus.PRELIMINARY
        return [
            ActualForm(item, lines.get((item.pk, None)), data, default_status=status)
            for item in Actual.items_of(self.submission)
        ]

    def rows(self, problems=()) -> list[FigureLine]:
        known, found = {row.slug: row for row in sheet_rows(self.submission)}, by_cell(problems)
        return [self._line(form, known[form.cell], found.get(form.cell, ())) for form in self.forms]

    def _line(self, form, row, problems) -> FigureLine:
        item = form.item
        return FigureLine(
            form,
            entry_text(item, row.previous if row.previous is not None else row.base) or quantities.MISSING,
            entry_text(item, row.year_ago) or quantities.MISSING,
            entry_text(item, row.single) if item.nature == Nature.FLOW else "",
            row.is_due,
            tuple(problems),
        )
