"""A quarter's context → one indicator's page, and the list of all of them. Computes no figure."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404

from indicators.charts import Bar, History, Step, history
from indicators.projection import Projection
from indicators.quantities import format_value
from reports.boards import is_judged
from reports.contexts import IndicatorContext, PhaseContext, QuarterContext, RowContext
from reports.timelines import Moment
from submissions.quarters import Quarter

YEARS_DRAWN, YEARS_IN_TABLE = 3, 2
COMPARISONS = {">=": "按 ≥ 判定", ">": "按 > 判定", "<=": "按 ≤ 判定", "": "只有方向，没有目标值"}
TURNS = ("转绿", "转黄", "转红")
PREFIXES = {">": "超 ", "<=": "≤ "}


@dataclass(frozen=True)
class FigureCell:
    """One of the five figures at the head of the page."""

    label: str
    text: str
    unit: str = ""
    note: str = ""
    origin: str = ""
    signal: str = ""

    @property
    def is_words(self) -> bool:
        return not any(each.isdigit() for each in self.text) and self.text not in ("——", "·")


def indicator_page(context: QuarterContext, slug: str, timeline: list[Moment]) -> dict:
    """Return everything the page of `slug` prints."""
    indicator = context.indicator(slug)
    if indicator is None:
        raise Http404("没有这个指标。")
    rows = phase_rows(context, slug)
    row = next(
        (row for phase, row in rows if phase and phase.slug == context.phase), rows[0][1] if rows else None
    )
    siblings = [each for each in context.indicators if each.is_of_tasks == indicator.is_of_tasks]
    place = siblings.index(indicator)
    return {
        "indicator": indicator,
        "row": row,
        "rows": rows,
        "five": five(row) if row else [],
        "points": table_points(indicator),
        "figures": figures(context, indicator, row, [each.mark for each in timeline if each.mark]),
        "timeline": timeline,
        "turn": turn(context, slug),
        "without": [phase for phase in context.phases if rows and rows[0][0] and phase not in dict(rows)],
        "title": headline(indicator, row),
        "before": siblings[place - 1] if place else None,
        "after": siblings[place + 1] if place + 1 < len(siblings) else None,
    }


def turn(context: QuarterContext, slug: str) -> str:
    """Return 由未达标转滞后 where the light turned since the edition before, else ""."""
    changes = context.difference.changes if context.difference else ()
    found = next((each for each in changes if each.slug == slug and each.kind in TURNS), None)
    return f"由{found.before}转{found.after}" if found else ""


def headline(indicator: IndicatorContext, row: RowContext | None) -> str:
    """Return the forecast as the news of the page, else the row's sentence; a ratio's begins with its quarter."""
    if indicator.forecast:
        return indicator.forecast.headline
    if row is None:
        return f"{indicator.name}没有目标"
    lead = row.value_label if row.kind in ("RATIO", "GROWTH", "RANK") and row.value.value is not None else ""
    return lead + row.sentence.rstrip("。")


def phase_rows(context, slug) -> list[tuple[PhaseContext | None, RowContext]]:
    """Return the indicator's row in every phase that has one; of a task's sub-target its rows without a phase."""
    found = [(phase, row) for phase in context.phases for row in phase.rows if row.slug == slug]
    return found or [(None, row) for row in context.task_rows if row.slug == slug]


def five(row: RowContext) -> list[FigureCell]:
    """Return five figures: what is, what shall be, what is still needed, how far, how late."""
    notes = "　".join(filter(None, [growth(row), row.data_status]))
    value = FigureCell(row.value_label, row.value.text, row.measure, notes)
    origin = "文" if row.target.origin == "文件规定" else "定"
    wording = f"“{row.target.wording}”，" if row.target.wording else ""
    target = FigureCell(
        "目标", row.target.figure.text, row.measure, wording + COMPARISONS[row.target.operator], origin
    )
    return [
        value,
        target,
        *(paced(row) if row.bar.pace is not None else ended(row) if is_judged(row) else waiting(row)),
    ]


def growth(row) -> str:
    """Return 同比 +24.1%, 比年初 +9, or that nothing changed; "" where there is nothing to compare with."""
    lead = "年初" if row.growth_mark == "年初" else "同比"
    if row.growth.value is None:
        return ""
    if row.growth.value == 0:
        return "与年初持平" if lead == "年初" else "同比持平"
    if lead == "年初":
        return f"比年初 {row.growth.text}"
    return f"同比 {row.growth.text}{'个百分点' if row.growth_mark == '点' else '%'}"


def other_years(row) -> str:
    """Return 往年同期进度, or "" where no earlier year can be compared."""
    return "" if row.same_period.value is None else f"往年同期 {row.same_period.text}%"


def paced(row) -> list[FigureCell]:
    need, pace = row.need, "；".join(filter(None, [f"{row.pace_name} {row.pace.text}%", other_years(row)]))
    told = f"平均每季 {need.each.text}" if need else ""
    if need and need.last_year.value is not None:
        told += f"；上年同期 {need.last_year.text}"
    exceeds = "超 " if need and need.exceeds else ""
    left = (
        FigureCell(need.label, exceeds + need.total.text, row.measure, told, "算")
        if need
        else FigureCell("还需", "·")
    )
    word = "快于" if row.gap.text.startswith("+") else "慢于" if row.gap.text.startswith("−") else "持平于"
    gap = FigureCell("时序差", row.gap.text, "个百分点", f"{word}{row.pace_name}", "算", row.signal.key)
    return [left, FigureCell("进度", row.progress.text, "%", pace, "算"), gap]


def ended(row) -> list[FigureCell]:
    unit = "个百分点" if row.measure == "%" else row.measure
    gap = FigureCell("与目标差", row.gap.text, unit if row.gap.value else "", "", "算", row.signal.key)
    verdict = FigureCell(
        "结论", row.signal.word, "", f"按{row.data_status}数" if row.data_status else "", "算", row.signal.key
    )
    return [FigureCell("完成率", row.completion.text, "%", "", "算"), gap, verdict]


def waiting(row) -> list[FigureCell]:
    share = FigureCell(
        "占目标", row.completion.text, "%" if row.completion.value is not None else "", other_years(row), "算"
    )
    last = (
        FigureCell("上一次", row.last_known.text, row.measure, row.last_known_label)
        if row.last_known
        else None
    )
    return [share, FigureCell("判定", row.signal.word, "", row.remark, "算"), *([last] if last else [])]


def table_points(indicator: IndicatorContext) -> list:
    """Return the quarters of the last two years; the fourth gives way to its annual report."""
    quarters = {Quarter.parse(point.quarter): point for point in indicator.points}
    if not quarters:
        return []
    newest = max(quarters).year
    kept = {q: p for q, p in quarters.items() if q.year > newest - YEARS_IN_TABLE}
    return [p for q, p in kept.items() if q.part != 4 or Quarter(q.year, 5) not in kept]


# --- the main chart -------------------------------------------------------------------------------------------------


def figures(context, indicator, row, events) -> dict | None:
    chart = history_of(context, indicator, row, events)
    return {"wide": history(chart), "narrow": history(chart, is_narrow=True)} if chart.bars else None


def history_of(context, indicator, row, events=()) -> History:
    last = Quarter.parse(context.quarter).year
    points = {
        Quarter.parse(point.quarter): point for point in indicator.points if point.value.value is not None
    }
    first = max(min((q.year for q in points), default=last), last - YEARS_DRAWN + 1)
    bars = tuple(
        Bar(
            year=quarter.year,
            part=min(quarter.part, 4),
            value=float(point.value.value),
            text=point.value.text,
            expected=float(point.expected.value) if point.expected.value is not None else None,
            signal=point.signal.key,
            is_break=point.is_break,
        )
        for quarter, point in sorted(points.items())
        if quarter.year >= first and (quarter.part != 4 or Quarter(quarter.year, 5) not in points)
    )
    steps = tuple(step for step in staircase(context, indicator, first) if step.first <= last)
    return History(
        indicator.kind,
        indicator.measure,
        first,
        last,
        bars,
        steps,
        ahead(row, bars),
        owed(indicator, bars),
        tuple(each for each in events if first <= each.on.year <= last),
        projection(indicator),
    )


def projection(indicator) -> Projection | None:
    """Return the forecast of an indicator as its chart draws it."""
    made = indicator.forecast
    if made is None or made.low is None:
        return made and Projection(float(made.total.value), made.total.text)
    ends = float(made.low.value), float(made.high.value)
    return Projection(float(made.total.value), made.total.text, *ends, f"{made.low.text}—{made.high.text}")


def staircase(context, indicator, first: int):
    """Yield the targets in the order of their years; a window's stands over all the years that lead to it."""
    phases = {phase.slug: phase for phase in context.phases}
    for target in indicator.targets:
        if target.figure.value is None:
            continue
        phase, text = (
            phases.get(target.phase),
            PREFIXES.get(target.operator, "") + target.figure.text.lstrip(">≤"),
        )
        value = float(target.figure.value)
        if phase and not phase.is_window:
            row = next((row for row in phase.rows if row.slug == indicator.slug), None)
            verdict = f"　{row.signal.word}" if row and row.signal.key in ("MET", "MISSED") else ""
            yield Step(phase.due_on.year, phase.due_on.year, value, f"{phase.name}目标 {text}{verdict}")
        elif target.phase.isdigit():
            yield Step(int(target.phase), int(target.phase), value, f"{target.phase}年目标 {text}")
        else:
            last = Quarter.parse(context.quarter).year
            yield Step(first, last, value, f"{phase.name if phase else ''}目标 {text}")


