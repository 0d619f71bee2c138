"""The course of one task as the tree holds it: stages, due dates with their origin, the computed status, closure."""

import datetime as dt

from accounts import clock
from indicators.models import Origin
from indicators.progress import Signal
from reports.contexts import RowContext
from reports.task_contexts import (
    ClosureContext,
    DeadlineContext,
    DeliverableContext,
    FileContext,
    PastContext,
    StageContext,
)
from tasks import status
from tasks.models import ClosureAct, Deadline, Stage, StageStep

READ_ALONG = (
    "deliverables__steps__evidence",
    "deliverables__steps__reported_by",
    "deadlines__decided_by",
    "closures__acted_by",
    "closures__evidence",
)
"""What is read with the tasks."""


def course(task, rows: list[RowContext], judgement: str) -> dict:
    """Return the fields of the task's context that tell its course; `rows` are the sub-targets of its clause."""
    today, closures = clock.today(), list(task.closures.all())
    is_closed = bool(closures) and closures[-1].act == ClosureAct.APPROVED
    closed_on = clock.day_of(closures[-1].acted_at) if is_closed else None
    dues = sorted([*stated(rows), *decided(task, closed_on)], key=lambda pair: pair[1].due_on)
    return {
        "documents": tuple(document_of(each) for each in task.deliverables.all()),
        "deadlines": tuple(deadline(told, due, today) for told, due in dues),
        "status": status.status([due for _, due in dues], today, judgement=judgement, is_closed=is_closed),
        "closure": tuple(closure(each) for each in closures),
    }


# --- documents to produce -----------------------------------------------------------------------------------------


def document_of(deliverable) -> DeliverableContext:
    steps = {step.stage: step for step in StageStep.standing(deliverable)}
    newest = Stage(list(steps)[-1]) if steps else Stage.NOT_STARTED
    stages = tuple(stage_of(stage, steps.get(stage)) for stage in Stage if stage != Stage.NOT_STARTED)
    return DeliverableContext(deliverable.title, newest.label, stages)


def stage_of(stage, step) -> StageContext:
    if step is None:
        return StageContext(stage.label)
    told = step.reported_by.display_name, clock.day_of(step.reported_at), file_of(step.evidence)
    return StageContext(stage.label, step.reached_on, step.issued_number, *told)


# --- due dates ----------------------------------------------------------------------------------------------------


def stated(rows: list[RowContext]):
    """Yield what the document itself asks for by the end of a year: its sub-targets of that year, met or missed."""
    asked = {}
    for row in rows:
        if row.target.origin == Origin.DOCUMENT.label and row.target.phase.isdigit():
            asked.setdefault(int(row.target.phase), []).append(row)
    for year, found in asked.items():
        keys = [row.signal.key for row in found]
        is_done, is_missed = set(keys) == {Signal.MET.name}, Signal.MISSED.name in keys
        told = {
            "subject": f"{year}年" + "、".join(row.name for row in found),
            "origin": Origin.DOCUMENT.label,
            "basis": "，".join(row.target.quote for row in found),
        }
        yield told, status.Due(dt.date(year, 12, 31), None, is_done, not (is_done or is_missed))


def decided(task, closed_on):
    """Yield what the committee set: a document is done when it is issued, the task when it is closed."""
    issued = {
        step.deliverable_id: step.reached_on
        for deliverable in task.deliverables.all()
        for step in StageStep.standing(deliverable)
        if step.stage == Stage.ISSUED
    }
    titles = {each.pk: str(each) for each in task.deliverables.all()}
    for row in Deadline.in_force(task.deadlines.all()):
        is_whole = not (row.deliverable_id or row.name)
        done_on = closed_on if is_whole else issued.get(row.deliverable_id) or row.reached_on
        told = {
            "subject": titles.get(row.deliverable_id) or row.name or "整项任务",
            "origin": Origin.COMMITTEE.label,
            "basis": row.reason,
            "by": row.decided_by.display_name,
            "decided_on": clock.day_of(row.decided_at),
            "version": row.version,
        }
        yield told, status.Due(row.due_on, done_on, is_done=done_on is not None)


def deadline(told: dict, due: status.Due, today: dt.date) -> DeadlineContext:
    return DeadlineContext(
        **told,
        due_on=due.due_on,
        is_done=due.is_done,
        done_on=due.done_on,
        days_late=due.days_late(today),
        is_overdue=due.is_overdue(today),
        is_ahead=due.due_on >= today,
    )


# --- closure and what was said before -----------------------------------------------------------------------------


def closure(row) -> ClosureContext:
    told = row.get_act_display(), row.text, row.acted_by.display_name
    return ClosureContext(*told, clock.day_of(row.acted_at), file_of(row.evidence))


def past(line) -> PastContext:
    said = line.get_judgement_display(), line.progress, line.problems_met
    label, reported_at = line.submission.period.quarter.label, line.submission.first_submitted_at
    return PastContext(label, *said, clock.day_of(reported_at))


def file_of(evidence) -> FileContext | None:
    return evidence and FileContext(evidence.pk, evidence.name, evidence.size)
