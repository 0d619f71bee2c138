"""Tasks 任务 of the document, who owes them, and the quarterly updates that move them."""

from django.db import models

from accounts.models import Unit
from policy.models import Clause, PolicyDocument
from submissions.lines import Form, Line, LineRow, Problem


class Section(models.Model):
    """A section 任务类别; a part has no parent."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="sections")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "任务类别"
        ordering = ["document", "order"]

    def __str__(self):
        return self.clause.heading


class Task(models.Model):
    """A task 任务: its clause, the lead (none where the document names none) and the partners in the document's order."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="tasks")
    section = models.ForeignKey(Section, models.PROTECT, related_name="tasks", verbose_name="类别")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("任务", max_length=60)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="tasks", verbose_name="条款")
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="led_tasks", verbose_name="牵头单位"
    )
    partner_units = models.ManyToManyField(
        Unit, through="Partner", related_name="partner_tasks", verbose_name="配合单位"
    )

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="tasks_task_number_once")]

    def __str__(self):
        return f"{self.number} {self.title}"


class Partner(models.Model):
    """A partner unit 配合单位 of a task, in the document's order."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="partners")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="partnerships")
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "配合单位"
        ordering = ["task", "order"]
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="tasks_partner_once")]


class Stage(models.TextChoices):
    NOT_STARTED = "NOT_STARTED", "未开始"
    DRAFTING = "DRAFTING", "起草"
    CONSULTING = "CONSULTING", "征求意见"
    DELIBERATING = "DELIBERATING", "审议"
    ISSUED = "ISSUED", "印发"


class Deliverable(models.Model):
    """A document to produce 《…》 and how far it has come."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="deliverables")
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("文件名称", max_length=80)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices, default=Stage.NOT_STARTED)

    class Meta:
        verbose_name = verbose_name_plural = "应形成文件"
        ordering = ["task", "order"]
        constraints = [models.UniqueConstraint(fields=["task", "title"], name="tasks_deliverable_once")]

    def __str__(self):
        return f"《{self.title}》"


class MeetingMember(models.Model):
    """A member unit 成员单位 of the joint meeting 联席会议, as the document names it. Membership is not responsibility."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "联席会议成员单位"
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "unit"], name="tasks_member_once")]


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
