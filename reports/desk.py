"""The reviewer's desk 审核: what each unit of a period handed in, what changed, what it does to the indicators."""

from dataclasses import replace
from functools import cached_property

from accounts import clock
from accounts.journal import done_to
from accounts.models import Unit
from indicators import checks
from indicators.models import Actual, Definition, Indicator, Item
from indicators.models.figures import (
    line_row,
    sheet_row,
    standing_values,
    stated_line_row,
    stated_row,
)
from indicators.series import Series
from reports.desk_units import DeskRow, Sheet, UnitDesk, unit_desk
from reports.effects import Draft, Effect
from reports.gathering import Gathering
from reports.judging import Judge
from reports.models import Edition
from submissions import rules
from submissions.lines import Form
from submissions.models import Kind, Submission
from submissions.rules import State
from tasks.models import ProgressUpdate, Task

HANDED_IN = (State.SUBMITTED, State.APPROVED)


class Outlook(Draft):
    """Everything that waits, laid on what is in force together: how the indicators stand once all is approved."""

    unit = None

    def __init__(self, period, series, laid):
        self.document, self.quarter, self.series = period.document, period.quarter, series
        for submission, lines in laid:
            series.overlay(submission, lines)
        published = Edition.first_published(self.document)
        self.judge = Judge(self.document, series, self.quarter, published=published)

    def by_cell(self, cells) -> dict[str, tuple[Effect, ...]]:
        """Return the effects by the cell that feeds them, each indicator judged once."""
        found = {}
        for effect in self.effects(cells):
            for cell in effect.cells:
                found[cell] = (*found.get(cell, ()), effect)
        return found


