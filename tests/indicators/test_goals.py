"""Qualitative goals 定性目标: a person judges them as of a quarter, a conclusion has evidence, and an edition keeps what was said."""

import datetime as dt
import html

import pytest
from django.db import DatabaseError, transaction

from accounts import clock
from accounts.journal import Conflict, Refused
from accounts.models import Event
from indicators.models import GoalJudgement, GoalVerdict
from policy.evidence import Unacceptable
from reports.gathering import goals
from submissions.quarters import Quarter
from tests.uploads import PDF, upload

FIRST, SECOND = Quarter(2018, 1), Quarter(2018, 2)
TODAY = dt.date(2018, 8, 1)
BASIS = "第2次联席会议纪要"


@pytest.fixture(autouse=True)
def _in_august(files):
    with clock.at(TODAY):
        yield


@pytest.fixture
def goal(document):
    return document.goals.get(order=2)


@pytest.fixture
def desk(document, reviewer, signed_in):
    return signed_in(reviewer)


def judge(goal, by, quarter=FIRST, verdict=GoalVerdict.UNDER_WAY, **said):
    return GoalJudgement.judge(goal, quarter, verdict, **{"basis": BASIS} | said, by=by)


def text(response, status=200) -> str:
    assert response.status_code == status
    return html.unescape(response.content.decode())


def page_of(goal) -> str:
    return f"/goals/{goal.order}/judge/"


def typed(**said) -> dict:
    return {"quarter": "2018年一季度", "verdict": "UNDER_WAY", "basis": BASIS, "rv": 0, "key": "k"} | said


# --- the verb ----------------------------------------------------------------------------------------------------


def test_a_later_quarter_does_not_reach_back(goal, document, reviewer):
    judge(goal, reviewer)
    judge(goal, reviewer, SECOND, GoalVerdict.ACHIEVED, file=upload(PDF, "纪要.pdf"))
    assert GoalJudgement.as_of(document, FIRST)[goal.pk].verdict == GoalVerdict.UNDER_WAY
    assert GoalJudgement.as_of(document, SECOND)[goal.pk].verdict == GoalVerdict.ACHIEVED
    assert GoalJudgement.as_of(document, FIRST.previous()) == {}


def test_of_one_quarter_the_newest_stands_and_the_older_stays(goal, document, reviewer):
    judge(goal, reviewer)
    judge(goal, reviewer, basis="更正：第3次联席会议纪要")
    assert GoalJudgement.as_of(document, FIRST)[goal.pk].basis == "更正：第3次联席会议纪要"
    assert goal.judgements.count() == 2


@pytest.mark.parametrize("verdict", [GoalVerdict.LARGELY, GoalVerdict.ACHIEVED, GoalVerdict.NOT_ACHIEVED])
def test_a_conclusion_has_evidence(goal, reviewer, verdict):
    with pytest.raises(Refused, match="要附佐证"):
        judge(goal, reviewer, verdict=verdict)
    made = judge(goal, reviewer, verdict=verdict, file=upload(PDF, "纪要.pdf"))
    assert made.evidence.name == "纪要.pdf"


def test_nothing_is_said_of_a_quarter_that_has_not_ended(goal, reviewer):
    with pytest.raises(Refused, match="2018年三季度还没有结束"):
        judge(goal, reviewer, Quarter(2018, 3))


def test_a_ground_is_asked_for(goal, reviewer):
    with pytest.raises(Refused, match="请写明依据"):
        judge(goal, reviewer, basis=" ")


def test_a_file_that_is_none_leaves_nothing(goal, reviewer):
    with pytest.raises(Unacceptable):
        judge(goal, reviewer, file=upload(b"MZ", "纪要.pdf"))
    assert not GoalJudgement.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "leader", "member", "supervisor", "admin", "auditor"])
def test_only_the_committee_judges(goal, request, who):
    with pytest.raises(Refused):
        judge(goal, request.getfixturevalue(who))
    assert not GoalJudgement.objects.exists()


def test_the_same_request_twice_is_one_judgement(goal, reviewer):
    first = judge(goal, reviewer, key="k")
    assert judge(goal, reviewer, key="k") == first
    assert Event.objects.filter(verb="goal.judge").count() == 1


def test_who_saw_less_is_told_of_the_other(goal, reviewer):
    judge(goal, reviewer, seen=0, key="a")
    with pytest.raises(Conflict):
        judge(goal, reviewer, seen=0, key="b", basis="另一份")


@pytest.mark.database
def test_the_database_itself_changes_no_judgement(goal, reviewer):
    made = judge(goal, reviewer)
    for change in (lambda: GoalJudgement.objects.update(basis="x"), made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- what an edition says of it ----------------------------------------------------------------------------------


def test_an_edition_takes_what_was_judged_by_its_quarter(goal, document, reviewer):
    judge(goal, reviewer, verdict=GoalVerdict.LARGELY, file=upload(PDF, "纪要.pdf"))
    told = goals(document, FIRST)[goal.order - 1]
    assert (told.verdict, told.basis, told.judged_as_of) == ("基本实现", BASIS, "2018年一季度")
    assert (told.judged_by, told.judged_on, told.file.name) == (reviewer.display_name, TODAY, "纪要.pdf")
    assert {each.verdict for each in goals(document, FIRST.previous())} == {""}


# --- pages -------------------------------------------------------------------------------------------------------


def test_goal_list_says_how_many_wait(desk, goal, reviewer):
    assert "11项定性目标都还没有评判" in text(desk.get("/goals/"))
    judge(goal, reviewer)
    page = text(desk.get("/goals/"))
    assert "10项定性目标还没有评判" in page and BASIS in page


def test_goal_list_asks_the_same_of_the_database_however_much_was_said(
    desk, document, goal, reviewer, django_assert_num_queries
):
    for each in document.goals.all():
        judge(each, reviewer)
    with django_assert_num_queries(9):
        desk.get("/goals/")


def test_goal_judge_writes_once_and_leads_back(desk, goal):
    for _ in range(2):
        assert desk.post(page_of(goal), typed()).status_code == 302
    assert goal.judgements.count() == 1


def test_goal_judge_keeps_what_was_typed(desk, goal):
    page = text(desk.post(page_of(goal), typed(verdict="ACHIEVED")), 422)
    assert "要附佐证" in page and BASIS in page
    page = text(desk.post(page_of(goal), typed(quarter="去年")), 422)
    assert 'value="去年"' in page


def test_goal_judge_shows_both_where_two_judged(desk, goal, reviewer):
    judge(goal, reviewer, basis="别人写的依据")
    page = text(desk.post(page_of(goal), typed(basis="我写的依据")), 409)
    assert "别人写的依据" in page and "我写的依据" in page


def test_goal_file_is_handed_out_only_where_it_belongs_to_a_goal(desk, goal, reviewer):
    made = judge(goal, reviewer, verdict=GoalVerdict.ACHIEVED, file=upload(PDF, "纪要.pdf"))
    answer = desk.get(f"/goals/files/{made.evidence.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert desk.get(f"/goals/files/{made.evidence.pk + 1}/").status_code == 404
