"""A quarter's context → the ledger of tasks 台账: narrowed, sorted and grouped as the address says; what it does not know it ignores."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from reports.boards import JUDGEMENTS, WORRIES
from reports.contexts import QuarterContext
from reports.task_contexts import DeadlineContext, OrderContext, TaskContext, UpdateContext
from tasks.status import STATUSES

FILTERS = {
    "section": "类别",
    "unit": "单位",
    "judgement": "判断",
    "status": "状态",
    "late": "迟报或逾期",
    "coordination": "需要协调",
}
"""What the address may narrow the ledger by, each with its word."""
BY_UNIT = "unit"
OFTEN = 0.8
GROUPS = {"": "原文顺序", BY_UNIT: "按牵头、配合单位"}


def place(words, word: str) -> int:
    """Return where a word stands among its kind, an unknown or empty one last."""
    return list(words).index(word) if word in words else len(words)


def due_key(task: TaskContext) -> str:
    open_dues = [due for due in task.deadlines if not due.is_done]
    return min((str(due.due_on) for due in open_dues or task.deadlines), default="9999")


SORTS = {
    "number": ("序", lambda task: task.number),
    "title": ("任务", lambda task: task.title),
    "lead": ("牵头单位", lambda task: (not task.lead, task.lead)),
    "partners": ("配合单位", lambda task: (-len(task.partners), task.partners)),
    "documents": ("应形成文件", lambda task: (-len(task.documents or task.deliverables), task.number)),
    "due": ("期限", due_key),
    "judgement": ("判断", lambda task: place(JUDGEMENTS, task.judgement)),
    "status": ("状态", lambda task: place(STATUSES, task.status)),
    "orders": ("督办", None),
    "lead_update": ("牵头进展", lambda task: (not news(task), news(task))),
    "partner_updates": ("配合进展", lambda task: (-len(silent_partners(task)), task.number)),
}
"""Every column by which the ledger may be sorted; orders stand beside the tasks, see `key_of`."""


@dataclass(frozen=True)
class Query:
    """What the address asks for."""

    given: dict[str, str]
    sort: str = "number"
    is_reversed: bool = False
    group: str = ""

    @classmethod
    def of(cls, query, context: QuarterContext) -> "Query":
        choices = choices_of(context)
        given = {name: query.get(name, "") for name in FILTERS}
        sort = query.get("sort", "")
        name = sort.removeprefix("-")
        return cls(
            {name: value for name, value in given.items() if value and is_known(choices, name, value)},
            name if name in SORTS else "number",
            sort.startswith("-") and name in SORTS,
            query.get("group", "") if query.get("group", "") in GROUPS else "",
        )

    @property
    def sorted_by(self) -> str:
        return ("-" if self.is_reversed else "") + self.sort

    def address(self, **changes) -> str:
        """Return the query of this ledger with the changes; "" clears."""
        sort = "" if self.sorted_by == "number" else self.sorted_by
        asked = {**self.given, "sort": sort, "group": self.group} | changes
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def words(self) -> str:
        """Return the filter as papers print it."""
        parts = [FILTERS[n] + ("" if value == "1" else f"“{value}”") for n, value in self.given.items()]
        order = (
            f"按{SORTS[self.sort][0]}{'倒序' if self.is_reversed else ''}排列"
            if self.sorted_by != "number"
            else ""
        )
        grouped = "按单位分组" if self.group else ""
        return "，".join(filter(None, ["只看" + "、".join(parts) if parts else "全部任务", order, grouped]))


def choices_of(context: QuarterContext) -> dict[str, list[str]]:
    """Return for each filter what it may be set to: what occurs in the edition."""
    tasks = context.tasks
    units = dict.fromkeys(unit for task in tasks for unit in (task.lead, *task.partners) if unit)
    return {
        "section": list(dict.fromkeys(section_of(task) for task in tasks)),
        "unit": list(units),
        "judgement": [word for word in JUDGEMENTS if any(task.judgement == word for task in tasks)],
        "status": [word for word in STATUSES if any(task.status == word for task in tasks)],
    }


def is_known(choices, name: str, value: str) -> bool:
    """A switch knows 1; a unit that is not there finds nothing, which is said; other unknown words are ignored."""
    return value == "1" if name not in choices else name == "unit" or value in choices[name]


def section_of(task: TaskContext) -> str:
    return task.section or task.part


def tasks_of(context: QuarterContext, query: Query) -> list[TaskContext]:
    """Return exactly the tasks the address asks for, in its order."""
    found = [task for task in context.tasks if is_wanted(task, query.given)]
    found.sort(key=key_of(context, query.sort), reverse=query.is_reversed)
    return found


def key_of(context: QuarterContext, name: str):
    """Return by what a column sorts; with the most open orders first where it is theirs."""
    if name != "orders":
        return SORTS[name][1]
    open_now = Counter(order.task for order in context.orders if order.is_open)
    return lambda task: (-open_now[task.number], task.number)


def orders_of(context: QuarterContext) -> dict[int, list[OrderContext]]:
    """Return the orders of each task as the edition holds them."""
    found = {}
    for order in context.orders:
        if order.task:
            found.setdefault(order.task, []).append(order)
    return found


def is_wanted(task: TaskContext, given: dict[str, str]) -> bool:
    unit = given.get("unit")
    return (
        given.get("section", section_of(task)) == section_of(task)
        and (not unit or unit == task.lead or unit in task.partners)
        and given.get("judgement", task.judgement) == task.judgement
        and given.get("status", task.status) == task.status
        and ("late" not in given or is_late(task))
        and ("coordination" not in given or needs_coordination(task))
    )


def is_late(task: TaskContext) -> bool:
    """Return whether something is overdue, or an update came late."""
    return any(due.is_overdue for due in task.deadlines) or any(update.is_late for update in task.updates)


def needs_coordination(task: TaskContext) -> bool:
    """Return whether the lead or any partner says so."""
    return "需协调" in (task.judgement, *(update.judgement for update in task.updates))


def grouped(tasks: list[TaskContext], query: Query) -> list[tuple[str, list[TaskContext]]]:
    """Return the tasks by section in the document's order, by unit where asked, else as one list."""
    if query.group == BY_UNIT:
        return by_unit(tasks, query.given.get("unit", ""))
    if query.sorted_by == "number":
        return [(name, list(found)) for name, found in groupby(tasks, key=section_of)]
    return [("", tasks)] if tasks else []


