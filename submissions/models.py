"""Reporting 填报: which period, in what state, who may move it. Lines are frozen when submitted."""

import datetime as dt

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts import clock
from accounts.journal import Change, Clash, Conflict, Refused, record
from accounts.models import Unit, pair, person
from accounts.permissions import FILLING_ROLES, Permission, permissions_of, refusal
from policy import evidence
from policy.models import PolicyDocument
from submissions import rules
from submissions.attachments import Attachment
from submissions.lines import Entry, Form, Line, Problem
from submissions.quarters import Quarter
from submissions.rules import State


class Kind(models.TextChoices):
    REGULAR = "REGULAR", "正常报送"
    CORRECTION = "CORRECTION", "更正"
    BACKFILL = "BACKFILL", "补录"


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
        for model in line_models():
            for unit in model.units_due(period):
                Submission.objects.create(period=period, unit=unit, form=model.FORM, kind=kind)
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

        return record("period.extend", self, by=by, key=key, do=do)

    @classmethod
    def why_not_open(cls, document, quarter, user) -> str:
        if reason := refusal(user, Permission.REVIEW):
            return reason
        if cls.objects.of(document, quarter):
            return f"{quarter.label}已经开过，不能重复开期。"
        if quarter.ends_on >= clock.today():
            return f"{quarter.label}还没有结束（{quarter.ends_on:%Y年%-m月%-d日}止），结束后才能开期。"
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


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what `user` may see: reviewers all that was handed in, clerks their own unit's."""
        own = Q(unit__in=user.units_as(*FILLING_ROLES))
        if Permission.REVIEW in permissions_of(user):
            return self.filter(own | ~Q(state=State.DRAFT))
        return self.filter(own)

    def waiting(self):
        return self.filter(state=State.SUBMITTED)

    def approved(self):
        return self.filter(state=State.APPROVED)


class Incomplete(Refused):
    """A submission that cannot be handed in yet; carries every problem."""

    is_noted = True  # nobody was kept from anything

    def __init__(self, problems):
        super().__init__(f"还有{len(problems)}处要处理，处理完才能提交。")
        self.problems = problems


