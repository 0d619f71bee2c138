"""Periods of past years opened in one act; a unit's history handed in together, all or none."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts import clock
from accounts.journal import Conflict, Refused
from accounts.models import Event
from indicators.models import Actual, Item
from submissions import backfill
from submissions.lines import Entry
from submissions.models import ReportingPeriod, Submission
from submissions.quarters import Quarter
from submissions.rules import State
from tests import builders


@pytest.fixture(autouse=True)
def april():
    with clock.at(dt.date(2018, 4, 9)):
        yield


@pytest.fixture
def sheets(document, committee, reviewer):
    backfill.open_years(document, 2016, 2017, by=reviewer)
    return backfill.of_unit(document, committee)


def entry(value, rv=0):
    item = Item.objects.get(slug="operating-revenue")
    return Entry({"item": item}, {"value": value and Decimal(value)}, rv)


def test_years_open_in_one_act_what_is_open_stays(document, committee, reviewer):
    builders.open_period(document, reviewer, Quarter(2017, 4))
    before = Event.objects.count()
    backfill.open_years(document, 2015, 2017, by=reviewer, key="once")
    backfill.open_years(document, 2015, 2017, by=reviewer, key="once")
    assert Event.objects.count() == before + 1
    assert ReportingPeriod.objects.filter(is_backfill=True).count() == 14
    assert not ReportingPeriod.objects.of(document, Quarter(2017, 4)).is_backfill
    first = backfill.of_unit(document, committee)[0]
    assert (str(first.period), first.is_late) == ("2015年一季度", False)
    assert "（补录）" in str(first)


@pytest.mark.parametrize(
    "years, reason",
    [
        ((2017, 2015), "请对调"),
        ((2017, 2018), "还没有结束"),
        ((2000, 2017), "一次最多"),
        ((2016, 2017), "都已经开过"),
    ],
)
def test_years_that_do_not_open(document, reviewer, sheets, years, reason):
    with pytest.raises(Refused, match=reason):
        backfill.open_years(document, *years, by=reviewer)


def test_a_clerk_does_not_open_years(document, clerk):
    with pytest.raises(Refused):
        backfill.open_years(document, 2016, 2016, by=clerk)
    assert not ReportingPeriod.objects.exists()


def test_lines_of_several_sheets_are_put_all_or_none(sheets, clerk):
    builders.put(sheets[1], clerk, 7)
    with pytest.raises(Conflict):
        backfill.put([(sheets[0], [entry(5)]), (sheets[1], [entry(6)])], by=clerk)
    assert [line.value for line in Actual.objects.all()] == [7]


def test_a_key_serves_each_sheet_once(sheets, clerk):
    told = [(sheets[0], [entry(5)]), (sheets[1], [entry(5)])]
    assert [backfill.put(told, by=clerk, key="once") for _ in range(2)] == [2, 2]
    assert Actual.objects.count() == 2


def test_a_refusal_takes_all_back_and_may_be_noted_again(sheets, clerk, other_clerk):
    with pytest.raises(Refused) as refusal:
        backfill.put([(sheets[0], [entry(5)])], by=other_clerk)
    assert not refusal.value.is_noted and not Event.objects.filter(verb="request.refused").exists()


def test_history_is_handed_in_without_reasons_for_what_is_empty(sheets, clerk, reviewer):
    backfill.put([(each, [entry(5)]) for each in sheets[:3]], by=clerk)
    builders.put(sheets[2], clerk, None, Item.objects.get(slug="operating-revenue"), rv=1)
    chosen = backfill.to_hand_in(sheets)
    assert chosen == sheets[:3] and not backfill.problems(chosen)
    backfill.submit(chosen, by=clerk, key="once")
    assert Submission.objects.filter(state=State.SUBMITTED).count() == 3
    assert not backfill.to_hand_in(backfill.of_unit(sheets[0].period.document, sheets[0].unit))
    sheets[0].approve(by=reviewer)
    assert sheets[0].state == State.APPROVED


def test_one_sheet_that_cannot_be_handed_in_keeps_all_back(sheets, clerk):
    backfill.put([(sheets[0], [entry(5)]), (sheets[1], [entry(-5)])], by=clerk)
    assert {submission for submission, _ in backfill.problems(sheets)} == {sheets[1]}
    with pytest.raises(Refused):
        backfill.submit(sheets[:2], by=clerk)
    assert not Submission.objects.filter(state=State.SUBMITTED).exists()
