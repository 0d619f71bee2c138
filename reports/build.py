"""The whole of a quarter, computed once: models → series → judgements → one frozen tree."""

from dataclasses import replace

from django.conf import settings

from accounts import clock
from accounts.models import Unit
from indicators import quantities
from indicators.models import Item
from indicators.progress import Signal
from indicators.series import Series
from reports import happenings, sentences, titles
from reports.compare import difference
from reports.contexts import (
    SCHEMA,
    CorrectionContext,
    CountContext,
    DocumentContext,
    Figure,
    PhaseContext,
    QuarterContext,
    SignalContext,
)
from reports.gathering import Gathering, goals
from reports.histories import indicator_contexts
from reports.judging import Judge
from reports.task_contexts import OrderContext, ResolutionContext
from submissions.models import Kind
from submissions.quarters import Quarter
from tasks.models import Resolution, Supervision

ENGINE = "2"
"""The version of the calculations; raise it when a rule of indicators/progress.py or a sentence changes."""


def build(
    document,
    quarter: Quarter,
    *,
    number=None,
    published_at=None,
    published_by="",
    previous: QuarterContext | None = None,
    last: QuarterContext | None = None,
    since: int | None = None,
    published: dict | None = None,
) -> QuarterContext:
    """Build the context of `quarter` from what is approved now.

    `previous` is the edition of the quarter before, `last` the number before of the same quarter,
    `since` the sequence number of the newest edition of all: what was corrected after it is told.
    `published` says when each quarter was first published: later decisions do not judge it anew.
    """
    series = Series(document)
    gathering = Gathering(document, quarter)
    ever = corrected(document, series)
    corrections = tuple(each for seq, each in ever if since is not None and seq > since)
    judge = Judge(document, series, quarter, corrections, published)
    phases = tuple(phase_context(judge, phase) for phase in judge.terms.phases)
    is_correction, measured = bool(number and number > 1 and corrections), judge.task_rows()
    context = QuarterContext(
        schema=SCHEMA,
        engine=ENGINE,
        demonstration=demonstration(),
        document=DocumentContext(document.slug, document.number, document.title, document.issuer),
        quarter=str(quarter),
        label=quarter.cumulative_label if quarter.is_annual else quarter.label,
        as_of=quarter.ends_on,
        data_status=titles.data_status(quarter),
        number=number,
        kind="更正" if is_correction else "发布",
        published_at=published_at,
        published_by=published_by,
        phase=main_phase(phases, quarter),
        phases=phases,
        task_rows=measured,
        indicators=happenings.told(
            judge, indicator_contexts(judge, told_by_item(ever)), [each for _, each in ever], published_at
        ),
        goals=goals(document, quarter),
        tasks=gathering.tasks(measured),
        reporting=gathering.reporting(series),
        corrections=corrections,
        difference=None,
        resolutions=open_resolutions(document),
        orders=issued_orders(document, quarter.year),
        committee=committee(),
    )
    return compared(context, previous, last) if previous else context


def compared(
    context: QuarterContext, previous: QuarterContext, last: QuarterContext | None
) -> QuarterContext:
    """Return the context with 较上期, and the deck of its own phase telling what turned."""
    told = difference(context, previous, last)
    news = sentences.turned(told.changes)
    phases = tuple(
        replace(phase, deck=phase.deck + news) if phase.slug == context.phase else phase
        for phase in context.phases
    )
    return replace(context, difference=told, phases=phases)


def open_resolutions(document) -> tuple[ResolutionContext, ...]:
    """Return what the joint meeting agreed and nobody has met yet, the most urgent first."""
    return tuple(
        ResolutionContext(
            each.meeting.number,
            each.matter,
            each.unit.short_name,
            each.due_on,
            each.state,
            each.reply,
            each.task.number if each.task else None,
            each.is_late(clock.today()),
        )
        for each in Resolution.objects.open().filter(meeting__document=document)
    )


def issued_orders(document, year: int) -> tuple[OrderContext, ...]:
    """Return the orders that are open, and those that came to their end in the year of the edition or after it."""
    orders = Supervision.objects.filter(document=document).exclude(issued_at=None).whole()
    return tuple(
        order_context(order)
        for order in orders.order_by("year", "number")
        if not order.is_over or order.ended_on.year >= year
    )


