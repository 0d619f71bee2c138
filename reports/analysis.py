"""An edition → what its figures say 统计分析预测: findings, each one sentence with its table. Asks no database."""

from dataclasses import dataclass
from decimal import Decimal

from indicators import quantities
from indicators.analysis_charts import Strip, strips
from reports.contexts import Figure, IndicatorContext, PointContext, QuarterContext, RowContext
from reports.splits import splits
from submissions.quarters import ANNUAL, Quarter

EARLIER_YEARS, YEARS_FOR_A_JUMP = 3, 2
FAR_ABOVE, FAR_BELOW = Decimal("1.5"), Decimal("0.5")
"""A single quarter is unusual above the greatest of earlier years by a half, or below half of the least."""
NAMED, DRAWN = 3, 12
"""How many names a sentence holds, how many lines a chart; the tables hold all."""
ABSENT = Figure(None, "——")


@dataclass(frozen=True)
class PaceLine:
    """This quarter's share of the year's target beside the same quarter's share of earlier years' totals."""

    row: RowContext
    shares: tuple[tuple[int, Figure], ...]  # of the years asked for, newest first
    ahead: Figure  # percentage points against their mean, signed


@dataclass(frozen=True)
class Jump:
    """A single quarter far from the same quarter of earlier years."""

    indicator: IndicatorContext
    label: str
    single: Figure
    earlier: tuple[tuple[str, Figure], ...]
    way: str  # 高 | 低
    note: str  # the unit's words, 未说明, or that the edition did not keep them


def analysis(context: QuarterContext) -> dict:
    """Return the findings of an edition, for the phase it shows first."""
    made, unsplit = splits(context)
    quarter, lines = Quarter.parse(context.quarter), paces(context)
    found = jumps(context)
    likely = sorted((row for row in context.main.rows if row.forecast), key=is_safe)
    return {
        "splits": made,
        "unsplit": unsplit,
        "split_sentence": made[0].sentence if made else "没有可以拆开的比率",
        "years": tuple(quarter.year - back for back in range(1, EARLIER_YEARS + 1)),
        "paces": lines,
        "pace_sentence": pace_sentence(lines, quarter),
        "pace_figures": drawn([pace_strip(line) for line in lines], ""),
        "jumps": found,
        "jump_sentence": jump_sentence(found, quarter),
        "likely": likely,
        "forecast_sentence": forecast_sentence(likely, quarter),
        "forecast_figures": drawn([s for row in likely if (s := forecast_strip(row))], "目标"),
        "triable": [row for row in context.main.rows if is_triable(row, quarter)],
        "is_year_end": quarter.is_year_end,
        "drawn": DRAWN,
    }


def is_safe(row: RowContext) -> bool:
    """Return whether the forecast reaches the target: what does not stands first."""
    return not row.forecast.is_short


def is_triable(row: RowContext, quarter: Quarter) -> bool:
    """Return whether the year still leaves something to try 试算 for the row."""
    return not quarter.is_year_end and row.target is not None and bool(row.target.figure.value)


def listed(names: list[str]) -> str:
    more = f"等{len(names)}项" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


def drawn(made: list[Strip], line: str) -> dict | None:
    if not made:
        return None
    first = made[:DRAWN]
    return {"wide": strips(first, line), "narrow": strips(first, line, is_narrow=True)}


# --- pace against earlier years -----------------------------------------------------------------------


def paces(context: QuarterContext) -> list[PaceLine]:
    """Return the flows with a target and at least one earlier year, the slowest first."""
    quarter = Quarter.parse(context.quarter)
    if quarter.is_year_end:
        return []
    made = [
        pace_line(row, context.indicator(row.slug), quarter)
        for row in context.main.rows
        if row.kind == "FLOW" and row.completion.value is not None and row.same_period.value is not None
    ]
    return sorted(made, key=lambda line: line.ahead.value)


def pace_line(row: RowContext, indicator: IndicatorContext, quarter: Quarter) -> PaceLine:
    points = {Quarter.parse(point.quarter): point for point in indicator.points}
    years = range(quarter.year - 1, quarter.year - 1 - EARLIER_YEARS, -1)
    ahead = row.completion.value - row.same_period.value
    shares = tuple((year, share_of(points, year, quarter.part)) for year in years)
    return PaceLine(row, shares, Figure(ahead, quantities.format_signed(ahead, 1)))


def share_of(points: dict[Quarter, PointContext], year: int, part: int) -> Figure:
    """Return what share of its own year a quarter had reached, in percent."""
    done, whole = value_at(points, year, part), value_at(points, year, ANNUAL, 4)
    if done is None or whole is None or whole <= 0:
        return ABSENT
    return Figure(done / whole * 100, quantities.format_percent(done / whole))


