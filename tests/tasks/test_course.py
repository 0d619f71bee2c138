"""The course of a task: who reports stages, sets dates and closes it, in what order, twice, at once and afterwards."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import clock
from accounts.journal import Conflict, Refused
from accounts.models import Event
from policy.evidence import Unacceptable
from policy.models import Evidence
from tasks.models import Closure, ClosureAct, Deadline, Deliverable, Stage, StageStep, Task
from tests.uploads import HTML, PDF, upload

TODAY = dt.date(2019, 7, 12)
MAY, JUNE = dt.date(2019, 5, 6), dt.date(2019, 6, 10)
PEOPLE = ["clerk", "other_clerk", "reviewer", "leader", "member", "supervisor", "admin", "auditor"]


@pytest.fixture(autouse=True)
def july(files):
    with clock.at(TODAY):
        yield


@pytest.fixture
def task(document) -> Task:
    return document.tasks.get(number=24)


@pytest.fixture
def plan(task) -> Deliverable:
    return task.deliverables.first()


@pytest.fixture
def report(plan, clerk):
    """Report a stage of the general plan 总体规划, as the committee's clerk on the day it was reached."""

    def say(stage, on=MAY, **options):
        number = "营政发〔2019〕8号" if stage == Stage.ISSUED else ""
        told = {"reached_on": on, "by": clerk, "issued_number": number} | options
        return StageStep.report(plan, stage, **told)

    return say


def stages(deliverable) -> list[str]:
    return [step.get_stage_display() for step in StageStep.standing(deliverable)]


def reasons(why_not, request) -> dict[str, str]:
    return {name: why_not(request.getfixturevalue(name)) for name in PEOPLE}


def allowed(answers: dict) -> set[str]:
    assert all(reason.endswith("。") for reason in answers.values() if reason)
    return {name for name, reason in answers.items() if not reason}


# --- stages 阶段 --------------------------------------------------------------------------------------------------


def test_only_the_lead_unit_s_clerk_reports_a_stage(plan, request):
    assert allowed(reasons(lambda user: StageStep.why_not_report(plan, user), request)) == {"clerk"}


def test_a_stage_by_the_wrong_person_is_refused_and_written_down(report, other_clerk):
    with pytest.raises(Refused, match="牵头"):
        report(Stage.DRAFTING, by=other_clerk)
    assert Event.objects.first().verb == "request.refused" and not StageStep.objects.exists()


def test_a_document_goes_from_stage_to_stage_and_says_by_whom_and_when(plan, report, clerk):
    report(Stage.DRAFTING)
    report(Stage.CONSULTING, JUNE)
    report(Stage.ISSUED, TODAY, file=upload(PDF, "总体规划.pdf"))
    assert stages(plan) == ["起草", "征求意见", "印发"]
    issued = StageStep.standing(plan)[-1]
    assert (issued.issued_number, issued.evidence.name) == ("营政发〔2019〕8号", "总体规划.pdf")
    assert issued.reported_by == clerk and Event.objects.first().verb == "stage.report"


def test_no_stage_is_left_backwards_in_silence(plan, report):
    report(Stage.DELIBERATING)
    with pytest.raises(Refused, match="理由"):
        report(Stage.CONSULTING)
    report(Stage.CONSULTING, reason="审议未通过，重新征求意见")
    assert stages(plan) == ["征求意见"] and plan.steps.count() == 2


def test_a_mistaken_step_is_corrected_by_a_newer_one_and_stays(plan, report):
    report(Stage.DRAFTING, MAY)
    with pytest.raises(Refused, match="理由"):
        report(Stage.DRAFTING, JUNE)
    report(Stage.DRAFTING, JUNE, reason="日期填错")
    assert [step.reached_on for step in StageStep.standing(plan)] == [JUNE] and plan.steps.count() == 2


def test_the_first_step_is_taken_back_to_not_started(plan, report):
    with pytest.raises(Refused, match="没有可以撤回的"):
        report(Stage.NOT_STARTED, reason="报错了")
    report(Stage.DRAFTING)
    report(Stage.NOT_STARTED, reason="报的是另一份文件")
    assert stages(plan) == []


@pytest.mark.parametrize(
    ("stage", "on", "number", "why"),
    [
        (Stage.ISSUED, TODAY, "", "文号"),
        (Stage.DELIBERATING, TODAY, "营政发〔2019〕8号", "文号"),
        (Stage.DELIBERATING, TODAY + dt.timedelta(1), "", "还没有到"),
        (Stage.DELIBERATING, MAY - dt.timedelta(1), "", "早于“起草”的2019年5月6日"),
    ],
)
def test_what_cannot_be_is_refused(report, plan, stage, on, number, why):
    report(Stage.DRAFTING)
    with pytest.raises(Refused, match=why):
        report(stage, on, issued_number=number)
    assert stages(plan) == ["起草"]


