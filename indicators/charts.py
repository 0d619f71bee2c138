"""Plain rows → Plotly figures as dicts, validated. Runs no query.

Two figures per place, desktop and phone. Labels stand in the figure, so that it reads without a pointer; no HTML in
any text, for it would become style attributes, which the content security policy refuses.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from indicators import lanes
from indicators.lanes import Event
from indicators.plotting import (
    AMBER,
    AMBER_INK,
    HAIR,
    INK,
    INK2,
    INK3,
    LAST_YEAR,
    PAPER,
    PEN,
    RED,
    RULE,
    base_layout,
    nice_ticks,
    stroke,
    validated,
)
from indicators.projection import ROOM_FOR_FORECAST, Projection, band, narrow_forecast, outlook, wide_forecast

ROOM_FOR_TEXT = 4
"""How many characters a bar of the usual width holds."""


@dataclass(frozen=True)
class Bar:
    """One quarter of an indicator's history; `part` 4 is the year's end."""

    year: int
    part: int
    value: float
    text: str
    expected: float | None
    signal: str
    is_break: bool


@dataclass(frozen=True)
class Step:
    """A target from the first to the last year it holds for, with the words at its left end."""

    first: int
    last: int
    value: float
    label: str


@dataclass(frozen=True)
class History:
    """What the main chart of an indicator shows: years, bars, the staircase of targets, what is owed now."""

    kind: str
    measure: str
    first: int
    last: int
    bars: tuple[Bar, ...]
    steps: tuple[Step, ...]
    ahead: tuple[tuple[int, float], ...]  # (part, expected) of the quarters still to come
    owed: str
    events: tuple[Event, ...] = ()  # beside the figures, on the same axis of time
    projection: Projection | None = None  # only while the newest bar is of the last year and not its end

    def since(self, year: int) -> "History":
        bars = tuple(bar for bar in self.bars if bar.year >= year)
        steps = tuple(replace(step, first=max(step.first, year)) for step in self.steps if step.last >= year)
        events = tuple(event for event in self.events if event.on.year >= year)
        return replace(self, first=max(year, self.first), bars=bars, steps=steps, events=events)

    def at(self, year: int, part: int) -> int:
        """Return the place of a quarter on the axis of time."""
        return (year - self.first) * 4 + part - 1

    @property
    def top(self) -> float:
        values = [bar.value for bar in self.bars] + [step.value for step in self.steps]
        values += [self.projection.top] if self.projection else []
        return max(values, default=1) * 1.1 or 1

    @property
    def bottom(self) -> float:
        return min([0, *(bar.value for bar in self.bars)]) * 1.1


def history(chart: History, is_narrow: bool = False) -> dict:
    """Return the main figure of an indicator: cumulatives, pace, the targets as a staircase."""
    chart = chart.since(chart.last - 1) if is_narrow else chart
    width = 0.84 if is_narrow else 0.78 if has_long_texts(chart) else 0.56
    draw = {"STOCK": line, "RANK": line}.get(chart.kind, columns)
    is_upright = is_narrow and has_long_texts(chart)
    data = [*band(chart, width), *draw(chart, width, is_upright), *staircase(chart), *paces(chart, width)]
    data += [*shortfalls(chart, width), *outlook(chart, width), *lanes.marks(chart)]
    right = 8 if is_narrow else ROOM_FOR_FORECAST if chart.projection else 24
    margin = {"l": 44, "r": right, "t": 34, "b": 54}
    layout = base_layout(height=360 if is_narrow else 430, margin=margin)
    layout["annotations"] = [*step_labels(chart), *year_names(chart), *debt(chart, width), unit_name(chart)]
    layout["annotations"] += (narrow_forecast if is_narrow else wide_forecast)(chart, width)
    layout["annotations"] += [] if is_narrow else lanes.words(chart)
    layout["shapes"] = year_lines(chart)
    layout |= {"xaxis": time_axis(chart, is_narrow), "yaxis": value_axis(chart)}
    return validated(data, lanes.laid(chart, layout, is_narrow))


def is_paced(chart: History) -> bool:
    return any(bar.expected is not None for bar in chart.bars)


def has_long_texts(chart: History) -> bool:
    """Return whether the figures are wider than a bar: it grows, and on a phone they stand upright in it."""
    return any(len(bar.text) > ROOM_FOR_TEXT for bar in chart.bars)


def columns(chart: History, width: float, is_upright: bool = False) -> list[dict]:
    """Return the bars: pen where there was a target and a pace, hollow where only the year counts, grey without."""
    has_target = {year for step in chart.steps for year in range(step.first, step.last + 1)}
    filled = is_paced(chart)
    looks = [
        (LAST_YEAR, RULE) if bar.year not in has_target else (PEN, PEN) if filled else (PAPER, PEN)
        for bar in chart.bars
    ]
    inside = [
        fill == PEN and bar.value > chart.top * (0.18 if is_upright else 0.1)
        for (fill, _), bar in zip(looks, chart.bars, strict=True)
    ]
    trace = {
        "type": "bar",
        "x": [chart.at(bar.year, bar.part) for bar in chart.bars],
        "y": [bar.value for bar in chart.bars],
        "width": width,
        "marker": {
            "color": [fill for fill, _ in looks],
            "line": {"color": [edge for _, edge in looks], "width": 1.2},
        },
        "text": [bar.text for bar in chart.bars],
        "textposition": ["inside" if each else "outside" for each in inside],
        "textangle": -90 if is_upright else 0,
        "constraintext": "none",
        "insidetextanchor": "end",
        "textfont": {
            "color": [
                "#ffffff" if each else INK if edge == PEN else INK3
                for each, (_, edge) in zip(inside, looks, strict=True)
            ],
            "weight": [700 if edge == PEN else 400 for _, edge in looks],
            "size": 14,
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return [trace] if chart.bars else []


def line(chart: History, width: float, is_upright: bool = False) -> list[dict]:
    """Return a stock's or a rank's line, with the straight pace from the year's start to its target."""
    xs = [chart.at(bar.year, bar.part) for bar in chart.bars]
    points = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": xs,
        "y": [bar.value for bar in chart.bars],
        "line": {"color": PEN, "width": 2.5},
        "marker": {"color": PEN, "size": 8},
        "text": [bar.text for bar in chart.bars],
        "textposition": "top center",
        "textfont": {"color": INK, "size": 14, "weight": 700},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return [points, *(straight(chart) if is_paced(chart) else [])] if chart.bars else []


