"""The newest edition on a meeting room's screen 大屏: a few sheets, each whole at 1920 × 1080. Computes no figure."""

from dataclasses import dataclass
from itertools import zip_longest

from django.http import QueryDict

from reports.boards import Board, board
from reports.contexts import QuarterContext, RowContext

JUDGED, QUIET, TASKS, STORIES = 8, 13, 9, 2
"""How many judged rows, rows without a light, tasks and stories one sheet holds beside each other."""
SHEETS = 4
"""Sheets of rows; of a larger plan the worst come first and the rest is counted, not shown."""


@dataclass(frozen=True)
class Sheet:
    """One screenful: rows with a light at the left, rows without at the right; either may have it all."""

    judged: tuple[RowContext, ...]
    quiet: tuple[RowContext, ...]

    @property
    def shape(self) -> str:
        return "both" if self.judged and self.quiet else "lit" if self.judged else "unlit"


@dataclass(frozen=True)
class Screen:
    board: Board
    sheets: list[Sheet]
    left_out: int
    tasks: list[tuple]

    @property
    def stories(self) -> list[RowContext]:
        return self.board.attention[:STORIES]

    @property
    def count(self) -> int:
        return len(self.sheets) + bool(self.stories) + bool(self.tasks)


def screen(context: QuarterContext) -> Screen:
    """Return the sheets of an edition's own phase, worst first, then the tasks that need somebody."""
    shown = board(context, QueryDict())
    lit, unlit = rows_of(shown, shown.judged), rows_of(shown, shown.quiet)
    sheets = paired(lit, unlit)
    held = sum(len(sheet.judged) + len(sheet.quiet) for sheet in sheets[:SHEETS])
    return Screen(shown, sheets[:SHEETS], len(lit) + len(unlit) - held, shown.worries[:TASKS])


def rows_of(shown: Board, counts) -> list[RowContext]:
    by_slug = {row.slug: row for row in shown.phase.rows}
    return [by_slug[slug] for count in counts for slug in count.slugs]


def paired(lit, unlit) -> list[Sheet]:
    """Return the sheets: both kinds side by side while both last, then twelve with a light or twice as many without."""
    if not unlit:
        return [Sheet(rows, ()) for rows in batched(lit, JUDGED + JUDGED // 2)]
    if not lit:
        return [Sheet((), rows) for rows in batched(unlit, QUIET * 2)]
    return [Sheet(*pair) for pair in zip_longest(batched(lit, JUDGED), batched(unlit, QUIET), fillvalue=())]


def batched(rows: list, size: int) -> list[tuple]:
    return [tuple(rows[start : start + size]) for start in range(0, len(rows), size)]
