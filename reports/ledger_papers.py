"""The ledger as it is taken away, exactly what is narrowed and sorted: CSV, workbook, Word table."""

from dataclasses import dataclass
from io import BytesIO

from accounts.tabular import csv_lines
from reports import titles
from reports.contexts import QuarterContext
from reports.extracts import legal
from reports.ledger import Query, grouped, tasks_of
from reports.ledger_tables import TaskTable, brief
from reports.task_contexts import TaskContext
from reports.word_page import ANNEX_MARK, CENTRED, NOTE, TITLE, Column, Paper

GENRE = "任务台账"
WIDTHS = (6, 24, 20, 30, 30, 34, 10, 10, 50, 60)
"""Of the workbook's columns, in characters."""
WORD = [
    Column("序", 9, CENTRED),
    Column("任务", 28),
    Column("牵头单位", 18),
    Column("配合单位", 38),
    Column("应形成文件", 26),
    Column("期限", 28),
    Column("判断", 14, CENTRED),
    Column("状态", 14, CENTRED),
    Column("牵头进展", 42),
    Column("配合进展", 28),
]


@dataclass(frozen=True)
class Listing:
    """What is taken: the edition it is of, what it was narrowed to, and the rows with their heads and groups."""

    context: QuarterContext
    check_code: str
    query: Query

    @property
    def about(self) -> list[str]:
        return [titles.caption(self.context, self.check_code), self.query.words]

    @property
    def heads(self) -> list[str]:
        return list(next(TaskTable([]).as_values()))

    @property
    def groups(self) -> list[tuple[str, list[list]]]:
        return [(name, list(TaskTable(tasks).as_values())[1:]) for name, tasks in self.tasks]

    @property
    def tasks(self) -> list[tuple[str, list[TaskContext]]]:
        return grouped(tasks_of(self.context, self.query), self.query)


def as_csv(listing: Listing) -> bytes:
    rows = [[line] for line in listing.about] + [["分组", *listing.heads]]
    rows += [[name, *row] for name, found in listing.groups for row in found]
    return "".join(csv_lines(rows)).encode("utf-8", "replace")


def as_excel(listing: Listing) -> bytes:
    """Return a workbook of one sheet; text never becomes a formula, a link or a number."""
    import xlsxwriter

    stream = BytesIO()
    switches = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, {"in_memory": True, **switches}) as file:
        file.set_properties({"title": GENRE, "created": titles.stamp(listing.context)})
        wrap = file.add_format(
            {"font_name": "宋体", "font_size": 10.5, "text_wrap": True, "valign": "top", "border": 1}
        )
        bold = file.add_format({"font_name": "黑体", "font_size": 10.5, "text_wrap": True, "border": 1})
        page = file.add_worksheet(GENRE)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C第&P页　共&N页")
        for number, line in enumerate([GENRE, *listing.about]):
            page.write_string(number, 0, line)
        draw(page, listing, wrap, bold)
    return stream.getvalue()


def draw(page, listing: Listing, wrap, bold) -> None:
    """Write heads and rows; the head stays in sight and on every printed page."""
    top = 1 + len(listing.about)
    for place, (head, width) in enumerate(zip(["分组", *listing.heads], (16, *WIDTHS), strict=True)):
        page.set_column(place, place, width)
        page.write_string(top, place, head, bold)
    rows = [[name, *row] for name, found in listing.groups for row in found]
    for number, row in enumerate(rows, start=top + 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(number, place, value, wrap)
            else:
                page.write_string(number, place, legal(str(value or "")), wrap)
    page.freeze_panes(top + 1, 3)
    page.repeat_rows(top)
    page.autofilter(top, 0, top + max(len(rows), 1), len(WIDTHS))


def as_word(listing: Listing) -> bytes:
    """Return a table on landscape pages; of the updates it holds what the page shows, the workbook holds them whole."""
    paper = Paper()
    paper.turn()
    paper.write(f"{listing.context.label}{GENRE}", TITLE)
    for line in listing.about:
        paper.write(line, ANNEX_MARK)
    rows = []
    for name, tasks in listing.tasks:
        cells = list(TaskTable(tasks, exclude=("lead_update", "partner_updates")).as_values())[1:]
        rows += [name] if name else []
        rows += [[*map(str, row), *brief(task)] for row, task in zip(cells, tasks, strict=True)]
    paper.table(WORD, rows or ["没有符合条件的任务"])
    paper.write("注：判断由单位作出，状态为系统推算；期限后注明来源；“——”为没有填写。", NOTE)
    return paper.save(f"{listing.context.label}{GENRE}", titles.stamp(listing.context))
