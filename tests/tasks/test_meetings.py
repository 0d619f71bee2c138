"""The joint meeting: what is agreed is a unit's by a day, answered by the unit, closed by the committee, carried on until then."""

import datetime as dt

import pytest

from accounts import clock
from accounts.journal import Conflict, Refused
from accounts.models import Event, Post, Role
from tasks.models import JointMeeting, MeetingMember, Resolution

DAY = dt.date(2019, 7, 12)
CALL = {"held_on": DAY, "convener": "分管副市长", "place": "第一会议室", "agenda": "听取汇报"}


@pytest.fixture(autouse=True)
def today():
    with clock.at(DAY):
        yield


@pytest.fixture
def meeting(document, reviewer) -> JointMeeting:
    return JointMeeting.call(document, CALL, by=reviewer)


@pytest.fixture
def resolution(meeting, other_unit, reviewer) -> Resolution:
    return add(meeting, other_unit, reviewer)


def add(meeting, unit, reviewer, **changes) -> Resolution:
    said = {"matter": "定出资比例", "unit": unit, "due_on": DAY + dt.timedelta(30), "task": None} | changes
    return Resolution.add(meeting, said, by=reviewer)


def test_meetings_are_numbered_without_a_gap(document, reviewer, meeting):
    second = JointMeeting.call(document, CALL, by=reviewer, key="k")
    again = JointMeeting.call(document, CALL, by=reviewer, key="k")
    assert (meeting.number, second.number, again.pk) == (1, 2, second.pk)


def test_the_members_of_the_document_attend_and_others_by_invitation(document, meeting, reviewer):
    members = [member.unit for member in MeetingMember.objects.filter(document=document)]
    assert [unit for unit, _ in meeting.attending()] == members
    guest = JointMeeting.may_be_invited(document).first()
    assert guest not in members
    other = JointMeeting.call(document, CALL, invited=[guest], by=reviewer)
    assert other.attending()[-1] == (guest, True)


def test_a_member_that_was_merged_is_stood_for_by_its_heir(document, meeting, committee, admin):
    member = MeetingMember.objects.filter(document=document).first().unit
    member.edit({"closed_on": dt.date(2018, 6, 15), "successor": committee}, rv=member.rv, by=admin)
    units = [unit for unit, _ in meeting.attending()]
    assert member not in units and units.count(committee) == 1


@pytest.mark.parametrize("who", ["clerk", "member", "leader", "supervisor"])
def test_only_the_committee_calls_and_writes(document, meeting, other_unit, request, who):
    user = request.getfixturevalue(who)
    with pytest.raises(Refused):
        JointMeeting.call(document, CALL, by=user)
    with pytest.raises(Refused):
        meeting.edit({"minutes": "x"}, rv=meeting.rv, by=user)
    with pytest.raises(Refused):
        add(meeting, other_unit, user)


def test_a_meeting_closes_after_its_day_with_its_minutes_and_changes_no_more(
    document, reviewer, meeting, other_unit
):
    with pytest.raises(Refused, match="还没有写会议纪要"):
        meeting.close(rv=1, by=reviewer)
    meeting.edit({"minutes": "议定一件"}, rv=1, by=reviewer)
    meeting.edit({"held_on": DAY + dt.timedelta(1)}, rv=2, by=reviewer)
    with pytest.raises(Refused, match="还没有到"):
        meeting.close(rv=3, by=reviewer)
    meeting.edit({"held_on": DAY}, rv=3, by=reviewer)
    meeting.close(rv=4, by=reviewer, key="c")
    meeting.close(rv=4, by=reviewer, key="c")
    for act in (
        lambda: meeting.edit({"minutes": "改"}, rv=5, by=reviewer),
        lambda: add(meeting, other_unit, reviewer),
    ):
        with pytest.raises(Refused, match="已办结"):
            act()
    assert Event.objects.filter(verb="meeting.close").count() == 1


def test_who_was_slower_is_told_what_stands(meeting, reviewer):
    meeting.edit({"agenda": "一"}, rv=1, by=reviewer)
    with pytest.raises(Conflict) as clash:
        meeting.edit({"agenda": "二"}, rv=1, by=reviewer)
    assert clash.value.clashes[0].current["agenda"] == "一"
    meeting.refresh_from_db()
    assert meeting.agenda == "一"


def test_a_resolution_is_answered_sent_back_answered_again_and_closed(resolution, other_clerk, reviewer):
    with pytest.raises(Refused, match="还没有答复"):
        resolution.close(rv=1, by=reviewer)
    resolution.answer("已报方案", rv=1, by=other_clerk, key="a")
    resolution.answer("已报方案", rv=1, by=other_clerk, key="a")
    assert (resolution.state, resolution.rv) == ("已答复", 2)
    resolution.send_back("没有写数额", rv=2, by=reviewer)
    assert resolution.state == "被退回"
    resolution.answer("比例三成", rv=3, by=other_clerk)
    resolution.close(rv=4, by=reviewer)
    assert resolution.state == "已办结" and not Resolution.objects.open().exists()
    with pytest.raises(Refused, match="已办结"):
        resolution.answer("再写", rv=5, by=other_clerk)
    verbs = list(
        Event.objects.filter(verb__startswith="resolution").order_by("seq").values_list("verb", flat=True)
    )
    assert [verb.split(".")[1] for verb in verbs] == ["add", "answer", "send_back", "answer", "close"]


def test_a_closed_resolution_is_taken_up_again_with_a_reason(resolution, other_clerk, reviewer):
    with pytest.raises(Refused, match="还没有办结"):
        resolution.reopen("没办完", rv=1, by=reviewer)
    resolution.answer("好了", rv=1, by=other_clerk)
    resolution.close(rv=2, by=reviewer)
    resolution.reopen("没办完", rv=3, by=reviewer)
    assert resolution.state == "被退回" and list(Resolution.objects.open()) == [resolution]


@pytest.mark.parametrize("who", ["clerk", "leader", "reviewer"])
def test_only_its_unit_answers(resolution, request, who):
    with pytest.raises(Refused, match="由该单位答复"):
        resolution.answer("x", rv=1, by=request.getfixturevalue(who))


def test_nobody_closes_his_own_answer(meeting, committee, reviewer):
    Post.objects.create(user=reviewer, unit=committee, role=Role.CLERK, starts_on=DAY)
    own = add(meeting, committee, reviewer)
    reviewer.__dict__.pop("_posts", None)
    own.answer("好了", rv=1, by=reviewer)
    with pytest.raises(Refused, match="另一位审核员"):
        own.close(rv=2, by=reviewer)


def test_the_heir_answers_for_a_merged_unit(resolution, other_unit, committee, clerk, admin):
    other_unit.edit({"closed_on": DAY, "successor": committee}, rv=other_unit.rv, by=admin)
    resolution.refresh_from_db()
    resolution.answer("已接手", rv=1, by=clerk)
    assert resolution.replied_by == clerk


def test_what_is_late_is_told_until_it_is_closed(resolution, other_clerk, reviewer):
    after = DAY + dt.timedelta(31)
    assert not resolution.is_late(DAY) and resolution.is_late(after)
    resolution.answer("好了", rv=1, by=other_clerk)
    resolution.close(rv=2, by=reviewer)
    assert not resolution.is_late(after)
