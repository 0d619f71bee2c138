"""One indicator across its quarters: points, how the newest value was computed, its definition and corrections."""

from decimal import Decimal

from accounts import clock
from indicators import progress, quantities
from indicators.models import Formula, Pace
from indicators.progress import Kind, PaceRule, Signal, Term
from reports import forecasting
from reports.contexts import (
    DefinitionContext,
    Figure,
    IndicatorContext,
    PartContext,
    PointContext,
    SignalContext,
    StepContext,
)
from reports.judging import (
    ABSENT,
    STATUS_WORDS,
    Judge,
    figure,
    gap,
    percent,
    target_context,
)

FORMULA_WORDS = {
    Formula.IDENTITY: "{a}",
    Formula.RATIO: "{a}÷{b}",
    Formula.CHANGE: "{a}−上年同期{a}",
    Formula.GROWTH: "（{a}÷{b}）÷上年同期（{a}÷{b}）−1",
}
RANGES = {
    Signal.ON_TRACK: "不小于1或差距不足0.05个百分点：正常",
    Signal.BEHIND: "在0.8与1之间：滞后",
    Signal.FAR_BEHIND: "小于0.8：严重滞后",
}


def indicator_contexts(judge: Judge, corrections_of: dict) -> tuple[IndicatorContext, ...]:
    """Return every indicator of the document; `corrections_of` holds what was ever corrected, by item slug."""
    return tuple(indicator_context(judge, indicator, corrections_of) for indicator in judge.indicators)


def indicator_context(judge, indicator, corrections_of) -> IndicatorContext:
    definition = judge.series.definition(indicator, judge.quarter)
    found = judge.assess(indicator, judge.terms.of_year(indicator, judge.quarter), judge.quarter)
    forecast = forecasting.forecast_context(judge.series, found)
    targets = [target_context(each, indicator) for each in judge.terms.in_force(indicator, judge.quarter)]
    frequency = max(definition.items, key=lambda item: item.frequency).get_frequency_display()
    return IndicatorContext(
        slug=indicator.slug,
        order=indicator.order,
        name=indicator.name,
        group=indicator.group.name,
        is_of_tasks=indicator.group.is_of_tasks,
        kind=indicator.kind,
        measure=indicator.measure,
        decimals=indicator.decimals,
        scope=indicator.scope,
        scope_is_reading=indicator.scope_is_reading,
        unit=judge.unit_of(indicator, judge.quarter),
        frequency=frequency,
        definition=definition_context(definition),
        targets=tuple(targets),
        points=tuple(points(judge, indicator)),
        steps=tuple(steps(judge, found, forecast)),
        corrections=tuple(text for item in definition.items for text in corrections_of.get(item.slug, [])),
        forecast=forecast,
    )


def points(judge, indicator):
    """Yield every quarter up to the edition's that has a value, and the edition's own."""
    for quarter in judge.series.quarters():
        if quarter > judge.quarter:
            break
        found = judge.assess(indicator, judge.terms.of_year(indicator, quarter), quarter)
        if found.reading.value is not None or quarter == judge.quarter:
            yield point(judge, found)


def point(judge, found) -> PointContext:
    indicator, quarter, judgement = found.indicator, found.quarter, found.judgement
    growth, _, _ = judge.growth(found)
    single = ABSENT
    if indicator.kind in (Kind.FLOW, Kind.STOCK) and not quarter.is_annual:
        single = figure(judge.series.single(indicator, quarter), indicator.decimals)
    target = target_context(found.target, indicator)
    return PointContext(
        quarter=str(quarter),
        label=quarter.label,
        value=found.value,
        single=single,
        target=target.figure if target else ABSENT,
        expected=expected(found),
        progress=percent(judgement.progress),
        gap=gap(found),
        growth=growth,
        signal=SignalContext(judgement.signal.name, judgement.signal.word),
        data_status=STATUS_WORDS[found.reading.status],
        is_break=judge.series.has_break(
            judge.series.definition(indicator, quarter), quarter.previous(), quarter
        ),
        note=found.reading.note,
        **divided(judge, found),
    )


def divided(judge, found) -> dict:
    """Return what a ratio or a growth was divided from; a stated one has no parts."""
    definition = judge.series.definition(found.indicator, found.quarter)
    if definition.formula not in (Formula.RATIO, Formula.GROWTH):
        return {}
    if found.reading.is_stated or found.reading.value is None:
        return {"formula": "stated" if found.reading.is_stated else str(definition.formula)}
    parts = tuple(
        PartContext(
            each.name, each.measure, each.quarter.cumulative_label, Figure(each.value, amount(each.value))
        )
        for each in found.reading.inputs
    )
    return {"formula": str(definition.formula), "factor": definition.factor, "parts": parts}


