"""What an uploaded file would change 预览: row by row, and nothing is written before somebody has seen it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from indicators import quantities
from indicators.filled import TEXTS, TYPED, Filled, Flaw, Row
from indicators.forms import entry_text
from indicators.models import Actual, DataStatus, compared, stated_rows
from indicators.sheets import FigureSheet, has_single
from submissions.sheets import Book

STATUSES = {status.label: status.value for status in DataStatus}
OUTCOMES = ("新增", "修改", "清空", "不变", "冲突", "错误")
TWICE = "第{rows}行都是“{name}”，填的不一样。请只留一行。"
SAME = "与第{row}行相同"
NO_SINGLE = "“{name}”没有当季数。请填在“本期累计或期末”里，这一格留空。"
NO_NUMBER = "当季“{single}”不是数字。请改成数字，或把这一格清空。"
DISAGREES = "当季{single}加上期累计{before}是{sum}，与填的累计{value}对不上。请改成一致，或只填一个。"
CHANGED = "{who}在您下载填报表以后改过这一项。"


@dataclass(frozen=True)
class PreviewLine:
    """One row of the file: what stands, what it says, what would be stored, and what is to be said of it."""

    number: int
    name: str
    outcome: str
    current: str = ""
    typed: str = ""
    stored: str = ""
    remarks: tuple[str, ...] = ()
    errors: tuple[Flaw, ...] = ()
    warnings: tuple[str, ...] = ()


class Preview:
    """A file held against a submission: what it would store through the sheet's own forms, and what cannot stand."""

    def __init__(self, submission, book: Book, user):
        self.submission, self.user = submission, user
        self.filled = Filled(FigureSheet(submission), book)
        self.by_cell = defaultdict(list)
        for row in self.filled.rows:
            self.by_cell[row.form.cell].append(row)
        data = {}
        for rows in self.by_cell.values():
            data |= self.sent(rows[0])
        self.sheet = FigureSheet(submission, data)
        self.forms = {form.cell: form for form in self.sheet.forms}
        self.entries = self.entries_by_cell()
        self.expected = {}  # (item's slug, quarter) → what the same file says of other periods

    # --- from the file's cells to the sheet's forms --------------------------------------------------------

    def sent(self, row: Row) -> dict[str, str]:
        """Return what the page would send if the row had been typed on it."""
        form = row.form
        shown = {name: form.initial.get(name) for name in (*form.typed, "rv", "was")}
        told = shown | {name: self.text(row, name) for name in form.typed if says(row, name)}
        if self.has_single(row) and (single := self.filled_in(row, "single")):
            told |= {"value": self.filled_in(row, "value"), "single": single, "shown": "/"}
        return {form.add_prefix(name): str(value) for name, value in told.items() if value is not None}

    def text(self, row: Row, name: str) -> str:
        """Return what the row says; a figure goes with the measure that the file names."""
        text, item = row.text(name), row.form.item
        if name == "status":
            return STATUSES.get(text, text)
        measure = row.text("measure") or self.filled.measures.get(name, "")
        if name not in ("value", "single") or says_nothing(text) or measure in ("", item.entry_measure):
            return text
        return f"{text}{measure}"

    def filled_in(self, row: Row, name: str) -> str:
        """Return what the row says, a word for nothing left out."""
        text = self.text(row, name)
        return "" if says_nothing(text) else text

    def has_single(self, row: Row) -> bool:
        return row.form.row is not None and has_single(row.form.item, self.filled.quarter)

    def entries_by_cell(self) -> dict:
        cells = {id(form.lookup): form.cell for form in self.sheet.forms}
        return {cells[id(entry.lookup)]: entry for entry in self.sheet.entries()}

    # --- what cannot stand, and what is to be asked --------------------------------------------------------

    def unreadable(self) -> list[Flaw]:
        """Return the cells that are no values, and those that the form refuses."""
        found = []
        for row in self.filled.rows:
            problems = {name: cell.problem for name, cell in row.cells.items() if is_no_value(name, cell)}
            is_read = self.by_cell[row.form.cell][0] is row
            errors = self.forms[row.form.cell].errors if is_read else {}
            refused = {self.typed_as(row, name): "".join(texts) for name, texts in errors.items()}
            for name, message in (refused | problems).items():
                found.append(Flaw(row.cells.get(name, row.cells["value"]), message))
        return found

    def typed_as(self, row: Row, name: str) -> str:
        """Return the column that a field of the form was read from: 累计 may have come from 当季."""
        return "single" if name == "value" and self.forms[row.form.cell].is_by_quarter else name

    def disagreeing(self) -> list[Flaw]:
        """Return the cells of 当季 that have no place, or that with the quarter before do not make up the 累计 beside them."""
        found = [(row, self.why_not_single(row)) for row in self.filled.rows]
        return [Flaw(row.cells["single"], why_not) for row, why_not in found if why_not]

    def why_not_single(self, row: Row) -> str:
        item, single, value = row.form.item, self.value(row, "single"), self.value(row)
        if not self.filled_in(row, "single"):
            return ""
        if not self.has_single(row):
            return "" if single == value else NO_SINGLE.format(name=item.name)
        if not isinstance(value, Decimal):
            return ""
        if not isinstance(single, Decimal):
            return NO_NUMBER.format(single=single)
        before = Decimal(0) if row.form.row.is_first_quarter else row.form.row.previous
        if before is None or before + single == value:
            return ""
        told = {"single": single, "before": before, "sum": before + single, "value": value}
        return DISAGREES.format(**{name: entry_text(item, number) for name, number in told.items()})

    def told_twice(self) -> list[Flaw]:
        """Name all rows in which one item is told differently."""
        found = []
        for rows in self.by_cell.values():
            if any(self.said(row) != self.said(rows[0]) for row in rows[1:]):
                numbers = "、".join(str(row.number) for row in rows)
                message = TWICE.format(rows=numbers, name=rows[0].form.item.name)
                found += [Flaw(row.cells["value"], message) for row in rows]
        return found

    def said(self, row: Row) -> list:
        """Return what a row says, to be compared: 450 and 450.00 are the same."""
        return [self.value(row), *(self.text(row, name) for name in TYPED if name != "value")]

    def value(self, row: Row, name: str = "value"):
        """Return the number that the row says, or its text where that is none."""
        item, text = row.form.item, self.text(row, name)
        try:
            return quantities.parse(
                text, item.measure, entered=item.entry_measure, decimals=item.decimals
            ).value
        except quantities.Unreadable:
            return text

    @cached_property
    def flaws(self) -> list[Flaw]:
        """Return what keeps the file from being stored: what cannot be read, and what cannot be right."""
        wrong = [
            Flaw(self.by_cell[found.slug][0].cells["value"], found.message)
            for found in self.findings
            if found.is_hard and found.slug in self.entries
        ]
        unfit = [*self.filled.flaws, *self.unreadable(), *self.told_twice(), *self.disagreeing()]
        return unfit + wrong

    @cached_property
    def questions(self) -> dict[str, list[str]]:
        """Return what surprises, by cell."""
        asked = defaultdict(list)
        for found in self.findings:
            if not (found.is_hard and found.slug in self.entries):
                asked[found.slug].append(found.message)
        return asked

    @cached_property
    def findings(self) -> list:
        """Check the sheet as it would be, as far as there is something to check."""
        quarter = self.filled.quarter
        rows = [
            would_be(
                replace(row, **compared(row.slug, quarter, self.expected)),
                self.entries.get(row.slug),
                "value",
            )
            for row in self.sheet.known.values()
        ]
        stated = [would_be(row, self.entries.get(row.slug), "stated") for row in stated_rows(self.submission)]
        given = {row.slug for row in rows if row.value is not None} | {row.slug for row in stated}
        return [each for each in Actual.findings(self.submission, rows, stated) if each.slug in given]

    # --- what is shown --------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[PreviewLine]:
        told = [*map(self.line, self.filled.rows), *self.strangers()]
        return sorted(told, key=lambda each: each.number)

    def line(self, row: Row) -> PreviewLine:
        form, entry, first = (
            self.forms[row.form.cell],
            self.entries.get(row.form.cell),
            self.by_cell[row.form.cell][0],
        )
        current = printed(form.item, form.line and form.line.value)
        told = {"number": row.number, "name": form.item.name, "current": current, "typed": typed(row)}
        if errors := tuple(flaw for flaw in self.flaws if flaw.cell.row == row.number):
            return PreviewLine(outcome="错误", errors=errors, **told)
        if first is not row:
            return PreviewLine(outcome="不变", remarks=(SAME.format(row=first.number),), **told)
        if entry is None:
            return PreviewLine(outcome="不变", stored=current, **told)
        return PreviewLine(
            outcome=self.outcome(row, form, entry),
            stored=printed(form.item, entry.values["value"]),
            remarks=tuple(self.remarks(row, form, entry)),
            warnings=tuple(self.questions.get(form.cell, ())),
            **told,
        )

    def outcome(self, row: Row, form, entry) -> str:
        before, after = form.line and form.line.value, entry.values["value"]
        if self.is_stale(row):
            return "冲突"
        if before is None and after is not None:
            return "新增"
        return "清空" if after is None and before is not None else "修改"

    def remarks(self, row: Row, form, entry):
        """Yield how the number was read, and what else the row changes."""
        if self.is_stale(row):
            yield CHANGED.format(who=form.line.author)
        if form.converted:
            yield form.converted
        for name in [name for name in entry.values if name != "value" and (form.line or name != "status")]:
            before, after = getattr(form.line, name, None), entry.values[name]
            if (before or after) and before != after:
                label = Actual._meta.get_field(name).verbose_name
                yield f"{label}：{worded(name, before)}→{worded(name, after)}"

    def strangers(self) -> list[PreviewLine]:
        """Return the rows that name no item of the sheet."""
        known, found = {row.number for row in self.filled.rows}, defaultdict(list)
        for flaw in self.filled.flaws:
            found[flaw.cell.row] += [] if flaw.cell.row in known else [flaw]
        place = self.filled.columns.get("name", 0)
        return [
            PreviewLine(number, self.filled.page.at(number, place).text.strip(), "错误", errors=tuple(flaws))
            for number, flaws in found.items()
            if flaws
        ]

    def is_stale(self, row: Row) -> bool:
        """Return whether somebody else changed the line since the template was made, and the file says otherwise."""
        form = self.forms[row.form.cell]
        if row.version is None or form.line is None or form.cell not in self.entries:
            return False
        return form.line.rv != row.version and form.line.author_id != self.user.pk

    @property
    def counts(self) -> dict[str, int]:
        counts = dict.fromkeys(OUTCOMES, 0)
        for line in self.lines:
            counts[line.outcome] += 1
        return counts

    def data(self, *, clashing: bool = True) -> dict[str, str]:
        """Return what the page would send for the changes; without those that clash, if so asked."""
        chosen = {}
        for cell in self.entries:
            row = self.by_cell[cell][0]
            chosen |= self.sent(row) if clashing or not self.is_stale(row) else {}
        return chosen


