"""A quarter's context → one task's page: the clause, what is measured, the course, and all of it on one line of time."""

from django.http import Http404

from reports import task_measures, timelines
from reports.contexts import QuarterContext, RowContext
from reports.task_contexts import FileContext, TaskContext

UNITS = "牵头单位"
"""The word with which a clause begins to name its units: they stand beside its text."""


def task_page(context: QuarterContext, number: int, orders=(), resolutions=()) -> dict:
    """Return everything the page of a task prints, with the orders and resolutions as they stand now."""
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
        "timeline": timelines.of_task(context, task, orders, resolutions),
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


def files(task: TaskContext) -> list[FileContext]:
    """Return the files of the task's course, documents first."""
    stages = (stage.file for each in task.documents for stage in each.stages)
    return [file for file in (*stages, *(each.file for each in task.closure)) if file]
