"""What a quarter is judged by: its phase, and the targets and plans as they stood when it was first published."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts import clock
from indicators.models import PlanPoint, Target
from reports.models import Edition
from reports.terms import Terms
from submissions.quarters import Quarter

D = Decimal
YEAR = SimpleNamespace(is_window=False, year=2018)
WINDOW = SimpleNamespace(is_window=True, year=2022)


@pytest.mark.parametrize(
    ("phase", "edition", "judged_at"),
    [
        (YEAR, "2018Q1", "2018Q1"),
        (YEAR, "2018Q4", "2018Q4"),
        (YEAR, "2018A", "2018A"),
        (YEAR, "2019Q1", "2018A"),
        (YEAR, "2017A", "2017A"),
        (WINDOW, "2019Q2", "2018A"),
        (WINDOW, "2020Q4", "2020Q4"),
        (WINDOW, "2021Q3", "2020A"),
        (WINDOW, "2022A", "2022A"),
        (WINDOW, "2023Q1", "2022A"),
        (WINDOW, "2023Q4", "2022A"),
        (WINDOW, "2026Q3", "2022A"),
    ],
)
def test_a_phase_is_judged_at_its_own_last_quarter_once_it_is_over(phase, edition, judged_at):
    terms = SimpleNamespace(quarter=Quarter.parse(edition))
    assert Terms.quarter_for(terms, phase) == Quarter.parse(judged_at)


def told(found) -> tuple:
    return found.signal.word, found.value.text, found.gap.text


# --- what the committee decided, and when ---------------------------------------------------------------


@pytest.fixture
def decide(document, reviewer):
    """Return a function that sets the committee's target of a year on a day, by the verb."""

    def set_target(slug, year, value, operator=">=", on=dt.date(2018, 1, 10)) -> Target:
        words = {"basis": "管委会第3次会议", "reason": "任务加重"}
        with clock.at(on):
            indicator = document.indicators.get(slug=slug)
            return Target.decide(indicator, year, operator=operator, value=D(value), by=reviewer, **words)

    return set_target


@pytest.fixture
def plan(reviewer):
    def set_plan(target, points, on=dt.date(2018, 1, 11)):
        with clock.at(on):
            PlanPoint.plan(target, {part: D(value) for part, value in points.items()}, by=reviewer)

    return set_plan


def instant(*day) -> dt.datetime:
    return dt.datetime(*day, 9, tzinfo=clock.SHANGHAI)


def test_a_plan_is_the_pace_of_any_indicator(report, row, decide, plan):
    plan(decide("newly-certified-enterprises", 2018, 36), {1: 0, 2: 6, 3: 20, 4: 36})
    report("2018Q2", {"newly-certified-enterprises": 5})
    found = row("newly-certified-enterprises", "2018Q2")
    assert told(found) == ("滞后", "5", "−2.8")
    assert (found.pace_name, found.pace.text, found.target.origin) == ("计划进度", "16.7", "管委会设定")
    assert "慢于计划进度2.8个百分点" in found.sentence


def test_a_quarter_without_a_plan_point_is_not_due(report, row, decide, plan):
    plan(decide("industrial-output", 2018, 460), {2: 230})
    report("2018Q1", {"industrial-output": 110})
    assert row("industrial-output", "2018Q1").signal.word == "未到考核期"


@pytest.mark.case("N16")
def test_a_changed_target_judges_what_is_published_from_then_on(report, row, decide, judge, document):
    report("2018Q1", {"industrial-output": 113})
    assert row("industrial-output", "2018Q1").signal.word == "正常"
    decide("industrial-output", 2018, 480, on=dt.date(2018, 5, 10))
    first = {"published": {Quarter(2018, 1): instant(2018, 4, 20)}}
    assert row("industrial-output", "2018Q1", **first).target.figure.text == "450", "a correction of it too"
    assert row("industrial-output", "2018Q1").target.figure.text == "480", "not yet published"
    report("2018Q2", {"industrial-output": 226})
    found = row("industrial-output", "2018Q2", **first)
    assert (found.target.figure.text, found.target.version, found.signal.word) == ("480", 2, "滞后")


