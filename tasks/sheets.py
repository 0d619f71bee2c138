"""The sheet of one unit's updates: the tasks it leads or takes part in, one after another."""

from dataclasses import dataclass

from submissions.filling import Sheet, by_cell
from tasks.forms import UpdateForm
from tasks.models import ProgressUpdate


@dataclass(frozen=True)
class UpdateLine:
    """One task on the page: its form, what the unit said last quarter, and what was found in it."""

    form: UpdateForm
    is_lead: bool
    previous: ProgressUpdate | None
    problems: tuple = ()


class UpdateSheet(Sheet):
    """The tasks on which a unit owes an update."""

    def make_forms(self, lines, data) -> list[UpdateForm]:
        tasks = ProgressUpdate.tasks_of(self.submission).select_related("clause__document", "lead_unit")
        return [UpdateForm(task, lines.get((task.pk,)), data) for task in tasks]

    def rows(self, problems=()) -> list[UpdateLine]:
        found, last, own = by_cell(problems), self.last_quarter(), self.submission.unit.lineage()
        return [
            UpdateLine(
                form,
                form.task.lead_unit in own,
                last.get(form.task.pk),
                tuple(found.get(form.cell, ())),
            )
            for form in self.forms
        ]

    def last_quarter(self) -> dict[int, ProgressUpdate]:
        """Return what the unit said a quarter ago and was approved, by task."""
        before = self.quarter.previous()
        said = ProgressUpdate.objects.approved().filter(
            submission__period__document=self.submission.period.document,
            submission__period__year=before.year,
            submission__period__part=before.part,
            submission__unit__in=self.submission.unit.lineage(),
        )
        return {line.task_id: line for line in said}
