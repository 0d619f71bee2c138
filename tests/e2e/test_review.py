"""J4, J5: what is sent back comes first on the clerk's page; what is approved is published and says what changed (U8)."""

UNIT = "unit-11"  # 市金融发展局, whose sheet of 2019年二季度 waits for its review
SHEET = "2019年二季度市金融发展局指标数据"
MOST_CLICKS = 3


def hand_in(me):
    """Answer what the check page asks, and submit."""
    me.follow(me.button("核对并提交"))
    for field in me.page.locator("main form input[name$=-note]:visible").all():
        field.fill("已与企业核对")
    me.follow(me.page.locator("main form button", has_text="提交").last)


def test_j4_what_was_sent_back_is_mended_and_handed_in_again_and_both_times_stand(visit, demonstration):
    desk = visit(demonstration).sign_in("reviewer")
    desk.follow(desk.link(f"退回{SHEET}"))
    desk.page.fill("#reason", "家数与备案不一致，请核对")
    desk.page.get_by_label("当年新增获得风险投资的企业退回理由").fill("请附备案名单")
    desk.follow(desk.button("退回", exact=True))
    assert "已退回" in desk.text and desk.clicks <= MOST_CLICKS
    desk.check()
    me = visit(demonstration).sign_in(UNIT)
    first = me.page.locator("main table tbody tr").first.inner_text()
    assert "被退回" in first and "家数与备案不一致" in first
    me.follow(me.link("去修改").first)
    assert "审核员：请附备案名单" in me.text and me.state("venture-backed") == "退回"
    assert me.focus == "cell-venture-backed", "one is led to what was sent back"
    me.check()
    me.press("Control+a")
    me.type("3")
    me.press("Enter")
    me.saved("venture-backed")
    hand_in(me)
    assert "回执号" in me.title
    me.check()
    desk.follow(desk.link("审核", exact=True))
    desk.follow(desk.link(f"显示{SHEET}全部"))
    assert "上次退回：家数与备案不一致，请核对" in desk.text
    assert "3" in desk.page.locator("td[data-l=本期]").first.inner_text()
    desk.check()


def test_j5_what_is_approved_is_published_and_says_what_changed(visit, demonstration):
    desk = visit(demonstration).sign_in("reviewer")
    desk.follow(desk.button("通过市金融发展局"))
    assert "已通过" in desk.text and desk.clicks <= MOST_CLICKS
    desk.follow(desk.button("全部通过"))
    desk.check()
    desk.follow(desk.link("预览", exact=True))
    assert "尚未发布" in desk.page.inner_text("body")
    desk.check()
    desk.follow(desk.link("去发布"))
    assert "技术合同成交额（市科技局）" in desk.text, "what is missing is listed before publishing"
    desk.check()
    desk.follow(desk.page.locator("main button", has_text="发布"))
    desk.check()
    leader = visit(demonstration).sign_in("leader")
    assert "2019年上半年" in leader.page.inner_text("body") and "较上期" in leader.text[:900]
    leader.check()
    me = visit(demonstration).sign_in(UNIT)
    me.follow(me.page.locator("main table").last.get_by_role("link", name="2019年二季度").first)
    assert "已审核" in me.text and me.link("申请更正").is_visible()
    me.check()
