"""试算 what-if: values typed for the quarters to come → the year's value and its verdict, by the engine that judges figures.

Nothing is stored and nothing published: a trial is no figure.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from urllib.parse import urlencode

from django.http import Http404

from indicators import progress, quantities
from indicators.progress import Kind, Term
from reports import sentences
from reports.analysis import is_triable
from reports.contexts import Figure, PointContext, QuarterContext, RowContext, SignalContext
from submissions.quarters import Quarter

ADDED = (Kind.FLOW, Kind.STOCK)
"""Kinds whose quarters add up to the year's value; of the others the year's value itself is typed."""
YEAR = "year"
MAY_BE_EMPTY = "；没有数请留空。"
"""What a sheet allows and a trial does not: without a value there is no year's end."""
BELOW_NOTHING = "这样算年末数小于0，存量不会是负数，请检查各季净增是不是多填了负号。"


@dataclass(frozen=True)
class Box:
    """One quarter to come: what was typed, what it was read as, or what is wrong with it."""

    name: str
    label: str
    last_year: Figure
    typed: str = ""
    value: Decimal | None = None
    remark: str = ""
    error: str = ""


@dataclass(frozen=True)
class Trial:
    """What the year would come to."""

    value: Figure
    completion: Figure
    signal: SignalContext
    distance: str
    sum_words: str
    note: str


@dataclass(frozen=True)
class Start:
    """What the trial begins with: the newest value of the year, and the quarters after it."""

    value: Decimal | None
    label: str
    parts: tuple[int, ...]
    text: str = ""


def what_if(context: QuarterContext, slug: str, query) -> dict:
    """Return everything the trial's page of an indicator prints."""
    indicator = context.indicator(slug)
    if indicator is None:
        raise Http404("没有这个指标。")
    quarter = Quarter.parse(context.quarter)
    row = next((row for row in context.main.rows if row.slug == slug), None)
    found = {"indicator": indicator, "row": row, "why_not": why_not(context, row, quarter)}
    if found["why_not"]:
        return found
    points = {Quarter.parse(point.quarter): point for point in indicator.points}
    begin = start(row, points, quarter)
    boxes = [read(box, row, query) for box in empty_boxes(row, points, quarter, begin)]
    is_whole = all(box.value is not None for box in boxes)
    if is_whole and row.kind == Kind.STOCK and year_end(begin, boxes) < 0:
        boxes[-1] = replace(boxes[-1], value=None, error=BELOW_NOTHING)
        is_whole = False
    trial = tried(row, indicator.definition.is_confirmed, begin, boxes) if is_whole else None
    is_asked = any(box.name in query for box in boxes)
    return found | {
        "start": begin,
        "boxes": boxes if is_asked else [blank(box) for box in boxes],
        "trial": trial,
        "presets": presets(row, boxes),
        "year": quarter.year,
    }


def why_not(context: QuarterContext, row: RowContext | None, quarter: Quarter) -> str:
    if quarter.is_year_end:
        return f"{quarter.year}年已经结束，以实绩为准，没有余下的季度可以试算。"
    if row is None or not is_triable(row, quarter):
        return f"这项指标在{context.main.name}没有目标值，试算没有可比的对象。"
    return ""


def start(row: RowContext, points: dict[Quarter, PointContext], quarter: Quarter) -> Start:
    """Return where the trial begins; a flow without a value this year begins with nothing, a stock with last year's end."""
    if row.kind not in ADDED:
        return Start(None, "", ())
    valued = [each for each in points if each <= quarter and points[each].value.value is not None]
    mine = [each for each in valued if each.year == quarter.year]
    newest = max(mine or (valued if row.kind == Kind.STOCK else []), default=None)
    if newest is None:
        return Start(Decimal(0) if row.kind == Kind.FLOW else None, "", (1, 2, 3, 4))
    begins = newest.part + 1 if mine else 1
    value = points[newest].value
    return Start(value.value, newest.cumulative_label, tuple(range(begins, 5)), value.text)


def empty_boxes(row: RowContext, points, quarter: Quarter, begin: Start) -> list[Box]:
    """Return a box for each quarter to come; of what does not add up, or begins nowhere, one for the year."""
    if begin.value is None:
        return [
            Box(
                YEAR, f"{quarter.year}年" + ("末数" if row.kind == Kind.STOCK else "全年数"), Figure(None, "")
            )
        ]
    word = "当季净增" if row.kind == Kind.STOCK else "当季"
    made = []
    for part in begin.parts:
        this, ago = Quarter(quarter.year, part), points.get(Quarter(quarter.year - 1, part))
        made.append(Box(f"q{part}", f"{this.short}{word}", ago.single if ago else Figure(None, "")))
    return made


