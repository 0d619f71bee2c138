"""Progress 进度 and its judgement: numbers in, numbers out. Nothing is rounded here and no sentence is made.

Ratios are fractions of one (0.25 is 25 %); gaps are in percentage points 百分点. Comparisons are exact.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum

from submissions.quarters import Quarter

FAR_BEHIND_BELOW = Decimal("0.8")
"""Progress below this share of its pace is 严重滞后."""
LEVEL_WITHIN = Decimal("0.05")
"""A gap smaller than so many percentage points is 持平, for the word and for the light."""
STATED_TOLERANCE = Decimal("0.05")
"""A stated ratio further than this from the computed one, in percentage points, needs a note."""


class Operator(StrEnum):
    """How a value meets its target: 达到 ≥, 超 >, 排名前n ≤."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="


class Kind(StrEnum):
    FLOW = "FLOW"
    STOCK = "STOCK"
    RATIO = "RATIO"
    GROWTH = "GROWTH"
    RANK = "RANK"


class PaceRule(StrEnum):
    LINEAR = "LINEAR"
    PLAN = "PLAN"
    INTERPOLATE = "INTERPOLATE"
    YEAR_END = "YEAR_END"


class Term(StrEnum):
    """Where the quarter stands to the target's term."""

    RUNNING = "RUNNING"  # within the target's year, before its end
    ENDED = "ENDED"  # the value is the year's
    AHEAD = "AHEAD"  # the target's year or window is still to come, or the document names none
    WINDOW = "WINDOW"  # within a window 考核窗口


class Signal(Enum):
    """The only words for a judgement, each with its shape; colour never stands alone."""

    FAR_BEHIND = "严重滞后", "square"
    BEHIND = "滞后", "triangle"
    ON_TRACK = "正常", "dot"
    MISSED = "未达标", "square"
    MET = "达标", "dot"
    REACHED = "已达到", "ring"
    NOT_YET = "尚未达到", "ring"
    NOT_DUE = "未到考核期", "ring"
    UNCONFIRMED = "口径待确认", "ring-dot"
    NO_BASE = "缺期初值", "ring"
    NOT_REPORTED = "未报", "ring-dashed"
    NO_TARGET = "无目标", "ring"
    NOT_APPLICABLE = "不适用", "ring"

    def __init__(self, word, shape):
        self.word, self.shape = word, shape

    @property
    def is_judged(self) -> bool:
        return self in JUDGED


JUDGED = (Signal.FAR_BEHIND, Signal.BEHIND, Signal.ON_TRACK, Signal.MISSED, Signal.MET)


@dataclass(frozen=True)
class Case:
    """Everything a judgement depends on."""

    value: Decimal | None
    target: Decimal | None
    operator: str
    kind: str
    pace_rule: str
    months: int
    term: Term
    base: Decimal | None = None  # 年初数 of a stock
    planned: Decimal | None = None  # the committee's plan for this quarter, in the measure of the value
    is_asked: bool = True  # whether the quarter's sheet asks for it at all
    is_confirmed: bool = True
    lacks_base: bool = False  # reported, but what it is compared with a year ago is missing
    has_no_sense: bool = False  # reported, but it gives no value: nothing to divide by, or a break 范围调整


@dataclass(frozen=True)
class Judgement:
    """A signal with the numbers behind it; None where a number does not exist."""

    signal: Signal
    completion: Decimal | None = None  # value / target
    progress: Decimal | None = None  # on the scale that is judged
    pace: Decimal | None = None
    gap: Decimal | None = None  # percentage points between progress and pace; a rank has none
    distance: Decimal | None = None  # value − target, in the measure; for AT_MOST target − value
    is_above_from_start: bool = False  # 已在目标以上: the target was reached before the year began


def meets(value: Decimal, operator: str, target: Decimal) -> bool:
    """Compare exactly: equal to its target meets ≥ and ≤ and fails >."""
    if operator == Operator.AT_MOST:
        return value <= target
    return value > target if operator == Operator.MORE_THAN else value >= target


