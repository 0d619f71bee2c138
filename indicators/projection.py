"""The forecast 预测全年 in an indicator's main chart: a band, a dashed way, a mark, and its words."""

from dataclasses import dataclass

from indicators.plotting import INK2, PAPER, PEN, TINT, stroke

ROOM_FOR_FORECAST, ONE_LINE = 128, 13
"""The right margin where the forecast is written, and how many characters of its interval fit one line."""
ROOM_OVER_BAND = 0.085
"""The height of a line of words on a phone, as a share of the axis."""


@dataclass(frozen=True)
class Projection:
    """The year's end as forecast 预测全年, and the interval it falls into four times of five."""

    total: float
    text: str
    low: float | None = None
    high: float | None = None
    interval: str = ""

    @property
    def top(self) -> float:
        return self.total if self.high is None else self.high

    @property
    def bottom(self) -> float:
        return self.total if self.low is None else self.low


def ends(chart, width: float) -> tuple[float, float, float]:
    """Return where the forecast leaves the newest bar, and the left and right of its mark at the year's end."""
    bar, end = chart.bars[-1], chart.at(chart.last, 4)
    return chart.at(bar.year, bar.part) + width / 2, end - width / 2, end + width / 2


def band(chart, width: float) -> list[dict]:
    """Return the interval of the forecast: it opens from the newest bar, and stands as wide as its mark."""
    if chart.projection is None or not chart.projection.interval:
        return []
    start, left, right = ends(chart, width)
    low, high, value = chart.projection.low, chart.projection.high, chart.bars[-1].value
    x, y = [start, left, right, right, left, start], [value, high, high, low, low, value]
    return [stroke(x, y, width=0) | {"fill": "toself", "fillcolor": TINT}]


def outlook(chart, width: float) -> list[dict]:
    """Return the dashed way from the newest bar to the forecast, and its mark."""
    if chart.projection is None:
        return []
    start, left, right = ends(chart, width)
    value, total = chart.bars[-1].value, chart.projection.total
    dashed = stroke([start, left], [value, total], color=PEN, width=1.5, dash="6px,4px")
    return [dashed, stroke([left, right], [total, total], color=PEN, width=3)]


def wide_forecast(chart, _width: float) -> list[dict]:
    """Return the forecast and its interval in the right margin."""
    if chart.projection is None:
        return []
    at = {"x": chart.at(chart.last, 4) + 0.5, "y": chart.projection.total, "showarrow": False}
    at |= {"xanchor": "left", "xshift": 4, "yanchor": "middle"}
    bold = {"size": 15, "color": PEN, "weight": 700}
    found = [at | {"text": f"预测 {chart.projection.text}", "font": bold}]
    likely = ["八成可能", chart.projection.interval] if chart.projection.interval else []
    lines = likely if len("".join(likely)) > ONE_LINE else filter(None, [" ".join(likely)])
    small = {"font": {"size": 13, "color": INK2}}
    return found + [at | small | {"text": text, "yshift": -18 * n} for n, text in enumerate(lines, start=1)]


def narrow_forecast(chart, width: float) -> list[dict]:
    """Return the forecast over its band, or under it where a target lies just above."""
    if chart.projection is None:
        return []
    top, room = chart.projection.top, chart.top * ROOM_OVER_BAND
    is_free = not any(top <= step.value < top + room for step in chart.steps if step.last == chart.last)
    under = {"y": chart.projection.bottom, "yanchor": "top", "yshift": -4, "bgcolor": PAPER}
    place = {"y": top, "yanchor": "bottom"} if is_free else under
    at = {"x": ends(chart, width)[2], "xanchor": "right", "showarrow": False}
    font = {"size": 14, "color": PEN, "weight": 700}
    return [at | place | {"text": f"预测{chart.projection.text}", "font": font}]
