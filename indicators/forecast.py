"""Year-end forecast 预测 of a flow, its interval and its back-test. No Django; floats, because nothing here is a figure.

The quarters of three complete years give each quarter's share of its year, cleared of the growth within the year.
Divided by their shares, all quarters line up as one level with a damped trend; both are smoothed exponentially in logs
(Gardner & McKenzie's damped trend). The rest of the year is level × trend × share, added to what is already reported.
The interval widens the remaining part by the series' own one-step errors, scaled by `SPREAD`, which
`bench/forecast.py` measures on public series so that four of five year totals fall inside.
"""

import math
from dataclasses import dataclass

LEVEL, TREND, DAMPING = 0.7, 0.2, 0.6
"""Smoothing of level and trend, and the damping of the trend, chosen on public quarterly series."""
SPREAD = {1: 1.74, 2: 1.52, 3: 1.40}
"""Half-width of the 80 % interval in one-step errors, by quarters already reported."""
LEAST_ERROR = 0.01
"""No series is taken to be steadier than one per cent a quarter."""
LEAST_YEARS, INTERVAL_YEARS = 2, 3
METHOD = "同期占比与阻尼趋势"


@dataclass(frozen=True)
class Forecast:
    """A year's total with its 80 % interval (None before three complete years), in the measure of the series."""

    total: float
    low: float | None
    high: float | None
    years: int
    rest: tuple[float, ...]  # the quarters still to come


def forecast(history: list[list[float]], reported: list[float]) -> Forecast | None:
    """Forecast the year from complete years of four single quarters, oldest first, and this year's one to three.

    None where it would mislead: fewer than two complete years, or a quarter or a year that is not positive.
    """
    history = history[-INTERVAL_YEARS:]
    quarters = [value for year in history for value in year] + list(reported)
    if len(history) < LEAST_YEARS or not 1 <= len(reported) <= 3 or min(quarters) <= 0:
        return None
    shares = seasonal_shares(history)
    level, trend, errors = smoothed([math.log(v / shares[i % 4]) for i, v in enumerate(quarters)])
    rest = tuple(
        math.exp(level + trend * damped(ahead)) * share
        for ahead, share in enumerate(shares[len(reported) :], 1)
    )
    total = sum(reported) + sum(rest)
    if len(history) < INTERVAL_YEARS:
        return Forecast(total, None, None, len(history), rest)
    half = sum(rest) * SPREAD[len(reported)] * spread(errors)
    return Forecast(total, max(total - half, sum(reported)), total + half, len(history), rest)


def backtest(years: dict[int, list[float]], known: int) -> dict[int, float]:
    """Forecast each earlier year from its first `known` quarters and the years before it; return how far off, as a share."""
    missed = {}
    for place, (year, quarters) in enumerate(years.items()):
        found = forecast(list(years.values())[:place], quarters[:known])
        if found:
            missed[year] = abs(found.total / sum(quarters) - 1)
    return missed


def same_period_share(history: list[list[float]], reported: list[float]) -> float:
    """Return the baseline: what is reported, over the mean share such quarters had of their years."""
    shares = [sum(year[: len(reported)]) / sum(year) for year in history]
    return sum(reported) / (sum(shares) / len(shares))


def seasonal_shares(history) -> list[float]:
    """Return each quarter's mean share of its year ×4, cleared of the growth within the year."""
    growth = (sum(history[-1]) / sum(history[0])) ** (1 / (4 * (len(history) - 1)))
    raw = [sum(year[q] / sum(year) for year in history) / growth ** (q - 1.5) for q in range(4)]
    return [share * 4 / sum(raw) for share in raw]


def smoothed(levels: list[float]) -> tuple[float, float, list[float]]:
    """Return (level, trend, one-step errors) of the damped trend after the last of `levels`."""
    first, second = sum(levels[:4]) / 4, sum(levels[4:8]) / 4
    trend = (second - first) / 4
    level, errors = first - 2.5 * trend, []
    for value in levels:
        expected = level + DAMPING * trend
        error = value - expected
        level, trend = expected + LEVEL * error, DAMPING * trend + LEVEL * TREND * error
        errors.append(error)
    return level, trend, errors[2:]


def damped(ahead: int) -> float:
    """Return how many quarters' trend are left after damping, `ahead` quarters on."""
    return sum(DAMPING**step for step in range(1, ahead + 1))


def spread(errors) -> float:
    return math.sqrt(sum(error**2 for error in errors) / len(errors) + LEAST_ERROR**2)
