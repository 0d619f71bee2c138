"""The course of a task: how far its documents have come, what is due when, and its closure. Rows are only ever added."""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.additions import check_seen
from accounts.journal import Change, record
from accounts.models import Unit, person
from accounts.permissions import FILLING_ROLES, Permission, refusal
from policy.evidence import taken, told
from policy.models import Evidence
from submissions.rules import check
from tasks import status
from tasks.models.plan import Deliverable, Stage, Task

CLOSED = "任务已销号，不能再改。确需继续办理，请审核员先恢复。"
STAGES = list(Stage)


def answering_unit(task) -> Unit:
    """Return who answers for the task: its lead or whoever succeeded it; the committee where the document names none."""
    return task.lead_unit.heir(clock.today()) if task.lead_unit else Unit.objects.committee()


def why_not_lead(task, user) -> str:
    """Answer for what only the lead unit's clerk does."""
    unit = answering_unit(task)
    if unit not in user.units_as(*FILLING_ROLES):
        return f"这项任务由{unit}牵头，只有该单位的填报员可以办理。"
    return CLOSED if Closure.is_closed(task) else ""


def kept(received, by) -> Evidence | None:
    return received and Evidence.keep(received, by=by)


class StageStep(models.Model):
    """One report of how far a document 应形成文件 has come; a mistaken one is taken back by a newer one with its reason."""

    INSERT_ONLY = True

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="steps")
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices)
    reached_on = models.DateField("日期")
    issued_number = models.CharField("文号", max_length=40, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+", verbose_name="文件")
    reported_at = models.DateTimeField("报告时间", default=clock.now, editable=False)
    reported_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "文件阶段"
        ordering = ["deliverable", "pk"]

    def __str__(self):
        return f"{self.deliverable}{self.get_stage_display()}"

    @property
    def rank(self) -> int:
        return STAGES.index(self.stage)

    @classmethod
    def standing(cls, deliverable) -> list["StageStep"]:
        """Return the steps that stand, first stage first; the newest of them says where the document is."""
        return status.standing([(step.rank, step) for step in deliverable.steps.all()])

    @classmethod
    def report(
        cls,
        deliverable,
        stage,
        *,
        reached_on,
        by,
        issued_number="",
        reason="",
        file=None,
        seen=None,
        key=None,
    ) -> "StageStep":
        """Say which stage the document has reached, when, and under which number it was issued."""
        said = {"stage": stage, "reached_on": reached_on, "issued_number": issued_number.strip()}
        said |= {"reason": reason.strip()}
        with taken(file) as received:

            def do(seq):
                check(cls.why_not_report(deliverable, by) or cls.why_not_take(deliverable, said))
                check_seen(deliverable.steps, seen, lambda row: said, pair="reported")
                made = cls.objects.create(
                    deliverable=deliverable, evidence=kept(received, by), reported_by=by, **said
                )
                return Change(said | told(received), {"step": made.pk})

            key = key and f"{key} {deliverable.pk} {said} {told(received)}"
            outcome = record("stage.report", deliverable, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["step"])

    @classmethod
    def why_not_report(cls, deliverable, user) -> str:
        return why_not_lead(deliverable.task, user)

    @classmethod
    def why_not_take(cls, deliverable, said) -> str:
        """Answer for what is said: forward in the order of days, back only with a reason, issued only with a number."""
        steps = status.standing([(step.rank, step) for step in deliverable.steps.order_by("pk")])
        rank, now = STAGES.index(said["stage"]), steps[-1].rank if steps else 0
        before = [step for step in steps if step.rank < rank]
        if rank <= now and not said["reason"]:
            stage = STAGES[now].label
            return f"现在已是“{stage}”。退回前一阶段，或改已报的日期、文号，要写明理由，原来的一行会留着。"
        if rank == now == 0:
            return "还没有报过阶段，没有可以撤回的。"
        if said["reached_on"] > clock.today():
            return "日期还没有到，请填实际完成的日期。"
        if before and said["reached_on"] < before[-1].reached_on:
            return (
                f"日期早于“{before[-1].get_stage_display()}”的{clock.spoken(before[-1].reached_on)}，请核对。"
            )
        if (said["stage"] == Stage.ISSUED) != bool(said["issued_number"]):
            return "印发要填文号；其他阶段没有文号，请留空。"
        return ""


class Deadline(models.Model):
    """A due date 完成时限 or milestone 节点 as the committee sets it; of one thing the newest counts, without a day it is lifted."""

    INSERT_ONLY = True

    task = models.ForeignKey(Task, models.PROTECT, related_name="deadlines")
    deliverable = models.ForeignKey(
        Deliverable, models.PROTECT, null=True, related_name="deadlines", verbose_name="文件"
    )
    name = models.CharField("节点", max_length=40, blank=True)
    due_on = models.DateField("期限", null=True)
    reached_on = models.DateField("完成日期", null=True)
    reason = models.CharField("依据和理由", max_length=200)
    version = models.PositiveSmallIntegerField("版本", default=1)
    decided_at = models.DateTimeField("设定时间", default=clock.now, editable=False)
    decided_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "完成时限"
        ordering = ["task", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deliverable=None) | Q(name=""), name="tasks_deadline_of_one_thing"
            )
        ]

    def __str__(self):
        return f"任务{self.task.number}{self.subject}期限"

    @property
    def subject(self) -> str:
        """Return what is due: the document's title, the milestone's name, or the whole task."""
        return str(self.deliverable) if self.deliverable_id else self.name or "整项任务"

    @property
    def thing(self) -> tuple:
        return self.deliverable_id, self.name

    @classmethod
    def in_force(cls, deadlines) -> list["Deadline"]:
        """Return of each thing the newest row, those that were lifted left out, in the order of their days."""
        newest = {row.thing: row for row in sorted(deadlines, key=lambda row: row.pk)}
        return sorted((row for row in newest.values() if row.due_on), key=lambda row: (row.due_on, row.pk))

    @classmethod
    def decide(
        cls, task, *, due_on, reason: str, by, deliverable=None, name="", reached_on=None, seen=None, key=None
    ) -> "Deadline":
        """Set, move or lift a due date, or confirm that its milestone is reached; what stood before stays."""
        said = {"due_on": due_on, "reached_on": reached_on, "reason": reason.strip()}
        thing = {"deliverable": deliverable, "name": name.strip()}

        def do(seq):
            rows = cls.objects.filter(task=task, **thing)
            before = rows.order_by("pk").last()
            check(cls.why_not_decide(task, by) or cls.why_not_take(thing, said, before))
            check_seen(cls.objects.filter(task=task), seen, lambda row: said if row.thing_is(thing) else {})
            made = cls.objects.create(
                task=task, version=before.version + 1 if before else 1, decided_by=by, **thing, **said
            )
            return Change(
                {"subject": made.subject, "before": before and before.due_on, **said}, {"deadline": made.pk}
            )

        key = key and f"{key} {deliverable and deliverable.pk} {thing['name']} {said}"
        outcome = record("deadline.decide", task, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["deadline"])

    def thing_is(self, thing: dict) -> bool:
        return self.thing == (thing["deliverable"] and thing["deliverable"].pk, thing["name"])

    @classmethod
    def why_not_decide(cls, task, user) -> str:
        return refusal(user, Permission.DECIDE) or (CLOSED if Closure.is_closed(task) else "")

    @classmethod
    def why_not_take(cls, thing, said, before) -> str:
        if not said["reason"]:
            return "设定期限要写明依据和理由，页面和通报上标作管委会设定，一并印出。"
        if said["due_on"] is None and not (before and before.due_on):
            return "请填期限。这里还没有设过期限，没有可以取消的。"
        if said["reached_on"] and not thing["name"]:
            return "只有节点由管委会确认完成：文件以印发为准，任务以销号为准。"
        if said["reached_on"] and said["reached_on"] > clock.today():
            return "完成日期还没有到，请填实际完成的日期。"
        if before and (before.due_on, before.reached_on) == (said["due_on"], said["reached_on"]):
            return "和现在的期限一样，不用再设。"
        return ""


