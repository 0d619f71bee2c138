"""Rows that are never changed, only added to: what a page saw of them, and what came after it."""

from django.db import models

from accounts.journal import Clash, Conflict


def newest_pk(rows) -> int:
    """Return what a page remembers of rows that are never changed, only added to."""
    return rows.aggregate(newest=models.Max("pk"))["newest"] or 0


def check_seen(rows, seen: int | None, typed, pair: str = "decided") -> None:
    """Raise Conflict where rows were added after row `seen`, the newest that a page showed; None: no page was read.

    `typed` returns, for a newer row, what was typed in its place; `pair` names its two fields of who and when.
    """
    who, at = f"{pair}_by", f"{pair}_at"
    newer = [] if seen is None else list(rows.filter(pk__gt=seen).select_related(who).order_by("pk"))
    for row in newer:
        row.rv = newer[-1].pk
    if newer:
        raise Conflict(
            [
                Clash.of(row, typed(row), cell="", who=str(getattr(row, who)), at=getattr(row, at))
                for row in newer
            ]
        )
