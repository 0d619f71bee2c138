"""Files as they come: from Excel, from WPS, from other systems, and from people who mean harm. TRUST §2.3, U01–U11."""

import contextlib
import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from submissions import sheets
from tests.submissions.parts import NAMESPACE, sheet_xml, with_part, workbook


def texts(content, name="表.xlsx", **options) -> list[list[str]]:
    page = sheets.read(content, name, **options).pages[0]
    return [[cell.text for cell in row.values()] for row in page.rows.values()]


def reason(content, name="表.xlsx") -> str:
    with pytest.raises(sheets.Unfit) as refused:
        sheets.read(content, name)
    return str(refused.value)


# --- what is read ------------------------------------------------------------------------------------------


def test_cells_are_read_as_a_person_would_type_them():
    rows = [["营业收入", 450, 110.4, 0.1 + 0.2, -5.2, 1e5, "１,234.50", True]]
    assert texts(workbook(rows)) == [
        ["营业收入", "450", "110.4", "0.3", "-5.2", "100000", "１,234.50", "TRUE"]
    ]


@pytest.mark.case("U10")
@pytest.mark.parametrize(
    ("number", "style", "text"),
    [(0.013, "0.0%", "1.3%"), (0.5, "0%;[Red]-0%", "50%"), (1.3, '0.0"%"', "1.3"), (1.3, r"0.0\%", "1.3")],
)
def test_a_percent_format_multiplies_and_a_percent_sign_in_quotes_does_not(number, style, text):
    """TRUST U10."""
    assert texts(workbook([[number]], {(0, 0): style})) == [[text]]


def test_a_date_is_no_number():
    page = sheets.read(workbook([[43190]], {(0, 0): "yyyy-mm-dd"})).pages[0]
    assert page.at(1, 1).text == "2018-03-31"
    assert "是日期，不是数字" in page.at(1, 1).problem


@pytest.mark.case("U11")
def test_a_formula_without_its_value_says_so_and_one_with_its_value_is_read():
    """TRUST U11: openpyxl writes formulas without values, Excel and WPS write both."""
    book = openpyxl.Workbook()
    book.active.append(["合计", "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    cell = sheets.read(stream.getvalue()).pages[0].at(1, 2)
    assert (cell.name, cell.problem) == ("B1", sheets.NOT_COMPUTED)
    computed = sheet_xml(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>'
    )
    assert texts(with_part(workbook([[1]]), "xl/worksheets/sheet1.xml", computed)) == [["2"]]


def test_rows_and_cells_without_references_follow_one_another():
    body = "<row><c><v>1</v></c><c><f>A1</f></c></row><row><c t='inlineStr'><is><t>文</t></is></c></row>"
    page = sheets.read(with_part(workbook([[1]]), "xl/worksheets/sheet1.xml", sheet_xml(body))).pages[0]
    assert (page.at(1, 1).text, page.at(1, 2).problem) == ("1", sheets.NOT_COMPUTED)
    assert page.at(2, 1).text == "文"


def test_hidden_sheets_are_read_and_marked():
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.create_sheet("标识").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert [(page.name, page.is_hidden) for page in sheets.read(stream.getvalue()).pages] == [
        ("Sheet", False),
        ("标识", True),
    ]


def test_a_sheet_that_is_formatted_to_its_last_row_is_not_too_large():
    body = '<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert texts(with_part(workbook([[1]]), "xl/worksheets/sheet1.xml", sheet_xml(body))) == [["7"]]


@pytest.mark.parametrize("number", [28, 100, 702, 703, 16384])
def test_columns_have_the_letters_of_excel(number):
    assert sheets.letters(number) == openpyxl.utils.get_column_letter(number)
    assert sheets.placed(f"{sheets.letters(number)}7", 0) == number


# --- text files ---------------------------------------------------------------------------------------------

CSV = '填报项,单位,本期累计,说明\r\n营业收入,亿元,450,首次报送\r\n高新技术企业,家,48,"新认定,三家"\r\n'
READ = [
    ["填报项", "单位", "本期累计", "说明"],
    ["营业收入", "亿元", "450", "首次报送"],
    ["高新技术企业", "家", "48", "新认定,三家"],
]


@pytest.mark.case("U07")
@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("gbk", "GB18030"),
        ("gb18030", "GB18030"),
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
    ],
)
def test_a_text_file_is_read_in_its_own_encoding_which_is_shown(codec, shown):
    """TRUST U07."""
    book = sheets.read(CSV.encode(codec), "表.csv")
    assert book.encoding == shown
    assert texts(CSV.encode(codec), "表.csv") == READ


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_is_separated_by_what_it_uses(separator):
    content = "\n".join(separator.join(row) for row in [["填报项", "累计"], ["营业收入", "450"]]).encode()
    assert texts(content, "表.csv") == [["填报项", "累计"], ["营业收入", "450"]]