def value_at(points: dict[Quarter, PointContext], year: int, *parts: int) -> Decimal | None:
    """Return the year's first value among the parts."""
    found = (points[Quarter(year, part)].value.value for part in parts if Quarter(year, part) in points)
    return next((value for value in found if value is not None), None)


def pace_sentence(lines: list[PaceLine], quarter: Quarter) -> str:
    if quarter.is_year_end:
        return "年度已经结束，不再比进度"
    if not lines:
        return "往年同期的数还不够，暂不能与往年比进度"
    slow = [line.row.name for line in lines if line.ahead.text.startswith("−")]
    if not slow:
        return f"{len(lines)}项可比的指标都不慢于往年同期"
    return f"{len(lines)}项可比的指标中{len(slow)}项慢于往年同期：{listed(slow)}"


def pace_strip(line: PaceLine) -> Strip:
    known = [float(share.value) for _, share in line.shares if share.value is not None]
    ends = (min(known), max(known)) if known else (None, None)
    return Strip(line.row.name, float(line.row.completion.value), f"{line.row.completion.text}%", *ends)


# --- unusual single quarters --------------------------------------------------------------------------


def jumps(context: QuarterContext) -> list[Jump]:
    """Return the unusual single quarters of the edition's year, in the document's order."""
    year = Quarter.parse(context.quarter).year
    notes = {(row.slug, context.quarter): row.note for row in context.main.rows}
    found = []
    for indicator in context.indicators:
        points = {Quarter.parse(point.quarter): point for point in indicator.points}
        mine = [quarter for quarter in sorted(points) if quarter.year == year]
        found += [made for quarter in mine if (made := jump(indicator, points, quarter, notes))]
    return found


def jump(indicator, points: dict[Quarter, PointContext], quarter: Quarter, notes) -> Jump | None:
    """Return the quarter as unusual, or None; with fewer than two earlier years nothing is unusual yet."""
    point, earlier = points[quarter], earlier_singles(points, quarter)
    if point.single.value is None or len(earlier) < YEARS_FOR_A_JUMP:
        return None
    known = [figure.value for _, figure in earlier]
    way = far(point.single.value, min(known), max(known))
    note = point.note if point.note is not None else notes.get((indicator.slug, point.quarter))
    words = "本版没有留存说明" if note is None else note or "未说明"
    return Jump(indicator, point.label, point.single, tuple(earlier), way, words) if way else None


def earlier_singles(points: dict[Quarter, PointContext], quarter: Quarter) -> list[tuple[str, Figure]]:
    """Return the same quarter's single values of up to three years, newest first, back to a gap or a break."""
    found = []
    for year in range(quarter.year - 1, quarter.year - 1 - EARLIER_YEARS, -1):
        point = points.get(Quarter(year, quarter.part))
        broken = any(p.is_break for q, p in points.items() if Quarter(year, quarter.part) < q <= quarter)
        if point is None or point.single.value is None or broken:
            break
        found.append((f"{year}年", point.single))
    return found


def far(value: Decimal, least: Decimal, greatest: Decimal) -> str:
    """Return 高, 低, or "" within what earlier years brought; of nothing or less no share is taken."""
    if greatest > 0 and value > greatest * FAR_ABOVE:
        return "高"
    return "低" if least > 0 and value < least * FAR_BELOW else ""


def jump_sentence(found: list[Jump], quarter: Quarter) -> str:
    if not found:
        return f"{quarter.year}年没有与往年同季相差悬殊的单季数"
    silent = sum(each.note == "未说明" for each in found)
    names = listed(list(dict.fromkeys(each.indicator.name for each in found)))
    told = f"，其中{silent}处单位未说明原因" if silent else ""
    return f"{quarter.year}年{len(found)}处单季数与往年同季相差悬殊：{names}{told}"


# --- forecast against target --------------------------------------------------------------------------


def forecast_sentence(likely: list[RowContext], quarter: Quarter) -> str:
    if quarter.is_year_end:
        return "年度已经结束，以实绩为准，不再预测"
    if not likely:
        return "没有一项满足预测条件：须是累计数，并有两个以上完整的往年"
    short = [row.name for row in likely if row.forecast.is_short]
    if not short:
        return f"{len(likely)}项预测都不低于目标"
    return f"{len(likely)}项预测中{len(short)}项完不成目标：{listed(short)}"


def forecast_strip(row: RowContext) -> Strip | None:
    """Return the forecast in percent of the target; a target that is none or not more-is-better has no strip."""
    goal, made = row.target and row.target.figure.value, row.forecast
    if not goal or made.difference is None:
        return None
    ends = (float(each.value / goal * 100) if each else None for each in (made.low, made.high))
    share = made.total.value / goal
    return Strip(row.name, float(share * 100), f"{quantities.format_percent(share)}%", *ends)
