"""The year-end forecast, as it is printed; and everywhere it must stay away."""

from decimal import Decimal
from itertools import pairwise

import pytest

from indicators.forecast import forecast
from indicators.models import Break, Definition, Target
from reports import histories
from reports.contexts import Figure
from tests.reports.test_histories import spelled

D = Decimal
EXPORTS = "high-tech-exports"
YEARS = {
    2015: ("1.28", "2.61", "4.03", "5.46"),
    2016: ("1.38", "2.81", "4.33", "5.87"),
    2017: ("1.48", "3.02", "4.66", "6.31"),
    2018: ("1.62", "3.45", "5.18", "7.12"),
}
"""Exports at the end of each quarter and of the year, made up."""


@pytest.fixture
def past(report):
    """Return a function that reports whole years, cumulatively, with their annual reports."""

    def tell(*years, slug=EXPORTS, **others):
        for year in years:
            ends = others.get(f"y{year}", YEARS[year])
            for part, value in enumerate(ends, start=1):
                report(f"{year}Q{part}", {slug: value})
            report(f"{year}A", {slug: ends[3]})

    return tell


@pytest.fixture
def indicator(judge, document):
    def of(quarter, slug=EXPORTS):
        return histories.indicator_context(judge(quarter), document.indicators.get(slug=slug), {})

    return of


@pytest.fixture
def anew(document):
    """Return a function that defines exports anew from 2018 on, the same but for what is given."""

    def define(**changes):
        first = Definition.objects.get(indicator__slug=EXPORTS)
        kept = {
            name: getattr(first, name) for name in ("indicator", "formula", "item_a", "factor", "pace_rule")
        }
        new = {"version": 2, "reason": "改", "from_year": 2018, "from_part": 1}
        Definition.objects.create(**(kept | new | changes))

    return define


def singles(ends) -> list[float]:
    values = [D(0), *map(D, ends)]
    return [float(after - before) for before, after in pairwise(values)]


# --- what is printed -----------------------------------------------------------------------------------


