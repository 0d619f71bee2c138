"""Kiosks hang an edition up where nobody signs in."""

import hashlib
import secrets

from django.db import models

from accounts import clock
from accounts.journal import Change, record
from accounts.models import pair, person
from accounts.permissions import Permission, refusal
from submissions.rules import check


class Kiosk(models.Model):
    """A read-only link 大屏链接 to the newest edition, for a screen where nobody signs in; its token is kept as a hash."""

    name = models.CharField("用在哪里", max_length=40)
    token_sha256 = models.CharField("链接校验值", max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField("开通时间", default=clock.now)
    opened_by = person(null=False)
    revoked_at = models.DateTimeField("收回时间", null=True, editable=False)
    revoked_by = person()

    class Meta:
        verbose_name = verbose_name_plural = "大屏链接"
        ordering = ["-pk"]
        constraints = [pair("revoked")]

    def __str__(self):
        return self.name

    @classmethod
    def open(cls, name: str, *, by, key=None) -> tuple["Kiosk", str]:
        """Open a link; return it with its token, which is shown this once: a repeated request gets an empty one."""
        token = secrets.token_urlsafe(32)

        def do(seq):
            check(refusal(by, Permission.REVIEW))
            kiosk = cls.objects.create(name=name, token_sha256=hashed(token), opened_by=by)
            return Change({"name": name}, {"kiosk": kiosk.pk}, subject=f"reports.kiosk:{kiosk.pk} {name}")

        outcome = record("kiosk.open", name, by=by, key=key, do=do)
        kiosk = cls.objects.get(pk=outcome["kiosk"])
        return kiosk, token if kiosk.token_sha256 == hashed(token) else ""

    @classmethod
    def of(cls, token: str) -> "Kiosk | None":
        return cls.objects.filter(token_sha256=hashed(token), revoked_at=None).first()

    def revoke(self, *, by, key=None) -> None:
        """Take the link back 收回: from the next request on it leads nowhere. Taken back twice it stays as it is."""

        def do(seq):
            check(refusal(by, Permission.REVIEW))
            standing = Kiosk.objects.filter(pk=self.pk, revoked_at=None)
            return Change() if standing.update(revoked_at=clock.now(), revoked_by=by) else None

        record("kiosk.revoke", self, by=by, key=key, do=do)
        self.refresh_from_db()


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
