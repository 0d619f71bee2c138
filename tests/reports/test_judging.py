"""Figures against the targets of the document: the hard examples, from what was approved to what is printed."""

import datetime as dt
from decimal import Decimal

import pytest

from indicators.models import Break, DataStatus, Definition
from reports.contexts import CorrectionContext, Figure

D = Decimal


def told(found) -> tuple:
    return found.signal.word, found.value.text, found.gap.text


# --- verdicts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "signal", "text", "gap"),
    [
        ("1.0000", "未达标", "1.0000", "未超过"),
        ("1.0001", "达标", "1.0001", "+0.0001"),
        ("0.9999", "未达标", "0.9999", "−0.0001"),
        ("1.20", "达标", "1.20", "+0.20"),
    ],
)
def test_technology_contracts_must_exceed_one_hundred_million(report, row, value, signal, text, gap):
    report("2018A", {"technology-contracts": value})
    found = row("technology-contracts", "2018A")
    assert told(found) == (signal, text, gap)
    assert (found.target.figure.text, found.target.wording) == (">1", "超")


@pytest.mark.parametrize(
    ("expenditure", "signal", "text", "gap"),
    [("1.3000", "达标", "1.30", "0.00"), ("1.2999", "未达标", "1.2999", "−0.0001")],
)
def test_rd_intensity_is_judged_on_the_exact_ratio(report, row, expenditure, signal, text, gap):
    report("2018A", {"rd-expenditure": expenditure, "operating-revenue": 100})
    assert told(row("rd-intensity", "2018A")) == (signal, text, gap)


@pytest.mark.case("N11")
@pytest.mark.parametrize(
    ("rank", "signal", "gap"), [(98, "达标", "+2"), (100, "达标", "0"), (101, "未达标", "−1")]
)
def test_a_hundred_strong_is_rank_a_hundred_or_better(report, row, rank, signal, gap):
    report("2019A", {"national-ranking": rank})
    found = row("national-ranking", "2019A")
    assert told(found) == (signal, str(rank), gap)
    assert (found.completion.text, found.target.figure.text) == ("·", "≤100")


def test_what_misses_its_target_by_a_little_is_not_printed_as_the_whole(report, row):
    report("2018A", {"industrial-output": "449.9999"})
    found = row("industrial-output", "2018A")
    assert (found.value.text, found.completion.text, found.gap.text) == ("449.9999", "99.99998", "−0.0001")


def test_the_fourth_quarter_gives_a_preliminary_verdict_and_the_annual_report_the_final_one(report, row):
    report("2018Q4", {"industrial-output": "449.8"}, status=DataStatus.FINAL)
    assert row("industrial-output", "2018Q4").sentence.endswith("未达标（快报）。")
    assert row("industrial-output", "2018A").sentence.endswith("未达标（快报）。")
    report("2018A", {"industrial-output": "452.36"})
    assert row("industrial-output", "2018A").sentence.endswith("达标。")
    assert row("industrial-output", "2018Q4").signal.word == "未达标", (
        "the quarter's own paper keeps its figure"
    )


def test_next_spring_the_past_year_is_judged_by_its_annual_report(report, row):
    report("2018Q4", {"industrial-output": "449.8"})
    report("2018A", {"industrial-output": "452.36"})
    report("2019Q1", {"industrial-output": "118.6"})
    assert told(row("industrial-output", "2019Q1", "2018")) == ("达标", "452.36", "+2.36")
    assert told(row("industrial-output", "2019Q1")) == ("滞后", "118.60", "−1.3")


# --- under way ----------------------------------------------------------------------------------------------


def test_a_flow_runs_against_the_months_and_tells_what_is_still_needed(report, row):
    report("2018A", {"technology-contracts": "1.00"})
    report("2018Q1", {"technology-contracts": "0.21"})
    report("2019Q1", {"technology-contracts": "0.31"})
    found = row("technology-contracts", "2019Q1")
    assert told(found) == ("严重滞后", "0.31", "−9.5")
    assert (found.progress.text, found.pace.text, found.pace_name) == ("15.5", "25.0", "时序进度")
    need = found.need
    assert (need.label, need.total.text, need.each.text, need.last_year.text) == (
        "后三季需完成",
        "1.69",
        "0.56",
        "0.79",
    )
    assert need.exceeds, "超 asks for more than what is left to the target"
    assert [bar.needed.text for bar in found.quarters] == ["——", "0.56", "0.56", "0.56"]
    assert [bar.last_year.text for bar in found.quarters] == ["0.21", "——", "——", "——"]


@pytest.mark.parametrize(
    ("value", "signal", "progress", "gap"),
    [(60, "正常", "50.0", "0.0"), (50, "严重滞后", "0.0", "−50.0"), (48, "严重滞后", "−10.0", "−60.0")],
)
def test_a_stock_is_judged_by_what_it_gained_since_the_years_start(report, row, value, signal, progress, gap):
    report("2017A", {"industry-university-projects": 50})
    report("2018Q2", {"industry-university-projects": value})
    found = row("industry-university-projects", "2018Q2")
    assert (found.signal.word, found.progress.text, found.gap.text) == (signal, progress, gap)
    assert (found.growth_mark, found.growth.value) == ("年初", value - 50)
    assert found.need.label == "下半年需净增"


