"""The lights a second, slower way: the rules as the design writes them, in fractions."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.progress import Case, Kind, Operator, PaceRule, Signal, Term, is_level, judge, meets

D = Decimal
amounts = st.decimals(-50, 500, places=3)
wholes = st.decimals("0.001", 500, places=3)


def flow(value, target, **given_) -> Case:
    return Case(value, target, ">=", Kind.FLOW, PaceRule.LINEAR, 6, Term.RUNNING, **given_)


@given(st.decimals(-1000, 1000, places=4), st.decimals(-1000, 1000, places=4))
def test_the_comparators_agree_with_fractions(value, target):
    v, t = Fraction(value), Fraction(target)
    slow = {">=": v >= t, ">": v > t, "<=": v <= t}
    assert {operator.value: meets(value, operator, target) for operator in Operator} == slow


def slowly(done, due, whole) -> Signal:
    """The rule of the light as the design writes it, in fractions."""
    advance, pace = Fraction(done) / Fraction(whole), Fraction(due) / Fraction(whole)
    if advance >= pace or abs(advance - pace) * 100 < Fraction(5, 100):
        return Signal.ON_TRACK
    if pace <= 0 or advance / pace < Fraction(4, 5):
        return Signal.FAR_BEHIND
    return Signal.BEHIND


@given(amounts, wholes, st.sampled_from([3, 6, 9]), st.integers(-60, 10))
def test_flows_agree_with_the_slow_rule(value, target, months, nudge):
    edge = target * months / 12 * (1 + D(nudge) / 200)
    for near in (value, edge):
        found = judge(replace(flow(near, target), months=months))
        assert found.signal is slowly(near, Fraction(target) * months / 12, target)
        gap = Fraction(near) / Fraction(target) - Fraction(months, 12)
        assert abs(Fraction(found.gap) / 100 - gap) < Fraction(1, 10**15)


@given(amounts, amounts, amounts, st.sampled_from([3, 6, 9]))
def test_stocks_agree_with_the_slow_rule(value, target, base, months):
    assume(target > 0 and base < target)
    found = judge(
        Case(value, target, ">=", Kind.STOCK, PaceRule.INTERPOLATE, months, Term.RUNNING, base=base)
    )
    whole = Fraction(target) - Fraction(base)
    assert found.signal is slowly(Fraction(value) - Fraction(base), whole * months / 12, whole)


@given(amounts, amounts, wholes)
def test_plans_agree_with_the_slow_rule(value, planned, target):
    for near in (value, planned * D("0.8")):
        found = judge(replace(flow(near, target, planned=planned), pace_rule=PaceRule.PLAN))
        assert found.signal is slowly(near, planned, target)


@given(
    st.none() | amounts,
    st.none() | amounts,
    st.sampled_from(Operator),
    st.sampled_from(Kind),
    st.sampled_from(PaceRule),
    st.sampled_from([3, 6, 9, 12]),
    st.sampled_from(Term),
    st.none() | amounts,
    st.none() | amounts,
)
def test_every_case_has_a_judgement_and_a_light_only_with_a_reason(
    value, target, operator, kind, rule, months, term, base, planned
):
    given_ = Case(value, target, operator, kind, rule, months, term, base, planned)
    found = judge(given_)
    if found.signal.is_judged:
        assert value is not None and target > 0 and term in (Term.RUNNING, Term.ENDED)
    if found.signal in (Signal.MET, Signal.MISSED):
        assert term is Term.ENDED
    if found.gap is not None:
        assert (found.signal is Signal.ON_TRACK) == (found.gap >= 0 or is_level(found.gap))
    assert judge(replace(given_, is_confirmed=False)).signal.is_judged is False
