"""Tables as clerks have them: other heads, other orders, titles, totals, notes. TRUST U08, U15, U16."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from accounts import clock
from indicators.filled import Filled
from indicators.sheets import FigureSheet
from submissions import sheets
from submissions.quarters import Quarter
from tests import builders
from tests.indicators.books import HEAD, opened, own, saved

REVENUE, OUTPUT, ENTERPRISES = "营业收入", "规模以上工业总产值", "高新技术企业"
ROWS = [[REVENUE, "亿元", 103, "首次报送", ""], [ENTERPRISES, "家", 48, "", ""]]
FOUND = {REVENUE: "103", ENTERPRISES: "48"}


@pytest.fixture(autouse=True)
def july():
    with clock.at(dt.date(2018, 7, 9)):
        yield


@pytest.fixture
def sheet(document, committee, reviewer):
    period = builders.open_period(document, reviewer, Quarter(2018, 2))
    return FigureSheet(builders.own(period, committee))


@pytest.fixture
def read(sheet):
    """Return a function: a file's bytes → its rows matched to the sheet."""
    return lambda content, name="表.xlsx": Filled(sheet, sheets.read(content, name))


def figures(filled) -> dict:
    return {row.form.item.name: row.text("value") for row in filled.rows}


def reasons(filled) -> list[str]:
    return [f"{flaw.cell.name}：{flaw.message}" for flaw in filled.flaws]


@pytest.mark.parametrize(
    "head", ["本期累计或期末", "本期 累计", "累计", "期末数", "本期累计\n或期末", "本期数（亿元）", "完成数"]
)
def test_the_figures_are_found_under_their_usual_heads(read, head):
    assert figures(read(own([[REVENUE, 103]], head=["指标名称", head]))) == {REVENUE: "103"}


@pytest.mark.case("U08")
def test_columns_stand_in_any_order_among_others(read):
    head = ["序号", "去年", "说明", "期末", "分管领导", "指标", "单位"]
    rows = [[1, 90, "首次报送", 103, "张某", REVENUE, "亿元"]]
    filled = read(own(rows, head=head))
    assert figures(filled) == {REVENUE: "103"}
    assert filled.rows[0].text("note") == "首次报送"


@pytest.mark.case("U08")
def test_merged_titles_above_hidden_rows_and_columns_and_totals_do_no_harm(read):
    book = openpyxl.Workbook()
    page = book.active
    for row in [["营口高新区指标表"], [], HEAD, *ROWS, ["合　计", "", 151, "", ""], ["注：以上为快报数"]]:
        page.append(row)
    page.merge_cells("A1:E1")
    page.column_dimensions["D"].hidden = True
    page.row_dimensions[5].hidden = True
    filled = read(saved(book))
    assert (figures(filled), filled.totals, filled.flaws) == (FOUND, 1, [])


@pytest.mark.case("U08")
def test_names_are_compared_without_spaces_numbering_and_measure(read):
    names = [
        "　营业 收入",
        "2、高新技术企业",
        "（规模以上工业总产值）",
        "R＆D经费内部支出(亿元)",
        "三、净利润",
    ]
    filled = read(own([[name, "", 1] for name in names]))
    assert list(figures(filled)) == [REVENUE, ENTERPRISES, "R&D经费内部支出", "净利润"]
    assert reasons(filled) == [
        "A4：“（规模以上工业总产值）”不是高新区管委会2018年二季度要填的项。请改名称，或删去这一行。"
    ]


def test_a_repeated_head_is_no_row(read):
    assert figures(read(own([ROWS[0], HEAD, ROWS[1]]))) == FOUND


@pytest.mark.case("U08")
def test_the_code_names_the_item_and_must_fit_the_name(read):
    head = ["编码", "填报项", "本期累计或期末"]
    rows = [
        ["operating-revenue", "", 103],
        ["high-tech-enterprises", REVENUE, 48],
        ["no-such-code", "", 1],
        ["industrial-output", OUTPUT, 7],
    ]
    filled = read(own(rows, head=head))
    assert figures(filled) == {REVENUE: "103", OUTPUT: "7"}
    assert reasons(filled) == [
        f"B3：编码是“{ENTERPRISES}”的，名称却是“{REVENUE}”，对不上。请把这一行整行移动，或重新下载填报表。",
        "B4：编码“no-such-code”不在这张报送单里。请不要改动隐藏的编码列。",
    ]


def test_a_number_without_a_name_is_not_passed_over(read):
    assert reasons(read(own([*ROWS, ["", "亿元", 7]]))) == ["A4：这一行有数，但没有写填报项。"]