def expected(found) -> Figure:
    """Return 应达: what the pace asks for by this quarter, in the measure of the value."""
    case = found.case
    if case.target is None or case.term == Term.AHEAD:
        return ABSENT
    pace = progress.linear_pace(case.months)
    if case.pace_rule == PaceRule.LINEAR:
        return figure(case.target * pace, found.indicator.decimals)
    if case.pace_rule == PaceRule.PLAN and case.planned is not None:
        return figure(case.planned, found.indicator.decimals)
    if case.pace_rule == PaceRule.INTERPOLATE and case.base is not None and case.target > case.base:
        due = case.base + (case.target - case.base) * pace
        return figure(due, max(found.indicator.decimals, 1))
    return ABSENT


def definition_context(definition) -> DefinitionContext:
    a, b = definition.item_a.name, definition.item_b.name if definition.item_b else ""
    words = FORMULA_WORDS[Formula(definition.formula)].format(a=a, b=b)
    if definition.factor != 1:
        words += f"，×{quantities.plain_text(definition.factor)}"
    day = definition.confirmed_at and clock.spoken(clock.day_of(definition.confirmed_at))
    confirmed = f"{definition.confirmed_text}（{day}确认）" if day else ""
    return DefinitionContext(
        formula=words,
        pace_rule=Pace(definition.pace_rule).label,
        version=definition.version,
        text="；".join(f"{item.name}：{item.explanation}" for item in definition.items),
        question=definition.question,
        is_confirmed=definition.is_confirmed,
        confirmed=confirmed,
    )


def steps(judge, found, forecast):
    """Yield how the edition's own value was computed and judged, and what it lets expect, line by line."""
    if found.reading.value is None:
        if found.reading.missing:
            yield StepContext("数值", "", "", found.reading.missing)
        return
    yield from value_steps(judge, found)
    yield from judgement_steps(found)
    yield from forecasting.forecast_steps(found, forecast, forecasting.same_period(judge.series, found))


def value_steps(judge, found):
    definition = judge.series.definition(found.indicator, found.quarter)
    if found.reading.is_stated or definition.formula == Formula.IDENTITY:
        return
    told = [
        f"{each.quarter.cumulative_label}{each.name} {amount(each.value)}{each.measure}"
        for each in found.reading.inputs
    ]
    values = [amount(each.value) for each in found.reading.inputs]
    result = f"{found.value.text}{found.indicator.measure}"
    yield StepContext("取数", "", "", "；".join(told))
    if definition.formula == Formula.RATIO:
        factor = "" if definition.factor == 1 else f" × {amount(definition.factor)}"
        yield StepContext("数值", values[0] + factor, values[1], result)
    elif definition.formula == Formula.CHANGE:
        yield StepContext("数值", f"{values[0]} − {values[1]}", "", result)
    else:
        yield StepContext(
            "数值", f"{values[0]} ÷ {values[1]}", f"{values[2]} ÷ {values[3]}", f"减1，得{result}"
        )


def judgement_steps(found):
    case, judgement = found.case, found.judgement
    if judgement.progress is not None:
        yield progress_step(case, judgement)
    if judgement.gap is not None:
        yield from pace_steps(case, judgement)
    elif judgement.signal.is_judged:
        sign = {"<=": "≤", ">": ">"}.get(case.operator, "≥")
        asked = f"{amount(case.value)} 是否 {sign} {amount(case.target)}"
        yield StepContext("结论", "", "", f"{asked}：{judgement.signal.word}")


def progress_step(case, judgement) -> StepContext:
    value, target = amount(case.value), amount(case.target)
    shown = f"{quantities.format_percent(judgement.progress, 2)}%"
    if case.pace_rule == PaceRule.INTERPOLATE and judgement.gap is not None:
        base = amount(case.base)
        return StepContext("进度", f"{value} − {base}", f"{target} − {base}", shown)
    return StepContext("进度", value, target, shown)


def pace_steps(case, judgement):
    done, due = (quantities.format_percent(share, 2) for share in (judgement.progress, judgement.pace))
    if case.pace_rule == PaceRule.PLAN:
        yield StepContext("计划进度", amount(case.planned), amount(case.target), f"{due}%")
    else:
        yield StepContext("时序进度", str(case.months), "12", f"{due}%")
    yield StepContext(
        "时序差", f"{done}% − {due}%", "", f"{quantities.format_signed(judgement.gap, 2)}个百分点"
    )
    yield StepContext("判定", done, due, f"{ratio_words(judgement)}{RANGES[judgement.signal]}")


def ratio_words(judgement) -> str:
    """Return the ratio that is held against 0.8 and 1, never rounded onto them; a pace of nothing has none."""
    if judgement.pace <= 0:
        return ""
    ratio = judgement.progress / judgement.pace
    threshold = min((progress.FAR_BEHIND_BELOW, Decimal(1)), key=lambda each: abs(ratio - each))
    return f"{quantities.format_against(ratio, 3, threshold)}，"


def amount(value: Decimal) -> str:
    """Print an input with the digits it has, at most four places."""
    return quantities.plain_text(quantities.rounded(value, 4))
