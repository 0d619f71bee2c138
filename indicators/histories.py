"""A unit's history 补录 in one file, a column for each period: every column is read as that period's form would be."""

from dataclasses import dataclass, replace
from functools import cached_property

from indicators.filled import (
    BRACKET,
    HEADS,
    HIGHEST_HEAD,
    TOTAL,
    TWO_COLUMNS,
    TWO_PAGES,
    Flaw,
    head_key,
    key,
    named_in,
    places_of,
)
from indicators.previews import Preview
from indicators.sheets import FigureSheet
from submissions import rules
from submissions.quarters import Quarter
from submissions.sheets import Book, Cell, Page, Unfit, letters

LEADING = ("code", "name", "measure")
PASSED_OVER = ("", "序", "序号")
VALUE = HEADS["value"][0]
OUTCOMES = ("新增", "修改", "清空", "不变", "错误")
NO_HEAD = "没有找到表头：要有“填报项”一列，后面每期一列，如“2015年一季度”。请用下载的补录表填写。"
NO_PERIOD = "表头{cell}：{error}补录表里除了填报项和单位，每列是一期；不是数的列请删去。"
NOT_OPEN = "{cell}是{period}，{unit}没有这一期的补录单。请联系审核员开补录期，或删去这一列。"
NOT_ASKED = "“{name}”按年填报，{period}不用填。请清空这一格，填在{year}年年报一列。"
NO_FIGURES = "表里一个数也没有。请填好再传。"


@dataclass(frozen=True)
class HistoryCell:
    """One figure of the file: where it stands, of which period, what becomes of it, what would be stored."""

    name: str
    period: str
    outcome: str
    text: str
    current: str = ""


class History:
    """A file held against a unit's back-fill sheets; nothing is written before somebody has seen it."""

    def __init__(self, submissions, book: Book, user):
        self.sheets, self.user = {each.period.quarter: each for each in submissions}, user
        self.unit = submissions[0].unit
        self.forms = {quarter: FigureSheet(each).forms for quarter, each in self.sheets.items()}
        every = [form for forms in self.forms.values() for form in forms]
        self.by_code = {form.cell: form for form in every}
        self.by_name = {key(form.item.name): form for form in every}
        self.page, self.head, self.leading, self.columns = chosen_page(book)
        self.flaws: list[Flaw] = []
        self.previews = {}
        for quarter, place in self.columns.items():
            rows = {number: row for number in self.page.rows if (row := self.told(number, place))}
            figures = [number for number in rows if number > self.head]
            left_out = {number for number in figures if not self.is_asked(quarter, number)}
            if len(left_out) < len(figures):
                self.previews[quarter] = self.preview(quarter, rows, left_out, book)
        if not self.previews and not self.flaws:
            raise Unfit(NO_FIGURES)
        self.hold_together()
        self.flaws += self.found()

    # --- a column as a form ----------------------------------------------------------------------------------

    def told(self, number: int, place: int) -> dict[int, Cell]:
        """Return the row as the column's form has it; a row without a figure there says nothing of that period."""
        row, cell = self.page.rows[number], self.page.at(number, place)
        if number < self.head:
            return row
        kept = {at: each for at, each in row.items() if at in self.leading.values()}
        if number == self.head:
            bracket = BRACKET.search(key(cell.text))
            return kept | {place: replace(cell, text=VALUE + (bracket[0] if bracket else ""), problem="")}
        is_empty = not cell.text.strip() and not cell.problem
        return {} if is_empty or TOTAL.match(key(self.name(number))) else kept | {place: cell}

    def is_asked(self, quarter: Quarter, number: int) -> bool:
        """Return whether the period asks for the row's item; a figure where none is asked is a flaw."""
        place, form = self.columns[quarter], self.form(number)
        if quarter not in self.sheets:
            cell = self.page.at(self.head, place).name
            raise Unfit(NOT_OPEN.format(cell=cell, period=quarter.label, unit=self.unit))
        if form is None or any(form.cell == each.cell for each in self.forms[quarter]):
            return True
        said = {"name": form.item.name, "period": quarter.label, "year": quarter.year}
        self.flaws.append(Flaw(self.page.at(number, place), NOT_ASKED.format(**said)))
        return False

    def preview(self, quarter: Quarter, rows: dict, left_out: set[int], book: Book) -> Preview:
        kept = {number: row for number, row in rows.items() if number not in left_out}
        hidden = [page for page in book.pages if page.is_hidden and page is not self.page]
        return Preview(self.sheets[quarter], Book([Page(self.page.name, kept), *hidden]), self.user)

    def hold_together(self) -> None:
        """Let each column be checked against what the file says of the periods before it."""
        told = {
            (cell, quarter): value
            for quarter, preview in self.previews.items()
            for cell, entry in preview.entries.items()
            if (value := entry.values["value"]) is not None
        }
        for own, preview in self.previews.items():
            preview.expected = {place: value for place, value in told.items() if place[1] != own}

    def form(self, number: int):
        code = self.page.at(number, self.leading.get("code", 0)).text.strip()
        return self.by_code.get(code) or named_in(self.by_name, self.name(number))

    def name(self, number: int) -> str:
        return self.page.at(number, self.leading.get("name", 0)).text.strip()

    # --- what cannot stand -------------------------------------------------------------------------------------

    def found(self) -> list[Flaw]:
        """Return what is wrong in the columns, and once what is wrong in a row's name."""
        in_columns, in_names = [], {}
        for quarter, preview in self.previews.items():
            for flaw in [*preview.flaws, *self.closed(quarter, preview)]:
                if flaw.cell.column == self.columns[quarter]:
                    in_columns.append(flaw)
                else:
                    in_names.setdefault(flaw.cell, flaw)
        return [*in_names.values(), *in_columns]

    def closed(self, quarter: Quarter, preview: Preview) -> list[Flaw]:
        """Return the cells that would change a sheet that is handed in."""
        why_not = rules.why_not_edit(self.sheets[quarter], self.user)
        changed = [preview.by_cell[cell][0].cells["value"] for cell in preview.entries] if why_not else []
        return [Flaw(cell, f"{quarter.label}{why_not}") for cell in changed]

    # --- what is shown -----------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> list[tuple[int, str, list[HistoryCell | None]]]:
        """Return each row that holds a figure: its number, its name, and a cell for each column."""
        lines = {
            quarter: {line.number: line for line in preview.lines}
            for quarter, preview in self.previews.items()
        }
        wrong = {flaw.cell.name for flaw in self.flaws}
        made = []
        for number in [number for number in self.page.rows if number > self.head]:
            cells = [
                self.cell(number, quarter, lines.get(quarter, {}).get(number), wrong)
                for quarter in self.columns
            ]
            if any(cells):
                made.append((number, self.name(number), cells))
        return made

    @property
    def shown_columns(self) -> list[Quarter]:
        """Return the periods of which a figure changes or is wrong."""
        at = {at for _, _, cells in self.rows for at, cell in enumerate(cells) if is_shown(cell)}
        return [quarter for number, quarter in enumerate(self.columns) if number in at]

    @property
    def shown_rows(self) -> list[tuple[int, str, list[HistoryCell | None]]]:
        """Return the rows in which a figure changes or is wrong, cut to the columns that are shown."""
        shown, columns = set(self.shown_columns), list(self.columns)
        return [
            (number, name, [cell for quarter, cell in zip(columns, cells, strict=True) if quarter in shown])
            for number, name, cells in self.rows
            if any(map(is_shown, cells))
        ]

    def cell(self, number: int, quarter: Quarter, line, wrong: set[str]) -> HistoryCell | None:
        cell, period = self.page.at(number, self.columns[quarter]), quarter.label
        if cell.name in wrong or (line and line.outcome == "错误"):
            return HistoryCell(cell.name, period, "错误", cell.text)
        return line and HistoryCell(
            cell.name, period, line.outcome, line.stored or line.current, line.current
        )

    @property
    def counts(self) -> dict[str, int]:
        counts = dict.fromkeys(OUTCOMES, 0)
        for cell in [cell for _, _, cells in self.rows for cell in cells if cell]:
            counts[cell.outcome] += 1
        return counts

    @property
    def remarks(self) -> list[tuple[str, str, str]]:
        """Return how figures were read and what is to be asked of them: period, item, text."""
        return [
            (quarter.label, line.name, text)
            for quarter, preview in self.previews.items()
            for line in preview.lines
            for text in (*line.remarks, *line.warnings)
        ]

    def data(self) -> dict[str, dict[str, str]]:
        """Return what the sheets' pages would send for the changes, by submission."""
        return {
            str(self.sheets[quarter].pk): preview.data()
            for quarter, preview in self.previews.items()
            if preview.entries
        }


