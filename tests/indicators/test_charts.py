"""The main chart of an indicator: plain bars and steps in, a figure out that Plotly has accepted."""

import json

import pytest

from indicators.charts import Bar, History, Step, history
from indicators.plotting import CONFIG
from indicators.projection import Projection

FORECAST = Projection(8.7, "8.70", 8.1, 9.4, "8.10—9.40")
SHARES = (0.2, 0.45, 0.7, 1.0)


def bars(*totals, first=2017, target=None):
    """Return four cumulative quarters per total; the last total is of the first quarter only."""
    found = []
    for year, total in enumerate(totals, start=first):
        parts = range(1, 2) if year == first + len(totals) - 1 else range(1, 5)
        for part in parts:
            expected = target * part / 4 if target and year > first else None
            value = total * SHARES[part - 1]
            signal = "BEHIND" if expected and value < expected else "ON_TRACK"
            found.append(Bar(year, part, value, f"{value:.2f}", expected, signal, False))
    return tuple(found)


def flow(**changes) -> History:
    given = {
        "kind": "FLOW",
        "measure": "亿元",
        "first": 2017,
        "last": 2019,
        "bars": bars(6.3, 7.1, 10.0, target=9.0),
        "steps": (Step(2018, 2018, 7.5, "2018年目标 7.5"), Step(2019, 2019, 10.0, "2019年目标 10")),
        "ahead": ((2, 5.0), (3, 7.5), (4, 10.0)),
        "owed": "0.25",
    }
    return History(**(given | changes))


def texts(figure) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def lines(figure, **pen) -> list[dict]:
    return [
        trace
        for trace in figure["data"]
        if trace["type"] == "scatter" and pen.items() <= trace.get("line", {}).items()
    ]


def test_bars_are_grey_where_no_target_was_and_pen_where_one_was():
    bar = next(trace for trace in history(flow())["data"] if trace["type"] == "bar")
    assert list(bar["x"]) == list(range(9))
    assert list(bar["marker"]["color"]) == ["#e2dfd5"] * 4 + ["#263f7c"] * 5
    assert bar["textposition"][0] == "outside" and bar["textposition"][-2] == "inside"


def test_the_staircase_is_joined_where_years_meet_and_its_steps_are_labelled_at_their_left_end():
    figure = history(flow())
    dotted = lines(figure, dash="2px,3px")
    assert [list(each["x"]) for each in dotted] == [[3.5, 7.5], [7.5, 11.5], [7.5, 7.5]]
    assert {"2018年目标 7.5", "2019年目标 10", "2017年无目标", "2017年", "2018年", "2019年"} <= set(
        texts(figure)
    )


def test_a_shortfall_is_drawn_in_the_ink_of_its_signal_and_the_newest_is_named():
    figure = history(flow())
    assert [list(each["y"]) for each in lines(figure, color="#e6a100")][-1] == [2.0, 2.25]
    assert "欠 0.25" in texts(figure)
    red = flow(bars=(Bar(2019, 1, 1.0, "1.00", 2.5, "FAR_BEHIND", False),))
    assert lines(history(red), color="#b3121d")


def test_the_pace_of_quarters_to_come_is_lighter():
    assert [list(each["y"]) for each in lines(history(flow()), color="#8a867b", width=2)] == [
        [5.0] * 2,
        [7.5] * 2,
        [10.0] * 2,
    ]


def test_what_only_the_year_judges_is_hollow_and_has_no_pace():
    bar = next(
        t
        for t in history(flow(kind="RATIO", bars=bars(1.2, 1.3, 1.2), ahead=(), owed=""))["data"]
        if t["type"] == "bar"
    )
    assert list(bar["marker"]["color"])[4:] == ["#fdfcf8"] * 5
    assert not lines(history(flow(kind="RATIO", bars=bars(1.2, 1.3), ahead=())), color="#e6a100")


def test_a_stock_is_a_line_with_the_straight_way_from_the_year_s_start_to_the_target():
    figure = history(flow(kind="STOCK", ahead=(), owed=""))
    assert not [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert [list(each["x"]) for each in lines(figure, dash="4px,3px")] == [[3, 7], [7, 11]]


@pytest.mark.case("N11")
def test_a_rank_stands_on_its_head():
    figure = history(flow(kind="RANK", bars=(Bar(2019, 4, 98.0, "98", None, "MET", False),), ahead=()))
    low, high = figure["layout"]["yaxis"]["range"]
    assert low > high == 0


def test_a_break_is_a_double_line():
    broken = flow(bars=(Bar(2018, 2, 1.0, "1.00", None, "ON_TRACK", True),))
    xs = [shape["x0"] for shape in history(broken)["layout"]["shapes"]]
    assert 4.46 in xs and 4.54 in xs


def test_long_figures_widen_the_bars_and_stand_upright_in_them_on_a_phone():
    long = flow(bars=(Bar(2019, 1, 118.6, "118.60", None, "ON_TRACK", False),), steps=(), ahead=(), owed="")
    short = flow()
    for is_narrow, wider, angle in ((False, 0.78, 0), (True, 0.84, -90)):
        (bar,) = [t for t in history(long, is_narrow=is_narrow)["data"] if t["type"] == "bar"]
        assert (bar["width"], bar["textangle"]) == (wider, angle)
    (bar,) = [t for t in history(short)["data"] if t["type"] == "bar"]
    assert (bar["width"], bar["textangle"]) == (0.56, 0)


def test_a_phone_shows_the_last_two_years():
    figure = history(flow(), is_narrow=True)
    assert "2017年" not in texts(figure) and len(figure["layout"]["xaxis"]["tickvals"]) == 8
    assert figure["layout"]["height"] < history(flow())["layout"]["height"]


@pytest.mark.parametrize(
    "changes", [{"bars": ()}, {"bars": (), "steps": ()}, {"steps": ()}, {"bars": bars(-2.0, -3.0)}]
)
def test_whatever_is_missing_a_figure_comes_out(changes):
    for is_narrow in (False, True):
        figure = history(flow(ahead=(), owed="", **changes), is_narrow=is_narrow)
        assert json.dumps(figure, allow_nan=False)


@pytest.mark.parametrize(
    "figure", [history(flow(projection=FORECAST), is_narrow=narrow) for narrow in (False, True)]
)
def test_no_text_holds_markup_that_would_become_a_style(figure):
    assert not [text for text in texts(figure) if any(tag in text for tag in ("<b", "<i", "<span", "<sup"))]


def test_nothing_is_sent_to_a_cloud_and_nothing_can_be_dragged():
    figure = history(flow())
    assert (
        figure["config"] == CONFIG
        and CONFIG["showSendToCloud"] is False
        and CONFIG["displayModeBar"] is False
    )
    layout = figure["layout"]
    assert layout["dragmode"] is False and layout["xaxis"]["fixedrange"] and layout["yaxis"]["fixedrange"]
    assert "template" not in layout and layout["showlegend"] is False
