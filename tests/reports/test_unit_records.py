"""How a unit reported: in time, late, not at all, corrected; the last five periods, under whatever name it bore."""

import datetime as dt

import pytest

from accounts import clock
from accounts.models import Unit
from reports import unit_records
from submissions.quarters import Quarter
from tests import builders

Q1 = Quarter(2018, 1)


def at(*on):
    return clock.at(dt.date(*on))


@pytest.fixture
def period(document, reviewer):
    with at(2018, 4, 2):
        return builders.open_period(document, reviewer)  # due on 15 April


def newest(unit, until=Q1):
    return unit_records.records(unit, until)[0]


def test_what_was_handed_in_by_its_day_is_in_time_and_after_it_late(period, committee, clerk):
    for day, word in ((15, "按时"), (16, "迟报")):
        submission = builders.own(period, committee)
        type(submission).objects.filter(pk=submission.pk).update(
            first_submitted_at=dt.datetime(2018, 4, day, 12, tzinfo=clock.SHANGHAI)
        )
        found = newest(committee)
        assert (found.label, found.figures.word, found.figures.on) == (Q1.label, word, dt.date(2018, 4, day))


def test_what_was_not_handed_in_is_missing_and_what_was_not_owed_is_neither(period, other_unit):
    found = newest(other_unit)
    assert found.updates.word == "未报" and found.figures is None


def test_approved_corrections_are_counted(period, committee, clerk, reviewer):
    submission = builders.approve(builders.own(period, committee), clerk, reviewer)
    assert newest(committee).corrections == 0
    correction = submission.correct(by=clerk, reason="误计一户")
    line = correction.lines.first() or submission.lines.exclude(value=None).first()
    builders.put(correction, clerk, 101, line.item, note="误计一户")
    correction.submit(by=clerk)
    correction.approve(by=reviewer)
    assert newest(committee).corrections == 1


def test_five_periods_at_most_none_after_the_edition_s_own(document, reviewer, committee):
    with at(2019, 7, 2):
        for quarter in (*(Quarter(2018, part) for part in range(1, 5)), Quarter(2019, 1), Quarter(2019, 2)):
            builders.open_period(document, reviewer, quarter)
    labels = [each.label for each in unit_records.records(committee, Quarter(2019, 1))]
    assert labels[0] == Quarter(2019, 1).label and len(labels) == unit_records.PERIODS


def test_an_heir_answers_for_its_predecessors_too(period, other_unit):
    heir = Unit.objects.create(name="市科学技术局", short_name="市科学技术局", kind="CITY")
    Unit.objects.filter(pk=other_unit.pk).update(successor=heir, closed_on=dt.date(2019, 1, 1))
    assert newest(heir).updates.word == "未报"


def test_the_unit_s_page_and_its_word_say_how_it_reported(
    signed_in, leader, period, committee, clerk, reviewer
):
    with at(2018, 4, 17):
        edition = builders.publish(
            builders.approve(builders.own(period, committee), clerk, reviewer), reviewer
        )
        page = signed_in(leader).get(f"/units/{committee.pk}/").content.decode()
        word = signed_in(leader).get(f"/units/{committee.pk}/{edition.quarter}/{edition.number}/word/")
    section = page.split('id="records"')[1].split("</section>")[0]
    assert "近1期报送情况" in section and "迟报" in section and "4月17日" in section and "■ 未报" in section
    assert word.status_code == 200