def by_unit(tasks: list[TaskContext], only: str) -> list[tuple[str, list[TaskContext]]]:
    """Return the tasks under each unit that leads, then under each that takes part; a task stands under all its units."""
    led, taken = {}, {}
    for task in tasks:
        led.setdefault(task.lead or "原文未列牵头单位", []).append(task)
        for partner in task.partners:
            taken.setdefault(partner, []).append(task)
    groups = [(f"牵头　{unit}", unit, found) for unit, found in led.items()]
    groups += [
        (f"配合　{unit}", unit, found) for unit, found in sorted(taken.items(), key=lambda e: -len(e[1]))
    ]
    return [(f"{name}（{len(found)}项）", found) for name, unit, found in groups if only in ("", unit)]


# --- what a row says ---------------------------------------------------------------------------------------------


def spokesman(task: TaskContext) -> UpdateContext | None:
    """Return the lead's update; of a task without a lead the first that says something."""
    told = sorted(task.updates, key=lambda update: not update.is_lead)
    said = [update for update in told if update.progress and (update.is_lead or not task.lead)]
    return said[0] if said else None


def news(task: TaskContext) -> str:
    """Return what the ledger prints of a task: the problem of one in trouble, else the progress."""
    update = spokesman(task)
    if update is None:
        return ""
    return (update.problems if task.judgement in WORRIES else "") or update.progress


def partner_updates(task: TaskContext) -> list[UpdateContext]:
    lead = spokesman(task)
    return [update for update in task.updates if update.progress and update != lead]


def silent_partners(task: TaskContext) -> list[str]:
    return [unit for unit in task.missing if unit != task.lead]


def partners_told(task: TaskContext) -> str:
    """Return how many partners wrote: 已写6/7; "" where none owes an update."""
    said, silent = partner_updates(task), silent_partners(task)
    return f"已写{len(said)}/{len(said) + len(silent)}" if said or silent else ""


def partners_in_need(task: TaskContext) -> list[tuple[str, str]]:
    """Return (unit, word) of the partners who are in trouble or silent."""
    troubled = [(each.unit, each.judgement) for each in partner_updates(task) if each.judgement in WORRIES]
    return [*troubled, *((unit, "未报") for unit in silent_partners(task))]


def first_due(task: TaskContext) -> DeadlineContext | None:
    """Return the due date that counts now: what is overdue or next; of all done the last."""
    open_dues = [due for due in task.deadlines if not due.is_done]
    return min(open_dues, key=lambda due: due.due_on) if open_dues else (task.deadlines or [None])[-1]


def everywhere(context: QuarterContext) -> list[str]:
    """Return the partners that are named in more than four fifths of the tasks with partners: said once, not in each row."""
    tasks = [task.partners for task in context.tasks if task.partners]
    counts = Counter(unit for partners in tasks for unit in partners)
    found = [unit for unit, count in counts.items() if count > OFTEN * len(tasks)]
    return found if len(found) > 1 else []


def leading(context: QuarterContext) -> str:
    """Return the one unit that leads all tasks that have a lead, "" where there are several."""
    leads = {task.lead for task in context.tasks if task.lead}
    return leads.pop() if len(leads) == 1 else ""


def heads_of(context: QuarterContext, asked: Query) -> list[dict]:
    """Return the heads of the columns that say something of this edition."""
    silent = {"orders": not orders_of(context), "lead": bool(leading(context))}
    return [head(name, asked) for name in SORTS if not silent.get(name)]


def page(context: QuarterContext, query) -> dict:
    """Return what the page says above its table: counts, choices, and the way to each."""
    asked, choices = Query.of(query, context), choices_of(context)
    given = [task.judgement for task in context.tasks]
    return {
        "asked": asked,
        "counts": [(word, given.count(word), asked.address(judgement=word)) for word in choices["judgement"]],
        "menus": [
            (
                label,
                name,
                asked.given.get(name, ""),
                [(word, asked.address(**{name: word})) for word in choices[name]],
            )
            for name, label in FILTERS.items()
            if name in choices
        ],
        "clearing": {name: asked.address(**{name: ""}) for name in FILTERS},
        "switches": [
            (label, name in asked.given, asked.address(**{name: "" if name in asked.given else "1"}))
            for name, label in FILTERS.items()
            if name not in choices
        ],
        "groups": [(label, name == asked.group, asked.address(group=name)) for name, label in GROUPS.items()],
        "heads": heads_of(context, asked),
        "leading": leading(context),
        "led": sum(bool(task.lead) for task in context.tasks),
        "everywhere": everywhere(context),
        "found": tasks_of(context, asked),
    }


def head(name: str, asked: Query) -> dict:
    """Return a column's head: pressed again it turns the order round."""
    is_current = name == asked.sort
    turned = f"-{name}" if is_current and not asked.is_reversed else name
    direction = ("descending" if asked.is_reversed else "ascending") if is_current else ""
    return {"name": name, "label": SORTS[name][0], "sort": direction, "url": asked.address(sort=turned)}
