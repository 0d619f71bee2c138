"""One indicator across its quarters, and how its newest value came about, step by step."""

from decimal import Decimal

import pytest

from indicators.models import Break, PlanPoint, Target
from indicators.progress import Judgement, Signal
from reports import histories
from submissions.quarters import Quarter

D = Decimal


@pytest.fixture
def history(judge, document):
    """Return a function: the indicator's context in the edition of a quarter."""

    def of(slug, quarter, **known):
        return histories.indicator_context(judge(quarter, **known), document.indicators.get(slug=slug), {})

    return of


def spelled(steps) -> list[str]:
    """Return each step on one line: label: numerator/denominator = result."""
    return [f"{step.label} {step.numerator}/{step.denominator} = {step.result}" for step in steps]


# --- points --------------------------------------------------------------------------------------------


def test_every_quarter_with_a_value_is_a_point_and_so_is_the_editions_own(report, history):
    report("2017A", {"high-tech-exports": "6.31"})
    report("2018Q1", {"high-tech-exports": "1.62"})
    report("2018Q2", {"high-tech-exports": None, "technology-contracts": "0.3"})
    report("2018Q3", {"technology-contracts": "0.5"})
    report("2018Q4", {"high-tech-exports": "7.12"})
    exports = history("high-tech-exports", "2018Q3")
    assert [(point.quarter, point.value.text) for point in exports.points] == [
        ("2017A", "6.31"),
        ("2018Q1", "1.62"),
        ("2018Q3", "——"),
    ], "an empty quarter between is left out; what came later is not known yet"


def test_a_point_tells_value_single_quarter_target_pace_and_judgement(report, history):
    report("2017Q2", {"high-tech-exports": "3.02"})
    report("2018Q1", {"high-tech-exports": "1.62"})
    report("2018Q2", {"high-tech-exports": "3.45"})
    point = history("high-tech-exports", "2018Q2").points[-1]
    assert (point.label, point.value.text, point.single.text) == ("2018年二季度", "3.45", "1.83")
    assert (point.target.text, point.expected.text) == ("7.5", "3.75")
    assert (point.progress.text, point.gap.text, point.growth.text) == ("46.0", "−4.0", "+14.2")
    assert (point.signal.word, point.data_status) == ("滞后", "快报")


def test_a_stock_is_expected_on_the_line_from_its_start(report, history):
    report("2017A", {"industry-university-projects": 50})
    report("2018Q1", {"industry-university-projects": 52})
    point = history("industry-university-projects", "2018Q1").points[-1]
    assert (point.expected.text, point.single.text, point.progress.text) == ("55.0", "2", "10.0")


def test_before_the_document_there_is_no_target(report, history):
    report("2017Q1", {"high-tech-exports": "1.48"})
    point = history("high-tech-exports", "2017Q1").points[-1]
    assert (point.target.text, point.signal.word, point.gap.text) == ("·", "无目标", "·")


def test_a_break_is_marked_where_it_begins(report, history, document, reviewer):
    for quarter in ("2018Q1", "2018Q2", "2018Q3"):
        report(quarter, {"high-tech-exports": 1})
    item = document.items.get(slug="high-tech-exports")
    Break.objects.create(item=item, year=2018, part=2, reason="口径调整", decided_by=reviewer)
    points = history("high-tech-exports", "2018Q3").points
    assert [point.is_break for point in points] == [False, True, False]


# --- steps ---------------------------------------------------------------------------------------------


def test_a_flow_shows_progress_pace_gap_and_the_ratio_that_decides(report, history):
    report("2018Q2", {"high-tech-exports": "3.45"})
    assert spelled(history("high-tech-exports", "2018Q2").steps) == [
        "进度 3.45/7.5 = 46.00%",
        "时序进度 6/12 = 50.00%",
        "时序差 46.00% − 50.00%/ = −4.00个百分点",
        "判定 46.00/50.00 = 0.920，在0.8与1之间：滞后",
    ]


def test_a_stock_shows_its_increment(report, history):
    report("2017A", {"industry-university-projects": 50})
    report("2018Q1", {"industry-university-projects": 52})
    assert spelled(history("industry-university-projects", "2018Q1").steps) == [
        "进度 52 − 50/70 − 50 = 10.00%",
        "时序进度 3/12 = 25.00%",
        "时序差 10.00% − 25.00%/ = −15.00个百分点",
        "判定 10.00/25.00 = 0.400，小于0.8：严重滞后",
    ]


def test_a_plan_stands_where_the_pace_would(report, history, document, reviewer):
    target = Target.in_force(document.indicators.get(slug="high-tech-exports"), 2018)
    PlanPoint.plan(target, {1: D(0), 2: D(3)}, by=reviewer)
    report("2018Q1", {"high-tech-exports": "0.5"})
    assert spelled(history("high-tech-exports", "2018Q1").steps)[1:] == [
        "计划进度 0/7.5 = 0.00%",
        "时序差 6.67% − 0.00%/ = +6.67个百分点",
        "判定 6.67/0.00 = 不小于1或差距不足0.05个百分点：正常",
    ]


