"""The units of the demonstration that came later: two offices become one, and its clerk answers for what both owed."""

import datetime as dt

from accounts import clock
from accounts.models import Post, Role, Unit, User


def play(script: list[dict], until: dt.date, clerks: dict, admin) -> list[dict]:
    """Play the successions up to a day, each on its own; return those to come."""
    for told in script:
        if dt.date.fromisoformat(told["on"]) <= until:
            succeed(told, clerks, admin)
    return [told for told in script if dt.date.fromisoformat(told["on"]) > until]


def succeed(told: dict, clerks: dict, admin) -> None:
    """Found the heir, close the units it succeeds, and let their clerks sit in it."""
    on = dt.date.fromisoformat(told["on"])
    with clock.at(on):
        values = {name: told[name] for name in ("name", "short_name", "kind", "order")}
        heir = Unit.add(values | {"opened_on": on}, by=admin)
        for unit in Unit.objects.filter(name__in=told["from"]):
            unit.edit({"closed_on": on, "successor": heir}, rv=unit.rv, by=admin)
            clerk = clerks[unit.pk]
            Post.objects.filter(user=clerk, unit=unit).update(ends_on=on)
            Post.objects.create(user=clerk, unit=heir, role=Role.CLERK, starts_on=on)
            clerks[unit.pk] = clerks[heir.pk] = User.objects.get(pk=clerk.pk)
