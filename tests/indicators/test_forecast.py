"""The year-end forecast: a formula that can be explained, and never where it would mislead."""

import pytest

from indicators.forecast import backtest, forecast, same_period_share

STEADY = [[10, 20, 30, 40]] * 3


@pytest.mark.parametrize("known", [1, 2, 3])
def test_forecast_of_a_steady_year_is_that_year(known):
    found = forecast(STEADY, [10, 20, 30, 40][:known])
    assert found.total == pytest.approx(100, rel=1e-9)
    assert found.low < 100 < found.high


def test_forecast_follows_growth_but_damps_it():
    found = forecast([[10] * 4, [11] * 4, [12.1] * 4], [13.3])
    undamped = 13.3 + 13.3 * (1.1**0.25 + 1.1**0.5 + 1.1**0.75)
    assert 4 * 12.1 < found.total < undamped


def test_forecast_never_falls_below_what_is_reported():
    found = forecast([[1, 50, 2, 40], [30, 1, 60, 2], [2, 45, 1, 50]], [10, 10, 10])
    assert found.low >= 30


@pytest.mark.parametrize(
    ("history", "reported"),
    [
        pytest.param(STEADY[:1], [10], id="一年历史不够"),
        pytest.param([[5, 5, 0, 5]] * 3, [10], id="往年有一季不是正数"),
        pytest.param(STEADY, [-1], id="本季不是正数"),
        pytest.param(STEADY, [], id="还没有数"),
        pytest.param(STEADY, [10, 20, 30, 40], id="全年已报完"),
    ],
)
def test_forecast_is_silent_where_it_would_mislead(history, reported):
    assert forecast(history, reported) is None


def test_forecast_has_no_interval_before_three_years():
    found = forecast(STEADY[:2], [10])
    assert found.total == pytest.approx(100) and found.low is None and found.high is None


def test_same_period_share_is_the_baseline():
    assert same_period_share([[20, 20, 30, 30], [30, 20, 25, 25]], [25]) == pytest.approx(100)


def test_the_quarters_to_come_and_what_is_reported_make_the_total():
    found = forecast(STEADY, [10, 20])
    assert found.rest == pytest.approx((30, 40))
    assert found.total == pytest.approx(10 + 20 + sum(found.rest))


def test_the_method_is_tested_on_every_earlier_year_that_two_others_precede():
    years = {2014: [10, 20, 30, 40], 2015: [10, 20, 30, 40], 2016: [10, 20, 30, 40], 2017: [10, 20, 30, 20]}
    assert backtest(years, 2) == pytest.approx({2016: 0, 2017: 0.25})
    assert backtest({2017: [10, 20, 30, 40], 2018: [10, 20, 30, 40]}, 2) == {}


def test_an_earlier_year_that_cannot_be_forecast_is_not_counted_as_a_hit():
    assert backtest({2015: [5, 5, 0, 5], 2016: [5] * 4, 2017: [5] * 4, 2018: [5] * 4}, 1) == {}
