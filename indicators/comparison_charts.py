"""This year against last → a Plotly figure as a dict, validated: two bars for each quarter, with their figures over them."""

from dataclasses import dataclass

from indicators.plotting import (
    HAIR,
    INK,
    INK2,
    INK3,
    LAST_YEAR,
    PEN,
    RULE,
    base_layout,
    nice_ticks,
    validated,
)

WIDTH = 0.38


@dataclass(frozen=True)
class Pair:
    """One quarter: last year's value and this year's, each with its text; None where there is none."""

    name: str
    before: float | None
    before_text: str
    after: float | None
    after_text: str


def pairs(made: list[Pair], measure: str, is_narrow: bool = False) -> dict:
    known = [each for pair in made for each in (pair.before, pair.after) if each is not None]
    top, bottom = (max([0, *known]) or 1) * 1.12, min([0, *known]) * 1.12
    last = bars(made, -WIDTH / 2, "before", {"color": LAST_YEAR, "line": {"color": RULE, "width": 1}}, INK3)
    this = bars(made, WIDTH / 2, "after", {"color": PEN}, PEN)
    layout = base_layout(height=300 if is_narrow else 340, margin={"l": 48, "r": 12, "t": 34, "b": 34})
    layout |= {"barmode": "overlay", "xaxis": quarters(made), "yaxis": values(bottom, top)}
    layout["annotations"] = [unit(measure)]
    return validated([last, this], layout)


def bars(made: list[Pair], shift: float, year: str, marker: dict, ink: str) -> dict:
    return {
        "type": "bar",
        "x": [place + shift for place in range(len(made))],
        "y": [getattr(pair, year) for pair in made],
        "width": WIDTH,
        "marker": marker,
        "text": [getattr(pair, f"{year}_text") if getattr(pair, year) is not None else "" for pair in made],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 13, "color": ink},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def quarters(made: list[Pair]) -> dict:
    return {
        "range": [-0.6, len(made) - 0.4],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickvals": list(range(len(made))),
        "ticktext": [pair.name for pair in made],
        "tickangle": 0,
        "tickfont": {"size": 14, "color": INK2},
    }


def values(bottom: float, top: float) -> dict:
    ticks = nice_ticks(bottom, top)
    return {
        "range": [bottom, top],
        "fixedrange": True,
        "gridcolor": HAIR,
        "zeroline": True,
        "zerolinecolor": INK,
        "tickvals": ticks,
        "ticktext": [f"{tick:g}".replace("-", "−") for tick in ticks],
        "tickfont": {"size": 13, "color": INK2},
    }


def unit(measure: str) -> dict:
    at = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "right", "yanchor": "bottom"}
    font = {"size": 13, "color": INK2}
    return at | {"text": measure, "showarrow": False, "yshift": 10, "xshift": -6, "font": font}
