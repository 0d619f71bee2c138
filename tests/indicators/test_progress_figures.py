"""What an indicator is computed from, how it compares with last year, and what the year still has to bring."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.progress import (
    compute,
    meets,
    needed,
    same_remaining,
    single_quarter,
    stated_differs,
    year_on_year,
)

D = Decimal

# --- definitions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "figures", "factor", "value"),
    [
        ("identity", ("450",), "1", "450"),
        ("identity", ("450",), "10", "4500"),
        ("identity", ("-3.2",), "1", "-3.2"),
        ("ratio", ("1.3", "100"), "100", "1.3"),
        ("ratio", ("2.1", "150"), "100", "1.4"),
        ("ratio", ("30", "15000"), "10000", "20"),
        ("ratio", ("-2", "40"), "100", "-5"),
        ("ratio", ("0", "40"), "100", "0"),
        ("change", ("155", None, "100"), "1", "55"),
        ("change", ("155", None, "100"), "10", "550"),
        ("change", ("95", None, "100"), "1", "-5"),
        ("growth", ("96", "1000", "80", "1000"), "100", "20"),
        ("growth", ("90", "900", "80", "1000"), "100", "25"),
        ("growth", ("72", "1000", "80", "1000"), "100", "-10"),
        ("growth", ("-8", "1000", "80", "1000"), "100", "-110"),
    ],
)
def test_a_definition_gives_its_value(formula, figures, factor, value):
    a, b, a_before, b_before = (D(each) if each else None for each in (*figures, None, None, None)[:4])
    assert compute(formula, a, b, a_before, b_before, D(factor)).value == D(value)


@pytest.mark.parametrize(
    ("formula", "figures", "reason"),
    [
        ("identity", (None,), "缺少计算所需的数"),
        ("ratio", ("1", None), "缺少计算所需的数"),
        ("ratio", (None, "1"), "缺少计算所需的数"),
        ("ratio", ("1", "0"), "分母不大于0"),
        ("ratio", ("1", "-5"), "分母不大于0"),
        ("change", ("155", None, None), "缺少计算所需的数"),
        ("growth", ("96", "1000", "80", None), "缺少计算所需的数"),
        ("growth", ("96", "0", "80", "1000"), "分母不大于0"),
        ("growth", ("96", "1000", "80", "0"), "分母不大于0"),
        ("growth", ("96", "1000", "0", "1000"), "上年同期不大于0"),
        ("growth", ("96", "1000", "-80", "1000"), "上年同期不大于0"),
    ],
)
def test_what_cannot_be_computed_says_why(formula, figures, reason):
    a, b, a_before, b_before = (D(each) if each else None for each in (*figures, None, None, None)[:4])
    answer = compute(formula, a, b, a_before, b_before, D(100))
    assert answer.value is None
    assert reason in answer.reason


def test_without_a_factor_a_value_stays_what_it_is():
    assert compute("identity", D(450)).value == 450
    assert compute("ratio", D(1), D(4)).value == D("0.25")


def test_a_half_year_ratio_is_that_of_the_cumulatives():
    quarters = [(D("0.9"), D("100")), (D("2.8"), D("200"))]
    first, half = (compute("ratio", a, b, factor=D(100)).value for a, b in quarters)
    assert (first, half) == (D("0.9"), D("1.4")), "neither the sum 2.3 nor the mean 1.15"


positive = st.decimals("0.0001", 10**6, places=4)


@given(positive, positive, positive, positive)
def test_definitions_agree_with_fractions(a, b, a_before, b_before):
    slow = {
        "ratio": Fraction(a) / Fraction(b) * 100,
        "growth": ((Fraction(a) / Fraction(b)) / (Fraction(a_before) / Fraction(b_before)) - 1) * 100,
    }
    for formula, exact in slow.items():
        value = Fraction(compute(formula, a, b, a_before, b_before, D(100)).value)
        assert abs(value - exact) <= abs(exact) / 10**20 + Fraction(1, 10**20)


def test_a_stated_ratio_may_differ_by_five_hundredths_of_a_point():
    assert not stated_differs(D("1.35"), D("1.30"))
    assert stated_differs(D("1.3501"), D("1.30"))
    assert stated_differs(D("1.2499"), D("1.30"))
    assert not stated_differs(D("1.25"), D("1.30"))


# --- over time --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "ago", "growth"),
    [("110", "100", "10"), ("90", "100", "-10"), ("100", "100", "0"), ("0", "100", "-100"), ("-5", "100", "-105"),
     ("5", "0", None), ("5", "-3", None), ("5", None, None), (None, "100", None)],
)  # fmt: skip
def test_growth_needs_a_positive_base(value, ago, growth):
    found = year_on_year(None if value is None else D(value), None if ago is None else D(ago))
    assert found == (None if growth is None else D(growth))


def test_a_single_quarter_is_a_difference_and_may_be_negative():
    assert single_quarter(D("230"), D("118.6")) == D("111.4")
    assert single_quarter(D("110"), D("118.6")) == D("-8.6")
    assert single_quarter(D("118.6"), D(0)) == D("118.6")
    assert single_quarter(None, D(1)) is single_quarter(D(1), None) is None


@given(st.lists(st.decimals(-100, 1000, places=4), min_size=4, max_size=4))
def test_the_year_is_the_last_cumulative_and_the_sum_of_its_single_quarters(quarters):
    cumulatives = [sum(quarters[: part + 1]) for part in range(4)]
    singles = [single_quarter(*pair) for pair in zip(cumulatives, [D(0), *cumulatives], strict=False)]
    assert sum(map(Fraction, singles)) == Fraction(cumulatives[-1])


# --- what remains -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "operator", "kind", "remaining", "need"),
    [
        ("118.60", "500", ">=", "FLOW", 3, ("381.40", "127.1333", False)),
        ("0.31", "2", ">", "FLOW", 3, ("1.69", "0.5633", True)),
        ("52", "60", ">=", "STOCK", 3, ("8", "2.6667", False)),
        ("449.9999", "450", ">=", "FLOW", 1, ("0.0001", "0.0001", False)),
        ("1.0000", "1", ">", "FLOW", 2, ("0", "0", True)),
        ("-2", "10", ">=", "FLOW", 2, ("12", "6", False)),
        ("450", "450", ">=", "FLOW", 2, None),
        ("1.0001", "1", ">", "FLOW", 2, None),
        ("60", "60", ">=", "STOCK", 1, None),
        ("10", "60", ">=", "FLOW", 0, None),
        ("1.1", "1.3", ">=", "RATIO", 2, None),
        ("18", "20", ">=", "GROWTH", 2, None),
        ("108", "100", "<=", "RANK", 2, None),
        ("108", "100", "<=", "FLOW", 2, None),
        (None, "100", ">=", "FLOW", 2, None),
        ("10", None, "", "FLOW", 2, None),
    ],
)
def test_what_the_remaining_quarters_must_bring(value, target, operator, kind, remaining, need):
    found = needed(value and D(value), target and D(target), operator, kind, remaining)
    if need is None:
        assert found is None
    else:
        assert (found.total, round(found.each, 4), found.exceeds) == (D(need[0]), D(need[1]), need[2])


def test_beside_it_stands_what_the_same_quarters_brought_last_year():
    assert same_remaining(D("452.36"), D("110.20")) == D("342.16")
    assert same_remaining(None, D("110.20")) is None


@given(st.decimals(0, 400, places=4), st.integers(1, 3))
def test_bringing_what_is_needed_meets_the_target(value, remaining):
    need = needed(value, D(450), ">=", "FLOW", remaining)
    assert meets(value + need.total, ">=", D(450))
    assert abs(Fraction(need.each) * remaining - Fraction(need.total)) < Fraction(1, 10**20)
