"""J6, J8, J12: whoever reads: a leader on a phone, a member with the papers, everybody on the first day."""

import io

import docx
import openpyxl


def test_j6_a_leader_on_a_phone_sees_the_state_and_reaches_the_reason_in_two_presses(visitor):
    me = visitor("leader", width=390, height=844, device_scale_factor=2, has_touch=True)
    first = me.page.inner_text("main")[:900]
    assert "较上期" in first and "严重滞后" in first
    me.check()
    me.follow(
        me.page.locator(".tally").get_by_text("严重滞后").first, force=True
    )  # the whole cell is one link
    me.follow(me.link("技术合同成交额").first)
    assert me.clicks <= 2
    text = me.text
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


def test_j12_the_first_day_shows_the_plan_and_no_light(visit, first_day):
    address, password = first_day
    admin = visit(address).sign_in("admin", password)
    assert admin.page.url.endswith("/password/"), "a one-time password is changed first"
    admin.check()
