"""A quarter's context → one task's page: the clause, what is measured, the course, and all of it on one line of time."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404

from reports import task_measures
from reports.contexts import QuarterContext, RowContext
from reports.task_contexts import FileContext, TaskContext

UNITS = "牵头单位"
"""The word with which a clause begins to name its units: they stand beside its text."""


@dataclass(frozen=True)
class Moment:
    """One thing that happened in a task, or is due."""

    on: dt.date
    text: str
    ink: str = ""


def task_page(context: QuarterContext, number: int) -> dict:
    """Return everything the page of a task prints."""
    tasks = list(context.tasks)
    place = next((place for place, task in enumerate(tasks) if task.number == number), None)
    if place is None:
        raise Http404("没有这项任务。")
    task = tasks[place]
    rows = [row for row in context.task_rows if row.target and row.target.clause == task.clause]
    return {
        "task": task,
        "words": words(task, rows),
        "measured": task_measures.measured(context, rows),
        "silent": silent(task),
        "reported": [update for update in task.updates if update.progress],
        "timeline": timeline(context, task),
        "files": files(task),
        "before": tasks[place - 1] if place else None,
        "after": tasks[place + 1] if place + 1 < len(tasks) else None,
    }


def silent(task: TaskContext) -> list[str]:
    """Return the units that said nothing at all, not even why."""
    heard = {update.unit for update in task.updates}
    return [unit for unit in task.missing if unit not in heard]


def words(task: TaskContext, rows: list[RowContext]) -> list[tuple[str, bool]]:
    """Return the clause, up to the units it names, in pieces, with whether each is the text of a sub-target 量化目标."""
    said = task.text.partition(UNITS)[0]
    spans = sorted({(row.target.start, row.target.end) for row in rows if row.target.start is not None})
    pieces, here, end = [], task.start, task.start + len(said)
    for start, stop in spans:
        if here <= start and stop <= end:
            pieces += [(said[here - task.start : start - task.start], False)]
            pieces += [(said[start - task.start : stop - task.start], True)]
            here = stop
    return [(piece, is_target) for piece, is_target in [*pieces, (said[here - task.start :], False)] if piece]


def timeline(context: QuarterContext, task: TaskContext) -> list[Moment]:
    """Return what happened to the task and what is due, newest first."""
    found = [
        Moment(
            stage.reached_on, f"《{each.title}》{stage.stage}{'，' + stage.number if stage.number else ''}"
        )
        for each in task.documents
        for stage in each.stages
        if stage.reached_on
    ]
    ahead = [due for due in task.deadlines if due.is_ahead]
    dues = [due for due in task.deadlines if due not in ahead[1:]]  # of those to come the next one
    found += [Moment(due.due_on, due_words(due), "red" if due.is_overdue else "") for due in dues]
    found += [Moment(each.acted_on, each.act) for each in task.closure]
    found += [
        Moment(each.reported_on, f"{each.label}更新：{each.judgement}")
        for each in task.past
        if each.reported_on
    ]
    found += [
        Moment(each.reported_on, f"{context.label}更新：{each.judgement}")
        for each in task.updates
        if each.is_lead and each.reported_on and each.judgement
    ]
    return sorted(found, key=lambda moment: moment.on, reverse=True)


def due_words(due) -> str:
    if due.is_overdue:
        return f"{due.subject}到期，逾期{due.days_late}天"
    return f"{due.subject}到期" + ("，已完成" if due.is_done else "")


def files(task: TaskContext) -> list[FileContext]:
    """Return the files of the task's course, documents first."""
    stages = (stage.file for each in task.documents for stage in each.stages)
    return [file for file in (*stages, *(each.file for each in task.closure)) if file]
