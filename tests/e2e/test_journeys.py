"""The journeys of UX §5, in a real Chromium before the demonstration."""

import io

import docx
import openpyxl
import pytest

UNIT = "unit-05"  # 市科技局, whose sheet of 2019年二季度 was returned
LEFT = ".bar [data-say]"


def state(page, cell):
    return page.locator(f"tr[data-cell={cell}] [data-state]").inner_text()


def value(page, cell):
    return page.input_value(f"#cell-{cell}")


def saved(page, cell):
    page.wait_for_function(
        """cell => /已存|需说明|全角|换算/.test(document.querySelector(`tr[data-cell=${cell}] [data-state]`).textContent)""",
        arg=cell,
    )


def test_j1_a_quarter_is_pasted_and_j4_the_returned_sheet_comes_first(visitor):
    me = visitor(UNIT)
    me.page.get_by_role("link", name="去修改").first.click()
    me.check()
    assert "请附合同登记清单" in me.page.inner_text("main")
    me.page.click("#cell-high-tech-enterprises")
    me.paste("84\r\n84\r\n7,200.00\r\n１１５\r\n\r\n")
    saved(me.page, "valid-invention-patents")
    assert [value(me.page, cell) for cell in ("technology-contracts", "valid-invention-patents")] == [
        "7200",
        "115",
    ]
    assert "粘贴 4 格" in me.page.inner_text(LEFT)
    me.check()


def test_j1_from_the_clipboard_to_the_receipt(visitor):
    me = visitor("unit-09")  # 市商务局, whose draft is late
    me.page.get_by_role("link", name="去填报").first.click()
    me.page.click("#cell-overseas-investors")
    me.paste("2\r\n7\r\n4.35\r\n\r\n")
    saved(me.page, "high-tech-exports")
    me.page.get_by_role("button", name="核对并提交").click()
    me.page.wait_for_load_state("networkidle")
    assert "核对" in me.page.inner_text("h1")
    me.check()
    for field in me.page.locator("main form input[name$=-note]:visible").all():
        field.fill("已与企业核对")
    me.page.locator("main form button", has_text="提交").last.click()
    me.page.wait_for_load_state("networkidle")
    assert "回执号" in me.page.inner_text("h1")
    me.check()


def test_j2_the_sheet_is_filled_by_keyboard_alone(visitor):
    me = visitor(UNIT)
    me.page.get_by_role("link", name="去修改").first.click()
    me.page.focus("#cell-industry-university-projects")
    me.page.keyboard.type("85")
    me.page.keyboard.press("Enter")
    assert me.page.evaluate("document.activeElement.id") == "cell-technology-contracts"
    saved(me.page, "industry-university-projects")
    before = value(me.page, "technology-contracts")
    me.page.keyboard.type("99")
    me.page.keyboard.press("Escape")
    assert value(me.page, "technology-contracts") == before
    me.page.keyboard.press("Shift+Enter")
    assert me.page.evaluate("document.activeElement.id") == "cell-industry-university-projects"
    me.page.keyboard.press("ArrowDown")
    me.page.keyboard.type("abc")
    me.page.keyboard.press("Enter")
    me.page.wait_for_selector("tr[data-state=error]")
    assert value(me.page, "technology-contracts") == "abc" and "不是数字" in me.page.inner_text("main")
    me.page.fill("#cell-technology-contracts", before)
    me.page.keyboard.press("Enter")
    saved(me.page, "technology-contracts")
    me.check()


@pytest.mark.case("X02")
def test_undo_takes_back_a_whole_paste(visitor):
    me = visitor(UNIT)
    me.page.get_by_role("link", name="去修改").first.click()
    cells = ("high-tech-enterprises", "industry-university-projects", "technology-contracts")
    before = [value(me.page, cell) for cell in cells]
    me.page.click("#cell-high-tech-enterprises")
    me.paste("81\t1\t2\n82\n7100\n")
    saved(me.page, "technology-contracts")
    assert "列超出被忽略" in me.page.inner_text(LEFT)
    me.page.keyboard.press("Control+z")
    me.page.wait_for_timeout(300)
    saved(me.page, "technology-contracts")
    assert [value(me.page, cell) for cell in cells] == before


@pytest.mark.case("X05")
def test_what_is_typed_while_the_line_is_down_is_saved_when_it_is_back(visitor):
    me = visitor(UNIT)
    me.page.get_by_role("link", name="去修改").first.click()
    me.context.set_offline(True)
    me.page.fill("#cell-rd-institutions", "56")
    me.page.keyboard.press("Enter")
    me.page.wait_for_selector("tr[data-state=offline]")
    me.page.fill("#cell-new-invention-patents", "26")
    me.page.keyboard.press("Enter")
    me.context.set_offline(False)
    saved(me.page, "rd-institutions")
    saved(me.page, "new-invention-patents")
    me.page.reload()
    assert [value(me.page, cell) for cell in ("rd-institutions", "new-invention-patents")] == ["56", "26"]
    assert me.outside == []


@pytest.mark.case("X03", "X04")
def test_composing_chinese_does_not_move_and_the_wheel_changes_nothing(visitor):
    me = visitor(UNIT)
    me.page.get_by_role("link", name="去修改").first.click()
    me.page.click("#cell-technology-contracts")
    before = value(me.page, "technology-contracts")
    me.page.evaluate(
        """() => document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true }))"""
    )
    assert me.page.evaluate("document.activeElement.id") == "cell-technology-contracts"
    me.page.mouse.wheel(0, 400)
    assert value(me.page, "technology-contracts") == before


def test_j6_a_leader_on_a_phone_sees_the_state_and_reaches_the_reason_in_two_presses(visitor):
    me = visitor("leader", width=390, height=844, device_scale_factor=2, has_touch=True)
    first = me.page.inner_text("main")[:900]
    assert "较上期" in first and "严重滞后" in first
    me.check()
    me.page.locator(".tally").get_by_text("严重滞后").first.click(force=True)  # the whole cell is one link
    me.page.wait_for_load_state("networkidle")
    me.page.get_by_role("link", name="技术合同成交额").first.click()
    me.page.wait_for_load_state("networkidle")
    text = me.page.inner_text("main")
    assert "技术合同成交额超2亿元" in text and "市科技局" in text and "两项大额合同顺延至二季度登记" in text
    me.check()


def test_j8_a_member_takes_word_and_excel_away_with_the_same_digits(visitor):
    me = visitor("member")
    shown = me.page.inner_text("main")
    taken = {}
    for name in ("Word", "Excel"):
        with me.page.expect_download() as download:
            me.page.get_by_role("link", name=name).first.click()
        taken[name] = io.BytesIO(download.value.path().read_bytes())
    prose = "\n".join(paragraph.text for paragraph in docx.Document(taken["Word"]).paragraphs)
    cells = [
        str(cell.value) for sheet in openpyxl.load_workbook(taken["Excel"]) for row in sheet for cell in row
    ]
    for figure in ("118.60", "2.01", "0.31"):
        assert figure in shown and figure in prose
        assert str(float(figure)) in cells


def test_a_reviewer_sees_what_waits_and_previews(visitor):
    me = visitor("reviewer")
    assert "审核" in me.page.inner_text("h1") and "高新区管委会" in me.page.inner_text("main")
    me.check()
    me.go("/editions/2019Q2/preview/")
    assert "尚未发布" in me.page.inner_text("body")
    me.check()


def test_j12_the_first_day_shows_the_plan_and_no_light(visit, first_day):
    address, password = first_day
    admin = visit(address).sign_in("admin", password)
    assert admin.page.url.endswith("/password/"), "a one-time password is changed first"
    admin.check()
