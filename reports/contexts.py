"""One frozen tree: the whole of a quarter as an edition holds it. Pages, Word and Excel read nothing else.

`Figure.text` is what every output prints; `Figure.value` is the exact number behind it. Dates are dates, marks are keys.
Signals are the keys of `indicators.progress.Signal` (ON_TRACK, BEHIND, FAR_BEHIND, MET, MISSED, NOT_REPORTED, NOT_DUE,
NO_TARGET, UNCONFIRMED, NO_BASE, NOT_APPLICABLE, REACHED, NOT_YET) with their word beside.
"""

import datetime as dt
import functools
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from reports import canonical
from reports.task_contexts import FileContext, OrderContext, ResolutionContext, TaskContext

SCHEMA = 1
"""Raised when an old text would be read differently (decision 025); a field added with a default raises nothing."""


@dataclass(frozen=True)
class Figure:
    """A number and its printed form; a missing one is None and 「——」, a measure that does not exist is None and 「·」."""

    value: Decimal | None
    text: str


@dataclass(frozen=True)
class SignalContext:
    key: str
    word: str


@dataclass(frozen=True)
class DocumentContext:
    slug: str
    number: str
    title: str
    issuer: str


@dataclass(frozen=True)
class TargetContext:
    """A target in force for the edition, with its words and where they stand."""

    phase: str
    operator: str  # ">=", ">", "<="
    figure: Figure  # text as the table prints it: "500", ">2", "≤100"
    wording: str
    quote: str
    start: int | None
    end: int | None
    clause: str  # "一、（三）2"
    anchor: str  # anchor of the clause on the full-text page
    origin: str  # 文件规定 | 管委会设定
    basis: str
    version: int


@dataclass(frozen=True)
class NeedContext:
    """What the remaining quarters must bring 剩余季度需完成, beside the same quarters of last year."""

    label: str  # 后三季需完成 | 后三季需净增
    total: Figure
    each: Figure  # per remaining quarter
    last_year: Figure
    exceeds: bool  # strict >: 超过


@dataclass(frozen=True)
class BarContext:
    """The bullet's geometry on the scale of progress (1 = target): ends of the bar, of the shortfall, the pace tick."""

    value: Decimal | None
    pace: Decimal | None  # None: no tick
    is_judged: bool  # filled or hollow
    is_stale: bool  # hatched: the last known value stands in for a missing one


@dataclass(frozen=True)
class QuarterBar:
    """One quarter of the 最需关注 chart: last year's single quarter, this year's, or what is needed on average."""

    label: str
    last_year: Figure
    actual: Figure
    needed: Figure


@dataclass(frozen=True)
class ForecastContext:
    """The year's total as forecast 预测全年 before its end, how, and how far the same method was off before."""

    total: Figure
    low: Figure | None  # of the 80 % interval; None before three earlier years
    high: Figure | None
    quarters: tuple[Figure, ...]  # the single quarters still to come
    difference: Figure | None  # total − target, signed; None where nothing is compared
    is_short: bool  # the target would be missed, as printed
    method: str
    years: tuple[int, ...]  # the earlier years it rests on
    error: Figure | None  # 回测平均误差 in percent; None where no earlier year can be tested
    tested: tuple[int, ...]  # the earlier years forecast from the same quarter
    headline: str  # 预测全年8.70亿元，比2019年目标少1.30亿元
    sentence: str  # 预测全年8.70亿元，八成可能在8.10—9.40之间，比2019年目标少1.30亿元


