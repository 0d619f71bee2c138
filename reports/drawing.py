"""Where the lines of the small pictures stand: numbers in, SVG coordinates out. No Django."""

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.contexts import RowContext

ZERO, PER_WHOLE, CLIP = 18, 220, Decimal("1.07")
"""The bullet: where 0 % stands, how wide 100 % is, and where a bar is cut off."""
LEAST_SHORTFALL = 3
INKS = {"BEHIND": "amber", "FAR_BEHIND": "red", "MISSED": "red"}

GROUP, LAST_YEAR, THIS_YEAR = 100, 31, 40
FLOOR, TALLEST, ROOM_FOR_TEXT = 104, 58, 5
"""The chart of a story: the width of a quarter and of its bars, the base line, the highest bar, the digits a bar has room for."""
WHOLE_YEAR = 384
"""The chart of a story at year end: where the target stands on the scale that begins at 0."""


@dataclass(frozen=True)
class Span:
    x: int | float
    width: int | float

    @property
    def end(self):
        return round(self.x + self.width, 1)

    @property
    def middle(self):
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Bullet:
    """A bar of progress, what it lacks, and the tick of the pace."""

    kind: str  # judged | hollow | stale | none
    bar: Span | None
    shortfall: Span | None
    ink: str
    tick: float | None

    @property
    def tick_x(self) -> float:
        return round(self.tick - 1, 1)

    @property
    def halo_x(self) -> float:
        return round(self.tick - 2.5, 1)


def place(share: Decimal) -> float:
    """Return where a share of the target stands on the bullet, cut off a little above the whole and below nothing."""
    return float(round(ZERO + PER_WHOLE * max(min(share, CLIP), Decimal("-0.07")), 1))


def bullet(row: RowContext) -> Bullet:
    """Return the bullet of a row; the shortfall runs to the pace, at year end to the target."""
    bar = row.bar
    if bar.value is None:
        return Bullet("none", None, None, "", None)
    kind = "stale" if bar.is_stale else "judged" if bar.is_judged else "hollow"
    ends = place(bar.value)
    drawn = Span(min(ends, ZERO), round(abs(ends - ZERO), 1)) if ends != ZERO else None
    ink = INKS.get(row.signal.key, "")
    goal = place(bar.pace if bar.pace is not None else Decimal(1))
    start = max(ends, ZERO)
    lacking = Span(start, round(max(goal - start, LEAST_SHORTFALL), 1)) if ink else None
    return Bullet(kind, drawn, lacking, ink, place(bar.pace) if bar.pace is not None else None)


@dataclass(frozen=True)
class Column:
    """One bar of the story's chart: as tall as its figure, which is printed above."""

    x: float
    width: float
    height: float
    text: str

    @property
    def y(self) -> float:
        return round(FLOOR - self.height, 1)

    @property
    def end(self) -> float:
        return self.x + self.width

    @property
    def is_long(self) -> bool:
        return len(self.text) > ROOM_FOR_TEXT

    @property
    def label_x(self) -> float:
        """Return the middle of the bar; long texts of neighbours lean away from each other."""
        lean = (len(self.text) - ROOM_FOR_TEXT) * 3 if self.is_long else 0
        return round(self.x + self.width / 2 + (lean if self.width == THIS_YEAR else -lean), 1)

    @property
    def label_y(self) -> float:
        return round(self.y - 5, 1)


@dataclass(frozen=True)
class Season:
    """One quarter of the chart: the year before, this year, or what is needed on average."""

    label: str
    x: float
    last_year: Column | None
    actual: Column | None
    needed: Column | None


def seasons(row: RowContext) -> list[Season]:
    figures = [figure for q in row.quarters for figure in (q.last_year, q.actual, q.needed)]
    top = max((figure.value for figure in figures if figure.value is not None), default=Decimal(0))
    found = []
    for number, quarter in enumerate(row.quarters):
        x = number * GROUP + 4
        this = x + LAST_YEAR + 7
        found.append(
            Season(
                quarter.label,
                x,
                _column(x, LAST_YEAR, quarter.last_year, top),
                _column(this, THIS_YEAR, quarter.actual, top),
                _column(this, THIS_YEAR, quarter.needed, top) if quarter.actual.value is None else None,
            )
        )
    return found


def _column(x, width, figure, top) -> Column | None:
    if figure.value is None:
        return None
    height = float(max(figure.value, Decimal(0)) / top * TALLEST) if top > 0 else 0.0
    return Column(x, width, round(max(height, 1), 1), figure.text)


@dataclass(frozen=True)
class WholeYear:
    """The story at year end: the value against its target on one line."""

    bar: Span
    missing: Span | None
    target: float


def whole_year(row: RowContext) -> WholeYear:
    value, goal = max(row.value.value, Decimal(0)), row.target.figure.value
    scale = WHOLE_YEAR / float(max(value, goal)) if max(value, goal) else 0
    ends, target = round(float(value) * scale, 1), round(float(goal) * scale, 1)
    return WholeYear(Span(0, ends), Span(ends, round(target - ends, 1)) if target > ends else None, target)


@dataclass(frozen=True)
class Timeline:
    """The years of the long term on one line: their ends, the window, the day of the edition."""

    years: list[tuple[int, float]]
    window: Span
    day: float


TIMELINE = 1312


def timeline(opens: int, closes: int, first: int, day) -> Timeline:
    """Return where the ends of the years from `first` to `closes` stand, half a year from both edges."""
    step = TIMELINE / (closes - first + 2)
    ends = [(year, round((year - first + 0.6) * step, 1)) for year in range(first, closes + 1)]
    at = dict(ends)
    now = (day.year - 1 + day.month / 12 - first + 0.6) * step
    here = round(min(max(now, 8), TIMELINE - 8), 1)
    return Timeline(ends, Span(at[opens], round(at[closes] - at[opens], 1)), here)


def vertical(name: str, rows: int) -> list[str]:
    """Return a group's name in the columns it is set in from top to bottom, broken where its sense allows."""
    parts = re.split("[,，]", name, maxsplit=1)
    if len(parts) > 1 or len(name) <= min(6, max(2, rows * 2)):
        return parts
    middle = name.index("和") + 1 if "和" in name else (len(name) + 1) // 2
    return [name[:middle], name[middle:]]