def test_a_stage_sent_twice_is_reported_once(plan, report):
    first = report(Stage.DRAFTING, key="k", file=upload())
    assert report(Stage.DRAFTING, key="k", file=upload()) == first
    assert plan.steps.count() == Evidence.objects.count() == 1


def test_of_two_who_report_at_once_the_second_is_told(plan, report):
    report(Stage.DRAFTING, seen=0)
    with pytest.raises(Conflict, match="您的改动没有保存"):
        report(Stage.CONSULTING, JUNE, seen=0)
    assert stages(plan) == ["起草"]


def test_a_file_that_is_not_taken_leaves_nothing(plan, report):
    with pytest.raises(Unacceptable):
        report(Stage.DRAFTING, file=upload(HTML, "x.pdf"))
    assert not plan.steps.exists() and not Evidence.objects.exists()


# --- due dates 完成时限 -------------------------------------------------------------------------------------------


def decide(task, by, due_on=JUNE, **options) -> Deadline:
    return Deadline.decide(task, **({"due_on": due_on, "reason": "第5次联席会议议定", "by": by} | options))


def in_force(task) -> list[tuple]:
    return [(row.subject, row.due_on, row.version) for row in Deadline.in_force(task.deadlines.all())]


def test_only_a_reviewer_sets_a_date(task, request):
    assert allowed(reasons(lambda user: Deadline.why_not_decide(task, user), request)) == {"reviewer"}


def test_dates_hang_on_the_task_on_a_document_and_on_milestones(task, plan, reviewer):
    decide(task, reviewer, TODAY)
    decide(task, reviewer, JUNE, deliverable=plan)
    decide(task, reviewer, MAY, name="规划边界商定")
    whole = [("规划边界商定", MAY, 1), ("《营口高新区总体规划》", JUNE, 1), ("整项任务", TODAY, 1)]
    assert in_force(task) == whole


def test_a_date_that_is_moved_is_a_new_version_and_the_old_one_stays(task, reviewer):
    decide(task, reviewer)
    decide(task, reviewer, TODAY, reason="第6次联席会议同意延期")
    assert in_force(task) == [("整项任务", TODAY, 2)] and task.deadlines.count() == 2
    assert Event.objects.first().changes["before"] == JUNE.isoformat()


def test_a_date_is_lifted_and_set_again(task, reviewer):
    with pytest.raises(Refused, match="没有可以取消的"):
        decide(task, reviewer, None)
    decide(task, reviewer)
    decide(task, reviewer, None, reason="改由任务16统一安排")
    assert in_force(task) == []
    decide(task, reviewer, TODAY)
    assert in_force(task) == [("整项任务", TODAY, 3)]


def test_a_milestone_is_confirmed_as_reached_and_nothing_else_is(task, plan, reviewer):
    decide(task, reviewer, MAY, name="规划边界商定")
    done = decide(task, reviewer, MAY, name="规划边界商定", reached_on=JUNE, reason="会议纪要已发")
    assert (done.reached_on, done.version) == (JUNE, 2)
    with pytest.raises(Refused, match="印发为准"):
        decide(task, reviewer, JUNE, deliverable=plan, reached_on=JUNE)
    with pytest.raises(Refused, match="还没有到"):
        decide(task, reviewer, MAY, name="另一个", reached_on=TODAY + dt.timedelta(1))


def test_a_date_needs_a_reason_and_a_difference(task, reviewer):
    with pytest.raises(Refused, match="依据和理由"):
        decide(task, reviewer, reason="  ")
    decide(task, reviewer)
    with pytest.raises(Refused, match="不用再设"):
        decide(task, reviewer)


def test_a_date_sent_twice_is_set_once(task, reviewer):
    assert decide(task, reviewer, key="k") == decide(task, reviewer, key="k")
    assert task.deadlines.count() == 1


def test_of_two_who_set_a_date_at_once_the_second_is_told_what_stands(task, reviewer):
    decide(task, reviewer, seen=0)
    with pytest.raises(Conflict) as told:
        decide(task, reviewer, TODAY, seen=0)
    assert ("期限", "2019-06-10", "2019-07-12") in told.value.clashes[0].rows


# --- closure 销号 -------------------------------------------------------------------------------------------------


def apply(task, by, **options) -> Closure:
    return Closure.apply(task, **({"text": "六份文件均已印发。", "file": upload(), "by": by} | options))


ACTS = {
    "apply": lambda task, by: apply(task, by),
    "approve": lambda task, by: Closure.approve(task, by=by),
    "refuse": lambda task, by: Closure.refuse(task, text="还有两份没有印发", by=by),
    "reopen": lambda task, by: Closure.reopen(task, text="文件需要修订", by=by),
}
WAYS = {"": [], "applied": ["apply"], "closed": ["apply", "approve"], "refused": ["apply", "refuse"]}
WAYS["reopened"] = [*WAYS["closed"], "reopen"]
MAY_FOLLOW = {"apply": {"", "refused", "reopened"}, "approve": {"applied"}, "refuse": {"applied"}}
MAY_FOLLOW["reopen"] = {"closed"}


