"""The board's overview figure: how far each judged row is from its pace, how far the others from the year's target."""

from dataclasses import dataclass

from indicators.plotting import (
    AMBER,
    AMBER_INK,
    GREEN,
    HAIR,
    INK,
    INK2,
    PAPER,
    PEN,
    RED,
    RULE,
    base_layout,
    validated,
)

MARKS = {
    "FAR_BEHIND": ("square", RED, RED, RED, "■"),
    "MISSED": ("square", RED, RED, RED, "■"),
    "BEHIND": ("triangle-up", AMBER, AMBER_INK, AMBER_INK, "▲"),
    "ON_TRACK": ("circle", PEN, PEN, GREEN, "●"),
    "MET": ("circle", PEN, PEN, GREEN, "●"),
}
HOLLOW = ("circle", PAPER, PEN, INK2, "")
"""Per signal: symbol, fill, outline, colour of the label, shape before the label."""

SHEET, PHONE = 1216, 358
"""The width of the sheet in pixels on the narrowest desktop and on a phone."""


@dataclass(frozen=True)
class Dot:
    """One row of the overview: where its mark stands, and what is printed at its end."""

    name: str
    x: float
    label: str
    signal: str


@dataclass(frozen=True)
class Panel:
    """One half of the overview: rows measured from one line; `ticks` are (x, text)."""

    dots: tuple[Dot, ...]
    origin: float
    origin_name: str
    stem_from_origin: bool
    ticks: tuple[tuple[float, str], ...]


def overview(panels: list[Panel], is_narrow: bool = False) -> dict:
    """Return the figure of the board: how far each judged row is from the pace, how far the others from the year."""
    panels = [panel for panel in panels if panel.dots]
    row, gap = (34, 2) if is_narrow else (30, 0)
    sizes = [len(panel.dots) for panel in panels] or [0]
    rows = sum(sizes) + gap * (len(sizes) - 1) if is_narrow else max(sizes)
    data, layout = [], base_layout(height=row * rows + 42, margin={"l": 0, "r": 0, "t": 34, "b": 8})
    for number, panel in enumerate(panels):
        above = sum(sizes[:number]) + gap * number if is_narrow else 0
        width = 1 if is_narrow or len(panels) == 1 else 0.472
        left = 0 if is_narrow or number == 0 else 1 - width
        frame = Frame(number + 1, left, width, above, rows, is_narrow, *columns(panel, width, is_narrow))
        data += stems(panel, frame) + marks(panel, frame)
        layout["annotations"] += names(panel, frame) + heads(panel, frame)
        layout["shapes"] += lines(panel, frame)
        layout |= axes(panel, frame)
    return validated(data, layout)


@dataclass(frozen=True)
class Frame:
    """Where a panel stands: its axes' number, its left edge and width on paper, the rows above it."""

    number: int
    left: float
    width: float
    above: int
    rows: int
    is_narrow: bool
    names: float  # the share of the width that names and labels need
    labels: float

    @property
    def x(self):
        return f"x{self.number}" if self.number > 1 else "x"

    @property
    def y(self):
        return f"y{self.number}" if self.number > 1 else "y"

    @property
    def domain(self) -> list[float]:
        """Return the part of the paper between the names and the labels."""
        return [
            round(self.left + self.width * self.names, 4),
            round(self.left + self.width * (1 - self.labels), 4),
        ]


def columns(panel: Panel, width: float, is_narrow: bool) -> tuple[float, float]:
    """Return the share of a panel's width that its longest name and its longest label take."""
    labels = max(extent(dot.label) for dot in panel.dots) * 14 + 34
    if is_narrow:
        return 0.46, min(labels / PHONE, 0.36)
    names = max(extent(dot.name) for dot in panel.dots) * 15 + 24
    return min(names / (SHEET * width), 0.5), min(labels / (SHEET * width), 0.3)


def extent(text: str) -> float:
    """Return how wide a text is in ems: Chinese characters one, others about half."""
    return sum(1 if ord(each) > 0x2E7F else 0.58 for each in text)


def axes(panel: Panel, frame: Frame) -> dict:
    xs = [panel.origin, *(dot.x for dot in panel.dots), *(x for x, _ in panel.ticks)]
    pad = (max(xs) - min(xs) or 1) * 0.05
    quiet = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False}
    suffix = str(frame.number) if frame.number > 1 else ""
    across = {"range": [min(xs) - pad, max(xs) + pad], "domain": frame.domain, "anchor": frame.y}
    down = {"range": [frame.rows - 0.5, -0.5], "anchor": frame.x}
    return {f"xaxis{suffix}": quiet | across, f"yaxis{suffix}": quiet | down}