def judge(case: Case) -> Judgement:
    """Judge one value against one target.

    The grey words in the order they are asked: 无目标, 不适用, 未报 (or 未到考核期 where the quarter does not ask),
    缺期初值, 口径待确认, 未到考核期; then the pace rule, or at the end of the term the verdict.
    """
    if case.target is None:
        return Judgement(Signal.NO_TARGET)
    if case.target <= 0:
        return Judgement(Signal.NOT_APPLICABLE)
    if case.value is None:
        return Judgement(_why_no_value(case))
    numbers = {"completion": completion_rate(case), "distance": _distance(case)}
    if not case.is_confirmed:
        return Judgement(Signal.UNCONFIRMED, **numbers)
    if case.term == Term.ENDED:
        met = meets(case.value, case.operator, case.target)
        return Judgement(Signal.MET if met else Signal.MISSED, progress=numbers["completion"], **numbers)
    if case.term == Term.WINDOW:
        met = meets(case.value, case.operator, case.target)
        return Judgement(Signal.REACHED if met else Signal.NOT_YET, **numbers)
    if case.term == Term.AHEAD:
        return Judgement(Signal.NOT_DUE, **numbers)
    return _paced(case, numbers)


def _why_no_value(case) -> Signal:
    if case.has_no_sense:
        return Signal.NOT_APPLICABLE
    if case.lacks_base:
        return Signal.NO_BASE
    if not case.is_asked or case.term == Term.AHEAD:
        return Signal.NOT_DUE
    return Signal.NOT_REPORTED


def year_term(year: int | None, quarter: Quarter) -> Term:
    """Return where a quarter stands to a target's year; a target without a year is never due."""
    if year is None or quarter.year < year:
        return Term.AHEAD
    return Term.ENDED if quarter.year > year or quarter.is_year_end else Term.RUNNING


def window_term(opens_on: dt.date, due_on: dt.date, quarter: Quarter) -> Term:
    """Return where a quarter stands to a window 考核窗口: its verdict is given on the year-end value of its last day."""
    if quarter.ends_on < opens_on:
        return Term.AHEAD
    return Term.ENDED if quarter.ends_on >= due_on else Term.WINDOW


def _paced(case, numbers) -> Judgement:
    """Judge by the committee's PLAN, a flow by LINEAR, a stock by INTERPOLATE; nothing else is held to a pace."""
    if case.pace_rule == PaceRule.PLAN and case.planned is not None:
        return _planned(case, numbers)
    if case.operator != Operator.AT_MOST:
        if case.pace_rule == PaceRule.LINEAR and case.kind == Kind.FLOW:
            return _run(case.value, case.target * case.months / 12, case.target, numbers)
        if case.pace_rule == PaceRule.INTERPOLATE and case.kind == Kind.STOCK:
            return _interpolated(case, numbers)
    return Judgement(Signal.NOT_DUE, **numbers)


def _planned(case, numbers) -> Judgement:
    """Judge by the plan; where less is better by planned over actual, which has no percentage points."""
    if case.operator == Operator.AT_MOST:
        return Judgement(signal_of(case.planned, case.value, case.target), **numbers)
    return _run(case.value, case.planned, case.target, numbers)


def _interpolated(case, numbers) -> Judgement:
    """Judge a stock by what it gained since the year's start; from a start at the target only a fall is flagged."""
    if case.base is None:
        return Judgement(Signal.NO_BASE, **numbers)
    whole = case.target - case.base
    if whole > 0:
        return _run(case.value - case.base, whole * case.months / 12, whole, numbers)
    signal = signal_of(case.value, case.target, case.target)
    was_above = meets(case.base, case.operator, case.target)
    return Judgement(signal, progress=numbers["completion"], is_above_from_start=was_above, **numbers)


def _run(done: Decimal, due: Decimal, whole: Decimal, numbers) -> Judgement:
    """Judge what is done of a whole against what is due of it by now."""
    signal, gap = signal_of(done, due, whole), (done - due) / whole * 100
    return Judgement(signal, progress=done / whole, pace=due / whole, gap=gap, **numbers)


