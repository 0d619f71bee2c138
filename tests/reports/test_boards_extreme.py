"""Boards of other sizes: ten times the indicators, no light at all, nothing but lights, names as long as they come."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from reports import boards
from reports.contexts import SignalContext
from tests.reports import factory
from tests.reports.shelf import shelve

BOARD = "/board/"
LONG = "营口市经济技术开发区大石桥市盖州市老边区联合推进高新区提档升位工作领导小组办公室"
TIMES = 10


def with_main(context, rows):
    """Return the context with other rows in the phase it opens with."""
    main = replace(context.main, rows=tuple(rows), counts=factory.counts(rows))
    return replace(
        context, phases=tuple(main if phase.slug == main.slug else phase for phase in context.phases)
    )


def large(context=None):
    """Return a plan of ten times the indicators, group by group."""
    context = context or factory.quarter_context()
    rows = [
        replace(row, slug=f"{row.slug}-{time}", name=f"{row.name}（{time}）")
        for row in context.main.rows
        for time in range(TIMES)
    ]
    return with_main(context, rows)


def lit(key, word):
    rows = [replace(row, signal=SignalContext(key, word)) for row in factory.quarter_context().main.rows]
    return with_main(factory.quarter_context(), rows)


@pytest.fixture
def shown(editions, reviewer, signed_in, leader):
    """Return a function that publishes a context as the newest edition and opens the board."""
    reader = signed_in(leader)

    def show(context, query="") -> str:
        context = replace(context, number=3)
        shelve(editions[-1].document, reviewer, context, 1004, supersedes=editions[-1])
        return reader.get(f"{BOARD}{query}").content.decode()

    return show


def names(page: str) -> list[str]:
    table = page.split('id="rows"')[1].split("</table>")[0]
    return re.findall(r'class="name" scope="row"><a [^>]*>([^<]*)<', table)


# --- ten times the indicators -----------------------------------------------------------------------------------------


def test_a_large_plan_is_paged_and_every_row_is_on_one_page():
    context = large()
    pages = [boards.board(context, QueryDict(f"page={n}")) for n in range(1, 5)]
    found = [row.slug for each in pages for _, rows in each.groups for row in rows]
    assert found == [row.slug for row in context.main.rows] and len(found) == 210
    assert [link["name"] for link in pages[0].pages] == [1, 2, 3, 4]


def test_pages_keep_what_was_chosen_and_what_was_chosen_starts_at_the_first():
    chosen = boards.board(large(), QueryDict("unit=管委会&signal=NOT_DUE&page=2"))
    query = parse_qs(urlsplit(chosen.pages[1]["url"]).query)
    assert (
        query == {"unit": ["管委会"], "signal": ["NOT_DUE"], "page": ["2"]} and chosen.pages[1]["is_current"]
    )
    assert "page" not in chosen.unit_links[0]["url"] and "page" not in chosen.all_url


@pytest.mark.parametrize("page", ["0", "99", "nonsense"])
def test_a_page_that_is_not_shows_one_that_is(page):
    assert boards.board(large(), QueryDict(f"page={page}")).groups


def test_the_plan_as_it_is_stands_on_one_page():
    shown = boards.board(factory.quarter_context(), QueryDict())
    assert len(shown.pages) == 1 and not shown.is_large


def test_board_of_a_large_plan_weighs_and_asks_no_more(
    shown, editions, signed_in, leader, django_assert_max_num_queries
):
    page = shown(large())
    assert len(names(page)) == 60 and "第1—60项，共210项" in page.replace("\n", "")
    assert len(page.encode()) < 260_000
    reader = signed_in(leader)
    with django_assert_max_num_queries(8):
        reader.get(f"{BOARD}?page=2")


def test_the_figure_of_a_large_plan_shows_the_farthest():
    shown = boards.board(large(), QueryDict())
    assert all(len(panel.dots) == boards.DOTS for panel in shown.panels)
    assert shown.panels[0].dots[0].label == "−25.0" and shown.overview_title == "离目标最远的48项，其余见下表"


# --- lights ---------------------------------------------------------------------------------------------------------------


def test_board_of_a_spring_with_six_lights_and_fifteen_year_end_items(shown):
    rows = factory.quarter_context().main.rows
    lights = [row for row in rows if boards.is_judged(row)][:6]
    rest = [row for row in rows if row not in lights]
    rest = [
        replace(
            row,
            signal=SignalContext("NOT_DUE", "未到考核期"),
            bar=replace(row.bar, is_judged=False, pace=None),
        )
        for row in rest
    ]
    page = shown(with_main(factory.quarter_context(), [*lights, *rest]))
    assert "<b>15</b>本期不判定" in page and len(names(page)) == 21


@pytest.mark.parametrize(
    ("key", "word"),
    [("FAR_BEHIND", "严重滞后"), ("ON_TRACK", "正常"), ("NOT_DUE", "未到考核期"), ("NOT_REPORTED", "未报")],
)
def test_board_with_one_kind_of_signal_only(shown, key, word):
    page = shown(lit(key, word))
    rest = "全部作出判定" if key in ("FAR_BEHIND", "ON_TRACK") else "<b>21</b>本期不判定"
    assert rest in page and len(names(page)) == 21


# --- names and addresses ----------------------------------------------------------------------------------------------------


def test_board_with_a_unit_of_forty_characters(shown):
    assert len(LONG) >= 39
    rows = [replace(row, unit=LONG) for row in factory.quarter_context().main.rows]
    page = shown(with_main(factory.quarter_context(), rows), f"?unit={LONG}")
    assert len(names(page)) == 21 and f">{LONG}</a>" in page


def test_groups_are_links_that_keep_the_unit():
    shown = boards.board(factory.quarter_context(), QueryDict("unit=管委会&group=总量指标"))
    assert [link["name"] for link in shown.group_links][:2] == ["全部", "总量指标"]
    assert shown.group_links[1]["is_current"] and all("unit=" in link["url"] for link in shown.group_links)


def test_another_phase_or_edition_keeps_unit_and_group_but_no_signal():
    shown = boards.board(factory.quarter_context(), QueryDict("unit=管委会&signal=BEHIND"))
    there = shown.elsewhere("/editions/2018A/1/?phase=2018")
    assert parse_qs(urlsplit(there).query) == {"phase": ["2018"], "unit": ["管委会"]}
    assert boards.board(factory.quarter_context(), QueryDict()).elsewhere("/board/") == "/board/"


def test_filters_stay_in_an_older_edition():
    shown = boards.board(factory.quarter_context(), QueryDict("edition=2019Q1-1"))
    addresses = [
        shown.all_url,
        shown.quiet_url,
        shown.window_url,
        *(link["url"] for link in shown.unit_links),
    ]
    assert all("edition=2019Q1-1" in address for address in addresses)
