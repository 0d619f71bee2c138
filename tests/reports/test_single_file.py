"""The page one carries away: it holds the edition, asks nobody for anything, and runs nothing."""

import re
from html.parser import HTMLParser

import pytest

from reports import single_file
from tests.reports.papers import CODE, QUARTERS, awkward, empty, spring

MOST_BYTES = 300 * 1024


class Reader(HTMLParser):
    """Collect the tables' rows, the links and the tags of a page."""

    def __init__(self, page: bytes):
        super().__init__()
        self.rows, self.links, self.tags, self.ids, self.attributes = [], [], set(), set(), set()
        self.is_in_cell = False
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(attrs)
        self.ids.add(attrs.get("id"))
        self.links += [attrs[name] for name in ("href", "src") if name in attrs]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.is_in_cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.is_in_cell = False

    def handle_data(self, data):
        if self.is_in_cell:
            self.rows[-1][-1] += data.strip()


@pytest.fixture(scope="module", params=QUARTERS, ids=lambda quarter: quarter.__name__)
def context(request):
    return request.param()


@pytest.fixture(scope="module")
def page(context) -> bytes:
    return single_file.render(context, CODE)


def test_it_runs_nothing_asks_for_nothing_and_is_small(page):
    read = Reader(page)
    assert not read.tags & {"script", "link", "img", "iframe", "form", "object", "embed"}
    assert not [name for name in read.attributes if name.startswith("on")]
    assert all(link.startswith("#") for link in read.links)
    assert not re.findall(rb"url\((?![\"']?#)|@import", page)
    assert len(page) <= MOST_BYTES


def test_every_link_leads_somewhere_on_the_page(page):
    read = Reader(page)
    assert {link[1:] for link in read.links} <= read.ids


@pytest.mark.case("I01", "I12")
def test_what_people_typed_stays_text(page):
    assert b"<script" not in page and b"<img" not in page


def test_every_figure_and_signal_of_the_edition_stands_in_it(context, page):
    rows = [row for row in Reader(page).rows if len(row) >= 8 and row[0].isdigit()]
    wanted = [row for phase in single_file.ordered(context) for row in phase.rows]
    assert len(rows) == len(wanted)
    for row, cells in zip(wanted, rows, strict=True):
        assert cells[:4] == [
            str(row.order),
            " ".join(row.name.split()),
            row.measure,
            row.target.figure.text if row.target else "",
        ]
        assert cells[4].startswith(row.value.text) and cells[-1] == row.signal.word
        if row.signal.key in ("ON_TRACK", "BEHIND", "FAR_BEHIND", "MET", "MISSED"):
            assert cells[7] == row.gap.text


def test_it_says_what_it_is_of(context, page):
    text = page.decode()
    assert CODE in text or context.number is None
    assert ("演示数据" in text) == bool(context.demonstration)


def test_an_empty_quarter_and_an_awkward_one_are_pages_too():
    assert "未报".encode() in single_file.render(empty(), "")
    assert single_file.render(awkward(), CODE) != single_file.render(spring(), CODE)
