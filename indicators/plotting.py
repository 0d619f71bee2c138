"""What every figure shares: inks, fonts, the layout that neither moves nor sends, and Plotly's own check. The only plotly of the app."""

import json
import math
from functools import lru_cache

INK, INK2, INK3, HAIR, RULE, PAPER = "#17191c", "#44484e", "#62666c", "#d8d4c9", "#8a867b", "#fdfcf8"
PEN, TINT, RED, AMBER, AMBER_INK, GREEN, LAST_YEAR = (
    "#263f7c",
    "#dfe4ef",
    "#b3121d",
    "#e6a100",
    "#7a5200",
    "#056a4c",
    "#e2dfd5",
)
FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
CONFIG = {
    "displayModeBar": False,
    "showSendToCloud": False,
    "displaylogo": False,
    "doubleClick": False,
    "responsive": True,
    "locale": "zh-CN",
}


def stroke(x: list, y: list, **pen) -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": pen,
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def base_layout(**changes) -> dict:
    return {
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": INK,
            "bordercolor": INK,
            "font": {"color": PAPER, "size": 14, "family": FONT},
        },
        "annotations": [],
        "shapes": [],
    } | changes


def validated(data: list[dict], layout: dict) -> dict:
    """Return the figure after Plotly has refused what it does not know; one that it passed once is not asked about again."""
    drawn = known(json.dumps({"data": data, "layout": layout}))
    return {"data": drawn["data"], "layout": drawn["layout"], "config": CONFIG}


@lru_cache(maxsize=128)
def known(spec: str) -> dict:
    import plotly.graph_objects as go
    import plotly.io as pio

    pio.templates.default = None
    return go.Figure(json.loads(spec)).to_plotly_json()


def nice_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Return the multiples of 1, 2, 2.5 or 5 times a power of ten between `low` and `high`, at most `most` steps."""
    if high <= low:
        return [low]
    power = 10 ** math.floor(math.log10((high - low) / most))
    step = next(
        power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor * most >= (high - low) * 0.999
    )
    return [round(step * place, 9) for place in range(math.ceil(low / step), math.floor(high / step) + 1)]
