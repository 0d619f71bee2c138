"""Judge every target of a document at one quarter: series + progress → rows of the context."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from indicators import progress, quantities
from indicators.models import Frequency, Indicator, Origin, Phase, Target
from indicators.progress import Kind, PaceRule, Signal, Term
from indicators.series import Reading, year_before
from reports import forecasting, sentences, terms
from reports.contexts import (
    BarContext,
    Figure,
    NeedContext,
    QuarterBar,
    RowContext,
    SignalContext,
    TargetContext,
)
from reports.terms import Terms
from submissions.quarters import ANNUAL, Quarter

NONE, ABSENT = Figure(None, "——"), Figure(None, "·")
"""Missing; and a measure that does not exist for this kind of indicator."""
STATUS_WORDS = {"ESTIMATE": "预计", "PRELIMINARY": "快报", "FINAL": "正式", "": ""}
COMPARATOR_SIGNS = {">=": "", ">": ">", "<=": "≤", "": ""}
REMAINING_NAMES = {3: "后三季", 2: "下半年", 1: "四季度"}


@dataclass(frozen=True)
class Assessment:
    """One indicator against one target at one quarter: what was read and how it is judged."""

    indicator: Indicator
    target: Target | None
    quarter: Quarter
    reading: Reading
    judgement: progress.Judgement
    case: progress.Case

    @property
    def is_over(self) -> bool:
        return self.case.term == Term.ENDED

    @cached_property
    def value(self) -> Figure:
        """Return the value, printed so that rounding never hides the verdict."""
        case = self.case
        text = quantities.format_against(
            case.value, self.indicator.decimals, case.target, case.operator or ">="
        )
        return Figure(case.value, text)


class Judge:
    """Everything the rows of one quarter need, read once."""

    def __init__(self, document, series, quarter: Quarter, corrections=(), published=None):
        self.document, self.series, self.quarter, self.corrections = document, series, quarter, corrections
        self.terms = Terms(document, quarter, published)
        self.indicators = list(Indicator.objects.filter(document=document).select_related("group"))

    def assess(
        self, indicator, target: Target | None, quarter: Quarter, term: Term | None = None
    ) -> Assessment:
        reading = self.series.read(indicator, quarter)
        definition = self.series.definition(indicator, quarter)
        planned = self.terms.plan(target, quarter)
        case = progress.Case(
            value=reading.value,
            target=target.value if target else None,
            operator=target.operator if target else "",
            kind=indicator.kind,
            pace_rule=PaceRule.PLAN if planned else definition.pace_rule,
            months=quarter.months,
            term=term or terms.term(target, quarter),
            base=self.series.base(indicator, quarter) if indicator.kind == Kind.STOCK else None,
            planned=planned.get(min(quarter.part, 4)),
            is_asked=all(item.is_asked_in(quarter) for item in definition.items),
            is_confirmed=definition.is_confirmed,
            lacks_base=lacks_base(reading, quarter),
            has_no_sense=reading.value is None and all(each.value is not None for each in reading.inputs),
        )
        return Assessment(indicator, target, quarter, reading, progress.judge(case), case)

    def rows(self, phase: Phase) -> tuple[RowContext, ...]:
        quarter, rows = self.terms.quarter_for(phase), []
        for indicator in self.indicators:
            target = None if indicator.group.is_of_tasks else self.terms.of_phase(indicator, phase)
            if target:
                rows.append(self.row(self.assess(indicator, target, quarter)))
        return tuple(rows)

    def task_rows(self) -> tuple[RowContext, ...]:
        """Return the sub-targets of tasks: each year's by its own value, one without a year by the newest year end."""
        newest = self.quarter if self.quarter.is_year_end else Quarter(self.quarter.year - 1, ANNUAL)
        rows = []
        for indicator in self.indicators:
            for target in self.terms.in_force(indicator, newest) if indicator.group.is_of_tasks else []:
                at = Quarter(target.year, ANNUAL) if target.year else newest
                term = Term.AHEAD if at > newest else None
                rows.append(self.row(self.assess(indicator, target, at, term)))
        return tuple(rows)

    # --- one row -------------------------------------------------------------------------------------

    def row(self, found: Assessment) -> RowContext:
        indicator, judgement = found.indicator, found.judgement
        growth, mark, amount = self.growth(found)
        last = None if found.reading.value is not None else self.series.last_known(indicator, found.quarter)
        need = self.need(found)
        correction, reason = self.correction(found)
        return RowContext(
            slug=indicator.slug,
            order=indicator.order,
            name=indicator.name,
            group=indicator.group.name,
            kind=indicator.kind,
            measure=indicator.measure,
            decimals=indicator.decimals,
            unit=self.unit_of(indicator, found.quarter),
            target=target_context(found.target, indicator),
            value=found.value,
            value_label=value_label(indicator, found.quarter),
            last_known=figure(last[1], indicator.decimals) if last else None,
            last_known_label=last[0].cumulative_label if last else "",
            data_status=STATUS_WORDS[found.reading.status],
            is_stated=found.reading.is_stated,
            completion=percent(judgement.completion),
            progress=percent(judgement.progress),
            pace=percent(judgement.pace),
            pace_name="计划进度" if found.case.pace_rule == PaceRule.PLAN else "时序进度",
            gap=gap(found),
            growth=growth,
            growth_mark=mark,
            need=need,
            signal=SignalContext(judgement.signal.name, judgement.signal.word),
            remark=self.remark(found),
            sentence=self.sentence(found, amount, mark, last),
            note=found.reading.note,
            correction=correction,
            correction_reason=reason,
            bar=bar(found, last),
            quarters=self.quarters(found, need),
            forecast=forecasting.forecast_context(self.series, found),
            same_period=percent(forecasting.mean(forecasting.same_period(self.series, found))),
        )

    def unit_of(self, indicator, quarter) -> str:
        """Return the responsible units of the indicator's items, named once each."""
        items = self.series.definition(indicator, quarter).items
        return "、".join(dict.fromkeys(self.series.unit_of(item, quarter).short_name for item in items))

    def growth(self, found: Assessment) -> tuple[Figure, str, Decimal | None]:
        """Return (同比, its mark, the amount): the official one wins, no base or a break means none."""
        indicator, quarter, value = found.indicator, found.quarter, found.reading.value
        if value is None or indicator.kind == Kind.RANK or found.case.term == Term.WINDOW:
            return NONE, "", None
        if indicator.kind == Kind.STOCK:
            return self._added(found)
        definition = self.series.definition(indicator, quarter)
        _, line = self.series.standing(definition.item_a.slug, quarter)
        if definition.formula == "identity" and line and line.official_growth is not None:
            return growth_figure(line.official_growth, 1), "官", line.official_growth
        before = year_before(quarter)
        ago = self.series.read(indicator, before).value
        broken = self.series.has_break(definition, before, quarter)
        if (
            ago is None
            or broken
            or (definition.item_a.official_growth_only and definition.formula == "identity")
        ):
            return NONE, "", None
        if indicator.measure == "%":
            return growth_figure(value - ago, indicator.decimals), "点", value - ago
        amount = progress.year_on_year(value, ago)
        return (NONE, "", None) if amount is None else (growth_figure(amount, 1), "", amount)

    def _added(self, found):
        base = found.case.base
        if base is None:
            return NONE, "", None
        added = found.reading.value - base
        return Figure(added, quantities.format_signed(added, found.indicator.decimals)), "年初", added

    def need(self, found: Assessment) -> NeedContext | None:
        indicator, case, quarter = found.indicator, found.case, found.quarter
        if case.term != Term.RUNNING or found.judgement.signal is Signal.UNCONFIRMED:
            return None
        need = progress.needed(case.value, case.target, case.operator, indicator.kind, quarter.remaining)
        if need is None:
            return None
        last_total = self.series.read(indicator, Quarter(quarter.year - 1, ANNUAL)).value
        last_year = progress.same_remaining(last_total, self.series.read(indicator, quarter.year_ago()).value)
        verb = "需净增" if indicator.kind == Kind.STOCK else "需完成"
        return NeedContext(
            f"{REMAINING_NAMES[quarter.remaining]}{verb}",
            figure(need.total, indicator.decimals),
            figure(need.each, max(indicator.decimals, 1)),
            figure(last_year, indicator.decimals),
            need.exceeds,
        )

    def quarters(self, found: Assessment, need) -> tuple[QuarterBar, ...]:
        """Return the four quarters of the 最需关注 chart; none for what has no quarters of its own."""
        indicator, quarter = found.indicator, found.quarter
        if indicator.kind not in (Kind.FLOW, Kind.STOCK) or found.case.term != Term.RUNNING:
            return ()
        bars = []
        for part in range(1, 5):
            this, ago = Quarter(quarter.year, part), Quarter(quarter.year - 1, part)
            actual = self.series.single(indicator, this) if part <= quarter.part else None
            bars.append(
                QuarterBar(
                    this.short,
                    figure(self.series.single(indicator, ago), indicator.decimals),
                    figure(actual, indicator.decimals),
                    need.each if need and part > quarter.part else NONE,
                )
            )
        return tuple(bars)

    def correction(self, found: Assessment) -> tuple[str, str]:
        """Return 2.10→2.01 and the reason when one of the indicator's items was corrected for this quarter."""
        definition = self.series.definition(found.indicator, found.quarter)
        slugs = {item.slug for item in definition.items}
        mine = [c for c in self.corrections if c.item in slugs and c.quarter == str(found.quarter)]
        name = "" if definition.formula == "identity" else "{0.name} "
        told = [f"{name.format(c)}{c.before.text}→{c.after.text}" for c in mine]
        return "；".join(told), "；".join(c.reason for c in mine)

    def remark(self, found: Assessment) -> str:
        """Return the sentence that stands where an unjudged row has no progress and no gap."""
        indicator, judgement = found.indicator, found.judgement
        if found.reading.value is None:
            items = self.series.definition(indicator, found.quarter).items
            yearly = all(item.frequency == Frequency.YEARLY for item in items)
            return "年报时公布" if yearly and judgement.signal is Signal.NOT_DUE else ""
        if judgement.is_above_from_start:
            return "年初已在目标以上"
        if judgement.signal.is_judged or judgement.signal is Signal.NO_TARGET:
            return ""
        return sentences.remark(
            judgement, indicator.kind, indicator.measure, indicator.decimals, found.case.operator
        )

    def sentence(self, found: Assessment, amount, mark, last) -> str:
        indicator = found.indicator
        if found.reading.value is None:
            known = quantities.format_value(last[1], indicator.decimals) + indicator.measure if last else ""
            label = last[0].cumulative_label if last else ""
            return sentences.missing_sentence(found.judgement.signal, known, label)
        subject = sentences.Subject(
            kind=indicator.kind,
            measure=indicator.measure,
            decimals=indicator.decimals,
            operator=found.case.operator,
            label=sentence_label(indicator, found.quarter),
            value=found.value.text,
            judgement=found.judgement,
            pace_name="计划进度" if found.case.pace_rule == PaceRule.PLAN else "时序进度",
            growth=None if mark == "年初" else amount,
            added=amount if mark == "年初" else None,
            status=STATUS_WORDS[found.reading.status],
            is_stated=found.reading.is_stated,
            has_year=found.target is not None and found.target.due_year == found.quarter.year,
        )
        return sentences.figure_sentence(subject)


