"""J7: from the board down to the matter, and back; from a red light to a supervision order in two presses."""


def test_j7_a_leader_goes_down_to_the_evidence_and_finds_the_filter_again(visitor):
    me = visitor("leader")
    me.follow(me.page.locator(".folio .phases").get_by_role("link", name="2018年"))
    me.follow(me.page.locator("#rows").get_by_role("link", name="市科技局").first)
    narrowed = me.page.url
    rows = me.page.locator("#rows tbody tr:visible").count()
    assert "2018A" in narrowed and "unit=" in narrowed
    me.check()
    me.follow(me.page.locator("nav").get_by_role("link", name="矩阵").first)
    me.check()
    me.follow(me.page.locator("table a[href^='/tasks/19/']").first)
    assert "19" in me.title
    evidence = me.page.locator("a[href*='/files/']").first
    answer = me.page.request.get(me.address + evidence.get_attribute("href"))
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    me.check()
    me.page.go_back()
    me.page.go_back()
    assert me.page.url == narrowed
    assert me.page.locator("#rows tbody tr:visible").count() == rows
    other = visitor("member")
    other.go(narrowed.removeprefix(other.address))
    assert other.page.locator("#rows tbody tr:visible").count() == rows, "the address is handed on"


def test_j7_a_red_light_becomes_an_order_in_two_presses_and_is_answered(visit, demonstration):
    me = visit(demonstration).sign_in("leader")
    me.go("/indicators/technology-contracts/")
    before = me.clicks
    me.follow(me.link("发督办单", exact=True))
    me.follow(me.button("拟好"))
    assert me.clicks - before == 2 and "督办单草稿" in me.page.inner_text("main")
    me.check()
    order = me.page.url.removeprefix(demonstration)
    supervisor = visit(demonstration).sign_in("supervisor")
    supervisor.go(order)
    supervisor.follow(supervisor.button("发出", exact=True))
    assert "督〔2019〕5号" in supervisor.page.inner_text("main")
    unit = visit(demonstration).sign_in("unit-05")
    assert "督〔2019〕5号" in unit.text and "请签收" in unit.text
    unit.go(order)
    unit.follow(unit.button("签收"))
    unit.follow(unit.link("反馈", exact=True))
    unit.page.fill("textarea", "已查明原因，9月底补齐。")
    unit.follow(unit.button("反馈办理情况"))
    assert "已反馈" in unit.text
    unit.check()
    supervisor.go(order)
    supervisor.follow(supervisor.link("退回"))
    supervisor.page.fill("textarea", "没有写由谁办。")
    supervisor.follow(supervisor.button("退回反馈"))
    unit.go(order)
    assert "没有写由谁办" in unit.text
    unit.follow(unit.link("反馈", exact=True))
    unit.page.fill("textarea", "由成果科负责，9月底补齐。")
    unit.follow(unit.button("反馈办理情况"))
    supervisor.go(order)
    supervisor.follow(supervisor.link("办结", exact=True))
    supervisor.follow(supervisor.button("办结", exact=True))
    assert "已办结" in supervisor.text and "同意办结" in supervisor.text
    supervisor.check()
    me.go("/indicators/technology-contracts/")
    line = me.page.locator("#line").inner_text()
    for said in ("督〔2019〕5号发出", "退回：没有写由谁办", "反馈：由成果科负责", "办结", "2019年一季度"):
        assert said in line
    me.check()
