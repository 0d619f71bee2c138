"""An edition as a workbook: numbers as numbers, text as text, one sheet for each question."""

import datetime as dt
import math
import re
from io import BytesIO

from reports import excel_charts, titles
from reports.contexts import Figure, QuarterContext, SignalContext
from reports.excel_sheets import SHEETS, Sheet, front
from reports.extracts import legal, printed
from reports.titles import filename

__all__ = ["filename", "render"]

MOST_CHARACTERS = 32767
"""A cell holds no more; the library drops a longer text without a word."""
HEAD_ROW = 2
WIDE = 110
LINE, TALLEST = 16, 400
"""Heights in points; set, because LibreOffice does not fit the rows of a workbook it did not write."""
COLOURS = {
    "ON_TRACK": "#056a4c",
    "MET": "#056a4c",
    "BEHIND": "#7a5200",
    "FAR_BEHIND": "#b3121d",
    "MISSED": "#b3121d",
}
FACE = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
CELL = FACE | {"border": 1, "border_color": "#8a867b", "text_wrap": True}
TITLE = FACE | {"font_name": "黑体", "font_size": 16}
CAPTION = FACE | {"font_color": "#44484e"}
HEAD = CELL | {"font_name": "黑体", "align": "center"}
DATE = {"num_format": 'yyyy"年"m"月"d"日"', "align": "left"}
ABSENT = {"align": "right", "font_color": "#6b6f75"}


def render(context: QuarterContext, check_code: str) -> bytes:
    """Return the edition as an .xlsx file."""
    import xlsxwriter

    stream = BytesIO()
    switches = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **switches}) as file:
        file.set_properties({"title": titles.name(context), "created": titles.stamp(context)})
        book = Book(file, context, check_code)
        book.draw_front()
        for sheet in SHEETS:
            book.draw(sheet)
        book.draw_charts()
    return stream.getvalue()


class Book:
    """A workbook under way: its formats, and what every sheet of the edition carries."""

    def __init__(self, file, context: QuarterContext, check_code: str):
        self.file, self.context, self.check_code = file, context, check_code
        self.caption = titles.caption(context, check_code)
        self._formats = {}

    def draw_front(self) -> None:
        """Draw 说明: which edition this is and how to read it."""
        page = self._page("说明", titles.name(self.context), (16, WIDE))
        for number, (label, value) in enumerate(front(self.context, self.check_code), start=HEAD_ROW):
            page.set_row(number, height([value], [WIDE]))
            page.write_string(number, 0, label, self._format(HEAD))
            self._write(page, number, 1, value)

    def draw_charts(self) -> None:
        page = self._page("图表", f"{self.context.label}图表", ())
        excel_charts.draw(self.file, page, self.context, HEAD_ROW, top=HEAD_ROW)

    def draw(self, sheet: Sheet) -> None:
        """Draw one table: caption, head that stays in sight and on every printed page, records."""
        page = self._page(sheet.name, f"{self.context.label}{sheet.name}", [c.width for c in sheet.columns])
        records = sheet.records(self.context)
        page.set_row(HEAD_ROW, 2 * LINE)
        for number, column in enumerate(sheet.columns):
            page.write_string(HEAD_ROW, number, column.head, self._format(HEAD))
        for number, record in enumerate(records, start=HEAD_ROW + 1):
            values = [column.read(*record) for column in sheet.columns]
            page.set_row(number, height(values, [column.width for column in sheet.columns]))
            for place, value in enumerate(values):
                self._write(page, number, place, value, sheet.missing)
        last = HEAD_ROW + max(len(records), 1)
        if not records:
            page.write_string(last, 0, sheet.nothing, self._format(CAPTION))
        page.freeze_panes(HEAD_ROW + 1, sheet.frozen)
        page.repeat_rows(HEAD_ROW)
        page.autofilter(HEAD_ROW, 0, last, len(sheet.columns) - 1)
        page.print_area(0, 0, last, (sheet.printed or len(sheet.columns)) - 1)

    def _page(self, name: str, title: str, widths):
        """Return a new sheet with its title, and its edition on every printed page."""
        page = self.file.add_worksheet(name)
        for number, width in enumerate(widths):
            page.set_column(number, number, width)
        page.set_row(0, 2 * LINE)
        page.set_row(1, 1.5 * LINE)
        page.write_string(0, 0, title, self._format(TITLE))
        page.write_string(1, 0, self.caption, self._format(CAPTION))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        page.set_header(f"&L{printable(title)}&R{printable(self.caption)}")
        page.set_footer("&C第&P页　共&N页")
        return page

    def _write(self, page, row: int, column: int, value, missing: str = "——") -> None:
        """Write a value as what it is; text never becomes a formula, a link or a number."""
        if isinstance(value, Figure) and value.value is not None:
            style = CELL | {"num_format": number_format(value.text), "align": "right"}
            page.write_number(row, column, float(value.value), self._format(style))
        elif isinstance(value, Figure):
            text = missing if value.text == "——" else printed(value)
            self._write_text(page, row, column, text, CELL | ABSENT)
        elif isinstance(value, SignalContext):
            style = CELL | {"font_color": COLOURS.get(value.key, "#44484e")}
            self._write_text(page, row, column, value.word, style)
        elif isinstance(value, dt.date):
            page.write_datetime(row, column, value, self._format(CELL | DATE))
        elif isinstance(value, int):
            page.write_number(row, column, value, self._format(CELL | {"align": "center"}))
        else:
            self._write_text(page, row, column, legal(value or ""), CELL)

    def _write_text(self, page, row: int, column: int, text: str, style: dict) -> None:
        """Write text; no text leaves the cell truly empty, for those who count and filter."""
        if text:
            page.write_string(row, column, text[:MOST_CHARACTERS], self._format(style))
        else:
            page.write_blank(row, column, None, self._format(style))

    def _format(self, properties: dict):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(properties)
        return self._formats[key]


def height(values, widths) -> float:
    """Return the height of a row whose longest cell wraps."""
    return min(max(map(lines, values, widths)) * LINE + 2, TALLEST)


def lines(value, width: float) -> int:
    """Return how many lines a cell needs; a Chinese character takes the room of two."""
    if not isinstance(value, str):
        return 1
    rooms = (sum(1 + (ord(character) > 0x2000) for character in line) for line in value.split("\n"))
    return sum(max(math.ceil(room / width), 1) for room in rooms)


def number_format(text: str) -> str:
    """Return the number format that prints what `text` prints: its decimals, its signs, or a word like 持平."""
    if not re.search(r"\d", text):
        return f'"{text}"'
    decimals = re.search(r"\.(\d+)", text)
    digits = f"0.{'0' * len(decimals[1])}" if decimals else "0"
    plus, minus = "+" if text.startswith("+") else "", "−" if re.search("[1-9]", text) else ""
    return f"{plus}{digits};{minus}{digits};{digits}"


def printable(text: str) -> str:
    """Return `text` for a page header, where & commands."""
    return text.replace("&", "&&")
