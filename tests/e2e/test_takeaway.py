"""J8: a member takes an edition away; Word, Excel, slides, single file, data and print say what the page says, number by number."""

import json
import re
import shutil
import subprocess
from io import BytesIO

import docx
import openpyxl
import pptx
import pytest

from tests.e2e.servers import copy, serving
from tests.e2e.visitor import Visitor
from tests.reports.test_outputs_equal import shown
from tests.reports.test_pages_equal import numbered
from tests.reports.test_single_file import MOST_BYTES, Reader
from tests.reports.test_slides import said

MOST_CLICKS, MOST_SECONDS = 3, {"Word": 5, "通报": 5, "Excel": 3, "幻灯": 5, "单文件": 3, "数据": 3}
FRACTION = r"\d+\.\d+"


@pytest.fixture(scope="module")
def office(chromium, demonstration_built, tmp_path_factory):
    """Sign a person in to the demonstration; taking away changes nothing but the journal."""
    opened = []
    with serving(copy(demonstration_built, tmp_path_factory.mktemp("taken")), "--demo") as (address, _):

        def sign_in(username):
            opened.append(Visitor(chromium, address).sign_in(username))
            return opened[-1]

        yield sign_in
        for each in opened:
            each.context.close()


@pytest.fixture(scope="module")
def board(office) -> dict:
    """Return the rows of the member's first page: (serial, name, measure, target, value, …, judgement), and the visitor."""
    me = office("member")
    assert me.page.url.endswith("/board/")
    page = me.page.content()
    rows = [numbered(row) for row in Reader(page.encode()).rows if len(row) >= 8 and numbered(row)]
    code = re.search(r"校验码\s*(?:<b>)?([A-Z2-9]{4}-[A-Z2-9]{4})", page)[1]
    return {"me": me, "rows": rows[:21], "code": code, "name": me.page.inner_text(".headline")}


@pytest.fixture(scope="module")
def taken(board) -> dict[str, bytes]:
    """Take every paper from the board, and count."""
    me, found = board["me"], {}
    for word, seconds in MOST_SECONDS.items():
        before = me.clicks
        with me.page.expect_download(timeout=seconds * 1000 * SLACK) as coming:
            me.click(me.page.locator(".exports").get_by_role("link", name=word, exact=True))
        assert me.clicks - before <= MOST_CLICKS
        found[word] = coming.value.path().read_bytes()
    return found


SLACK = 3
"""The machine that tests does other things too; bench/papers.py holds the limits themselves."""


def value(cell: str) -> str:
    """Return the figure of a cell that also tells a correction or the last known value."""
    return re.match(r"[+−]?[\d.]+|——|", cell)[0]


def data_of(me) -> str:
    """Return the data of the edition that the board's own links lead to."""
    word = me.page.locator(".exports").get_by_role("link", name="Word", exact=True).get_attribute("href")
    return me.page.request.get(me.address + word.replace("/word/", "/json/")).text()


def test_j8_word_says_what_the_page_says(board, taken):
    for word in ("Word", "通报"):
        paper = docx.Document(BytesIO(taken[word]))
        table = [[cell.text for cell in row.cells] for row in paper.tables[0].rows if len(row._tr.tc_lst) > 1]
        for row, cells in zip(board["rows"], table[1:], strict=False):
            assert cells[0] == row[0] and row[1].startswith(cells[1])
            assert (cells[3], cells[4]) == (row[3], value(row[4])), row
            assert row[-1] in cells[8] or (row[-1] == "未到考核期" and cells[8].startswith("○")), row
        assert board["code"] in "".join(each.text for each in paper.paragraphs)


def test_j8_excel_says_what_the_page_says(board, taken):
    book = openpyxl.load_workbook(BytesIO(taken["Excel"]))
    heads = [cell.value.split("\n")[0] for cell in book["指标"][3]]
    rows = [dict(zip(heads, cells, strict=True)) for cells in book["指标"].iter_rows(min_row=4)]
    for row, cells in zip(board["rows"], rows, strict=False):
        assert row[1].startswith(cells["指标"].value)
        assert shown(cells["实际值"]) == value(row[4]) and cells["判定"].value == row[-1]
        assert shown(cells["目标值"]) == row[3].lstrip(">≤≥")


def test_j8_single_file_says_what_the_page_says(board, taken):
    assert len(taken["单文件"]) <= MOST_BYTES
    rows = [row for row in Reader(taken["单文件"]).rows if len(row) >= 8 and row[0].isdigit()]
    for row, cells in zip(board["rows"], rows, strict=False):
        assert row[1].startswith(cells[1]) and (cells[3], value(cells[4])) == (row[3], value(row[4]))
        assert cells[-1] == row[-1]


def test_j8_slides_say_what_the_page_says_of_what_lags(board, taken):
    text = "\n".join(map(said, pptx.Presentation(BytesIO(taken["幻灯"])).slides))
    assert board["name"].split("：")[0] in text and board["code"] in text
    for row in board["rows"]:
        if row[-1] in ("滞后", "严重滞后"):
            assert row[1] in text and value(row[4]) in text and row[-1] in text


def test_j8_data_say_what_the_page_says(board, office):
    me = board["me"]
    told = json.loads(data_of(me))
    by_name = {each["name"]: each for each in told["indicators"] if each["phase"] == "2019"}
    assert told["edition"]["check_code"] == board["code"]
    for row in board["rows"]:
        found = by_name[max((name for name in by_name if row[1].startswith(name)), key=len)]
        figure = value(row[4])
        assert found["signal"] == row[-1]
        assert found["value"] == (None if figure == "——" else pytest.approx(float(figure), abs=0.006))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="没有 pdftotext：apt install poppler-utils")
def test_j8_print_says_what_the_page_says(board, tmp_path):
    board["me"].page.pdf(path=tmp_path / "board.pdf", prefer_css_page_size=True)
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "board.pdf", "-"], capture_output=True, text=True, check=True
    )
    lines = [re.sub(r"\s+", " ", line) for line in done.stdout.splitlines()]
    for row in board["rows"]:
        place = next(n for n, each in enumerate(lines) if f" {row[0]} {row[1][:6]}" in f" {each}")
        line = " ".join(lines[place - 1 : place + 2])  # a group's upright name may part a row in two
        assert value(row[4]) in line and row[3] in line and row[-1] in line, line


def test_j8_no_paper_holds_a_draft_value(board, taken, office):
    """What is being reported is seen by the reviewer alone until it is published."""
    reviewer = office("reviewer")
    reviewer.go("/editions/2019Q2/preview/")
    assert "尚未发布" in reviewer.page.content()
    tables = Reader(reviewer.page.content().encode()).rows
    preview = {value(numbered(row)[4]) for row in tables if len(row) >= 8 and numbered(row)}
    me = board["me"]
    held = data_of(me)
    drafts = {each for each in preview if re.fullmatch(FRACTION, each) and each not in held}
    assert drafts
    texts = [said(slide) for slide in pptx.Presentation(BytesIO(taken["幻灯"])).slides]
    texts += [taken["单文件"].decode(), me.page.content()]
    texts += [each.text for each in docx.Document(BytesIO(taken["Word"])).paragraphs]
    printed = {each for text in texts for each in re.findall(FRACTION, text)}
    assert not printed & drafts
    me.blameless()
