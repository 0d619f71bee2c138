"""The one door of every write: lock the head, replay a repeated request, do the change, chain the event."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models, transaction

from accounts import clock


class Head(models.Model):
    """One row: the end of the journal's chain. Every write locks it first."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        app_label = "accounts"
        verbose_name = verbose_name_plural = "日志链头"


class Event(models.Model):
    """One journal entry 操作日志: insert-only, chained, free of foreign keys so that it outlives all it names."""

    INSERT_ONLY = True

    seq = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    who = models.CharField("操作人", max_length=80)
    unit_name = models.CharField("单位", max_length=60, blank=True)
    verb = models.CharField("操作", max_length=40)
    subject = models.CharField("对象", max_length=120)
    key = models.CharField("请求标识", max_length=64, null=True, unique=True)
    changes = models.JSONField("变更")
    outcome = models.JSONField("结果")
    prev = models.CharField("前一条校验值", max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        app_label = "accounts"
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-seq"]

    def __str__(self):
        return f"{self.seq} {self.verb} {self.subject}"


class Refused(Exception):
    """A rule says no; the message is the Chinese reason shown to the user."""


@dataclass(frozen=True)
class Clash:
    """One row that somebody else changed since it was read: what stands now, what was typed, by whom and when."""

    label: str
    cell: str
    current: dict
    typed: dict
    who: str
    at: dt.datetime


class Conflict(Exception):
    """Rows were changed by somebody else since they were read; nothing was written."""

    def __init__(self, clashes: list[Clash]):
        super().__init__(f"{clashes[0].who}已先改动{clashes[0].label}，您的改动没有保存。")
        self.clashes = clashes


@dataclass(frozen=True)
class Change:
    """What a verb did: the journal's `changes`, and the `outcome` that a repeated request is answered with."""

    changes: dict = field(default_factory=dict)
    outcome: dict = field(default_factory=dict)
    subject: str = ""


def record(verb: str, subject, *, by, do: Callable[[int], Change | None], key: str | None = None) -> dict:
    """Do one change under the locked head and chain it; return its outcome.

    `do` receives the event's sequence number, which is also the order of approval.
    A `key` seen before from the same account for the same verb changes nothing and is answered as it was then.
    Where `do` returns None nothing was changed, and nothing is written down.
    """
    scoped = f"{by.pk}:{verb}:{key}" if key else None
    with transaction.atomic():
        head = lock_head()
        seen = scoped and Event.objects.filter(key=scoped).first()
        if seen:
            return seen.outcome
        change = do(head.seq + 1)
        if change is None:
            return {}
        return append(head, verb, change.subject or name_of(subject), by, change, scoped).outcome


def refuse(verb: str, subject, *, by, reason: str) -> None:
    """Chain a refused attempt, in a transaction of its own: what was refused left no other trace."""
    with transaction.atomic():
        append(lock_head(), verb, name_of(subject), by, Change({"refused": reason}))


def lock_head() -> Head:
    """Return the head row, locked: SQLite holds its one write lock already (IMMEDIATE)."""
    return Head.objects.select_for_update().get()


def append(head: Head, verb, subject, by, change: Change, key=None) -> Event:
    """Chain one event onto the locked head."""
    event = Event(
        seq=head.seq + 1,
        at=clock.now(),
        who=f"{by.display_name}（{by.username}）" if by else "未登录",
        unit_name="、".join(dict.fromkeys(post.unit.name for post in by.current_posts))[:60] if by else "",
        verb=verb,
        subject=subject[:120],
        key=key,
        changes=plain(change.changes),
        outcome=plain(change.outcome),
        prev=head.hash,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event


def digest(event: Event) -> str:
    """Return the SHA-256 over everything the event says and the hash before it."""
    said = [
        event.seq,
        event.at.astimezone(dt.UTC).isoformat(),
        event.who,
        event.unit_name,
        event.verb,
        event.subject,
        event.key,
        event.changes,
        event.outcome,
        event.prev,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break() -> int | None:
    """Walk the chain; return the sequence number of the first event that does not fit, or None."""
    prev, seq = "", 0
    for event in Event.objects.order_by("seq").iterator():
        seq += 1
        if event.seq != seq or event.prev != prev or event.hash != digest(event):
            return min(seq, event.seq)
        prev = event.hash
    head = Head.objects.get()
    return None if (head.seq, head.hash) == (seq, prev) else seq + 1


def name_of(subject) -> str:
    """Return `app.model:pk 名称` for a row, or the text itself."""
    return subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk} {subject}"


def plain(value):
    """Return `value` as JSON holds it: numbers as exact text, instants in ISO form."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool) else str(value)
