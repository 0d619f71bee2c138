"""Supervision orders 督办单 (第六部分33): one matter, one order, on a task or an indicator.

Issued, signed, answered, closed; one issued by mistake is withdrawn. What was said of it stays, also what did not do.
"""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.journal import Change, record
from accounts.models import Unit, pair, person
from accounts.permissions import FILLING_ROLES, Permission, permissions_of, refusal
from policy.models import PolicyDocument
from submissions.rules import check
from tasks.models.changes import change
from tasks.models.plan import Task


class Level(models.TextChoices):
    REMINDER = "REMINDER", "提醒"
    ORDER = "ORDER", "督办"


class SupervisionQuerySet(models.QuerySet):
    def open(self):
        """Return what was issued and is neither closed nor withdrawn."""
        return self.exclude(issued_at=None).filter(closed_at=None, withdrawn_at=None)

    def visible_to(self, user):
        """Return what the account may see: its unit's once issued; of all units' who reads editions for no one unit."""
        own = self.filter(unit__in=user.units_as(*FILLING_ROLES)).exclude(issued_at=None)
        may = permissions_of(user)
        if may & {Permission.DRAFT_ORDERS, Permission.REVIEW}:
            return self.all() if Permission.DRAFT_ORDERS in may else self.exclude(issued_at=None)
        return own

    def whole(self):
        return self.select_related(
            "unit__successor",
            "task",
            *(f"{name}_by" for name in ("drafted", "issued", "signed", "replied", "closed", "withdrawn")),
        ).prefetch_related("words__said_by")

    def of(self, document, *, indicator: str = "", task: int | None = None):
        """Return the orders of one indicator or one task, the newest last."""
        found = (
            self.filter(document=document, indicator=indicator)
            if indicator
            else self.filter(document=document, task__number=task)
        )
        return found.exclude(issued_at=None).whole().order_by("issued_at")