def is_shown(cell: HistoryCell | None) -> bool:
    return cell is not None and cell.outcome != "不变"


def chosen_page(book: Book) -> tuple[Page, int, dict[str, int], dict[Quarter, int]]:
    """Return the one worksheet with a head, the head's row, where the names stand, and each period's column."""
    heads = [(page, head) for page in book.pages if not page.is_hidden and (head := find_head(page))]
    if not heads:
        raise Unfit(NO_HEAD)
    if len(heads) > 1:
        raise Unfit(TWO_PAGES.format(a=heads[0][0].name, b=heads[1][0].name))
    page, number = heads[0]
    leading = leading_of(page.rows[number])
    return page, number, leading, quarters_of(page.rows[number], leading)


def find_head(page: Page) -> int | None:
    """Return the row that names the items' column and has others behind it."""
    for number, row in page.rows.items():
        leading = leading_of(row) if number <= HIGHEST_HEAD else {}
        if leading.keys() & {"name", "code"} and behind(row, leading):
            return number
    return None


def leading_of(row: dict[int, Cell]) -> dict[str, int]:
    return {column: places[0] for column, places in places_of(row).items() if column in LEADING}


def behind(row: dict[int, Cell], leading: dict[str, int]) -> list[Cell]:
    return [
        cell
        for place, cell in row.items()
        if place not in leading.values() and head_key(cell.text) not in PASSED_OVER
    ]


def quarters_of(row: dict[int, Cell], leading: dict[str, int]) -> dict[Quarter, int]:
    found = {}
    for cell in behind(row, leading):
        try:
            quarter = Quarter.parse(head_key(cell.text))
        except ValueError as error:
            raise Unfit(NO_PERIOD.format(cell=cell.name, error=error)) from None
        if quarter in found:
            a, b = letters(found[quarter]), letters(cell.column)
            raise Unfit(TWO_COLUMNS.format(a=a, b=b, head=quarter.label))
        found[quarter] = cell.column
    return found
