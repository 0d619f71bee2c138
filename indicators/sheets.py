"""The sheet of one unit's items: what the page shows, and what it makes of what was typed."""

from dataclasses import dataclass

from indicators import quantities
from indicators.forms import ActualForm, StatedForm, entry_text
from indicators.models import Actual, DataStatus, Nature, sheet_rows, stated_definitions, stated_rows
from submissions.filling import Sheet, by_cell
from submissions.models import Kind

BLANK_REASONS = ("企业尚未报齐", "主管部门尚未公布", "本季没有发生", "按年统计，年报时填")
"""What is usually said of a missing figure 未报原因; anything else may be typed."""


@dataclass(frozen=True)
class FigureLine:
    """One row of the page: the form of the cell, what stood before, and what was found in it."""

    form: ActualForm
    previous: str
    year_ago: str
    single: str
    is_due: bool
    has_single: bool
    problems: tuple = ()
    computed: str = ""  # of a stated ratio: what its parts give
    head: str = "本期"  # what is asked for, in a word: 累计 期末

    @property
    def is_stated(self) -> bool:
        return bool(self.computed)


class FigureSheet(Sheet):
    """The items that a unit answers for, one cell each."""

    blank_reasons = BLANK_REASONS

    def make_forms(self, lines, data) -> list[ActualForm]:
        is_final = self.quarter.is_annual or self.submission.kind == Kind.BACKFILL
        status = DataStatus.FINAL if is_final else DataStatus.PRELIMINARY
        self.known = {row.slug: row for row in sheet_rows(self.submission)}
        self.figures = [
            ActualForm(
                item, lines.get((item.pk, None)), data, default_status=status, row=self.known[item.slug]
            )
            for item in Actual.items_of(self.submission)
            if self.is_wanted(item.slug)
        ]
        self.stated = [
            StatedForm(each.indicator, lines.get((None, each.indicator_id)), data, default_status=status)
            for each in stated_definitions(self.submission)
            if self.is_wanted(f"stated-{each.indicator.slug}")
        ]
        return self.figures + self.stated

    def rows(self, problems=()) -> list[FigureLine]:
        known, found = self.known, by_cell(problems)
        computed = {row.slug: row.computed_text for row in stated_rows(self.submission)}
        return [
            *(self._line(form, known[form.cell], found.get(form.cell, ())) for form in self.figures),
            *(stated_line(form, computed[form.cell], found.get(form.cell, ())) for form in self.stated),
        ]

    def _line(self, form, row, problems) -> FigureLine:
        item = form.item
        return FigureLine(
            form,
            entry_text(item, row.previous if row.previous is not None else row.base) or quantities.MISSING,
            entry_text(item, row.year_ago) or quantities.MISSING,
            entry_text(item, row.single) if has_single(item, self.quarter) else "",
            row.is_due,
            has_single(item, self.quarter),
            tuple(problems),
            head=head_of(item, self.quarter),
        )


def stated_line(form, computed: str, problems) -> FigureLine:
    dash = quantities.MISSING
    return FigureLine(form, dash, dash, "", False, False, tuple(problems), computed)


def head_of(item, quarter) -> str:
    if item.nature == Nature.FLOW:
        return "全年" if quarter.is_annual else "累计"
    return "期末" if item.nature == Nature.STOCK else "本期"


def has_single(item, quarter) -> bool:
    """Return whether the item has a 当季 beside its cumulative."""
    return item.nature == Nature.FLOW and not quarter.is_annual
