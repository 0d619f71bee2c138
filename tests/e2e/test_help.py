"""Help is one press away, opens at one's own post, and a question mark lands on what was asked."""

import pytest

IN_VIEW = """anchor => { const box = document.getElementById(anchor).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight }"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_help_opens_at_the_own_post(visit, demonstration, width, height):
    leader = visit(demonstration, width=width, height=height).sign_in("leader")
    leader.follow(leader.link("帮助", exact=True).locator("visible=true").first)
    leader.check()
    assert leader.page.locator("main section h2").all_inner_texts()[:2] == ["领导", "常见问题"]


def test_a_question_mark_lands_on_what_was_asked(visit, demonstration):
    clerk = visit(demonstration).sign_in("unit-05")
    clerk.follow(clerk.link("去修改").first)
    clerk.follow(clerk.link("帮助：怎样贴Excel"))
    assert clerk.page.evaluate(IN_VIEW, "怎样贴excel")
    assert "Ctrl+V" in clerk.text
    clerk.blameless()
