"""How a figure is judged: the document's comparators, the paces, the lights and the words of what has none."""

import datetime as dt
from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from indicators.progress import (
    Case,
    Kind,
    PaceRule,
    Signal,
    Term,
    judge,
    linear_pace,
    meets,
    window_term,
    year_on_year,
    year_term,
)
from submissions.quarters import Quarter

D = Decimal
GREY = [signal for signal in Signal if not signal.is_judged]


def case(value, target, **given) -> Case:
    """A flow at the end of June against 达到 its target, unless said otherwise."""
    usual = {"operator": ">=", "kind": "FLOW", "pace_rule": "LINEAR", "months": 6, "term": Term.RUNNING}
    numbers = {name: D(given.pop(name)) for name in ("base", "planned") if given.get(name) is not None}
    value, target = (None if each is None else D(each) for each in (value, target))
    return Case(value=value, target=target, **usual | given | numbers)


def stock(value, target, base, **given) -> Case:
    return case(value, target, base=base, **{"kind": "STOCK", "pace_rule": "INTERPOLATE"} | given)


def verdict(value, operator, target, **given) -> Signal:
    return judge(case(value, target, operator=operator, term=Term.ENDED, months=12, **given)).signal


# --- comparators -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "value", "operator", "target", "is_met"),
    [
        ("技术合同成交额超1亿元", "1.0000", ">", "1", False),
        ("技术合同成交额超1亿元", "1.0001", ">", "1", True),
        ("有效发明专利突破100项", "100", ">", "100", False),
        ("有效发明专利突破100项", "101", ">", "100", True),
        ("R&D占比提高到1.3%以上", "1.3000", ">=", "1.3", True),
        ("R&D占比提高到1.3%以上", "1.2999", ">=", "1.3", False),
        ("工业总产值达到450亿元", "450", ">=", "450", True),
        ("工业总产值达到450亿元", "449.9999", ">=", "450", False),
        ("新增注册企业3000户", "3000", ">=", "3000", True),
        ("排名前100", "98", "<=", "100", True),
        ("排名前100", "100", "<=", "100", True),
        ("排名前100", "101", "<=", "100", False),
    ],
)
def test_the_words_of_the_document_decide_what_meets_a_target(what, value, operator, target, is_met):
    assert meets(D(value), operator, D(target)) is is_met
    assert verdict(value, operator, target) is (Signal.MET if is_met else Signal.MISSED)


# --- a flow by 时序进度 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "value", "signal", "gap"),
    [
        (3, "25", Signal.ON_TRACK, "0"),
        (3, "30", Signal.ON_TRACK, "5"),
        (3, "24.96", Signal.ON_TRACK, "-0.04"),
        (3, "24.9501", Signal.ON_TRACK, "-0.0499"),
        (3, "24.95", Signal.BEHIND, "-0.05"),
        (3, "20", Signal.BEHIND, "-5"),
        (3, "19.9999", Signal.FAR_BEHIND, "-5.0001"),
        (3, "0", Signal.FAR_BEHIND, "-25"),
        (3, "-2", Signal.FAR_BEHIND, "-27"),
        (6, "40", Signal.BEHIND, "-10"),
        (6, "39.99", Signal.FAR_BEHIND, "-10.01"),
        (9, "75", Signal.ON_TRACK, "0"),
        (9, "60", Signal.BEHIND, "-15"),
        (9, "59.9", Signal.FAR_BEHIND, "-15.1"),
        (9, "120", Signal.ON_TRACK, "45"),
    ],
)
def test_a_flow_is_held_to_the_months_gone_by(months, value, signal, gap):
    judgement = judge(case(value, "100", months=months))
    assert (judgement.signal, judgement.gap) == (signal, D(gap))
    assert judgement.pace == linear_pace(months) == {3: D("0.25"), 6: D("0.5"), 9: D("0.75")}[months]
    assert judgement.progress == judgement.completion == D(value) / 100


