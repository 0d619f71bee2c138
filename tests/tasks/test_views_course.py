"""The pages of a task's course: what each role may do on them, what is refused and why, and the files that go along."""

import datetime as dt
import html

import pytest
from django.urls import reverse

from accounts import clock
from accounts.additions import newest_pk
from submissions.models import ReportingPeriod
from submissions.quarters import Quarter
from tasks.models import Closure, ClosureAct, Deadline, Stage, StageStep, Task
from tests.uploads import HTML, PDF, upload

TODAY, MAY = dt.date(2019, 7, 12), dt.date(2019, 5, 6)


@pytest.fixture(autouse=True)
def july(files):
    with clock.at(TODAY):
        yield


@pytest.fixture
def task(document) -> Task:
    return document.tasks.get(number=24)


@pytest.fixture
def plan(task):
    return task.deliverables.first()


def url(name, *args) -> str:
    return reverse(f"tasks:{name}", args=args or [24])


def text(response) -> str:
    return html.unescape(response.content.decode())


COURSE, STAGE = url("task_course"), url("stage_report", 24, 1)
DEADLINE, APPLY = url("deadline_decide"), url("closure_apply")
DECIDE, REOPEN = url("closure_decide"), url("closure_reopen")


def applied(task, clerk) -> Closure:
    return Closure.apply(task, text="六份文件均已印发。", file=upload(PDF, "印发单.pdf"), by=clerk)


# --- the course as it stands --------------------------------------------------------------------------------------


def test_task_course_shows_what_stands(signed_in, leader, task, plan, clerk, reviewer):
    StageStep.report(plan, Stage.ISSUED, reached_on=MAY, issued_number="营政发〔2019〕8号", by=clerk)
    Deadline.decide(task, due_on=MAY, name="规划边界商定", reason="第5次联席会议议定", by=reviewer)
    applied(task, clerk)
    page = text(signed_in(leader).get(COURSE))
    assert "营政发〔2019〕8号" in page and "第5次联席会议议定" in page and "印发单.pdf" in page
    assert "<button type=" not in page and "button small" not in page


@pytest.mark.parametrize(
    ("who", "offered", "greyed"),
    [
        ("clerk", ["报阶段", "申请销号"], []),
        ("other_clerk", [], ["报阶段", "申请销号"]),
        ("reviewer", ["定完成时限"], ["审批销号", "恢复办理"]),
        ("leader", [], []),
        ("auditor", [], []),
    ],
)
def test_task_course_offers_each_role_its_own_and_says_why_not(
    signed_in, task, request, who, offered, greyed
):
    page = text(signed_in(request.getfixturevalue(who)).get(COURSE))
    links = [label for label in ("报阶段", "定完成时限", "申请销号") if f">{label}</a>" in page]
    grey = [label for label in ("报阶段", "申请销号", "审批销号", "恢复办理") if f"disabled>{label}<" in page]
    assert (links, grey) == (offered, greyed)
    assert not greyed or 'class="reason"' in page


def test_task_course_asks_few_questions(signed_in, clerk, task, plan, django_assert_max_num_queries):
    for stage in (Stage.DRAFTING, Stage.CONSULTING):
        StageStep.report(plan, stage, reached_on=MAY, by=clerk, file=upload(PDF, f"{stage}.pdf"))
    client = signed_in(clerk)
    client.get(COURSE)
    with django_assert_max_num_queries(22):
        client.get(COURSE)


def test_task_course_of_no_task_is_not_found(signed_in, leader, document):
    assert signed_in(leader).get(url("task_course", 99)).status_code == 404


# --- stages -------------------------------------------------------------------------------------------------------


def stage(**changes) -> dict:
    return {"stage": "DRAFTING", "reached_on": "2019-05-06", "rv": 0, "key": "k"} | changes


def test_stage_report_takes_a_stage_with_its_file_once(signed_in, clerk, plan):
    client = signed_in(clerk)
    for _ in range(2):
        page = client.post(STAGE, stage(file=upload(PDF, "初稿.pdf")), follow=True)
    assert "已报“起草”" in text(page) and "初稿.pdf" in text(page)
    assert plan.steps.get().evidence.name == "初稿.pdf"


