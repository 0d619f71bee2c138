"""What is refused on a sheet, what must be explained, and what passes without a word."""

from decimal import Decimal

import pytest

from indicators.checks import SheetRow, findings

D = Decimal
NUMBERS = ("value", "minimum", "maximum", "previous", "base", "year_ago", "year_ago_previous")


def row(value, slug="exports", **given) -> SheetRow:
    """One item of a second quarter's sheet: 出口总额, a flow that may not be negative, unless said otherwise."""
    usual = {"name": "出口总额", "measure": "亿元", "nature": "FLOW", "minimum": 0}
    fields = usual | given | {"slug": slug, "value": value}
    return SheetRow(**{n: D(str(v)) if n in NUMBERS and v is not None else v for n, v in fields.items()})


def stock(value, slug="foreign-staff", **given) -> SheetRow:
    return row(value, slug, **{"name": "外籍常驻员工", "measure": "人", "nature": "STOCK"} | given)


def found(*rows, published=(), is_partial=False) -> list[tuple[str, str]]:
    """Return (where, 硬 or 软) of every finding."""
    standing = {slug: D(str(value)) for slug, value in dict(published).items()}
    return [
        (each.slug, "硬" if each.is_hard else "软") for each in findings(list(rows), standing, is_partial)
    ]


def said(*rows, **given) -> str:
    return "".join(each.message for each in findings(list(rows), {}, **given))


# --- one cell, refused -------------------------------------------------------------------------------------------

REFUSED = {
    "negative where nothing may be": row(-1),
    "below the least": row(0, nature="STOCK", minimum=1),
    "above the most": row(101, maximum=100),
    "a denominator of zero": row(0, divides=True),
    "a negative denominator": row(-3, minimum=None, divides=True),
    "a rank outside the number ranked": row(170, nature="VALUE", ranked_total=169, minimum=1),
    "a rank of zero": row(0, nature="VALUE", ranked_total=169, minimum=1),
    "empty without a reason": row(None),
}


@pytest.mark.case("N09", "N13")
@pytest.mark.parametrize("cell", REFUSED.values(), ids=REFUSED)
def test_a_value_that_cannot_be_right_is_refused(cell):
    assert found(cell) == [("exports", "硬")]


@pytest.mark.parametrize("cell", [row(-1, note="退税冲减"), row(0, divides=True, note="停产")])
def test_no_note_excuses_what_cannot_be_right(cell):
    assert found(cell) == [("exports", "硬")]


PASSES = {
    "zero is a number": row(0),
    "profit may be negative": row(-2.1, "net-profit", minimum=None),
    "at the least": row(1, nature="STOCK", minimum=1, divides=True),
    "at the most": row(100, maximum=100),
    "the last of those ranked": row(169, nature="VALUE", ranked_total=169, minimum=1),
    "a rank without the number ranked": row(98, nature="VALUE", minimum=1),
    "empty with its reason": row(None, blank_reason="企业尚未报齐"),
    "empty in a quarter that may be": row(None, is_due=False),
}


@pytest.mark.case("N09")
@pytest.mark.parametrize("cell", PASSES.values(), ids=PASSES)
def test_what_is_in_order_passes(cell):
    assert found(cell) == []


# --- one cell, to be explained -----------------------------------------------------------------------------------

ASKED = {
    "a cumulative below last quarter's": row(9.9, previous=10),
    "a single quarter half as much again, and more": row(26, previous=10, year_ago=19, year_ago_previous=9),
    "a single quarter less than half": row(14.9, previous=10, year_ago=19, year_ago_previous=9),
    "the first quarter against the first quarter": row(16, is_first_quarter=True, year_ago=10),
    "eight times the last value": row(80, previous=10),
    "an eighth of the last value": stock(10, previous=80),
    "万元 typed as 亿元": row(4500000, previous=420),
    "eight times last year's, in a first quarter": row(80, is_first_quarter=True, year_ago=10),
    "a stock that fell since last quarter": stock(93, previous=95),
    "a stock that fell since the end of last year": stock(93, base=95),
}


@pytest.mark.case("N07", "N10")
@pytest.mark.parametrize("cell", ASKED.values(), ids=ASKED)
def test_what_is_unusual_must_be_explained(cell):
    assert found(cell)
    assert {kind for _, kind in found(cell)} == {"软"}


@pytest.mark.case("N07", "N10")
@pytest.mark.parametrize("cell", ASKED.values(), ids=ASKED)
def test_a_note_answers_the_question(cell):
    explained = SheetRow(**vars(cell) | {"note": "一季度未含新入统企业"})
    assert found(explained) == []


ORDINARY = {
    "a cumulative that stood still": row(10, previous=10),
    "exactly half as much again": row(25, previous=10, year_ago=19, year_ago_previous=9),
    "exactly half": row(15, previous=10, year_ago=19, year_ago_previous=9),
    "just under eight times": row(79.9, previous=10),
    "just over an eighth": stock(10.1, previous=80, note=""),
    "from nothing to something": row(5, previous=0),
    "a loss that grew smaller": row(-9, "net-profit", minimum=None, nature="STOCK", previous=-10),
    "a profit after a loss": row(3, "net-profit", minimum=None, previous=-1),
    "nothing to compare with": row(123456),
    "a stock that grew": stock(96, previous=95),
    "no quarter last year to compare with": row(26, previous=10, year_ago=19),
    "last year's quarter was nothing": row(26, previous=10, year_ago=9, year_ago_previous=9),
    "a rank that fell is no stock": row(99, nature="VALUE", previous=98, minimum=1),
}


