"""The Excel form of one submission's figures 填报表, and a clerk's own file with its errors marked."""

import datetime as dt
import logging
import re
from collections import defaultdict
from contextlib import contextmanager
from io import BytesIO

from django.conf import settings

from accounts import clock
from indicators.filled import HEADS, IDENTITY_PAGE, LABELS, Flaw
from indicators.forms import OF_A_RANK, OFFICIAL
from indicators.models import DataStatus
from indicators.quantities import MINUS, MISSING
from indicators.sheets import FigureSheet
from submissions.sheets import Book, Cell, Page

logger = logging.getLogger(__name__)

SHEET = "填报表"
HEAD_ROW = 3
WIDTHS = {
    "code": 6,
    "version": 6,
    "serial": 5,
    "name": 40,
    "measure": 8,
    "year_ago": 13,
    "previous": 13,
    "value": 16,
    "single": 14,
    "status": 10,
    "note": 34,
    "blank_reason": 26,
    "official_growth": 12,
    "ranked_total": 10,
    "evaluation_year": 10,
    "data_year": 10,
}
"""The columns in their order, and how wide they are."""
WIDTH = 14
OWN_HEADS = {
    "serial": "序",
    "year_ago": "上年同期",
    "previous": "上期",
    "single": "当季（填了可不填累计）",
    "official_growth": "官方同比（同口径，%）",
}
HIDDEN = ("code", "version")
NUMBERS = ("year_ago", "previous", "value", "single", *OFFICIAL, *OF_A_RANK)
LONGEST = {"note": 500, "blank_reason": 200}
HINT = (
    "只填浅黄色的格子，每格一个数；可以写 450亿元、1.3% 或 1,234.5，系统会换算并给您看。"
    "没有数请留空，写明未报原因，不要填0。填好存盘，回填报表点“上传 Excel”。"
)
FACE = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
CELL = FACE | {"border": 1, "border_color": "#8a867b"}
STYLES = {
    "title": FACE | {"font_name": "黑体", "font_size": 16},
    "caption": FACE | {"font_color": "#44484e"},
    "head": CELL | {"font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#f5f2ea"},
    "text": CELL | {"text_wrap": True},
    "number": CELL | {"align": "right", "font_color": "#44484e"},
    "closed": CELL | {"align": "right", "bg_color": "#e9e6dc"},
    "entry text": CELL | {"locked": False, "bg_color": "#fffbe6", "text_wrap": True},
    "entry number": CELL | {"locked": False, "bg_color": "#fffbe6", "align": "right"},
}
AUTHOR, SIGN = "填报核对", "【核对】"
"""Whose comments are ours, and where ours begins under a clerk's own."""
MARK = "FFF4C7C3"
NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_ON_A_DISK = re.compile(r'[\\/:*?"<>|\[\]\x00-\x1f\x7f]')


def filename(*parts) -> str:
    """Return a name that Windows, WPS and a browser all accept."""
    return NOT_ON_A_DISK.sub("_", "_".join(map(str, parts)))[:80]


def template(submission) -> bytes:
    """Return the form as .xlsx: what is asked, what stood before, what the draft holds; only entry cells can be changed."""
    stream = BytesIO()
    with new_book(stream, str(submission)) as (file, styles):
        lines = FigureSheet(submission).rows()
        columns = [name for name in WIDTHS if name in asked(lines)]
        draw(file.add_worksheet(SHEET), submission, lines, columns, styles)
        period = submission.period
        identify(file.add_worksheet(IDENTITY_PAGE), period.document, submission.unit, str(period.quarter))
    return stream.getvalue()


@contextmanager
def new_book(stream, title: str):
    """Yield a workbook that takes every text for text, and its styles."""
    import xlsxwriter

    switches = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **switches}) as file:
        file.set_properties({"title": title, "created": clock.now().astimezone(dt.UTC).replace(tzinfo=None)})
        yield file, {name: file.add_format(style) for name, style in STYLES.items()}


def asked(lines) -> set[str]:
    """Return the columns of this sheet: what is asked of no item has none."""
    optional = {"single", *OFFICIAL, *OF_A_RANK}
    return (set(WIDTHS) - optional).union(*map(entry_columns, lines))


def entry_columns(line) -> set[str]:
    """Return the columns in which something of the line may be typed."""
    return {*line.form.typed, *(["single"] if line.has_single else [])}


def identify(page, document, unit, period: str = "") -> None:
    """Say which plan, unit and period the form is for, so that it is not taken for another's."""
    told = {"plan": document.slug, "unit": unit.name} | ({"period": period} if period else {})
    for row, (name, value) in enumerate(told.items()):
        page.write_string(row, 0, LABELS[name][0])
        page.write_string(row, 1, value)
    page.protect()
    page.hide()


def draw(page, submission, lines, columns, styles) -> None:
    set_up(page, columns)
    mark = "（演示数据）" if settings.DEMONSTRATION else ""
    first = len(HIDDEN)
    title = f"{submission.period}指标数据填报表{mark}"
    unit = f"填报单位：{submission.unit}"
    for row, (text, style) in enumerate([(title, "title"), (unit, "caption"), (HINT, "caption")]):
        page.write_string(row, first, text, styles[style])
    for place, name in enumerate(columns):
        page.write_string(HEAD_ROW, place, OWN_HEADS.get(name) or HEADS[name][0], styles["head"])
    for row, line in enumerate(lines, start=HEAD_ROW + 1):
        draw_line(page, row, line, columns, styles)
    check_entries(page, lines, columns)


