"""The Excel form of a unit's history 补录表: a row for each item, a column for each period."""

from io import BytesIO

from django.conf import settings

from indicators.filled import HEADS, IDENTITY_PAGE
from indicators.sheets import FigureSheet
from indicators.workbooks import HEAD_ROW, OWN_HEADS, identify, new_book, set_up, write
from submissions import rules
from submissions.quarters import Quarter

SHEET = "补录表"
LEADING = ("code", "serial", "name", "measure")
HINT = (
    "只填浅黄色的格子，季度填1月1日以来的累计或期末；没有数的留空，不用写原因，不要填0。"
    "灰色的格子这一期不用填，或已经提交。填好存盘，回补录页上传。"
)


def template(document, unit, submissions, user) -> bytes:
    """Return the form as .xlsx with what the drafts hold; cells that are not asked, or handed in, are locked."""
    stream = BytesIO()
    sheets = {each.period.quarter: FigureSheet(each) for each in submissions}
    is_open = {each.period.quarter: not rules.why_not_edit(each, user) for each in submissions}
    title = f"{unit}历史数据补录表{'（演示数据）' if settings.DEMONSTRATION else ''}"
    with new_book(stream, title) as (file, styles):
        page = file.add_worksheet(SHEET)
        columns = [*LEADING, *(quarter.label for quarter in sheets)]
        set_up(page, columns)
        told = [(title, "title"), (f"填报单位：{unit}", "caption"), (HINT, "caption")]
        for row, (text, style) in enumerate(told):
            page.write_string(row, 1, text, styles[style])
        for place, name in enumerate(columns):
            head = OWN_HEADS.get(name) or HEADS.get(name, [name])[0]
            page.write_string(HEAD_ROW, place, head, styles["head"])
        for row, cells in enumerate(rows_of(sheets), start=HEAD_ROW + 1):
            draw_row(page, row, cells, is_open, styles)
        identify(file.add_worksheet(IDENTITY_PAGE), document, unit)
    return stream.getvalue()


def rows_of(sheets: dict[Quarter, FigureSheet]) -> list[dict]:
    """Return for each item, in the plan's order, its cell in each period; None where it is not asked."""
    by_period = {quarter: {form.cell: form for form in sheet.forms} for quarter, sheet in sheets.items()}
    items = {form.cell: form.item for forms in by_period.values() for form in forms.values()}
    ordered = sorted(items, key=lambda cell: (items[cell].order == "", items[cell].order or 0))
    return [{quarter: forms.get(cell) for quarter, forms in by_period.items()} for cell in ordered]


def draw_row(page, row: int, cells: dict, is_open: dict[Quarter, bool], styles) -> None:
    item = next(form.item for form in cells.values() if form)
    for place, text in enumerate((item.slug, str(item.order), item.name, item.entry_measure)):
        write(page, row, place, text, False, styles["text"])
    for place, (quarter, form) in enumerate(cells.items(), start=len(LEADING)):
        is_entry = form is not None and is_open[quarter]
        value = (form.initial.get("value") or "") if form else ""
        write(page, row, place, value, True, styles["entry number" if is_entry else "closed"])
