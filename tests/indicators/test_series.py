"""Which figure is in force, what it makes of an indicator, and which figure speaks for a year."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.models import Sum

from indicators.models import Actual, Break, DataStatus, Definition
from indicators.series import Series
from submissions.quarters import Quarter

D = Decimal
ESTIMATE, PRELIMINARY, FINAL = DataStatus.ESTIMATE, DataStatus.PRELIMINARY, DataStatus.FINAL


def q(text) -> Quarter:
    return Quarter.parse(text)


@pytest.fixture
def value(document):
    """Return a function: an indicator's value in a quarter, from everything approved so far."""

    def read(slug, quarter, as_of=None):
        return reading(document, slug, quarter, as_of).value

    return read


def reading(document, slug, quarter, as_of=None):
    return Series(document, as_of).read(document.indicators.get(slug=slug), q(quarter))


# --- in force ---------------------------------------------------------------------------------------------


def test_the_line_approved_last_is_in_force_and_the_past_can_be_asked_for(document, report, value):
    first = report("2019Q1", {"high-tech-exports": "2.10"})
    report("2019Q1", {"high-tech-exports": "2.01"}, reason="误计一户迁出企业")
    first.refresh_from_db()
    assert value("high-tech-exports", "2019Q1") == D("2.01")
    assert value("high-tech-exports", "2019Q1", as_of=first.approved_seq) == D("2.10")


def test_a_correction_touches_only_its_own_cells(report, value):
    report("2019Q1", {"high-tech-exports": "2.10", "technology-contracts": "0.31"})
    report("2019Q1", {"high-tech-exports": None})
    assert value("high-tech-exports", "2019Q1") is None
    assert value("technology-contracts", "2019Q1") == D("0.31")


def test_a_draft_can_be_laid_on_what_is_in_force(document, report, value):
    report("2019Q1", {"high-tech-exports": "2.10", "technology-contracts": "0.31"})
    draft = report.draft(q("2019Q1"), "误计一户迁出企业")
    Actual.objects.create(submission=draft, author=report.clerk, **report.thing("high-tech-exports"), value=2)
    series, exports = Series(document), document.indicators.get(slug="high-tech-exports")
    assert series.read(exports, q("2019Q1")).value == D("2.10")
    series.overlay(draft)
    assert series.read(exports, q("2019Q1")).value == 2
    assert series.line("technology-contracts", q("2019Q1")).value == D("0.31")
    assert value("high-tech-exports", "2019Q1") == D("2.10"), "nobody else sees the draft"


@pytest.mark.case("N01")
def test_ten_tenths_in_the_database_are_one(report):
    for year in range(2014, 2024):
        report(f"{year}Q1", {"industrial-output": "0.1"})
    assert Actual.objects.aggregate(sum=Sum("value"))["sum"] == D(1)
    assert sum(Actual.objects.values_list("value", flat=True)) == D(1)


def test_a_park_of_its_own_is_not_the_zone(report, value):
    report("2019Q1", {"high-tech-exports": "2.10"})
    report("2019Q1", {"high-tech-exports": "0.50"}, area="南区")
    assert value("high-tech-exports", "2019Q1") == D("2.10")


def test_missing_is_missing_and_never_nought(report, value, document):
    report("2019Q1", {"venture-backed": None}, blank_reason="尚未产生")
    found = reading(document, "venture-backed", "2019Q1")
    assert (found.value, found.missing) == (None, "缺2019年一季度当年新增获得风险投资的企业")
    assert value("venture-backed", "2019Q2") is None


# --- definitions -------------------------------------------------------------------------------------------


def test_a_ratio_divides_what_has_come_together_and_averages_no_quarters(report, value):
    report("2018Q1", {"rd-expenditure": "0.9", "operating-revenue": "100"})
    report("2018Q2", {"rd-expenditure": "2.8", "operating-revenue": "200"})
    assert value("rd-intensity", "2018Q1") == D("0.9")
    assert value("rd-intensity", "2018Q2") == D("1.4"), "neither 2.3, the sum, nor 1.15, the mean"


def test_every_formula_agrees_with_fractions(report, value):
    report(
        "2017Q3",
        {"operating-revenue": "123.4567", "industrial-value-added": "61.2", "average-employees": 9871},
    )
    report(
        "2018Q3",
        {
            "operating-revenue": "157.0089",
            "industrial-value-added": "70.3",
            "average-employees": 9653,
            "rd-expenditure": "2.0411",
            "new-invention-patents": 17,
            "employees": 9700,
        },
    )
    slowly = {
        "rd-intensity": Fraction("2.0411") / Fraction("157.0089") * 100,
        "patents-per-10k-staff": Fraction(17, 9700) * 10000,
        "added-revenue": Fraction("157.0089") - Fraction("123.4567"),
        "productivity-growth": ((Fraction("70.3") / 9653) / (Fraction("61.2") / 9871) - 1) * 100,
    }
    for slug, expected in slowly.items():
        assert abs(Fraction(value(slug, "2018Q3")) - expected) < Fraction(1, 10**20), slug


