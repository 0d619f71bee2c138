"""The numeric sub-targets 任务量化目标 of one task, told: a headline, a figure, a table. Computes nothing that is judged."""

from dataclasses import dataclass
from decimal import Decimal

from indicators import quantities
from indicators.task_charts import Goal, Source, Thing, against, by_year
from reports.contexts import QuarterContext, RowContext
from submissions.quarters import Quarter

MISSING = "——"


@dataclass(frozen=True)
class YearLine:
    """One year of several sources: a sum only where every one of them is reported."""

    label: str
    rows: tuple[RowContext, ...]
    total: str
    goal: str


@dataclass(frozen=True)
class Measured:
    title: str
    note: str
    rows: list[RowContext]
    years: list[YearLine]  # only where the document asks year by year
    figures: dict | None
    total: YearLine | None = None
    legend: tuple[str, ...] = ()
    is_reading: bool = True  # 解读: how the sub-targets are held against the years is ours


def measured(context: QuarterContext, rows: list[RowContext]) -> Measured | None:
    """Return how the sub-targets of a clause are told: by year, against one goal, or as a direction only."""
    if not rows:
        return None
    if all(row.target.phase.isdigit() for row in rows):
        return of_years(rows)
    goals = {row.target.figure.value for row in rows}
    return of_goal(context, rows) if goals != {None} else of_direction(context, rows)


def both(draw, *given) -> dict:
    return {"wide": draw(*given), "narrow": draw(*given, is_narrow=True)}


def amount(value: Decimal, row: RowContext) -> str:
    return quantities.format_value(value, row.decimals)


# --- year by year: so much each year, from so many sources --------------------------------------------------------


def of_years(rows: list[RowContext]) -> Measured:
    years = sorted({int(row.target.phase) for row in rows})
    sources = {row.slug: [] for row in rows}
    for row in sorted(rows, key=lambda row: int(row.target.phase)):
        sources[row.slug].append(row)
    lines = [year_line(year, [row for row in rows if int(row.target.phase) == year]) for year in years]
    first, goals = rows[0], {row.target.figure.value for row in rows}
    drawn = [Source(name_of(found), *told(found)) for found in sources.values()]
    goal = (
        Goal(float(goals.pop()), f"每年应有{first.target.figure.text}{first.measure}")
        if len(goals) == 1
        else None
    )
    total = whole(rows, lines, list(sources.values()))
    return Measured(
        title=years_title(rows, years, total),
        note=f"{first.measure}。按每年各{first.target.figure.text}{first.measure}理解；没有报的不是0，合计只加报全的年份",
        rows=rows,
        years=lines,
        figures=both(by_year, [f"{year}年" for year in years], drawn, goal),
        total=total,
        legend=tuple(source.name for source in drawn),
    )


def told(found: list[RowContext]) -> tuple[tuple, tuple]:
    values = tuple(None if row.value.value is None else float(row.value.value) for row in found)
    return values, tuple(row.signal.word if row.value.value is None else row.value.text for row in found)


def name_of(found: list[RowContext]) -> str:
    return found[0].name


def year_line(year: int, rows: list[RowContext]) -> YearLine:
    values, goals = [row.value.value for row in rows], [row.target.figure.value for row in rows]
    total = MISSING if None in values else amount(sum(values), rows[0])
    return YearLine(f"{year}年", tuple(rows), total, amount(sum(goals), rows[0]))


def whole(rows, lines: list[YearLine], sources) -> YearLine:
    """Return the line of sums: over the years that are reported in full."""
    full = [line for line in lines if line.total != MISSING]
    values = [row.value.value for line in full for row in line.rows]
    label = f"合计（已报{len(full)}年）"
    goals = sum(row.target.figure.value for row in rows)
    total = amount(sum(values), rows[0]) if full else MISSING
    return YearLine(label, (), total, amount(goals, rows[0]))


def years_title(rows, years: list[int], total: YearLine) -> str:
    asked = f"{years[0]}—{years[-1]}年应有{total.goal}{rows[0].measure}"
    if total.total == MISSING:
        return f"{asked}，还没有一年报全"
    return (
        f"{asked}，{total.label.removeprefix('合计（').removesuffix('）')}、共{total.total}{rows[0].measure}"
    )


# --- several things against one goal ------------------------------------------------------------------------------


