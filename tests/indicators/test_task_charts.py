"""The figures of a task's sub-targets: things against one goal, and years by source, where a missing one is no nought."""

import json

import pytest

from indicators.task_charts import Goal, Source, Thing, against, by_year

SHORT = Thing(
    "智能安防装备", 26.8, "26.80", 22.4, "2017年 22.40", "距50亿元 23.20", ("达到目标的53.6%", "同比 +19.6%")
)
MET = Thing("新能源电池", 51.0, "51.00", None, "", "", ("达到目标的102.0%",))
SMALL = Thing("无人机", 1.9, "1.90", 1.2, "2017年 1.20", "距50亿元 48.10", ())
SILENT = Thing("节能环保新材料", None, "未报", 18.9, "2017年 18.90", "", ())
THINGS, GOAL = [SHORT, MET, SMALL, SILENT], Goal(50.0, "目标 50")
CITY = Source("市政府专项扶持资金", (1000.0, 1200.0, None), ("1000", "1200", "未到考核期"))
ZONE = Source("高新区配套资金", (800.0, None, None), ("800", "未报", "未到考核期"))
YEARS = ["2018年", "2019年", "2020年"]


def texts(figure) -> list[str]:
    return [each["text"] for each in figure["layout"]["annotations"]]


@pytest.mark.parametrize("is_narrow", [False, True])
@pytest.mark.parametrize("draw", [against, by_year])
def test_a_figure_is_plain_data_without_markup(draw, is_narrow):
    given = (THINGS, GOAL) if draw is against else (YEARS, [CITY, ZONE], GOAL)
    text = json.dumps(draw(*given, is_narrow=is_narrow), ensure_ascii=False)
    assert "<" not in text and "目标 50" in text


def test_each_thing_has_its_bar_and_last_year_s_beneath():
    this, last, goal = against(THINGS, GOAL)["data"]
    assert list(this["x"]) == [26.8, 51.0, 1.9, None] and list(last["x"]) == [22.4, None, 1.2, 18.9]
    assert all(low > high for low, high in zip(last["y"], this["y"], strict=True))
    assert list(goal["x"]) == [50.0, 50.0]


def test_what_is_lacking_is_a_frame_from_the_bar_to_the_goal():
    shapes = against(THINGS, GOAL)["layout"]["shapes"]
    assert [(shape["x0"], shape["x1"]) for shape in shapes] == [(26.8, 50.0), (1.9, 50.0)]


def test_a_value_stands_in_its_bar_or_beside_a_short_one_and_a_missing_one_says_so():
    figure = against(THINGS, GOAL)
    assert list(figure["data"][0]["text"]) == ["26.80", "51.00", "", ""]
    assert {"1.90", "未报", "距50亿元 23.20", "2017年 22.40", "同比 +19.6%"} <= set(texts(figure))


def test_on_a_phone_the_names_stand_above_and_the_second_remark_is_left_out():
    figure = against(THINGS, GOAL, is_narrow=True)
    assert "达到目标的53.6%" in texts(figure) and "同比 +19.6%" not in texts(figure)
    assert figure["layout"]["margin"]["l"] < 20


def test_the_bars_of_a_year_stand_side_by_side_under_one_line():
    city, zone, goal = by_year(YEARS, [CITY, ZONE], Goal(1000.0, "每年应有1000万元"))["data"]
    assert [z - c for c, z in zip(city["x"], zone["x"], strict=True)] == pytest.approx([0.36] * 3)
    assert list(city["y"]) == [1000.0, 1200.0, None] and list(goal["y"]) == [1000.0] * 2


def test_a_year_without_values_says_so_once_and_a_missing_source_in_its_place():
    figure = by_year(YEARS, [CITY, ZONE], None)
    said = [(each["text"], each["x"]) for each in figure["layout"]["annotations"]]
    assert said == [("未报", pytest.approx(1.18)), ("未到考核期", 2)]


def test_without_a_goal_there_is_no_line():
    assert len(by_year(YEARS, [CITY], None)["data"]) == 1