@pytest.mark.parametrize(
    ("value", "target", "months", "completion", "gap", "source"),
    [
        ("10764", "16900", 10, "63.69", "-19.6", "1—10月份规模工业增加值，占任务数的63.7%"),
        ("629.0", "647.4", 10, "97.16", "13.8", "1—10月重点项目投资占97.2%，超过时间进度13.8个百分点"),
        ("85.1", "100", 10, "85.10", "1.8", "1—10月完成年度计划的85.1%，超均衡进度1.8个百分点"),
        ("43.2", "100", 4, "43.20", "9.9", "1—4月投资完成率43.2%，超时序进度9.9个百分点"),
        ("37.8", "100", 4, "37.80", "4.5", "1—4月投资完成率37.8%，超时序进度4.5个百分点"),
        ("53.5", "100", 6, "53.50", "3.5", "上半年完成年初预算的53.5%，超序时进度3.5个百分点"),
        ("61646", "109466", 6, "56.32", "6.3", "1—6月占年初预算数的56.3%"),
        ("35.9", "151.5", 3, "23.70", "-1.3", "一季度完成年度投资计划的23.7%"),
        ("99.8", "455.7", 3, "21.90", "-3.1", "一季度完成年度投资计划的21.9%"),
    ],
)
def test_published_notices_come_out_as_printed(value, target, months, completion, gap, source):
    judgement = judge(case(value, target, months=months))
    assert round(judgement.completion * 100, 2) == D(completion), source
    assert round(judgement.gap, 1) == D(gap), source


def test_published_growth_comes_out_as_printed():
    assert round(year_on_year(D("38.3"), D("38.3") - D("6.5")), 1) == D("20.4")
    assert round(year_on_year(D("61646"), D("61646") - D("5939")), 1) == D("10.7")


# --- a stock by what it gained --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "progress", "gap", "signal"),
    [
        ("60", "0.5", "0", Signal.ON_TRACK),
        ("45", "0", "-50", Signal.FAR_BEHIND),
        ("43", "-0.0667", "-56.6667", Signal.FAR_BEHIND),
        ("57", "0.4", "-10", Signal.BEHIND),
        ("56", "0.3667", "-13.3333", Signal.FAR_BEHIND),
        ("75", "1", "50", Signal.ON_TRACK),
        ("80", "1.1667", "66.6667", Signal.ON_TRACK),
    ],
)
def test_a_stock_from_45_to_75_is_judged_by_its_increment(value, progress, gap, signal):
    judgement = judge(stock(value, "75", "45"))
    assert judgement.signal is signal
    assert round(judgement.progress, 4) == D(progress)
    assert round(judgement.gap, 4) == D(gap)
    assert judgement.completion == D(value) / 75


@pytest.mark.parametrize(
    ("value", "target", "base", "operator", "signal", "was_above"),
    [
        ("52", "50", "52", ">=", Signal.ON_TRACK, True),
        ("50", "50", "52", ">=", Signal.ON_TRACK, True),
        ("51", "50", "52", ">=", Signal.ON_TRACK, True),
        ("49", "50", "52", ">=", Signal.BEHIND, True),
        ("39", "50", "52", ">=", Signal.FAR_BEHIND, True),
        ("50", "50", "50", ">=", Signal.ON_TRACK, True),
        ("100", "100", "100", ">", Signal.ON_TRACK, False),
        ("101", "100", "100", ">", Signal.ON_TRACK, False),
        ("99", "100", "100", ">", Signal.BEHIND, False),
        ("100", "100", "104", ">", Signal.ON_TRACK, True),
    ],
)
def test_from_a_start_at_the_target_only_a_fall_is_flagged(value, target, base, operator, signal, was_above):
    judgement = judge(stock(value, target, base, operator=operator))
    assert (judgement.signal, judgement.is_above_from_start) == (signal, was_above)
    assert judgement.gap is None and judgement.pace is None


def test_without_a_start_there_is_no_pace_but_the_value_is_shown():
    judgement = judge(stock("60", "75", None))
    assert judgement.signal is Signal.NO_BASE
    assert judgement.completion == D("0.8")


# --- the committee's plan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "planned", "target", "signal", "gap"),
    [
        ("10", "10", "30", Signal.ON_TRACK, "0"),
        ("9", "10", "30", Signal.BEHIND, "-3.3333"),
        ("4", "5", "7", Signal.BEHIND, "-14.2857"),  # exactly 0.8, though 4/7 and 5/7 do not end
        ("3", "5", "7", Signal.FAR_BEHIND, "-28.5714"),
        ("0", "0", "30", Signal.ON_TRACK, "0"),
        ("2", "0", "30", Signal.ON_TRACK, "6.6667"),
        ("-1", "0", "30", Signal.FAR_BEHIND, "-3.3333"),
        ("-1", "-2", "30", Signal.ON_TRACK, "3.3333"),
        ("-3", "-2", "30", Signal.FAR_BEHIND, "-3.3333"),
    ],
)
def test_where_there_is_a_plan_it_is_the_pace(value, planned, target, signal, gap):
    judgement = judge(case(value, target, planned=planned, pace_rule="PLAN"))
    assert judgement.signal is signal
    assert round(judgement.gap, 4) == D(gap)


