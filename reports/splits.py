"""What moved a ratio 比率 since last year: its change split exactly into the numerator's and the denominator's contribution."""

from dataclasses import dataclass
from decimal import Decimal

from indicators import quantities
from reports.contexts import Figure, IndicatorContext, PartContext, PointContext, QuarterContext, RowContext
from submissions.quarters import ANNUAL, Quarter

DIVIDED = ("RATIO", "GROWTH")
BEHIND = ("FAR_BEHIND", "BEHIND", "MISSED")
BASE_PERIOD = Figure(None, "基期")
"""What stands for last year's value of a growth: it is that year which the growth is counted from."""


@dataclass(frozen=True)
class Side:
    """分子 or 分母: what it was, what it is, and how much of the change it brought."""

    name: str
    measure: str
    before: Figure
    after: Figure
    share: Figure  # signed, in the measure of the change

    @property
    def course(self) -> str:
        if self.after.value == self.before.value:
            return "不变"
        return "增加" if self.after.value > self.before.value else "减少"


@dataclass(frozen=True)
class Split:
    """One ratio against the same quarter of last year; the sides' shares sum to the change, as printed too."""

    row: RowContext
    label: str
    before: Figure
    after: Figure
    change: Figure
    numerator: Side
    denominator: Side

    @property
    def points(self) -> str:
        return "个百分点" if self.row.measure == "%" else self.row.measure

    @property
    def driver(self) -> Side:
        return max(self.numerator, self.denominator, key=lambda side: abs(side.share.value))

    @property
    def sentence(self) -> str:
        """Return what moved, and which side moved it most."""
        if self.change.value == 0:
            return f"{self.row.name}与上年同期持平"
        side, way = self.driver, "上升" if self.change.value > 0 else "下降"
        pulled = "推高" if side.share.value > 0 else "拉低"
        amounts = [text.lstrip("+−") for text in (self.change.text, side.share.text)]
        moved = f"比上年同期{way}{amounts[0]}{self.points}"
        lead = f"为{self.after.text}{self.row.measure}" if self.before is BASE_PERIOD else moved
        return f"{self.row.name}{lead}，主要是{side.name}{side.course}，{pulled}{amounts[1]}{self.points}"


@dataclass(frozen=True)
class Unsplit:
    row: RowContext
    why: str


def splits(context: QuarterContext) -> tuple[list[Split], list[Unsplit]]:
    """Return what can be split, what is behind first and then what changed most; and why the rest cannot."""
    rows = [row for row in context.main.rows if row.kind in DIVIDED]
    found = [split(row, context.indicator(row.slug)) for row in rows]
    made = [each for each in found if isinstance(each, Split)]
    made.sort(key=lambda each: (each.row.signal.key not in BEHIND, -relative(each)))
    return made, [each for each in found if isinstance(each, Unsplit)]


def relative(made: Split) -> Decimal:
    """Return the change as a share of what it came to: unlike measures are compared by it only for their order."""
    base = made.before.value or made.after.value
    return abs(made.change.value / base) if base else Decimal(0)


def split(row: RowContext, indicator: IndicatorContext | None) -> Split | Unsplit:
    points = {Quarter.parse(point.quarter): point for point in indicator.points} if indicator else {}
    valued = [quarter for quarter, point in points.items() if point.value.value is not None]
    if not valued:
        return Unsplit(row, "还没有报过数")
    newest = points[max(valued)]
    if newest.formula == "stated":
        return Unsplit(row, f"{newest.label}是上级反馈值，没有分子分母")
    if not newest.parts:
        return Unsplit(row, "本版没有留存分子分母")
    if newest.formula == "growth":
        return of_growth(row, newest)
    return against(row, newest, year_before(points, max(valued)), is_broken(points, max(valued)))


def year_before(points: dict, quarter: Quarter) -> PointContext | None:
    """Return the same quarter of last year; a whole year's fourth quarter stands in for a missing annual report."""
    last = quarter.year - 1
    asked = (ANNUAL, 4) if quarter.is_year_end else (quarter.part,)
    found = [points[Quarter(last, part)] for part in asked if Quarter(last, part) in points]
    return next((point for point in found if point.value.value is not None), None)


def is_broken(points: dict, until: Quarter) -> bool:
    since = Quarter(until.year - 1, min(until.part, 4))
    return any(point.is_break for quarter, point in points.items() if since < quarter <= until)


def against(row, newest: PointContext, ago: PointContext | None, broken: bool) -> Split | Unsplit:
    if broken:
        return Unsplit(row, "统计范围有调整，不与上年同期比")
    if ago is None:
        return Unsplit(row, "没有上年同期数")
    if ago.formula == "stated":
        return Unsplit(row, f"{ago.label}是上级反馈值，没有分子分母")
    if [part.name for part in ago.parts] != [part.name for part in newest.parts]:
        return Unsplit(row, "上年同期的口径不同")
    pairs = [(ago.parts[place], newest.parts[place]) for place in (0, 1)]
    shares = contributions(*values(pairs), newest.factor)
    return told(row, newest, ago.value, pairs, shares)


def of_growth(row, newest: PointContext) -> Split:
    """Split a growth: it is itself the change of a ratio against last year, in percent of what that was."""
    after, before = newest.parts[:2], newest.parts[2:]
    pairs = list(zip(before, after, strict=True))
    base = before[0].value.value / before[1].value.value
    shares = [each / base for each in contributions(*values(pairs), newest.factor)]
    return told(row, newest, BASE_PERIOD, pairs, shares)


def values(pairs: list[tuple[PartContext, PartContext]]) -> list[Decimal]:
    """Return a0, a1, b0, b1."""
    return [part.value.value for pair in pairs for part in pair]


def contributions(a0, a1, b0, b1, factor) -> list[Decimal]:
    """Return what the numerator and the denominator brought to k·a1/b1 − k·a0/b0, each averaged over both orders."""
    numerator = factor * (a1 - a0) * (1 / b0 + 1 / b1) / 2
    denominator = factor * (1 / b1 - 1 / b0) * (a0 + a1) / 2
    return [numerator, denominator]


def told(row, newest: PointContext, before: Figure, pairs, shares) -> Split:
    """Return the split as it is printed: the denominator's text takes what rounding left, so that the texts sum too."""
    change, places = sum(shares), row.decimals
    whole, first = quantities.rounded(change, places), quantities.rounded(shares[0], places)
    texts = [quantities.format_signed(each, places) for each in (first, whole - first)]
    sides = [
        Side(now.name, now.measure, ago.value, now.value, Figure(share, text))
        for (ago, now), share, text in zip(pairs, shares, texts, strict=True)
    ]
    changed = Figure(change, quantities.format_signed(change, places))
    return Split(row, newest.label, before, newest.value, changed, *sides)
