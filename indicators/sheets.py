"""The sheet of one unit's items: what the page shows, and what it makes of what was typed."""

from dataclasses import dataclass
from decimal import Decimal

from indicators import quantities
from indicators.forms import ActualForm, StatedForm, entry_text
from indicators.models import Actual, DataStatus, Nature, sheet_rows, stated_definitions, stated_rows
from submissions.filling import Sheet, by_cell
from submissions.models import Kind, Submission

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

    @property
    def is_stated(self) -> bool:
        return bool(self.computed)


class FigureSheet(Sheet):
    """The items that a unit answers for, one cell each."""

    blank_reasons = BLANK_REASONS

    def make_forms(self, lines, data) -> list[ActualForm]:
        data = with_cumulatives(data, self.submission)
        is_final = self.quarter.is_annual or self.submission.kind == Kind.BACKFILL
        status = DataStatus.FINAL if is_final else DataStatus.PRELIMINARY
        self.figures = [
            ActualForm(item, lines.get((item.pk, None)), data, default_status=status)
            for item in Actual.items_of(self.submission)
        ]
        self.stated = [
            StatedForm(each.indicator, lines.get((None, each.indicator_id)), data, default_status=status)
            for each in stated_definitions(self.submission)
        ]
        return self.figures + self.stated

    def rows(self, problems=()) -> list[FigureLine]:
        known, found = {row.slug: row for row in sheet_rows(self.submission)}, by_cell(problems)
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
        )


def stated_line(form, computed: str, problems) -> FigureLine:
    dash = quantities.MISSING
    return FigureLine(form, dash, dash, "", False, False, tuple(problems), computed)


def has_single(item, quarter) -> bool:
    """Return whether the item has a 当季 beside its cumulative."""
    return item.nature == Nature.FLOW and not quarter.is_annual


def with_cumulatives(data, submission: Submission):
    """Return what was typed with 累计 computed where only 当季 was typed: last quarter's cumulative and this quarter's own."""
    if data is None:
        return None
    data = data.copy()
    before = {
        row.slug: Decimal(0) if row.is_first_quarter else row.previous for row in sheet_rows(submission)
    }
    for item in Actual.items_of(submission):
        single = data.get(f"{item.slug}-single", "").strip()
        if single and not data.get(f"{item.slug}-value", "").strip():
            data[f"{item.slug}-value"] = cumulative_text(item, single, before[item.slug])
    return data


def cumulative_text(item, single: str, before) -> str:
    """Return the cumulative in the measure that is typed, or the text itself where it cannot be added up."""
    try:
        own = quantities.parse(single, item.measure, entered=item.entry_measure).value
    except quantities.Unreadable:
        return single
    return single if own is None or before is None else entry_text(item, before + own)
