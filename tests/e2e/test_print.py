"""What comes out of the printer: A4, the matrix A3, few pages, the edition named on each (U10); letters and forms upright."""

import re
import shutil
import subprocess

import pytest

from tests.e2e.servers import copy, serving
from tests.e2e.visitor import Visitor

NEEDS_POPPLER = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="没有 pdftotext。安装：sudo apt install poppler-utils"
)
pytestmark = NEEDS_POPPLER
ACROSS, UPRIGHT, LARGE = "841.92 x 594.96", "594.96 x 841.92", "1191.12 x 841.92"
FIRST_QUARTER, HEADS = "2019年一季度", ("指标", "任务")
EDITIONS = {
    "/board/": (2, FIRST_QUARTER, ACROSS),
    "/editions/2018A/1/": (2, "2018年", ACROSS),
    "/indicators/": (2, FIRST_QUARTER, ACROSS),
    "/indicators/technology-contracts/": (3, FIRST_QUARTER, ACROSS),
    "/indicators/industrial-output/": (3, FIRST_QUARTER, ACROSS),
    "/tasks/": (3, FIRST_QUARTER, ACROSS),
    "/tasks/7/": (3, FIRST_QUARTER, ACROSS),
    "/matrix/": (1, FIRST_QUARTER, LARGE),
    "/units/1/": (3, FIRST_QUARTER, ACROSS),
    "/units/5/": (2, FIRST_QUARTER, ACROSS),
}
"""Of each page that prints an edition: how many sheets at most, the period on each of them, the paper."""
MEETING = r'href="(/meetings/\d+/)"'
OTHERS = {
    "order": ("reviewer", "/orders/", r'href="(/orders/\d+/)"', "print/", 1, "督办单", UPRIGHT),
    "notice": ("reviewer", "/periods/", r'href="(/periods/\d+/)"', r"(notice/\d+/)", 1, "催报通知", UPRIGHT),
    "evaluation": (
        "reviewer",
        "/evaluations/",
        r'href="(/evaluations/\d+/)"',
        "print/",
        1,
        "企业评议表",
        UPRIGHT,
    ),
    "receipt": ("clerk", "/submissions/", r'href="(/submissions/\d+/)"', "receipt/", 2, "报送表", UPRIGHT),
    "meeting": ("leader", "/meetings/", MEETING, "", 1, "联席会议", ACROSS),
}
"""Of each other paper: who prints it, the list it is found in, its address there and what follows, sheets, title, paper."""


def printed(page, path) -> tuple[list[str], str]:
    """Print the page that is open; return the text of each sheet, and the size of the paper."""
    page.pdf(path=path, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
    return text.stdout.split("\f")[:-1], re.search(r"Page size:\s+([\d.]+ x [\d.]+)", told.stdout)[1]


@pytest.fixture(scope="module")
def clients(chromium, demonstration_built, tmp_path_factory):
    """Sign each reader in once: looking changes nothing."""
    home, opened = copy(demonstration_built, tmp_path_factory.mktemp("print")), {}
    with serving(home, "--demo") as (address, _):

        def client(username):
            if username not in opened:
                opened[username] = Visitor(chromium, address).sign_in(username)
            return opened[username]

        yield client
        for each in opened.values():
            each.context.close()


@pytest.mark.parametrize("path", EDITIONS)
def test_a_page_is_printed_on_few_sheets_that_name_their_edition(clients, tmp_path, path):
    at_most, period, paper = EDITIONS[path]
    reader = clients("leader")
    assert reader.go(path).status == 200
    reader.page.wait_for_load_state("networkidle")
    sheets, size = printed(reader.page, tmp_path / "paper.pdf")
    assert 1 <= len(sheets) <= at_most and size == paper
    for sheet in sheets:
        assert re.search(rf"{period}\s*第\d版", sheet) and re.search(
            r"校验码\s*[A-Z2-9]{4}-[A-Z2-9]{4}", sheet
        )


@pytest.mark.parametrize("path", ["/tasks/", "/board/"])
def test_the_head_of_a_table_stands_on_every_sheet(clients, tmp_path, path):
    reader = clients("leader")
    reader.go(path)
    for sheet in printed(reader.page, tmp_path / "paper.pdf")[0]:
        assert any(re.search(rf"序[\s↑]+{head}", sheet) for head in HEADS)


def test_no_picture_is_cut_by_the_edge_of_a_sheet(clients):
    """Nothing that is drawn is taller than a sheet, and everything drawn keeps together."""
    reader = clients("leader")
    for path in ("/board/", "/indicators/technology-contracts/", "/tasks/7/"):
        reader.go(path)
        reader.page.wait_for_load_state("networkidle")
        reader.page.emulate_media(media="print")
        cut = reader.page.evaluate(CUT)
        reader.page.emulate_media(media="null")
        assert cut == [], path


CUT = """() => [...document.querySelectorAll('.chart, .story svg')].filter(each => {
  const box = each.getBoundingClientRect();
  if (!box.height) return false;
  let kept = each;
  while (kept && getComputedStyle(kept).breakInside !== 'avoid') kept = kept.parentElement;
  return !kept || box.height > 680 }).map(each => each.className.baseVal ?? each.className)"""


@pytest.mark.parametrize("name", OTHERS)
def test_a_letter_or_a_form_is_printed_on_the_paper_it_is_written_on(clients, tmp_path, name):
    username, listed, address, after, at_most, title, paper = OTHERS[name]
    person = clients(username)
    person.go(listed)
    found = re.findall(address, person.page.content())[0 if name == "notice" else -1]
    if after.startswith("("):
        person.go(found)
        after = re.search(f'href="{found}{after}"', person.page.content())[1]
    assert person.go(found + after).status == 200
    sheets, size = printed(person.page, tmp_path / "paper.pdf")
    assert len(sheets) <= at_most and size == paper and title in re.sub(r"\s", "", sheets[0])