def test_stage_report_offers_the_next_stage_and_shows_what_was_taken_back(signed_in, clerk, plan):
    StageStep.report(plan, Stage.DELIBERATING, reached_on=MAY, by=clerk)
    StageStep.report(plan, Stage.DRAFTING, reached_on=MAY, reason="审议未通过", by=clerk)
    page = text(signed_in(clerk).get(STAGE))
    assert '<option value="CONSULTING" selected>' in page and "审议未通过" in page
    assert page.count("已被后面的代替") == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"stage": "ISSUED"}, "印发要填文号"),
        ({"reached_on": "2019-08-01"}, "日期还没有到"),
        ({"reached_on": "五月"}, "日期写成"),
        ({"file": upload(HTML, "x.pdf")}, "只收 PDF"),
        ({"stage": "NOT_STARTED"}, "阶段"),
    ],
)
def test_stage_report_says_what_is_wrong_and_keeps_what_was_typed(signed_in, clerk, plan, said, why):
    response = signed_in(clerk).post(STAGE, stage(reason="我写的理由") | said)
    assert response.status_code == 422 and why in text(response) and "我写的理由" in text(response)
    assert not plan.steps.exists()


def test_stage_report_by_another_unit_is_greyed_and_refused(signed_in, other_clerk, plan):
    client = signed_in(other_clerk)
    assert "只有该单位的填报员可以办理" in text(client.get(STAGE))
    assert client.post(STAGE, stage()).status_code == 422 and not plan.steps.exists()


def test_stage_report_at_once_shows_both(signed_in, clerk, plan):
    StageStep.report(plan, Stage.DRAFTING, reached_on=MAY, by=clerk)
    response = signed_in(clerk).post(STAGE, stage(stage="CONSULTING"))
    assert response.status_code == 409 and "征求意见" in text(response)


# --- due dates ----------------------------------------------------------------------------------------------------


def due(**changes) -> dict:
    said = {"thing": "task", "act": "set", "on": "2019-06-10", "reason": "第5次联席会议议定"}
    said |= {"rv": 0, "key": "k"}
    return said | changes


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ({}, "整项任务"),
        ({"thing": "document-1"}, "《营口高新区总体规划》"),
        ({"thing": "new", "name": "规划边界商定"}, "规划边界商定"),
    ],
)
def test_deadline_decide_sets_a_date_on_each_thing_once(signed_in, reviewer, task, said, subject):
    client = signed_in(reviewer)
    for _ in range(2):
        assert "标作管委会设定" in text(client.post(DEADLINE, due(**said), follow=True))
    assert task.deadlines.get().subject == subject


def test_deadline_decide_moves_confirms_and_lifts_a_milestone(signed_in, reviewer, task):
    client = signed_in(reviewer)
    client.post(DEADLINE, due(thing="new", name="规划边界商定"))
    acts = ({"on": "2019-07-01"}, {"act": "reached", "on": "2019-07-02"}, {"act": "lifted", "on": ""})
    for said in acts:
        told = due(thing="milestone-1", rv=newest_pk(task.deadlines), key=str(said), **said)
        assert client.post(DEADLINE, told).status_code == 302, said
    page = text(client.get(DEADLINE))
    assert "第4版" in page and "2019年7月1日，2019年7月2日完成" in page and ">取消<" in page


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": ""}, "请写明依据和理由"),
        ({"thing": "new"}, "请给新节点起个名称"),
        ({"act": "lifted"}, "没有可以取消的"),
        ({"on": ""}, "请填日期"),
        ({"on": "六月"}, "日期写成"),
        ({"act": "reached"}, "没有可以确认的"),
        ({"thing": "document-9"}, "谁的时限"),
    ],
)
def test_deadline_decide_says_what_is_wrong(signed_in, reviewer, task, said, why):
    response = signed_in(reviewer).post(DEADLINE, due(**said))
    assert response.status_code == 422 and why in text(response) and not task.deadlines.exists()


def test_deadline_decide_at_once_shows_both(signed_in, reviewer, task):
    client = signed_in(reviewer)
    client.post(DEADLINE, due())
    response = client.post(DEADLINE, due(on="2019-07-01", key="other"))
    assert response.status_code == 409 and "2019-06-10" in text(response) and "2019-07-01" in text(response)


def test_deadline_decide_of_a_closed_task_is_greyed(signed_in, clerk, reviewer, task):
    applied(task, clerk)
    Closure.approve(task, by=reviewer)
    client = signed_in(reviewer)
    assert "任务已销号" in text(client.get(DEADLINE)) and client.post(DEADLINE, due()).status_code == 422


# --- closure ------------------------------------------------------------------------------------------------------


