"""A quarter's context → one unit's page "what we owe" 我单位的事: updates, figures, documents and due dates of the edition."""

from dataclasses import dataclass

from reports import matrix
from reports.contexts import MissingContext, QuarterContext, RowContext
from reports.extracts import task_name
from reports.task_contexts import (
    DeadlineContext,
    DeliverableContext,
    OrderContext,
    ResolutionContext,
    TaskContext,
    UpdateContext,
)

STANDINGS = ("未报齐", "迟报", "按时")


@dataclass(frozen=True)
class Share:
    """The unit's part in one task, under the name by which the document names it."""

    task: TaskContext
    unit: str
    state: str
    is_lead: bool
    update: UpdateContext | None

    @property
    def words(self) -> str:
        """Return what the unit said, or why it said nothing."""
        if self.update and self.update.progress:
            return self.update.problems or self.update.progress
        if self.state == matrix.COLLECTIVE:
            return "原文用集合称谓，没有指明单位，不要求更新"
        return f"——　{(self.update and self.update.blank_reason) or '本期未更新'}"


@dataclass(frozen=True)
class UnitPage:
    names: tuple[str, ...]  # the unit's own, then those of its predecessors
    shares: tuple[Share, ...]
    rows: tuple[RowContext, ...]  # the indicators it answers for
    task_rows: tuple[RowContext, ...]  # the sub-targets of tasks it answers for, of this year or reported
    missing: tuple[MissingContext, ...]
    orders: tuple[OrderContext, ...]
    resolutions: tuple[ResolutionContext, ...]
    standing: str  # 按时 迟报 未报齐, "" where it owed nothing

    @property
    def figures(self) -> list[tuple[str, RowContext]]:
        return [(row.name, row) for row in self.rows] + [(task_name(row), row) for row in self.task_rows]

    @property
    def indicator_count(self) -> int:
        return len({row.slug for _, row in self.figures})

    @property
    def owed(self) -> list[Share]:
        return [share for share in self.shares if share.state != matrix.COLLECTIVE]

    @property
    def silent(self) -> list[Share]:
        return [share for share in self.shares if share.state == "未报"]

    @property
    def led(self) -> list[TaskContext]:
        return [share.task for share in self.shares if share.is_lead]

    @property
    def missing_figures(self) -> list[MissingContext]:
        return [each for each in self.missing if each.form == "指标数据"]

    @property
    def documents(self) -> list[tuple[TaskContext, DeliverableContext]]:
        return [(task, document) for task in self.led for document in task.documents]

    @property
    def deadlines(self) -> list[tuple[TaskContext, DeadlineContext]]:
        """Return what is due of the tasks it leads: overdue first, then by day."""
        found = [(task, due) for task in self.led for due in task.deadlines]
        return sorted(found, key=lambda each: (not each[1].is_overdue, each[1].due_on))

    @property
    def overdue(self) -> int:
        return sum(due.is_overdue for _, due in self.deadlines)


def unit_page(context: QuarterContext, names: tuple[str, ...], heirs: dict[str, str]) -> UnitPage:
    """Return what the edition says of the unit that bears `names`."""
    named = [(task, name) for task in context.tasks for name in names if name in matrix.units_of(task)]
    missing = tuple(each for each in context.reporting.missing if each.unit in names)
    rows = tuple(row for row in context.main.rows if row.unit in names)
    of_tasks = tuple(row for row in context.task_rows if row.unit in names and is_current(context, row))
    shares = tuple(share(task, name, heirs) for task, name in named)
    orders = tuple(each for each in context.orders if each.unit in names)
    agreed = tuple(each for each in context.resolutions if each.unit in names)
    said = standing(context, names, shares, (*rows, *of_tasks))
    return UnitPage(names, shares, rows, of_tasks, missing, orders, agreed, said)


def is_current(context: QuarterContext, row: RowContext) -> bool:
    """Return whether a sub-target is of now: of no single year or this one, or with a figure."""
    phase = row.target.phase if row.target else ""
    return not phase.isdigit() or phase == context.phase or row.value.value is not None


def share(task: TaskContext, name: str, heirs: dict[str, str]) -> Share:
    cell = matrix.cell(task, name, heirs)
    return Share(task, name, cell.state, cell.is_lead, matrix.said(task, name, heirs))


def standing(context: QuarterContext, names, shares, rows) -> str:
    """Return whether the unit reported all, and in time."""
    if set(names) & set(context.reporting.absent):
        return "未报齐"
    if set(names) & set(context.reporting.late):
        return "迟报"
    return "按时" if rows or any(each.state != matrix.COLLECTIVE for each in shares) else ""