def test_a_stock_without_its_start_is_grey(report, row):
    report("2018Q2", {"industry-university-projects": 60})
    found = row("industry-university-projects", "2018Q2")
    assert (found.signal.word, found.remark, found.growth.text) == ("缺期初值", "达到目标的85.7%", "——")


@pytest.mark.case("N08")
def test_74_of_75_high_tech_enterprises_in_spring_are_not_judged(report, row):
    report("2018Q1", {"high-tech-enterprises": 74})
    found = row("high-tech-enterprises", "2018Q1")
    assert (found.signal.word, found.remark, found.gap.text) == ("未到考核期", "达到目标的98.7%", "·")
    assert not found.bar.is_judged and found.bar.pace is None


@pytest.mark.case("N08")
def test_a_ratio_above_its_target_in_spring_is_only_so_for_now(report, row):
    report("2018Q1", {"rd-expenditure": "1.4", "operating-revenue": 100})
    assert row("rd-intensity", "2018Q1").remark == "暂高于目标0.10点"


def test_revenue_gained_needs_last_years_same_period(report, row):
    report("2018Q1", {"operating-revenue": 30})
    assert row("added-revenue", "2018Q1").signal.word == "缺期初值"
    report("2017Q1", {"operating-revenue": 20})
    assert told(row("added-revenue", "2018Q1")) == ("严重滞后", "10.00", "−6.8")


def test_across_a_break_what_looks_back_does_not_apply(report, row, document, reviewer):
    report("2017Q1", {"operating-revenue": 20})
    report("2018Q1", {"operating-revenue": 30})
    revenue = document.items.get(slug="operating-revenue")
    Break.objects.create(item=revenue, year=2018, part=1, reason="入统范围调整", decided_by=reviewer)
    assert row("added-revenue", "2018Q1").signal.word == "不适用"


# --- what is missing -----------------------------------------------------------------------------------------


@pytest.mark.case("N06")
def test_a_missing_quarter_shows_the_last_known_value_with_its_quarter(report, row):
    report("2018A", {"venture-backed": 9})
    report("2019Q1", {"venture-backed": None})
    found = row("venture-backed", "2019Q1")
    assert (found.signal.word, found.value.text, found.value.value) == ("未报", "——", None)
    assert (found.last_known.text, found.last_known_label) == ("9", "2018年")
    assert found.bar.is_stale and found.bar.value == D("0.45")
    assert found.sentence == "本期未报，最近一次为2018年9家。"


def test_what_a_quarter_does_not_ask_for_is_not_due(report, row):
    report("2019Q1", {"industrial-output": 118})
    found = row("national-ranking", "2019Q1")
    assert (found.signal.word, found.remark) == ("未到考核期", "年报时公布")


def test_a_quarter_may_leave_an_estimate_out_without_being_due(report, row):
    report("2018Q1", {"industrial-output": 118})
    assert row("rd-intensity", "2018Q1").signal.word == "未报"


def test_an_open_definition_is_not_compared(document, row, report):
    indicator = document.indicators.get(slug="return-on-net-assets")
    first = indicator.definitions.get()
    assert first.question, "the document leaves it open"
    Definition.objects.create(
        indicator=indicator,
        version=2,
        formula=first.formula,
        item_a=first.item_a,
        item_b=first.item_b,
        factor=first.factor,
        pace_rule=first.pace_rule,
        question=first.question,
        from_year=2018,
        from_part=1,
    )
    report("2018A", {"net-profit": "1.2", "net-assets": 10})
    found = row("return-on-net-assets", "2018A")
    assert (found.signal.word, found.remark, found.value.text) == ("口径待确认", "暂不比较", "12.00")


# --- 同比 ---------------------------------------------------------------------------------------------------


def test_the_official_growth_wins_and_is_marked(report, row):
    report("2017Q1", {"industrial-output": 104})
    report("2018Q1", {"industrial-output": 110}, official_growth=D("6.8"))
    found = row("industrial-output", "2018Q1")
    assert (found.growth.text, found.growth_mark) == ("+6.8", "官")
    assert "同比增长6.8%" in found.sentence


def test_output_has_no_other_growth_than_the_official_one(report, row):
    report("2017Q1", {"industrial-output": 104})
    report("2018Q1", {"industrial-output": 110})
    found = row("industrial-output", "2018Q1")
    assert (found.growth.value, found.growth_mark) == (None, "")
    assert "同比" not in found.sentence


@pytest.mark.parametrize(
    ("ago", "growth"), [("1.48", "+9.5"), ("1.62", "持平"), ("1.7", "−4.7"), ("0", "——"), (None, "——")]
)
def test_other_growth_is_computed_where_there_is_a_base(report, row, ago, growth):
    report("2017Q1", {"high-tech-exports": ago})
    report("2018Q1", {"high-tech-exports": "1.62"})
    assert row("high-tech-exports", "2018Q1").growth.text == growth