def test_a_plan_made_later_does_not_judge_a_published_quarter(report, row, decide, plan, document):
    report("2018Q1", {"industrial-output": 113})
    target = Target.in_force(document.indicators.get(slug="industrial-output"), 2018)
    plan(target, {2: 240, 3: 350, 4: 450}, on=dt.date(2018, 6, 1))
    first = {"published": {Quarter(2018, 1): instant(2018, 4, 20)}}
    assert row("industrial-output", "2018Q1", **first).pace_name == "时序进度"
    assert row("industrial-output", "2018Q1", **first).signal.word == "正常"
    report("2018Q2", {"industrial-output": 230})
    assert row("industrial-output", "2018Q2", **first).pace_name == "计划进度"


@pytest.mark.case("N05")
def test_a_target_of_nothing_and_no_target_give_neither_a_share_nor_a_light(report, row, decide):
    decide("industrial-output", 2018, 0, on=dt.date(2018, 1, 10))
    report("2018Q1", {"industrial-output": 113, "valid-invention-patents": 110})
    found = row("industrial-output", "2018Q1")
    assert (found.signal.word, found.value.text) == ("不适用", "113.00")
    printed = {each.text for each in (found.completion, found.progress, found.gap)}
    assert printed <= {"——", "·"} and "%" not in found.sentence
    assert row("valid-invention-patents", "2018Q1", "2019") is None, "2018 only: no row, no nought"


def test_the_committee_may_set_a_target_where_the_document_is_silent(report, row, decide):
    report("2019Q1", {"valid-invention-patents": 110})
    assert row("valid-invention-patents", "2019Q1") is None
    decide("valid-invention-patents", 2019, 130, on=dt.date(2019, 1, 10))
    found = row("valid-invention-patents", "2019Q1")
    assert (found.target.figure.text, found.target.origin, found.target.quote) == ("130", "管委会设定", "")


def test_a_year_after_the_document_has_a_phase_of_its_own(report, row, decide, judge):
    decide("industrial-output", 2020, 520, on=dt.date(2020, 1, 10))
    report("2020Q1", {"industrial-output": 110})
    names = [phase.name for phase in judge("2020Q1").terms.phases]
    assert names == ["2018年", "2019年", "2020年", "长期"]
    assert told(row("industrial-output", "2020Q1")) == ("滞后", "110.00", "−3.8")
    assert [each.slug for each in judge("2020Q1").rows(judge("2020Q1").terms.phases[2])] == [
        "industrial-output"
    ]


def test_a_changed_sub_target_stands_once(judge, decide):
    decide("zone-support-fund", 2019, 1200, on=dt.date(2019, 1, 10))
    rows = [each for each in judge("2019Q1").task_rows() if each.slug == "zone-support-fund"]
    assert [each.target.figure.text for each in rows] == ["1000", "1200", "1000", "1000", "1000"]


@pytest.mark.case("N16")
def test_a_correction_edition_keeps_the_target_its_quarter_was_published_with(
    report, decide, document, reviewer
):
    def publish(on):
        with clock.at(on):
            return Edition.publish(document, Quarter(2018, 1), by=reviewer).context.main.rows[0]

    report("2018Q1", {"industrial-output": 113})
    assert publish(dt.date(2018, 4, 20)).signal.word == "正常"
    decide("industrial-output", 2018, 480, on=dt.date(2018, 5, 10))
    report("2018Q1", {"industrial-output": "112.6"}, reason="漏报一户")
    again = publish(dt.date(2018, 5, 20))
    assert (again.target.figure.text, again.signal.word, again.correction) == ("450", "正常", "113.00→112.60")
