"""The browser as a wall: nothing injected runs, nothing outside is asked, no script is needed, small and foreign screens. TRUST I11, S03, T05, X07–X11."""

import pytest

PAGES = {
    "leader": [
        "/",
        "/indicators/",
        "/indicators/technology-contracts/",
        "/tasks/",
        "/tasks/24/",
        "/editions/",
    ],
    "reviewer": ["/review/", "/periods/", "/targets/", "/definitions/", "/responsibilities/"],
    "unit-05": ["/submissions/", "/document/"],
    "admin": ["/administration/accounts/", "/administration/units/"],
    "auditor": ["/journal/"],
}
WORDS = """() => { document.querySelectorAll('[data-chart]').forEach(each => each.remove());
                    return document.body.innerText; }"""


@pytest.mark.case("I11")
def test_a_handler_that_came_into_the_page_does_not_run(visitor):
    me = visitor("leader")
    for path in ("/", "/indicators/technology-contracts/", "/tasks/"):
        me.go(path)
        me.page.evaluate(
            """() => { window.ran = 0; document.querySelector('main').insertAdjacentHTML('beforeend',
              '<img src="/x" onerror="window.ran = 1"><a id="bait" href="javascript:window.ran=2">甲</a>'
              + '<b onclick="window.ran=3" id="click">乙</b><iframe srcdoc="<script>parent.ran = 4</script>"></iframe>');
              const script = document.createElement('script'); script.textContent = 'window.ran = 5';
              document.body.append(script); document.querySelector('#click').click(); }"""
        )
        me.page.locator("#bait").evaluate("bait => bait.click()")
        me.page.wait_for_timeout(200)
        assert me.page.evaluate("window.ran") == 0, path
    assert any("Content Security Policy" in said for said in me.complaints)


@pytest.mark.case("S03")
def test_after_signing_out_the_back_button_shows_nothing(visitor):
    me = visitor("leader")
    me.go("/indicators/technology-contracts/")
    assert "技术合同成交额" in me.page.inner_text("main")
    me.page.get_by_role("button", name="退出").click()
    me.page.wait_for_url("**/sign-in/**")
    for _ in range(2):
        me.page.go_back()
        me.page.wait_for_load_state()
        assert "/sign-in/" in me.page.url and "技术合同成交额" not in me.page.inner_text("body")


@pytest.mark.case("T05")
def test_in_new_york_every_page_reads_as_in_yingkou(visitor):
    def read(zone):
        me = visitor("leader", timezone_id=zone)
        return [(me.go(path), me.page.evaluate(WORDS))[1] for path in PAGES["leader"]]

    assert read("America/New_York") == read("Asia/Shanghai")


@pytest.mark.case("X07", "X10")
@pytest.mark.parametrize("name", PAGES)
def test_on_320_pixels_nothing_scrolls_sideways_and_nobody_else_is_asked(visitor, name):
    me = visitor(name, width=320, height=640)
    for path in PAGES[name]:
        assert me.go(path).status == 200, path
        wide = me.page.evaluate(
            """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
        )
        assert wide <= 0, path
        assert covered(me.page) == [], path
    assert (me.outside, me.complaints) == ([], [])


def covered(page) -> list[str]:
    """Return the first links and fields that, focused, lie under something else."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll('main a[href], main button, main input:not([type=hidden])'))
          .filter(each => each.offsetParent).slice(0, 40).filter(each => {
            each.focus();
            const box = each.getClientRects()[0];
            if (!box) return false;
            const found = document.elementFromPoint(box.left + Math.min(box.width, innerWidth - box.left) / 2,
                                                    box.top + box.height / 2);
            return found && found !== each && !each.contains(found) && !found.contains(each)
              && getComputedStyle(found).position.match(/sticky|fixed/) || (found && !each.contains(found)
              && found.closest('thead') && !each.closest('thead'));
          }).map(each => each.outerHTML.slice(0, 80))"""
    )


@pytest.mark.case("X09")
def test_without_script_one_sees_everything_and_saves_a_cell(visitor):
    me = visitor("unit-05", java_script_enabled=False)
    me.page.get_by_role("link", name="去修改").first.click()
    me.page.fill("#cell-new-invention-patents", "２６")
    me.page.locator("form[data-grid] button[value=save]").click()
    assert "已存草稿" in me.page.inner_text("body")
    assert me.page.input_value("#cell-new-invention-patents") == "26"
    reader = visitor("leader", java_script_enabled=False)
    for path in PAGES["leader"]:
        assert reader.go(path).status == 200 and len(reader.page.inner_text("main")) > 80, path