def straight(chart: History) -> list[dict]:
    ends = {bar.year: bar.value for bar in chart.bars if bar.part == 4}
    found = []
    for step in chart.steps:
        if step.first - 1 in ends:
            x = [chart.at(step.first - 1, 4), chart.at(step.first, 4)]
            found.append(stroke(x, [ends[step.first - 1], step.value], color=RULE, width=1.2, dash="4px,3px"))
    return found


def staircase(chart: History) -> list[dict]:
    """Return the targets as dotted steps, joined where one year meets the next."""
    found = []
    for step in chart.steps:
        x = [chart.at(step.first, 1) - 0.5, chart.at(step.last, 4) + 0.5]
        found.append(stroke(x, [step.value] * 2, color=INK, width=2, dash="2px,3px"))
    for before, after in pairwise(chart.steps):
        if before.last + 1 == after.first:
            x = chart.at(after.first, 1) - 0.5
            found.append(stroke([x, x], [before.value, after.value], color=INK, width=2, dash="2px,3px"))
    return found


def paces(chart: History, width: float) -> list[dict]:
    """Return the marks of what the pace asked for; those of quarters to come are lighter."""
    if chart.kind == "STOCK":
        return []
    half = width / 2 + 0.04
    marks = [
        (chart.at(bar.year, bar.part), bar.expected, INK) for bar in chart.bars if bar.expected is not None
    ]
    marks += [(chart.at(chart.last, part), expected, RULE) for part, expected in chart.ahead]
    return [stroke([x - half, x + half], [y, y], color=colour, width=2) for x, y, colour in marks]