def test_closure_apply_takes_text_and_evidence_once(signed_in, clerk, task):
    client = signed_in(clerk)
    for _ in range(2):
        said = {"text": "六份文件均已印发。", "file": upload(PDF, "印发单.pdf"), "rv": 0, "key": "k"}
        page = text(client.post(APPLY, said, follow=True))
    assert "已申请销号" in page and task.closures.get().evidence.name == "印发单.pdf"
    assert "正在等待审批" in text(client.get(APPLY))


def test_closure_apply_needs_evidence_and_the_lead_unit(signed_in, clerk, other_clerk, task):
    said = {"text": "完成", "rv": 0}
    response = signed_in(clerk).post(APPLY, said)
    assert response.status_code == 422 and "请选择文件" in text(response)
    response = signed_in(other_clerk).post(APPLY, said | {"file": upload()})
    assert response.status_code == 422 and "牵头" in text(response) and not task.closures.exists()


def test_closure_decide_shows_the_application_and_what_is_open(signed_in, clerk, reviewer, task):
    client = signed_in(reviewer)
    assert "还没有申请销号" in text(client.get(DECIDE))
    applied(task, clerk)
    page = text(client.get(DECIDE))
    assert "六份文件均已印发。" in page and "印发单.pdf" in page and "未开始" in page


@pytest.mark.parametrize(("act", "said"), [("APPROVED", "同意。"), ("REFUSED", "还有两份没有印发")])
def test_closure_decide_approves_or_refuses_once(signed_in, clerk, reviewer, task, act, said):
    seen, client = applied(task, clerk).pk, signed_in(reviewer)
    typed = {"act": act, "text": "" if act == "APPROVED" else said, "rv": seen, "key": "k"}
    for _ in range(2):
        assert client.post(DECIDE, typed).status_code == 302
    last = Closure.newest(task)
    assert (last.act, last.text, task.closures.count()) == (act, said, 2)


@pytest.mark.parametrize(("act", "why"), [("", "请选批准或不同意"), ("REFUSED", "请写明理由")])
def test_closure_decide_asks_for_an_opinion_and_for_a_reason(signed_in, clerk, reviewer, task, act, why):
    seen = applied(task, clerk).pk
    response = signed_in(reviewer).post(DECIDE, {"act": act, "rv": seen})
    assert response.status_code == 422 and why in text(response)
    assert Closure.newest(task).act == ClosureAct.APPLIED


def test_closure_decide_at_once_tells_the_second(signed_in, clerk, reviewer, task):
    seen = applied(task, clerk).pk
    Closure.refuse(task, text="还有两份没有印发", by=reviewer, seen=seen)
    response = signed_in(reviewer).post(DECIDE, {"act": "APPROVED", "text": "可以", "rv": seen})
    assert response.status_code == 409 and "还有两份没有印发" in text(response)


def test_closure_reopen_gives_its_reason(signed_in, clerk, reviewer, task):
    client = signed_in(reviewer)
    assert "不用恢复" in text(client.get(REOPEN))
    applied(task, clerk)
    seen = Closure.approve(task, by=reviewer).pk
    assert client.post(REOPEN, {"text": "", "rv": seen}).status_code == 422
    page = text(client.post(REOPEN, {"text": "文件需要修订", "rv": seen}, follow=True))
    assert "已恢复办理" in page and "文件需要修订" in page and Closure.newest(task).act == ClosureAct.REOPENED


def test_the_desk_tells_the_reviewer_which_applications_wait(signed_in, document, clerk, reviewer, task):
    ReportingPeriod.open(document, Quarter(2019, 2), by=reviewer)
    other = document.tasks.get(number=5)
    for each in (task, other):
        applied(each, clerk)
    Closure.approve(other, by=reviewer)
    page = text(signed_in(reviewer).get("/review/"))
    assert "待批销号1项" in page and f'href="{DECIDE}"' in page


# --- orders -------------------------------------------------------------------------------------------------------


def test_task_course_leads_who_may_to_an_order(signed_in, supervisor, clerk, task):
    assert "/orders/new/?task=24" in signed_in(supervisor).get(url("task_course", 24)).content.decode()
    assert "/orders/new/" not in signed_in(clerk).get(url("task_course", 24)).content.decode()


# --- files --------------------------------------------------------------------------------------------------------


def test_course_file_is_handed_out_with_its_task_only(signed_in, leader, clerk, task):
    made = applied(task, clerk)
    client = signed_in(leader)
    response = client.get(url("course_file", 24, made.evidence_id))
    assert b"".join(response.streaming_content) == PDF and response["Content-Type"] == "application/pdf"
    assert client.get(url("course_file", 5, made.evidence_id)).status_code == 404
    assert client.get(url("course_file", 24, 10**6)).status_code == 404