class ClosureAct(models.TextChoices):
    APPLIED = "APPLIED", "申请销号"
    APPROVED = "APPROVED", "批准销号"
    REFUSED = "REFUSED", "不同意销号"
    REOPENED = "REOPENED", "恢复办理"


AFTER = {
    ClosureAct.APPLIED: {None, ClosureAct.REFUSED, ClosureAct.REOPENED},
    ClosureAct.APPROVED: {ClosureAct.APPLIED},
    ClosureAct.REFUSED: {ClosureAct.APPLIED},
    ClosureAct.REOPENED: {ClosureAct.APPROVED},
}
"""Each act, and after which it may come; None: nothing was done yet."""
VERBS = {
    ClosureAct.APPLIED: "closure.apply",
    ClosureAct.APPROVED: "closure.approve",
    ClosureAct.REFUSED: "closure.refuse",
    ClosureAct.REOPENED: "closure.reopen",
}


class Closure(models.Model):
    """One act in the closure 销号 of a task; the newest says how it stands."""

    INSERT_ONLY = True

    task = models.ForeignKey(Task, models.PROTECT, related_name="closures")
    act = models.CharField("办理", max_length=8, choices=ClosureAct.choices)
    text = models.TextField("说明", max_length=1000)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+", verbose_name="佐证")
    acted_at = models.DateTimeField("办理时间", default=clock.now, editable=False)
    acted_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "销号"
        ordering = ["task", "pk"]

    def __str__(self):
        return f"任务{self.task.number}{self.get_act_display()}"

    @classmethod
    def newest(cls, task) -> "Closure | None":
        return cls.objects.filter(task=task).select_related("acted_by", "evidence").last()

    @classmethod
    def waiting(cls, document) -> models.QuerySet:
        """Return the applications that nobody has decided on, oldest first."""
        newest = cls.objects.filter(task__document=document).annotate(last=models.Max("task__closures"))
        return newest.filter(pk=models.F("last"), act=ClosureAct.APPLIED).select_related("task", "acted_by")

    @classmethod
    def is_closed(cls, task) -> bool:
        last = cls.newest(task)
        return last is not None and last.act == ClosureAct.APPROVED

    @classmethod
    def apply(cls, task, *, text, file, by, seen=None, key=None) -> "Closure":
        """Apply for closure with what was achieved and its evidence."""
        return cls._do(task, ClosureAct.APPLIED, text, by, seen, key, file)

    @classmethod
    def approve(cls, task, *, by, text="", seen=None, key=None) -> "Closure":
        return cls._do(task, ClosureAct.APPROVED, text.strip() or "同意。", by, seen, key)

    @classmethod
    def refuse(cls, task, *, text, by, seen=None, key=None) -> "Closure":
        return cls._do(task, ClosureAct.REFUSED, text, by, seen, key)

    @classmethod
    def reopen(cls, task, *, text, by, seen=None, key=None) -> "Closure":
        return cls._do(task, ClosureAct.REOPENED, text, by, seen, key)

    @classmethod
    def act_of(cls, act: str):
        """Return the verb that does an act."""
        return {
            ClosureAct.APPLIED: cls.apply,
            ClosureAct.APPROVED: cls.approve,
            ClosureAct.REFUSED: cls.refuse,
            ClosureAct.REOPENED: cls.reopen,
        }[act]

    @classmethod
    def _do(cls, task, act, text, by, seen, key, file=None) -> "Closure":
        text = text.strip()
        with taken(file) as received:

            def do(seq):
                check_seen(cls.objects.filter(task=task), seen, lambda row: {"text": text}, pair="acted")
                check(cls.why_not(task, act, by) or why_not_say(act, text, received))
                made = cls.objects.create(
                    task=task, act=act, text=text, evidence=kept(received, by), acted_by=by
                )
                return Change({"text": text} | told(received), {"closure": made.pk})

            key = key and f"{key} {task.pk} {text} {told(received)}"
            outcome = record(VERBS[act], task, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["closure"])

    @classmethod
    def why_not(cls, task, act, user) -> str:
        """Answer for one act: who may, after what, and never on one's own application."""
        last = cls.newest(task)
        is_lead_s = act == ClosureAct.APPLIED
        if reason := why_not_lead(task, user) if is_lead_s else refusal(user, Permission.REVIEW):
            return reason
        if (last and last.act) not in AFTER[act]:
            return out_of_turn(act, last)
        if act in (ClosureAct.APPROVED, ClosureAct.REFUSED) and last.acted_by == user:
            return "销号是您本人申请的，须由另一位审核员审批。"
        return ""


def why_not_say(act, text: str, received) -> str:
    if not text:
        return "请写明完成情况。" if act == ClosureAct.APPLIED else "请写明理由，牵头单位要据此办理。"
    if act == ClosureAct.APPLIED and not received:
        return "申请销号要附佐证材料。"
    return ""


def out_of_turn(act, last) -> str:
    """Return why an act does not come after the last one."""
    if act == ClosureAct.APPLIED:
        return "已申请销号，正在等待审批，不用再报。"
    if act == ClosureAct.REOPENED:
        return "任务没有销号，不用恢复。"
    return f"现在是“{last.get_act_display()}”，没有待批的申请。" if last else "牵头单位还没有申请销号。"