def shortfalls(chart: History, width: float) -> list[dict]:
    """Return what was owed to the pace, at the right edge of the bar, in the ink of the signal."""
    found = []
    for bar in chart.bars:
        ink = {"BEHIND": AMBER, "FAR_BEHIND": RED, "MISSED": RED}.get(bar.signal)
        if ink and bar.expected is not None and bar.expected > bar.value and chart.kind != "STOCK":
            x = chart.at(bar.year, bar.part) + width / 2 - 0.05
            found.append(stroke([x, x], [bar.value, bar.expected], color=ink, width=6))
    return found


def step_labels(chart: History) -> list[dict]:
    """Return the words of each step over its left end, or under it where the figures lie just above."""
    at = {"xanchor": "left", "showarrow": False, "xshift": 4}
    found = []
    for step in chart.steps:
        near = [bar.value for bar in chart.bars if bar.year == step.first and bar.part < 3]
        side = (
            "top" if any(step.value <= value < step.value + chart.top * 0.1 for value in near) else "bottom"
        )
        place = {"x": chart.at(step.first, 1) - 0.5, "y": step.value, "yanchor": side}
        found.append(at | place | {"text": step.label, "font": {"size": 15, "color": INK, "weight": 700}})
    if chart.steps and chart.steps[0].first > chart.first:
        place = {"x": chart.at(chart.first, 1) - 0.5, "yref": "paper", "y": 1, "yanchor": "top"}
        found.append(at | place | {"text": f"{chart.first}年无目标", "font": {"size": 14, "color": INK3}})
    return found


def year_names(chart: History) -> list[dict]:
    at = {"yref": "y domain", "y": 0, "yanchor": "top", "yshift": -28, "showarrow": False}
    return [
        at
        | {
            "x": chart.at(year, 1) + 1.5,
            "text": f"{year}年",
            "font": {"size": 14, "color": INK, "weight": 700},
        }
        for year in range(chart.first, chart.last + 1)
    ]


def debt(chart: History, width: float) -> list[dict]:
    """Return what is owed now, above the newest bar."""
    if not chart.owed or not chart.bars:
        return []
    bar = chart.bars[-1]
    colour = AMBER_INK if bar.signal == "BEHIND" else RED
    font = {"size": 15, "color": colour, "weight": 700}
    at = {
        "x": chart.at(bar.year, bar.part),
        "y": bar.expected,
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
    }
    return [at | {"text": f"欠 {chart.owed}", "font": font}]


def unit_name(chart: History) -> dict:
    at = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
    }
    return at | {"text": chart.measure, "yshift": 12, "xshift": -6, "font": {"size": 13, "color": INK2}}


def year_lines(chart: History) -> list[dict]:
    """Return the hair lines between years, and a double one where the scope changed."""
    upright = {
        "type": "line",
        "layer": "below",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": HAIR, "width": 1},
    }
    xs = [chart.at(year, 1) - 0.5 for year in range(chart.first + 1, chart.last + 1)]
    broken = [chart.at(bar.year, bar.part) - 0.5 for bar in chart.bars if bar.is_break]
    xs += [x + side for x in broken for side in (-0.04, 0.04)]
    return [upright | {"x0": x, "x1": x} for x in xs]


def time_axis(chart: History, is_narrow: bool) -> dict:
    names = ("一季", "半年", "三季", "全年") if is_narrow else ("一季度", "上半年", "前三季", "全年")
    years = chart.last - chart.first + 1
    return {
        "range": [-0.6, years * 4 - 0.4],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickvals": list(range(years * 4)),
        "ticktext": list(names) * years,
        "tickangle": 0,
        "tickfont": {"size": 13, "color": INK2},
    }


def value_axis(chart: History) -> dict:
    """Return the axis of values: from 0, few lines, a rank upside down."""
    ticks = nice_ticks(chart.bottom, chart.top, most=5)
    axis = {
        "range": [chart.bottom, chart.top],
        "fixedrange": True,
        "gridcolor": HAIR,
        "zeroline": True,
        "zerolinecolor": INK,
        "zerolinewidth": 1.5,
        "tickvals": ticks,
        "ticktext": [f"{tick:g}".replace("-", "−") for tick in ticks],
        "tickfont": {"size": 13, "color": INK2},
    }
    return axis | ({"range": [chart.top, 0]} if chart.kind == "RANK" else {})
