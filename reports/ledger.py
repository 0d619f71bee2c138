"""A quarter's context → the ledger of tasks 台账."""

from itertools import groupby
from urllib.parse import urlencode

from reports.boards import JUDGEMENTS
from reports.contexts import QuarterContext
from reports.task_contexts import TaskContext


def ledger(context: QuarterContext, query) -> dict:
    """Return the tasks by section, narrowed to the judgement and the unit that the address names."""
    judgement, unit = query.get("judgement", ""), query.get("unit", "")
    tasks = [task for task in context.tasks if is_wanted(task, judgement, unit)]
    given = [task.judgement for task in context.tasks]
    units = dict.fromkeys(unit for task in context.tasks for unit in task.partners)
    return {
        "sections": [
            (name, [(t, news(t)) for t in found])
            for name, found in groupby(tasks, key=lambda t: t.section or t.part)
        ],
        "counts": [(word, given.count(word), address(word, unit)) for word in JUDGEMENTS if word in given],
        "judgement": judgement,
        "unit": unit,
        "units": [(name, address(judgement, name)) for name in units],
        "all_url": address("", ""),
        "all_units_url": address(judgement, ""),
        "is_narrowed": bool(judgement or unit),
    }


def is_wanted(task: TaskContext, judgement: str, unit: str) -> bool:
    return judgement in ("", task.judgement) and (not unit or unit == task.lead or unit in task.partners)


def address(judgement: str, unit: str) -> str:
    given = {"judgement": judgement, "unit": unit}
    return "?" + urlencode({name: value for name, value in given.items() if value})


def news(task: TaskContext) -> str:
    """Return what the ledger prints of a task: the problem where there is one, else the progress; the lead's first."""
    told = sorted(task.updates, key=lambda update: not update.is_lead)
    problems = [
        update.problems for update in told if update.problems and task.judgement in ("需协调", "有风险")
    ]
    return next(iter([*problems, *(update.progress for update in told if update.progress)]), "")
