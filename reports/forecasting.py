"""The year-end forecast 预测全年 and 往年同期进度 of a flow, from the figures of its earlier years.

A forecast is no figure: floats live in `indicators.forecast` and end here.
"""

from decimal import Decimal
from itertools import count, pairwise

from indicators import forecast as method
from indicators import quantities
from indicators.models import Formula
from indicators.progress import Kind, Operator, Signal, Term, single_quarter
from reports import sentences
from reports.contexts import Figure, ForecastContext, StepContext
from submissions.quarters import ANNUAL, Quarter

SAME_PERIOD_YEARS = 3


def forecast_context(series, found) -> ForecastContext | None:
    """Return what the year is likely to bring of a flow under way; None where a forecast would mislead."""
    if not is_under_way(series, found):
        return None
    indicator, quarter = found.indicator, found.quarter
    years = earlier_years(series, indicator, quarter)
    reported = singles(series, indicator, quarter.year, quarter.part)
    made = method.forecast(list(years.values()), reported) if reported else None
    return told(found, made, years) if made else None


def is_under_way(series, found) -> bool:
    """Return whether it is a flow as it was reported, in a quarter that leaves something of its target's year."""
    definition = series.definition(found.indicator, found.quarter)
    is_own_flow = found.indicator.kind == Kind.FLOW and definition.formula == Formula.IDENTITY
    is_of_this_year = found.target is None or found.case.term == Term.RUNNING
    return is_own_flow and is_of_this_year and found.quarter.remaining > 0 and found.reading.value is not None


def earlier_years(series, indicator, quarter: Quarter) -> dict[int, list[float]]:
    """Return the single quarters of the complete years before, oldest first, back to a gap or a change of what is counted.

    A year that brought nothing or less forbids to forecast at all.
    """
    found = {}
    for year in count(quarter.year - 1, -1):
        quarters = singles(series, indicator, year, 4)
        if quarters is None or not is_alike(series, indicator, Quarter(year, 1), quarter):
            break
        found[year] = quarters
    return dict(reversed(found.items())) if all(sum(each) > 0 for each in found.values()) else {}


def singles(series, indicator, year: int, parts: int) -> list[float] | None:
    """Return a year's first single quarters, the fourth being what its year value leaves; None where one is missing."""
    ends = [Quarter(year, ANNUAL if part == 4 else part) for part in range(1, parts + 1)]
    values = [Decimal(0), *(series.read(indicator, end).value for end in ends)]
    found = [single_quarter(after, before) for before, after in pairwise(values)]
    return None if None in found else [float(each) for each in found]


def is_alike(series, indicator, since: Quarter, until: Quarter) -> bool:
    """Return whether the same is counted in both quarters, and no break 范围调整 lies between."""
    then, now = series.definition(indicator, since), series.definition(indicator, until)
    counted = [(each.formula, each.item_a_id, each.factor) for each in (then, now)]
    return counted[0] == counted[1] and not series.has_break(now, since, until)


def told(found, made: method.Forecast, years: dict[int, list[float]]) -> ForecastContext:
    """Return the forecast as it is printed, and held against the target where there is one to compare with."""
    decimals, measure = found.indicator.decimals, found.indicator.measure
    total, low, high = (figure(each, decimals) for each in (made.total, made.low, made.high))
    missed = method.backtest(years, found.quarter.part)
    difference = distance(found, total.value)
    name = f"{found.quarter.year}年目标"
    against = sentences.against_target(difference.value, decimals, measure, name) if difference else ""
    interval = f"{low.text}—{high.text}" if low and low.text != high.text else ""
    return ForecastContext(
        total=total,
        low=low,
        high=high,
        quarters=tuple(figure(each, decimals) for each in made.rest),
        difference=difference,
        is_short=is_short(found, difference),
        method=method.METHOD,
        years=tuple(years)[-made.years :],
        error=figure(sum(missed.values()) / len(missed) * 100, 1) if missed else None,
        tested=tuple(missed),
        headline=sentences.forecast_words(total.text, measure, against),
        sentence=sentences.forecast_words(total.text, measure, against, interval),
    )


def figure(value: float | None, decimals: int) -> Figure | None:
    exact = None if value is None else Decimal(str(value))
    return None if exact is None else Figure(exact, quantities.format_value(exact, decimals))


def distance(found, total: Decimal) -> Figure | None:
    """Return how far the forecast lies from a target that the value itself may be compared with."""
    if found.judgement.distance is None or found.judgement.signal is Signal.UNCONFIRMED:
        return None
    amount = total - found.case.target
    return Figure(amount, quantities.format_signed(amount, found.indicator.decimals))


def is_short(found, difference: Figure | None) -> bool:
    if difference is None:
        return False
    seen = quantities.rounded(difference.value, found.indicator.decimals)
    return seen > 0 if found.case.operator == Operator.AT_MOST else seen < 0


# --- the same period of earlier years -----------------------------------------------------------------


def same_period(series, found) -> dict[int, Decimal]:
    """Return what share of its year this quarter had reached in up to three earlier years, newest first."""
    shares, this = {}, found.quarter.year
    for year in range(this - 1, this - 1 - SAME_PERIOD_YEARS, -1) if is_under_way(series, found) else ():
        share = share_of(series, found.indicator, year, found.quarter)
        if share is None:
            break
        shares[year] = share
    return shares


def share_of(series, indicator, year: int, quarter: Quarter) -> Decimal | None:
    done = series.read(indicator, Quarter(year, quarter.part)).value
    whole = series.read(indicator, Quarter(year, ANNUAL)).value
    if done is None or whole is None or whole <= 0:
        return None
    return done / whole if is_alike(series, indicator, Quarter(year, 1), quarter) else None


def mean(shares: dict[int, Decimal]) -> Decimal | None:
    return sum(shares.values()) / len(shares) if shares else None


# --- how it was computed --------------------------------------------------------------------------------


def forecast_steps(found, made: ForecastContext | None, shares: dict[int, Decimal]):
    """Yield 往年同期进度 and, where there is one, how the forecast came about and how far it was off before."""
    if shares:
        each = "、".join(f"{quantities.format_percent(share, 2)}%" for share in reversed(shares.values()))
        name = f"{span(tuple(reversed(shares)))}同期占全年{each}"
        average = "" if len(shares) == 1 else f"，平均{quantities.format_percent(mean(shares), 2)}%"
        yield StepContext("往年同期进度", "", "", name + average)
    if made:
        yield from made_steps(found, made)


def made_steps(found, made: ForecastContext):
    measure, places = found.indicator.measure, found.indicator.decimals + 2
    parts = [found.value.text, *(quantities.format_value(each.value, places) for each in made.quarters)]
    yield StepContext("预测全年", " + ".join(parts), "", f"{made.total.text}{measure}")
    yield StepContext("预测方法", "", "", f"{made.method}：{sentences.HOW_FORECAST.format(span(made.years))}")
    if made.low:
        interval = f"{made.low.text}—{made.high.text}{measure}"
        yield StepContext("八成可能", "", "", f"{interval}，按这些年逐季推算的误差估计")
    off = f"用同法从{span(made.tested)}同一季度预测当年，平均相差{made.error.text}%" if made.error else ""
    yield StepContext("实测误差", "", "", off or "往年不足三年，还不能用往年检验")


def span(years: tuple[int, ...]) -> str:
    """Return 2016—2018年, 2018年, 2014、2018年."""
    is_run = len(years) > 1 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]}—{years[-1]}年" if is_run else f"{'、'.join(map(str, years))}年"