def read(box: Box, row: RowContext, query) -> Box:
    """Return the box with what was typed into it, kept as typed, and its value or what is wrong."""
    typed = query.get(box.name, "")
    is_counted = row.decimals == 0 and row.kind != Kind.GROWTH
    try:
        parsed = quantities.parse(typed, row.measure, integer=is_counted)
    except quantities.Unreadable as wrong:
        return replace(box, typed=typed, error=str(wrong).replace(MAY_BE_EMPTY, "。"))
    error = "" if parsed.value is not None else f"请填{box.label}，没有把握可先用上年同季数。"
    if box.name == YEAR and parsed.value is not None and parsed.value < (1 if row.kind == Kind.RANK else 0):
        error = "" if row.kind == Kind.GROWTH else f"“{typed}”太小，请检查是否多了负号。"
    value = None if error else parsed.value
    return replace(box, typed=typed, value=value, remark=parsed.converted, error=error)


def blank(box: Box) -> Box:
    """Return the box as it stands before anything was asked: empty, without complaint."""
    return Box(box.name, box.label, box.last_year)


def year_end(begin: Start, boxes: list[Box]) -> Decimal:
    return sum((box.value for box in boxes), begin.value or Decimal(0))


def tried(row: RowContext, is_confirmed: bool, begin: Start, boxes: list[Box]) -> Trial:
    """Judge what the boxes add up to as the year's value; while the definition is open, also as if it stood."""
    total = year_end(begin, boxes)
    goal, operator = row.target.figure.value, row.target.operator
    made, confirmed = (judged(row, total, each) for each in (is_confirmed, True))
    difference = total - goal
    share = "·" if made.completion is None else quantities.format_percent(made.completion)
    return Trial(
        Figure(total, quantities.format_against(total, row.decimals, goal, operator)),
        Figure(made.completion, share),
        SignalContext(made.signal.name, made.signal.word),
        sentences.against_target(difference, places(difference, row.decimals), points(row), "目标"),
        sum_words(begin, boxes),
        "如果填的数都实现" if is_confirmed else f"按现在的口径为{confirmed.signal.word}",
    )


def judged(row: RowContext, total: Decimal, is_confirmed: bool) -> progress.Judgement:
    """Return the engine's verdict on a year's value."""
    case = progress.Case(
        value=total,
        target=row.target.figure.value,
        operator=row.target.operator,
        kind=row.kind,
        pace_rule=progress.PaceRule.YEAR_END,
        months=12,
        term=Term.ENDED,
        is_confirmed=is_confirmed,
    )
    return progress.judge(case)


def places(difference: Decimal, decimals: int) -> int:
    """Return as many places as it takes to print a difference as one."""
    while difference and quantities.rounded(difference, decimals) == 0:
        decimals += 1
    return decimals


def points(row: RowContext) -> str:
    return "个百分点" if row.measure == "%" else row.measure


def sum_words(begin: Start, boxes: list[Box]) -> str:
    """Return 2.01 + 2.50 + …, or "" where nothing is added."""
    if begin.value is None:
        return ""
    return " + ".join(quantities.plain_text(each) for each in (begin.value, *(box.value for box in boxes)))


def presets(row: RowContext, boxes: list[Box]) -> list[tuple[str, str]]:
    """Return ways to fill the boxes in one click: (words, query)."""
    if boxes[0].name == YEAR:
        return []
    found = []
    if row.forecast and len(row.forecast.quarters) == len(boxes):
        found.append(("按预测填", [value_text(each.value, row) for each in row.forecast.quarters]))
    if all(box.last_year.value is not None for box in boxes):
        found.append(("按上年同季填", [value_text(box.last_year.value, row) for box in boxes]))
    if row.need and row.need.each.value is not None:
        found.append(("按平均每季需完成填", [enough(row)] * len(boxes)))
    return [
        (words, urlencode({box.name: text for box, text in zip(boxes, texts, strict=True)}))
        for words, texts in found
    ]


def value_text(value: Decimal, row: RowContext) -> str:
    digits = 0 if row.decimals == 0 else quantities.FULL_DECIMALS
    return quantities.plain_text(quantities.rounded(value, digits))


def enough(row: RowContext) -> str:
    """Return what each quarter needs, rounded up so that it suffices."""
    digits = 0 if row.decimals == 0 else quantities.FULL_DECIMALS
    step = Decimal(1).scaleb(-digits)
    return quantities.plain_text(row.need.each.value.quantize(step, ROUND_CEILING))
