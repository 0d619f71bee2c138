"""What differs from the edition before: a turn is a change of colour, and nothing else."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.progress import Signal
from reports import compare
from reports import contexts as c
from tests.reports import factory

COLOURLESS = ["未报", "未到考核期", "口径待确认", "缺期初值", "无目标", "不适用", "已达到", "尚未达到"]
SPRING = factory.quarter_context(corrections=(), difference=None)
PUNCTUAL = replace(SPRING.reporting, late=(), missing=())


def issue(*signals, **changes) -> c.QuarterContext:
    """Return an edition whose first indicators carry these signals; there are no others."""
    rows = [
        replace(row, signal=c.SignalContext(Signal(_full(word)).name, word))
        for row, word in zip(SPRING.main.rows, signals, strict=False)
    ]
    phases = tuple(replace(p, rows=tuple(rows)) if p.slug == SPRING.phase else p for p in SPRING.phases)
    return replace(SPRING, **({"phases": phases, "reporting": PUNCTUAL} | changes))


def _full(word):
    return next(signal.value for signal in Signal if signal.word == word)


def told(this, previous, last=None):
    return compare.difference(this, previous, last).sentence


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("滞后", "正常", "1项转绿"),
        ("严重滞后", "正常", "1项转绿"),
        ("未达标", "正常", "1项转绿"),
        ("未达标", "达标", "1项转绿"),
        ("正常", "滞后", "1项转黄"),
        ("严重滞后", "滞后", "1项转黄"),
        ("达标", "滞后", "1项转黄"),
        ("正常", "严重滞后", "1项转红"),
        ("滞后", "未达标", "1项转红"),
        ("达标", "未达标", "1项转红"),
        ("正常", "达标", "判定没有变化"),
        ("严重滞后", "未达标", "判定没有变化"),
        ("正常", "正常", "判定没有变化"),
    ],
)
def test_a_turn_is_a_change_of_colour(before, after, expected):
    assert told(issue(after), issue(before)) == expected


@pytest.mark.parametrize("grey", COLOURLESS)
@pytest.mark.parametrize("coloured", ["正常", "滞后", "严重滞后", "达标", "未达标"])
def test_what_has_no_colour_does_not_turn(grey, coloured):
    assert told(issue(coloured), issue(grey)) == "判定没有变化"
    assert told(issue(grey), issue(coloured)) == "判定没有变化"


def test_turns_are_counted_green_first_and_keep_what_they_were():
    changes = compare.difference(issue("正常", "滞后", "正常"), issue("滞后", "正常", "严重滞后")).changes
    assert compare.sentence(changes) == "2项转绿、1项转黄"
    assert [(each.kind, each.before, each.after) for each in changes] == [
        ("转绿", "滞后", "正常"),
        ("转黄", "正常", "滞后"),
        ("转绿", "严重滞后", "正常"),
    ]


def test_an_indicator_that_had_no_row_before_did_not_turn():
    assert told(issue("正常", "严重滞后"), issue("正常")) == "判定没有变化"


def test_editions_of_two_years_compare_the_rows_they_open_with():
    year = factory.year_context()
    turned = compare.turns(factory.quarter_context(), year)
    before = {row.slug: row.signal.word for row in year.main.rows}
    assert turned and {each.before for each in turned} <= {"达标", "未达标"}
    assert all(each.before == before[each.slug] for each in turned)


def correction(before, after, reason="误计一户迁出企业", quarter="2019Q1", label="2019年一季度"):
    return c.CorrectionContext(
        item="high-tech-exports",
        name="高新技术企业出口额",
        quarter=quarter,
        quarter_label=label,
        unit="市商务局",
        measure="亿元",
        before=c.Figure(Decimal(before), before),
        after=c.Figure(Decimal(after), after),
        reason=reason,
        approved_on=dt.date(2019, 5, 20),
    )


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        ([("2.10", "2.01")], "更正1项（高新技术企业出口额 2.10→2.01，误计一户迁出企业）"),
        (
            [("2.10", "2.01", "误计", "2018Q4", "2018年")],
            "更正1项（2018年高新技术企业出口额 2.10→2.01，误计）",
        ),
        (
            [("2.10", "2.01"), ("2.01", "2.05", "漏报一户")],
            "更正1项（高新技术企业出口额 2.10→2.05，误计一户迁出企业；漏报一户）",
        ),
        (
            [("2.10", "2.01"), ("1.00", "1.20", "汇率", "2018A", "2018年")],
            "更正2项（高新技术企业出口额 2.10→2.01，误计一户迁出企业；2018年高新技术企业出口额 1.00→1.20，汇率）",
        ),
    ],
    ids=["本期", "往期写明期次", "同一个数更正两次只算一项", "两期各一项"],
)
def test_corrections_are_told_with_old_new_and_reason(corrections, expected):
    this = issue("正常", corrections=tuple(correction(*each) for each in corrections))
    assert told(this, issue("正常")) == f"判定没有变化；{expected}"


def reporting(late=(), missing=()):
    owed = tuple(c.MissingContext("市金融局", "指标数据", what, "没有报送") for what in missing)
    return {"reporting": replace(PUNCTUAL, late=late, missing=owed)}


def test_only_units_that_were_not_late_before_are_late_for_the_first_time():
    this = issue(**reporting(late=("市商务局", "市科技局", "市金融局")))
    before = issue(**reporting(late=("市科技局",)))
    assert told(this, before) == "判定没有变化；2个单位首次迟报"
    assert [each.slug for each in compare.late(this, before)] == ["市商务局", "市金融局"]


def test_who_has_not_reported_at_all_is_not_told_as_late():
    this = issue(**reporting(late=("市商务局", "市科技局", "市金融局")))
    this = replace(this, reporting=replace(this.reporting, absent=("市科技局", "市金融局")))
    assert told(this, issue()) == "判定没有变化；1个单位首次迟报；2个单位首次未报"


def test_what_was_handed_in_since_the_last_edition_of_the_quarter_is_told():
    last = issue(number=1, **reporting(missing=("出口总额", "净利润", "净资产")))
    this = issue(number=2, **reporting(missing=("净利润",)))
    assert told(this, issue(), last) == "判定没有变化；补报2项"
    assert told(this, issue()) == "判定没有变化"
    assert [(each.name, each.before, each.after) for each in compare.caught_up(this, last)] == [
        ("出口总额", "——", "已补报"),
        ("净资产", "——", "已补报"),
    ]


def test_everything_at_once_in_the_order_a_leader_reads_it():
    this = issue(
        "正常", "滞后", "严重滞后", corrections=(correction("2.10", "2.01"),), **reporting(late=("甲局",))
    )
    last = issue(**reporting(missing=("出口总额",)))
    assert told(this, issue("滞后", "正常", "正常"), last) == (
        "1项转绿、1项转黄、1项转红；更正1项（高新技术企业出口额 2.10→2.01，误计一户迁出企业）；1个单位首次迟报；补报1项"
    )


def test_the_difference_names_the_edition_it_compares_with():
    difference = compare.difference(issue(), issue(label="2018年", number=2, kind="更正"))
    assert (difference.previous, difference.changes) == ("2018年 第2版（更正）", ())


def test_what_followed_from_a_correction_is_listed_measure_by_measure():
    old = issue("正常")
    row = old.main.rows[0]
    changed = replace(row, value=c.Figure(Decimal(110), "110.00"), signal=c.SignalContext("BEHIND", "滞后"))
    new = replace(old, phases=tuple(replace(p, rows=(changed,)) if p == old.main else p for p in old.phases))
    assert [(each.name, each.before, each.after) for each in compare.followed(new, old)] == [
        (f"{row.name} {row.value_label}", row.value.text, "110.00"),
        (f"{row.name} 判定", "正常", "滞后"),
    ]
    assert compare.followed(old, old) == ()


def test_a_forecast_follows_too_and_may_appear():
    old = issue("正常")
    row = old.main.rows[0]
    later = replace(row, forecast=replace(row.forecast, total=c.Figure(Decimal(470), "470.00")))
    for before, after, told in (
        (row, later, ("488.10", "470.00")),
        (replace(row, forecast=None), row, ("·", "488.10")),
    ):
        then, now = (
            replace(old, phases=tuple(replace(p, rows=(each,)) if p == old.main else p for p in old.phases))
            for each in (before, after)
        )
        (found,) = compare.followed(now, then)
        assert (found.name, found.before, found.after) == (f"{row.name} 预测全年", *told)
