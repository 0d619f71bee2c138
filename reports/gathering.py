"""Everything of a quarter that is not computed: who reported, what is missing, how the tasks stand."""

from django.db.models import F, Q

from accounts import clock
from accounts.models import UnitKind
from indicators.models import GoalJudgement, Item
from reports import courses
from reports.contexts import (
    GoalContext,
    MissingContext,
    ReportingContext,
)
from reports.task_contexts import PastContext, TaskContext, UpdateContext
from submissions.lines import Form
from submissions.models import Kind, ReportingPeriod
from submissions.quarters import Quarter
from tasks import status
from tasks.models import ProgressUpdate, Task

NOT_HANDED_IN = "没有报送"


class Gathering:
    """The reporting side of one quarter, read once."""

    def __init__(self, document, quarter: Quarter, as_of: int | None = None):
        self.document, self.quarter = document, quarter
        self.update_quarter = quarter.previous() if quarter.is_annual else quarter
        self.period = ReportingPeriod.objects.of(document, quarter)
        self.submissions = list(self._submissions())
        self.updates = self._updates(as_of)

    def _submissions(self):
        if self.period is None:
            return []
        chosen = self.period.submissions.exclude(kind=Kind.CORRECTION).select_related("unit", "period")
        return chosen.prefetch_related("period__extensions").order_by("unit__order", "form")

    def _updates(self, as_of) -> dict:
        """Return the updates in force as {(task pk, unit pk): line}."""
        lines = (
            ProgressUpdate.objects.approved(as_of)
            .filter(submission__period__document=self.document)
            .filter(submission__period__year=self.update_quarter.year)
            .filter(submission__period__part=self.update_quarter.part)
            .select_related("submission__unit", "submission__period")
            .prefetch_related("submission__period__extensions")
        )
        return {(line.task_id, line.submission.unit_id): line for line in lines}

    def reporting(self, series) -> ReportingContext:
        """Return 应报 已报 按时 by unit; a unit has reported when all it owes was handed in."""
        by_unit = {}
        for submission in self.submissions:
            by_unit.setdefault(submission.unit, []).append(submission)
        absent = [unit for unit, owed in by_unit.items() if any(s.first_submitted_at is None for s in owed)]
        late = [unit for unit, owed in by_unit.items() if any(s.is_late for s in owed)]
        reported = [unit for unit in by_unit if unit not in absent]
        return ReportingContext(
            len(by_unit),
            len(reported),
            len([unit for unit in reported if unit not in late]),
            tuple(unit.short_name for unit in late),
            tuple(unit.short_name for unit in absent),
            (*self.missing_figures(series), *self.missing_updates()),
        )

    def missing_figures(self, series):
        """Yield what was due and is not there; a fourth quarter's figure does not stand in for the annual report's."""
        for item in Item.objects.filter(document=self.document):
            line = series.line(item.slug, self.quarter)
            if not item.is_due_in(self.quarter) or (line and line.value is not None):
                continue
            unit = series.unit_of(item, self.quarter)
            reason = (line.blank_reason if line else "") or NOT_HANDED_IN
            yield MissingContext(unit.short_name, Form.FIGURES.label, item.name, reason)

    def missing_updates(self):
        if self.quarter.is_annual:
            return
        for task in self.task_rows:
            for unit in owing(task):
                line = self.said(task, unit)
                if line is None or not line.progress:
                    reason = (line.blank_reason if line else "") or NOT_HANDED_IN
                    yield MissingContext(unit.short_name, Form.UPDATES.label, f"任务{task}", reason)

    def said(self, task, unit) -> ProgressUpdate | None:
        """Return what the unit says of the task, or whoever stands in its place by now."""
        while unit:
            if line := self.updates.get((task.pk, unit.pk)):
                return line
            unit = unit.successor
        return None

    @property
    def task_rows(self):
        if not hasattr(self, "_tasks"):
            rows = Task.objects.filter(document=self.document).select_related(
                "lead_unit__successor", "clause", "section__clause", "section__parent__clause"
            )
            read = ("partners__unit__successor", "deliverables", *courses.READ_ALONG)
            self._tasks = list(rows.prefetch_related(*read))
        return self._tasks

    def tasks(self, measured=()) -> tuple[TaskContext, ...]:
        """Return every task; `measured` are the rows of the sub-targets, which hang on the tasks' clauses."""
        by_clause, past = {}, self.past()
        for row in measured:
            by_clause.setdefault(row.target.clause, []).append(row)
        return tuple(
            self.task(task, by_clause.get(task.clause.number, []), past.get(task.pk, ()))
            for task in self.task_rows
        )

    def past(self) -> dict[int, tuple[PastContext, ...]]:
        """Return what each task's lead said of it in the earlier quarters of this year and the last, newest first."""
        now = self.update_quarter
        is_lead_s = Q(submission__unit=F("task__lead_unit")) | Q(
            submission__unit=F("task__lead_unit__successor")
        )
        lines = (
            ProgressUpdate.objects.approved()
            .filter(is_lead_s, submission__period__document=self.document)
            .filter(submission__period__year__in=(now.year - 1, now.year))
            .select_related("submission__period")
        )
        in_force = {(line.task_id, line.submission.period.quarter): line for line in lines}
        found = {}
        for (pk, quarter), line in sorted(in_force.items(), key=lambda each: each[0][1], reverse=True):
            if quarter < now and line.progress:
                found[pk] = (*found.get(pk, ()), courses.past(line))
        return found

    def task(self, task, measured, past) -> TaskContext:
        said = {unit: self.said(task, unit) for unit in owing(task)}
        lead = said.get(task.lead_unit)
        lines = [line for line in dict.fromkeys(said.values()) if line]
        words = [(line.get_judgement_display(), line == lead) for line in lines if line.progress]
        part, clause = task.section.parent or task.section, task.clause
        judgement = status.judgement(words, has_lead=task.lead_unit is not None, is_owed=bool(said))
        return TaskContext(
            task.number,
            task.title,
            part.clause.heading,
            task.section.clause.heading if task.section.parent else "",
            clause.number,
            clause.anchor,
            task.lead_unit.short_name if task.lead_unit else "",
            tuple(partner.unit.short_name for partner in task.partners.all()),
            tuple(each.title for each in task.deliverables.all()),
            judgement,
            tuple(update(line, line == lead) for line in lines),
            tuple(unit.short_name for unit, line in said.items() if not (line and line.progress)),
            self.document.text[clause.start : clause.end],
            clause.start,
            past=past,
            **courses.course(task, measured, judgement),
        )


