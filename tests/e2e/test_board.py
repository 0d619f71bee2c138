"""The board on a phone and at a desk: what the first screen says, what can be touched, what the back button brings back."""

BOTTOM = "selector => document.querySelector(selector).getBoundingClientRect().bottom"
SMALL = """() => [...document.querySelectorAll('main a, main button, main summary')]
  .filter(e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1 && r.width < 44 && r.height < 44; })
  .map(e => e.textContent)"""


def test_the_first_screen_of_a_phone_says_what_changed_and_how_many_are_behind(visitor):
    phone = visitor("leader", width=390, height=844, has_touch=True)
    phone.go("/board/")
    for part in (".since", ".headline", ".tally", ".attention h2"):
        assert phone.page.evaluate(BOTTOM, part) <= 844, part
    assert phone.page.evaluate(SMALL) == []
    phone.check()


def test_a_narrowed_board_is_there_again_after_going_back(visitor):
    reader = visitor("leader")
    reader.go("/board/")
    reader.page.click("text=创新能力和创业活动 >> nth=0")
    reader.page.wait_for_selector("nav[aria-label=按组筛选] a[aria-current]:has-text('创新能力和创业活动')")
    narrowed, rows = reader.page.url, reader.page.locator("#rows .name").count()
    reader.page.locator("#rows tbody .name a").first.click()
    reader.page.wait_for_selector(".five")
    reader.page.go_back(wait_until="networkidle")
    assert reader.page.url == narrowed and reader.page.locator("#rows .name").count() == rows < 21
    reader.page.click(".phases a:has-text('长期')")
    assert "group=" in reader.page.url
    reader.check()
