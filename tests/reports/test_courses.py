"""The course of a task in the tree: stages, dates with their origin, the computed status, closure, what was said before."""

import datetime as dt

import pytest

from accounts import clock
from reports import contexts
from reports.build import build
from reports.gathering import Gathering
from submissions.lines import Form
from submissions.quarters import Quarter
from tasks.models import Closure, Deadline, Stage, StageStep
from tests import builders
from tests.uploads import PDF, upload

MAY, JUNE = dt.date(2019, 5, 6), dt.date(2019, 6, 10)


@pytest.fixture(autouse=True)
def july(files):
    with clock.at(dt.date(2019, 7, 12)):
        yield


@pytest.fixture
def task_of(document):
    """Return a function that reads a task back from the preview of a quarter, as an edition would hold it."""

    def find(number, quarter="2019Q2"):
        context = build(document, Quarter.parse(quarter))
        again = contexts.from_json(contexts.to_json(context))
        return next(task for task in again.tasks if task.number == number)

    return find


def test_a_task_that_nobody_touched_has_its_words_and_no_dates(task_of):
    task = task_of(7)
    assert task.text.lstrip().startswith("7.打造主导产业集群。") and "50亿" in task.text
    assert (task.status, task.deadlines, task.closure, task.documents) == ("未报", (), (), ())
    assert task_of(31).status == ""


def test_documents_show_every_stage_reached_or_not(document, clerk, task_of):
    plan = document.tasks.get(number=24).deliverables.first()
    StageStep.report(plan, Stage.DRAFTING, reached_on=MAY, by=clerk)
    told = {"reached_on": JUNE, "issued_number": "营政发〔2019〕8号", "file": upload(PDF, "规划.pdf")}
    StageStep.report(plan, Stage.ISSUED, by=clerk, **told)
    first, second, *_ = task_of(24).documents
    assert (first.title, first.stage, second.stage) == ("营口高新区总体规划", "印发", "未开始")
    assert [(each.stage, each.reached_on) for each in first.stages] == [
        ("起草", MAY),
        ("征求意见", None),
        ("审议", None),
        ("印发", JUNE),
    ]
    issued = first.stages[-1]
    assert (issued.number, issued.file.name, issued.by) == ("营政发〔2019〕8号", "规划.pdf", "clerk某")


def test_a_date_of_the_committee_is_late_until_it_is_met(document, clerk, reviewer, task_of):
    task = document.tasks.get(number=24)
    plan = task.deliverables.first()
    Deadline.decide(task, due_on=JUNE, deliverable=plan, reason="第5次联席会议议定", by=reviewer)
    found = task_of(24)
    (due,) = found.deadlines
    assert (due.subject, due.origin, due.basis) == (
        "《营口高新区总体规划》",
        "管委会设定",
        "第5次联席会议议定",
    )
    assert (due.by, due.decided_on, due.days_late, due.is_overdue) == ("reviewer某", clock.today(), 32, True)
    assert found.status == "逾期"
    StageStep.report(plan, Stage.ISSUED, reached_on=JUNE + dt.timedelta(2), issued_number="1号", by=clerk)
    found = task_of(24)
    assert (found.deadlines[0].days_late, found.deadlines[0].is_overdue, found.status) == (2, False, "未报")


def test_a_milestone_and_the_whole_task_are_met_in_their_own_ways(document, clerk, reviewer, task_of):
    task = document.tasks.get(number=7)
    Deadline.decide(task, due_on=MAY, name="用地落实", reason="会议议定", by=reviewer)
    Deadline.decide(task, due_on=JUNE, reason="会议议定", by=reviewer)
    assert [(due.subject, due.is_overdue) for due in task_of(7).deadlines] == [
        ("用地落实", True),
        ("整项任务", True),
    ]
    Deadline.decide(task, due_on=MAY, name="用地落实", reached_on=MAY, reason="会议确认", by=reviewer)
    Closure.apply(task, text="已完成", file=upload(), by=clerk)
    Closure.approve(task, by=reviewer)
    found = task_of(7)
    assert [due.is_overdue for due in found.deadlines] == [False, False]
    assert (found.status, [each.act for each in found.closure]) == ("已销号", ["申请销号", "批准销号"])
    assert found.closure[0].file.name == "签字扫描件.pdf"


def dues(task) -> list[tuple]:
    return [(due.due_on.year, due.is_done, due.is_overdue) for due in task.deadlines]


def test_only_what_the_document_asks_by_year_has_a_date_of_the_document(report, task_of):
    task = task_of(26)
    assert {due.origin for due in task.deadlines} == {"文件规定"} and "1000万元" in task.deadlines[0].basis
    assert dues(task) == [(year, False, False) for year in range(2018, 2023)]
    report("2018A", {"city-support-fund": 1000, "zone-support-fund": 800})
    assert dues(task_of(26))[0] == (2018, False, True) and task_of(26).status == "逾期"
    report("2018A", {"zone-support-fund": 1000}, reason="误报")
    assert dues(task_of(26))[0] == (2018, True, False)


def test_one_source_alone_says_neither_met_nor_missed(report, task_of):
    report("2018A", {"city-support-fund": 1000})
    assert dues(task_of(26))[0] == (2018, False, False)


def test_the_lead_s_earlier_words_stand_beside_newest_first(document, committee, clerk, reviewer, task_of):
    for quarter in (Quarter(2018, 4), Quarter(2019, 1), Quarter(2019, 2)):
        period = builders.open_period(document, reviewer, quarter)
        submission = builders.own(period, committee, Form.UPDATES)
        task = document.tasks.get(number=7)
        said = {"progress": f"{quarter.label}的进展", "judgement": "SMOOTH"}
        rest = document.tasks.filter(lead_unit=committee).exclude(pk=task.pk)
        blank = [builders.Entry({"task": each}, {"blank_reason": "没有进展"}) for each in rest]
        submission.put([builders.Entry({"task": task}, said), *blank], by=clerk)
        submission.submit(by=clerk)
        submission.approve(by=reviewer)
    found = task_of(7)
    assert found.updates[0].reported_on == clock.today()
    assert [(each.label, each.progress) for each in found.past] == [
        ("2019年一季度", "2019年一季度的进展"),
        ("2018年四季度", "2018年四季度的进展"),
    ]


def test_the_course_of_many_tasks_asks_as_often_as_that_of_one(
    document, clerk, reviewer, django_assert_num_queries
):
    def play(number):
        task = document.tasks.get(number=number)
        for each in task.deliverables.all():
            StageStep.report(each, Stage.DRAFTING, reached_on=MAY, by=clerk, file=upload())
        Deadline.decide(task, due_on=JUNE, reason="会议议定", by=reviewer)
        Closure.apply(task, text="已完成", file=upload(), by=clerk)

    play(5)
    for number in (None, 24, 16):
        if number:
            play(number)
        gathering = Gathering(document, Quarter(2019, 2))
        with django_assert_num_queries(13):
            gathering.tasks()