def order_context(order) -> OrderContext:
    return OrderContext(
        name=order.name,
        about=order.about,
        unit=order.unit.short_name,
        level=order.get_level_display(),
        matter=order.matter,
        due_on=order.due_on,
        issued_on=clock.day_of(order.issued_at),
        state=order.state,
        reply=order.reply,
        indicator=order.indicator,
        task=order.task.number if order.task else None,
        is_late=order.is_late(clock.today()),
        ended_on=order.ended_on,
        last_words=order.withdrawn_because or order.opinion,
    )


def committee() -> str:
    """Return the full name of the unit that leads the plan, "" where there is none yet."""
    unit = Unit.objects.committee()
    return unit.name if unit else ""


def demonstration() -> str:
    """Return what the slug of a demonstration says, or ""."""
    if not settings.DEMONSTRATION:
        return ""
    day = settings.CLOCK_DATE  # the demonstration's own day, not the one it was told to play
    return f"今天按 {clock.spoken(day)} 计；实绩均为合成数字，不是营口高新区的统计结果"


def phase_context(judge: Judge, phase) -> PhaseContext:
    rows, quarter = judge.rows(phase), judge.terms.quarter_for(phase)
    names = {}
    for row in rows:
        names.setdefault(Signal[row.signal.key], []).append(row)
    by_name = {signal: [row.name for row in found] for signal, found in names.items()}
    return PhaseContext(
        slug=phase.slug,
        name=phase.name,
        is_window=phase.is_window,
        opens_on=phase.opens_on,
        due_on=phase.due_on,
        quarter=str(quarter),
        quarter_label=quarter.cumulative_label,
        headline=sentences.headline(opening(phase, quarter), by_name),
        deck=sentences.counts(len(rows), by_name) + sentences.just_equal(rows),
        counts=tuple(
            CountContext(
                SignalContext(signal.name, signal.word),
                len(names[signal]),
                tuple(r.slug for r in names[signal]),
            )
            for signal in Signal
            if signal in names
        ),
        attention=tuple(
            row.slug
            for signal in (Signal.FAR_BEHIND, Signal.MISSED, Signal.BEHIND)
            for row in names.get(signal, [])
        ),
        rows=rows,
    )


def opening(phase, quarter: Quarter) -> str:
    """Return the words a headline begins with: 一季度, 2018年, 长期, and 快报 before the annual report."""
    if phase.is_window:
        return phase.name
    if quarter.part == 4:
        return f"{quarter.cumulative_label}快报，"
    return quarter.cumulative_label if quarter.is_annual else quarter.cumulative_short


def main_phase(phases, quarter: Quarter) -> str:
    """Return the phase shown first: the quarter's own year, else the window it falls in, else the last year before it."""
    for phase in phases:
        if not phase.is_window and phase.due_on.year == quarter.year:
            return phase.slug
    for phase in phases:
        if phase.is_window and phase.opens_on <= quarter.ends_on:
            return phase.slug
    over = [phase for phase in phases if not phase.is_window and phase.due_on.year < quarter.year]
    return (over[-1] if over else phases[0]).slug


def corrected(document, series: Series) -> list[tuple[int, CorrectionContext]]:
    """Return (approval number, correction) for every figure ever corrected, oldest first."""
    items = {item.slug: item for item in Item.objects.filter(document=document)}
    standing, found = {}, []
    for line in series.frame.itertuples():
        cell = line.thing, line.year, line.part, line.area
        before = standing.get(cell)
        if line.kind == Kind.CORRECTION and before is not None and line.thing in items:
            found.append((line.seq, correction(items[line.thing], before, line)))
        standing[cell] = line
    return found


def correction(item, before, line) -> CorrectionContext:
    quarter = Quarter(line.year, line.part)
    return CorrectionContext(
        item=item.slug,
        name=item.name,
        quarter=str(quarter),
        quarter_label=quarter.cumulative_label,
        unit=line.unit,
        measure=item.measure,
        before=Figure(before.value, quantities.format_value(before.value, places(item, before.value))),
        after=Figure(line.value, quantities.format_value(line.value, places(item, line.value))),
        reason=line.reason,
        approved_on=clock.day_of(line.approved_at),
    )


def places(item, value) -> int:
    """Return how many decimals a corrected figure prints: two, or as many as it has."""
    if item.is_integer or value is None:
        return 0
    return max(2, -value.normalize().as_tuple().exponent)


def told_by_item(ever) -> dict[str, list[str]]:
    """Return what was corrected, in words, by item."""
    told = {}
    for _, each in ever:
        day = clock.spoken(each.approved_on)
        text = f"{each.quarter_label}{each.name} {each.before.text}→{each.after.text}，{each.reason}（{each.unit}，{day}审核）"
        told.setdefault(each.item, []).append(text)
    return told
