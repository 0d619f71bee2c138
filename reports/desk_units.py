"""What the desk shows of one unit: its sheets side by side, each with its lines; nothing here asks the database."""

from dataclasses import dataclass

from accounts.models import Unit
from reports.effects import Effect
from submissions.lines import Form, LineRow
from submissions.models import Kind, Submission
from submissions.rules import State

STATES = {State.DRAFT: "未报", State.SUBMITTED: "待审核", State.RETURNED: "已退回", State.APPROVED: "已审核"}
"""What a reviewer calls a state; a unit's draft is its own affair."""


@dataclass(frozen=True)
class DeskRow:
    """One line beside what stood before; what was asked of it, and what it does to its indicators."""

    line: LineRow
    is_filled: bool
    is_due: bool = True
    questions: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def is_told(self) -> bool:
        """Return whether it changed against last quarter, or something was said of it."""
        line = self.line
        said = line.note or line.blank_reason or line.replaces or line.review_note or self.questions
        return line.value != line.previous or bool(said)


@dataclass(frozen=True)
class Sheet:
    """One submission as the desk lays it out."""

    submission: Submission
    due: int
    rows: tuple[DeskRow, ...] = ()
    refusal: str = ""  # why this reviewer may not approve it

    @property
    def state(self) -> str:
        return STATES[State(self.submission.state)]

    @property
    def is_waiting(self) -> bool:
        return self.submission.state == State.SUBMITTED

    @property
    def reported(self) -> int:
        return sum(row.is_filled and row.is_due for row in self.rows)

    @property
    def extra(self) -> int:
        """Return how many were reported that need not be."""
        return sum(row.is_filled and not row.is_due for row in self.rows)

    @property
    def warnings(self) -> int:
        return sum(bool(row.questions) for row in self.rows)

    @property
    def told(self) -> list[DeskRow]:
        return [row for row in self.rows if row.is_told]

    @property
    def seen(self) -> str:
        """Return what the reviewer looks at: handed in again, it is something else."""
        return f"{self.submission.pk}-{self.submission.rv}"


@dataclass(frozen=True)
class UnitDesk:
    """One unit: its sheets of the period side by side, and what of it waits."""

    unit: Unit
    figures: Sheet | None
    updates: Sheet | None
    corrections: tuple[Sheet, ...] = ()

    @property
    def sheets(self) -> list[Sheet]:
        return [sheet for sheet in (self.figures, self.updates, *self.corrections) if sheet]

    @property
    def waiting(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.is_waiting]

    @property
    def approvable(self) -> list[Sheet]:
        return [sheet for sheet in self.waiting if not sheet.refusal]

    @property
    def refusal(self) -> str:
        return next((sheet.refusal for sheet in self.waiting if sheet.refusal), "")

    @property
    def is_done(self) -> bool:
        return all(sheet.submission.state == State.APPROVED for sheet in self.sheets)

    @property
    def is_late(self) -> bool:
        return any(sheet.submission.is_late for sheet in self.sheets)

    @property
    def warnings(self) -> int:
        return sum(sheet.warnings for sheet in self.sheets)

    @property
    def submitted_at(self):
        given = [sheet.submission.submitted_at for sheet in self.sheets if sheet.submission.submitted_at]
        return max(given, default=None)


def unit_desk(unit, sheets) -> UnitDesk:
    regular = {sheet.submission.form: sheet for sheet in sheets if sheet.submission.kind != Kind.CORRECTION}
    corrections = tuple(sheet for sheet in sheets if sheet.submission.kind == Kind.CORRECTION)
    return UnitDesk(unit, regular.get(Form.FIGURES), regular.get(Form.UPDATES), corrections)
