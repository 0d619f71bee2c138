"""The check page 核对: what keeps a sheet of figures from being handed in, what is asked, what it will bring."""

from dataclasses import dataclass
from functools import cached_property

from indicators import quantities
from indicators.changes import Change, largest
from indicators.checks import SheetRow, StatedRow
from indicators.models import Break, Nature
from indicators.series import year_before
from reports.boards import is_judged
from reports.check_forms import CheckSheet, value_of
from reports.effects import Draft, Effect
from submissions.filling import LineForm, by_cell
from submissions.quarters import Quarter


@dataclass(frozen=True)
class CheckRow:
    """One cell that is asked something, and what stays empty with it."""

    form: LineForm
    row: SheetRow | StatedRow
    serial: int | str
    messages: tuple[str, ...] = ()
    is_open: bool = False
    affected: tuple[Effect, ...] = ()

    @property
    def value(self) -> str:
        return quantities.plain_text(value_of(self.row))

    @property
    def previous(self) -> str:
        before = getattr(self.row, "previous", None)
        return quantities.plain_text(getattr(self.row, "base", None) if before is None else before)

    @property
    def year_ago(self) -> str:
        return quantities.plain_text(getattr(self.row, "year_ago", None))


@dataclass(frozen=True)
class Largest:
    """One of the three largest changes 变化最大的三个数, in words."""

    serial: int
    name: str
    figure: str
    words: str


class CheckPage:
    """Everything the page says of a sheet as it stands; `problems` is what keeps it from being handed in."""

    def __init__(self, sheet: CheckSheet, problems):
        self.sheet, self.submission, self.quarter = sheet, sheet.submission, sheet.quarter
        self.open = by_cell(problems)
        self.forms = {form.cell: form for form in sheet.forms}
        self.figures, self.stated = sheet.rows_held, sheet.stated_held

    @property
    def period(self) -> str:
        return self.quarter.label if self.quarter.is_annual else self.quarter.cumulative_label

    @property
    def filled(self) -> int:
        return sum(row.value is not None for row in self.figures)

    @cached_property
    def wrong(self) -> set[str]:
        """Return the cells whose figures cannot be right."""
        filled = {row.slug for row in self.figures if row.value is not None}
        return {cell for cell, found in self.open.items() if any(each.is_hard for each in found)} & filled

    @property
    def returned(self) -> int:
        """Return how many lines still carry the reviewer's words, unchanged since."""
        return sum(bool(line.review_note) for line in self.sheet.lines.values())

    # --- what is asked ------------------------------------------------------------------------------------

    @cached_property
    def blocking(self) -> list[dict]:
        """Return what keeps the sheet back, cell by cell, with the way to where it is mended."""
        return [
            {
                "label": found[0].label,
                "message": "".join(each.message for each in found),
                "url": self.way(cell),
            }
            for cell, found in self.open.items()
        ]

    def way(self, cell: str) -> str:
        """Return the field of this page that asks for a reason; of a figure that cannot be right its cell on the sheet."""
        if cell in self.forms and cell not in self.wrong:
            return f"#reason-{cell}"
        return f"{self.submission.sheet_url}#cell-{cell}" if cell else self.submission.sheet_url

    @cached_property
    def warnings(self) -> list[CheckRow]:
        asked = [row for row in (*self.figures, *self.stated) if value_of(row) is not None]
        return [
            self.check_row(row, tuple(each.message for each in self.sheet.questions[row.slug]))
            for row in asked
            if row.slug in self.sheet.questions
        ]

    @cached_property
    def blanks(self) -> list[CheckRow]:
        return [self.check_row(row) for row in self.figures if row.value is None]

    def check_row(self, row, messages=()) -> CheckRow:
        item = self.sheet.items.get(row.slug)
        affected = tuple(each for each in self.effects if row.slug in each.cells and each.missing)
        serial, is_open = item.order if item else "", row.slug in self.open
        return CheckRow(self.forms[row.slug], row, serial, messages, is_open, affected)

    def still_open(self, rows) -> int:
        return sum(each.is_open for each in rows)

    @property
    def notes_missing(self) -> int:
        return self.still_open(self.warnings)

    @property
    def reasons_missing(self) -> int:
        return self.still_open(self.blanks)

    # --- what it will bring -------------------------------------------------------------------------------

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        return Draft(self.submission).effects(row.slug for row in (*self.figures, *self.stated))

    @property
    def judged(self) -> list[Effect]:
        return [each for each in self.effects if is_judged(each.row)]

    @property
    def unjudged(self) -> list[Effect]:
        return [each for each in self.effects if not is_judged(each.row)]

    @property
    def pace(self) -> str:
        return "" if self.quarter.is_year_end else str(self.quarter.months * 100 // 12)

    @property
    def changes(self) -> list[Largest]:
        official = {
            slug: self.sheet.growth_of(slug)
            for slug, item in self.sheet.items.items()
            if item.official_growth_only
        }
        broken = dict.fromkeys(broken_since(year_before(self.quarter), self.quarter, self.sheet.items))
        found = largest(self.figures, official | broken)
        return [told(each, self.sheet.items[each.row.slug].order, self.quarter) for each in found]


def broken_since(after: Quarter, until: Quarter, items) -> set[str]:
    """Return the items whose scope changed in (after, until] 范围调整: they compare with nothing before."""
    rows = Break.objects.filter(item__slug__in=items).values_list("item__slug", "year", "part")
    return {slug for slug, year, part in rows if after < Quarter(year, part) <= until}


def told(change: Change, serial: int, quarter: Quarter) -> Largest:
    """Put a change into words: a turn of the quarter's own number, or 同比 with both numbers."""
    row, text = change.row, quantities.plain_text
    if change.is_turned:
        turn = "由正转负" if row.single < 0 else "由负转正"
        words = f"当季；上年{quarter.short}{text(row.year_ago_single)}，{turn}"
        return Largest(serial, row.name, f"{text(row.single)} {row.measure}", words)
    now = f"{period_of(row, quarter)}{text(row.value)}{row.measure}"
    words = f"官方同比；{now}" if change.is_official else f"{now}，上年同期{text(row.year_ago)}"
    return Largest(serial, row.name, f"{quantities.format_signed(change.amount, 1)}%", words)


def period_of(row: SheetRow, quarter: Quarter) -> str:
    if row.nature == Nature.STOCK:
        return "年末" if quarter.is_year_end else f"{quarter.months}月末"
    return quarter.cumulative_short
