"""Progress 进度 and its judgement: numbers in, numbers out. Nothing is rounded here and no sentence is made.

Ratios are fractions of one (0.25 is 25 %); gaps are in percentage points 百分点. Comparisons are exact.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum

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


@dataclass(frozen=True)
class Judgement:
    """A signal with the numbers behind it; None where a number does not exist."""

    signal: Signal
    completion: Decimal | None = None  # value / target
    progress: Decimal | None = None  # on the scale that is judged
    pace: Decimal | None = None
    gap: Decimal | None = None  # percentage points between progress and pace
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
    if case.term == Term.AHEAD or case.pace_rule == PaceRule.YEAR_END:
        return Judgement(Signal.NOT_DUE, **numbers)
    return _paced(case, numbers)


def _why_no_value(case) -> Signal:
    if case.lacks_base:
        return Signal.NO_BASE
    if not case.is_asked or case.term in (Term.AHEAD, Term.WINDOW):
        return Signal.NOT_DUE
    return Signal.NOT_REPORTED


def _paced(case, numbers) -> Judgement:
    """Judge by pace: LINEAR, the committee's PLAN, or INTERPOLATE from the year's start."""
    if case.pace_rule == PaceRule.PLAN:
        if case.planned is None:
            return Judgement(Signal.NOT_DUE, **numbers)
        progress, pace = numbers["completion"], case.planned / case.target
        if case.operator == Operator.AT_MOST:
            progress, pace = case.target / case.value, case.target / case.planned
    elif case.pace_rule == PaceRule.INTERPOLATE:
        if case.base is None:
            return Judgement(Signal.NO_BASE, **numbers)
        if case.target <= case.base:
            return _above_from_start(case, numbers)
        progress, pace = interpolated(case.value, case.base, case.target), linear_pace(case.months)
    else:
        progress, pace = numbers["completion"], linear_pace(case.months)
    gap = (progress - pace) * 100
    return Judgement(signal_of(progress, pace), progress=progress, pace=pace, gap=gap, **numbers)


def _above_from_start(case, numbers) -> Judgement:
    """The year began at or above the target: only a fall below it is flagged."""
    progress = numbers["completion"]
    fell = not meets(case.value, case.operator, case.target) and case.value < case.base
    signal = signal_of(progress, Decimal(1)) if fell else Signal.ON_TRACK
    return Judgement(signal, progress=progress, is_above_from_start=True, **numbers)


def signal_of(progress: Decimal, pace: Decimal) -> Signal:
    """Return 正常, 滞后 or 严重滞后; 持平 counts as 正常 by the same rule as the word."""
    if progress >= pace or is_level((progress - pace) * 100):
        return Signal.ON_TRACK
    return Signal.BEHIND if progress / pace >= FAR_BEHIND_BELOW else Signal.FAR_BEHIND


def is_level(gap: Decimal) -> bool:
    """Return whether a gap in percentage points is 持平."""
    return abs(gap) < LEVEL_WITHIN


def linear_pace(months: int) -> Decimal:
    """Return 时序进度: months of the year gone by, over twelve."""
    return Decimal(months) / 12


def interpolated(value: Decimal, base: Decimal, target: Decimal) -> Decimal:
    """Return a stock's progress from the year's start to its target: (V−B)/(T−B)."""
    return (value - base) / (target - base)


def completion_rate(case) -> Decimal | None:
    """Return 完成率 value / target; a rank has none."""
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


def year_value(annual: Decimal | None, fourth: Decimal | None) -> tuple[Decimal | None, bool]:
    """Return (the year's value, whether it is final): the annual report's if there is one, else the fourth quarter's."""
    return (annual, True) if annual is not None else (fourth, False)


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
