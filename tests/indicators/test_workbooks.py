"""The form that a clerk takes away, and the clerk's own file with its errors marked."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile

import pytest
from openpyxl.comments import Comment

from accounts import clock
from indicators import workbooks
from indicators.filled import Flaw
from indicators.models import Actual
from submissions import sheets
from submissions.quarters import ANNUAL, Quarter
from tests import builders
from tests.indicators.books import (
    column_of,
    confirm,
    filled,
    opened,
    own,
    row_of,
    saved,
    template,
    upload,
)

REVENUE, OUTPUT, CONTRACTS = "营业收入", "规模以上工业总产值", "技术合同成交额"


@pytest.fixture(autouse=True)
def july():
    with clock.at(dt.date(2018, 7, 9)):
        yield


@pytest.fixture
def period(document, reviewer):
    return builders.open_period(document, reviewer, Quarter(2018, 2))


@pytest.fixture
def submission(period, committee):
    return builders.own(period, committee)


@pytest.fixture
def form(submission):
    """The form as a workbook; call it again after the draft has changed."""
    return lambda: opened(workbooks.template(submission))


def column(page, head) -> dict:
    """Return {item's name: what stands in the column}."""
    names, place = column_of(page, "填报项"), column_of(page, head)
    first = row_of(page, "填报项") + 1
    return {
        page.cell(row, names).value: page.cell(row, place).value for row in range(first, page.max_row + 1)
    }


def test_the_form_asks_every_item_of_the_unit_in_its_entry_measure(form, submission):
    page = form()["填报表"]
    measures = column(page, "单位")
    assert {item.name for item in Actual.items_of(submission)} <= measures.keys()
    assert (measures[CONTRACTS], measures[OUTPUT]) == ("万元", "亿元")


def test_only_entry_cells_can_be_typed_into(form):
    page = form()["填报表"]
    assert page.protection.sheet
    row = row_of(page, OUTPUT)
    unlocked = {
        page.cell(row_of(page, "填报项"), cell.column).value
        for cell in page[row]
        if not cell.protection.locked
    }
    own = "当季（填了可不填累计）"
    assert unlocked == {"本期累计或期末", own, "数据状态", "说明", "未报原因", "官方同比（同口径，%）"}
    growth = page.cell(row_of(page, REVENUE), column_of(page, "官方同比（同口径，%）"))
    assert growth.protection.locked, "revenue's growth is computed"


def test_the_annual_form_has_no_quarters_own_numbers(document, committee, reviewer):
    with clock.at(dt.date(2019, 1, 5)):
        annual = builders.own(builders.open_period(document, reviewer, Quarter(2018, ANNUAL)), committee)
        page = opened(workbooks.template(annual))["填报表"]
    heads = {cell.value for cell in page[row_of(page, "填报项")]}
    assert "本期累计或期末" in heads and "当季（填了可不填累计）" not in heads


def test_codes_and_versions_are_hidden_beside_the_names(form):
    page = form()["填报表"]
    assert column(page, "编码")[OUTPUT] == "industrial-output"
    hidden = [(group.min, group.max) for group in page.column_dimensions.values() if group.hidden]
    assert hidden == [(1, 2)]


def test_the_form_shows_last_quarter_and_the_same_quarter_of_last_year_as_numbers(report, submission, form):
    report("2018Q1", {"industrial-output": "110.4", "technology-contracts": "0.21"})
    report("2017Q2", {"industrial-output": "221"})
    page = form()["填报表"]
    assert (column(page, "上期")[OUTPUT], column(page, "上年同期")[OUTPUT]) == (110.4, 221)
    assert column(page, "上期")[CONTRACTS] == 2100
    assert column(page, "上期")[REVENUE] is None


def test_the_form_holds_what_the_draft_holds(submission, clerk, form):
    item = builders.figure(submission, CONTRACTS)
    builders.put(submission, clerk, "0.21", item, note="=1+1", blank_reason="", status="ESTIMATE")
    page = form()["填报表"]
    row = row_of(page, CONTRACTS)
    note = page.cell(row, column_of(page, "说明"))
    assert (column(page, "本期累计或期末")[CONTRACTS], column(page, "数据状态")[CONTRACTS]) == (2100, "预计")
    assert (note.value, note.data_type) == ("=1+1", "s"), "text stays text"


def test_the_status_is_chosen_from_a_list(form):
    rules = [each for each in form()["填报表"].data_validations.dataValidation if each.type == "list"]
    assert [rule.formula1 for rule in rules] == ['"预计,快报,正式"']


def test_a_hidden_sheet_names_plan_unit_and_period(form, submission):
    page = form()["标识"]
    assert page.sheet_state == "hidden"
    assert [cell.value for cell in page["B"]] == [
        submission.period.document.slug,
        submission.unit.name,
        "2018Q2",
    ]


def test_the_form_names_no_tool_and_says_demonstration_where_it_is_one(form, settings):
    assert form().properties.creator in (None, "")
    settings.DEMONSTRATION = True
    assert "演示数据" in form()["填报表"]["C1"].value


@pytest.mark.case("I14")
@pytest.mark.parametrize("name", ["R&D经费/占比[a]:b", "a" * 300, "甲\r\n乙", '"><img>'])
def test_filenames_suit_windows_wps_and_a_browser(name):
    """TRUST I14."""
    made = workbooks.filename(name, "2018年一季度")
    assert len(made) <= 80
    assert not set(made) & set('\\/:*?"<>|[]\r\n')


# --- the round trip ----------------------------------------------------------------------------------------

TYPED = {OUTPUT: 221.5, CONTRACTS: "4,200", REVENUE: "１０３．５", "高新技术企业": "48家", "净利润": "(5.2)"}
STORED = {OUTPUT: "221.5", CONTRACTS: "0.42", REVENUE: "103.5", "高新技术企业": "48", "净利润": "-5.2"}


def assert_arrives(client, submission, content):
    preview = upload(client, submission, content)
    assert preview.status_code == 200, preview.content.decode()
    assert confirm(client, submission, preview).status_code == 302
    stored = submission.lines.select_related("item")
    assert {str(each.item): f"{each.value.normalize():f}" for each in stored} == STORED
    again = upload(client, submission, template(client, submission))
    assert "无变化：0 新增 0 修改" in again.content.decode()


def test_what_is_typed_into_the_form_arrives(submission, signed_in, clerk):
    client = signed_in(clerk)
    assert_arrives(client, submission, filled(template(client, submission), TYPED))


@pytest.mark.case("I06")
def test_a_note_comes_back_letter_by_letter(submission, signed_in, clerk):
    """TRUST I05, I06."""
    notes = ["=1+1", "+1", "-1", "@SUM(1)", "＝1+1", '" =1"', "a,b\tc", "甲\n乙", "&lt;x> _x0041_"]
    for item, note in zip(Actual.items_of(submission), notes, strict=False):
        builders.put(submission, clerk, 1, item, note=note)
    client = signed_in(clerk)
    preview = upload(client, submission, saved(opened(template(client, submission))))
    assert not preview.context["preview"].entries


needs_libreoffice = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice 不在：apt-get install libreoffice-calc-nogui 之后再测"
)


