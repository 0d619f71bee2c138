"""What happened to an indicator, by day: handed in, approved, published, corrected; targets and definitions changed."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts import clock
from indicators.models import Target
from reports.build import build
from submissions.models import Kind
from submissions.quarters import Quarter

SLUG = "high-tech-exports"


def at(*on):
    return clock.at(dt.date(*on))


@pytest.fixture
def told(document):
    def of(quarter, slug=SLUG, **known):
        context = build(document, Quarter.parse(quarter), **known).indicator(slug)
        mine = [moment for moment in context.moments if moment.text != "口径第1版确认：按解释"]
        return [(moment.on.isoformat(), moment.kind, moment.text) for moment in mine]

    return of


def test_a_figure_stands_on_the_day_it_was_published_with_its_value_and_its_light(document, report):
    with at(2018, 4, 16):
        report("2018Q1", {SLUG: "1.62"})
    with at(2018, 4, 18):
        context = build(document, Quarter(2018, 1), published_at=clock.now()).indicator(SLUG)
    (moment,) = (each for each in context.moments if each.kind == "实绩")
    assert (moment.on, moment.signal.word) == (dt.date(2018, 4, 18), "滞后")
    assert moment.text == "2018年一季度1.62亿元，进度21.6%（4月16日审核、4月18日发布）"


def test_before_it_is_published_a_figure_stands_on_the_day_it_was_approved(report, told):
    with at(2018, 4, 16):
        report("2018Q1", {SLUG: "1.62"})
    ((on, _, text),) = told("2018Q1")
    assert on == "2018-04-16" and "未发布" in text


def test_a_correction_is_a_moment_of_its_own_with_both_figures_and_the_reason(report, told):
    with at(2018, 4, 16):
        report("2018Q1", {SLUG: "2.10"})
    with at(2018, 5, 20):
        report("2018Q1", {SLUG: "2.01"}, reason="误计一户")
    (_, _, figure), (on, kind, text) = told("2018Q1")
    assert "2.01亿元（更正后）" in figure
    assert (on, kind) == ("2018-05-20", "更正") and "2.10→2.01，误计一户" in text


def test_a_target_of_the_committee_and_its_change_are_told(document, reviewer, told):
    indicator = document.indicators.get(slug=SLUG)
    given = {"indicator": indicator, "year": 2020, "operator": ">=", "origin": "COMMITTEE"}
    for version, value, month in ((1, 12, 3), (2, 13, 5)):
        with at(2018, month, 1):
            Target.objects.create(
                **given,
                value=Decimal(value),
                version=version,
                reason="调度会定",
                decided_at=clock.now(),
                decided_by=reviewer,
            )
    assert told("2018Q1") == [
        ("2018-03-01", "目标", "管委会设定2020年目标12亿元：调度会定"),
        ("2018-05-01", "目标", "管委会设定2020年目标13亿元（第2版）：调度会定"),
    ]


def test_a_confirmed_definition_is_told(document, reviewer, told):
    definition = document.indicators.get(slug="rd-intensity").definitions.exclude(question="").get()
    with at(2018, 3, 2):
        definition.confirm(by=reviewer, text="按年报口径")
    assert told("2018Q1", "rd-intensity") == [("2018-03-02", "口径", "口径第1版确认：按年报口径")]


def test_what_was_back_filled_is_history_and_no_event(report, told):
    draft = report.draft

    def backfilled(quarter, reason):
        submission = draft(quarter, reason)
        submission.kind = Kind.BACKFILL
        submission.save()
        return submission

    report.draft = backfilled
    report("2017A", {SLUG: "6.31"})
    assert told("2018Q1") == []
