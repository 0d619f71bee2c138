"""The meeting room's screen in a real browser: whole, legible from afar, never empty. U17, J11."""

import pytest

SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize) * (e.ownerSVGElement ? e.getScreenCTM().a : 1)))"""
ROOM = """() => { const d = document.documentElement, foot = document.querySelector('footer').getBoundingClientRect();
  const sheet = document.querySelector('.screen-sheet:not([hidden])').getBoundingClientRect();
  return [d.scrollWidth, d.scrollHeight, sheet.bottom <= foot.top, foot.bottom <= 1080] }"""
MINUTE = 60_000


@pytest.fixture
def screen(visitor, chromium, demonstration):
    """Return the screen of a link that the reviewer has just opened, with a clock that can be wound on."""
    desk = visitor("reviewer")
    desk.go("/kiosks/")
    desk.page.fill("input[name=name]", "三楼会议室")
    desk.page.click("text=开通链接")
    link = desk.page.text_content("#link").strip()
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.clock.install()
    page.goto(link, wait_until="networkidle")
    yield desk, page
    context.close()


def test_every_sheet_stands_whole_and_legible(screen):
    _, page = screen
    for _ in range(page.locator(".screen-sheet").count()):
        assert page.evaluate(ROOM) == [1920, 1080, True, True]
        assert page.evaluate(SMALLEST) >= 24
        page.clock.run_for(20_000)


def test_a_broken_line_leaves_the_numbers_and_says_of_when_they_are(screen):
    _, page = screen
    shown = page.text_content("h1")
    page.route("**/edition/", lambda route: route.abort())
    page.clock.run_for(MINUTE)
    page.wait_for_selector("text=断线，数据为")
    assert page.text_content("h1") == shown
    page.unroute("**/edition/")
    page.clock.run_for(MINUTE)
    page.wait_for_selector(".screen:not(.broken)")


def test_a_new_edition_is_put_up_by_itself(screen):
    _, page = screen
    page.evaluate(
        "document.body.dataset.edition = 'an older one'; document.querySelector('h1').textContent = '旧'"
    )
    page.clock.run_for(MINUTE)
    page.wait_for_selector("h1:not(:text-is('旧'))")


def test_a_link_taken_back_darkens_the_screen(screen):
    desk, page = screen
    desk.page.locator("button:has-text('收回')").first.click()
    page.clock.run_for(MINUTE)
    page.wait_for_selector("text=没有找到")
