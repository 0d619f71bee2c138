"""A second reader opens every paper: LibreOffice makes a PDF of each, with as many pages and the words it should hold."""

import re
import shutil
import subprocess
from itertools import pairwise

import pytest

from reports import excel, slides, titles, word
from tests.reports.papers import CODE, empty, extreme, spring, year_end
from tests.reports.test_slides import opened

pytestmark = pytest.mark.slow
LINES, CHARACTERS, PITCH = 22, 28, 28.95
HEADINGS, HANGING = 3, 1
"""Lines that go with a heading to the next page; the one mark that may hang at a line's end."""
QUARTERS = {"spring": spring, "year_end": year_end, "empty": empty, "extreme": extreme}
PAPERS = {
    "material.docx": word.render,
    "notice.docx": lambda context, code: word.render(context, code, titles.NOTICE),
    "sheets.xlsx": excel.render,
    "slides.pptx": slides.render,
}
NEEDED = ("soffice", "pdftotext", "pdfinfo")


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Return a folder with a PDF of every paper of every quarter, made in one go."""
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        pytest.skip(f"没有{missing}：apt-get install libreoffice-writer libreoffice-calc libreoffice-impress")
    home = tmp_path_factory.mktemp("office")
    for quarter, make in QUARTERS.items():
        context = make()
        for name, render in PAPERS.items():
            (home / f"{quarter}-{name.replace('.', '-')}.{name[-4:]}").write_bytes(
                render(context, CODE if context.number else "")
            )
    papers = sorted(home.glob("*-*-*.*"))
    command = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", home, *papers], capture_output=True, timeout=200, check=True)
    return home


def pages(home, quarter, name) -> list[str]:
    path = home / f"{quarter}-{name.replace('.', '-')}.pdf"
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\f\n").split("\f")


def lines_at(home, quarter, name) -> list[list[tuple[float, str]]]:
    """Return of every page its lines, each with the height of its foot on the paper."""
    path = home / f"{quarter}-{name.replace('.', '-')}.pdf"
    done = subprocess.run(
        ["pdftotext", "-bbox-layout", path, "-"], capture_output=True, text=True, check=True
    )
    found = []
    for page in done.stdout.split("<page ")[1:]:
        rows = {}
        for foot, text in re.findall(r'yMax="([\d.]+)">([^<]*)</word>', page):
            rows.setdefault(round(float(foot)), []).append((float(foot), text))
        found.append([(row[0][0], "".join(text for _, text in row)) for _, row in sorted(rows.items())])
    return found


def upright(made, text_of):
    """Return the pages before the annexes."""
    return made[: next(n for n, page in enumerate(made) if re.search(r"(?m)^\s*附件\s*1\s*$", text_of(page)))]


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_paper_opens_clean_and_is_printed(converted, quarter, name):
    made, context = pages(converted, quarter, name), QUARTERS[quarter]()
    text = re.sub(r"\s", "", "".join(made))
    assert context.label in text and "Err:" not in text and "#NAME" not in text
    assert (CODE in text) == bool(context.number)
    assert ("演示数据" in text) == bool(context.demonstration)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_slide_is_one_page(converted, quarter):
    made = pages(converted, quarter, "slides.pptx")
    assert len(made) == len(opened(QUARTERS[quarter]()).slides)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_material_s_text_pages_hold_22_lines_at_one_pitch(converted, quarter):
    """The first page begins with the title; the end goes together to the last one; in between a page is whole or ends before a heading."""
    made = lines_at(converted, quarter, "material.docx")
    whole = upright(made, lambda page: "\n".join(text for _, text in page))[1:-1]
    bodies = [[foot for foot, text in page if not re.fullmatch(r"—\d+—", text)] for page in whole]
    assert max(map(len, bodies)) == LINES and min(map(len, bodies[:-1]), default=LINES) >= LINES - HEADINGS
    for body in bodies:
        assert {round((after - before) / PITCH, 1) for before, after in pairwise(body)} == {1}


@pytest.mark.parametrize("quarter", QUARTERS)
def test_no_line_of_the_material_holds_more_than_28_characters(converted, quarter):
    made = upright(pages(converted, quarter, "material.docx"), str)
    for line in "\n".join(made).splitlines():
        written = re.sub(r"\s", "", line)
        wide = sum(1 if ord(letter) > 0x2000 else 0.5 for letter in written)
        assert wide <= CHARACTERS + HANGING, written