@pytest.mark.slow
@needs_libreoffice
def test_the_form_survives_being_saved_by_libreoffice(submission, signed_in, clerk, tmp_path):
    client = signed_in(clerk)
    sent = tmp_path / "form.xlsx"
    sent.write_bytes(filled(template(client, submission), TYPED))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out", sent]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert_arrives(client, submission, (tmp_path / "out" / "form.xlsx").read_bytes())


# --- errors in the clerk's own file -------------------------------------------------------------------------


def marked(content: bytes, *places, name="表.xlsx", message="不是数字。"):
    book = sheets.read(content, name)
    page = next(page for page in book.pages if not page.is_hidden)
    return opened(
        workbooks.marked(content, book, page, [Flaw(page.at(*at), message) for at in places])
    ).worksheets[0]


def comments(page) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for cell in page._cells.values() if cell.comment}


def test_a_wrong_cell_is_coloured_and_commented_and_the_rest_is_as_it_was():
    book = opened(own([["营业收入", "亿元", "四百", "=1+1", ""]]))
    book.active["D2"].data_type = "s"
    book.active.column_dimensions["A"].width = 33
    page = marked(saved(book), (2, 3))
    assert comments(page) == {"C2": "【核对】不是数字。"}
    assert page["C2"].fill.start_color.rgb == workbooks.MARK
    assert (page["C2"].value, page["D2"].value, page["D2"].data_type) == ("四百", "=1+1", "s")
    assert page.column_dimensions["A"].width == 33


def test_formulas_stay_formulas_in_the_marked_file():
    assert marked(own([["营业收入", "亿元", "=1+1"]]), (2, 3))["C2"].value == "=1+1"


def test_a_mark_goes_when_its_cell_is_mended_and_stands_under_a_comment_of_the_clerk_s():
    book = opened(own([["营业收入", "亿元", "四百"], ["净利润", "亿元", 1]]))
    book.active["C3"].comment = Comment("核过", "张某")
    first = marked(saved(book), (2, 3), (3, 3))
    assert comments(first) == {"C2": "【核对】不是数字。", "C3": "核过\n【核对】不是数字。"}
    second = marked(saved(first.parent), (4, 3))
    assert comments(second) == {"C3": "核过", "C4": "【核对】不是数字。"}
    assert second["C2"].fill.fill_type is None


def test_a_merged_cell_is_marked_at_its_corner():
    book = opened(own([["营业收入", "亿元", "四百"], ["净利润", "", ""]]))
    book.active.merge_cells("C2:C3")
    assert comments(marked(saved(book), (3, 3))) == {"C2": "【核对】不是数字。"}


def test_a_text_file_comes_back_as_a_workbook_with_its_cells_as_text():
    page = marked("填报项,累计\n营业收入,=1+1\n".encode(), (2, 2), name="表.csv")
    assert (page["B2"].value, page["B2"].data_type, comments(page)) == (
        "=1+1",
        "s",
        {"B2": "【核对】不是数字。"},
    )


def test_a_workbook_that_cannot_be_kept_whole_comes_back_as_a_copy():
    content = own([["营业收入", "亿元", "四百"]])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made, zipfile.ZipFile(io.BytesIO(content)) as source:
        for part in source.namelist():
            data = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"</worksheet>", b"<mergeCells><mergeCell ref='?'/></mergeCells></worksheet>"
                )
            made.writestr(part, data)
    assert comments(marked(stream.getvalue(), (2, 3))) == {"C2": "【核对】不是数字。"}


def test_a_comment_holds_no_character_that_breaks_the_file():
    assert (
        comments(marked(own([["营业收入", "亿元", "四"]]), (2, 3), message="“\x01\ufffe”不是数字"))["C2"]
        == "【核对】“”不是数字"
    )


def test_marking_a_sheet_that_reaches_to_its_last_cell_does_not_fill_it():
    book = opened(own([["营业收入", "亿元", "四百"]]))
    book.active["XFD1048576"].number_format = "0.00"
    assert comments(marked(saved(book), (2, 3)))["C2"] == "【核对】不是数字。"
