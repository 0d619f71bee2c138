"""The forecast in the main chart: where it starts and ends, and where its words stand."""

import pytest

from indicators.charts import Step, history
from indicators.projection import Projection
from tests.indicators.test_charts import FORECAST, flow, lines, texts


def filled(figure) -> list[dict]:
    return [trace for trace in figure["data"] if trace.get("fill") == "toself"]


def test_the_forecast_is_a_band_a_dashed_line_and_a_mark_from_the_newest_bar_to_the_years_end():
    figure = history(flow(projection=FORECAST))
    (band,) = filled(figure)
    assert band["fillcolor"] == "#dfe4ef" and figure["data"][0] is band, "under everything else"
    assert [min(band["x"]), max(band["x"])] == pytest.approx([8.28, 11.28])
    assert sorted(set(band["y"])) == [2.0, 8.1, 9.4]
    (way,) = lines(figure, dash="6px,4px", color="#263f7c")
    (mark,) = lines(figure, width=3, color="#263f7c")
    assert list(way["y"]) == [2.0, 8.7] and list(mark["y"]) == [8.7, 8.7]


def test_the_forecast_is_written_in_the_right_margin():
    figure = history(flow(projection=FORECAST))
    assert {"预测 8.70", "八成可能 8.10—9.40"} <= set(texts(figure))
    assert figure["layout"]["margin"]["r"] == 128 > history(flow())["layout"]["margin"]["r"]
    long = Projection(488.1, "488.10", 478.1, 498.12, "478.10—498.12")
    assert {"八成可能", "478.10—498.12"} <= set(texts(history(flow(projection=long))))


def test_a_forecast_without_an_interval_has_no_band_and_says_none():
    figure = history(flow(projection=Projection(8.7, "8.70")))
    assert not filled(figure) and lines(figure, dash="6px,4px")
    assert "预测 8.70" in texts(figure) and not [text for text in texts(figure) if "八成" in text]


def test_a_forecast_above_the_target_fits_the_axis():
    high = Projection(20.0, "20.00", 18.0, 24.0, "18.00—24.00")
    assert history(flow(projection=high))["layout"]["yaxis"]["range"][1] > 24


@pytest.mark.parametrize(("target", "side"), [(20.0, "bottom"), (9.9, "top")])
def test_on_a_phone_the_forecast_stands_over_its_band_unless_the_target_does(target, side):
    chart = flow(projection=FORECAST, steps=(Step(2019, 2019, target, "2019年目标"),))
    found = history(chart, is_narrow=True)["layout"]["annotations"]
    (label,) = [note for note in found if note["text"] == "预测8.70"]
    assert label["yanchor"] == side and label["xanchor"] == "right"


def test_without_a_forecast_nothing_of_it_is_drawn():
    figure = history(flow())
    assert not filled(figure) and not [text for text in texts(figure) if "预测" in text]
