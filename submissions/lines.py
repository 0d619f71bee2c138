"""Lines: what a submission holds, how one is written, and how it passes between pages, forms and submissions."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from accounts import clock
from accounts.journal import Clash
from accounts.models import Unit, person
from submissions.rules import Form, State


@dataclass(frozen=True)
class Entry:
    """What somebody typed for one line: which line, its values, and the row version it was read with (0: new)."""

    lookup: dict
    values: dict
    rv: int = 0


@dataclass(frozen=True)
class Problem:
    """A finding of a check: hard ones refuse the submission, soft ones ask for a note."""

    label: str
    message: str
    anchor: str = ""
    is_hard: bool = True


@dataclass(frozen=True)
class LineRow:
    """One line as it is read: numbers printed, texts under their headings; `pk` is None where nothing was entered."""

    pk: int | None
    serial: int | str
    label: str
    measure: str = ""
    year_ago: str = ""
    previous: str = ""
    value: str = ""
    replaces: str = ""  # what a correction puts another value in place of
    single: str = ""
    growth: str = ""
    status: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    note: str = ""
    blank_reason: str = ""
    review_note: str = ""
    author: str = ""
    asked: str = ""  # what the reviewer is writing about it, not yet sent


class LineQuerySet(models.QuerySet):
    def approved(self, as_of: int | None = None):
        """Return approved lines, oldest approval first: the last one of each cell is in force.

        `as_of` is an approval number: later approvals are left out.
        """
        lines = self.filter(submission__state=State.APPROVED).order_by("submission__approved_seq")
        return lines if as_of is None else lines.filter(submission__approved_seq__lte=as_of)


class Line(models.Model):
    """One line of a submission; each form's subclass says what a line holds."""

    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="%(class)s_lines")
    author = person("+", null=False)
    changed_at = models.DateTimeField("填写时间", default=clock.now, editable=False)
    rv = models.PositiveIntegerField(default=1, editable=False)
    note = models.CharField("说明", max_length=500, blank=True)
    blank_reason = models.CharField("未报原因", max_length=200, blank=True)
    review_note = models.CharField("退回说明", max_length=200, blank=True)

    objects = LineQuerySet.as_manager()

    FORM: Form
    CONTENT: tuple[str, ...]
    """The fields that somebody types; the rest is bookkeeping."""
    SHEET: str
    """The name of the page on which lines are filled in."""
    CHECK = ""
    """The name of the page 核对 that is passed before handing in, where the form has one."""
    LOOKUP: tuple[str, ...]
    """The foreign keys that name a line inside its submission."""

    class Meta:
        abstract = True

    @property
    def identity(self) -> tuple:
        """Return what an entry's lookup says of this line."""
        return tuple(getattr(self, f"{name}_id", None) for name in self.LOOKUP)

    @property
    def cell(self) -> str:
        """Return the line's name inside its submission, as pages and requests use it."""
        raise NotImplementedError

    @classmethod
    def units_due(cls, period) -> list[Unit]:
        """Return the units that owe this form in `period`."""
        raise NotImplementedError

    @classmethod
    def problems(cls, submission) -> list[Problem]:
        """Return what keeps the submission from being handed in."""
        raise NotImplementedError

    @classmethod
    def shown(cls, submission) -> list[LineRow]:
        """Return the lines as the detail page and the review desk show them."""
        raise NotImplementedError

    @classmethod
    def write(cls, submission, existing: dict, entry: Entry, by):
        """Write one line; return (line, {field: [old, new]}), or (line, Clash), or (line, None) if nothing changed.

        `existing` holds the submission's lines by identity.
        """
        wanted = tuple(entry.lookup[name].pk if name in entry.lookup else None for name in cls.LOOKUP)
        line = existing.get(wanted)
        made = line is None
        line = line or cls(submission=submission, author=by, rv=0, **entry.lookup)
        if line.rv != entry.rv:  # even for the same value: whoever added one to it would be lost
            who, at = str(line.author), line.changed_at
            return line, Clash.of(line, entry.values, cell=line.cell, who=who, at=at)
        before = {name: getattr(line, name) for name in entry.values}
        changed = {
            name: [before[name], value] for name, value in entry.values.items() if before[name] != value
        }
        if not changed:
            return line, None
        for name, value in entry.values.items():
            setattr(line, name, value)
        line.author, line.changed_at, line.rv, line.review_note = by, clock.now(), entry.rv + 1, ""
        line.save(force_insert=made, force_update=not made)
        return line, changed

    def snapshot(self) -> dict:
        return {name: getattr(self, name) for name in self.CONTENT}


def line_models() -> list[type[Line]]:
    """Return the line model of every form."""
    return [model for model in apps.get_models() if issubclass(model, Line)]
