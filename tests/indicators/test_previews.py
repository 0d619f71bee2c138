"""What each cell would become, before anything is written. TRUST U09–U11, U15, N09, N10, S7."""

import contextlib
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts import clock
from indicators.models import Actual, Item
from indicators.previews import Preview
from submissions import sheets
from submissions.quarters import Quarter
from tests import builders
from tests.indicators.books import HEAD, own, saved

REVENUE, OUTPUT, CONTRACTS, ENTERPRISES = "营业收入", "规模以上工业总产值", "技术合同成交额", "高新技术企业"


@pytest.fixture(autouse=True)
def july():
    with clock.at(dt.date(2018, 7, 9)):
        yield


@pytest.fixture
def submission(document, committee, reviewer):
    return builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), committee)


@pytest.fixture
def preview(submission, clerk):
    """Return a function: a file's bytes → its preview."""
    return lambda content, name="表.xlsx": Preview(submission, sheets.read(content, name), clerk)


@pytest.fixture
def told(preview):
    """Return a function: rows of a clerk's own table → the preview's lines."""
    return lambda *rows, head=HEAD: preview(own(rows, head=head)).lines


def said(line) -> str:
    return line.errors[0].message if line.errors else line.stored


@pytest.mark.case("U09", "N15")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("450亿元", "450亿元"),
        ("４５０", "450亿元"),
        ("1,234.50", "1234.5亿元"),
        ('" 75 "', "不是数字"),
        (" 75 ", "75亿元"),
        ("75\xa0", "75亿元"),
        ("(5.2)", "−5.2亿元"),
        ("−5.2", "−5.2亿元"),
        ("4500000万元", "450亿元"),
        ("#DIV/0!", "表格里的错误值"),
        ("1.3%", "是百分数"),
        ("1e5", "不是数字"),
        ("1_000", "不是数字"),
        ("٣", "不认识的数字"),
        ("-0", "0亿元"),
        (dt.date(2018, 1, 2), "是日期，不是数字"),
        ("1" * 61, "这一格有61个字符，不是一个数"),
        (0.1 + 0.2, "0.3亿元"),
        (1e5, "100000亿元"),
        (123456789012345678, "位数太多"),
    ],
)
def test_a_cell_becomes_what_is_said_or_is_refused_with_its_reason(told, typed, stored):
    """TRUST U09."""
    (line,) = told(["净利润", "亿元", typed])
    assert stored in said(line)
    assert line.outcome == ("错误" if line.errors else "新增")


@pytest.mark.case("U09")
@pytest.mark.parametrize("typed", ["—", "——", "无", "NA", "N/A", "/", ""])
def test_a_word_for_nothing_is_nothing_and_never_zero(told, submission, clerk, typed):
    builders.put(submission, clerk, 50, builders.figure(submission, ENTERPRISES))
    (new, old) = told([REVENUE, "亿元", typed], [ENTERPRISES, "家", typed])
    assert (new.outcome, new.stored) == ("不变", "——")
    assert (old.outcome, old.stored) == (("清空", "——") if typed else ("不变", "50家"))


def test_a_reason_for_what_is_missing_empties_the_figure(told, submission, clerk):
    builders.put(submission, clerk, 50, builders.figure(submission, ENTERPRISES))
    (line,) = told([ENTERPRISES, "家", "", "", "按年统计"])
    assert (line.outcome, line.remarks) == ("清空", ("未报原因：——→按年统计",))


@pytest.mark.case("U10")
def test_a_percent_format_is_read_as_it_is_shown(preview, document):
    """TRUST U10."""
    Item.objects.filter(name="净利润").update(measure="%", entry_measure="%")
    book = openpyxl.Workbook()
    book.active.append(["填报项", "累计"])
    book.active.append(["净利润", 0.013])
    book.active["B2"].number_format = "0.0%"
    (line,) = preview(saved(book)).lines
    assert (line.typed, line.stored) == ("1.3%", "1.3%")


