"""How a page answers a hand: at once, in words when it takes long (U14), and with the focus on what is to be mended (U15)."""

import pytest

from tests.e2e.visitor import REFUSED

UNIT = "unit-05"  # 市科技局, whose sheet of 2019年二季度 was returned
LATENCY, AT_ONCE = 1800, 100
PRESSED = """() => { let pressed = 0;
  addEventListener('click', () => { pressed = performance.now() }, true);
  new MutationObserver(() => {
    sessionStorage.answered = sessionStorage.answered || performance.now() - pressed;
    sessionStorage.words = (document.querySelector('.patience b') || {}).textContent || sessionStorage.words || '';
  }).observe(document.body, { childList: true, subtree: true, attributes: true }) }"""
"""Notes for the next page when this one first changed after a press, and what it said."""


def delay(me):
    """Let every answer take its time."""
    wire = me.context.new_cdp_session(me.page)
    slow = {"offline": False, "latency": LATENCY, "downloadThroughput": -1, "uploadThroughput": -1}
    wire.send("Network.emulateNetworkConditions", slow)


def pressed(me, where, said="进行中"):
    """Press on a slow line; return after how many milliseconds there was something to see."""
    me.page.wait_for_load_state("networkidle")
    delay(me)
    me.page.evaluate(PRESSED)
    me.click(where)
    me.page.wait_for_function("said => (sessionStorage.words || '').includes(said)", arg=said)
    return float(me.page.evaluate("sessionStorage.answered"))


@pytest.mark.parametrize("name", ["指标", "文件"])
def test_u14_a_link_answers_at_once_and_says_that_it_is_under_way(visitor, name):
    me = visitor("leader")
    assert pressed(me, me.link(name, exact=True).first) <= AT_ONCE
    me.check()
    assert me.page.locator(".patience").count() == 0


def test_u14_a_button_answers_at_once_and_says_that_it_is_under_way(visitor):
    me = visitor(UNIT)
    me.follow(me.link("去修改").first)
    assert pressed(me, me.button("核对并提交")) <= AT_ONCE


def test_u14_a_file_answers_too_and_the_words_go_again(visitor):
    me = visitor("member")
    with me.page.expect_download():
        assert pressed(me, me.link("Word").first, "准备文件") <= AT_ONCE
    me.page.wait_for_selector(".patience", state="detached")


def mistakes(me) -> list[str]:
    """Return what the summary says, which must have the focus, and each line of which must lead to a field."""
    summary = me.page.locator(".errors")
    assert summary.evaluate("box => box === document.activeElement"), "the summary has the focus"
    for link in summary.locator("a").all():
        anchor = link.get_attribute("href")
        assert me.page.locator(f"[id='{anchor.partition('#')[2]}']").count() == 1, anchor
    return summary.locator("li").all_inner_texts()


def test_u15_a_wrong_cell_is_named_with_its_reason_and_its_remedy(visitor):
    me = visitor(UNIT, java_script_enabled=False)
    me.follow(me.link("去修改").first)
    me.page.fill("#cell-technology-contracts", "七千万")
    me.follow(me.button("保存草稿"))
    said = me.page.locator(".errors li").inner_text()
    assert said.startswith("技术合同成交额：") and "不是数字" in said and "如" in said


def test_u15_what_the_check_page_lacks_takes_the_focus_and_leads_to_its_field(visit, whole_sheet):
    me = visit(whole_sheet).sign_in("clerk")
    me.follow(me.link("去填报").first)
    me.click("#cell-industrial-output")
    me.type("118.6")
    me.press("Enter")
    me.saved("industrial-output")
    me.follow(me.button("核对并提交"))
    me.follow(me.page.locator("main form button", has_text="提交").last)
    said = mistakes(me)
    assert len(said) > 10 and all("：" in line for line in said)
    me.click(me.page.locator(".errors a").last)
    assert me.page.evaluate("location.hash").startswith("#reason-")
    me.check(REFUSED)


WRONG = {
    "/periods/": ("开期", "期次"),
    "/periods/backfill/": ("开补录期", "年"),
    "/targets/technology-contracts/decide/": ("设定目标", "目标"),
    "/responsibilities/technology-contracts/": ("定下来", "单位"),
}


def test_u15_every_form_of_the_desk_says_at_its_head_what_is_to_be_mended(visitor):
    desk = visitor("reviewer")
    for path, (button, field) in WRONG.items():
        desk.go(path)
        desk.page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true })")
        desk.follow(desk.button(button, exact=True).first)
        said = mistakes(desk)
        assert said and any(field in line for line in said), (path, said)
        desk.check(REFUSED)