def test_the_year_is_forecast_from_three_years_with_interval_and_distance(past, report, row):
    past(2015, 2016, 2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    found = row(EXPORTS, "2019Q1").forecast
    made = forecast([singles(YEARS[year]) for year in (2016, 2017, 2018)], [2.01])
    assert float(found.total.value) == pytest.approx(made.total)
    assert (found.total.text, found.low.text, found.high.text) == ("8.26", "7.63", "8.90")
    assert (found.difference.text, found.is_short) == ("−1.74", True)
    assert found.years == (2016, 2017, 2018)
    assert found.headline == "预测全年8.26亿元，比2019年目标少1.74亿元"
    assert found.sentence == "预测全年8.26亿元，八成可能在7.63—8.90之间，比2019年目标少1.74亿元"
    assert sum((each.value for each in found.quarters), D("2.01")) == pytest.approx(found.total.value)


def test_the_error_is_that_of_the_same_method_on_the_years_before(past, report, row):
    past(2015, 2016, 2017, 2018)
    report("2019Q2", {EXPORTS: "4.2"})
    report("2019Q1", {EXPORTS: "2.01"})
    found = row(EXPORTS, "2019Q2").forecast
    missed = [
        abs(
            forecast([singles(YEARS[y]) for y in range(2015, year)], singles(YEARS[year])[:2]).total / total
            - 1
        )
        for year, total in ((2017, 6.31), (2018, 7.12))
    ]
    assert found.tested == (2017, 2018)
    assert float(found.error.value) == pytest.approx(sum(missed) / 2 * 100)


def test_two_years_give_a_forecast_without_interval_and_without_measured_error(past, report, row):
    past(2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    found = row(EXPORTS, "2019Q1").forecast
    assert (found.low, found.high, found.error, found.tested) == (None, None, None, ())
    assert found.sentence == found.headline and found.years == (2017, 2018)


def test_the_fourth_quarter_is_what_the_annual_report_leaves(past, report, row):
    past(2017, 2018)
    report("2018A", {EXPORTS: "7.60"})
    report("2019Q1", {EXPORTS: "2.01"})
    revised = (*YEARS[2018][:3], "7.60")
    made = forecast([singles(YEARS[2017]), singles(revised)], [2.01])
    assert float(row(EXPORTS, "2019Q1").forecast.total.value) == pytest.approx(made.total)


def test_a_year_without_an_annual_report_ends_with_its_fourth_quarter(past, report, row):
    past(2017)
    for part, value in enumerate(YEARS[2018], start=1):
        report(f"2018Q{part}", {EXPORTS: value})
    report("2019Q1", {EXPORTS: "2.01"})
    assert row(EXPORTS, "2019Q1").forecast.years == (2017, 2018)


def test_an_indicator_without_a_target_is_forecast_and_compared_with_nothing(past, report, indicator):
    past(2015, 2016)
    report("2017Q1", {EXPORTS: "1.48"})
    found = indicator("2017Q1").forecast
    assert (found.difference, found.is_short) == (None, False)
    assert found.headline == f"预测全年{found.total.text}亿元"


def test_a_forecast_that_prints_as_its_target_is_about_equal(past, report, row, document, reviewer):
    past(2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    total = row(EXPORTS, "2019Q1").forecast.total
    words = {"operator": ">=", "basis": "会议", "reason": "调整", "by": reviewer}
    Target.decide(document.indicators.get(slug=EXPORTS), 2019, value=D(total.text), **words)
    found = row(EXPORTS, "2019Q1").forecast
    assert found.headline.endswith("与2019年目标相当") and not found.is_short


def test_below_a_ceiling_nothing_is_short(past, report, row, document, reviewer):
    past(2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    words = {"operator": "<=", "basis": "会议", "reason": "调整", "by": reviewer}
    output = document.indicators.get(slug=EXPORTS)
    Target.decide(output, 2019, value=D(10), **words)
    assert not row(EXPORTS, "2019Q1").forecast.is_short
    Target.decide(output, 2019, value=D(8), **words)
    assert row(EXPORTS, "2019Q1").forecast.is_short


def test_a_definition_still_open_is_forecast_but_not_compared(past, report, row, anew):
    past(2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    anew(question="币种与汇率")
    found = row(EXPORTS, "2019Q1")
    assert found.signal.word == "口径待确认" and found.forecast.difference is None
    assert found.forecast.headline == f"预测全年{found.forecast.total.text}亿元"


# --- where it stays away --------------------------------------------------------------------------------


@pytest.mark.parametrize("quarter", ["2018Q4", "2018A"])
def test_at_the_years_end_nothing_is_forecast(past, row, indicator, quarter):
    past(2015, 2016, 2017, 2018)
    assert row(EXPORTS, quarter).forecast is None and indicator(quarter).forecast is None


def test_a_year_that_is_over_is_not_forecast_in_the_next_spring(past, report, row):
    past(2015, 2016, 2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    assert row(EXPORTS, "2019Q1", "2018").forecast is None


def test_the_year_ahead_is_not_forecast_from_this_one(past, report, row):
    past(2015, 2016, 2017)
    report("2018Q1", {EXPORTS: "1.62"})
    assert row(EXPORTS, "2018Q1", "2019").forecast is None
    assert row(EXPORTS, "2018Q1").forecast is not None


def test_a_missing_value_is_not_forecast(past, report, row):
    past(2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    report("2019Q2", {EXPORTS: None})
    assert row(EXPORTS, "2019Q2").forecast is None


def test_a_quarter_missing_within_the_year_cannot_be_told_apart(past, report, row):
    past(2017, 2018)
    report("2019Q2", {EXPORTS: "4.2"})
    assert row(EXPORTS, "2019Q2").forecast is None


def test_a_change_is_never_forecast(past, report, row):
    ends = {year: tuple(10 * D(value) for value in values) for year, values in YEARS.items()}
    past(*YEARS, slug="operating-revenue", **{f"y{year}": values for year, values in ends.items()})
    report("2019Q1", {"operating-revenue": 22})
    found = row("added-revenue", "2019Q1")
    assert found.value.text == "5.80" and found.forecast is None and found.same_period.text == "·"


def test_a_stock_is_never_forecast(past, report, row):
    counts = {f"y{year}": (50, 51, 52, 53) for year in YEARS}
    past(*YEARS, slug="industry-university-projects", **counts)
    report("2019Q1", {"industry-university-projects": 60})
    found = row("industry-university-projects", "2019Q1")
    assert found.forecast is None and found.same_period.text == "·"


@pytest.mark.parametrize(
    "ends",
    [("0", "0", "0", "0"), ("0", "0.5", "1", "2"), ("1", "0.5", "1", "2"), ("-1", "-2", "-3", "-4")],
    ids=["全年为零", "一季为零", "二季为负", "全年为负"],
)
def test_a_past_quarter_or_year_that_is_not_positive_forbids_it(past, report, row, ends):
    past(2016, 2017, 2018, y2016=ends)
    report("2019Q1", {EXPORTS: "2.01"})
    assert row(EXPORTS, "2019Q1").forecast is None


def test_a_year_of_nothing_long_ago_forbids_it_too(past, report, row):
    past(2015, 2016, 2017, 2018, y2015=("1", "1", "1", "0"))
    report("2019Q1", {EXPORTS: "2.01"})
    assert row(EXPORTS, "2019Q1").forecast is None


def test_a_gap_ends_the_history(past, report, row):
    past(2015, 2016, 2018)
    report("2017A", {EXPORTS: "6.31"})
    report("2019Q1", {EXPORTS: "2.01"})
    assert row(EXPORTS, "2019Q1").forecast is None


@pytest.mark.parametrize(
    ("year", "part", "years"),
    [
        (2017, 1, (2017, 2018)),
        (2017, 2, None),
        (2018, 1, None),
        (2019, 1, None),
        (2015, 3, (2016, 2017, 2018)),
    ],
)
def test_no_forecast_looks_across_a_break(past, report, row, document, reviewer, year, part, years):
    past(2015, 2016, 2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    item = document.items.get(slug=EXPORTS)
    Break.objects.create(item=item, year=year, part=part, reason="入统范围调整", decided_by=reviewer)
    found = row(EXPORTS, "2019Q1").forecast
    assert (found and found.years) == years


def test_no_forecast_looks_across_a_change_of_what_is_counted(past, report, row, anew):
    past(2016, 2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    anew(factor=2)
    assert row(EXPORTS, "2019Q1").forecast is None


# --- the same period of earlier years -------------------------------------------------------------------


def test_the_same_period_is_the_mean_share_of_up_to_three_earlier_years(past, report, row):
    past(2015, 2016, 2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    shares = [D("1.38") / D("5.87"), D("1.48") / D("6.31"), D("1.62") / D("7.12")]
    found = row(EXPORTS, "2019Q1")
    assert found.same_period == Figure(sum(shares) / 3 * 100, "23.2")
    assert found.pace.text == "25.0", "时序进度 stays what it is: months ÷ 12"


def test_the_same_period_needs_one_year_and_only_its_own_quarter(report, row):
    report("2018Q1", {EXPORTS: "1.78"})
    report("2018A", {EXPORTS: "7.12"})
    report("2019Q1", {EXPORTS: "2.01"})
    found = row(EXPORTS, "2019Q1")
    assert found.same_period.text == "25.0" and found.forecast is None


def test_nothing_is_done_by_now_in_other_years_is_also_a_progress(past, report, row):
    past(
        2017,
        2018,
        y2017=("0", "0", "7", "22"),
        y2018=("0", "0", "12", "33"),
        slug="newly-certified-enterprises",
    )
    report("2019Q1", {"newly-certified-enterprises": 0})
    assert row("newly-certified-enterprises", "2019Q1").same_period.text == "0.0"


@pytest.mark.parametrize("quarter", ["2018Q4", "2018A"])
def test_at_the_years_end_there_is_no_same_period(past, row, quarter):
    past(2017, 2018)
    assert row(EXPORTS, quarter).same_period.text == "·"


# --- how it came about ----------------------------------------------------------------------------------


def test_the_page_says_how_the_forecast_was_made_and_how_far_it_was_off(past, report, indicator):
    past(2015, 2016, 2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    told = spelled(indicator("2019Q1").steps)[4:]
    assert told[0] == "往年同期进度 / = 2016—2018年同期占全年23.51%、23.45%、22.75%，平均23.24%"
    assert told[1] == "预测全年 2.01 + 2.0564 + 2.0714 + 2.1246/ = 8.26亿元"
    assert told[2].startswith("预测方法 / = 同期占比与阻尼趋势：用2016—2018年各季占全年的比重去掉季节起伏")
    assert told[3] == "八成可能 / = 7.63—8.90亿元，按这些年逐季推算的误差估计"
    assert told[4].startswith("实测误差 / = 用同法从2017—2018年同一季度预测当年，平均相差4.4%")


def test_what_cannot_be_measured_yet_is_said(past, report, indicator):
    past(2017, 2018)
    report("2019Q1", {EXPORTS: "2.01"})
    assert spelled(indicator("2019Q1").steps)[-1] == "实测误差 / = 往年不足三年，还不能用往年检验"
