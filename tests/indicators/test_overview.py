"""The board's overview: rows measured from one line, what is owed thick and in its ink."""

import json

import pytest

from indicators.overview import Dot, Panel, overview, wrapped

JUDGED = Panel(
    dots=(
        Dot("各类研发机构", -25.0, "−25.0", "FAR_BEHIND"),
        Dot("高新技术企业出口额", -4.9, "−4.9", "BEHIND"),
        Dot("工业增加值", 0.6, "+0.6", "ON_TRACK"),
    ),
    origin=0,
    origin_name="时序25%",
    stem_from_origin=True,
    ticks=((-20, "慢20"), (-10, "慢10"), (0.5, "快0.5")),
)
WAITING = Panel(
    dots=(
        Dot("劳动生产率的增长率", 1.02, "暂高于0.60点", "NOT_DUE"),
        Dot("内部研发经费支出超过5000万的企业数", 0.0, "0.0%", "NOT_DUE"),
    ),
    origin=1,
    origin_name="目标",
    stem_from_origin=False,
    ticks=((0, "0"), (0.5, "50%")),
)


def texts(figure) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def pens(figure) -> list[tuple]:
    return [(t["line"]["width"], t["line"]["color"]) for t in figure["data"] if t["mode"] == "lines"]


def test_each_row_has_its_name_its_label_and_its_mark():
    figure = overview([JUDGED, WAITING])
    assert {"各类研发机构", "■ −25.0", "▲ −4.9", "● +0.6", "暂高于0.60点", "时序25%", "目标"} <= set(
        texts(figure)
    )
    left, right = [t["marker"] for t in figure["data"] if t["mode"] == "markers"]
    assert list(left["symbol"]) == ["square", "triangle-up", "circle"] and list(left["color"])[2] == "#263f7c"
    assert list(right["color"]) == ["#fdfcf8"] * 2 and list(right["line"]["color"]) == ["#263f7c"] * 2


def test_only_what_is_owed_is_thick_and_in_the_signal_s_ink():
    assert pens(overview([JUDGED])) == [(4, "#b3121d"), (6, "#7a5200"), (4, "#e6a100"), (2, "#263f7c")]
    assert pens(overview([WAITING])) == [(1, "#8a867b")] * 2


def test_a_tick_too_near_the_line_is_left_out():
    assert "慢20" in texts(overview([JUDGED])) and "快0.5" not in texts(overview([JUDGED]))


def test_a_panel_without_rows_leaves_its_width_to_the_other():
    alone = overview([Panel((), 0, "时序25%", True, ()), WAITING])
    both = overview([JUDGED, WAITING])
    assert "时序25%" not in texts(alone) and "yaxis2" not in alone["layout"]
    assert alone["layout"]["xaxis"]["domain"][1] > both["layout"]["xaxis"]["domain"][1]


def test_a_phone_stacks_the_panels_and_keeps_only_the_lines_names():
    wide, narrow = overview([JUDGED, WAITING]), overview([JUDGED, WAITING], is_narrow=True)
    assert narrow["layout"]["height"] > wide["layout"]["height"]
    assert "慢20" not in texts(narrow) and {"时序25%", "目标"} <= set(texts(narrow))
    assert list(narrow["data"][-1]["y"]) == [5, 6], "below the first panel, two rows apart"


@pytest.mark.parametrize("panels", [[], [Panel((), 0, "", True, ())]])
def test_without_any_row_there_is_an_empty_figure(panels):
    assert json.dumps(overview(panels), allow_nan=False)


@pytest.mark.parametrize("is_narrow", [False, True])
def test_no_text_holds_markup_that_would_become_a_style(is_narrow):
    found = texts(overview([JUDGED, WAITING], is_narrow))
    assert not [text for text in found if "<" in text.replace("<br>", "")]


def test_a_long_name_stands_on_two_lines():
    assert (
        wrapped("工业增加值", 11) == "工业增加值"
        and wrapped("一二三四五六七八九十甲乙", 11) == "一二三四五六<br>七八九十甲乙"
    )
