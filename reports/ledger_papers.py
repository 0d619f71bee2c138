"""The ledger as it is taken away, exactly what is narrowed and sorted: CSV, workbook, Word table."""

from dataclasses import dataclass
from io import BytesIO

from accounts.tabular import csv_lines
from reports import excel, titles
from reports.contexts import QuarterContext
from reports.extracts import legal
from reports.ledger import Query, grouped, orders_of, tasks_of
from reports.ledger_tables import TaskTable, brief
from reports.task_contexts import TaskContext
from reports.word_page import ANNEX_MARK, CENTRED, NOTE, TITLE, Column, Paper

GENRE = "任务台账"
WIDTHS = {"序": 6, "牵头单位": 14, "判断": 9, "状态": 9, "牵头进展": 40, "配合进展": 56}
USUAL = 24
"""Of the workbook's columns, in characters."""
A3 = 8
WORD = [
    Column("序", 8, CENTRED),
    Column("任务", 26),
    Column("牵头单位", 17),
    Column("配合单位", 52),
    Column("应形成文件", 23),
    Column("期限", 21),
    Column("判断", 13, CENTRED),
    Column("状态", 13, CENTRED),
    Column("牵头进展", 32),
    Column("配合进展", 20),
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
        return list(next(TaskTable([], self.orders).as_values()))

    @property
    def groups(self) -> list[tuple[str, list[list]]]:
        return [(name, list(TaskTable(tasks, self.orders).as_values())[1:]) for name, tasks in self.tasks]

    @property
    def orders(self) -> dict:
        return orders_of(self.context)

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
        page = file.add_worksheet(GENRE)
        for number, line in enumerate([f"{listing.context.label}{GENRE}", *listing.about]):
            page.write_string(number, 0, line, file.add_format(excel.CAPTION if number else excel.TITLE))
        draw(page, listing, file.add_format(excel.CELL), file.add_format(excel.HEAD))
        page.set_landscape()
        page.set_paper(A3)
        page.fit_to_pages(1, 0)
        page.set_footer("&C第&P页　共&N页")
    return stream.getvalue()


def draw(page, listing: Listing, cell, bold) -> None:
    """Write heads and rows; the head stays in sight and on every printed page."""
    top, heads = 1 + len(listing.about), ["分组", *listing.heads]
    widths = [WIDTHS.get(head, USUAL) for head in heads]
    for place, head in enumerate(heads):
        page.set_column(place, place, widths[place])
        page.write_string(top, place, head, bold)
    rows = [[name, *row] for name, found in listing.groups for row in found]
    for number, row in enumerate(rows, start=top + 1):
        page.set_row(number, excel.height(row, widths))
        for place, value in enumerate(row):
            write(page, number, place, value, cell)
    page.freeze_panes(top + 1, 3)
    page.repeat_rows(top)
    page.autofilter(top, 0, top + max(len(rows), 1), len(heads) - 1)


def write(page, row: int, place: int, value, cell) -> None:
    if isinstance(value, int):
        page.write_number(row, place, value, cell)
    else:
        page.write_string(row, place, legal(str(value or ""))[: excel.MOST_CHARACTERS], cell)


def as_word(listing: Listing) -> bytes:
    """Return a table on landscape pages; of the updates it holds what the page shows, the workbook holds them whole."""
    paper = Paper()
    paper.turn()
    paper.write(f"{listing.context.label}{GENRE}", TITLE)
    for line in listing.about:
        paper.write(line, ANNEX_MARK)
    rows = []
    for name, tasks in listing.tasks:
        cells = list(TaskTable(tasks, {}, exclude=("lead_update", "partner_updates")).as_values())[1:]
        rows += [name] if name else []
        rows += [[*map(str, row), *brief(task)] for row, task in zip(cells, tasks, strict=True)]
    paper.table(WORD, rows or ["没有符合条件的任务"])
    paper.write("注：判断由单位作出，状态为系统推算；期限后注明来源；“——”为没有填写。", NOTE)
    return paper.save(f"{listing.context.label}{GENRE}", titles.stamp(listing.context))