@pytest.mark.parametrize("kind", list(Kind))
def test_any_kind_may_have_a_plan(kind):
    judgement = judge(case("0.9", "1.3", planned="1.0", pace_rule="PLAN", kind=kind))
    assert judgement.signal is Signal.BEHIND
    assert round(judgement.gap, 1) == D("-7.7")


@pytest.mark.parametrize(
    ("values", "signal"),
    [("104 105", Signal.ON_TRACK), ("106 131", Signal.BEHIND), ("132 200", Signal.FAR_BEHIND)],
)
def test_a_ranking_is_held_to_its_plan_from_above_and_has_no_percentage_points(values, signal):
    for value in values.split():
        judgement = judge(case(value, "100", planned="105", pace_rule="PLAN", operator="<=", kind="RANK"))
        assert judgement.signal is signal
        assert (judgement.gap, judgement.completion) == (None, None)
        assert judgement.distance == 100 - D(value)


def test_a_quarter_without_a_plan_point_is_not_judged():
    assert judge(case("10", "30", pace_rule="PLAN")).signal is Signal.NOT_DUE


# --- what is not held to a pace ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [PaceRule.LINEAR, PaceRule.INTERPOLATE, PaceRule.YEAR_END])
@pytest.mark.parametrize("kind", [Kind.RATIO, Kind.GROWTH, Kind.RANK])
def test_a_ratio_is_never_divided_by_the_months(kind, rule):
    judgement = judge(case("0.9", "1.3", kind=kind, pace_rule=rule, months=3, base="1"))
    assert judgement.signal is Signal.NOT_DUE
    assert judgement.distance == D("-0.4")


@pytest.mark.case("N08")
def test_74_high_tech_enterprises_of_75_in_spring_are_not_red():
    assert judge(case("74", "75", kind="STOCK", pace_rule="YEAR_END", months=3)).signal is Signal.NOT_DUE
    assert judge(case("74", "75", kind="STOCK", pace_rule="LINEAR", months=3)).signal is Signal.NOT_DUE


def test_a_ceiling_has_no_linear_pace():
    for kind in Kind:
        for rule in (PaceRule.LINEAR, PaceRule.INTERPOLATE):
            judgement = judge(case("80", "100", operator="<=", kind=kind, pace_rule=rule, base="120"))
            assert judgement.signal is Signal.NOT_DUE
            assert (judgement.completion, judgement.distance) == (None, 20)


def test_above_its_target_before_the_year_is_over_is_not_yet_met():
    judgement = judge(case("1.9", "1.3", kind="RATIO", pace_rule="YEAR_END", months=9))
    assert judgement.signal is Signal.NOT_DUE
    assert judgement.distance == D("0.6")


# --- the grey words and their order -----------------------------------------------------------------------------


@pytest.mark.case("N05")
@pytest.mark.parametrize(
    ("given", "signal"),
    [
        ({"target": None}, Signal.NO_TARGET),
        ({"target": None, "value": None, "is_confirmed": False}, Signal.NO_TARGET),
        ({"target": "0"}, Signal.NOT_APPLICABLE),
        ({"target": "0", "value": None, "term": Term.ENDED}, Signal.NOT_APPLICABLE),
        ({"value": None}, Signal.NOT_REPORTED),
        ({"value": None, "term": Term.ENDED}, Signal.NOT_REPORTED),
        ({"value": None, "term": Term.WINDOW}, Signal.NOT_REPORTED),
        ({"value": None, "is_confirmed": False}, Signal.NOT_REPORTED),
        ({"value": None, "is_asked": False}, Signal.NOT_DUE),
        ({"value": None, "is_asked": False, "term": Term.ENDED}, Signal.NOT_DUE),
        ({"value": None, "term": Term.AHEAD}, Signal.NOT_DUE),
        ({"value": None, "lacks_base": True}, Signal.NO_BASE),
        ({"value": None, "has_no_sense": True, "lacks_base": True}, Signal.NOT_APPLICABLE),
        ({"is_confirmed": False}, Signal.UNCONFIRMED),
        ({"is_confirmed": False, "term": Term.ENDED}, Signal.UNCONFIRMED),
        ({"is_confirmed": False, "term": Term.AHEAD}, Signal.UNCONFIRMED),
        ({"kind": "STOCK", "pace_rule": "INTERPOLATE", "is_confirmed": False}, Signal.UNCONFIRMED),
        ({"term": Term.AHEAD}, Signal.NOT_DUE),
        ({"term": Term.AHEAD, "pace_rule": "PLAN", "planned": D(50)}, Signal.NOT_DUE),
        ({"pace_rule": "YEAR_END"}, Signal.NOT_DUE),
        ({"kind": "STOCK", "pace_rule": "INTERPOLATE"}, Signal.NO_BASE),
        ({"kind": "STOCK", "pace_rule": "INTERPOLATE", "term": Term.ENDED}, Signal.MISSED),
        ({}, Signal.FAR_BEHIND),
    ],
)
def test_the_first_reason_not_to_judge_is_the_one_that_is_said(given, signal):
    usual = {"value": "10", "target": "100"} | given
    assert judge(case(usual.pop("value"), usual.pop("target"), **usual)).signal is signal


