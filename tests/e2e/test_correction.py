"""J9: a published figure is corrected with reason and evidence; the old edition and its paper stand, and say by what they were replaced."""

from tests.e2e.test_review import hand_in
from tests.uploads import PDF

UNIT = "unit-05"  # 市科技局
OLD, NEW = "/editions/2019Q1/2/", "/editions/2019Q1/3/"
REASON = "漏计一份二月登记的合同"


def paper(reader) -> list[str]:
    """Return all that the old edition states; its charts are drawn from the same."""
    reader.go(OLD)
    return reader.page.locator("main table, main h1, main h2, main p").all_inner_texts()


def apply_for_correction(me):
    """Ask with a reason, add the evidence, change the one figure, and hand in."""
    me.follow(me.page.get_by_role("row", name="2019年一季度 指标数据").get_by_role("link"))
    me.follow(me.link("申请更正"))
    me.check()
    me.page.get_by_label("更正理由").fill(REASON)
    me.follow(me.button("去更正"))
    me.follow(me.link("附件：签字扫描件、佐证材料"))
    me.page.set_input_files(
        "input[type=file]", {"name": "合同登记.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    me.follow(me.button("附上", exact=True))
    me.check()
    me.page.go_back()
    me.go(me.page.get_by_role("link", name="返回报送单").get_attribute("href"))
    assert me.value("technology-contracts").replace(",", "") == "3100"
    me.click("#cell-technology-contracts", click_count=3)
    me.type("3300")
    me.press("Enter")
    me.saved("technology-contracts")
    me.check()
    hand_in(me)
    assert "回执号" in me.title
    me.check()


def approve_and_publish(desk):
    desk.follow(desk.link("2019年一季度另有1张待审"))
    assert REASON in desk.text
    desk.check()
    desk.follow(desk.button("通过市科技局"))
    desk.go("/editions/2019Q1/publish/")
    assert "技术合同成交额 0.31→0.33" in desk.text
    desk.check()
    desk.follow(desk.page.locator("main button", has_text="发布"))


def test_j9_a_correction_makes_a_new_edition_and_leaves_the_old_one_as_it_was(visit, demonstration):
    reader = visit(demonstration).sign_in("leader")
    before = paper(reader)
    code = reader.page.inner_text("footer").partition("校验码 ")[2][:9]
    me = visit(demonstration).sign_in(UNIT)
    apply_for_correction(me)
    assert paper(reader) == before, "until it is approved the old figure is in force"
    approve_and_publish(visit(demonstration).sign_in("reviewer"))
    assert paper(reader) == before
    assert "第3版" in reader.page.inner_text(".band")
    reader.check()
    reader.go(NEW)
    assert "更正" in reader.text[:900] and "0.31→0.33" in reader.text[:900] and REASON in reader.text
    reader.check()
    stranger = visit(demonstration)
    stranger.go(f"/checks/{code}/")
    assert "已被更正" in stranger.text and "第3版" in stranger.text
    stranger.check()
    me.go("/submissions/")
    history = me.page.locator("main table").last.inner_text()
    assert "指标数据（更正）" in history and history.count("2019年一季度") >= 2
    me.check()
