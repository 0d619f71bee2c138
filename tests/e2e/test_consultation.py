"""征求意见: a draft goes out, a unit finds it on its first page and comments, the reviewer answers beside the preview."""

import re

NOBODY_ELSE = "规模以上工业总产值"  # 市统计局's, which 市科技局 must not see before publication


def test_a_unit_comments_on_its_sentence_and_is_answered(visitor):
    me = visitor("unit-05")
    me.follow(me.link(re.compile("2019年二季度征求意见稿")))
    me.check()
    assert NOBODY_ELSE not in me.text
    me.follow(me.link("对技术合同成交额提意见"))
    me.check()
    me.page.fill("textarea", "清单已补正，请以重报数为准")
    me.follow(me.button("提意见"))
    assert "清单已补正" in me.text and "待答复" in me.text and me.clicks == 3

    reviewer = visitor("reviewer")
    reviewer.go("/editions/2019Q2/preview/")
    assert "清单已补正" in reviewer.text
    reviewer.follow(reviewer.link("答复市科技局关于技术合同成交额的意见"))
    reviewer.check()
    reviewer.page.get_by_label("未采纳").check()
    reviewer.follow(reviewer.button("答复"))
    assert "写明理由" in reviewer.text
    reviewer.page.fill("textarea", "重报审核后自动取用，稿子不改字")
    reviewer.follow(reviewer.button("答复"))
    reviewer.check("status of 422")

    me.page.reload()
    assert "未采纳" in me.text and "重报审核后自动取用" in me.text
    me.check()


def test_a_member_finds_the_draft_on_the_board_but_takes_it_nowhere(visitor):
    me = visitor("member")
    assert "征求意见" in me.text
    me.page.emulate_media(media="print")
    assert not me.page.locator(".drafts").first.is_visible()
