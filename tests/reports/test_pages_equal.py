"""The board as it is shown and printed, and the slides: every figure, sign and light of them is the edition's."""

import html
import json
import re
from dataclasses import replace
from io import BytesIO

import docx
import pptx
import pytest

from accounts import clock
from reports import contexts, single_file, slides, word
from reports.extracts import lagging
from tests.reports.papers import CODE, QUARTERS
from tests.reports.shelf import bare_document, shelve
from tests.reports.test_single_file import Reader
from tests.reports.test_slides import said

JUDGED = ("ON_TRACK", "BEHIND", "FAR_BEHIND", "MET", "MISSED")
FIGURE = r"[+−-]?\d+\.\d+"
"""Numbers with a fraction: counts, years and places in a list are not figures of the edition."""


@pytest.fixture(scope="module", params=QUARTERS, ids=lambda quarter: quarter.__name__)
def context(request):
    """Return an edition that could stand on the shelf."""
    made = request.param()
    published = {"number": 1, "published_at": clock.now(), "published_by": "某"} if not made.number else {}
    text = contexts.to_json(replace(made, **published))
    return contexts.from_json(text.encode(errors="ignore").decode())  # no form lets half a letter through


@pytest.fixture
def board(context, signed_in, leader, db) -> str:
    edition = shelve(bare_document(), leader, context, 1001)
    response = signed_in(leader).get(edition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def plain(text: str) -> str:
    return " ".join(text.split())


def numbered(cells: list[str]) -> list[str]:
    """Return the cells from the serial number on: the first row of a group begins with the group's name."""
    return next((cells[place:] for place in (0, 1) if cells[place].isdigit()), [])


def test_the_board_shows_and_prints_every_figure_sign_and_light(context, board):
    """The printed board is the same page: nothing of its tables is left out on paper."""
    rows = [numbered(row) for row in Reader(board.encode()).rows if len(row) >= 8 and numbered(row)]
    wanted = list(context.main.rows)
    assert [cells[0] for cells in rows[: len(wanted)]] == [str(row.order) for row in wanted]
    for row, cells in zip(wanted, rows, strict=False):
        assert plain(cells[1]).startswith(plain(row.name)[:20])
        assert cells[3].startswith(row.target.figure.text if row.target else "")
        assert cells[4].startswith(row.value.text), row.name
        assert row.signal.word in cells[-1]
        if row.signal.key in JUDGED and row.gap.text != "·":
            assert any(row.gap.text in cell for cell in cells[5:]), (row.name, cells)
        if row.growth.text not in ("·", "——"):
            assert any(row.growth.text in cell for cell in cells[5:]), (row.name, cells)


def test_the_board_counts_what_the_edition_counts(context, board):
    text = html.unescape(re.sub(r"<[^>]+>", "", board))
    for count in context.main.counts:
        assert not count.count or count.signal.word in text
    assert context.main.headline in text and context.label in text


def test_the_slides_say_the_figures_of_what_lags_with_their_signs_and_lights(context):
    deck = pptx.Presentation(BytesIO(slides.render(context, CODE)))
    text = "\n".join(map(said, deck.slides))
    for row in lagging(context):
        share = row.completion if row.progress.text == "·" else row.progress
        shares = row.progress.text != "·" or row.measure != "%"
        for part in (
            row.value.text,
            row.target.figure.text,
            row.signal.word,
            *([share.text] if shares else []),
        ):
            assert part in text, (row.name, part)
        gap = row.gap.text
        assert gap in text or gap.lstrip("+−") in text, row.name


@pytest.mark.parametrize("kind", ["material", "slides", "page", "board"])
def test_no_paper_prints_a_figure_that_the_edition_does_not_hold(context, request, kind):
    held = held_by(context)
    for figure in re.findall(FIGURE, printed(context, request, kind)):
        assert figure.lstrip("+−-") in held, figure


def printed(context, request, kind) -> str:
    if kind == "material":
        paper = docx.Document(BytesIO(word.render(context, CODE)))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return "\n".join([each.text for each in paper.paragraphs] + cells)
    if kind == "slides":
        return "\n".join(map(said, pptx.Presentation(BytesIO(slides.render(context, CODE))).slides))
    page = single_file.render(context, CODE).decode() if kind == "page" else request.getfixturevalue("board")
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "\n", page)).replace("系统版本", "\n版本").split("版本")[0]


def held_by(context) -> set[str]:
    """Return every number with a fraction that any text of the edition holds."""
    return {each.lstrip("+−-") for each in re.findall(FIGURE, contexts.to_json(context))} | {
        each
        for text in texts(json.loads(contexts.to_json(context)))
        for each in re.findall(r"\d+\.\d+", text)
    }


def texts(node):
    """Yield every text of a tree."""
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from texts(child)
