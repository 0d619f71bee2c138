"""The numeric sub-targets of a task → Plotly figures as dicts, validated: things against one goal, years by source."""

from dataclasses import dataclass

from indicators.plotting import (
    HAIR,
    INK,
    INK2,
    INK3,
    LAST_YEAR,
    PAPER,
    PEN,
    RULE,
    base_layout,
    nice_ticks,
    stroke,
    validated,
)

ROW, TALL_ROW, HEAD = 92, 112, 56
"""The height of one thing's two bars, on a phone with the name above, and of the scale with the edges."""
FILLS = ((PEN, PEN), (LAST_YEAR, RULE), (PAPER, PEN))
"""The inks of the sources, first to last: fill and edge."""


@dataclass(frozen=True)
class Thing:
    """One sub-target 量化目标: this year's value, last year's, and what is said of it at the right."""

    name: str
    value: float | None
    text: str
    before: float | None
    before_text: str
    lacking: str  # 距50亿元 18.80, or ""
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """What all of them are to reach; `words` stand at its line."""

    value: float
    words: str


@dataclass(frozen=True)
class Source:
    """One row of money or of a count through the years; where a value is None, its text says why."""

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]


def against(things: list[Thing], goal: Goal, is_narrow: bool = False) -> dict:
    """Return lying bars against one goal: this year's, what is lacking, and last year's beneath."""
    known = [each for thing in things for each in (thing.value, thing.before) if each is not None]
    top = max([goal.value, *known])
    data = [
        *bars(things, top),
        stroke([goal.value] * 2, [-0.5, len(things) - 0.5], color=INK, width=2, dash="2px,3px"),
    ]
    margin = {"l": 8, "r": 12, "t": 44, "b": 8} if is_narrow else {"l": 150, "r": 170, "t": 44, "b": 8}
    layout = base_layout(
        height=(TALL_ROW if is_narrow else ROW) * len(things) + HEAD, margin=margin, barmode="overlay"
    )
    layout["shapes"] = [lacking(place, thing, goal) for place, thing in enumerate(things) if thing.lacking]
    layout["annotations"] = [goal_words(goal), *names(things, is_narrow)]
    layout["annotations"] += [
        each for place, thing in enumerate(things) for each in words(place, thing, goal, top, is_narrow)
    ]
    ticks = [tick for tick in nice_ticks(0, top) if abs(tick - goal.value) > top * 0.06]
    layout["xaxis"] = scale([0, top * 1.02], ticks) | {"side": "top"}
    layout["yaxis"] = {"range": [len(things) - 0.5, -0.5], "visible": False, "fixedrange": True}
    return validated(data, layout)


def scale(span: list, ticks: list) -> dict:
    return {
        "range": span,
        "fixedrange": True,
        "tickvals": ticks,
        "ticktext": [f"{tick:g}" for tick in ticks],
        "tickfont": {"size": 13, "color": INK2},
        "gridcolor": HAIR,
        "zeroline": True,
        "zerolinecolor": INK,
    }


def bars(things: list[Thing], top: float) -> list[dict]:
    this = {
        "marker": {"color": PEN},
        "width": 0.34,
        "text": [thing.text if thing.value and thing.value > top * 0.12 else "" for thing in things],
        "textposition": "inside",
        "insidetextanchor": "end",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": "#ffffff", "size": 15, "weight": 700},
    }
    last = {"marker": {"color": LAST_YEAR, "line": {"color": RULE, "width": 1}}, "width": 0.16}
    pairs = (
        (this, -0.02, [thing.value for thing in things]),
        (last, 0.26, [thing.before for thing in things]),
    )
    return [
        {"type": "bar", "orientation": "h", "x": values, "hoverinfo": "skip"}
        | {"y": [place + shift for place in range(len(things))]}
        | look
        for look, shift, values in pairs
    ]


def lacking(place: int, thing: Thing, goal: Goal) -> dict:
    """Return the dashed frame from the bar's end to the goal."""
    edge = {"color": PEN, "width": 1.5, "dash": "6px,5px"}
    ends = {"x0": thing.value, "x1": goal.value, "y0": place - 0.19, "y1": place + 0.15}
    return {"type": "rect", "line": edge, "layer": "below", **ends}


def said(text: str, size: int = 14, colour: str = INK2, **place) -> dict:
    font = {"size": size, "color": colour}
    return {"text": text, "showarrow": False, "font": font, "xanchor": "left", **place}


def goal_words(goal: Goal) -> dict:
    side = {"yref": "paper", "y": 1, "yanchor": "bottom", "xanchor": "right", "yshift": 4}
    return said(goal.words, 14, INK, x=goal.value, **side)


