"""Shares in percent, one line each → a Plotly figure as a dict, validated: a dot for what is, a band for what was or may be."""

from dataclasses import dataclass

from indicators.plotting import (
    HAIR,
    INK,
    INK2,
    LAST_YEAR,
    PEN,
    RULE,
    base_layout,
    nice_ticks,
    stroke,
    validated,
)

ROW, TALL_ROW, HEAD = 40, 62, 50
WHOLE = 100
LONGEST = 19
"""How many characters of a name stand beside its line; the table has it whole."""
THINNEST = 0.004
"""The least width of a band, as a share of the scale, so that equal years are still seen."""


@dataclass(frozen=True)
class Strip:
    """One indicator: its share with its text, and the band of earlier years or of the forecast's interval."""

    name: str
    value: float
    text: str
    low: float | None
    high: float | None


def strips(made: list[Strip], line: str, is_narrow: bool = False) -> dict:
    """Return the lines from the top; with `line` the whole is drawn as a dotted line under that word."""
    known = [each for s in made for each in (s.value, s.low, s.high) if each is not None]
    top, bottom = max([*known, WHOLE if line else 0]) * 1.02, min([0, *known])
    data = [*bands(made, top * THINNEST), dots(made)]
    layout = base_layout(
        height=(TALL_ROW if is_narrow else ROW) * len(made) + HEAD,
        margin={"l": 8 if is_narrow else 300, "r": 76, "t": 40, "b": 10},
    )
    layout["annotations"] = [*names(made, is_narrow), *texts(made)]
    if line:
        data.insert(0, stroke([WHOLE] * 2, [-0.5, len(made) - 0.5], color=INK, width=2, dash="2px,3px"))
        layout["annotations"].append(goal_word(line))
    ticks = [tick for tick in nice_ticks(bottom, top) if not line or abs(tick - WHOLE) > top * 0.12]
    layout["xaxis"] = scale([bottom, top], ticks)
    layout["yaxis"] = {"range": [len(made) - 0.5, -0.5], "visible": False, "fixedrange": True}
    return validated(data, layout)


def bands(made: list[Strip], least: float) -> list[dict]:
    found = []
    for place, each in enumerate(made):
        if each.low is not None:
            spare = max(0, least - (each.high - each.low)) / 2
            ends = [each.low - spare, each.high + spare]
            found.append(stroke(ends, [place, place], color=RULE, width=15))
            found.append(stroke(ends, [place, place], color=LAST_YEAR, width=12))
    return found


def dots(made: list[Strip]) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [each.value for each in made],
        "y": list(range(len(made))),
        "marker": {"color": PEN, "size": 13},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def names(made: list[Strip], is_narrow: bool) -> list[dict]:
    """Return the names left of the lines, on a phone above them."""
    at = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "middle", "showarrow": False}
    at |= {"yshift": 20} if is_narrow else {"xshift": -296}
    font = {"size": 15, "color": INK}
    return [at | {"text": short(each.name), "y": place, "font": font} for place, each in enumerate(made)]


def short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def texts(made: list[Strip]) -> list[dict]:
    at = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 10, "yanchor": "middle", "showarrow": False}
    font = {"size": 15, "color": PEN, "weight": 700}
    return [at | {"text": each.text, "y": place, "font": font} for place, each in enumerate(made)]


def goal_word(line: str) -> dict:
    at = {"x": WHOLE, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    return at | {"text": line, "yshift": 4, "font": {"size": 14, "color": INK, "weight": 700}}


def scale(span: list[float], ticks: list[float]) -> dict:
    return {
        "range": span,
        "side": "top",
        "fixedrange": True,
        "tickvals": ticks,
        "ticktext": [f"{tick:g}%".replace("-", "−") for tick in ticks],
        "tickfont": {"size": 13, "color": INK2},
        "gridcolor": HAIR,
        "zeroline": True,
        "zerolinecolor": INK,
    }