def ahead(row, bars) -> tuple[tuple[int, float], ...]:
    """Return what 时序进度 asks for in the quarters to come; a committee's plan is not guessed."""
    if row is None or row.bar.pace is None or row.pace_name != "时序进度" or row.kind != "FLOW" or not bars:
        return ()
    goal = float(row.target.figure.value)
    return tuple((part, goal * part / 4) for part in range(bars[-1].part + 1, 5))


def owed(indicator, bars) -> str:
    """Return what the newest quarter lacks against its pace, in the measure."""
    if not bars or bars[-1].signal not in ("BEHIND", "FAR_BEHIND") or indicator.kind == "STOCK":
        return ""
    newest = next(p for p in reversed(indicator.points) if p.value.value is not None)
    return format_value(newest.expected.value - newest.value.value, indicator.decimals)


# --- the list ---------------------------------------------------------------------------------------------------------


def indicator_list(context: QuarterContext) -> dict:
    """Return the groups of indicators in the document's order, each indicator with its row of every phase."""
    rows = {(phase.slug, row.slug): row for phase in context.phases for row in phase.rows}
    of_tasks = {row.slug: row for row in context.task_rows}
    told = [
        (
            each,
            [{"phase": phase, "row": rows.get((phase.slug, each.slug))} for phase in context.phases],
            of_tasks.get(each.slug),
        )
        for each in context.indicators
    ]
    groups = [(name, list(found)) for name, found in groupby(told, key=lambda each: each[0].group)]
    return {"groups": groups, "own_span": 3 * len(context.phases) - 2}
