"""What one unit owes by an edition 承担事项: its tasks, figures, documents and due dates, and whether it was in time."""

from dataclasses import replace
from io import BytesIO

import docx
import pytest

from reports import unit_pages, unit_papers
from tests.reports import factory


def sheet(*names, context=None, heirs=None):
    return unit_pages.unit_page(context or factory.quarter_context(), names, heirs or {})


def test_a_partner_finds_every_task_the_document_names_it_in():
    named = [fact["number"] for fact in factory.TASKS["tasks"] if "市科技局" in fact["partners"]]
    assert [share.task.number for share in sheet("市科技局").shares] == named
    assert not sheet("市科技局").led


def test_the_lead_answers_for_documents_and_due_dates():
    found = sheet("管委会")
    assert [(task.number, document.stage) for task, document in found.documents] == [(5, "起草")]
    assert found.overdue == 1 and found.deadlines[0][1].subject == "设备采购"
    assert not sheet("市科技局").deadlines


def test_a_unit_answers_for_the_indicators_that_name_it():
    context = factory.quarter_context()
    rows = tuple(
        replace(row, unit="市商务局") if row.slug == "high-tech-exports" else row for row in context.main.rows
    )
    phases = tuple(
        replace(each, rows=rows) if each.slug == context.phase else each for each in context.phases
    )
    assert [row.slug for row in sheet("市商务局", context=replace(context, phases=phases)).rows] == [
        "high-tech-exports"
    ]


@pytest.mark.parametrize(
    ("unit", "standing"),
    [("市商务局", "迟报"), ("市金融发展局", "未报齐"), ("管委会", "按时"), ("无此单位", "")],
)
def test_the_page_says_whether_the_unit_was_in_time(unit, standing):
    assert sheet(unit).standing == standing


def test_what_is_missing_stands_there_with_its_reason():
    assert [each.what for each in sheet("市金融发展局").missing_figures] == ["当年新增获得风险投资的企业"]


def test_a_successor_finds_what_its_predecessors_are_named_in():
    found = sheet("市税务局", "市国税局", "市地税局", heirs={"市国税局": "市税务局", "市地税局": "市税务局"})
    assert {share.unit for share in found.shares} == {"市国税局", "市地税局"}


def test_the_paper_names_unit_edition_and_check_code():
    context = factory.quarter_context()
    paper = unit_papers.render(context, "7K3Q-9F2M", sheet("管委会"), "管委会")
    words = "".join(docx.Document(BytesIO(paper)).element.body.itertext())
    assert "管委会承担事项" in words and "2019年一季度第2版（更正）" in words and "校验码7K3Q-9F2M" in words
    assert "演示数据" in words and "设备采购" in words and "《科技研发平台建设支持政策》" in words


def test_orders_and_resolutions_stand_as_the_edition_holds_them():
    found = sheet("市科技局")
    assert [order.name for order in found.orders] == ["督〔2019〕1号"]
    assert [each.matter for each in found.resolutions] == ["完成合同登记。"] and not sheet("市教育局").orders
    words = "".join(docx.Document(BytesIO(paper(found))).element.body.itertext())
    assert "督〔2019〕1号" in words and "完成合同登记。" in words


def paper(found) -> bytes:
    return unit_papers.render(factory.quarter_context(), "7K3Q-9F2M", found, "市科技局")