def test_a_ratio_shows_its_parts_and_a_verdict_its_question(report, history):
    report("2018A", {"rd-expenditure": "1.36", "operating-revenue": 100})
    assert spelled(history("rd-intensity", "2018A").steps) == [
        "取数 / = 2018年R&D经费内部支出 1.36亿元；2018年营业收入 100亿元",
        "数值 1.36 × 100/100 = 1.36%",
        "进度 1.36/1.3 = 104.62%",
        "结论 / = 1.36 是否 ≥ 1.3：达标",
    ]


def test_what_looks_back_shows_both_years(report, history):
    report("2017Q2", {"operating-revenue": 200, "industrial-value-added": 40, "average-employees": 1000})
    report("2018Q2", {"operating-revenue": 230, "industrial-value-added": 48, "average-employees": 1000})
    assert spelled(history("added-revenue", "2018Q2").steps)[:2] == [
        "取数 / = 2018年上半年营业收入 230亿元；2017年上半年营业收入 200亿元",
        "数值 230 − 200/ = 30.00亿元",
    ]
    assert spelled(history("productivity-growth", "2018Q2").steps)[1:] == [
        "数值 48 ÷ 1000/40 ÷ 1000 = 减1，得20.00%"
    ]


def test_a_ranking_shows_its_question(report, history):
    report("2019A", {"national-ranking": 101})
    assert spelled(history("national-ranking", "2019A").steps) == ["结论 / = 101 是否 ≤ 100：未达标"]


def test_what_is_missing_is_said_instead(report, history):
    report("2018Q2", {"rd-expenditure": 1})
    assert spelled(history("rd-intensity", "2018Q2").steps) == ["数值 / = 缺2018年上半年营业收入"]


def test_a_stated_value_shows_no_computation(report, history):
    report("2018A", {"rd-expenditure": 1, "operating-revenue": 100, "stated-rd-intensity": "1.3"})
    assert [step.label for step in history("rd-intensity", "2018A").steps] == ["进度", "结论"]


@pytest.mark.parametrize(
    ("progress", "pace", "words"),
    [
        ("0.4", "0.5", "0.800，"),
        ("0.39998", "0.5", "0.79996，"),
        ("0.49999", "0.5", "0.99998，"),
        ("0.5", "0.5", "1.000，"),
        ("0.46", "0.5", "0.920，"),
        ("-0.1", "0.5", "−0.200，"),
        ("0.1", "0", ""),
    ],
    ids=["正好0.8", "略小于0.8", "略小于1", "正好1", "其间", "负", "计划为零"],
)
def test_the_ratio_is_never_rounded_onto_what_it_is_held_against(progress, pace, words):
    judgement = Judgement(Signal.BEHIND, progress=D(progress), pace=D(pace))
    assert histories.ratio_words(judgement) == words


# --- the definition ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "formula", "pace"),
    [
        ("industrial-output", "规模以上工业总产值", "时序（累计÷目标）"),
        ("rd-intensity", "R&D经费内部支出÷营业收入，×100", "年末考核"),
        ("added-revenue", "营业收入−上年同期营业收入", "时序（累计÷目标）"),
        (
            "productivity-growth",
            "（工业增加值÷平均从业人员）÷上年同期（工业增加值÷平均从业人员）−1，×100",
            "年末考核",
        ),
    ],
)
def test_the_definition_is_told_in_words(document, history, report, slug, formula, pace):
    told = history(slug, "2018Q1").definition
    assert (told.formula, told.pace_rule, told.is_confirmed) == (formula, pace, True)


def test_the_targets_of_every_phase_stand_on_the_indicators_page(document, history, report, reviewer):
    words = {"operator": ">=", "basis": "会议", "reason": "加重", "by": reviewer}
    output = document.indicators.get(slug="industrial-output")
    Target.decide(output, 2019, value=D(520), **words)
    Target.decide(output, 2020, value=D(600), **words)
    told = history("industrial-output", "2019Q1").targets
    assert [(each.phase, each.figure.text, each.origin) for each in told] == [
        ("2018", "450", "文件规定"),
        ("2019", "520", "管委会设定"),
        ("2020", "600", "管委会设定"),
    ]


@pytest.mark.usefixtures("july_2019")
def test_a_target_changed_later_does_not_judge_an_older_point_anew(
    report, history, document, reviewer, judge
):
    report("2018Q1", {"industrial-output": 113})
    report("2018Q2", {"industrial-output": 226})
    output = document.indicators.get(slug="industrial-output")
    words = {"operator": ">=", "basis": "会议", "reason": "加重", "by": reviewer}
    decided = Target.decide(output, 2018, value=D(480), **words).decided_at
    points = history(
        "industrial-output", "2018Q2", published={Quarter(2018, 1): decided.replace(year=2018)}
    ).points
    assert [(point.target.text, point.signal.word) for point in points] == [("450", "正常"), ("480", "滞后")]