def lacks_base(reading: Reading, quarter: Quarter) -> bool:
    """Return whether the period's own numbers are there and only those of a year ago are missing."""
    missing = [each.quarter.year for each in reading.inputs if each.value is None]
    return bool(missing) and max(missing) < quarter.year


def figure(value: Decimal | None, decimals: int) -> Figure:
    return Figure(value, quantities.format_value(value, decimals))


def percent(share: Decimal | None) -> Figure:
    """Return a fraction of one as a figure in percent; a missing one does not exist."""
    return ABSENT if share is None else Figure(share * 100, quantities.format_percent(share))


def growth_figure(amount: Decimal, decimals: int) -> Figure:
    text = quantities.format_signed(amount, decimals)
    return Figure(amount, "持平" if quantities.rounded(amount, decimals) == 0 else text)


def gap(found: Assessment) -> Figure:
    """Return 时序差 in percentage points; at the end of the term the distance from the target in its measure."""
    judgement = found.judgement
    if judgement.gap is not None:
        return Figure(judgement.gap, quantities.format_signed(judgement.gap, 1))
    if not found.is_over or not judgement.signal.is_judged:
        return ABSENT
    if judgement.signal is Signal.MISSED and judgement.distance == 0:
        return Figure(judgement.distance, "未超过")
    decimals = found.indicator.decimals
    while judgement.distance and quantities.rounded(judgement.distance, decimals) == 0:
        decimals += 1
    return Figure(judgement.distance, quantities.format_signed(judgement.distance, decimals))