class Supervision(models.Model):
    """One order: about what, whose, what is to be done, by when, and how far it has come."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="orders")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="orders")
    indicator = models.SlugField("指标", max_length=60, blank=True)  # its slug: tasks know no indicator
    about = models.CharField("事由", max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders", verbose_name="责任单位")
    level = models.CharField("等级", max_length=8, choices=Level.choices, default=Level.ORDER)
    matter = models.TextField("督办事项", max_length=1000)
    due_on = models.DateField("办结期限")
    year = models.PositiveSmallIntegerField("年度", null=True, editable=False)
    number = models.PositiveSmallIntegerField("编号", null=True, editable=False)
    reply = models.TextField("反馈", max_length=2000, blank=True)
    sent_back = models.CharField("退回理由", max_length=300, blank=True)
    rv = models.PositiveIntegerField(default=1, editable=False)
    drafted_at = models.DateTimeField("拟稿时间", default=clock.now, editable=False)
    drafted_by = person(null=False)
    issued_at = models.DateTimeField("发出时间", null=True, editable=False)
    issued_by = person()
    signed_at = models.DateTimeField("签收时间", null=True, editable=False)
    signed_by = person()
    replied_at = models.DateTimeField("反馈时间", null=True, editable=False)
    replied_by = person()
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)
    closed_by = person()
    opinion = models.CharField("办结意见", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, editable=False)
    withdrawn_by = person()
    withdrawn_because = models.CharField("撤销理由", max_length=300, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "year", "number"], name="tasks_supervision_number_once"
            ),
            *(pair(name) for name in ("issued", "signed", "replied", "closed", "withdrawn")),
            models.CheckConstraint(
                condition=Q(task=None) | Q(indicator=""), name="tasks_supervision_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(withdrawn_at=None), name="tasks_supervision_ends_once"
            ),
        ]

    def __str__(self):
        return f"{self.name}{self.about}"

    @property
    def name(self) -> str:
        """Return 督〔2019〕3号, or that it is a draft."""
        return f"督〔{self.year}〕{self.number}号" if self.number else "督办单草稿"

    @property
    def is_over(self) -> bool:
        return bool(self.closed_at or self.withdrawn_at)

    @property
    def ended_on(self):
        """Return the day it was closed or withdrawn, or None."""
        at = self.withdrawn_at or self.closed_at
        return at and clock.day_of(at)

    @property
    def state(self) -> str:
        if self.withdrawn_at:
            return "已撤销"
        if self.closed_at:
            return "已办结"
        if self.replied_at:
            return "已反馈"
        if self.sent_back:
            return "被退回"
        if self.signed_at:
            return "已签收"
        return "已发出" if self.issued_at else "草稿"

    def is_late(self, day) -> bool:
        """Answer whether it is open past its day 逾期; what its unit answered in time waits for the office, not for the unit."""
        answered = self.replied_at and clock.day_of(self.replied_at)
        return bool(self.issued_at) and not self.is_over and self.due_on < (answered or day)

    # --- verbs ----------------------------------------------------------------------------------------------------

    @classmethod
    def draft(cls, document, values: dict, *, by, key=None) -> "Supervision":
        """Draw up an order 拟稿; only who drafts sees it until it is issued."""

        def do(seq):
            check(refusal(by, Permission.DRAFT_ORDERS))
            made = cls.objects.create(document=document, drafted_by=by, **values)
            said = {name: str(value or "") for name, value in values.items()}
            return Change(said, {"order": made.pk}, subject=f"{cls._meta.label_lower}:{made.pk} {made}")

        return cls.objects.get(pk=record("order.draft", values["about"], by=by, key=key, do=do)["order"])

    def edit(self, values: dict, *, rv: int, by, key=None) -> None:
        change(self, "order.edit", values, rv=rv, by=by, key=key, why_not=self.why_not_edit)

    def issue(self, *, rv: int, by, key=None) -> None:
        """Issue it 发出 under the next number of the year."""

        def numbered():
            year = clock.today().year
            last = Supervision.objects.filter(document=self.document, year=year).aggregate(
                last=models.Max("number")
            )
            return {
                "year": year,
                "number": (last["last"] or 0) + 1,
                "issued_at": clock.now(),
                "issued_by": by,
            }

        change(self, "order.issue", numbered, rv=rv, by=by, key=key, why_not=self.why_not_issue)

    def sign(self, *, rv: int, by, key=None) -> None:
        """Say that it was received 签收."""
        values = {"signed_at": clock.now(), "signed_by": by}
        change(self, "order.sign", values, rv=rv, by=by, key=key, why_not=self.why_not_sign)

    def answer(self, reply: str, *, rv: int, by, key=None) -> None:
        """Report back 反馈; until it is closed the report may be written anew."""
        values = {"reply": reply, "replied_at": clock.now(), "replied_by": by, "sent_back": ""}
        said = self.saying(OrderWord.REPLY, reply, by)
        change(self, "order.answer", values, rv=rv, by=by, key=key, why_not=self.why_not_answer, also=said)

    def send_back(self, reason: str, *, rv: int, by, key=None) -> None:
        """Ask the unit to go on 退回: the report does not do."""
        values = {"sent_back": reason, "replied_at": None, "replied_by": None}
        said = self.saying(OrderWord.SENT_BACK, reason, by)
        change(self, "order.send_back", values, rv=rv, by=by, key=key, why_not=self.why_not_close, also=said)

    def close(self, opinion: str = "", *, rv: int, by, key=None) -> None:
        """Close it 办结, with what the office thinks of the result 办结意见."""
        values = {"closed_at": clock.now(), "closed_by": by, "opinion": opinion}
        change(self, "order.close", values, rv=rv, by=by, key=key, why_not=self.why_not_close)

    def withdraw(self, reason: str, *, rv: int, by, key=None) -> None:
        """Withdraw what was issued by mistake 撤销; it keeps its number, which nobody gets again."""
        values = {"withdrawn_at": clock.now(), "withdrawn_by": by, "withdrawn_because": reason}
        change(self, "order.withdraw", values, rv=rv, by=by, key=key, why_not=self.why_not_withdraw)

    def saying(self, kind: str, text: str, by):
        """Return what keeps the words beside the order, where the next ones replace them."""
        return lambda: OrderWord.objects.create(order=self, kind=kind, text=text, said_by=by)

    # --- rules ----------------------------------------------------------------------------------------------------

    def why_not_edit(self, user) -> str:
        if reason := refusal(user, Permission.DRAFT_ORDERS):
            return reason
        return self.why_over() or ("督办单已发出，内容不能再改。" if self.issued_at else "")

    def why_over(self) -> str:
        """Answer for everything that comes after the end."""
        return f"督办单{self.state}。" if self.is_over else ""

    def why_not_issue(self, user) -> str:
        if reason := refusal(user, Permission.ISSUE_ORDERS):
            return reason
        if reason := self.why_over():
            return reason
        if self.issued_at:
            return "督办单已经发出。"
        return "办结期限已经过了，请先改期限再发出。" if self.due_on < clock.today() else ""

    def why_not_own(self, user) -> str:
        if self.unit.heir(clock.today()) not in user.units_as(*FILLING_ROLES):
            return f"这张督办单由{self.unit.label(clock.today())}办理。"
        return self.why_over() or ("" if self.issued_at else "督办单还没有发出。")

    def why_not_sign(self, user) -> str:
        return self.why_not_own(user) or ("已经签收。" if self.signed_at else "")

    def why_not_answer(self, user) -> str:
        return self.why_not_own(user) or ("" if self.signed_at else "请先签收，再反馈。")

    def why_not_close(self, user) -> str:
        if reason := refusal(user, Permission.ISSUE_ORDERS):
            return reason
        if reason := self.why_over():
            return reason
        if not self.replied_at:
            return f"{self.unit.label(clock.today())}还没有反馈，反馈后才能办结或退回。"
        return "反馈是您本人写的，须由另一位督查员办结或退回。" if self.replied_by == user else ""

    def why_not_withdraw(self, user) -> str:
        needed = Permission.ISSUE_ORDERS if self.issued_at else Permission.DRAFT_ORDERS
        return refusal(user, needed) or self.why_over()


class OrderWord(models.Model):
    """One thing said of an order 往来: a reply of its unit, or why it was sent back. It stays when the next one comes."""

    INSERT_ONLY = True
    REPLY, SENT_BACK = "REPLY", "SENT_BACK"
    KINDS = ((REPLY, "反馈"), (SENT_BACK, "退回"))

    order = models.ForeignKey(Supervision, models.PROTECT, related_name="words")
    kind = models.CharField("类别", max_length=9, choices=KINDS)
    text = models.TextField("内容", max_length=2000)
    said_at = models.DateTimeField("时间", default=clock.now, editable=False)
    said_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "督办往来"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.order.name}{self.get_kind_display()}"
