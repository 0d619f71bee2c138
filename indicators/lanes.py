"""Lanes under an indicator's main chart: meetings, orders and editions on its own axis of time. Words only where they fit."""

import datetime as dt
from dataclasses import dataclass

from indicators.plotting import AMBER_INK, HAIR, INK, INK2, PAPER, PEN

AGREED, ORDERED, PUBLISHED = "议定事项", "督办单", "发布版"
LANES = (AGREED, ORDERED, PUBLISHED)
SHAPES = {AGREED: "diamond", ORDERED: "square", PUBLISHED: "circle"}
SHORT = {AGREED: "议定", ORDERED: "督办", PUBLISHED: "发布"}
NAMES, PER_LANE, FOOT = 54, 27, 14
"""How many pixels the names of the quarters take above the lanes, each lane, and what is left below."""
ROOM_FOR_NAMES = 66
LETTER, GAP = 0.22, 0.14
"""The width of a Chinese letter and the room beside a mark, in quarters of the wide chart."""


@dataclass(frozen=True)
class Event:
    """One thing that happened beside the figures; what is still open is hollow."""

    lane: str
    on: dt.date
    text: str
    is_open: bool = False


def lanes_of(chart) -> list[str]:
    """Return the lanes that hold anything; editions alone are told by the bars already."""
    held = {event.lane for event in chart.events}
    return [lane for lane in LANES if lane in held] if held - {PUBLISHED} else []


def place(chart, on: dt.date) -> float:
    """Return where a day lies on the axis, on which a quarter is one wide and has its bar in its middle."""
    year = dt.date(on.year, 1, 1)
    return chart.at(on.year, 1) - 0.5 + (on - year).days * 4 / 366


def marks(chart) -> list[dict]:
    """Return one trace for each lane, the newest lane of all at the bottom."""
    found, lanes = [], lanes_of(chart)
    for level, lane in enumerate(lanes):
        events = [event for event in chart.events if event.lane == lane]
        inks = [AMBER_INK if event.is_open else PEN for event in events]
        marker = {"symbol": SHAPES[lane], "size": 10, "line": {"color": inks, "width": 1.6}}
        marker["color"] = [PAPER if event.is_open else PEN for event in events]
        xs = [place(chart, event.on) for event in events]
        trace = {"type": "scatter", "mode": "markers", "x": xs, "y": [-level] * len(xs), "yaxis": "y2"}
        found.append(trace | {"marker": marker, "cliponaxis": False, "hoverinfo": "skip"})
    return found


def words(chart) -> list[dict]:
    """Return the words of a wide chart's marks, each lane's newest first; what has no room is left to the table below."""
    found = []
    for level, lane in enumerate(lanes_of(chart)):
        events = sorted((event for event in chart.events if event.lane == lane), key=lambda each: each.on)
        xs = [place(chart, event.on) for event in events]
        taken = chart.at(chart.last, 4) + 2.4
        for n in reversed(range(len(events))):
            need, before = len(events[n].text) * LETTER + 2 * GAP, xs[n - 1] + GAP if n else -0.6
            if xs[n] + need <= taken:
                found.append(word(events[n], xs[n], level, "left"))
                taken = xs[n]
            elif xs[n] - need >= before:
                found.append(word(events[n], xs[n], level, "right"))
                taken = xs[n] - need
            else:
                taken = xs[n]
    return found


def word(event: Event, x: float, level: int, anchor: str) -> dict:
    at = {"x": x, "y": -level, "yref": "y2", "xanchor": anchor, "yanchor": "middle", "showarrow": False}
    font = {"size": 13, "color": AMBER_INK if event.is_open else INK}
    return at | {"text": event.text, "xshift": 9 if anchor == "left" else -9, "font": font, "bgcolor": PAPER}


def laid(chart, layout: dict, is_narrow: bool) -> dict:
    """Return the layout with room for the lanes below the names of the quarters; without any as it was."""
    lanes = lanes_of(chart)
    if not lanes:
        return layout
    margin = layout["margin"] | {"b": FOOT} | ({} if is_narrow else {"l": ROOM_FOR_NAMES})
    height = layout["height"] + PER_LANE * len(lanes) + FOOT
    inside = height - margin["t"] - FOOT
    taken = PER_LANE * len(lanes)
    scale = {"range": [0.6 - len(lanes), 0.6], "domain": [0, taken / inside], "fixedrange": True}
    scale |= {"tickvals": [-level for level in range(len(lanes))], "tickfont": {"size": 13, "color": INK2}}
    scale["ticktext"] = [SHORT[lane] if is_narrow else lane for lane in lanes]
    scale |= {"gridcolor": HAIR, "zeroline": False}
    values = layout["yaxis"] | {"domain": [(taken + NAMES) / inside, 1]}
    return layout | {"margin": margin, "height": height, "yaxis": values, "yaxis2": scale}
