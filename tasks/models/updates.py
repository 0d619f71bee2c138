"""The quarterly updates that move the tasks."""

from django.db import models

from accounts.models import Unit
from submissions.lines import Form, Line, LineRow, Problem
from tasks.models.plan import Task


class TaskJudgement(models.TextChoices):
    """What a person says of a task, beside what is computed."""

    SMOOTH = "SMOOTH", "顺利"
    UNDER_CONTROL = "UNDER_CONTROL", "可控"
    AT_RISK = "AT_RISK", "有风险"
    NEEDS_COORDINATION = "NEEDS_COORDINATION", "需协调"


class ProgressUpdate(Line):
    """A unit's quarterly update 进展 on one task, in three parts, with its judgement."""

    FORM = Form.UPDATES
    SHEET = "tasks:update_sheet"
    LOOKUP = ("task",)
    CONTENT = ("progress", "problems_met", "next_steps", "judgement", "blank_reason")

    task = models.ForeignKey(Task, models.PROTECT, related_name="updates")
    progress = models.TextField("进展情况", max_length=2000, blank=True)
    problems_met = models.TextField("存在问题", max_length=2000, blank=True)
    next_steps = models.TextField("下一步措施", max_length=2000, blank=True)
    judgement = models.CharField("判断", max_length=20, choices=TaskJudgement.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务进展"
        ordering = ["submission", "task__number"]
        constraints = [models.UniqueConstraint(fields=["submission", "task"], name="tasks_update_once")]

    def __str__(self):
        return str(self.task)

    @property
    def cell(self) -> str:
        return str(self.task.number)

    @classmethod
    def units_due(cls, period) -> list[Unit]:
        """Every lead and every real partner, or its heir, owes a quarterly update; a collective name owes nothing."""
        if period.is_backfill or period.quarter.is_annual:
            return []
        document, day = period.document, period.opens_on
        named = Unit.objects.filter(
            models.Q(led_tasks__document=document) | models.Q(partner_tasks__document=document)
        )
        heirs = dict.fromkeys(unit.heir(day) for unit in named.exclude(kind="COLLECTIVE").distinct())
        return [unit for unit in heirs if unit.closed_on is None or unit.closed_on > day]

    @classmethod
    def tasks_of(cls, submission) -> models.QuerySet[Task]:
        """Return the tasks on which the submission's unit owes an update."""
        units = submission.unit.lineage()
        return (
            Task.objects.filter(document=submission.period.document)
            .filter(models.Q(lead_unit__in=units) | models.Q(partner_units__in=units))
            .distinct()
        )

    @classmethod
    def shown(cls, submission) -> list[LineRow]:
        """Return the updates as they are read, one owed task after another."""
        lines = {line.task_id: line for line in submission.lines.select_related("author")}
        rows = []
        for task in cls.tasks_of(submission):
            line = lines.get(task.pk)
            if line is not None or submission.kind != "CORRECTION":
                rows.append(cls.line_row(task, line))
        return rows

    @classmethod
    def line_row(cls, task, line) -> LineRow:
        if line is None:
            return LineRow(None, task.number, task.title)
        texts = (
            ("进展情况", line.progress),
            ("存在问题", line.problems_met),
            ("下一步措施", line.next_steps),
        )
        return LineRow(
            line.pk,
            task.number,
            task.title,
            value=line.get_judgement_display(),
            texts=tuple((label, text) for label, text in texts if text),
            blank_reason=line.blank_reason,
            review_note=line.review_note,
            author=str(line.author),
        )

    @classmethod
    def problems(cls, submission) -> list[Problem]:
        """Each owed task has its update, or says why not; a correction may hold any one of them."""
        lines = {line.task_id: line for line in submission.lines}
        found = []
        for task in cls.tasks_of(submission):
            line = lines.get(task.pk)
            if submission.kind == "CORRECTION" and line is None:
                continue
            if line is None or not (line.progress or line.blank_reason):
                found.append(
                    Problem(str(task), "没有写进展情况。请填写，或注明未报原因。", f"cell-{task.number}")
                )
            elif line.progress and not line.judgement:
                found.append(
                    Problem(str(task), "没有选判断（顺利、可控、有风险、需协调）。", f"cell-{task.number}")
                )
        return found