def owing(task) -> list:
    """Return the units that owe an update on the task: the lead first; a collective name owes nothing."""
    units = [task.lead_unit] if task.lead_unit else []
    units += [partner.unit for partner in task.partners.all()]
    return [unit for unit in units if unit.kind != UnitKind.COLLECTIVE]


def update(line, is_lead: bool) -> UpdateContext:
    return UpdateContext(
        line.submission.unit.short_name,
        is_lead,
        line.progress,
        line.problems_met,
        line.next_steps,
        line.get_judgement_display(),
        line.blank_reason,
        line.submission.is_late,
        clock.day_of(line.submission.first_submitted_at),
    )


def goals(document, quarter) -> tuple[GoalContext, ...]:
    """Return the qualitative goals with the places of their words, and what was judged of them by the quarter."""
    rows, judged = (
        document.goals.select_related("phase", "clause__document"),
        GoalJudgement.as_of(document, quarter),
    )
    return tuple(
        GoalContext(
            goal.phase.name if goal.phase else "总体",
            goal.quote,
            goal.clause.number,
            goal.clause.anchor,
            goal.start,
            goal.end,
            **(judgement(judged[goal.pk]) if goal.pk in judged else {}),
        )
        for goal in rows
    )


def judgement(row: GoalJudgement) -> dict:
    return {
        "verdict": row.get_verdict_display(),
        "basis": row.basis,
        "judged_as_of": row.quarter.label,
        "judged_by": row.judged_by.display_name,
        "judged_on": clock.day_of(row.judged_at),
        "file": courses.file_of(row.evidence),
    }
