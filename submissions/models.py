"""Reporting 填报: in what state a submission is, and who may move it. Lines are frozen when submitted."""

from functools import cached_property, reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts import clock
from accounts.journal import Change, Clash, Conflict, Refused, record
from accounts.models import Unit, pair, person
from accounts.permissions import Permission, permissions_of
from policy import evidence
from submissions import rules
from submissions.attachments import Attachment
from submissions.lines import Entry, Form, Line, Problem, line_models
from submissions.periods import Extension, Reminder, ReportingPeriod
from submissions.rules import Kind, State

__all__ = ["Attachment", "Extension", "Incomplete", "Kind", "Reminder", "ReportingPeriod", "Submission"]


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what `user` may see: reviewers all that was handed in, clerks their own unit's."""
        if Permission.REVIEW in permissions_of(user):
            return self.filter(self._owned(user) | Q(first_submitted_at__isnull=False))
        return self.owned_by(user)

    def owned_by(self, user):
        """Return what the account fills in for its units; whatever else there is, is as good as missing."""
        return self.filter(self._owned(user))

    def _owned(self, user) -> Q:
        forms = (Q(form=form, unit__in=user.units_as(*roles)) for form, roles in rules.ROLES.items())
        return reduce(or_, forms)

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
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    withdrawn_by = person()
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
            pair("withdrawn"),
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

    @cached_property
    def held(self) -> list[Line]:
        """The lines with all they name, until the submission is read or written again."""
        return list(self.lines.select_related("author", *self.line_model.LOOKUP).order_by("pk"))

    @cached_property
    def seen(self) -> dict:
        """What was read beside the lines, for as long as they stand as they were read."""
        return {}

    @cached_property
    def settled(self) -> dict:
        """What was read of the plan: it does not change once the period is open."""
        return {}

    def refresh_from_db(self, using=None, fields=None, **options):
        """Read again what may have moved; whose it is and for when never does."""
        moving = [each.name for each in self._meta.concrete_fields if each.name not in ("period", "unit")]
        super().refresh_from_db(using, fields or moving, **options)
        self.forget()

    def forget(self) -> None:
        for name in ("held", "seen"):
            self.__dict__.pop(name, None)

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
        on = clock.day_of(self.first_submitted_at) if self.first_submitted_at else clock.today()
        return on > self.period.due_for(self.unit)

    def open_correction(self) -> "Submission | None":
        return (
            Submission.objects.filter(
                period=self.period, unit=self.unit, form=self.form, kind=Kind.CORRECTION
            )
            .exclude(state__in=(State.APPROVED, State.WITHDRAWN))
            .first()
        )

    # --- verbs -------------------------------------------------------------------------------------

    def put(self, entries: list[Entry], *, by, key=None) -> dict:
        """Write draft lines, all or none. Raise Conflict when any was changed since it was read."""

        def do(seq):
            self.refresh_from_db()
            rules.check(rules.why_not_edit(self, by))
            clashes, changes, versions = [], {}, {}
            existing = {line.identity: line for line in self.held}
            self.forget()
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
        key = (
            key and f"{key} {self.pk} {said}"
        )  # back, typed over, sent again: no repetition, whatever the page's key
        try:
            return record("line.put", self, by=by, key=key, do=do) or {"changed": 0}
        finally:
            self.forget()  # of a press repeated meanwhile too, the page shows what stands now

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
            snapshot = {str(line): line.snapshot() for line in self.held}
            return Change({"state": self.state, "lines": snapshot}, {"receipt": self.receipt})

        key = (
            key and f"{key} {self.pk} {self.returned_at}"
        )  # handed in once more after a return is no repetition
        return record("submission.submit", self, by=by, key=key, do=do)

    def problems(self) -> list[Problem]:
        """Return what keeps the submission from being handed in."""
        if self.kind == Kind.CORRECTION and not self.held:
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
            self.forget()
            return Change(
                {"state": self.state, "reason": reason, "lines": line_reasons or {}}, {"state": self.state}
            )

        key = key and f"{key} {self.pk} {self.submitted_seq} {reason} {line_reasons}"
        return record("submission.send_back", self, by=by, key=key, do=do)

    def approve(self, *, by, seen: int | None = None, key=None) -> dict:
        """Approve: its lines are in force from now on and never change again.

        `seen` is the row version that was looked at; what was handed in anew since then is not approved unseen.
        """

        def do(seq):
            self._begin(rules.why_not_approve, by)
            rules.check(rules.SEEN_ANEW if seen not in (None, self.rv) else "")
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

        key = key and f"{key} {self.pk} {reason}"
        outcome = record("submission.correct", self, by=by, key=key, do=do)
        return Submission.objects.get(pk=outcome["submission"])

    def withdraw(self, *, by, key=None) -> dict:
        """Take this correction back 撤回更正: it was opened by mistake, and the next one may come."""

        def do(seq):
            self._begin(rules.why_not_withdraw_correction, by)
            self._move("withdraw", withdrawn_at=clock.now(), withdrawn_by=by)
            return Change({"state": self.state, "reason": self.reason}, {"state": self.state})

        key = key and f"{key} {self.pk}"
        return record("submission.withdraw", self, by=by, key=key, do=do)

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
