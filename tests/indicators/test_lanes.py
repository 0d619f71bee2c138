"""Lanes under the main chart: where a day lies among the quarters, what is hollow, which words have room."""

import datetime as dt
from dataclasses import replace

import pytest

from indicators import lanes
from indicators.charts import history
from indicators.lanes import AGREED, ORDERED, PUBLISHED, Event
from tests.indicators.test_charts import flow

APRIL = dt.date(2019, 4, 23)


def charted(*events):
    return replace(flow(), events=events)


def test_a_day_lies_within_its_quarter():
    chart = charted()
    for month, part in ((1, 1), (4, 2), (7, 3), (12, 4)):
        assert abs(lanes.place(chart, dt.date(2019, month, 15)) - chart.at(2019, part)) < 0.5


def test_editions_alone_have_no_lane():
    chart = charted(Event(PUBLISHED, APRIL, "一季度2.01"))
    assert lanes.lanes_of(chart) == [] and "yaxis2" not in history(chart)["layout"]
    assert history(chart) == history(charted())


def test_what_is_open_is_hollow_and_what_is_over_is_filled():
    chart = charted(Event(ORDERED, APRIL, "a", is_open=True), Event(ORDERED, dt.date(2018, 5, 1), "b"))
    (trace,) = lanes.marks(chart)
    assert trace["marker"]["color"] == [lanes.PAPER, lanes.PEN]
    assert trace["marker"]["symbol"] == "square"


def test_each_lane_has_its_line_and_its_name():
    chart = charted(Event(AGREED, APRIL, "a"), Event(ORDERED, APRIL, "b"), Event(PUBLISHED, APRIL, "c"))
    figure = history(chart)
    assert list(figure["layout"]["yaxis2"]["ticktext"]) == ["议定事项", "督办单", "发布版"]
    assert list(history(chart, is_narrow=True)["layout"]["yaxis2"]["ticktext"]) == ["议定", "督办", "发布"]
    assert figure["layout"]["yaxis"]["domain"][0] > figure["layout"]["yaxis2"]["domain"][1]
    assert figure["layout"]["height"] > history(charted())["layout"]["height"]


def test_words_that_would_run_into_the_next_mark_are_left_out():
    near = [Event(ORDERED, APRIL + dt.timedelta(days=n), f"督〔2019〕{n}号 办理中") for n in (0, 5, 10)]
    told = [each["text"] for each in lanes.words(charted(*near))]
    assert told == ["督〔2019〕10号 办理中", "督〔2019〕0号 办理中"]


@pytest.mark.parametrize("year", [2018, 2019])
def test_a_phone_shows_the_lanes_of_its_two_years(year):
    chart = charted(Event(ORDERED, dt.date(2017, 5, 1), "old"), Event(ORDERED, dt.date(year, 5, 1), "new"))
    figure = history(chart, is_narrow=True)
    assert [len(trace["x"]) for trace in figure["data"] if trace.get("yaxis") == "y2"] == [1]