@pytest.mark.parametrize("signal", GREY)
def test_what_is_not_judged_is_a_ring_with_its_own_word(signal):
    assert signal.shape.startswith("ring")
    assert [other for other in Signal if other.word == signal.word] == [signal]


@pytest.mark.case("X08")
def test_the_five_judgements_have_words_and_filled_shapes():
    assert {(s.name, s.word, s.shape) for s in Signal if s.is_judged} == {
        ("ON_TRACK", "正常", "dot"),
        ("BEHIND", "滞后", "triangle"),
        ("FAR_BEHIND", "严重滞后", "square"),
        ("MET", "达标", "dot"),
        ("MISSED", "未达标", "square"),
    }
    assert [s.word for s in GREY] == [
        "已达到", "尚未达到", "未到考核期", "口径待确认", "缺期初值", "未报", "无目标", "不适用",
    ]  # fmt: skip


def test_a_judgement_cannot_be_altered():
    with pytest.raises(FrozenInstanceError):
        judge(case("10", "100")).signal = Signal.MET


# --- at the end of the term -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", list(PaceRule))
@pytest.mark.parametrize("kind", list(Kind))
def test_at_the_end_of_the_year_every_rule_gives_way_to_the_verdict(kind, rule):
    assert verdict("100", ">=", "100", kind=kind, pace_rule=rule) is Signal.MET
    assert verdict("99.99", ">=", "100", kind=kind, pace_rule=rule) is Signal.MISSED


def test_a_verdict_has_the_rate_and_the_distance_but_no_pace():
    judgement = judge(case("7.12", "7.5", term=Term.ENDED, months=12))
    assert round(judgement.completion * 100, 1) == D("94.9")
    assert (judgement.distance, judgement.gap, judgement.pace) == (D("-0.38"), None, None)
    ranking = judge(case("108", "100", operator="<=", kind="RANK", pace_rule="YEAR_END", term=Term.ENDED))
    assert (ranking.signal, ranking.distance, ranking.completion) == (Signal.MISSED, D(-8), None)


@pytest.mark.parametrize(
    ("quarter", "term"),
    [
        ("2017A", Term.AHEAD),
        ("2018Q1", Term.RUNNING),
        ("2018Q3", Term.RUNNING),
        ("2018Q4", Term.ENDED),
        ("2018A", Term.ENDED),
        ("2019Q1", Term.ENDED),
    ],
)
def test_a_year_runs_until_its_fourth_quarter(quarter, term):
    assert year_term(2018, Quarter.parse(quarter)) is term
    assert year_term(None, Quarter.parse(quarter)) is Term.AHEAD, "a target without a year is never due"


@pytest.mark.parametrize(
    ("quarter", "value", "signal"),
    [
        ("2019A", "24", Signal.NOT_DUE),
        ("2019A", "26", Signal.NOT_DUE),
        ("2020Q3", "26", Signal.NOT_DUE),
        ("2020Q4", "24", Signal.NOT_YET),
        ("2020A", "25", Signal.REACHED),
        ("2021A", "24.99", Signal.NOT_YET),
        ("2022Q3", "26", Signal.REACHED),
        ("2022Q4", "25", Signal.MET),
        ("2022A", "24.99", Signal.MISSED),
        ("2022A", "25", Signal.MET),
    ],
)
def test_the_long_term_has_a_window_without_red_and_a_verdict_after_it(quarter, value, signal):
    term = window_term(dt.date(2020, 12, 31), dt.date(2022, 12, 31), Quarter.parse(quarter))
    judgement = judge(case(value, "25", kind="RATIO", pace_rule="YEAR_END", term=term, months=12))
    assert judgement.signal is signal
    assert judgement.distance == D(value) - 25
