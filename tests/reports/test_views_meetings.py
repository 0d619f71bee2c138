"""Pages of the joint meeting: the agenda comes from the edition and from what is still open."""

import datetime as dt
import html

import pytest

from accounts import clock
from reports import agendas
from tasks.models import JointMeeting, Resolution
from tests import builders
from tests.reports.papers import CODE, spring

DAY = dt.date(2019, 7, 12)
CALL = {"held_on": "2019-07-12", "convener": "分管副市长", "place": "", "agenda": "听取汇报"}
MEETINGS = "/meetings/"


@pytest.fixture(autouse=True)
def today():
    with clock.at(DAY):
        yield


@pytest.fixture
def office(signed_in, reviewer):
    return signed_in(reviewer)


@pytest.fixture
def meeting(document, reviewer) -> JointMeeting:
    return JointMeeting.call(document, CALL | {"held_on": DAY}, by=reviewer)


@pytest.fixture
def resolution(meeting, other_unit, reviewer) -> Resolution:
    said = {"matter": "定出资比例", "unit": other_unit, "due_on": DAY + dt.timedelta(30), "task": None}
    return Resolution.add(meeting, said, by=reviewer)


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return html.unescape(response.content.decode())


def test_the_agenda_names_lights_late_units_difficult_tasks_and_what_is_open(document, resolution):
    lines = agendas.proposed(spring(), CODE, document).splitlines()
    assert lines[0].startswith("听取2019年一季度目标任务完成情况汇报") and CODE in lines[0]
    assert any("技术合同成交额严重滞后" in line for line in lines)
    assert any(line.startswith("协调任务28") for line in lines)
    assert "通报迟报单位：市商务局" in lines and "通报未报单位：市金融发展局" in lines
    assert lines[-1] == "听取第1次会议议定事项办理情况：定出资比例（市科技局，2019年8月11日前办结）"


def test_meeting_create_without_an_edition_asks_for_an_agenda(office, document):
    page = text(office.get(f"{MEETINGS}create/"))
    assert "还没有发布版，议程请自拟" in page and "研究高新区发展需要协调解决的关键问题" in page


def test_meeting_create_calls_and_keeps_the_edition(office, editions):
    page = office.get(f"{MEETINGS}create/")
    assert "听取2019年一季度" in text(page)
    answer = office.post(f"{MEETINGS}create/", CALL | {"key": "k"})
    again = office.post(f"{MEETINGS}create/", CALL | {"key": "k"})
    meeting = JointMeeting.objects.get()
    assert answer.url == again.url == f"{MEETINGS}{meeting.pk}/"
    assert meeting.edition == "2019Q1-2"
    assert editions[-1].check_code in text(office.get(answer.url))


@pytest.mark.parametrize("number", ["1" * 40, "9223372036854775808", "一"])
def test_meeting_create_invites_no_unit_beyond_every_number(office, document, number):
    page = text(office.post(f"{MEETINGS}create/", CALL | {"invited": number, "key": "k"}), 422)
    assert "所选单位不在名单里" in page
    assert not JointMeeting.objects.exists()


def test_meeting_create_keeps_what_was_typed(office, document):
    page = text(office.post(f"{MEETINGS}create/", CALL | {"held_on": "明天", "agenda": "我写的议程"}), 422)
    assert "我写的议程" in page


def test_meeting_list_shows_what_is_open_late_first(office, resolution, signed_in, leader):
    page = text(office.get(MEETINGS))
    assert "定出资比例" in page and "召集会议" in page and "■ 逾期" not in page
    with clock.at(DAY + dt.timedelta(40)):
        assert "■ 逾期" in text(signed_in(leader).get(MEETINGS))
    assert "召集会议</a>" not in text(signed_in(leader).get(MEETINGS))


def test_meeting_list_without_meetings_says_the_next_step(office, document):
    assert "还没有开过会" in text(office.get(MEETINGS))