def walk(task, way, clerk, reviewer):
    for step in WAYS[way]:
        ACTS[step](task, clerk if step == "apply" else reviewer)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_follows_only_what_it_may_follow(task, clerk, reviewer, way, act):
    walk(task, way, clerk, reviewer)
    before = task.closures.count()
    by = clerk if act == "apply" else reviewer
    if way in MAY_FOLLOW[act]:
        assert ACTS[act](task, by).acted_by == by and task.closures.count() == before + 1
        assert Event.objects.first().verb == f"closure.{act}"
    else:
        with pytest.raises(Refused):
            ACTS[act](task, by)
        assert task.closures.count() == before


def test_who_applies_and_who_decides(task, clerk, reviewer, request):
    assert allowed(reasons(lambda user: Closure.why_not(task, ClosureAct.APPLIED, user), request)) == {
        "clerk"
    }
    apply(task, clerk)
    for act in (ClosureAct.APPROVED, ClosureAct.REFUSED):
        answers = reasons(lambda user, act=act: Closure.why_not(task, act, user), request)
        assert allowed(answers) == {"reviewer"}
    Closure.approve(task, by=reviewer)
    answers = reasons(lambda user: Closure.why_not(task, ClosureAct.REOPENED, user), request)
    assert allowed(answers) == {"reviewer"}


def test_nobody_decides_on_their_own_application(task, clerk, reviewer):
    clerk.posts.create(unit=clerk.current_posts[0].unit, role="REVIEWER", starts_on=MAY)
    del clerk._posts
    apply(task, clerk)
    for act in ("approve", "refuse"):
        with pytest.raises(Refused, match="您本人申请的"):
            ACTS[act](task, clerk)
    assert ACTS["approve"](task, reviewer).act == ClosureAct.APPROVED


def test_where_the_document_names_no_lead_the_committee_applies(document, clerk, other_clerk):
    task = document.tasks.get(number=31)
    assert "高新区" in Closure.why_not(task, ClosureAct.APPLIED, other_clerk)
    assert apply(task, clerk).act == ClosureAct.APPLIED


@pytest.mark.parametrize(("said", "why"), [({"file": None}, "佐证"), ({"text": " "}, "完成情况")])
def test_an_application_says_what_was_done_and_proves_it(task, clerk, said, why):
    with pytest.raises(Refused, match=why):
        apply(task, clerk, **said)
    assert not task.closures.exists() and not Evidence.objects.exists()


@pytest.mark.parametrize("act", [Closure.refuse, Closure.reopen])
def test_a_refusal_and_a_reopening_give_their_reason(task, clerk, reviewer, act):
    walk(task, "applied" if act == Closure.refuse else "closed", clerk, reviewer)
    with pytest.raises(Refused, match="理由"):
        act(task, text=" ", by=reviewer)


def test_an_act_sent_twice_is_done_once(task, clerk, reviewer):
    assert apply(task, clerk, key="k") == apply(task, clerk, key="k")
    assert Closure.approve(task, by=reviewer, key="k") == Closure.approve(task, by=reviewer, key="k")
    assert task.closures.count() == 2


def test_of_two_who_decide_at_once_the_second_is_told(task, clerk, reviewer):
    seen = apply(task, clerk).pk
    Closure.refuse(task, text="还有两份没有印发", by=reviewer, seen=seen)
    with pytest.raises(Conflict):
        Closure.approve(task, by=reviewer, seen=seen)
    assert Closure.newest(task).act == ClosureAct.REFUSED


def test_a_closed_task_takes_no_stage_and_no_date_until_it_is_reopened(task, plan, report, clerk, reviewer):
    walk(task, "closed", clerk, reviewer)
    with pytest.raises(Refused, match="已销号"):
        report(Stage.DRAFTING)
    with pytest.raises(Refused, match="已销号"):
        decide(task, reviewer)
    ACTS["reopen"](task, reviewer)
    assert report(Stage.DRAFTING) and decide(task, reviewer)


@pytest.mark.parametrize("model", [StageStep, Deadline, Closure])
def test_no_row_is_ever_changed(model, task, report, clerk, reviewer):
    report(Stage.DRAFTING)
    decide(task, reviewer)
    apply(task, clerk)
    for act, name in ((lambda: model.objects.update(id=0), "update"), (model.objects.all().delete, "delete")):
        with pytest.raises(IntegrityError, match=f"{model._meta.db_table}_{name}"), transaction.atomic():
            act()