def names(things: list[Thing], is_narrow: bool) -> list[dict]:
    """Return the names: left of the bars, on a phone above them."""
    bold = {"size": 15, "color": INK, "weight": 700}
    at = {"xref": "paper", "x": 0, "yanchor": "middle", "showarrow": False, "font": bold}
    if is_narrow:
        at |= {"xanchor": "left", "yshift": 29}
    else:
        at |= {"xanchor": "left", "xshift": -146}
    return [at | {"text": thing.name, "y": place - 0.02} for place, thing in enumerate(things)]


def words(place: int, thing: Thing, goal: Goal, top: float, is_narrow: bool) -> list[dict]:
    """Return what stands in and beside the bars of one thing."""
    found, is_short = [], thing.value is None or thing.value <= top * 0.12
    if is_short:
        found.append(
            said(thing.text, 15, INK if thing.value else INK3, x=thing.value or 0, y=place - 0.02, xshift=4)
        )
    if thing.lacking and not is_narrow:
        middle = (thing.value + goal.value) / 2
        found.append(said(thing.lacking, 14, INK, x=middle, y=place - 0.02, xanchor="center"))
    if thing.before is not None:
        found.append(said(thing.before_text, 13, INK3, x=thing.before, y=place + 0.26, xshift=6))
    for line, remark in enumerate(thing.remarks):
        if not is_narrow:
            found.append(
                said(remark, 14 - line, INK2, xref="paper", x=1, xshift=14, y=place - 0.06 + line * 0.26)
            )
        elif not line:
            above = {"xref": "paper", "x": 1, "xanchor": "right", "yshift": 29}
            found.append(said(remark, 13, INK2, y=place - 0.02, **above))
    return found


def by_year(labels: list[str], sources: list[Source], goal: Goal | None, is_narrow: bool = False) -> dict:
    """Return standing bars, a group for each year; a year in which nothing is reported says so and has no bar."""
    known = [value for source in sources for value in source.values if value is not None]
    top = max([*known, goal.value if goal else 0, 1]) * 1.25
    width = min(0.72, 0.24 * len(labels)) / len(sources)
    data = [columns(place, source, len(sources), width, is_narrow) for place, source in enumerate(sources)]
    if goal:
        data.append(stroke([-0.5, len(labels) - 0.5], [goal.value] * 2, color=INK, width=2, dash="2px,3px"))
    layout = base_layout(height=330, margin={"l": 48, "r": 12, "t": 16, "b": 40}, barmode="overlay")
    layout["annotations"] = unreported(labels, sources, width, is_narrow) + (
        [] if goal is None else [year_goal(goal)]
    )
    layout["xaxis"] = {
        "range": [-0.5, len(labels) - 0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickvals": list(range(len(labels))),
        "ticktext": labels,
        "tickfont": {"size": 13, "color": INK2},
    }
    is_count = all(value == int(value) for value in known)
    layout["yaxis"] = scale(
        [0, top], [tick for tick in nice_ticks(0, top) if not is_count or tick == int(tick)]
    )
    return validated(data, layout)


def columns(place: int, source: Source, count: int, width: float, is_narrow: bool) -> dict:
    fill, edge = FILLS[place % len(FILLS)]
    shift = offset(place, count, width)
    return {
        "type": "bar",
        "name": source.name,
        "x": [year + shift for year in range(len(source.values))],
        "y": list(source.values),
        "width": width * 0.92,
        "marker": {"color": fill, "line": {"color": edge, "width": 1.2}},
        "text": list(source.texts),
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 12 if is_narrow else 14, "color": INK, "weight": 700},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def unreported(labels: list[str], sources: list[Source], width: float, is_narrow: bool) -> list[dict]:
    """Return the word that stands where a value is missing: an empty place is no nought. On a phone it stands upright."""
    at = {"y": 0, "yanchor": "bottom", "xanchor": "center", "yshift": 4, "textangle": -90 if is_narrow else 0}
    found = []
    for year in range(len(labels)):
        silent = [place for place, source in enumerate(sources) if source.values[year] is None]
        if len(silent) == len(sources):
            found.append(said(sources[0].texts[year], 13, INK3, x=year, **at))
        else:
            found += [
                said(sources[place].texts[year], 13, INK3, x=year + offset(place, len(sources), width), **at)
                for place in silent
            ]
    return found


def offset(place: int, count: int, width: float) -> float:
    """Return how far from the middle of its year a source's bar stands."""
    return (place - (count - 1) / 2) * width


def year_goal(goal: Goal) -> dict:
    return said(
        goal.words, 13, INK, xref="paper", x=1, y=goal.value, xanchor="right", yanchor="bottom", yshift=2
    )
