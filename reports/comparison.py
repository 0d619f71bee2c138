"""One indicator of an edition across the phases, and this year against last 对比. Computes no figure that it can read."""

from dataclasses import dataclass

from django.http import Http404

from indicators import quantities
from indicators.comparison_charts import Pair, pairs
from indicators.progress import Kind
from reports.contexts import Figure, IndicatorContext, PhaseContext, PointContext, QuarterContext, RowContext
from submissions.quarters import ANNUAL, Quarter

PARTS = (1, 2, 3, 4)
NAMES = {1: "一季度", 2: "上半年", 3: "前三季度", 4: "全年"}
NONE = Figure(None, "——")


@dataclass(frozen=True)
class PhaseLine:
    """The indicator in a phase: its target, by how much it lies above the phase before, and where it stands."""

    phase: PhaseContext
    row: RowContext | None
    rise: str  # 比2018年高33.3%, or ""


@dataclass(frozen=True)
class YearLine:
    """One quarter of last year and of this one, with what changed."""

    name: str
    before: PointContext | None
    after: PointContext | None
    change: str


def comparison(context: QuarterContext, slug: str) -> dict:
    """Return what the page of a comparison prints; without a slug that of what needs attention first."""
    choice = [each for each in context.indicators if not each.is_of_tasks]
    if not slug and choice:
        slug = next(iter(context.main.attention), choice[0].slug)
    indicator = next((each for each in choice if each.slug == slug), None)
    if indicator is None and (slug or choice):
        raise Http404("没有这个指标。")
    year = Quarter.parse(context.quarter).year
    lines = year_lines(indicator, year) if indicator else []
    return {
        "choice": choice,
        "indicator": indicator,
        "phase_lines": phase_lines(context, indicator.slug) if indicator else [],
        "year_lines": lines,
        "year": year,
        "title": title(indicator, lines, year) if indicator else "",
        "figures": drawn(lines, indicator),
    }


# --- across the phases --------------------------------------------------------------------------------


def phase_lines(context: QuarterContext, slug: str) -> list[PhaseLine]:
    lines, last = [], None
    for phase in context.phases:
        row = next((row for row in phase.rows if row.slug == slug), None)
        lines.append(PhaseLine(phase, row, rise(last, row, phase)))
        last = (phase, row) if row and row.target else last
    return lines


def rise(last: tuple | None, row: RowContext | None, phase: PhaseContext) -> str:
    """Return how far the target lies from the one of the phase before, in percent, of percentages in points."""
    if last is None or row is None or row.target is None:
        return ""
    then, now = last[1].target.figure.value, row.target.figure.value
    if not then or now is None:
        return ""
    if now == then:
        return f"与{last[0].name}相同"
    way = "高" if now > then else "低"
    if row.measure == "%":
        return f"比{last[0].name}{way}{quantities.plain_text(abs(now - then))}个百分点"
    return f"比{last[0].name}{way}{quantities.format_percent(abs(now / then - 1))}%"


# --- this year against last ---------------------------------------------------------------------------


def year_lines(indicator: IndicatorContext, year: int) -> list[YearLine]:
    points = {Quarter.parse(point.quarter): point for point in indicator.points}
    broken = {quarter for quarter, point in points.items() if point.is_break}
    lines = []
    for part in PARTS:
        before, after = newest(points, year - 1, part), newest(points, year, part)
        is_broken = any(Quarter(year - 1, part) < each <= Quarter(year, part) for each in broken)
        lines.append(YearLine(NAMES[part], before, after, change(indicator, before, after, is_broken)))
    return lines


def newest(points: dict[Quarter, PointContext], year: int, part: int) -> PointContext | None:
    """Return the point that speaks for the quarter: of a whole year the annual report's before the fourth quarter's."""
    asked = (ANNUAL, 4) if part == 4 else (part,)
    found = (points.get(Quarter(year, each)) for each in asked)
    return next((point for point in found if point and point.value.value is not None), None)


def change(indicator, before: PointContext | None, after: PointContext | None, is_broken: bool) -> str:
    """Return what changed since last year: 同比 as the edition has it, of a stock or a rank the difference."""
    if after is None or before is None:
        return "——"
    if is_broken:
        return "范围有调整，不比"
    if indicator.kind == Kind.RANK:
        places = before.value.value - after.value.value
        way = "前进" if places > 0 else "后退"
        return f"{way}{quantities.format_value(abs(places), 0)}位" if places else "持平"
    if indicator.kind == Kind.STOCK:
        added = after.value.value - before.value.value
        return quantities.format_signed(added, indicator.decimals) + indicator.measure if added else "持平"
    if after.growth.value is None or after.growth.text == "持平":
        return "持平" if after.growth.value is not None else "不比"
    return after.growth.text + ("个百分点" if indicator.measure == "%" else "%")


def title(indicator: IndicatorContext, lines: list[YearLine], year: int) -> str:
    """Return the newest quarter of this year beside last year's, as one sentence."""
    told = [line for line in lines if line.after]
    if not told:
        return f"{indicator.name}{year}年还没有数"
    line = told[-1]
    value = f"{indicator.name}{year}年{line.name}{line.after.value.text}{indicator.measure}"
    if line.before is None:
        return f"{value}，没有上年同期数可比"
    ago = f"上年同期{line.before.value.text}{indicator.measure}"
    return "，".join(filter(None, [value, ago, spoken(indicator.kind, line.change)]))


def spoken(kind: str, change: str) -> str:
    """Return a change in prose, without its sign; "" where nothing is compared."""
    if change[0] not in "+−":
        return change if change[0] in "持前后" else ""
    words = {Kind.FLOW: "同比增长 同比下降", Kind.STOCK: "多 少"}.get(kind, "高 低").split()
    return words[change[0] == "−"] + change[1:]


def drawn(lines: list[YearLine], indicator: IndicatorContext | None) -> dict | None:
    if not any(line.before or line.after for line in lines):
        return None
    made = [Pair(line.name, *end(line.before), *end(line.after)) for line in lines]
    return {
        "wide": pairs(made, indicator.measure),
        "narrow": pairs(made, indicator.measure, is_narrow=True),
    }


def end(point: PointContext | None) -> tuple[float | None, str]:
    return (float(point.value.value), point.value.text) if point else (None, "")