class Desk:
    """One period as a reviewer sees it, read with a fixed number of questions however many units report."""

    def __init__(self, period, user):
        self.period, self.quarter, self.document, self.user = period, period.quarter, period.document, user
        self.gathering = Gathering(self.document, self.quarter)
        self.series = Series(self.document)
        self.reporting = self.gathering.reporting(self.series)
        self.corrections = list(self._corrections())
        self.submissions = [*self.gathering.submissions, *self.corrections]
        self.lines = self._lines()
        self.written = done_to("line.put", self.waiting, by=user)
        self.units = self._units()

    def _corrections(self):
        chosen = Submission.objects.waiting().filter(period=self.period, kind=Kind.CORRECTION)
        return chosen.select_related("unit", "period").order_by("unit__order", "pk")

    def _lines(self) -> dict:
        """Return the lines of everything handed in, by submission."""
        handed_in = [each.pk for each in self.submissions if each.state in HANDED_IN]
        figures = Actual.objects.filter(submission__in=handed_in, area="")
        updates = ProgressUpdate.objects.filter(submission__in=handed_in)
        found = {}
        for line in (
            *figures.select_related("author", "item", "indicator"),
            *updates.select_related("author", "task"),
        ):
            found.setdefault(line.submission_id, []).append(line)
        return found

    @property
    def title(self) -> str:
        return self.quarter.label if self.quarter.is_annual else self.quarter.cumulative_label

    @property
    def waiting(self) -> list[Submission]:
        return [each for each in self.submissions if each.state == State.SUBMITTED]

    # --- units -----------------------------------------------------------------------------------------

    def _units(self) -> list[UnitDesk]:
        found = {}
        for submission in self.submissions:
            found.setdefault(submission.unit, []).append(self.sheet(submission))
        return [unit_desk(unit, sheets) for unit, sheets in found.items()]

    def sheet(self, submission) -> Sheet:
        is_figures = submission.form == Form.FIGURES
        due = self.items_due if is_figures else self.tasks_owed
        rows = self.figure_rows if is_figures else self.update_rows
        refusal = (
            rules.why_not_approve(submission, self.user, self.written)
            if submission.state == State.SUBMITTED
            else ""
        )
        return Sheet(
            submission,
            len(due.get(submission.unit_id, ())),
            tuple(rows(submission)) if submission.state in HANDED_IN else (),
            refusal,
        )

    @property
    def open(self) -> list[UnitDesk]:
        """Return the units of whom something is still to come or to be reviewed, what waits first."""
        return sorted((each for each in self.units if not each.is_done), key=lambda each: not each.waiting)

    @property
    def done(self) -> list[UnitDesk]:
        return [each for each in self.units if each.is_done]

    @property
    def with_waiting(self) -> list[UnitDesk]:
        return [each for each in self.units if each.waiting]

    @property
    def approvable(self) -> int:
        return sum(len(each.approvable) for each in self.units)

    @property
    def counts(self) -> list[tuple[str, int]]:
        states = [each.state for each in self.gathering.submissions]
        reported = sum(each.first_submitted_at is not None for each in self.gathering.submissions)
        return [
            ("应报", len(states)),
            ("已报", reported),
            ("待审", states.count(State.SUBMITTED)),
            ("退回", states.count(State.RETURNED)),
            ("未报", len(states) - reported),
        ]

    @property
    def days(self) -> str:
        """Return how long there is still to report, in words."""
        left = (self.period.due_on - clock.today()).days
        if left == 0:
            return "今天截止"
        return f"还有{left}天" if left > 0 else f"已过截止{-left}天"

    # --- figures ---------------------------------------------------------------------------------------

    @cached_property
    def items(self) -> list[Item]:
        items = Item.objects.filter(document=self.document)
        return [item for item in items if item.is_asked_in(self.quarter)]

    @cached_property
    def items_of(self) -> dict[int, list[Item]]:
        """Return the items by the unit that answers for them."""
        found = {}
        for item in self.items:
            found.setdefault(self.series.unit_of(item, self.quarter).pk, []).append(item)
        return found

    @cached_property
    def items_due(self) -> dict[int, list[Item]]:
        return {
            unit: [item for item in items if item.is_due_in(self.quarter)]
            for unit, items in self.items_of.items()
        }

    @cached_property
    def standing(self) -> dict:
        return standing_values(self.document)

    @cached_property
    def effects(self) -> dict[str, tuple[Effect, ...]]:
        laid = [(each, self.lines.get(each.pk, ())) for each in self.waiting if each.form == Form.FIGURES]
        cells = {line.cell for _, lines in laid for line in lines}
        return Outlook(self.period, self.series, laid).by_cell(cells) if cells else {}

    @cached_property
    def stated(self) -> dict:
        """Return the definitions of the ratios that were handed down 上级反馈值, by indicator."""
        lines = [
            line for found in self.lines.values() for line in found if getattr(line, "indicator_id", None)
        ]
        chosen = [self.series.definition(line.indicator, self.quarter).pk for line in lines]
        rows = Definition.objects.filter(pk__in=chosen).select_related("indicator", "item_a", "item_b")
        return {each.indicator_id: each for each in rows}

    def figure_rows(self, submission):
        """Yield the sheet's items, of a correction only what it corrects, then what was handed down."""
        lines = self.lines.get(submission.pk, ())
        by_item = {line.item_id: line for line in lines if line.item_id}
        is_partial = submission.kind == Kind.CORRECTION
        items = [
            item for item in self.items_of.get(submission.unit_id, ()) if item.pk in by_item or not is_partial
        ]
        rows = {
            item: sheet_row(item, self.quarter, by_item.get(item.pk), self.standing, False) for item in items
        }
        stated = {line: self.stated_row(line, by_item) for line in lines if line.indicator_id}
        asked = self.asked(rows.values(), stated.values(), is_partial)
        effects = self.effects if submission.state == State.SUBMITTED else {}
        for item, row in rows.items():
            line, told = line_row(item, row, by_item.get(item.pk)), asked.get(item.slug, ())
            yield DeskRow(line, row.value is not None, row.is_due, told, effects.get(item.slug, ()))
        for line, row in stated.items():
            shown, told = stated_line_row(row, line), asked.get(row.slug, ())
            yield DeskRow(shown, row.stated is not None, False, told, effects.get(row.slug, ()))

    def stated_row(self, line, by_item) -> checks.StatedRow:
        typed = {
            (each.item.slug, self.quarter): each.value for each in by_item.values() if each.value is not None
        }
        return stated_row(self.stated[line.indicator_id], self.quarter, self.standing | typed, line)

    def asked(self, rows, stated, is_partial: bool) -> dict[str, tuple[str, ...]]:
        """Return what was asked of the figures, answered since, by cell."""
        published = {slug: value for (slug, of), value in self.standing.items() if of == self.quarter}
        found = checks.findings([replace(row, note="") for row in rows], published, is_partial)
        found += checks.disagreeing([replace(row, note="") for row in stated])
        questions = {}
        for each in found:
            if not each.is_hard:
                questions[each.slug] = (*questions.get(each.slug, ()), each.message)
        return questions

    # --- updates ---------------------------------------------------------------------------------------

    @cached_property
    def tasks_owed(self) -> dict[int, list[Task]]:
        """Return the tasks by the unit that speaks for them: the one named, and whoever took its place."""
        after = dict(Unit.objects.values_list("pk", "successor_id"))
        found = {}
        for task in self.gathering.task_rows:
            for named in (task.lead_unit_id, *(each.unit_id for each in task.partners.all())):
                while named:
                    tasks = found.setdefault(named, [])
                    tasks += [] if task in tasks else [task]
                    named = after[named]
        return found

    @cached_property
    def judged_before(self) -> dict[tuple[int, int], str]:
        """Return what each unit said of a task the quarter before."""
        before = self.quarter.previous()
        lines = ProgressUpdate.objects.approved().filter(
            submission__period__document=self.document,
            submission__period__year=before.year,
            submission__period__part=before.part,
        )
        lines = lines.select_related("submission")
        return {(line.submission.unit_id, line.task_id): line.get_judgement_display() for line in lines}

    def update_rows(self, submission):
        """Yield a line for each task owed, of a correction only what it corrects."""
        lines = {line.task_id: line for line in self.lines.get(submission.pk, ())}
        for task in self.tasks_owed.get(submission.unit_id, ()):
            line = lines.get(task.pk)
            if line is None and submission.kind == Kind.CORRECTION:
                continue
            before = self.judged_before.get((submission.unit_id, task.pk), "")
            row = replace(ProgressUpdate.line_row(task, line), previous=before)
            yield DeskRow(row, bool(line and line.progress))

    # --- what an edition would say ---------------------------------------------------------------------

    @property
    def missing_figures(self) -> list:
        return [each for each in self.reporting.missing if each.form == Form.FIGURES.label]

    @property
    def silent(self) -> list[str]:
        """Return the units that owe an update 任务未更新."""
        missing = (each.unit for each in self.reporting.missing if each.form == Form.UPDATES.label)
        return list(dict.fromkeys(missing))

    @cached_property
    def unconfirmed(self) -> list[Indicator]:
        """Return the indicators whose definition nobody has confirmed 口径待确认."""
        rows = Indicator.objects.filter(document=self.document, group__is_of_tasks=False)
        return [each for each in rows if not self.series.definition(each, self.quarter).is_confirmed]

    @cached_property
    def number(self) -> int:
        """Return the number that the next edition of the quarter gets."""
        return Edition.objects.of(self.document, self.quarter).count() + 1

    @cached_property
    def why_not_publish(self) -> str:
        return Edition.why_not_publish(self.document, self.quarter, self.user)
