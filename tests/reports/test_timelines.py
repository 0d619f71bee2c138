"""One line of time: figures, corrections, orders and resolutions by their days; after an order what became of the light."""

import datetime as dt

import pytest

from accounts import clock
from reports import timelines
from reports.build import build
from reports.timelines import Moment
from submissions.quarters import Quarter
from tasks.models import JointMeeting, Resolution, Supervision

SLUG = "technology-contracts"


def at(*on):
    return clock.at(dt.date(*on))


@pytest.fixture
def order(document, other_unit, supervisor):
    """Return a function: an order of 23 April 2018 on an indicator or a task."""

    def issue(**subject) -> Supervision:
        values = {"about": "技术合同成交额", "unit": other_unit, "matter": "请补齐"} | subject
        with at(2018, 4, 23):
            made = Supervision.draft(document, values | {"due_on": dt.date(2018, 6, 15)}, by=supervisor)
            made.issue(rv=1, by=supervisor)
        return made

    return issue


@pytest.fixture
def told(document, report):
    """Return a function: the line of the indicator in July 2018, after a bad first quarter."""

    def of(second, *orders):
        with at(2018, 4, 16):
            report("2018Q1", {SLUG: "0.01"})
        with at(2018, 7, 12):
            report("2018Q2", {SLUG: second})
            return timelines.of_indicator(build(document, Quarter(2018, 2)), SLUG, orders)

    return of


def test_the_order_stands_between_the_figures_newest_first(told, order):
    line = [moment for moment in told("0.6", order(indicator=SLUG)) if "口径" not in moment.text]
    assert [(moment.on.isoformat(), moment.text.split("（")[0].split("进度")[0]) for moment in line] == [
        ("2018-07-12", "2018年二季度0.60亿元，"),
        ("2018-06-15", "督〔2018〕1号办结期限，逾期"),
        ("2018-04-23", "督〔2018〕1号发出"),
        ("2018-04-16", "2018年一季度0.01亿元，"),
    ]


@pytest.mark.parametrize(("second", "said"), [("0.6", "由严重滞后转正常"), ("0.02", "仍为严重滞后")])
def test_the_first_figure_after_an_order_says_what_became_of_the_light(told, order, second, said):
    line = told(second, order(indicator=SLUG))
    assert [moment.after for moment in line if moment.after] == [f"督〔2018〕1号发出后：{said}"]


def test_without_an_order_nothing_is_compared(told):
    assert not [moment for moment in told("0.6") if moment.after]


def test_a_task_s_line_holds_its_orders_and_what_the_meeting_agreed(document, reviewer, other_unit, order):
    task = document.tasks.get(number=5)
    with at(2018, 4, 24):
        values = {"held_on": clock.today(), "agenda": "一", "convener": "分管副市长"}
        meeting = JointMeeting.call(document, values, by=reviewer)
        agreed = {
            "matter": "六月底前出台办法",
            "unit": other_unit,
            "due_on": dt.date(2018, 6, 30),
            "task": task,
        }
        Resolution.add(meeting, agreed, by=reviewer)
    with at(2018, 7, 12):
        context = build(document, Quarter(2018, 2))
        orders = timelines.orders_of(reviewer, document, task=5) or [order(task=task)]
        agreed = timelines.resolutions_of(reviewer, document, task__number=5)
        line = timelines.of_task(context, context.tasks[4], orders, agreed)
    said = {moment.on.isoformat(): moment for moment in line}
    assert (
        "第1次联席会议议定：六月底前出台办法" in said["2018-04-24"].text and said["2018-04-24"].ink == "red"
    )
    assert said["2018-04-23"].is_order


def test_a_task_s_line_holds_the_figures_of_its_sub_targets(document, report):
    with at(2019, 3, 20):
        report("2018A", {"security-cluster-output": "31.2"})
        context = build(document, Quarter(2018, 5))
    line = timelines.of_task(context, context.tasks[6])
    assert [moment.on.isoformat() for moment in line if "31.2" in moment.text] == ["2019-03-20"]


def test_meetings_are_told_to_whom_they_are_open(document, admin, auditor):
    assert (
        timelines.resolutions_of(admin, document, task__number=5)
        == timelines.resolutions_of(auditor, document, task__number=5)
        == []
    )


def test_an_old_edition_without_days_has_the_ends_of_its_quarters(editions):
    line = timelines.of_indicator(editions[-1].context, SLUG)
    assert line[0].on == dt.date(2019, 3, 31) and line[0].signal and isinstance(line[0], Moment)


def test_an_indicator_s_line_holds_what_the_meeting_agreed_on_it(document, reviewer, other_unit, editions):
    with at(2019, 4, 25):
        values = {"held_on": clock.today(), "agenda": "一", "convener": "分管副市长"}
        meeting = JointMeeting.call(document, values, by=reviewer)
        agreed = {"matter": "二季度完成登记。", "unit": other_unit, "due_on": dt.date(2019, 6, 30)}
        Resolution.add(meeting, agreed | {"indicator": SLUG}, by=reviewer)
        agreed = timelines.resolutions_of(reviewer, document, indicator=SLUG)
        line = timelines.of_indicator(editions[-1].context, SLUG, resolutions=agreed)
    assert line[0].text == "第1次联席会议议定：二季度完成登记，6月30日前办结"
    assert line[0].kind == "议定" and line[0].mark.is_open
