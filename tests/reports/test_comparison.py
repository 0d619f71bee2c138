"""One indicator across phases, this year against last: what stands beside what, and what is not compared."""

from dataclasses import replace

import pytest

from reports import comparison
from reports.contexts import Figure
from tests.reports import factory

EXPORTS = "high-tech-exports"


def compared(slug=EXPORTS, change=lambda point: point) -> dict:
    context = factory.quarter_context()
    indicators = tuple(
        replace(each, points=tuple(map(change, each.points))) if each.slug == slug else each
        for each in context.indicators
    )
    return comparison.comparison(replace(context, indicators=indicators), slug)


def test_each_quarter_stands_beside_the_one_of_last_year():
    lines = compared()["year_lines"]
    assert [line.name for line in lines] == ["一季度", "上半年", "前三季度", "全年"]
    assert (lines[0].before.quarter, lines[0].after.quarter) == ("2018Q1", "2019Q1")
    assert lines[0].change == "+12.8%", "the edition's own 同比"
    assert lines[3].before.quarter == "2018A", "the annual report before the fourth quarter"
    assert lines[3].after is None and lines[3].change == "——"


def test_across_a_change_of_scope_nothing_is_compared():
    lines = compared(change=lambda p: replace(p, is_break=p.quarter == "2018Q3"))["year_lines"]
    assert lines[0].change == "范围有调整，不比"


def test_without_an_official_growth_nothing_is_compared():
    lines = compared(change=lambda p: replace(p, growth=factory.NONE))["year_lines"]
    assert lines[0].change == "不比"


@pytest.mark.parametrize(
    ("kind", "then", "now", "words"),
    [
        ("STOCK", "70", "79", "+9家"),
        ("STOCK", "79", "79", "持平"),
        ("RANK", "104", "98", "前进6位"),
        ("RANK", "98", "104", "后退6位"),
    ],
)
def test_a_stock_and_a_rank_are_compared_by_their_difference(kind, then, now, words):
    indicator = replace(factory.indicator("high-tech-enterprises"), kind=kind, measure="家", decimals=0)
    point = indicator.points[-1]
    pair = [replace(point, value=Figure(factory.Decimal(each), each)) for each in (then, now)]
    assert comparison.change(indicator, *pair, False) == words


def test_the_target_of_a_phase_stands_beside_the_phase_before():
    lines = compared()["phase_lines"]
    assert [line.rise for line in lines] == ["", "比2018年高33.3%", ""]
    assert lines[-1].row is None, "no target is not a target of nothing"


def test_the_title_says_both_values():
    assert compared()["title"].startswith(
        "高新技术企业出口额2019年一季度2.01亿元，上年同期1.62亿元，同比增长12.8%"
    )


def test_an_indicator_without_a_figure_has_no_chart():
    found = compared("venture-backed")
    assert found["figures"] is None and found["title"].endswith("还没有数")


def test_without_a_choice_what_needs_attention_is_compared():
    context = factory.quarter_context()
    assert comparison.comparison(context, "")["indicator"].slug == context.main.attention[0]