@pytest.mark.parametrize(
    ("slug", "figures", "missing"),
    [
        ("rd-intensity", {"rd-expenditure": 1}, "缺2018年上半年营业收入"),
        ("rd-intensity", {}, "缺2018年上半年R&D经费内部支出、2018年上半年营业收入"),
        ("added-revenue", {"operating-revenue": 90}, "缺2017年上半年营业收入"),
        ("rd-intensity", {"rd-expenditure": 1, "operating-revenue": 0}, "分母不大于0，不能相除"),
    ],
    ids=["缺分母", "都缺", "缺上年同期", "分母为零"],
)
def test_what_cannot_be_computed_says_why(document, report, slug, figures, missing):
    report("2018Q2", figures)
    found = reading(document, slug, "2018Q2")
    assert (found.value, found.missing) == (None, missing)


def test_a_definition_holds_from_its_quarter_on(document, report, value):
    indicator = document.indicators.get(slug="rd-intensity")
    first = indicator.definitions.get()
    fields = {"formula": "ratio", "item_a": first.item_a, "item_b": first.item_b, "pace_rule": "YEAR_END"}
    Definition.objects.create(
        indicator=indicator, version=2, factor=1000, from_year=2019, from_part=1, reason="改千分比", **fields
    )
    for quarter in ("2018Q4", "2019Q1"):
        report(quarter, {"rd-expenditure": 2, "operating-revenue": 100})
    assert (value("rd-intensity", "2018Q4"), value("rd-intensity", "2019Q1")) == (D(2), D(20))


def test_a_stated_ratio_wins_and_is_labelled(document, report):
    report("2018Q2", {"rd-expenditure": "1.2", "operating-revenue": 100, "stated-rd-intensity": "1.31"})
    found = reading(document, "rd-intensity", "2018Q2")
    assert (found.value, found.is_stated) == (D("1.31"), True)
    assert [each.name for each in found.inputs] == ["R&D经费内部支出占营业收入比例（上级反馈值）"]


def test_an_empty_stated_ratio_leaves_the_computed_one(document, report):
    report("2018Q2", {"rd-expenditure": "1.2", "operating-revenue": 100, "stated-rd-intensity": None})
    found = reading(document, "rd-intensity", "2018Q2")
    assert (found.value, found.is_stated) == (D("1.2"), False)


# --- the value of a year -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quarterly", "annual", "expected", "status"),
    [
        ("449.8", "452.36", "452.36", FINAL),
        ("449.8", None, "449.8", PRELIMINARY),
        (None, "452.36", "452.36", FINAL),
    ],
    ids=["年报优先", "没有年报用四季度快报", "只有年报"],
)
def test_the_annual_report_speaks_for_the_year_else_the_fourth_quarter(
    document, report, quarterly, annual, expected, status
):
    report("2018Q4", {"industrial-output": quarterly})
    report("2018A", {"industrial-output": annual})
    found = reading(document, "industrial-output", "2018A")
    assert (found.value, found.status) == (D(expected), status)


def test_a_fourth_quarter_is_preliminary_whatever_its_clerk_called_it(document, report):
    report("2018Q4", {"industrial-output": 450}, status=FINAL)
    assert reading(document, "industrial-output", "2018Q4").status == PRELIMINARY
    assert reading(document, "industrial-output", "2018A").status == PRELIMINARY


def test_a_value_is_as_certain_as_its_least_certain_part(document, report):
    report("2018Q2", {"rd-expenditure": 1}, status=ESTIMATE)
    report("2018Q2", {"operating-revenue": 100})
    assert reading(document, "rd-intensity", "2018Q2").status == ESTIMATE


def test_a_year_of_parts_falls_back_part_by_part_and_is_then_preliminary(document, report):
    report("2018Q4", {"rd-expenditure": "1.20", "operating-revenue": 100})
    report("2018A", {"operating-revenue": 120})
    found = reading(document, "rd-intensity", "2018A")
    assert (found.value, found.status) == (D(1), PRELIMINARY)


