"""J2: the whole sheet without a mouse, within its budget of keys (U5)."""

import pytest

SPARE_KEYS = 17
"""U5 allows 45 keys for 28 cells beside the values: one for each cell, and these for all the rest."""


@pytest.fixture
def me(visit, whole_sheet):
    return visit(whole_sheet).sign_in("clerk")


def cells(me) -> list[str]:
    """Return what the unit owes; the ratios handed down from above are not among it."""
    rows = me.page.locator("tr[data-cell]:not([data-optional])")
    return rows.evaluate_all("rows => rows.map(row => row.dataset.cell)")


def open_sheet(me):
    """Skip the head of the page, pass what leads to help, and press the one button there is."""
    for key in ("Tab", "Enter", "Tab"):
        me.press(key)
    while me.focused != "去填报":
        me.press("Tab")
    with me.page.expect_navigation():
        me.press("Enter")


def to_first_cell(me):
    me.press("Tab")
    me.press("Enter")
    while not me.focus.startswith("cell-"):
        me.press("Tab")


def test_j2_every_cell_is_filled_within_the_budget_of_keys_and_the_focus_is_always_seen(me):
    open_sheet(me)
    wanted = cells(me)
    assert len(wanted) >= 28
    to_first_cell(me)
    for number, cell in enumerate(wanted):
        assert me.focus == f"cell-{cell}" and me.focus_is_seen, cell
        me.type(str(number + 1))
        if cell != wanted[-1]:
            me.press("Enter")
    with me.page.expect_navigation():
        me.press("Control+Enter")
    assert "核对" in me.title
    assert (me.keys <= len(wanted) + SPARE_KEYS, me.clicks) == (True, 0), me.keys
    me.go("/submissions/")
    open_sheet(me)
    assert [me.value(cell) for cell in wanted] == [str(number + 1) for number in range(len(wanted))]
    me.check()


def test_j2_a_wrong_cell_says_why_and_is_mended_by_keyboard(me):
    open_sheet(me)
    first, second = cells(me)[:2]
    to_first_cell(me)
    me.type("abc")
    me.press("Enter")
    me.eventually("tr[data-state=error]")
    assert "不是数字" in me.text and me.value(first) == "abc"
    me.press("Shift+Enter")
    assert me.focus == f"cell-{first}"
    me.type("118.60")
    me.press("Enter")
    me.saved(first)
    assert "不是数字" not in me.text
    me.type("9")
    me.press("Escape")
    assert (me.focus, me.value(second)) == (f"cell-{second}", "")
    me.press("Tab")
    me.press("Shift+Tab")
    assert me.focus == f"cell-{second}"
    me.check()


@pytest.mark.case("X07")
@pytest.mark.parametrize("width", [320, 1440])
def test_on_the_way_through_the_sheet_nothing_that_sticks_lies_over_the_focus(visit, whole_sheet, width):
    me = visit(whole_sheet, width=width, height=700).sign_in("clerk")
    me.follow(me.link("去填报").first)
    me.page.focus(".crumb a")
    hidden = []
    while me.page.evaluate("document.activeElement.value") != "check" and me.keys < 400:
        me.press("Tab")
        if not me.focus_is_seen:
            hidden.append(me.page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert (hidden, me.page.evaluate("document.activeElement.value")) == ([], "check")