@pytest.mark.case("U07")
def test_an_encoding_that_is_in_doubt_is_asked_for_with_samples():
    content = "項目,累計\n營業收入,450\n高新技術企業,48\n".encode("big5")
    with pytest.raises(sheets.Undecided) as asked:
        sheets.read(content, "表.csv")
    assert "GB18030" in asked.value.samples and "UTF-8" not in asked.value.samples
    assert sheets.read(content, "表.csv", encoding="GB18030").encoding == "GB18030"


@pytest.mark.case("U07")
@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("big5", "項目,累計\n營業收入,450\n"),
        ("big5hkscs", "項目,累計\n營業收入,450\n高新技術企業,48\n"),
        ("shift_jis", "項目,累計\n営業収入,450\n"),
        ("euc_jp", "項目,累計\n営業収入,450\n"),
        ("euc_kr", "항목,누계\n영업수입,450\n"),
        ("latin-1", "désignation,réalisé\nchiffre d'été,450\n"),
        ("utf-32", "填报项,累计\n营业收入,450\n"),
    ],
)
def test_a_text_in_another_encoding_is_never_read_in_silence(codec, text):
    with pytest.raises(sheets.Unfit):
        sheets.read(text.encode(codec), "表.csv")


@pytest.mark.case("U07")
def test_a_chosen_encoding_that_does_not_fit_is_refused():
    with pytest.raises(sheets.Unfit, match="按UTF-8读不通"):
        sheets.read(CSV.encode("gbk"), "表.csv", encoding="UTF-8")


# --- what is refused ----------------------------------------------------------------------------------------

OLD_FILE = sheets.OLE + b"\0" * 600
LOCKED_FILE = OLD_FILE + "EncryptedPackage".encode("utf-16-le")


def without_sheets() -> bytes:
    chart_only = with_part(
        workbook([[1]]),
        "xl/workbook.xml",
        f"<workbook {NAMESPACE}><sheets></sheets></workbook>",
    )
    return chart_only


def other_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return stream.getvalue()


def locked_zip() -> bytes:
    content = bytearray(workbook([[1]]))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


@pytest.mark.case("U06")
@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "表.xlsx", "文件是空的"),
        (OLD_FILE, "表.xls", "旧格式"),
        (OLD_FILE, "表.et", "旧格式"),
        (OLD_FILE, "表.xlsx", "旧格式"),
        (LOCKED_FILE, "表.xlsx", "打开密码"),
        (locked_zip(), "表.xlsx", "打开密码"),
        (CSV.encode(), "表.xlsx", "内容却不是"),
        (b"<html><table></table></html>", "表.xls", "内容却不是"),
        (other_zip(), "表.ods", "不是 .xlsx 工作簿"),
        (without_sheets(), "表.xlsx", "没有工作表"),
        (workbook([[1]])[:-200], "表.xlsx", "已损坏"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "图.csv", "不是表格文件"),
        (b"x" * (sheets.MOST_BYTES + 1), "表.csv", "超过5 MB"),
        (b'a,"b\nc\n' + b"d" * 200_000, "表.csv", "引号或分隔"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence_at_once(content, name, said):
    """TRUST U06."""
    begun = time.monotonic()
    assert said in reason(content, name)
    assert time.monotonic() - begun < 1


GOOD = workbook([["填报项", "累计"], ["营业收入", 450], ["高新技术企业", dt.date(2018, 3, 31)]])


@examples(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_bytes_changed_is_read_or_refused(changes):
    """TRUST S7."""
    content = bytearray(GOOD)
    for place, byte in changes:
        content[place] = byte
    with contextlib.suppress(sheets.Unfit):
        sheets.read(bytes(content), "表.xlsx")


PART = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml").decode()
TOKENS = [
    "<",
    "/>",
    '"',
    "&#0;",
    "r=",
    "s=",
    "t=",
    "e",
    "99999999999",
    "-1",
    "s",
    "A0",
    "1E999",
    "<row>",
    "<c/>",
]


@pytest.mark.slow
@examples(max_examples=150)
@given(st.integers(0, len(PART)), st.integers(0, 9), st.sampled_from(TOKENS))
def test_a_worksheet_with_markup_changed_is_read_or_refused(place, dropped, token):
    """TRUST S7: changed inside the zip, where the checksum is right."""
    part = PART[:place] + token + PART[place + dropped :]
    with contextlib.suppress(sheets.Unfit):
        sheets.read(with_part(GOOD, "xl/worksheets/sheet1.xml", part))


@examples(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_text_or_refused(content):
    with contextlib.suppress(sheets.Unfit):
        sheets.read(content, "表.csv")
