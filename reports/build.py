"""The whole of a quarter, computed once: models → series → judgements → one frozen tree."""

from dataclasses import replace

from accounts import clock
from django.conf import settings

from indicators.models import Actual, Indicator, Phase, Target
from indicators.quantities import format_value
from indicators.series import Series, in_force
from reports import judging, sentences
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
from submissions.models import Kind
from submissions.quarters import ANNUAL, Quarter

ENGINE = "1"
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
) -> QuarterContext:
    """Build the context of `quarter` from what is approved now.

    `previous` is the edition of the quarter before, `last` the number before of the same quarter,
    `since` the sequence number of the newest edition of all: what was corrected after it is told.
    """
    series = Series(document)
    gathering = Gathering(document, quarter)
    corrections = corrected(series, since)
    judge = judging.Judge(document, series, quarter, corrections)
    phases = tuple(phase_context(judge, phase) for phase in judge.phases)
    is_correction = bool(number and number > 1 and corrections)
    context = QuarterContext(
        schema=SCHEMA,
        engine=ENGINE,
        demonstration=demonstration(),
        document=DocumentContext(document.slug, document.number, document.title, document.issuer),
        quarter=str(quarter),
        label=quarter.cumulative_label if quarter.is_annual else quarter.label,
        as_of=quarter.ends_on,
        data_status=judge.data_status,
        number=number,
        kind="更正" if is_correction else "发布",
        published_at=published_at,
        published_by=published_by,
        phase=main_phase(phases, quarter),
        phases=phases,
        task_rows=judge.task_rows(),
        indicators=judge.indicators(),
        goals=goals(document),
        tasks=gathering.tasks(),
        reporting=gathering.reporting(series),
        corrections=corrections,
        difference=None,
    )
    return replace(context, difference=difference(context, previous, last)) if previous else context


def demonstration() -> str:
    """Return what the slug of a demonstration says, or ""."""
    if not settings.DEMONSTRATION:
        return ""
    today = clock.today()
    return f"今天按 {today.year}年{today.month}月{today.day}日 计；实绩均为合成数字，不是营口高新区的统计结果"