@pytest.mark.parametrize(
    ("quarterly", "annual", "expected"),
    [
        ({"stated-rd-intensity": "1.31"}, {}, "1.31"),
        (
            {"stated-rd-intensity": "1.31"},
            {"rd-expenditure": "1.4", "operating-revenue": 100},
            "1.4",
        ),
        ({}, {"rd-expenditure": "1.4", "operating-revenue": 100, "stated-rd-intensity": "1.36"}, "1.36"),
    ],
    ids=["只有四季度的反馈值", "年报的数新于四季度的反馈值", "年报的反馈值"],
)
def test_a_stated_ratio_stands_in_for_the_year_until_newer_parts_come(
    report, value, quarterly, annual, expected
):
    report("2018Q4", {"rd-expenditure": "1.2", "operating-revenue": 100} | quarterly)
    report("2018A", annual)
    assert value("rd-intensity", "2018A") == D(expected)


def test_the_value_of_a_year_is_never_a_sum_of_cumulatives(report, value):
    for quarter, amount in (("2018Q1", 1), ("2018Q2", 2), ("2018Q3", 3), ("2018Q4", 4)):
        report(quarter, {"high-tech-exports": amount})
    assert value("high-tech-exports", "2018A") == 4


def test_a_whole_year_is_compared_with_the_value_of_the_year_before(report, value):
    report("2017Q4", {"operating-revenue": 100})
    report("2017A", {"operating-revenue": 104})
    report("2018Q4", {"operating-revenue": 150})
    assert value("added-revenue", "2018Q4") == 46
    assert value("added-revenue", "2018A") == 46


# --- within the year -----------------------------------------------------------------------------------------


def test_a_single_quarter_is_the_difference_and_may_be_negative(document, report):
    for quarter, amount in (("2018Q1", "1.62"), ("2018Q2", "3.45"), ("2018Q3", "3.40")):
        report(quarter, {"high-tech-exports": amount})
    exports, series = document.indicators.get(slug="high-tech-exports"), Series(document)
    singles = [series.single(exports, q(f"2018Q{part}")) for part in (1, 2, 3, 4)]
    assert singles == [D("1.62"), D("1.83"), D("-0.05"), None]
    assert series.single(exports, q("2018A")) is None


def test_a_stock_gains_from_the_end_of_the_year_before(document, report):
    report("2017Q4", {"rd-institutions": 38})
    report("2017A", {"rd-institutions": 40})
    report("2018Q1", {"rd-institutions": 43})
    institutions, series = document.indicators.get(slug="rd-institutions"), Series(document)
    assert series.base(institutions, q("2018Q1")) == 40
    assert series.single(institutions, q("2018Q1")) == 3


def test_the_last_known_value_stands_beside_a_missing_one(document, report):
    report("2018Q4", {"venture-backed": 9})
    report("2019Q1", {"venture-backed": None})
    backed, series = document.indicators.get(slug="venture-backed"), Series(document)
    assert series.last_known(backed, q("2019Q1")) == (q("2018Q4"), 9)
    assert series.last_known(backed, q("2018Q4")) is None


# --- breaks 范围调整 -------------------------------------------------------------------------------------------


def test_across_a_break_nothing_looks_back(document, report, reviewer):
    for year in (2017, 2018, 2019):
        for part in (1, 2):
            report(f"{year}Q{part}", {"operating-revenue": year * part})
    revenue = document.items.get(slug="operating-revenue")
    Break.objects.create(item=revenue, year=2018, part=2, reason="入统范围调整", decided_by=reviewer)
    added = document.indicators.get(slug="added-revenue")
    series = Series(document)
    values = {
        quarter: series.read(added, q(quarter)).value for quarter in ("2018Q1", "2018Q2", "2019Q1", "2019Q2")
    }
    assert values == {"2018Q1": 1, "2018Q2": None, "2019Q1": None, "2019Q2": 2}
    assert series.read(added, q("2018Q2")).missing == "统计范围有调整，不与上年同期相比"


def test_a_break_within_the_year_leaves_its_quarter_without_a_single_value(document, report, reviewer):
    for quarter, amount in (("2018Q1", 1), ("2018Q2", 3), ("2018Q3", 5)):
        report(quarter, {"high-tech-exports": amount})
    item = document.items.get(slug="high-tech-exports")
    Break.objects.create(item=item, year=2018, part=2, reason="口径调整", decided_by=reviewer)
    exports, series = document.indicators.get(slug="high-tech-exports"), Series(document)
    assert [series.single(exports, q(f"2018Q{part}")) for part in (1, 2, 3)] == [1, None, 2]


# --- cost ---------------------------------------------------------------------------------------------------


def test_reading_everything_asks_the_database_a_fixed_number_of_times(
    document, report, django_assert_num_queries
):
    for quarter in ("2017A", "2018Q1", "2018Q2"):
        report(quarter, {"operating-revenue": 100, "rd-expenditure": 1, "employees": 900})
    indicators = list(document.indicators.all())
    with django_assert_num_queries(3):
        series = Series(document)
        for indicator in indicators:
            for quarter in series.quarters():
                series.read(indicator, quarter)
                series.single(indicator, quarter)
