"""J1: a quarter from the clipboard to the receipt, in four clicks and one paste (U6, U8)."""

UNIT = "unit-09"  # 市商务局, whose draft of 2019年二季度 is late
MOST_CLICKS, MOST_KILOBYTES, MOST_MILLISECONDS = 4, 150, 1500
TEXTS = {
    "industrial-output": ("1,234.5", "1234.5"),
    "industrial-value-added": ("４５０", "450"),
    "operating-revenue": ("4500000万元", "450"),
    "net-profit": ("−5", "−5"),
    "total-profit": ("（5.2）", "−5.2"),
    "stated-rd-intensity": ("1.3%", "1.3"),
}
"""What stands in spreadsheets, and the number it is; every other row gets its own number."""


def weigh(me) -> list[int]:
    """Count what comes over the wire from now on, as it is sent."""
    wire, sizes = me.context.new_cdp_session(me.page), []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    return sizes


def test_j1_from_the_clipboard_to_the_receipt_in_four_clicks(visitor):
    me = visitor(UNIT)
    wire = weigh(me)
    me.follow(me.link("去填报").first)
    me.click("#cell-overseas-investors")
    me.paste("２\r\n7\r\n43,500.00万元\r\n\r\n")
    me.saved("overseas-investors", "overseas-branches", "high-tech-exports")
    assert "粘贴 3 格" in me.said
    me.follow(me.button("核对并提交"))
    assert "核对" in me.title
    for field in me.page.locator("main form input[name$=-note]:visible").all():
        field.fill("已与企业核对")
    me.follow(me.page.locator("main form button", has_text="提交").last)
    assert "回执号" in me.title and me.clicks <= MOST_CLICKS
    assert sum(wire) <= MOST_KILOBYTES * 1024
    assert me.page.locator("main td[data-l=本期]").all_inner_texts() == ["2", "7", "4.35"]
    me.check()


def test_u6_a_block_over_the_whole_sheet_is_stored_in_its_places_within_its_time(visit, whole_sheet):
    me = visit(whole_sheet).sign_in("clerk")
    me.follow(me.link("去填报").first)
    cells = me.page.locator("tr[data-cell]").evaluate_all("rows => rows.map(row => row.dataset.cell)")
    assert TEXTS.keys() <= set(cells)
    pairs = [TEXTS.get(cell, (str(number + 1),) * 2) for number, cell in enumerate(cells)]
    me.click(f"#cell-{cells[0]}")
    with me.page.expect_response(lambda answer: answer.url.endswith("/cells/")) as stored:
        me.paste("".join(f"{text}\tb\tc\td\r\n" for text, _ in pairs))
    stored.value.finished()
    assert stored.value.request.timing["responseEnd"] <= MOST_MILLISECONDS
    assert f"粘贴 {len(cells)} 格" in me.said
    me.page.wait_for_function("() => !document.querySelector('tr[data-state=saving],tr[data-state=dirty]')")
    me.page.reload()
    got = {cell: me.value(cell).replace(",", "") for cell in cells}
    assert got == {cell: number for cell, (_, number) in zip(cells, pairs, strict=True)}
    me.blameless()
