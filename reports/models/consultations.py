"""Consultation 征求意见: before an edition is published, each unit is asked about the sentences that concern it."""

from functools import cached_property

from django.db import models
from django.db.models import Max

from accounts import clock
from accounts.journal import Change, record
from accounts.models import Unit, pair, person
from accounts.permissions import FILLING_ROLES, Permission, refusal
from policy.models import PolicyDocument
from reports import contexts
from reports.models.editions import Edition
from submissions.quarters import Quarter
from submissions.rules import check


class ConsultationQuerySet(models.QuerySet):
    def of(self, document, quarter: Quarter):
        return self.filter(document=document, year=quarter.year, part=quarter.part).order_by("number")

    def open(self) -> list["Consultation"]:
        """Return those that still take comments: the day has not passed, and nothing was published since."""
        due = self.filter(due_on__gte=clock.today()).defer("text")
        return [each for each in due if not each.is_published]


class Consultation(models.Model):
    """A draft sent out for comments: it is kept as it was sent, so that what a comment speaks of can be read for ever."""

    INSERT_ONLY = True

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="consultations")
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次")
    number = models.PositiveSmallIntegerField("第几稿")
    due_on = models.DateField("截止日期")
    opened_at = models.DateTimeField("发出时间", default=clock.now)
    opened_by = person(null=False)
    event_seq = models.PositiveBigIntegerField("日志序号", unique=True)
    text = models.TextField("内容")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见稿"
        ordering = ["-year", "-part", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "year", "part", "number"], name="reports_consultation_once"
            )
        ]

    def __str__(self):
        return f"{self.quarter.label}征求意见稿" + (f"（第{self.number}稿）" if self.number > 1 else "")

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.part)

    @cached_property
    def context(self) -> contexts.QuarterContext:
        return contexts.from_json(self.text)

    @property
    def is_published(self) -> bool:
        later = Edition.objects.of(self.document_id, self.quarter).filter(event_seq__gt=self.event_seq)
        return later.exists()

    @property
    def closed(self) -> str:
        """Return why no more comments are taken, or ""."""
        if self.is_published:
            return f"{self.quarter.label}已经发布，不再收意见；数字确有错误请申请更正。"
        if self.due_on < clock.today():
            return f"征求意见已于{clock.spoken(self.due_on)}截止。"
        return ""

    @classmethod
    def open(cls, document, quarter: Quarter, *, due_on, by, key=None) -> "Consultation":
        """Send the draft out as it stands now; the units it names find it on their home page."""

        def do(seq):
            check(cls.why_not_open(document, quarter, by))
            check("" if due_on >= clock.today() else "截止日期已经过了，请填今天或以后的日期。")
            last = cls.objects.of(document, quarter).aggregate(last=Max("number"))["last"] or 0
            made = cls.objects.create(
                document=document,
                year=quarter.year,
                part=quarter.part,
                number=last + 1,
                due_on=due_on,
                opened_by=by,
                event_seq=seq,
                text=contexts.to_json(Edition.preview(document, quarter)),
            )
            subject = f"reports.consultation:{made.pk} {made}"
            return Change({"due_on": due_on}, {"consultation": made.pk}, subject=subject)

        key = key and f"{key} {quarter} {due_on}"
        outcome = record("consultation.open", quarter.label, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["consultation"])

    @classmethod
    def why_not_open(cls, document, quarter: Quarter, user) -> str:
        if reason := Edition.why_not_publish(document, quarter, user):
            return reason
        standing = cls.objects.of(document, quarter).defer("text").last()
        if standing and not standing.closed:
            return f"这一期正在征求意见，{clock.spoken_short(standing.due_on)}截止，截止后才能再发一稿。"
        return ""


class Comment(models.Model):
    """What a unit says 意见 of one sentence; answered once, 采纳 or 未采纳 with the reason."""

    INSERT_ONLY = True
    SET_ONCE = ("answered_at", "answered_by", "is_accepted", "answer_text")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    place = models.CharField("位置", max_length=100)
    name = models.CharField("事项", max_length=100)
    sentence = models.TextField("原句")
    text = models.CharField("意见", max_length=500)
    made_at = models.DateTimeField("提出时间", default=clock.now, editable=False)
    made_by = person(null=False)
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    answered_by = person()
    is_accepted = models.BooleanField("采纳", null=True, editable=False)
    answer_text = models.CharField("答复", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["consultation", "unit__order", "pk"]
        constraints = [pair("answered")]

    def __str__(self):
        return f"{self.unit}对{self.name}的意见"

    @property
    def outcome(self) -> str:
        return {None: "待答复", True: "采纳", False: "未采纳"}[self.is_accepted]

    @classmethod
    def add(cls, consultation, statement, *, unit, text: str, by, key=None) -> "Comment":
        """Comment on a statement of the draft, for the unit it concerns."""

        def do(seq):
            check(cls.why_not_add(consultation, unit, by))
            check("" if text.strip() else "请写意见。")
            said = {"place": statement.place, "name": statement.name[:100], "sentence": statement.sentence}
            made = cls.objects.create(
                consultation=consultation, unit=unit, text=text.strip(), made_by=by, **said
            )
            subject = f"reports.comment:{made.pk} {made}"
            changes = {"unit": unit.name, "text": made.text, "sentence": statement.sentence}
            return Change(changes, {"comment": made.pk}, subject=subject)

        key = key and f"{key} {consultation.pk} {unit.pk} {statement.place} {text}"
        outcome = record("comment.add", consultation, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["comment"])

    @classmethod
    def why_not_add(cls, consultation, unit, user) -> str:
        if unit not in user.units_as(*FILLING_ROLES):
            return f"这是给{unit}的征求意见稿，只有该单位的填报员和成员可以提意见。"
        return consultation.closed

    def answer(self, *, is_accepted: bool, text: str, by, key=None) -> None:
        """Answer the comment, once; what is not taken up is told why."""

        def do(seq):
            self.refresh_from_db()
            check(self.why_not_answer(by))
            check("" if is_accepted or text.strip() else "不采纳的，请写明理由，提意见的单位看得到。")
            self.answered_at, self.answered_by = clock.now(), by
            self.is_accepted, self.answer_text = is_accepted, text.strip()
            self.save(update_fields=self.SET_ONCE)
            return Change({"outcome": self.outcome, "text": self.answer_text})

        key = key and f"{key} {self.pk} {is_accepted} {text}"
        record("comment.answer", self, by=by, key=key, do=do)
        self.refresh_from_db()

    def why_not_answer(self, user) -> str:
        if reason := refusal(user, Permission.REVIEW):
            return reason
        return f"这条意见已答复（{self.outcome}），答复不再改。" if self.answered_at else ""