@pytest.mark.case("U11")
def test_a_formula_never_computed_is_an_error_of_its_row(told):
    """TRUST U11."""
    lines = told([REVENUE, "亿元", "=1+1"], [ENTERPRISES, "家", 48])
    assert [said(line) for line in lines] == [sheets.NOT_COMPUTED, "48家"]


@pytest.mark.parametrize(
    ("measure", "typed", "stored", "remark"),
    [
        ("亿元", 0.21, "2100万元", "0.21亿元已换算为2100万元"),
        ("万元", 2100, "2100万元", ""),
        ("", 2100, "2100万元", ""),
        ("家", 2100, "单位不是“万元”", ""),
        ("亿元", "2100万元", "单位不是", ""),
        ("亿元", "——", "——", ""),
    ],
)
def test_the_measure_of_the_row_holds_for_its_figure(told, measure, typed, stored, remark):
    (line,) = told([CONTRACTS, measure, typed])
    assert stored in said(line)
    assert "".join(line.remarks) == remark


def test_the_measure_of_the_head_holds_where_the_row_names_none(told):
    (line,) = told([OUTPUT, 4500], head=["填报项", "累计（万元）"])
    assert (line.stored, line.remarks) == ("0.45亿元", ("4500万元已换算为0.45亿元",))


@pytest.mark.case("N09")
@pytest.mark.parametrize(
    ("name", "typed", "why"), [(ENTERPRISES, 3.5, "不是整数"), (ENTERPRISES, -1, "小于下限")]
)
def test_a_count_is_whole_and_not_below_nothing(told, name, typed, why):
    """TRUST N09."""
    (line,) = told([name, "", typed])
    assert why in said(line)


@pytest.mark.case("N10")
def test_eight_times_the_last_figure_is_asked_about_and_not_refused(report, told):
    """TRUST N10."""
    report("2018Q1", {"industrial-output": 110})
    (line,) = told([OUTPUT, "亿元", 900])
    assert line.outcome == "新增" and "是不是把万元、亿元弄混了" in line.warnings[0]
    (explained,) = told([OUTPUT, "亿元", 900, "并入新区企业"])
    assert explained.warnings == ()


def test_what_contradicts_another_cell_of_the_file_is_refused(told, submission):
    rows = [["国家级研发机构", "家", 9], ["各类研发机构", "家", 5]]
    asked = {line.name for line in told(*rows[1:])}
    assert asked == {"各类研发机构"}
    (unknown, _) = told(*rows)
    assert "不是高新区管委会2018年二季度要填的项" in said(unknown), "yearly items are not asked in a quarter"


def test_a_status_is_read_by_its_word(told):
    head = [*HEAD, "数据状态"]
    (right, wrong) = told([REVENUE, "", 1, "", "", "正式"], [OUTPUT, "", 1, "", "", "大概"], head=head)
    assert right.outcome == "新增"
    assert "大概" in said(wrong)


def test_a_date_in_a_note_is_text(told):
    (line,) = told([REVENUE, "亿元", 103, dt.date(2018, 7, 1)])
    assert (line.outcome, line.remarks) == ("新增", ("说明：——→2018-07-01",))


def test_only_what_the_file_has_columns_for_is_touched(told, submission, clerk):
    item = builders.figure(submission, ENTERPRISES)
    builders.put(submission, clerk, 50, item, note="核过", status="FINAL")
    (line,) = told([ENTERPRISES, 51], head=["填报项", "累计"])
    assert (line.outcome, line.remarks) == ("修改", ())


# --- 当季 beside 累计 -----------------------------------------------------------------------------------------


BY_QUARTER = ["填报项", "计量单位", "本期累计或期末", "当季"]


@pytest.mark.parametrize("cumulative", ["", "——", 230.5, "2305000万元"])
def test_the_quarters_own_number_stands_in_for_the_cumulative_or_agrees_with_it(report, told, cumulative):
    report("2018Q1", {"industrial-output": 110})
    (line,) = told([OUTPUT, "", cumulative, "120.5亿元"], head=BY_QUARTER)
    assert (line.outcome, line.stored) == ("新增", "230.5亿元")


