"""Who is asked what by a draft 征求意见稿, and how far a consultation is."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from accounts.models import Unit
from accounts.permissions import FILLING_ROLES, Permission, refusal
from reports.consulting import Statement, statements
from reports.models import Comment, Consultation


@dataclass(frozen=True)
class Asked:
    """What a draft asks one unit, its predecessors included."""

    consultation: Consultation
    unit: Unit
    statements: list[Statement]


def own_units(user) -> list[Unit]:
    """Return the units the account speaks for, without those that were merged into them."""
    posts = [post for post in user.current_posts if post.role in FILLING_ROLES]
    return list(dict.fromkeys(post.unit for post in posts))


def asked(consultation, user) -> list[Asked]:
    """Return what the draft asks the account's units."""
    own = own_units(user)
    return [each for each in everybody_asked(consultation) if each.unit in own]


def everybody_asked(consultation) -> list[Asked]:
    """Return each unit that the draft names, with the sentences that do."""
    units = {unit.short_name: unit for unit in Unit.objects.select_related("successor")}
    heirs = {name: unit.successor.short_name for name, unit in units.items() if unit.successor}
    found = [
        Asked(consultation, unit, statements(consultation.context, tuple(names), heirs))
        for unit, names in spoken_for(units).items()
    ]
    return [each for each in found if each.statements]


def spoken_for(units: dict[str, Unit]) -> dict[Unit, list[str]]:
    """Return each unit that stands, with its own name and those of the units that were merged into it."""
    found = {}
    for name, unit in units.items():
        while unit.successor:
            unit = units[unit.successor.short_name]
        found.setdefault(unit, []).append(name)
    return found


def waiting_for(user) -> list[tuple[Consultation, int]]:
    """Return the drafts that ask the account's units something, with how many sentences."""
    if refusal(user, Permission.FILL):
        return []
    found = [(each, asked(each, user)) for each in Consultation.objects.open()]
    return [(each, sum(len(one.statements) for one in parts)) for each, parts in found if parts]


@dataclass(frozen=True)
class Standing:
    """How far a consultation is: who was asked, who said something, what waits for an answer."""

    consultation: Consultation
    comments: list[Comment]

    @property
    def waiting(self) -> int:
        return sum(comment.answered_at is None for comment in self.comments)

    @property
    def by_unit(self) -> list[tuple[Unit, list[Comment]]]:
        return [(unit, list(said)) for unit, said in groupby(self.comments, key=lambda each: each.unit)]

    @property
    def asked(self) -> list[tuple[Unit, int, int]]:
        """Return each unit that the draft names, with the number of its sentences and of its comments."""
        asked = everybody_asked(self.consultation)
        said = Counter(comment.unit_id for comment in self.comments)
        return [(each.unit, len(each.statements), said[each.unit.pk]) for each in asked]


def standing(document, quarter) -> Standing | None:
    """Return the newest consultation of the quarter with its comments, or None."""
    found = Consultation.objects.of(document, quarter).select_related("opened_by").last()
    if found is None:
        return None
    return Standing(found, list(found.comments.select_related("unit", "made_by", "answered_by")))