def signal_of(done: Decimal, due: Decimal, whole: Decimal) -> Signal:
    """Return 正常, 滞后 or 严重滞后; 持平 counts as 正常 by the same rule as the word.

    Nothing is divided to compare, so that exactly four fifths of the pace is 滞后. Less than a plan of nothing, or of a
    loss, has no share of the pace and is 严重滞后.
    """
    if done >= due or is_level((done - due) / whole * 100):
        return Signal.ON_TRACK
    return Signal.BEHIND if due > 0 and done >= due * FAR_BEHIND_BELOW else Signal.FAR_BEHIND


def is_level(gap: Decimal) -> bool:
    """Return whether a gap in percentage points is 持平."""
    return abs(gap) < LEVEL_WITHIN


def linear_pace(months: int) -> Decimal:
    """Return 时序进度: months of the year gone by, over twelve."""
    return Decimal(months) / 12


def completion_rate(case) -> Decimal | None:
    """Return 完成率 value / target; where less is better there is none."""
    return None if case.operator == Operator.AT_MOST else case.value / case.target


def _distance(case) -> Decimal:
    return case.target - case.value if case.operator == Operator.AT_MOST else case.value - case.target


# --- what an indicator's value is made of -------------------------------------------------------------


@dataclass(frozen=True)
class Computed:
    """A computed value, or why there is none."""

    value: Decimal | None
    reason: str = ""


def compute(formula: str, a, b=None, a_before=None, b_before=None, factor=Decimal(1)) -> Computed:
    """Apply a definition 口径: identity(a), ratio(a/b), change(a − a a year ago), growth((a/b)/(a/b a year ago) − 1)."""
    needed = {
        "identity": (a,),
        "ratio": (a, b),
        "change": (a, a_before),
        "growth": (a, b, a_before, b_before),
    }[formula]
    if None in needed:
        return Computed(None, "缺少计算所需的数")
    if formula == "identity":
        return Computed(a * factor)
    if formula == "change":
        return Computed((a - a_before) * factor)
    if b <= 0 or (formula == "growth" and b_before <= 0):
        return Computed(None, "分母不大于0，不能相除")
    if formula == "ratio":
        return Computed(a / b * factor)
    if a_before <= 0:
        return Computed(None, "上年同期不大于0，不能算增速")
    return Computed((a * b_before / (b * a_before) - 1) * factor)


def stated_differs(stated: Decimal, computed: Decimal) -> bool:
    """Return whether a 上级反馈值 is further from the computed ratio than may pass without a note."""
    return abs(stated - computed) > STATED_TOLERANCE


def year_on_year(value, year_ago) -> Decimal | None:
    """Return 同比 in percent; None without a positive base."""
    if value is None or year_ago is None or year_ago <= 0:
        return None
    return (value / year_ago - 1) * 100


def single_quarter(cumulative: Decimal | None, previous: Decimal | None) -> Decimal | None:
    """Return 当季 from two cumulatives; it may be negative."""
    return None if cumulative is None or previous is None else cumulative - previous


# --- what remains ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """What the remaining quarters must bring 剩余季度需完成; with `exceeds` it must be more than that."""

    total: Decimal
    each: Decimal
    exceeds: bool


def needed(value, target, operator: str, kind: str, remaining: int) -> Need | None:
    """Return the remaining need of a flow, or the net additions of a stock; none when met, at year end, or without sense."""
    if value is None or target is None or remaining == 0 or kind not in (Kind.FLOW, Kind.STOCK):
        return None
    if operator == Operator.AT_MOST or meets(value, operator, target):
        return None
    total = target - value
    return Need(total, total / remaining, operator == Operator.MORE_THAN)


def same_remaining(year_total, cumulative) -> Decimal | None:
    """Return what the same remaining quarters brought last year."""
    return single_quarter(year_total, cumulative)
