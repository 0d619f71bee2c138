"""Tasks 任务 of the document, who owes them, and what they must bring forth."""

from django.db import models

from accounts.models import Unit
from policy.models import Clause, PolicyDocument


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
    """A document to produce 《…》; how far it has come its steps say."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="deliverables")
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("文件名称", max_length=80)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")

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
