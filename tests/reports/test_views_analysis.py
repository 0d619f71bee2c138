"""The analysis page and its trials 试算: findings of one edition, values typed for the rest of the year."""

import html
import re

import pytest
from django.core.management import call_command

from tests import plans
from tests.reports import factory

PAGE, TRIAL = "/analysis/", "/analysis/what-if/high-tech-exports/"


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def test_analysis_holds_five_findings_and_the_way_to_the_data(reader, editions):
    page = text(reader.get(PAGE))
    assert all(f'id="{name}"' in page for name in ("drivers", "pace", "jumps", "forecast", "what-if"))
    assert "/editions/2019Q1/2/csv/" in page and "/editions/2019Q1/2/json/" in page
    assert "分子贡献 = 系数" in page and "规则：单季数高于" in page
    assert "8.10—9.40" in page and "4.2%" in page


def test_analysis_has_a_table_beside_each_chart(reader, editions):
    page = text(reader.get(PAGE))
    for name in ("pace", "forecast"):
        part = page.split(f'<section class="part" id="{name}">')[1].split("</section>")[0]
        assert f'id="{name}-wide"' in part and "<table" in part and "数据截至" in part


def test_analysis_of_a_year_that_is_over_says_so(reader, editions):
    page = text(reader.get(f"{PAGE}?edition=2018A-1"))
    assert "年度已经结束，不再比进度" in page and "没有余下的季度可以试算" in page


def test_analysis_before_any_edition_is_the_plan(reader, document):
    assert "还没有一个实绩数" in text(reader.get(PAGE))


def test_analysis_that_one_holds_already_is_not_sent_again(reader, editions):
    etag = reader.get(PAGE)["ETag"]
    assert reader.get(PAGE, headers={"If-None-Match": etag}).status_code == 304


def test_analysis_asks_few_questions(reader, editions, django_assert_max_num_queries):
    reader.get(PAGE)
    with django_assert_max_num_queries(8):
        reader.get(PAGE)


def test_what_if_adds_what_is_typed_and_judges_it(reader, editions):
    page = text(reader.get(TRIAL, {"q2": "２．５", "q3": "25000万元", "q4": "2.99"}))
    assert "2.01 + 2.5 + 2.5 + 2.99" in page and ">10.0" in page
    assert "全角已改 2.5" in page and "25000万元已换算为2.5亿元" in page
    assert "试算，不是数据" in page


def test_what_if_prints_a_miss_as_the_engine_says_it(reader, editions):
    page = text(reader.get("/analysis/what-if/industrial-output/", {"q2": "1", "q3": "1", "q4": "1"}))
    assert "未达标" in page.split('class="five"')[1].split("</dl>")[0]


def five_of(response) -> str:
    return text(response).split('class="five"')[1].split("</dl>")[0]


def test_what_if_of_a_strict_target_is_not_met_by_equalling_it(reader, editions):
    """The definition is not confirmed yet: the page says so, and what it would be as it stands."""
    rest, address = {"q2": "0.5", "q3": "0.5", "q4": "0.69"}, "/analysis/what-if/technology-contracts/"
    five = five_of(reader.get(address, rest))
    assert "2.0000" in five and "口径待确认" in five and "按现在的口径为未达标" in five
    five = five_of(reader.get(address, rest | {"q4": "0.6901"}))
    assert "2.0001" in five and "按现在的口径为达标" in five


@pytest.mark.parametrize(
    ("typed", "words"),
    [("一百", "不是数字"), ("12%", "是百分数"), ("", "请填三季度当季"), ("3人", "的单位不是")],
)
def test_what_if_keeps_what_was_typed_and_says_what_is_wrong(reader, editions, typed, words):
    page = text(reader.get(TRIAL, {"q2": "1", "q3": typed, "q4": "1"}))
    assert words in page and 'value="1"' in page and f'value="{typed}"' in page
    assert 'class="five"' not in page and page.count('aria-invalid="true"') == 1