def test_the_quarters_own_number_that_contradicts_the_cumulative_is_refused(report, told):
    report("2018Q1", {"industrial-output": 110})
    (line,) = told([OUTPUT, "亿元", 240, 120.5], head=BY_QUARTER)
    assert said(line) == "当季120.5加上期累计110是230.5，与填的累计240对不上。请改成一致，或只填一个。"
    assert line.errors[0].cell.name == "D2"


def test_the_quarters_own_number_is_read_in_the_measure_of_its_row(report, told):
    report("2018Q1", {"technology-contracts": "0.21"})
    (line,) = told([CONTRACTS, "亿元", "", 0.25], head=BY_QUARTER)
    assert line.stored == "4600万元"


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        (OUTPUT, ["", 120.5], "上期累计没有报"),
        (ENTERPRISES, ["", 3], "“高新技术企业”没有当季数"),
        (OUTPUT, ["", "一百"], "“一百”不是数字"),
        (OUTPUT, [240, "一百"], "“一百”不是数字"),
    ],
)
def test_the_quarters_own_number_that_leads_to_none_is_refused_in_its_own_cell(told, name, typed, why):
    (line,) = told([name, "", *typed], head=BY_QUARTER)
    assert why in said(line) and line.errors[0].cell.name == "D2"


# --- one item twice -----------------------------------------------------------------------------------------


@pytest.mark.case("U15")
def test_one_item_told_twice_and_differently_names_both_rows(told):
    """TRUST U15."""
    lines = told([REVENUE, "亿元", 450], [ENTERPRISES, "家", 48], [REVENUE, "亿元", 460])
    assert [line.outcome for line in lines] == ["错误", "新增", "错误"]
    assert said(lines[0]) == said(lines[2]) == "第2、4行都是“营业收入”，填的不一样。请只留一行。"


def test_one_item_told_twice_alike_counts_once(told):
    lines = told([REVENUE, "亿元", 450], [REVENUE, "亿元", "450.00"])
    assert [line.outcome for line in lines] == ["新增", "不变"]
    assert lines[1].remarks == ("与第2行相同",)


# --- whatever comes -----------------------------------------------------------------------------------------


def test_rows_cost_no_query_of_their_own(preview, submission):
    def queries(rows):
        with CaptureQueriesContext(connection) as asked:
            preview(own(rows))
        return len(asked)

    items = Actual.items_of(submission)
    few, all_of_them = ([[item.name, "", 1] for item in some] for some in (items[:2], items))
    queries(few)  # what is asked once only
    assert queries(few) == queries(all_of_them)


TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(["1e999", "=1", "(1)", "9" * 40, "%", "亿元", "\x00", "合计"])
)


@pytest.mark.slow
@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=6), max_size=4))
def test_any_table_is_previewed_or_refused(preview, rows):
    """TRUST S7."""
    lines = [HEAD, [REVENUE, "", "1"], *rows]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in lines)
    with contextlib.suppress(sheets.Unfit):
        preview(text.encode("utf-8", "replace"), "表.csv")


GOOD = own([[REVENUE, "亿元", 450, "首次报送", ""], [ENTERPRISES, "家", "48", "", ""]])
PART = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml").decode()
TOKENS = ["<", "/>", "&#65535;", 'r="A1" ', 't="e"', 't="d"', 't="b"', "1E999", "<f>1</f>", "99", 's="9"']


@pytest.mark.slow
@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(PART)), st.integers(0, 4), st.sampled_from(TOKENS))
def test_a_changed_workbook_is_previewed_or_refused(preview, place, dropped, token):
    """TRUST S7."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made, zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        for name in source.namelist():
            part = PART[:place] + token + PART[place + dropped :] if "sheet1" in name else source.read(name)
            made.writestr(name, part)
    with contextlib.suppress(sheets.Unfit):
        preview(stream.getvalue())
