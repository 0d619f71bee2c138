"""The matrix of units and tasks as a workbook: one A3 sheet across, the state of each cell in its colour and its word."""

from io import BytesIO

from reports import excel, titles
from reports.contexts import QuarterContext
from reports.extracts import legal
from reports.matrix import COLLECTIVE, LETTERS, Matrix, Row

NAME = "单位与任务矩阵"
A3 = 8
GLYPH, TALLEST = 15, 400
"""Of the heads, written from top to bottom: points of one character, and what a row may be at most."""
INKS = {
    "需协调": {"bg_color": "#B3121D", "font_color": "#FFFFFF", "bold": True},
    "有风险": {"bg_color": "#F6E3A8", "font_color": "#6B4A00", "bold": True},
    "可控": {"bold": True},
    "顺利": {"font_color": "#62666C"},
    "未报": {"bg_color": "#DAD8CE", "font_color": "#44484E"},
    COLLECTIVE: {"font_color": "#62666C", "italic": True},
}
HEADS = ["应报", "已报", "迟报"]
LEGEND = "协：需协调　险：有风险　控：可控　顺：顺利　未：未报　集：集合称谓　粗框为牵头　角标•为迟报　空白：不是该任务的单位"


def as_excel(context: QuarterContext, check_code: str, matrix: Matrix, names: dict[str, str]) -> bytes:
    """Return the workbook; `names` says how a unit is printed today: 原名（现名）."""
    import xlsxwriter

    stream = BytesIO()
    switches = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **switches}) as file:
        file.set_properties({"title": NAME, "created": titles.stamp(context)})
        page = file.add_worksheet(NAME)
        told = [f"{context.label}{NAME}", titles.caption(context, check_code), LEGEND]
        for number, line in enumerate(told):
            page.write_string(number, 0, line, file.add_format(excel.CAPTION if number else excel.TITLE))
        Sheet(file, page, matrix, names).draw(len(told))
        set_up(page, len(told))
    return stream.getvalue()


def set_up(page, top: int) -> None:
    page.set_landscape()
    page.set_paper(A3)
    page.fit_to_pages(1, 1)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.freeze_panes(top + 2, 1)
    page.repeat_rows(top, top + 1)


class Sheet:
    """The table under way, with its formats made once."""

    def __init__(self, file, page, matrix: Matrix, names: dict[str, str]):
        self.page, self.matrix, self.names = page, matrix, names
        middle = excel.CELL | {"align": "center", "valign": "vcenter"}
        self.plain, self.left = file.add_format(middle), file.add_format(excel.CELL | {"valign": "vcenter"})
        self.head = file.add_format(excel.HEAD | {"rotation": 270, "valign": "top", "text_wrap": False})
        self.formats = {
            (state, leads): file.add_format(middle | ink | ({"border": 2} if leads else {}))
            for state, ink in INKS.items()
            for leads in (False, True)
        }

    def draw(self, top: int) -> None:
        tasks = self.matrix.tasks
        self.page.set_column(0, 0, 30)
        self.page.set_column(1, len(tasks), 4)
        self.page.set_column(len(tasks) + 1, len(tasks) + 3, 6)
        longest = max((len(task.title) for task in tasks), default=1)
        self.page.set_row(top + 1, min(TALLEST, GLYPH * (longest + 1)))
        self.page.write_string(top + 1, 0, "单位", self.plain)
        for place, task in enumerate(tasks, start=1):
            self.page.write_number(top, place, task.number, self.plain)
            self.page.write_string(top + 1, place, legal(task.title), self.head)
        for place, head in enumerate(HEADS, start=len(tasks) + 1):
            self.page.write_string(top + 1, place, head, self.plain)
        for number, row in enumerate(self.matrix.rows, start=top + 2):
            self.row(number, row)
        self.totals(top + 2 + len(self.matrix.rows))

    def row(self, number: int, row: Row) -> None:
        self.page.write_string(number, 0, legal(self.names.get(row.unit, row.unit)), self.left)
        for place, cell in enumerate(row.cells, start=1):
            if cell:
                text = LETTERS[cell.state] + ("•" if cell.is_late else "")
                self.page.write_string(number, place, text, self.formats[cell.state, cell.is_lead])
            else:
                self.page.write_blank(number, place, None, self.plain)
        sums = row.sums
        self.numbers(number, len(row.cells) + 1, (sums.owed, sums.told, sums.late))

    def totals(self, number: int) -> None:
        """Write the sums of the columns and of the whole under the table."""
        columns, total = self.matrix.columns, self.matrix.total
        for place, (label, name) in enumerate((("应报单位", "owed"), ("已报单位", "told"))):
            self.page.write_string(number + place, 0, label, self.left)
            self.numbers(number + place, 1, [getattr(sums, name) for sums in columns])
        self.numbers(number, len(columns) + 1, (total.owed, total.told, total.late))

    def numbers(self, row: int, place: int, figures) -> None:
        for column, figure in enumerate(figures, start=place):
            self.page.write_number(row, column, figure, self.plain)