def test_meeting_detail_asks_few_questions(office, resolution, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        office.get(f"{MEETINGS}{resolution.meeting_id}/")


def test_meeting_edit_and_meeting_close(office, meeting):
    edited = CALL | {"minutes": "议定一件", "rv": 1}
    assert office.post(f"{MEETINGS}{meeting.pk}/edit/", edited).status_code == 302
    slow = text(office.post(f"{MEETINGS}{meeting.pk}/edit/", edited | {"minutes": "另一份纪要"}), 409)
    assert "另一份纪要" in slow and "议定一件" in slow
    assert office.post(f"{MEETINGS}{meeting.pk}/close/", {"rv": 2}).status_code == 302
    assert "已办结" in text(office.get(f"{MEETINGS}{meeting.pk}/"))
    assert "已办结，不能再改" in text(office.get(f"{MEETINGS}{meeting.pk}/edit/"))


def test_meeting_close_without_minutes_is_refused_in_words(office, meeting):
    assert "还没有写会议纪要" in text(office.post(f"{MEETINGS}{meeting.pk}/close/", {"rv": 1}), 403)


def test_resolution_create_ties_a_matter_to_an_indicator_or_to_a_task_not_to_both(
    office, meeting, other_unit
):
    address = f"{MEETINGS}{meeting.pk}/resolutions/create/"
    said = {"matter": "完成登记", "unit": other_unit.pk, "due_on": "2019-08-11"}
    both = said | {"task": meeting.document.tasks.first().pk, "indicator": "technology-contracts"}
    assert "只选一个" in text(office.post(address, both), 422)
    assert office.post(address, said | {"indicator": "technology-contracts"}).status_code == 302
    (made,) = Resolution.objects.all()
    assert made.indicator == "technology-contracts"
    assert "技术合同成交额" in text(office.get(f"/resolutions/{made.pk}/"))


def test_resolution_create_refuses_a_day_that_is_over(office, meeting, other_unit):
    said = {"matter": "定出资比例", "unit": other_unit.pk, "due_on": "2019-07-01"}
    page = text(office.post(f"{MEETINGS}{meeting.pk}/resolutions/create/", said), 422)
    assert "期限已经过了" in page and "定出资比例" in page
    said["due_on"] = "2019-08-01"
    assert office.post(f"{MEETINGS}{meeting.pk}/resolutions/create/", said).status_code == 302


def test_resolution_answer_resolution_send_back_resolution_close_and_resolution_reopen(
    signed_in, resolution, other_clerk, reviewer
):
    page = f"/resolutions/{resolution.pk}/"
    unit = signed_in(other_clerk)
    assert "答复</a>" in text(unit.get(page))
    assert "请写办理情况" in text(unit.post(f"{page}answer/", {"text": "", "rv": 1}), 422)
    assert unit.post(f"{page}answer/", {"text": "已报方案", "rv": 1}).url == page
    office = signed_in(reviewer)
    assert office.post(f"{page}send-back/", {"text": "没有写数额", "rv": 2}).status_code == 302
    assert "没有写数额" in text(signed_in(other_clerk).get(page))
    signed_in(other_clerk).post(f"{page}answer/", {"text": "比例三成", "rv": 3})
    office = signed_in(reviewer)
    assert office.post(f"{page}close/", {"rv": 4}).status_code == 302
    assert office.post(f"{page}reopen/", {"text": "又出问题", "rv": 5}).status_code == 302
    assert "又出问题" in text(office.get(page))


def test_resolution_send_back_asks_for_its_reason(office, resolution):
    assert "请写退回理由" in text(
        office.post(f"/resolutions/{resolution.pk}/send-back/", {"text": "", "rv": 1}), 422
    )


def test_resolution_close_before_an_answer_is_greyed_and_refused(office, resolution):
    assert "还没有答复" in text(office.get(f"/resolutions/{resolution.pk}/"))
    assert "还没有答复" in text(office.post(f"/resolutions/{resolution.pk}/close/", {"rv": 1}), 403)


def test_resolution_reopen_before_it_is_closed_is_refused(office, resolution):
    assert "还没有办结" in text(
        office.post(f"/resolutions/{resolution.pk}/reopen/", {"text": "x", "rv": 1}), 422
    )


def test_resolution_detail_shows_another_reader_no_buttons(signed_in, leader, resolution):
    page = text(signed_in(leader).get(f"/resolutions/{resolution.pk}/"))
    assert "<button" not in page.split("<main")[1].split("</main")[0] and "办理中" in page


def test_an_edition_freezes_what_is_open(document, committee, clerk, reviewer, resolution):
    period = builders.open_period(document, reviewer)
    edition = builders.publish(builders.approve(builders.own(period, committee), clerk, reviewer), reviewer)
    (frozen,) = edition.context.resolutions
    assert (frozen.matter, frozen.unit, frozen.state, frozen.is_late) == (
        "定出资比例",
        "市科技局",
        "办理中",
        False,
    )