def of_goal(context: QuarterContext, rows: list[RowContext]) -> Measured:
    goals = {row.target.figure.value for row in rows}
    figures = None
    if len(goals) == 1:
        goal, ending = Goal(float(goals.pop()), f"目标 {rows[0].target.figure.text}"), shared_ending(rows)
        things = [thing(context, row, row.name.removesuffix(ending)) for row in rows]
        figures = both(against, things, goal)
    note = f"{rows[0].measure}。深色为{rows[0].value_label}，浅色为上年，虚框为离目标的差距。原文没有写年份，所以不判定快慢"
    return Measured(goal_title(rows), note, rows, [], figures)


def goal_title(rows: list[RowContext]) -> str:
    known = [row for row in rows if row.value.value is not None]
    if not known:
        return f"{len(rows)}项都还没有报数"
    total = amount(sum(row.value.value for row in known), rows[0])
    met = [row for row in known if row.value.value >= row.target.figure.value]
    goal = f"{rows[0].target.figure.text}{rows[0].measure}"
    verdict = f"都未到{goal}" if not met else f"{len(met)}项已到{goal}"
    missing = f"（{len(rows) - len(known)}项未报）" if len(known) < len(rows) else ""
    many = f"{len(rows)}个{shared_ending(rows)}" if shared_ending(rows) else f"{len(rows)}项"
    return f"{many}{known[0].value_label}合计{total}{rows[0].measure}{missing}，{verdict}"


def shared_ending(rows: list[RowContext]) -> str:
    """Return the ending all the names share, 产业集群年产值; "" of a single one."""
    names, length = {row.name for row in rows}, 0
    while len(names) > 1 and len({name[-length - 1 :] for name in names}) == 1:
        length += 1
    return rows[0].name[len(rows[0].name) - length :]


def thing(context: QuarterContext, row: RowContext, name: str) -> Thing:
    value, goal = row.value.value, row.target.figure.value
    year, ago = last_year(context, row)
    short = value is not None and value < goal
    lacking = f"距{row.target.figure.text}{row.measure} {amount(goal - value, row)}" if short else ""
    share = f"达到目标的{row.completion.text}%" if row.completion.value is not None else ""
    growth = f"同比 {row.growth.text}%" if row.growth.value is not None else ""
    return Thing(
        name=name,
        value=None if value is None else float(value),
        text=row.value.text if value is not None else "未报",
        before=None if ago is None else float(ago.value),
        before_text="" if ago is None else f"{year}年 {ago.text}",
        lacking=lacking,
        remarks=tuple(filter(None, (share, growth))),
    )


def last_year(context: QuarterContext, row: RowContext):
    """Return the year before the one the row is of, with its value at the end, if there is one."""
    year = newest_year(context) - 1
    return year, year_ends(context, row.slug).get(year)


def newest_year(context: QuarterContext) -> int:
    """Return the last year that had ended by the edition."""
    quarter = Quarter.parse(context.quarter)
    return quarter.year if quarter.is_year_end else quarter.year - 1


def year_ends(context: QuarterContext, slug: str) -> dict:
    """Return {year: value at its end}; the annual report's stands after the fourth quarter's."""
    indicator = context.indicator(slug)
    points = {Quarter.parse(point.quarter): point for point in indicator.points} if indicator else {}
    return {
        quarter.year: points[quarter].value
        for quarter in sorted(points)
        if quarter.is_year_end and points[quarter].value.value is not None
    }


# --- a direction and no number ------------------------------------------------------------------------------------


def of_direction(context: QuarterContext, rows: list[RowContext]) -> Measured:
    row, ends = rows[0], year_ends(context, rows[0].slug)
    values = tuple(float(figure.value) for figure in ends.values())
    texts = tuple(figure.text for figure in ends.values())
    labels = [f"{year}年" for year in ends]
    figures = both(by_year, labels, [Source(row.name, values, texts)], None) if ends else None
    lead = f"{row.value_label}{row.value.text}{row.measure}" if row.value.value is not None else "还没有报数"
    growth = (
        f"，比年初{row.growth.text}"
        if row.growth.value
        else ("，与年初持平" if row.growth.value == 0 else "")
    )
    note = f"{row.measure}。原文只有方向（{row.target.wording}），没有目标值，所以不判定"
    return Measured(f"{row.name}{lead}{growth}", note, rows, [], figures, is_reading=False)
