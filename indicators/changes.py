"""Which figures of a sheet changed most against a year ago 变化最大的数: rows in, changes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators import progress
from indicators.checks import SheetRow

MOST = 3


@dataclass(frozen=True)
class Change:
    """One figure beside that of a year ago; turned: the quarter's own was positive and is negative, or the reverse."""

    row: SheetRow
    amount: Decimal | None  # 同比 in percent; where the sign turned, of the quarter's own number
    is_turned: bool = False
    is_official: bool = False

    @property
    def size(self) -> tuple[bool, Decimal]:
        return self.is_turned, abs(self.amount or 0)


def largest(rows: list[SheetRow], official: Mapping[str, Decimal | None] | None = None) -> list[Change]:
    """Return the largest changes, a turn of the sign first, alike ones in the sheet's order.

    `official` holds the items whose 同比 is only the official one, with it; rows that compare with nothing are left out.
    """
    found = [change(row, official or {}) for row in rows]
    told = [each for each in found if each and each.amount]
    return sorted(told, key=lambda each: each.size, reverse=True)[:MOST]


def change(row: SheetRow, official: Mapping[str, Decimal | None]) -> Change | None:
    if row.slug in official:
        return Change(row, official[row.slug], is_official=True)
    if row.nature == "FLOW" and is_turned(row.single, row.year_ago_single):
        return Change(row, (row.single / row.year_ago_single - 1) * 100, is_turned=True)
    if row.nature == "VALUE":
        return None
    return Change(row, progress.year_on_year(row.value, row.year_ago))


def is_turned(now: Decimal | None, before: Decimal | None) -> bool:
    return bool(now and before) and (now < 0) != (before < 0)
