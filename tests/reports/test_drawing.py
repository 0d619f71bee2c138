"""The small pictures' geometry: every pace tick of an edition in one line, nothing drawn outside its frame."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from reports import drawing
from reports.contexts import BarContext, Figure, SignalContext
from tests.reports import factory

D = Decimal


def bullet(value, pace, key="BEHIND", is_judged=True, is_stale=False) -> drawing.Bullet:
    row = factory.spring_row("industrial-output")
    bar = BarContext(
        None if value is None else D(str(value)), None if pace is None else D(str(pace)), is_judged, is_stale
    )
    return drawing.bullet(replace(row, bar=bar, signal=SignalContext(key, "")))


def test_a_bar_ends_at_its_share_and_the_shortfall_runs_to_the_pace():
    drawn = bullet("0.15", "0.25")
    assert (drawn.bar.x, drawn.bar.width) == (18, 33.0)
    assert (drawn.shortfall.x, drawn.shortfall.end, drawn.ink) == (51.0, 73.0, "amber") and drawn.tick == 73.0


def test_a_shortfall_too_small_to_see_is_three_wide():
    assert bullet("0.249", "0.25").shortfall.width == 3


def test_a_healthy_row_carries_no_colour():
    drawn = bullet("0.31", "0.25", "ON_TRACK")
    assert drawn.shortfall is None and drawn.ink == "" and drawn.kind == "judged"


def test_at_year_end_the_shortfall_runs_to_the_target_and_there_is_no_tick():
    drawn = bullet("0.75", None, "MISSED")
    assert drawn.shortfall.end == 238 and drawn.tick is None and drawn.ink == "red"


@pytest.mark.parametrize(
    ("value", "left", "right"), [("1.5", 18, 253.4), ("-0.05", 7.0, 18.0), ("-4", 2.6, 18.0)]
)
def test_a_bar_is_cut_off_and_a_negative_one_stands_left_of_zero(value, left, right):
    drawn = bullet(value, "0.25", "FAR_BEHIND" if D(value) < 0 else "ON_TRACK")
    assert (drawn.bar.x, drawn.bar.end) == (left, right)


def test_a_fallen_stock_owes_from_zero():
    assert bullet("-0.2", "0.25", "FAR_BEHIND").shortfall.x == 18


def test_hollow_hatched_and_nothing_are_three_things():
    kinds = [
        bullet("0.6", None, "NOT_DUE", False).kind,
        bullet("0.45", None, "NOT_REPORTED", False, True).kind,
    ]
    assert [*kinds, bullet(None, None, "NOT_DUE", False).kind] == ["hollow", "stale", "none"]
    assert bullet("0", None, "NOT_DUE", False).bar is None


def test_the_columns_of_a_story_stand_on_one_floor_and_the_tallest_fills_the_height():
    seasons = drawing.seasons(factory.spring_row("technology-contracts"))
    columns = [c for s in seasons for c in (s.last_year, s.actual, s.needed) if c]
    assert max(column.height for column in columns) == drawing.TALLEST
    assert all(round(column.y + column.height, 1) == drawing.FLOOR for column in columns)
    assert [bool(season.needed) for season in seasons] == [False, True, True, True]
    assert max(column.end for column in columns) <= 400


def test_a_quarter_that_shrank_has_a_line_and_its_figure():
    row = factory.spring_row("rd-institutions")
    shrunk = replace(row.quarters[0], actual=Figure(D(-3), "−3"))
    season = drawing.seasons(replace(row, quarters=(shrunk, *row.quarters[1:])))[0]
    assert season.actual.height == 1 and season.actual.text == "−3"


def test_long_figures_of_neighbours_lean_apart():
    season = drawing.seasons(factory.spring_row("industrial-output"))[0]
    assert season.last_year.label_x < season.last_year.x + 15.5 < season.actual.x < season.actual.label_x


def test_the_year_s_line_ends_at_the_larger_of_value_and_target():
    short = drawing.whole_year(factory.year_row("industrial-value-added"))
    assert short.target == 384 and short.missing.end == 384 and round(short.bar.width / 384, 3) == 0.982
    assert drawing.whole_year(factory.year_row("technology-contracts")).missing is None


def test_the_window_lies_between_its_years_and_the_day_where_it_belongs():
    line = drawing.timeline(2020, 2022, 2017, dt.date(2019, 3, 31))
    at = dict(line.years)
    assert (line.window.x, line.window.end) == (at[2020], at[2022]) and at[2018] < line.day < at[2019]
    assert drawing.timeline(2020, 2022, 2017, dt.date(2031, 1, 31)).day == drawing.TIMELINE - 8


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("总量指标", 5, ["总量指标"]),
        ("创新能力和创业活动", 4, ["创新能力和", "创业活动"]),
        ("综合排名", 1, ["综合", "排名"]),
        ("提升创新能力,加强创业活动", 6, ["提升创新能力", "加强创业活动"]),
        ("一二三四五六七", 9, ["一二三四", "五六七"]),
    ],
)
def test_a_group_s_name_breaks_where_its_sense_allows(name, rows, columns):
    assert drawing.vertical(name, rows) == columns
