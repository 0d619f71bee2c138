"""Files that go with a submission 报送单: its signed scan, and evidence. None changes a figure."""

from django.db import models

from accounts import clock
from accounts.journal import Change, record
from accounts.models import pair, person
from policy.models import Evidence
from submissions import rules
from submissions.rules import AttachmentKind


class AttachmentManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("evidence", "attached_by", "withdrawn_by")


class Attachment(models.Model):
    """A file 附件 of a submission; a wrong one is withdrawn 撤回 with a reason, and its row stays."""

    INSERT_ONLY = True
    SET_ONCE = ("withdrawn_at", "withdrawn_by", "withdrawn_reason")

    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="attachments")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name="佐证")
    kind = models.CharField("附件类别", max_length=8, choices=AttachmentKind.choices)
    attached_at = models.DateTimeField("附上时间", default=clock.now, editable=False)
    attached_by = person(null=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    withdrawn_by = person()
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = AttachmentManager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]
        constraints = [pair("withdrawn")]

    def __str__(self):
        return f"{self.get_kind_display()}《{self.evidence}》"

    @classmethod
    def add(cls, submission, received, *, kind: str, note: str, by) -> Change:
        """Keep what was received and tie it to the submission, under the lock of the verb that calls."""
        same = submission.attachments.filter(evidence__sha256=received.sha256, kind=kind, withdrawn_at=None)
        rules.check(f"同一份文件已经附上，不用再附：{same[0]}。" if same else "")
        evidence = Evidence.keep(received, by=by, note=note)
        made = cls.objects.create(submission=submission, evidence=evidence, kind=kind, attached_by=by)
        said = {"kind": kind, "name": evidence.name, "note": note, "sha256": evidence.sha256}
        return Change(said, {"attachment": made.pk})

    def withdraw(self, *, reason: str, by, key=None) -> dict:
        """Mark the file as withdrawn 撤回: it was the wrong one."""

        def do(seq):
            self.refresh_from_db()
            rules.check(rules.why_not_withdraw(self.submission, by))
            rules.check("这份附件已经撤回。" if self.withdrawn_at else "")
            rules.check("" if reason.strip() else "撤回要写明理由，这一行会留着。")
            self.withdrawn_at, self.withdrawn_by, self.withdrawn_reason = clock.now(), by, reason.strip()
            self.save(update_fields=self.SET_ONCE)
            return Change(
                {"name": self.evidence.name, "reason": self.withdrawn_reason}, {"attachment": self.pk}
            )

        key = key and f"{key} {self.pk}"
        return record("attachment.withdraw", self.submission, by=by, key=key, do=do)