@dataclass(frozen=True)
class RowContext:
    """One target of one phase, judged at the edition's quarter."""

    slug: str
    order: int
    name: str
    group: str
    kind: str  # FLOW STOCK RATIO GROWTH RANK
    measure: str
    decimals: int
    unit: str  # responsible unit, as named then
    target: TargetContext | None
    value: Figure
    value_label: str  # 一季度累计 | 3月末 | 2018年
    last_known: Figure | None  # only when `value` is missing
    last_known_label: str  # 2018年
    data_status: str  # 预计 | 快报 | 正式 | ""
    is_stated: bool  # 上级反馈值
    completion: Figure  # 完成率 or 达到目标的x%, in percent
    progress: Figure  # in percent, on the scale that is judged
    pace: Figure  # in percent
    pace_name: str  # 时序进度 | 计划进度
    gap: Figure  # 时序差 in percentage points, signed; at year end the difference from the target in the measure
    growth: Figure  # 同比 in percent, points for ratios, a stock's addition since the year's start; signed
    growth_mark: str  # "" | 官 | 点 | 年初
    need: NeedContext | None
    signal: SignalContext
    remark: str  # 低于目标0.32个百分点 | 达到目标的63.2% | 暂高于目标0.60个百分点 | ""
    sentence: str  # for Word
    note: str  # the unit's own words
    correction: str  # "2.10→2.01" when corrected in this edition
    correction_reason: str
    bar: BarContext
    quarters: tuple[QuarterBar, ...]
    forecast: ForecastContext | None = None
    same_period: Figure = Figure(None, "·")  # 往年同期进度 in percent, beside the pace


@dataclass(frozen=True)
class CountContext:
    signal: SignalContext
    count: int
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class PhaseContext:
    """A phase with its rows; a window (长期) is judged only when it has passed."""

    slug: str
    name: str  # 2019年 | 长期
    is_window: bool
    opens_on: dt.date | None
    due_on: dt.date
    quarter: str  # the quarter its rows are judged at, e.g. "2018A" for a past year
    quarter_label: str
    headline: str
    deck: str
    counts: tuple[CountContext, ...]  # judged first: FAR_BEHIND BEHIND ON_TRACK, MISSED MET; then the grey
    attention: tuple[str, ...]  # slugs, red before yellow, then document order
    rows: tuple[RowContext, ...]


@dataclass(frozen=True)
class PartContext:
    """One number a value was divided from: 分子 or 分母, of the period or of the year before."""

    name: str
    measure: str
    label: str  # 2019年一季度
    value: Figure


@dataclass(frozen=True)
class PointContext:
    """One quarter in an indicator's history."""

    quarter: str  # "2018Q1", "2018A"
    label: str  # 2018年一季度
    value: Figure
    single: Figure  # 当季
    target: Figure
    expected: Figure  # 应达 by pace
    progress: Figure
    gap: Figure
    growth: Figure
    signal: SignalContext
    data_status: str
    is_break: bool
    note: str | None = None  # the unit's own words; None: this edition did not keep them
    formula: str = ""  # ratio | growth | stated, of what is divided; "" otherwise
    factor: Decimal = Decimal(1)
    parts: tuple[PartContext, ...] = ()  # numerator, denominator; of a growth also those of the year before


@dataclass(frozen=True)
class StepContext:
    """One line of 怎样算出来: a fraction or a statement, with its result."""

    label: str
    numerator: str
    denominator: str
    result: str


@dataclass(frozen=True)
class DefinitionContext:
    formula: str  # in words: R&D经费内部支出÷营业收入×100
    pace_rule: str
    version: int
    text: str
    question: str
    is_confirmed: bool
    confirmed: str  # 确认的口径，某日


@dataclass(frozen=True)
class MomentContext:
    """One thing that happened to an indicator 经过, on its day."""

    on: dt.date
    kind: str  # 实绩 更正 目标 口径
    text: str
    quarter: str = ""
    signal: SignalContext | None = None


@dataclass(frozen=True)
class IndicatorContext:
    """One indicator across phases, with its history."""

    slug: str
    order: int
    name: str
    group: str
    is_of_tasks: bool
    kind: str
    measure: str
    decimals: int
    scope: str
    scope_is_reading: bool
    unit: str
    frequency: str
    definition: DefinitionContext
    targets: tuple[TargetContext, ...]
    points: tuple[PointContext, ...]
    steps: tuple[StepContext, ...]
    corrections: tuple[str, ...]  # 2.10→2.01，误计一户迁出企业（市商务局 5月17日申请，5月20日审核）
    forecast: ForecastContext | None = None
    moments: tuple[MomentContext, ...] = ()  # oldest first