def test_a_name_that_is_a_formula_never_computed_says_so(read):
    book = opened(own(ROWS))
    book.active["A2"] = "=A9"
    assert reasons(read(saved(book))) == [f"A2：{sheets.NOT_COMPUTED}"]


def test_the_form_s_own_head_goes_before_another(read):
    filled = read(
        own([[REVENUE, 103, 90, "甲", "乙"]], head=["指标", "本期累计或期末", "期末数", "备注", "说明"])
    )
    assert (figures(filled), filled.rows[0].text("note")) == ({REVENUE: "103"}, "乙")


@pytest.mark.parametrize(("head", "measure"), [("累计（万元）", "万元"), ("累计（1—6月）", ""), ("累计", "")])
def test_a_measure_behind_the_head_holds_for_the_column(read, head, measure):
    assert read(own([[REVENUE, 103]], head=["填报项", head])).measures["value"] == measure


# --- which table ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (own(ROWS, head=["甲", "乙", "丙", "丁", "戊"]), "没有找到表头"),
        (own([], head=["填报项", "单位", "当季"]), "第1行像表头，但缺“本期累计或期末”一列"),
        (own(ROWS, head=["填报项", "本期累计", "期末", "说明", "未报原因"]), "B列和C列都像“本期累计或期末”"),
        (own([["注：无", "", "", "", ""]]), "表头下面没有填报项"),
    ],
)
def test_a_table_that_leaves_a_doubt_is_refused(read, content, said):
    with pytest.raises(sheets.Unfit, match=said):
        read(content)


def test_two_tables_in_one_file_are_refused(read):
    book = openpyxl.Workbook()
    book.create_sheet("副本")
    for page in book.worksheets:
        page.append(HEAD)
    with pytest.raises(sheets.Unfit, match="“Sheet”和“副本”两张工作表都像填报表"):
        read(saved(book))
    book.worksheets[1].sheet_state = "hidden"
    for row in ROWS:
        book.worksheets[0].append(row)
    assert figures(read(saved(book))) == FOUND


# --- whose table ------------------------------------------------------------------------------------------


@pytest.mark.case("U16")
@pytest.mark.parametrize(
    "period", ["2018年二季度", "2018Q2", "18年2季度", "2018-06-30", "2018年上半年", dt.date(2018, 6, 30)]
)
def test_the_period_above_the_table_is_read_as_people_write_it(read, period):
    """TRUST U16."""
    assert figures(read(own(ROWS, above=[["填报期：", period]]))) == FOUND


@pytest.mark.case("U16")
@pytest.mark.parametrize(
    ("above", "said"),
    [
        (["填报期：2018.2"], "A1：“2018.2”看不出是哪个季度"),
        (["填报期", "2018年一季度"], "B1写的是2018年一季度，这张报送单是2018年二季度"),
        (["报告期: 2017Q2"], "A1写的是2017年二季度"),
        (["营口高新区2018年一季度指标表"], "A1写的是2018年一季度"),
        (["填报单位（盖章）：市科技局"], "A1写的是“市科技局”，这张报送单是高新区管委会的"),
        (["填报单位", "市科技局"], "B1写的是“市科技局”"),
    ],
)
def test_a_table_of_another_period_or_unit_is_refused(read, above, said):
    with pytest.raises(sheets.Unfit, match=said):
        read(own(ROWS, above=[above]))


@pytest.mark.parametrize(
    "above",
    [
        ["填报单位：高新区（辽宁自贸区营口片区）管委会"],
        ["填报单位（盖章）：高新区管委会（公章）"],
        ["填报单位：________", "单位：亿元"],
        ["2018年二季度与2017年二季度对比"],
    ],
)
def test_what_is_right_or_left_open_above_the_table_is_taken(read, above):
    assert figures(read(own(ROWS, above=[above]))) == FOUND


def test_a_column_may_give_each_row_its_period_and_unit(read):
    head = ["填报项", "累计", "季度", "填报单位"]
    rows = [[REVENUE, 103, "2018年二季度", "高新区管委会"], [ENTERPRISES, 48, "2018Q1", "市科技局"]]
    assert [each.partition("：")[2][:4] for each in reasons(read(own(rows, head=head)))] == [
        "C3写的",
        "D3写的",
    ]


def test_letters_of_a_far_column_are_named(read):
    head = ["填报项", *[f"列{n}" for n in range(30)], "累计"]
    filled = read(own([[REVENUE, *[""] * 30, 103]], head=head))
    assert filled.rows[0].cells["value"].name == f"{get_column_letter(32)}2"
