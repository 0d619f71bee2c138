"""A quarter's tasks → the matrix of units and tasks 单位与任务矩阵: who owes what on which task, and what was said of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.task_contexts import TaskContext, UpdateContext

LETTERS = {"需协调": "协", "有风险": "险", "可控": "控", "顺利": "顺", "未报": "未", "集合称谓": "集"}
"""What a cell prints; the shape under the letter is the style sheet's."""
KEYS = {"需协调": "q", "有风险": "r", "可控": "s", "顺利": "t", "未报": "u", "集合称谓": "v"}
"""Each state's class, one letter: it stands in hundreds of cells."""
COLLECTIVE = "集合称谓"


@dataclass(frozen=True)
class Cell:
    """What one unit said of one task; `unit` is under whose name it stands on the task's page."""

    task: int
    unit: str
    is_lead: bool
    state: str  # 需协调 有风险 可控 顺利 未报 集合称谓, or "" before anything is reported
    is_late: bool = False

    @property
    def letter(self) -> str:
        return LETTERS.get(self.state) or ("牵" if self.is_lead else "配")

    @property
    def key(self) -> str:
        return KEYS.get(self.state, "w") + (" l" if self.is_lead else "")

    @property
    def words(self) -> str:
        """Return what the letter stands for, for who points at it or listens."""
        parts = ["牵头" if self.is_lead else "配合", self.state, "迟报" if self.is_late else ""]
        return " ".join(filter(None, parts))

    @property
    def is_owed(self) -> bool:
        return self.state != COLLECTIVE

    @property
    def is_told(self) -> bool:
        return self.state not in ("未报", COLLECTIVE, "")


@dataclass(frozen=True)
class Row:
    """One unit across all tasks; an empty place is a task that is not its own."""

    unit: str
    cells: tuple[Cell | None, ...]

    @property
    def own(self) -> list[Cell]:
        return [cell for cell in self.cells if cell]

    @property
    def is_collective(self) -> bool:
        return not any(cell.is_owed for cell in self.own)

    @property
    def leads(self) -> bool:
        return any(cell.is_lead for cell in self.own)

    @property
    def sums(self) -> "Sums":
        return sums(self.own)


@dataclass(frozen=True)
class Sums:
    """Of a row, a column or the whole: 应报 已报 迟报."""

    owed: int
    told: int
    late: int


@dataclass(frozen=True)
class Matrix:
    tasks: tuple[TaskContext, ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> list[Sums]:
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return [sums(filter(None, column)) for column in columns]

    @property
    def total(self) -> Sums:
        return sums(cell for row in self.rows for cell in row.own)

    @property
    def summary(self) -> str:
        """Return which tasks need coordination, and which units said nothing at all."""
        tasks = "、".join(str(task.number) for task in self.tasks if task.judgement == "需协调")
        silent = "、".join(row.unit for row in self.rows if row.sums.owed and not row.sums.told)
        parts = [f"第{tasks}项需协调" if tasks else "", f"{silent}未报" if silent else ""]
        return "；".join(filter(None, parts))

    @property
    def states(self) -> list[str]:
        """Return the states that occur, in the order of the legend."""
        found = Counter(cell.state for row in self.rows for cell in row.own)
        return [state for state in LETTERS if found[state]]


def matrix(tasks: Iterable[TaskContext], heirs: dict[str, str], is_planned: bool = False) -> Matrix:
    """Return units by what they lead, then by how many tasks they take part in, then as the document names them."""
    tasks = tuple(tasks)
    units = dict.fromkeys(unit for task in tasks for unit in units_of(task))
    rows = [Row(unit, tuple(cell(task, unit, heirs, is_planned) for task in tasks)) for unit in units]
    rows.sort(key=lambda row: (not row.leads, -len(row.own)))
    return Matrix(tasks, tuple(rows))


def sums(cells: Iterable[Cell]) -> Sums:
    cells = list(cells)
    return Sums(
        sum(cell.is_owed for cell in cells),
        sum(cell.is_told for cell in cells),
        sum(cell.is_late for cell in cells),
    )


def units_of(task: TaskContext) -> list[str]:
    return [*([task.lead] if task.lead else []), *task.partners]


def cell(task: TaskContext, unit: str, heirs: dict[str, str], is_planned: bool = False) -> Cell | None:
    """Return the unit's place in a task, or None where the document does not name it there."""
    if unit not in units_of(task):
        return None
    is_lead = unit == task.lead
    if is_planned:
        return Cell(task.number, unit, is_lead, "")
    update = said(task, unit, heirs)
    if update and update.progress:
        return Cell(task.number, update.unit, is_lead, update.judgement, update.is_late)
    if unit in task.missing or update:
        return Cell(task.number, update.unit if update else unit, is_lead, "未报")
    return Cell(task.number, unit, is_lead, COLLECTIVE)


def said(task: TaskContext, unit: str, heirs: dict[str, str]) -> UpdateContext | None:
    """Return what the unit says of the task, or whoever stood in its place by then."""
    by_unit = {update.unit: update for update in task.updates}
    while unit:
        if unit in by_unit:
            return by_unit[unit]
        unit = heirs.get(unit, "")
    return None