@dataclass(frozen=True)
class GoalContext:
    phase: str
    quote: str
    clause: str
    anchor: str
    start: int
    end: int
    verdict: str = ""  # 推进中 基本实现 已实现 未实现, or "" where nobody has judged it yet
    basis: str = ""
    judged_as_of: str = ""  # 2019年一季度
    judged_by: str = ""
    judged_on: dt.date | None = None
    file: FileContext | None = None


@dataclass(frozen=True)
class MissingContext:
    """One figure or update that is not there, and the unit's reason."""

    unit: str
    form: str  # 指标数据 | 任务进展
    what: str
    reason: str


@dataclass(frozen=True)
class ReportingContext:
    """Who owed, who reported, who was on time."""

    units_due: int
    units_reported: int
    units_on_time: int
    late: tuple[str, ...]
    absent: tuple[str, ...]
    missing: tuple[MissingContext, ...]


@dataclass(frozen=True)
class CorrectionContext:
    """A figure corrected since the edition before this one."""

    item: str
    name: str
    quarter: str
    quarter_label: str
    unit: str
    measure: str
    before: Figure
    after: Figure
    reason: str
    approved_on: dt.date


@dataclass(frozen=True)
class ChangeContext:
    """One thing that differs from the edition compared with."""

    kind: str  # 转绿 转黄 转红 更正 随之变化 补报 迟报
    slug: str  # indicator slug, task number as text, or unit
    name: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class DifferenceContext:
    """较上期: this edition against the one before."""

    previous: str  # 2018年 第1版
    sentence: str
    changes: tuple[ChangeContext, ...]


@dataclass(frozen=True)
class QuarterContext:
    schema: int
    engine: str
    demonstration: str  # "" or the sentence for the slug
    document: DocumentContext
    quarter: str
    label: str  # 2019年一季度
    as_of: dt.date
    data_status: str
    number: int | None  # None: 预览，未编版次
    kind: str  # 发布 | 更正
    published_at: dt.datetime | None
    published_by: str
    phase: str  # slug of the phase shown first
    phases: tuple[PhaseContext, ...]
    task_rows: tuple[RowContext, ...]  # 任务量化目标, judged alike, never counted among the plan's indicators
    indicators: tuple[IndicatorContext, ...]
    goals: tuple[GoalContext, ...]
    tasks: tuple[TaskContext, ...]
    reporting: ReportingContext
    corrections: tuple[CorrectionContext, ...]
    difference: DifferenceContext | None
    resolutions: tuple[ResolutionContext, ...] = ()
    orders: tuple[OrderContext, ...] = ()
    committee: str = ""  # who leads the plan and sends its papers out

    @property
    def main(self) -> PhaseContext:
        return self.phase_of(self.phase)

    def phase_of(self, slug: str) -> PhaseContext | None:
        return next((phase for phase in self.phases if phase.slug == slug), None)

    def indicator(self, slug: str) -> IndicatorContext | None:
        return next((indicator for indicator in self.indicators if indicator.slug == slug), None)

    @property
    def edition_label(self) -> str:
        """Return 第2版（更正）, or 预览，未编版次."""
        if self.number is None:
            return "预览，未编版次"
        return f"第{self.number}版" + ("（更正）" if self.kind == "更正" else "")


def to_json(context: QuarterContext) -> str:
    """Return the canonical text of the context: what is hashed and stored."""
    return json.dumps(
        context, default=canonical.plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


@functools.lru_cache(maxsize=16)
def from_json(text: str) -> QuarterContext:
    """Return the context a stored text says; the inverse of `to_json`. Frozen, so one copy serves every request."""
    return canonical.typed(QuarterContext, json.loads(text))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