def bar(found: Assessment, last) -> BarContext:
    judgement, target = found.judgement, found.case.target
    if found.reading.value is None:
        stale = last[1] / target if last and target else None
        return BarContext(stale, None, False, True)
    is_judged = judgement.signal.is_judged
    share = judgement.progress if is_judged else judgement.completion
    return BarContext(share, judgement.pace, is_judged, False)


def target_context(target: Target | None, indicator: Indicator) -> TargetContext | None:
    if target is None:
        return None
    text = COMPARATOR_SIGNS[target.operator] + quantities.plain_text(target.value)
    return TargetContext(
        phase=target.phase.slug if target.phase else str(target.year or ""),
        operator=target.operator,
        figure=Figure(target.value, text if target.value is not None else "——"),
        wording=target.wording,
        quote=target.text,
        start=target.start,
        end=target.end,
        clause=target.clause.number if target.clause else "",
        anchor=target.clause.anchor if target.clause else "",
        origin=Origin(target.origin).label,
        basis=target.basis,
        version=target.version,
    )


def value_label(indicator, quarter: Quarter) -> str:
    """Return what the value is of: 一季度累计, 3月末, 2018年全年."""
    if indicator.kind == Kind.STOCK:
        return f"{quarter.year}年末" if quarter.is_year_end else f"{quarter.months}月末"
    if quarter.is_year_end:
        return f"{quarter.year}年"
    return quarter.cumulative_short + ("累计" if indicator.kind == Kind.FLOW else "")


def sentence_label(indicator, quarter: Quarter) -> str:
    if indicator.kind == Kind.STOCK:
        return "年末" if quarter.is_year_end else "期末"
    return "全年" if quarter.is_year_end else "累计"
