"""The reviewer's page that opens past years."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from submissions.models import ReportingPeriod

URL = "/periods/backfill/"


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def browser(signed_in, reviewer, document):
    return signed_in(reviewer)


def test_period_open_backfill_opens_each_period_of_the_years_once(browser):
    sent = {"first": "2015", "last": "2017", "key": "once"}
    answers = [browser.post(URL, sent) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("submissions:period_list")] * 2
    assert ReportingPeriod.objects.filter(is_backfill=True).count() == 15
    page = browser.get(reverse("submissions:period_list")).content.decode()
    assert "已开15个补录期，不计迟报" in page and URL in page


@pytest.mark.parametrize(
    "first, last, why_not",
    [
        ("2017", "2015", "请对调"),
        ("2017", "2018", "还没有结束"),
        ("去年", "2017", "四位数字"),
        ("", "", "请填年度"),
    ],
)
def test_period_open_backfill_says_what_is_wrong(browser, first, last, why_not):
    answer = browser.post(URL, {"first": first, "last": last})
    assert answer.status_code == 422 and why_not in answer.content.decode()
    assert not ReportingPeriod.objects.exists()
