"""The one door of every write: lock the head, replay a repeated request, do the change, chain the event."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts import clock


class Head(models.Model):
    """One row: the end of the journal's chain. Every write locks it first."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
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
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-seq"]

    def __str__(self):
        return f"{self.seq} {self.verb} {self.subject}"


class Refused(PermissionDenied):
    """A rule says no; the message is the Chinese reason shown to the user."""

    is_noted = False
    """Whether the journal knows of it, or need not: then it is written down no second time."""


@dataclass(frozen=True)
class Clash:
    """One row that somebody else changed since it was read: what stands now, what was typed, by whom and when."""

    label: str
    cell: str
    current: dict
    typed: dict
    who: str
    at: dt.datetime
    rv: int
    rows: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(cls, row, typed: dict, *, cell: str, who: str, at: dt.datetime) -> "Clash":
        """Compare what stands in `row` with what was typed, in the words its fields have on pages."""
        fields = [row._meta.get_field(name) for name in typed]
        current = {field.name: getattr(row, field.name) for field in fields}
        rows = tuple(
            (f.verbose_name, wording(f, current[f.name]), wording(f, typed[f.name]))
            for f in fields
            if not is_stamp(f)
        )
        return cls(str(row), cell, current, typed, who, at, row.rv, rows)


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
    scoped = scope(by, verb, key) if key else None
    try:
        with transaction.atomic():
            head = lock_head()
            seen = scoped and Event.objects.filter(key=scoped).first()
            if seen:
                return seen.outcome
            change = do(head.seq + 1)
            if change is None:
                return {}
            return append(head, verb, change.subject or name_of(subject), by, change, scoped).outcome
    except Refused as refused:
        note_refusal(refused, subject, by=by, verb=verb)
        raise


def is_repeated(verb: str, *, by, key: str | None) -> bool:
    """Return whether this request was answered before: then it is no error that what it made is there already."""
    return bool(key) and Event.objects.filter(key=scope(by, verb, key)).exists()


def has_done(verb: str, subject, *, by) -> bool:
    """Return whether the account ever did this to the row, whoever did so after it."""
    place, who = f"{subject._meta.label_lower}:{subject.pk} ", f"（{by.username}）"
    return Event.objects.filter(verb=verb, subject__startswith=place, who__endswith=who).exists()


def done_to(verb: str, rows, *, by) -> set[int]:
    """Return the keys of those `rows`, all of one kind, to which the account ever did this: `has_done` asked once."""
    wanted = {f"{row._meta.label_lower}:{row.pk}": row.pk for row in rows}
    events = Event.objects.filter(verb=verb, who__endswith=f"（{by.username}）").order_by()
    subjects = events.values_list("subject", flat=True).distinct() if wanted else ()
    places = {subject.partition(" ")[0] for subject in subjects}
    return {pk for place, pk in wanted.items() if place in places}


def note_refusal(refused: PermissionDenied, subject, *, by, **changes) -> None:
    """Chain what somebody was refused, once, in a transaction of its own."""
    if not getattr(refused, "is_noted", False):
        note("request.refused", subject, by=by, changes={**changes, "reason": str(refused)})
        refused.is_noted = True


def note(verb: str, subject, *, by, changes: dict) -> None:
    """Chain what was tried and refused or what was taken away, which leaves no other trace."""
    record(verb, subject, by=by, do=lambda _seq: Change(changes))


def scope(by, verb: str, key: str) -> str:
    """Return the key as it is stored: one account's, for one verb, of one length whatever was sent."""
    return hashlib.sha256(f"{by and by.pk}:{verb}:{key!r}".encode()).hexdigest()


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
        subject=plain(subject)[:120],
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
    head, prev, seq = Head.objects.get(), "", 0
    for event in Event.objects.order_by("seq").iterator():
        seq += 1
        if event.seq != seq or event.prev != prev or event.hash != digest(event):
            return min(seq, event.seq)
        if seq == head.seq and event.hash != head.hash:
            return seq
        prev = event.hash
    if seq < head.seq:
        return seq + 1
    last = Head.objects.get().seq  # others may have written since the walk began
    return last + 1 if seq > last else None


def name_of(subject) -> str:
    """Return `app.model:pk 名称` for a row, or the text itself."""
    return subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk} {subject}"


def is_stamp(field) -> bool:
    """Answer whether a field holds when or by whom something was done, which nobody types."""
    return isinstance(field, models.DateTimeField) or field.related_model is get_user_model()


def wording(field, value) -> str:
    """Return a value as a person reads it: a choice by its label, a missing one as 「——」."""
    if value is None or value == "":
        return "——"
    choices = dict(field.flatchoices)
    return choices.get(value) or str(plain(value))


def plain(value):
    """Return `value` as JSON holds it: numbers as exact text, instants in ISO form, no character a database refuses."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if value is None or isinstance(value, int | bool):
        return value
    return str(value).encode("utf-8", "replace").decode().replace("\0", "\ufffd")