def says(row: Row, name: str) -> bool:
    """Return whether the row has a word on it; a blank empties only what the template showed and still stands."""
    if name not in row.cells:
        return False
    is_left_out = name == "value" and row.text("blank_reason")
    return bool(row.text(name) or is_left_out) or row.version == row.form.initial["rv"]


def is_no_value(name: str, cell) -> bool:
    """Return whether the cell is a problem in its column: a date is one among figures, in a note it is text."""
    return name in TYPED and bool(cell.problem) and not (name in TEXTS and cell.text)


def typed(row: Row) -> str:
    """Return what was filled in as 累计, and as 当季 where that stands."""
    single = f"当季 {row.text('single')}" if row.text("single") else ""
    return " ".join(text for text in (row.text("value"), single) if text)


def says_nothing(text: str) -> bool:
    try:
        return bool(quantities.BLANK.fullmatch(quantities.normalised(text)))
    except quantities.Unreadable:
        return False


def would_be(row, entry, value: str):
    """Return a row of the checks as it would stand after the entry; `value` names the field of its figure."""
    if entry is None:
        return row
    told = {name: told for name, told in entry.values.items() if hasattr(row, name)} | {
        value: entry.values["value"]
    }
    return replace(row, **told, **({"is_entered": True} if hasattr(row, "is_entered") else {}))


def printed(item, value) -> str:
    return f"{entry_text(item, value)}{item.entry_measure}" if value is not None else quantities.MISSING


def worded(name: str, value) -> str:
    text = DataStatus(value).label if name == "status" and value else value
    return quantities.MISSING if text in (None, "") else str(text)
