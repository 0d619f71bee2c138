from dataclasses import replace

import pytest

from reports import extracts
from reports.contexts import Figure, SignalContext
from tests.reports.factory import figure
from tests.reports.papers import awkward, spring


def row(slug: str, **changes):
    return replace(next(row for row in spring().main.rows if row.slug == slug), **changes)


@pytest.mark.parametrize(
    "slug, text",
    [
        ("industrial-output", "▲ 滞后"),
        ("industrial-value-added", "● 正常"),
        ("technology-contracts", "■ 严重滞后"),
        ("high-tech-enterprises", "○ 达到目标的63.2%"),
        ("return-on-net-assets", "○ 口径待确认"),
        ("venture-backed", "○ 未报（2018年9）"),
    ],
)
def test_the_verdict_is_shape_and_word_or_the_way_to_the_target(slug, text):
    assert extracts.verdict(row(slug)) == text


@pytest.mark.parametrize(
    "key, shape", [("MET", "●"), ("MISSED", "■"), ("REACHED", "○"), ("NOT_YET", "○"), ("NO_BASE", "○")]
)
def test_only_what_is_judged_is_filled(key, shape):
    assert extracts.signed(row("industrial-output", signal=SignalContext(key, "词"))) == f"{shape} 词"


@pytest.mark.parametrize(
    "mark, text, printed",
    [
        ("官", "+7.2", "+7.2*"),
        ("点", "+0.11", "+0.11点"),
        ("年初", "+9", "年初+9"),
        ("", "−3.1", "−3.1"),
        ("点", "持平", "持平"),
        ("", "——", "——"),
        ("", "·", ""),
    ],
)
def test_growth_carries_its_mark(mark, text, printed):
    assert extracts.growth(row("industrial-output", growth=Figure(None, text), growth_mark=mark)) == printed


def test_prose_tells_a_forecast_only_where_it_falls_short():
    exports, added = row("high-tech-exports"), row("industrial-value-added")
    assert extracts.told(exports).endswith("亿元，按往年规律预测全年8.70亿元，比2019年目标少1.30亿元。")
    assert added.forecast and extracts.told(added) == added.sentence
    assert extracts.told(replace(exports, forecast=None)) == exports.sentence


def test_a_need_without_last_year_has_no_comparison():
    wanted = row("high-tech-exports")
    wanted = replace(wanted, need=replace(wanted.need, last_year=Figure(None, "——"), each=figure("2.66")))
    assert extracts.need(wanted) == "后三季需完成7.99亿元，平均每季2.66亿元。"


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", ""),
        ("已完成", "已完成。"),
        ("已完成。", "已完成。"),
        ("一、先做\n二、后做；\r\n\r\n三、再做", "一、先做；二、后做；三、再做。"),
        ("末尾带分号；", "末尾带分号。"),
        ("属正常波动。（演示）", "属正常波动。（演示）"),
        ("正常波动（已核对）", "正常波动（已核对）。"),
    ],
)
def test_a_units_words_become_one_sentence(text, sentence):
    assert extracts.sentence(text) == sentence


def test_illegal_characters_are_dropped_and_everything_else_stays():
    assert extracts.legal("a\x00\x0b\ud800\ufffeb\t\n𠮷＝1") == "ab\t\n𠮷＝1"


def test_a_task_without_a_lead_has_the_spokesman_whose_judgement_it_carries():
    task = awkward().tasks[-1]
    assert extracts.spokesman(task).unit == "市财政局"


def test_a_window_that_has_passed_is_over_whatever_the_quarter():
    window = spring().phase_of("long-term")
    assert not extracts.is_over(window)
    rows = tuple(replace(each, signal=SignalContext("MISSED", "未达标")) for each in window.rows)
    assert extracts.is_over(replace(window, rows=rows))


def test_the_distance_is_a_remark_or_the_gap_in_words():
    rows = {row.slug: row for row in spring().main.rows}
    assert extracts.distance(rows["technology-contracts"]) == "慢9.5个百分点"
    assert extracts.distance(rows["high-tech-enterprises"]) == rows["high-tech-enterprises"].remark
