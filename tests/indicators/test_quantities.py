"""What people type and paste becomes a number, or is refused with a reason; every number is printed in one way."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import quantities
from indicators.progress import Operator, meets
from indicators.quantities import (
    Parsed,
    Unreadable,
    convert,
    format_against,
    format_apart,
    format_percent,
    format_signed,
    format_value,
    parse,
    plain_text,
)

D = Decimal
amounts = st.decimals(-(10**11) + 1, 10**11 - 1, places=4).filter(lambda d: len(d.as_tuple().digits) <= 15)


def refusal(text, measure="亿元", **how) -> str:
    with pytest.raises(Unreadable) as caught:
        parse(text, measure, **how)
    return str(caught.value)


# --- reading ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("1,234.5", "亿元", "1234.5"),
        ("1,234,567.89", "亿元", "1234567.89"),
        ("1 234.50", "亿元", "1234.5"),
        ("1\u202f234", "家", "1234"),
        ("450", "亿元", "450"),
        ("450亿元", "亿元", "450"),
        ("450 亿元", "亿元", "450"),
        ("1.3%", "%", "1.3"),
        ("1.3 ％", "%", "1.3"),
        ("1.3", "%", "1.3"),
        ("0.013", "%", "0.013"),
        ("75家", "家", "75"),
        ("3000户", "户", "3000"),
        (" 75 ", "家", "75"),
        ("75\xa0", "家", "75"),
        ("\ufeff75\u200b", "家", "75"),
        ("7\x005", "家", "75"),
        ("\u300075\n", "家", "75"),
        ("−5", "亿元", "-5"),
        ("-5", "亿元", "-5"),
        ("–5", "亿元", "-5"),
        ("－5.2", "亿元", "-5.2"),
        ("(5.2)", "亿元", "-5.2"),
        ("（5.2）", "亿元", "-5.2"),
        ("(1,234.5)", "亿元", "-1234.5"),
        ("(2.1)%", "%", "-2.1"),
        ("(2.1%)", "%", "-2.1"),
        ("+5", "亿元", "5"),
        ("0", "家", "0"),
        ("0.00", "亿元", "0"),
        ("-0", "家", "0"),
        ("−0.00", "亿元", "0"),
        ("007", "家", "7"),
        ("75.0", "家", "75"),
        ("1.50000000", "亿元", "1.5"),
        ("99999999999.9999", "亿元", "99999999999.9999"),
    ],
)
def test_a_number_is_read_as_it_is_meant(text, measure, value):
    parsed = parse(text, measure, integer=measure in "家户")
    assert parsed == Parsed(D(value))
    assert not parsed.value.is_signed() or parsed.value < 0


def test_blanks_are_missing_and_never_nought():
    words = ["—", "——", "———", "-", "--", "－", "−", "–", "/", "无", "暂无", "未报", "NA", "n/a"]
    for text in (*words, "", " ", "\xa0", "\u3000", None):
        assert parse(text, "亿元") == Parsed(None)


@pytest.mark.parametrize(
    ("text", "measure", "value", "remark"),
    [
        ("１２３．５", "亿元", "123.5", "全角已改 123.5"),
        ("４５０", "亿元", "450", "全角已改 450"),
        ("１９", "家", "19", "全角已改 19"),
        ("０", "家", "0", "全角已改 0"),
        ("９", "家", "9", "全角已改 9"),
        ("１，２３４．５", "亿元", "1234.5", "全角已改 1234.5"),
        ("−５", "亿元", "-5", "全角已改 −5"),
        ("4500000万元", "亿元", "450", "4500000万元已换算为450亿元"),
        ("4,500,000 万元", "亿元", "450", "4,500,000 万元已换算为450亿元"),
        ("３１００万元", "亿元", "0.31", "３１００万元已换算为0.31亿元"),
        ("45000000000元", "亿元", "450", "45000000000元已换算为450亿元"),
        ("450亿元", "万元", "4500000", "450亿元已换算为4500000万元"),
        ("50亿", "亿元", "50", ""),
        ("3100万", "亿元", "0.31", "3100万已换算为0.31亿元"),
        ("(0.5)亿元", "万元", "-5000", "(0.5)亿元已换算为−5000万元"),
        ("12000千元", "万元", "1200", "12000千元已换算为1200万元"),
    ],
)
def test_what_had_to_be_changed_is_said(text, measure, value, remark):
    assert parse(text, measure) == Parsed(D(value), remark)


@pytest.mark.parametrize(
    ("text", "value", "remark"),
    [
        ("3100", "0.31", ""),
        ("3100万元", "0.31", ""),
        ("0.31亿元", "0.31", "0.31亿元已换算为3100万元"),
        ("３１００", "0.31", "全角已改 3100"),
    ],
)
def test_technology_contracts_are_entered_in_one_measure_and_kept_in_another(text, value, remark):
    assert parse(text, "亿元", entered="万元") == Parsed(D(value), remark)


def test_an_entry_finer_than_what_is_kept_is_refused():
    assert refusal("3100.55", entered="万元") == "“3100.55”按万元计不能有小数，请四舍五入到整数再填。"
    assert "“31家”的单位不是“万元”，请换算成万元" in refusal("31家", entered="万元")


@pytest.mark.parametrize(
    ("text", "measure", "reason"),
    [
        ("abc", "亿元", "“abc”不是数字。请只填一个数，如 1234.5；没有数请留空。"),
        ("1e5", "亿元", "“1e5”不是数字"),
        ("1E5", "家", "“1E5”不是数字"),
        ("1_000", "家", "“1_000”不是数字"),
        ("1,23", "亿元", "“1,23”不是数字"),
        ("1,2345", "亿元", "“1,2345”不是数字"),
        ("12,34,567", "亿元", "“12,34,567”不是数字"),
        ("1234,567", "亿元", "“1234,567”不是数字"),
        ("450 90", "亿元", "“450 90”不是数字"),
        ("12 34", "家", "“12 34”不是数字"),
        ("1.2.3", "亿元", "“1.2.3”不是数字"),
        ("5.", "亿元", "“5.”不是数字"),
        (".5", "亿元", "“.5”不是数字"),
        ("--5", "亿元", "“--5”不是数字"),
        ("(-5)", "亿元", "“(-5)”不是数字"),
        ("(5", "亿元", "“(5”不是数字"),
        ("5-", "亿元", "“5-”不是数字"),
        ("±5", "亿元", "“±5”不是数字"),
        ("=450", "亿元", "“=450”不是数字"),
        ("约450", "亿元", "“约450”不是数字"),
        ("¥450", "亿元", "“¥450”不是数字"),
        ("inf", "亿元", "“inf”不是数字"),
        ("NaN", "亿元", "“NaN”不是数字"),
        ("0x10", "家", "“0x10”的单位不是“家”"),
        ("450\n90", "亿元", "里有换行或制表符，一格只能填一个数"),
        ("450\t90", "亿元", "里有换行或制表符，一格只能填一个数"),
        ("٣", "家", "“٣”里有不认识的数字，请用 0—9 填写。"),
        ("5²", "家", "“5²”里有不认识的数字"),
        ("①", "家", "“①”里有不认识的数字"),
        ("#DIV/0!", "亿元", "“#DIV/0!”是表格里的错误值，请改正公式，或直接填数字。"),
        ("#N/A", "亿元", "“#N/A”是表格里的错误值"),
        ("＃REF!", "亿元", "是表格里的错误值"),
        ("1.3%", "亿元", "“1.3%”是百分数，这一项的计量单位是“亿元”，请填数量。"),
        ("75个", "家", "“75个”的单位不是“家”，请换算成家，或只填数字。"),
        ("450亿元", "家", "“450亿元”的单位不是“家”"),
        ("450亿", "家", "“450亿”的单位不是“家”"),
        ("3万", "户", "“3万”的单位不是“户”"),
        ("5亿美元", "亿元", "“5亿美元”的单位不是“亿元”"),
        ("13‰", "%", "“13‰”的单位不是“%”"),
        ("1½", "亿元", "“1½”的单位不是“亿元”"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text, measure, reason):
    assert reason in refusal(text, measure)


@pytest.mark.case("N09")
def test_a_count_is_whole():
    assert parse("3", "家", integer=True) == Parsed(D(3))
    assert refusal("3.5", "家", integer=True) == "“3.5”不是整数，家数不能有小数。"


def test_what_may_be_negative_is_read_as_negative():
    assert parse("-2.1", "%").value == D("-2.1")
    assert parse("-1", "家", integer=True).value == -1, "bounds are the item's, not the text's"


@pytest.mark.case("N04")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1234567890.123456", "按亿元计小数超过4位，请四舍五入到4位再填"),
        ("0.00001", "按亿元计小数超过4位"),
        ("12345678元", "“12345678元”按亿元计小数超过4位"),
        ("123456789012", "最多11位整数，请检查计量单位是不是亿元"),
        ("1000000000000000000000", "最多11位整数"),
        ("0.9999999999999999999999", "小数超过4位"),
        ("0." + "9" * 40, "位数太多，最多15位数字"),
        ("9" * 40, "位数太多，最多15位数字"),
    ],
)
def test_more_digits_than_the_database_keeps_are_refused(text, reason):
    assert reason in refusal(text)


@pytest.mark.case("N04")
def test_sixteen_significant_digits_are_refused_even_where_the_places_would_fit():
    assert parse("12345678901.2345", "亿元", decimals=6).value == D("12345678901.2345")
    assert "最多15位有效数字" in refusal("12345678901.23456", decimals=6)


@given(st.text(max_size=12))
def test_no_text_is_read_silently_as_something_else(text):
    try:
        parsed = parse(text, "亿元")
    except Unreadable as refusal:
        assert str(refusal).endswith("。")
        return
    if parsed.value is not None:
        assert any("0" <= each <= "9" or "０" <= each <= "９" for each in text)


@given(amounts)
def test_what_is_printed_is_read_back(value):
    assert parse(plain_text(value), "亿元").value == value
    assert parse(format_value(value, 4), "亿元").value == value
    assert parse(f"{value:,f}", "亿元").value == value
    assert parse(f"({abs(value):f})", "亿元").value == -abs(value)


@given(st.integers(-(10**8), 10**8), st.sampled_from(list(quantities.MONEY)))
def test_money_converts_exactly_there_and_back(amount, measure):
    for other in quantities.MONEY:
        there = convert(D(amount), measure, other)
        assert convert(there, other, measure) == amount
        scale = Fraction(quantities.MONEY[measure]) / Fraction(quantities.MONEY[other])
        assert Fraction(there) == amount * scale


# --- printing --------------------------------------------------------------------------------------------


@pytest.mark.case("N03")
@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("2.675", 2, "2.68"),
        ("0.125", 2, "0.13"),
        ("-2.675", 2, "−2.68"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("114.99999", 2, "115.00"),
        ("1.15", 2, "1.15"),
        ("1234567.891", 2, "1234567.89"),
        ("450", 2, "450.00"),
        ("0", 2, "0.00"),
        ("-0.001", 2, "0.00"),
        ("-0", 0, "0"),
        ("1E+3", 0, "1000"),
    ],
)
def test_rounding_is_half_up_as_in_excel_and_there_are_no_thousands_separators(value, decimals, text):
    assert format_value(D(value), decimals) == text


def test_missing_prints_a_dash_and_never_nought():
    for printed in (
        format_value(None, 2),
        format_signed(None, 1),
        plain_text(None),
        format_percent(None),
        format_apart(None, 2),
        format_against(None, 2, D(1), ">"),
    ):
        assert printed == "——"


@pytest.mark.case("N01", "N02")
def test_ten_tenths_are_one():
    assert format_value(sum([D("0.1")] * 10), 14) == "1.00000000000000"
    assert format_value(D("1.15") * 100, 2) == "115.00"
    assert format_percent(D("1.3") / D("100"), 1) == "1.3"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("7.23", "+7.2"),
        ("0.5", "+0.5"),
        ("-3.14", "−3.1"),
        ("0", "0.0"),
        ("0.04", "0.0"),
        ("-0.04", "0.0"),
        ("-0.05", "−0.1"),
    ],
)
def test_a_sign_is_printed_but_never_before_nought(value, text):
    assert format_signed(D(value), 1) == text


@pytest.mark.parametrize(
    ("value", "text"), [("450.0000", "450"), ("1.30", "1.3"), ("-5.20", "−5.2"), ("1E+2", "100"), ("-0", "0")]
)
def test_a_target_prints_the_digits_it_has(value, text):
    assert plain_text(D(value)) == text


@pytest.mark.parametrize(
    ("value", "decimals", "target", "operator", "text"),
    [
        ("1.0001", 2, "1", ">", "1.0001"),  # 达标: shown to be more
        ("1.0000", 2, "1", ">", "1.0000"),  # 未达标: shown to be no rounding
        ("1", 2, "1", ">", "1.0000"),
        ("0.9999", 2, "1", ">", "0.9999"),
        ("1.01", 2, "1", ">", "1.01"),
        ("0.31", 2, "1", ">", "0.31"),
        ("1.2999", 2, "1.3", ">=", "1.2999"),
        ("1.3000", 2, "1.3", ">=", "1.30"),
        ("1.304", 2, "1.3", ">=", "1.304"),
        ("449.9999", 2, "450", ">=", "449.9999"),
        ("449.99", 2, "450", ">=", "449.99"),
        ("7.125", 2, "7.125", "<=", "7.125"),
        ("100", 0, "100", ">", "100"),
        ("100", 0, "100", "<=", "100"),
        ("101", 0, "100", "<=", "101"),
        ("19.99999", 2, "20", ">=", "19.99999"),
        ("1.29999999999999999999", 2, "1.3", ">=", "1.29999999999999999999"),
    ],
)
def test_display_prints_as_many_digits_as_the_verdict_takes(value, decimals, target, operator, text):
    assert format_against(D(value), decimals, D(target), operator) == text


@given(
    st.decimals(-1000, 1000, places=6),
    st.decimals(-1000, 1000, places=4),
    st.integers(0, 4),
    st.sampled_from(Operator),
    st.integers(-20, 20),
)
def test_display_never_flips_the_verdict(value, target, decimals, operator, nudge):
    for near in (value, target, target + D(nudge).scaleb(-9)):
        shown = D(format_against(near, decimals, target, operator).replace("−", "-"))
        assert meets(shown, operator, target) == meets(near, operator, target)
        assert abs(shown - near) <= D(5).scaleb(-decimals - 1)


@given(amounts, st.integers(0, 4))
def test_rounding_agrees_with_fractions(value, decimals):
    scaled = abs(Fraction(value)) * 10**decimals
    slow = int(scaled + Fraction(1, 2)) * (-1 if value < 0 else 1)
    assert D(format_value(value, decimals).replace("−", "-")) == D(slow).scaleb(-decimals)
    assert quantities.rounded(value, decimals) == value.quantize(D(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        ("0.237", 1, "23.7"),
        ("0.6369", 2, "63.69"),
        ("1", 1, "100.0"),
        ("0.99978", 1, "99.98"),
        ("1.0001", 1, "100.01"),
        ("1.0532", 1, "105.3"),
        ("-0.12", 1, "−12.0"),
        ("0", 1, "0.0"),
    ],
)
def test_a_share_prints_the_whole_only_for_the_whole(share, decimals, text):
    assert format_percent(D(share), decimals) == text


def test_a_share_has_one_place_unless_told_otherwise():
    assert format_percent(D("0.237")) == "23.7"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("0.004", 2, "0.004"), ("-0.0001", 2, "−0.0001"), ("0.32", 2, "0.32"), ("0", 2, "0.00")],
)
def test_a_difference_that_is_not_nothing_does_not_print_as_nothing(value, decimals, text):
    assert format_apart(D(value), decimals) == text