def set_up(page, columns) -> None:
    """Lock what is not to be typed, keep the head in sight, fit the form on a page's width."""
    for place, name in enumerate(columns):
        page.set_column(place, place, WIDTHS.get(name, WIDTH), None, {"hidden": name in HIDDEN})
    page.set_row(0, 30)
    page.set_row(HEAD_ROW, 32)
    page.freeze_panes(HEAD_ROW + 1, columns.index("name") + 1)
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.set_footer("&C第&P页　共&N页")


def draw_line(page, row: int, line, columns, styles) -> None:
    form, item = line.form, line.form.item
    page.set_row(row, 20 if len(item.name) * 2 <= WIDTHS["name"] else 36)  # a Chinese character is two wide
    fixed = {
        "code": item.slug,
        "version": str(form.initial["rv"]),
        "serial": str(item.order),
        "name": item.name,
        "measure": item.entry_measure,
        "year_ago": line.year_ago,
        "previous": line.previous,
    }
    for place, name in enumerate(columns):
        is_entry = name in entry_columns(line)
        value = entered(form, name) if is_entry else fixed.get(name, "")
        style = ("entry " if is_entry else "") + ("number" if name in NUMBERS else "text")
        write(page, row, place, value, name in NUMBERS, styles[style])


def entered(form, name: str) -> str:
    value = form.initial.get(name)
    if name == "status":
        return DataStatus(value).label
    return "" if value is None else str(value)


def write(page, row: int, place: int, text: str, is_number: bool, style) -> None:
    """Write a number as a number, text as text; a missing value leaves the cell empty."""
    if text in ("", MISSING):
        page.write_blank(row, place, None, style)
    elif is_number:
        page.write_number(row, place, float(text.replace(MINUS, "-")), style)
    else:
        page.write_string(row, place, NOT_IN_XML.sub("", text), style)


def check_entries(page, lines, columns) -> None:
    """Let Excel offer the choices, hold texts to their length, and say at each figure what is meant."""
    first, last = HEAD_ROW + 1, HEAD_ROW + len(lines)
    place = columns.index("status")
    page.data_validation(first, place, last, place, {"validate": "list", "source": DataStatus.labels})
    for name, longest in LONGEST.items():
        rule = {
            "validate": "length",
            "criteria": "<=",
            "value": longest,
            "error_message": f"最多{longest}字。",
        }
        page.data_validation(first, columns.index(name), last, columns.index(name), rule)
    for row, line in enumerate(lines, start=first):
        item, place = line.form.item, columns.index("value")
        told = {
            "input_title": item.name[:32],
            "input_message": f"单位：{item.entry_measure}。{getattr(item, 'explanation', '')}"[:255],
        }
        page.data_validation(row, place, row, place, {"validate": "any", **told})


# --- errors in the clerk's own file -----------------------------------------------------------------------


def marked(content: bytes, book: Book, page: Page, flaws: list[Flaw]) -> bytes:
    """Return the file as .xlsx with each wrong cell coloured and commented.

    A text file, or a workbook that cannot be kept whole, comes back as a copy of the page that was read.
    """
    import openpyxl

    if not book.encoding:
        try:
            own = openpyxl.load_workbook(BytesIO(content), keep_links=False)
            return with_marks(own, own.worksheets[book.pages.index(page)], flaws)
        except Exception:  # parts that reading the values passed over: drawings, pivots, broken names
            logger.warning("上传的工作簿不能原样标错，改为复制", exc_info=True)
    copied = openpyxl.Workbook()
    for cell in [cell for row in page.rows.values() for cell in row.values()]:
        copy = copied.active.cell(cell.row, cell.column, NOT_IN_XML.sub("", cell.text))
        copy.data_type = "s"
    return with_marks(copied, copied.active, flaws)


def with_marks(own, page, flaws: list[Flaw]) -> bytes:
    unmark(page)
    told = defaultdict(list)
    for flaw in flaws:
        told[place_of(page, flaw.cell)].append(flaw.message)
    for place, messages in told.items():
        mark(page.cell(*place), messages)
    stream = BytesIO()
    own.save(stream)
    return stream.getvalue()


def unmark(page) -> None:
    """Take off what an earlier check wrote. Only cells that are there: to walk the rows would make the others."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for cell in page._cells.values():
        if cell.comment and SIGN in cell.comment.text:
            own = cell.comment.text.partition(SIGN)[0].rstrip()
            cell.comment = Comment(own, cell.comment.author) if own else None
            cell.fill = PatternFill()


def place_of(page, cell: Cell) -> tuple[int, int]:
    """Return where the cell is written to: a merged one at its range's corner."""
    row, column = cell.row, max(cell.column, 1)
    for merged in page.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return merged.min_row, merged.min_col
    return row, column


def mark(cell, messages: list[str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    own, author = (f"{cell.comment.text}\n", cell.comment.author) if cell.comment else ("", AUTHOR)
    text = own + SIGN + "\n".join(messages)
    cell.comment = Comment(NOT_IN_XML.sub("", text), author, width=300, height=120)
    cell.fill = PatternFill("solid", start_color=MARK)
