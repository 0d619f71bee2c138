"""The quarters that are open for reporting 填报期, and who has longer."""

import datetime as dt

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.journal import Change, record
from accounts.models import Unit, person
from accounts.permissions import Permission, refusal
from policy.models import PolicyDocument
from submissions import rules
from submissions.lines import line_models
from submissions.quarters import Quarter
from submissions.rules import Kind


class ReportingPeriodQuerySet(models.QuerySet):
    def of(self, document, quarter: Quarter):
        return self.filter(document=document, year=quarter.year, part=quarter.part).first()


class ReportingPeriod(models.Model):
    """A reporting period 填报期: Q1…Q4 or the annual report. Late is a label, never a lock."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="periods")
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次")
    opens_on = models.DateField("开期日期")
    due_on = models.DateField("截止日期")
    is_backfill = models.BooleanField("补录期", default=False)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报期"
        ordering = ["-year", "-part"]
        constraints = [
            models.UniqueConstraint(fields=["document", "year", "part"], name="submissions_period_once"),
            models.CheckConstraint(condition=Q(part__gte=1, part__lte=5), name="submissions_period_part"),
        ]

    def __str__(self):
        return self.quarter.label

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.part)

    @classmethod
    def open(
        cls, document, quarter: Quarter, *, by, due_on=None, is_backfill=False, key=None
    ) -> "ReportingPeriod":
        """Open the period and give every unit that owes something its draft."""

        def do(seq):
            rules.check(cls.why_not_open(document, quarter, by))
            period = cls.start(document, quarter, due_on, is_backfill)
            return Change(
                {"due_on": period.due_on},
                {"period": period.pk},
                subject=f"{cls._meta.label_lower}:{period.pk} {period}",
            )

        key = key and f"{key} {quarter} {due_on} {is_backfill}"
        outcome = record("period.open", quarter.label, by=by, key=key, do=do)
        return cls.objects.get(pk=outcome["period"])

    @classmethod
    def start(cls, document, quarter: Quarter, due_on, is_backfill: bool) -> "ReportingPeriod":
        """Make the period and its drafts; only for verbs, which ask the rules first."""
        period = cls.objects.create(
            document=document,
            year=quarter.year,
            part=quarter.part,
            opens_on=clock.today(),
            due_on=due_on or quarter.default_due_on,
            is_backfill=is_backfill,
        )
        kind = Kind.BACKFILL if is_backfill else Kind.REGULAR
        due = [(model.FORM, unit) for model in line_models() for unit in model.units_due(period)]
        drafts = [{"period": period, "unit": unit, "form": form, "kind": kind} for form, unit in due]
        made = period.submissions.model
        made.objects.bulk_create(made(**draft) for draft in drafts)
        return period

    def extend(self, unit, *, due_on, reason: str, by, key=None) -> dict:
        """Give one unit a later due date 延期, with its reason."""

        def do(seq):
            rules.check(refusal(by, Permission.REVIEW))
            rules.check(
                ""
                if due_on > self.due_for(unit)
                else f"延期后的日期要晚于现在的截止日期{self.due_for(unit)}。"
            )
            Extension.objects.create(period=self, unit=unit, due_on=due_on, reason=reason, decided_by=by)
            return Change({"unit": unit.name, "due_on": due_on, "reason": reason}, {"due_on": due_on})

        key = key and f"{key} {self.pk} {unit.pk} {due_on} {reason}"
        return record("period.extend", self, by=by, key=key, do=do)

    def remind(self, units, *, by, key=None) -> int:
        """Remind the units 催报 that still owe something; return how many were. It stands on their home page."""

        def do(seq):
            rules.check(self.why_not_remind(by))
            owing = {unit.pk: unit for unit in self.owing()}
            reminded = [unit for unit in units if unit.pk in owing]
            Reminder.objects.bulk_create(
                Reminder(period=self, unit=unit, reminded_by=by) for unit in reminded
            )
            return (
                Change({"units": [unit.name for unit in reminded]}, {"reminded": len(reminded)})
                if reminded
                else None
            )

        return record("period.remind", self, by=by, key=key, do=do).get("reminded", 0)

    def owing(self) -> list[Unit]:
        """Return the units that have not handed in everything they owe, drafts and what was returned alike."""
        open_ = self.submissions.exclude(kind=Kind.CORRECTION).filter(state__in=rules.EDITABLE)
        return list(Unit.objects.filter(pk__in=open_.values("unit")))

    def why_not_remind(self, user) -> str:
        if reason := refusal(user, Permission.REVIEW):
            return reason
        return "补录期不限期，不催报。" if self.is_backfill else ""

    @classmethod
    def why_not_open(cls, document, quarter, user) -> str:
        if reason := refusal(user, Permission.REVIEW):
            return reason
        if cls.objects.of(document, quarter):
            return f"{quarter.label}已经开过，不能重复开期。"
        if quarter.ends_on >= clock.today():
            return f"{quarter.label}还没有结束（{clock.spoken(quarter.ends_on)}止），结束后才能开期。"
        return ""

    def due_for(self, unit) -> dt.date:
        """Return the due date of `unit`, its extension included."""
        granted = [each for each in self.extensions.all() if each.unit_id == unit.pk]
        return max(granted, key=lambda each: each.pk).due_on if granted else self.due_on


class Extension(models.Model):
    """A later due date 延期 for one unit, with its reason."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="extensions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due_on = models.DateField("延至")
    reason = models.CharField("理由", max_length=200)
    decided_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "延期"


class Reminder(models.Model):
    """One reminding 催报 of one unit that had not handed in."""

    INSERT_ONLY = True

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField("催报时间", default=clock.now, editable=False)
    reminded_by = person(null=False)

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["pk"]