class Submission(models.Model):
    """A submission 报送单: one unit × one period × one form, with its lines."""

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="submissions", verbose_name="填报期"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions", verbose_name="单位")
    form = models.CharField("报表", max_length=8, choices=Form.choices)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.REGULAR)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    reason = models.CharField("更正理由", max_length=200, blank=True)
    return_reason = models.CharField("退回理由", max_length=200, blank=True)
    rv = models.PositiveIntegerField(default=1, editable=False)
    first_submitted_at = models.DateTimeField("首次提交", null=True, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    submitted_by = person()
    submitted_seq = models.PositiveBigIntegerField("回执序号", null=True, editable=False)
    returned_at = models.DateTimeField("退回时间", null=True, editable=False)
    returned_by = person()
    approved_at = models.DateTimeField("审核时间", null=True, editable=False)
    approved_by = person()
    approved_seq = models.PositiveBigIntegerField("审核序号", null=True, unique=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送单"
        ordering = ["period", "form", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "form"],
                condition=~Q(kind="CORRECTION"),
                name="submissions_regular_once",
            ),
            pair("submitted"),
            pair("returned"),
            pair("approved"),
            models.CheckConstraint(
                condition=Q(state="APPROVED", approved_seq__isnull=False)
                | (~Q(state="APPROVED") & Q(approved_seq=None)),
                name="submissions_approved_has_seq",
            ),
        ]

    def __str__(self):
        mark = f"（{self.get_kind_display()}）" if self.kind != Kind.REGULAR else ""
        return f"{self.period}{self.unit}{self.get_form_display()}{mark}"

    def get_absolute_url(self):
        return reverse("submissions:submission_detail", args=[self.pk])

    @property
    def sheet_url(self) -> str:
        """Return where the submission is filled in."""
        return reverse(self.line_model.SHEET, args=[self.pk])

    @property
    def due_on(self):
        return self.period.due_for(self.unit)

    @property
    def line_model(self) -> type["Line"]:
        return next(model for model in line_models() if self.form == model.FORM)

    @property
    def lines(self):
        return self.line_model.objects.filter(submission=self)

    @property
    def receipt(self) -> str:
        """Return the receipt number 回执号 of the latest handing-in."""
        return (
            f"{self.period.quarter}-{self.unit.order:02d}-{self.submitted_seq:06d}"
            if self.submitted_seq
            else ""
        )

    @property
    def is_late(self) -> bool:
        """Return whether the first handing-in came, or is still to come, after the unit's due date."""
        if self.kind != Kind.REGULAR:
            return False
        on = (
            self.first_submitted_at.astimezone(clock.SHANGHAI).date()
            if self.first_submitted_at
            else clock.today()
        )
        return on > self.period.due_for(self.unit)

    def open_correction(self) -> "Submission | None":
        return (
            Submission.objects.filter(
                period=self.period, unit=self.unit, form=self.form, kind=Kind.CORRECTION
            )
            .exclude(state=State.APPROVED)
            .first()
        )

    # --- verbs -------------------------------------------------------------------------------------

    def put(self, entries: list[Entry], *, by, key=None) -> dict:
        """Write draft lines, all or none. Raise Conflict when any was changed since it was read."""

        def do(seq):
            self.refresh_from_db()
            rules.check(rules.why_not_edit(self, by))
            clashes, changes, versions = [], {}, {}
            existing = {line.identity: line for line in self.lines.select_related("author")}
            for entry in entries:
                line, before = self.line_model.write(self, existing, entry, by)
                if isinstance(before, Clash):
                    clashes.append(before)
                elif before is not None:
                    changes[str(line)] = before
                versions[line.cell] = line.rv
            if clashes:
                raise Conflict(clashes)
            return Change(changes, {"versions": versions, "changed": len(changes)}) if changes else None

        said = [({n: o.pk for n, o in each.lookup.items()}, each.values, each.rv) for each in entries]
        key = key and f"{key} {said}"  # back, typed over, sent again: no repetition, whatever the page's key
        return record("line.put", self, by=by, key=key, do=do) or {"changed": 0}

    def submit(self, *, by, key=None) -> dict:
        """Hand the draft in; from here on its lines are frozen."""

        def do(seq):
            self._begin(rules.why_not_submit, by)
            if problems := self.problems():
                raise Incomplete(problems)
            now = clock.now()
            first = self.first_submitted_at or now
            self._move(
                "submit", first_submitted_at=first, submitted_at=now, submitted_by=by, submitted_seq=seq
            )
            snapshot = {str(line): line.snapshot() for line in self.lines}
            return Change({"state": self.state, "lines": snapshot}, {"receipt": self.receipt})

        return record("submission.submit", self, by=by, key=key, do=do)

    def problems(self) -> list[Problem]:
        """Return what keeps the submission from being handed in."""
        if self.kind == Kind.CORRECTION and not self.lines.exists():
            return [Problem(str(self), "更正单里没有改动任何内容。请改正要更正的，再提交。")]
        return self.line_model.problems(self)

    def send_back(self, *, by, reason: str, line_reasons: dict | None = None, key=None) -> dict:
        """Return the submission with a reason, and a reason per line where given ({line pk: text})."""

        def do(seq):
            self._begin(rules.why_not_review, by)
            rules.check("" if reason.strip() else "退回必须写明理由，填报单位要据此修改。")
            self._move("send_back", returned_at=clock.now(), returned_by=by, return_reason=reason.strip())
            for pk, text in (line_reasons or {}).items():
                self.lines.filter(pk=pk).update(review_note=text)
            return Change(
                {"state": self.state, "reason": reason, "lines": line_reasons or {}}, {"state": self.state}
            )

        return record("submission.send_back", self, by=by, key=key, do=do)

    def approve(self, *, by, key=None) -> dict:
        """Approve: its lines are in force from now on and never change again."""

        def do(seq):
            self._begin(rules.why_not_approve, by)
            self._move("approve", approved_at=clock.now(), approved_by=by, approved_seq=seq)
            return Change({"state": self.state}, {"approved_seq": seq})

        return record("submission.approve", self, by=by, key=key, do=do)

    def correct(self, *, by, reason: str, key=None) -> "Submission":
        """Open a correction 更正 of this approved submission; until it is approved the old figures stand."""

        def do(seq):
            self.refresh_from_db()
            rules.check(rules.why_not_correct(self, by))
            rules.check("" if reason.strip() else "更正必须写明理由，会印在更正版上。")
            made = Submission.objects.create(
                period=self.period,
                unit=self.unit,
                form=self.form,
                kind=Kind.CORRECTION,
                reason=reason.strip(),
            )
            return Change({"reason": made.reason}, {"submission": made.pk})

        outcome = record("submission.correct", self, by=by, key=key, do=do)
        return Submission.objects.get(pk=outcome["submission"])

    def attach(self, file, *, kind: str, by, note: str = "", key=None) -> Attachment:
        """Let a file 附件 go along with the submission; raise Unacceptable for one that is not taken."""
        with evidence.received(file) as received:

            def do(seq):
                self.refresh_from_db()
                rules.check(rules.why_not_attach(self, by, kind))
                return Attachment.add(self, received, kind=kind, note=note.strip(), by=by)

            key = key and f"{key} {self.pk} {kind} {received.sha256}"
            outcome = record("attachment.add", self, by=by, key=key, do=do)
        return Attachment.objects.get(pk=outcome["attachment"])

    def _begin(self, why_not, by):
        """Read the row again under the lock, then ask the rule: of two at once exactly one finds the old state."""
        self.refresh_from_db()
        rules.check(why_not(self, by))

    def _move(self, verb, **fields):
        sources, target = rules.TRANSITIONS[verb]
        moved = Submission.objects.filter(pk=self.pk, rv=self.rv, state__in=sources).update(
            state=target, rv=F("rv") + 1, **fields
        )
        rules.check("" if moved else "报送单刚被别人办理过，请刷新后再看。")
        self.refresh_from_db()


def line_models() -> list[type[Line]]:
    """Return the line model of every form."""
    return [model for model in apps.get_models() if issubclass(model, Line)]
