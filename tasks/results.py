"""Counted answers → what a page shows of them: shares of each step, nothing where too few answered. No Django."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH = 240  # of a bar, in its own units


@dataclass(frozen=True)
class Segment:
    """One step's part of the bar."""

    step: str
    count: int
    place: int
    x: float
    width: float


@dataclass(frozen=True)
class Result:
    """One unit in one dimension: how many answered; the bar and the share that is content, or None."""

    total: int
    content: str | None  # "92.3"
    segments: tuple[Segment, ...]


def result(counts: list[int], steps: tuple[str, ...], *, content: int, fewest: int) -> Result:
    """Return the distribution of one dimension's answers; `content` first steps count as 满意."""
    total = sum(counts)
    if total < fewest:
        return Result(total, None, ())
    share = f"{100 * sum(counts[:content]) / total:.1f}"
    segments, before = [], 0
    for place, (step, count) in enumerate(zip(steps, counts, strict=True)):
        if count:
            x, width = WIDTH * before / total, WIDTH * count / total
            segments.append(Segment(step, count, place, round(x, 2), round(width, 2)))
        before += count
    return Result(total, share, tuple(segments))


def change(results: list[Result | None]) -> str:
    """Return by how many points the share that is content rose or fell between the last two rounds that show one."""
    shown = [Decimal(each.content) for each in results if each and each.content is not None]
    if len(shown) < 2:
        return ""
    points = shown[-1] - shown[-2]
    return "持平" if not points else f"{'+' if points > 0 else '−'}{abs(points)}"
