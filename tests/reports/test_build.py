"""The whole of a quarter from what is approved: its opening words, what was corrected, what is missing."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from reports import contexts
from reports.build import build, places
from submissions.quarters import Quarter


@pytest.fixture
def quarter(document):
    """Return a function that builds a quarter from what is approved."""

    def built(text, **given):
        return build(document, Quarter.parse(text), **given)

    return built


@pytest.mark.case("N06")
def test_an_empty_quarter_shows_the_plan_without_any_light(quarter):
    found = quarter("2018Q1")
    assert [(phase.slug, len(phase.rows)) for phase in found.phases] == [
        ("2018", 21),
        ("2019", 21),
        ("long-term", 6),
    ]
    assert found.main.headline == "一季度21项未报，没有可以判定的目标"
    assert {count.signal.word for phase in found.phases for count in phase.counts} == {"未报", "未到考核期"}
    assert found.main.attention == ()
    assert contexts.from_json(contexts.to_json(found)) == found


@pytest.mark.parametrize(
    ("text", "opening"),
    [("2018Q2", "上半年1项滞后："), ("2018Q4", "2018年快报，21项目标，"), ("2018A", "2018年21项目标，")],
)
def test_a_headline_says_of_which_figures_it_speaks(report, quarter, text, opening):
    report(text, {"industrial-output": 220, "new-registrations": 3000})
    assert quarter(text).main.headline.startswith(opening)


def test_attention_is_red_before_yellow_then_the_documents_order(report, quarter):
    report("2018Q1", {"industrial-output": 100, "technology-contracts": "0.1", "high-tech-exports": "0.2"})
    assert quarter("2018Q1").main.attention == (
        "technology-contracts",
        "high-tech-exports",
        "industrial-output",
    )


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("2017A", "2018"),
        ("2018Q3", "2018"),
        ("2018A", "2018"),
        ("2019Q1", "2019"),
        ("2020Q2", "2019"),
        ("2021Q1", "long-term"),
    ],
)
def test_the_phase_of_the_quarters_year_is_shown_first(quarter, text, phase):
    assert quarter(text).phase == phase


def test_a_correction_is_told_with_old_new_reason_and_only_once_it_is_newer(report, quarter):
    first = report("2018Q1", {"high-tech-exports": "1.62", "high-tech-enterprises": 50})
    second = report("2018Q1", {"high-tech-exports": "1.5875"}, reason="误计一户")
    report("2018Q2", {"high-tech-exports": "3.45"})
    for submission in (first, second):
        submission.refresh_from_db()
    (told,) = quarter("2018Q2", since=first.approved_seq).corrections
    assert (told.before.text, told.after.text, told.reason) == ("1.62", "1.5875", "误计一户")
    assert (told.quarter, told.quarter_label, told.unit) == ("2018Q1", "2018年一季度", "高新区管委会")
    assert quarter("2018Q2", since=second.approved_seq).corrections == ()
    assert quarter("2018Q2").corrections == (), "nothing was published before, so nothing is corrected"
    day = told.approved_on
    assert quarter("2018Q2").indicator("high-tech-exports").corrections == (
        f"2018年一季度高新技术企业出口额 1.62→1.5875，误计一户（高新区管委会，{day.year}年{day.month}月{day.day}日审核）",
    )


def test_the_annual_report_is_missed_although_the_fourth_quarter_stands_in(report, quarter):
    report("2018Q4", {"industrial-output": "449.8"})
    report("2018A", {"technology-contracts": "1.1"})
    report("2018A", {"rd-institutions": None}, blank_reason="年检未结束")
    found = quarter("2018A")
    missing = {each.what: each.reason for each in found.reporting.missing}
    assert missing["各类研发机构"] == "年检未结束"
    assert missing["规模以上工业总产值"] == "没有报送" and "技术合同成交额" not in missing
    output = next(row for row in found.main.rows if row.slug == "industrial-output")
    assert (output.value.text, output.data_status) == ("449.80", "快报")


@pytest.mark.parametrize(
    ("is_integer", "value", "printed"),
    [(True, "79", 0), (False, "2.10", 2), (False, "2", 2), (False, "1.5875", 4), (False, None, 0)],
)
def test_a_corrected_figure_prints_what_it_has_and_at_least_two_places(is_integer, value, printed):
    assert places(SimpleNamespace(is_integer=is_integer), value and Decimal(value)) == printed