def test_a_ratio_grows_in_percentage_points(report, row):
    report("2017Q1", {"rd-expenditure": "1.07", "operating-revenue": 100})
    report("2018Q1", {"rd-expenditure": "1.18", "operating-revenue": 100})
    found = row("rd-intensity", "2018Q1")
    assert (found.growth.text, found.growth_mark) == ("+0.11", "点")
    assert "同比提高0.11个百分点" in found.sentence


def test_there_is_no_growth_across_a_break(report, row, document, reviewer):
    report("2017Q1", {"high-tech-exports": "1.48"})
    report("2018Q1", {"high-tech-exports": "1.62"})
    item = document.items.get(slug="high-tech-exports")
    Break.objects.create(item=item, year=2018, part=1, reason="口径调整", decided_by=reviewer)
    assert row("high-tech-exports", "2018Q1").growth.text == "——"


def test_a_whole_year_grows_on_the_value_of_the_year_before(report, row):
    report("2017Q4", {"high-tech-exports": 6})
    report("2017A", {"high-tech-exports": "6.31"})
    report("2018Q4", {"high-tech-exports": "7.12"})
    assert row("high-tech-exports", "2018Q4").growth.text == "+12.8"


def test_a_stated_ratio_is_labelled_in_the_row_and_in_the_sentence(report, row):
    report("2018Q1", {"rd-expenditure": 1, "operating-revenue": 100, "stated-rd-intensity": "1.18"})
    found = row("rd-intensity", "2018Q1")
    assert found.is_stated and found.sentence.startswith("为1.18%（上级反馈值），低于目标0.12个百分点")


# --- the long term --------------------------------------------------------------------------------------------


@pytest.mark.case("N12")
@pytest.mark.parametrize(
    ("quarter", "year", "staff", "signal", "remark"),
    [
        ("2019Q2", "2018A", 198, "未到考核期", "低于目标5.20点"),
        ("2019A", "2019A", 260, "未到考核期", "暂高于目标1.00点"),
        ("2020A", "2020A", 250, "已达到", "等于目标"),
        ("2021Q3", "2020A", 240, "尚未达到", "低于目标1.00点"),
        ("2022A", "2022A", 250, "达标", ""),
        ("2023Q2", "2022A", 249, "未达标", ""),
    ],
)
def test_the_long_term_has_no_red_before_its_window_is_over(
    report, row, quarter, year, staff, signal, remark
):
    report(year, {"graduates": staff, "employees": 1000})
    found = row("graduates-share", quarter, "long-term")
    assert (found.signal.word, found.remark, found.value_label) == (signal, remark, f"{year[:4]}年")


# --- tasks ---------------------------------------------------------------------------------------------------


@pytest.mark.case("N12")
def test_a_cluster_without_a_year_is_never_due(report, task_rows):
    report("2018A", {"battery-cluster-output": 60})
    (found,) = task_rows("battery-cluster-output", "2019Q1").values()
    assert (found.signal.word, found.remark) == ("未到考核期", "暂高于目标10.00亿元")
    assert found.sentence == "全年60.00亿元，完成目标的120.0%，未到考核期。"


def test_a_fund_is_judged_year_by_year_and_missing_is_not_nought(report, task_rows):
    report("2018A", {"zone-support-fund": 800})
    rows = task_rows("zone-support-fund", "2019Q1")
    assert {year: (each.value.text, each.signal.word) for year, each in rows.items()} == {
        "2018": ("800", "未达标"),
        **{str(year): ("——", "未到考核期") for year in range(2019, 2023)},
    }


# --- corrections and cost --------------------------------------------------------------------------------------


def test_a_corrected_figure_is_marked_in_its_own_quarter_only(report, row):
    report("2018Q4", {"high-tech-exports": 7})
    report("2019Q1", {"high-tech-exports": "2.01"})
    corrected = CorrectionContext(
        item="high-tech-exports",
        name="高新技术企业出口额",
        quarter="2019Q1",
        quarter_label="2019年一季度",
        unit="市商务局",
        measure="亿元",
        before=Figure(D("2.10"), "2.10"),
        after=Figure(D("2.01"), "2.01"),
        reason="误计一户迁出企业",
        approved_on=dt.date(2019, 5, 20),
    )
    found = row("high-tech-exports", "2019Q1", corrections=(corrected,))
    assert (found.correction, found.correction_reason) == ("2.10→2.01", "误计一户迁出企业")
    assert row("high-tech-exports", "2019Q1", "2018", corrections=(corrected,)).correction == ""


def test_judging_a_quarter_asks_the_database_a_fixed_number_of_times(
    report, judge, django_assert_num_queries
):
    for quarter in ("2017A", "2018Q1", "2018Q2"):
        report(quarter, {"operating-revenue": 100, "rd-expenditure": 1, "employees": 900})
    with django_assert_num_queries(21):
        judged = judge("2018Q2")
        for phase in judged.terms.phases:
            judged.rows(phase)
        judged.task_rows()