def test_what_if_opens_empty_and_without_complaint(reader, editions):
    page = text(reader.get(TRIAL))
    assert "aria-invalid" not in page and 'class="five"' not in page
    assert all(f'name="{name}"' in page for name in ("q2", "q3", "q4")) and 'name="q1"' not in page
    assert "按上年同季填" in page


def test_what_if_of_a_ratio_asks_for_the_years_value(reader, editions):
    page = text(reader.get("/analysis/what-if/rd-intensity/", {"year": "1.5"}))
    assert 'name="year"' in page and 'name="q2"' not in page and 'class="five"' in page


def test_what_if_of_a_rank_holds_that_less_is_better(reader, editions):
    address = "/analysis/what-if/national-ranking/"
    goal = factory.target("national-ranking", "2019").figure.value
    assert "为未达标" in five_of(reader.get(address, {"year": str(goal + 1)}))
    assert "为达标" in five_of(reader.get(address, {"year": str(goal)}))


def test_what_if_of_a_stock_adds_what_it_gains_and_does_not_fall_below_nothing(reader, editions):
    address = "/analysis/what-if/high-tech-enterprises/"
    five = five_of(reader.get(address, {"q2": "20", "q3": "-5", "q4": "31"}))
    assert "79 + 20 + −5 + 31" in five and "125" in five
    page = text(reader.get(address, {"q2": "-100", "q3": "0", "q4": "0"}))
    assert "存量不会是负数" in page and 'value="-100"' in page and 'class="five"' not in page


def test_what_if_of_a_flow_that_is_not_reported_begins_with_the_first_quarter(reader, editions):
    page = text(reader.get("/analysis/what-if/venture-backed/"))
    assert all(f'name="q{part}"' in page for part in range(1, 5))


def test_what_if_of_counted_things_takes_no_half(reader, editions):
    page = text(
        reader.get("/analysis/what-if/venture-backed/", {"q1": "1.5", "q2": "1", "q3": "1", "q4": "1"})
    )
    assert "不是整数" in page


def test_what_if_when_the_year_is_over_says_why_not(reader, editions):
    page = text(reader.get(f"{TRIAL}?edition=2018A-1"))
    assert "2018年已经结束" in page and '<form class="form"' not in page


def test_what_if_without_a_target_says_why_not(reader, editions):
    page = text(reader.get("/analysis/what-if/valid-invention-patents/"))
    assert "没有目标值" in page


def test_what_if_of_no_indicator_is_not_found(reader, editions):
    assert reader.get("/analysis/what-if/nothing/").status_code == 404


def test_what_if_keeps_to_its_edition(reader, editions):
    page = text(reader.get(f"{TRIAL}?edition=2019Q1-1"))
    assert '<input type="hidden" name="edition" value="2019Q1-1">' in page


def test_comparison_shows_years_and_phases_of_the_chosen_indicator(reader, editions):
    page = text(reader.get("/comparison/", {"indicator": "high-tech-exports"}))
    assert 'value="high-tech-exports" selected' in page
    assert "比2018年高33.3%" in page and "无目标" in page and 'id="years-wide"' in page


def test_comparison_of_no_indicator_is_not_found(reader, editions):
    assert reader.get("/comparison/", {"indicator": "nothing"}).status_code == 404


def test_comparison_before_any_edition_is_the_plan(reader, document):
    assert "还没有一个实绩数" in text(reader.get("/comparison/"))


def test_comparison_asks_few_questions(reader, editions, django_assert_max_num_queries):
    reader.get("/comparison/")
    with django_assert_max_num_queries(8):
        reader.get("/comparison/")


# --- other plans ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/analysis/", "/analysis/what-if/indicator-61/?q2=1&q3=1&q4=60", "/comparison/?indicator=indicator-61"],
)
def test_analysis_and_what_if_and_comparison_know_no_plan(signed_in, reviewer, tmp_path, address):
    """Sixty-one indicators of another city in another year."""
    call_command("facts", "--plan", str(plans.write(tmp_path)), verbosity=0)
    sign = "&" if "?" in address else "?"
    page = text(signed_in(reviewer).get(f"{address}{sign}edition=2026Q1-preview"))
    assert "第61项指标" in page and "2026年" in page