@pytest.mark.parametrize("cell", ORDINARY.values(), ids=ORDINARY)
def test_what_is_ordinary_is_not_asked_about(cell):
    if cell == ORDINARY["just over an eighth"]:
        assert "8倍" not in said(cell)  # it fell, which is asked, but it is no slip of 万元 and 亿元
    else:
        assert found(cell) == []


def test_the_annual_report_has_no_single_quarter():
    """年报 follows the fourth quarter's 快报; the little between the two is no quarter of its own."""
    annual = row(41, previous=40, year_ago=30, year_ago_previous=22, is_annual=True)
    assert found(annual) == []
    assert annual.single is None


def test_an_annual_figure_below_the_preliminary_one_is_asked_about():
    assert found(row(39, previous=40, is_annual=True)) == [("exports", "软")]


# --- between cells -----------------------------------------------------------------------------------------------


def institutions(national, all_kinds, **given):
    return [
        stock(national, "national-rd-institutions", name="国家级研发机构", **given),
        stock(all_kinds, "rd-institutions", name="各类研发机构", **given),
    ]


def industry(added, output, **given):
    return [
        row(output, "industrial-output", name="规模以上工业总产值", **given),
        row(added, "industrial-value-added", name="工业增加值", **given),
    ]


def test_a_part_is_not_more_than_the_whole():
    assert found(*institutions(3, 2)) == [("national-rd-institutions", "硬")]
    assert found(*institutions(3, 2, note="已核对")) == [("national-rd-institutions", "硬")]
    assert found(*institutions(2, 2)) == []


@pytest.mark.parametrize(
    ("added", "output", "is_asked"),
    [
        (101, 100, True),
        (46, 100, True),
        (45, 100, False),
        (10, 100, False),
        ("9.99", 100, True),
        (25, 100, False),
    ],
)
def test_value_added_is_between_a_tenth_and_nearly_half_of_output(added, output, is_asked):
    assert found(*industry(added, output)) == ([("industrial-value-added", "软")] if is_asked else [])
    assert found(*industry(added, output, note="按快报口径")) == []


def test_a_check_across_units_reads_what_stands():
    """产值 is the statistics office's, 增加值 the committee's: each is held against what is approved of the other."""
    _, added = industry(46, 100)
    assert found(added) == []
    assert found(added, published={"industrial-output": 100}) == [("industrial-value-added", "软")]


def test_the_finding_stands_at_the_cell_of_this_sheet():
    output, _ = industry(46, 100)
    assert found(output, published={"industrial-value-added": 46}) == [("industrial-output", "软")]


def test_more_newly_certified_than_there_are_enterprises():
    stock_, flow = (
        stock(30, "high-tech-enterprises", note="两家迁出"),
        row(31, "newly-certified-enterprises"),
    )
    assert found(stock_, flow) == [("newly-certified-enterprises", "软")]


@pytest.mark.parametrize(("end", "asked"), [(105, False), (104, True), (106, True)])
def test_enterprises_at_the_end_are_those_at_the_start_and_those_certified(end, asked):
    stock_, flow = (
        stock(end, "high-tech-enterprises", base=95, previous=95),
        row(10, "newly-certified-enterprises"),
    )
    assert found(stock_, flow) == ([("high-tech-enterprises", "软")] if asked else [])


# --- corrections --------------------------------------------------------------------------------------------------


def test_a_correction_is_not_asked_for_what_it_leaves_out():
    assert found(row(None), row(5, "services-revenue"), is_partial=True) == []


def test_a_correction_that_takes_a_figure_back_says_why():
    assert found(row(None, is_entered=True), is_partial=True) == [("exports", "硬")]
    assert found(row(None, is_entered=True, blank_reason="口径有误，重新核实"), is_partial=True) == []


@pytest.mark.parametrize(("changed", "standing"), [("rd-institutions", 1), ("national-rd-institutions", 4)])
def test_a_corrected_part_is_held_against_the_whole_that_stands(changed, standing):
    """Only one of the two is corrected; the other stands on the same sheet, empty, with its approved value."""
    values = {"national-rd-institutions": None, "rd-institutions": None} | {changed: standing}
    rows = [stock(value, slug) for slug, value in values.items()]
    approved = {"national-rd-institutions": 3, "rd-institutions": 3}
    assert found(*rows, published=approved, is_partial=True) == [(changed, "硬")]


def test_a_corrected_stock_is_held_against_the_certified_ones_that_stand():
    rows = [stock(99, "high-tech-enterprises", base=95), row(None, "newly-certified-enterprises")]
    assert found(*rows, published={"newly-certified-enterprises": 10}, is_partial=True) == [
        ("high-tech-enterprises", "软")
    ]


# --- what it says --------------------------------------------------------------------------------------------------


def test_a_message_names_the_numbers_and_the_way_out():
    text = said(row(4500000, previous=420))
    assert "4500000" in text and "420" in text and "万元、亿元" in text and "说明" in text
    assert "未报原因" in said(row(None)) and "填0" in said(row(None))