def stems(panel: Panel, frame: Frame) -> list[dict]:
    """Return the lines from the origin to the marks: what is owed is thick and in the signal's ink."""
    strokes = {"FAR_BEHIND": [(4, RED)], "MISSED": [(4, RED)], "BEHIND": [(6, AMBER_INK), (4, AMBER)]}
    found = []
    for row, dot in enumerate(panel.dots):
        quiet = [(1, RULE)] if dot.signal not in MARKS else [(2, PEN)]
        start = panel.origin if panel.stem_from_origin else 0
        for width, colour in strokes.get(dot.signal, quiet):
            line = {"type": "scatter", "mode": "lines", "x": [start, dot.x], "y": [frame.above + row] * 2}
            found.append(line | {"line": {"width": width, "color": colour}, "hoverinfo": "skip"} | on(frame))
    return found


def marks(panel: Panel, frame: Frame) -> list[dict]:
    looks = [MARKS.get(dot.signal, HOLLOW) for dot in panel.dots]
    marker = {
        "opacity": 1,
        "symbol": [look[0] for look in looks],
        "color": [look[1] for look in looks],
        "line": {
            "color": [look[2] for look in looks],
            "width": [1.2 if look is not HOLLOW else 2 for look in looks],
        },
        "size": [13 if look is not HOLLOW else 11 for look in looks],
    }
    trace = {"type": "scatter", "mode": "markers", "marker": marker, "hoverinfo": "text", "cliponaxis": False}
    return [
        trace
        | {"x": [dot.x for dot in panel.dots], "y": [frame.above + row for row in range(len(panel.dots))]}
        | {"hovertext": [f"{dot.name} {dot.label}" for dot in panel.dots]}
        | on(frame)
    ]


def on(frame: Frame) -> dict:
    return {"xaxis": frame.x, "yaxis": frame.y}


def names(panel: Panel, frame: Frame) -> list[dict]:
    """Return each row's name at the left edge and its label at the right one."""
    found, right = [], frame.left + frame.width
    for row, dot in enumerate(panel.dots):
        look = MARKS.get(dot.signal, HOLLOW)
        at = {"xref": "paper", "yref": frame.y, "y": frame.above + row, "showarrow": False}
        name = wrapped(dot.name, 11) if frame.is_narrow else dot.name
        size = 12 if "<br>" in name else 14 if frame.is_narrow else 15
        found.append(
            at
            | {
                "x": frame.left,
                "xanchor": "left",
                "align": "left",
                "text": name,
                "font": {"size": size, "color": INK},
            }
        )
        text = f"{look[4]} {dot.label}".strip()
        found.append(
            at | {"x": right, "xanchor": "right", "text": text, "font": {"size": 14, "color": look[3]}}
        )
    return found


def wrapped(name: str, width: int) -> str:
    """Return a long name on two lines."""
    if len(name) <= width:
        return name
    half = (len(name) + 1) // 2
    return f"{name[:half]}<br>{name[half:]}"


def heads(panel: Panel, frame: Frame) -> list[dict]:
    """Return the words over the panel: the line it is measured from, and the ticks that leave room for it."""
    xs = [panel.origin, *(dot.x for dot in panel.dots), *(x for x, _ in panel.ticks)]
    room = (max(xs) - min(xs)) * 0.16
    at = {
        "xref": frame.x,
        "yref": frame.y,
        "y": frame.above - 0.5,
        "yanchor": "bottom",
        "showarrow": False,
        "yshift": 2,
    }
    found = [at | {"x": panel.origin, "text": panel.origin_name, "font": {"size": 14, "color": INK}}]
    if not frame.is_narrow:
        clear = [(x, text) for x, text in panel.ticks if abs(x - panel.origin) >= room]
        found += [at | {"x": x, "text": text, "font": {"size": 14, "color": INK2}} for x, text in clear]
    return found


def lines(panel: Panel, frame: Frame) -> list[dict]:
    """Return the hair lines between rows and at the ticks, and the line the panel is measured from."""
    top, bottom = frame.above - 0.5, frame.above + len(panel.dots) - 0.5
    below = {"type": "line", "layer": "below", "line": {"color": HAIR, "width": 1}}
    right = frame.left + frame.width
    found = [
        below
        | {"xref": "paper", "x0": frame.left, "x1": right, "yref": frame.y, "y0": top + row, "y1": top + row}
        for row in range(1, len(panel.dots) + 1)
    ]
    upright = {"xref": frame.x, "yref": frame.y, "y0": top, "y1": bottom}
    found += [below | upright | {"x0": x, "x1": x} for x, _ in panel.ticks if x != panel.origin]
    solid = panel.stem_from_origin and panel.origin == 0
    pen = {"color": INK, "width": 2} if solid else {"color": INK, "width": 2, "dash": "2px,3px"}
    return [*found, below | upright | {"x0": panel.origin, "x1": panel.origin, "line": pen}]
