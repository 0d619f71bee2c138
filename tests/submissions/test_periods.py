"""A period: who owed, who reported, who was on time; and reminding 催报, on the unit's home page and on paper."""

import datetime as dt
import html

import pytest

from accounts import clock
from accounts.journal import Refused
from accounts.models import Event
from submissions.models import Reminder
from submissions.quarters import Quarter
from tests import builders


@pytest.fixture
def period(document, reviewer):
    return builders.open_period(document, reviewer)


@pytest.fixture
def desk(signed_in, reviewer):
    return signed_in(reviewer)


def text(response, status=200) -> str:
    assert response.status_code == status
    return html.unescape(response.content.decode())


def test_period_detail_counts_who_reported_and_who_was_on_time(desk, period, committee, clerk):
    before = text(desk.get(f"/periods/{period.pk}/"))
    assert "已报0个，按时0个" in before
    builders.submit(builders.own(period, committee), clerk)
    page = text(desk.get(f"/periods/{period.pk}/"))
    assert "已报0个" in page, "its updates are still owed"
    assert "208.6" in page or "已报" in page


def test_period_detail_never_calls_an_empty_cell_reported(desk, period, committee, clerk):
    builders.submit(builders.own(period, committee), clerk)
    page = text(desk.get(f"/periods/{period.pk}/"))
    assert '报数">——</td><td data-l="情况">已报' not in page and '报数">——</td><td data-l="情况">未填' in page


def test_period_detail_shows_no_draft(desk, period, committee, clerk):
    builders.put(builders.own(period, committee), clerk, "208.60")
    page = text(desk.get(f"/periods/{period.pk}/"))
    assert "208.6" not in page


def test_period_detail_asks_as_often_for_more_units(desk, period, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        desk.get(f"/periods/{period.pk}/")


@pytest.mark.parametrize("kind, is_told", [({}, True), ({"is_backfill": "on"}, False)])
def test_period_open_says_when_the_day_for_reporting_has_passed(desk, document, kind, is_told):
    with clock.at(dt.date(2018, 5, 2)):
        answer = desk.post("/periods/open/", {"quarter": "2018Q1", "key": "late"} | kind, follow=True)
    assert "2018年4月15日截止" in text(answer) and ("报来的都标迟报" in text(answer)) == is_told


def test_period_remind_stands_on_the_units_home_page_until_it_has_reported(
    desk, period, committee, clerk, signed_in
):
    answer = desk.post(f"/periods/{period.pk}/remind/", {"unit": committee.pk, "key": "k"}, follow=True)
    assert "已催报1个单位" in text(answer)
    desk.post(f"/periods/{period.pk}/remind/", {"unit": committee.pk, "key": "k"})
    assert Reminder.objects.count() == Event.objects.filter(verb="period.remind").count() == 1
    home = text(signed_in(clerk).get("/submissions/"))
    assert "催报：高新区管委会的2018年一季度还没有报齐" in home


def test_period_remind_all_reaches_every_unit_that_owes(desk, period):
    desk.post(f"/periods/{period.pk}/remind/")
    assert Reminder.objects.count() == len(period.owing()) > 1


def test_who_has_handed_in_everything_is_not_reminded(period, committee, reviewer):
    period.submissions.filter(unit=committee).update(state="SUBMITTED")
    assert committee not in period.owing()
    assert period.remind([committee], by=reviewer) == 0 and not Reminder.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "leader", "supervisor"])
def test_only_the_reviewer_reminds(period, committee, request, who):
    with pytest.raises(Refused):
        period.remind([committee], by=request.getfixturevalue(who))


def test_nobody_is_reminded_of_history(document, reviewer, committee):
    period = builders.open_period(document, reviewer, Quarter(2017, 1), is_backfill=True)
    with pytest.raises(Refused, match="不催报"):
        period.remind([committee], by=reviewer)


def test_period_notice_is_a_letter_that_names_what_is_owed(desk, period, committee):
    page = text(desk.get(f"/periods/{period.pk}/notice/{committee.pk}/"))
    assert "催报通知" in page and committee.name in page and "指标数据" in page and "任务进展" in page
    period.submissions.filter(unit=committee).update(state="SUBMITTED")
    assert desk.get(f"/periods/{period.pk}/notice/{committee.pk}/").status_code == 404
