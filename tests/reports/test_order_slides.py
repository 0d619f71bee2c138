"""The slides name the orders that wait, late ones first; what is over is not shown again."""

import datetime as dt
from dataclasses import replace
from io import BytesIO

import pptx

from reports import slides
from reports.task_contexts import OrderContext
from tests.reports.papers import CODE, spring

DAY = dt.date(2019, 6, 15)


def order(number, state, *, is_late=False) -> OrderContext:
    return OrderContext(
        name=f"督〔2019〕{number}号",
        about="技术合同成交额",
        unit="市科技局",
        level="督办",
        matter="请补齐",
        due_on=DAY + dt.timedelta(number),
        issued_on=DAY,
        state=state,
        reply="",
        indicator="technology-contracts",
        task=None,
        is_late=is_late,
    )


def tables(*orders) -> list[list[list[str]]]:
    content = slides.render(replace(spring(), orders=orders), CODE)
    found = []
    for slide in pptx.Presentation(BytesIO(content)).slides:
        shapes = list(slide.shapes)
        if any(shape.has_text_frame and "未办结的督办单" in shape.text_frame.text for shape in shapes):
            (table,) = [shape.table for shape in shapes if shape.has_table]
            found.append([[cell.text for cell in row.cells] for row in table.rows])
    return found


def test_late_orders_come_first_and_what_is_over_is_left_out():
    (table,) = tables(
        order(1, "已签收"), order(2, "已发出", is_late=True), order(3, "已办结"), order(4, "已撤销")
    )
    assert [(row[0], row[4]) for row in table[1:]] == [("督〔2019〕2号", "逾期"), ("督〔2019〕1号", "已签收")]


def test_many_orders_take_several_slides_and_none_takes_none():
    assert [len(table) - 1 for table in tables(*(order(number, "已发出") for number in range(8)))] == [6, 2]
    assert tables() == [] == tables(order(1, "已办结"))
