"""The sheet under a real hand: leaving, pasting, composing, the wheel, a broken line. TRUST X01–X06."""

import os
from decimal import Decimal

import pytest

from submissions.quarters import Quarter
from tests import builders
from tests.e2e.conftest import Visitor

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # the browser's event loop runs in this thread, and nothing else in it
)
CELL = "#cell-new-registrations"


@pytest.fixture
def submission(document, committee, clerk, reviewer):
    """The committee's open sheet, with every item on it."""
    return builders.own(builders.open_period(document, reviewer, Quarter(2018, 2)), committee)


@pytest.fixture
def me(chromium, live_server, client, clerk, submission):
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    visitor = Visitor(chromium, live_server.url)
    visitor.context.add_cookies([cookie])
    visitor.go("/submissions/")
    visitor.go(submission.sheet_url)
    yield visitor
    visitor.context.close()


def stored(submission) -> list:
    return list(submission.lines.values_list("value", flat=True))


def settled(page, what="dirty,saving,offline"):
    """Wait until no cell is in one of these states."""
    wanted = ",".join(f"tr[data-state={state}]" for state in what.split(","))
    page.wait_for_function("wanted => !document.querySelector(wanted)", arg=wanted)


def reload(page):
    page.reload()


def close(page):
    with page.expect_event("close"):
        page.close(run_before_unload=True)


def go_back(page):
    page.go_back()


def follow_a_link(page):
    page.locator("a[href='/submissions/']").first.click()


@pytest.mark.case("X01")
@pytest.mark.parametrize("leave", [reload, close, go_back, follow_a_link])
def test_ten_times_left_without_saving_nothing_is_lost(me, submission, leave):
    """Ten cells typed and left with the cursor still in them: what was typed is there again, or the browser asked first."""
    cells = me.page.locator("tr[data-cell]").evaluate_all("rows => rows.map(row => row.dataset.cell)")[:10]
    kept = 0
    for cell in cells:
        page, asked = me.page, []
        page.on("dialog", lambda dialog, asked=asked: (asked.append(dialog.type), dialog.accept()))
        page.click(f"#cell-{cell}")
        page.keyboard.type("57")
        leave(page)
        is_kept = "beforeunload" in asked
        if page.is_closed():
            me.page = me.context.new_page()
        if leave is not reload:
            me.page.goto(me.address + submission.sheet_url)
        # on a busy machine the page is there before its script has begun
        me.page.wait_for_selector("form.grid-on")
        kept += is_kept or me.page.input_value(f"#cell-{cell}") == "57"
    assert kept == 10
    assert [line.value for line in submission.lines.all() if line.value is not None]


@pytest.mark.case("X02")
def test_a_block_of_28_rows_and_too_many_columns_lands_in_its_places_and_is_undone_at_once(me, submission):
    cells = me.page.locator("tr[data-cell]").evaluate_all("rows => rows.map(row => row.dataset.cell)")[:28]
    assert len(cells) == 28
    me.page.click(f"#cell-{cells[0]}")
    me.paste("".join(f"{number}\t\t90\t累计\r\n" for number in range(50, 78)) + "\r\n")
    settled(me.page)
    bar = me.page.inner_text(".bar [data-say]")
    assert "粘贴 28 格" in bar and "2 列超出被忽略" in bar
    assert [me.page.input_value(f"#cell-{cell}") for cell in cells] == [str(n) for n in range(50, 78)]
    assert len(stored(submission)) == 28 and None not in stored(submission)
    me.page.keyboard.press("Control+z")
    me.page.wait_for_function("cell => !document.querySelector(cell).value", arg=f"#cell-{cells[-1]}")
    settled(me.page)
    assert {me.page.input_value(f"#cell-{cell}") for cell in cells} == {""}
    assert set(stored(submission)) == {None}


@pytest.mark.case("X03", "X04")
def test_composing_neither_moves_nor_saves_wide_digits_become_narrow_and_the_wheel_turns_nothing(
    me, submission
):
    sent = []
    me.page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    me.page.click(CELL)
    me.page.keyboard.type("１７００")
    me.page.evaluate(
        """() => document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true }))"""
    )
    me.page.wait_for_timeout(400)
    assert f"#{me.page.evaluate('document.activeElement.id')}" == CELL and sent == []
    me.page.mouse.wheel(0, 400)
    assert me.page.input_value(CELL) == "１７００"
    me.page.keyboard.press("Enter")
    settled(me.page)
    assert me.page.input_value(CELL) == "1700" and stored(submission) == [1700]


@pytest.mark.case("X05")
def test_five_cells_typed_without_a_line_wait_and_all_arrive(me, submission):
    cells = me.page.locator("tr[data-cell]").evaluate_all("rows => rows.map(row => row.dataset.cell)")[:5]
    me.context.set_offline(True)
    for cell in cells:
        me.page.click(f"#cell-{cell}")
        me.page.keyboard.type("57")
        me.page.keyboard.press("Enter")
    me.page.wait_for_function("() => document.querySelectorAll('tr[data-state=offline]').length === 5")
    assert me.page.locator("tr[data-cell] [data-state]", has_text="待同步").count() == 5
    assert "5格待同步" in me.page.inner_text(".bar [data-say]") and stored(submission) == []
    me.context.set_offline(False)
    settled(me.page)
    assert len(stored(submission)) == 5 and None not in stored(submission)


@pytest.mark.case("X06")
def test_what_was_saved_does_not_hide_what_is_wrong(me, submission):
    me.page.click(CELL)
    me.paste("十二\r\n57\r\n58\r\n")
    settled(me.page)
    assert len(stored(submission)) == 2
    bar = me.page.inner_text(".bar [data-say]")
    assert "已存" in bar and "错误 1" in bar
    assert "“十二”不是数字" in me.page.inner_text("main") and me.page.input_value(CELL) == "十二"


def test_who_leaves_a_cell_half_saved_meets_no_clash_with_himself(me, submission):
    """The request sent on leaving arrives, and what was kept here is the same: nothing is sent again."""
    me.page.fill(CELL, "101")
    me.page.reload()
    settled(me.page)
    me.page.reload()
    settled(me.page)
    assert me.page.locator("tr[data-state=clash]").count() == 0
    assert me.page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('grid:')).length") == 0
    assert Decimal(101) in stored(submission)


def test_a_text_that_is_no_number_is_kept_until_it_is_mended(me, submission):
    me.page.fill(CELL, "abc")
    me.page.press(CELL, "Enter")
    me.page.wait_for_selector("tr[data-state=error]")
    me.page.once("dialog", lambda dialog: dialog.accept())
    me.page.reload()
    me.page.wait_for_selector("tr[data-state=error]")
    assert me.page.input_value(CELL) == "abc"


def test_a_page_made_before_the_number_arrived_still_finds_it(me, submission):
    """The next page was made before the last number was stored, and the page that is left hears of it: it tells nobody."""
    sheet, held = me.address + submission.sheet_url, []
    earlier = me.page.request.get(sheet)
    me.page.fill(CELL, "101")
    me.page.route(sheet, lambda route: held.append(route))
    me.page.evaluate("setTimeout(() => location.reload(), 0)")
    me.page.wait_for_timeout(1000)
    assert Decimal(101) in stored(submission)
    with me.page.expect_event("load"):
        held[0].fulfill(response=earlier)
    me.page.unroute(sheet)
    assert me.page.input_value(CELL) == "101"
    settled(me.page)
    assert me.page.locator("tr[data-state=clash]").count() == 0
    assert me.page.input_value(CELL) == "101"
