"""The joint meeting 联席会议 (第六部分31): called with an agenda, closed with its minutes; its resolutions 议定事项 stay open until met."""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.journal import Change, record
from accounts.models import Unit, pair, person
from accounts.permissions import FILLING_ROLES, Permission, refusal
from policy.models import PolicyDocument
from submissions.rules import check
from tasks.models.changes import change
from tasks.models.plan import MeetingMember, Task

IS_CLOSED = "这次会议已办结，议程、纪要和议定事项名称不能再改；议定事项的答复和办结照常。"


class JointMeeting(models.Model):
    """One meeting: its day, who called it, the edition it speaks of, the agenda and the minutes."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField("第几次", editable=False)
    held_on = models.DateField("会议日期")
    convener = models.CharField("召集人", max_length=60)
    place = models.CharField("地点", max_length=60, blank=True)
    edition = models.CharField("依据的发布版", max_length=20, blank=True, editable=False)  # 2019Q1-2
    agenda = models.TextField("议程", max_length=4000)
    minutes = models.TextField("会议纪要", max_length=8000, blank=True)
    invited = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name="邀请列席")
    rv = models.PositiveIntegerField(default=1, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)
    closed_by = person()

    class Meta:
        verbose_name = verbose_name_plural = "联席会议"
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="tasks_jointmeeting_once"),
            pair("closed"),
        ]

    def __str__(self):
        return f"第{self.number}次联席会议（{clock.spoken(self.held_on)}）"

    @classmethod
    def call(cls, document, values: dict, *, invited=(), edition="", by, key=None) -> "JointMeeting":
        """Call a meeting 召集; it gets the next number."""

        def do(seq):
            check(refusal(by, Permission.HOLD_MEETINGS))
            last = cls.objects.filter(document=document).aggregate(last=models.Max("number"))["last"] or 0
            meeting = cls.objects.create(document=document, number=last + 1, edition=edition, **values)
            meeting.invited.set(invited)
            said = {**values, "edition": edition, "invited": [str(unit) for unit in invited]}
            subject = f"{cls._meta.label_lower}:{meeting.pk} {meeting}"
            return Change(said, {"meeting": meeting.pk}, subject=subject)

        return cls.objects.get(pk=record("meeting.call", "联席会议", by=by, key=key, do=do)["meeting"])

    def edit(self, values: dict, *, rv: int, by, key=None) -> None:
        """Change the agenda, the day or the minutes while the meeting is open."""
        change(self, "meeting.edit", values, rv=rv, by=by, key=key, why_not=self.why_not_edit)

    def close(self, *, rv: int, by, key=None) -> None:
        """Close the meeting 办结: what was agreed stands."""
        values = {"closed_at": clock.now(), "closed_by": by}
        change(self, "meeting.close", values, rv=rv, by=by, key=key, why_not=self.why_not_close)

    def why_not_edit(self, user) -> str:
        return refusal(user, Permission.HOLD_MEETINGS) or (IS_CLOSED if self.closed_at else "")

    def why_not_close(self, user) -> str:
        if reason := self.why_not_edit(user):
            return reason
        if self.held_on > clock.today():
            return "会议日期还没有到，不能办结。"
        return "" if self.minutes else "还没有写会议纪要。请先写纪要，再办结。"

    def attending(self) -> list[tuple[Unit, bool]]:
        """Return who attends: the members of the document, or their heirs, then who is invited; whether by invitation."""
        members = MeetingMember.objects.filter(document=self.document).select_related("unit__successor")
        heirs = dict.fromkeys(member.unit.heir(self.held_on) for member in members)
        guests = [unit for unit in self.invited.all() if unit not in heirs]
        return [(unit, False) for unit in heirs] + [(unit, True) for unit in guests]

    @classmethod
    def may_be_invited(cls, document) -> models.QuerySet[Unit]:
        """Return the units a task names that are no members: they can be asked to sit in."""
        members = MeetingMember.objects.filter(document=document).values("unit")
        named = Q(led_tasks__document=document) | Q(partner_tasks__document=document)
        return Unit.objects.filter(named).exclude(pk__in=members).exclude(kind="COLLECTIVE").distinct()


class ResolutionQuerySet(models.QuerySet):
    def open(self):
        """Return what is still to be met: it is carried into the next meeting."""
        return (
            self.filter(closed_at=None)
            .select_related("meeting", "unit__successor", "task")
            .order_by("due_on", "pk")
        )


class Resolution(models.Model):
    """One matter agreed 议定事项: a unit's, by a day; answered by the unit, closed by who does the meeting's daily work."""

    meeting = models.ForeignKey(JointMeeting, models.PROTECT, related_name="resolutions")
    matter = models.CharField("议定事项", max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="resolutions", verbose_name="责任单位")
    due_on = models.DateField("办结期限")
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name="有关任务"
    )
    indicator = models.SlugField("有关指标", max_length=60, blank=True)  # its slug: tasks know no indicator
    reply = models.TextField("办理情况", max_length=2000, blank=True)
    sent_back = models.CharField("退回理由", max_length=300, blank=True)
    rv = models.PositiveIntegerField(default=1, editable=False)
    replied_at = models.DateTimeField("答复时间", null=True, editable=False)
    replied_by = person()
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)
    closed_by = person()

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["meeting", "pk"]
        constraints = [
            pair("replied"),
            pair("closed"),
            models.CheckConstraint(
                condition=models.Q(task=None) | models.Q(indicator=""), name="tasks_resolution_of_one_thing"
            ),
        ]

    def __str__(self):
        return self.matter[:40]

    @property
    def state(self) -> str:
        if self.closed_at:
            return "已办结"
        if self.replied_at:
            return "已答复"
        return "被退回" if self.sent_back else "办理中"

    def is_late(self, day) -> bool:
        return self.closed_at is None and self.due_on < day

    @classmethod
    def add(cls, meeting, values: dict, *, by, key=None) -> "Resolution":
        """Write down what was agreed 议定."""

        def do(seq):
            check(meeting.why_not_edit(by))
            made = cls.objects.create(meeting=meeting, **values)
            said = {name: str(value or "") for name, value in values.items()}
            return Change(said, {"resolution": made.pk}, subject=f"{cls._meta.label_lower}:{made.pk} {made}")

        meeting.refresh_from_db()
        return cls.objects.get(pk=record("resolution.add", meeting, by=by, key=key, do=do)["resolution"])

    def answer(self, reply: str, *, rv: int, by, key=None) -> None:
        """Say how far it is 答复; until it is closed the answer may be written anew."""
        values = {"reply": reply, "replied_at": clock.now(), "replied_by": by, "sent_back": ""}
        change(self, "resolution.answer", values, rv=rv, by=by, key=key, why_not=self.why_not_answer)

    def send_back(self, reason: str, *, rv: int, by, key=None) -> None:
        """Ask the unit to go on 退回: the answer does not do."""
        values = {"sent_back": reason, "replied_at": None, "replied_by": None}
        change(self, "resolution.send_back", values, rv=rv, by=by, key=key, why_not=self.why_not_close)

    def close(self, *, rv: int, by, key=None) -> None:
        """Close it 办结: it is met."""
        values = {"closed_at": clock.now(), "closed_by": by}
        change(self, "resolution.close", values, rv=rv, by=by, key=key, why_not=self.why_not_close)

    def reopen(self, reason: str, *, rv: int, by, key=None) -> None:
        """Take it up again 恢复办理, with the reason."""
        values = {
            "closed_at": None,
            "closed_by": None,
            "replied_at": None,
            "replied_by": None,
            "sent_back": reason,
        }
        change(self, "resolution.reopen", values, rv=rv, by=by, key=key, why_not=self.why_not_reopen)

    def why_not_answer(self, user) -> str:
        if self.unit.heir(clock.today()) not in user.units_as(*FILLING_ROLES):
            return f"这件议定事项由{self.unit.label(clock.today())}办理，由该单位答复。"
        return "议定事项已办结，不用再答复。" if self.closed_at else ""

    def why_not_close(self, user) -> str:
        if reason := refusal(user, Permission.HOLD_MEETINGS):
            return reason
        if self.closed_at:
            return "议定事项已办结。"
        if not self.replied_at:
            return f"{self.unit.label(clock.today())}还没有答复，答复后才能办结或退回。"
        return "答复是您本人写的，须由另一位审核员办结或退回。" if self.replied_by == user else ""

    def why_not_reopen(self, user) -> str:
        return refusal(user, Permission.HOLD_MEETINGS) or ("" if self.closed_at else "议定事项还没有办结。")
