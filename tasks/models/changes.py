"""One way to change a row that was read at a version: under the lock, by a rule, with one event."""

from collections.abc import Callable

from django.db.models import F

from accounts.journal import Change, Clash, Conflict, Event, record
from submissions.rules import check


def change(
    row, verb: str, values: dict | Callable[[], dict], *, rv: int, by, key, why_not, also=lambda: None
) -> None:
    """Change a row as read at version `rv`; raise Conflict where somebody was faster, Refused where a rule says no.

    `values` may be made under the lock, where they depend on what else there is; `also` is done with it.
    """

    def do(seq):
        nonlocal values
        row.refresh_from_db()
        check(why_not(by))
        values = values() if callable(values) else values
        if row.rv != rv:
            last = Event.objects.filter(subject__startswith=f"{row._meta.label_lower}:{row.pk} ").first()
            raise Conflict([Clash.of(row, values, cell="", who=last.who, at=last.at)])
        changed = {
            name: [getattr(row, name), new] for name, new in values.items() if getattr(row, name) != new
        }
        if not changed:
            return None
        type(row).objects.filter(pk=row.pk).update(rv=F("rv") + 1, **values)
        also()
        return Change({name: [str(old or ""), str(new or "")] for name, (old, new) in changed.items()})

    record(verb, row, by=by, key=key, do=do)
    row.refresh_from_db()
