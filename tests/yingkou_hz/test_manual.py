"""Help and manual are one text: what docs/manual.md says, /help/ shows, one's own post first."""

import re
from pathlib import Path

import pytest

from accounts.models import Role
from tests.cast import appoint
from yingkou_hz import manual

ROOT = Path(__file__).parents[2]
TEXT = manual.FILE.read_text("utf-8")
ASKED = {
    title
    for page in (ROOT / "templates").rglob("*.html")
    for title in re.findall(r'{% ask "([^"]+)" %}', page.read_text("utf-8"))
}


def words(blocks) -> str:
    """Return every word of some blocks, in order."""
    flat = [
        span
        for block in blocks
        for line in block.lines
        for part in (line if block.kind == "table" else [line])
        for span in part
    ]
    return "".join(span.text for span in flat)


def topics() -> list:
    return [topic for chapter in manual.manual().chapters for topic in chapter.topics]


def test_every_role_has_its_chapter_and_everybody_the_common_questions():
    chapters = [chapter.title for chapter in manual.manual().chapters]
    assert chapters == [*(role.label for role in Role), "常见问题"]


def test_a_text_becomes_steps_points_a_table_and_links():
    found = manual.read(
        "# 册\n\n前言。\n\n## 章\n\n引子\n续行。\n\n![图](images/a.jpg)\n\n### 题\n\n1. 点「去填报」。\n2. 见[题](#题)。\n\n- 打 `verify`\n\n"
        "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n"
    )
    chapter = found.chapters[0]
    steps, points, table = chapter.topics[0].blocks
    assert [block.kind for block in (*chapter.blocks, steps, points, table)] == [
        "text",
        "steps",
        "points",
        "table",
    ]
    assert words(chapter.blocks) == "引子续行。"
    assert [(span.kind, span.text) for span in steps.lines[0]] == [
        ("text", "点"),
        ("button", "去填报"),
        ("text", "。"),
    ]
    assert steps.lines[1][1] == manual.Span("link", "题", "题")
    assert points.lines[0][1] == manual.Span("code", "verify")
    assert [[words([manual.Block("text", (cell,))]) for cell in row] for row in table.lines] == [
        ["甲", "乙"],
        ["一", "二"],
    ]


def test_the_signs_wear_their_colours_and_keep_their_words(leader, signed_in):
    page = signed_in(leader).get("/help/").content.decode()
    for colour, said in (("green", "● 正常"), ("amber", "▲ 滞后"), ("red", "■ 严重滞后"), ("grey", "○ 未报")):
        sign, word = said.split()
        assert f'<span class="{colour}">{sign}</span> {word}' in page


def test_what_looks_like_markup_stays_text():
    found = manual.read("# 册\n\n## 章\n\n<b>粗</b> **重** | 竖\n")
    assert words(found.chapters[0].blocks) == "<b>粗</b> **重** | 竖"


def test_no_mark_of_markdown_is_left_in_what_is_shown():
    shown = "".join(words(each.blocks) for each in [*manual.manual().chapters, *topics()])
    assert not re.search(r"\*\*|\]\(|`|!\[|^#", shown)


def test_every_heading_is_an_anchor_of_its_own_and_every_link_leads_to_one():
    anchors = [each.anchor for each in [*manual.manual().chapters, *topics()]]
    assert len(set(anchors)) == len(anchors)
    assert not [anchor for anchor in anchors if re.search(r"[^\w]", anchor)], (
        "GitHub drops them from the anchor"
    )
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= set(anchors)


def test_every_question_mark_leads_to_a_topic():
    assert ASKED and {title.lower() for title in ASKED} <= {topic.anchor for topic in topics()}


@pytest.mark.parametrize("role", Role)
def test_manual_opens_at_the_own_post(role, committee, signed_in):
    answer = signed_in(appoint("one", committee, role)).get("/help/")
    page = answer.content.decode()
    assert [chapter.title for chapter in answer.context["chapters"]][:2] == [role.label, "常见问题"]
    assert page.count("您的岗位") == 1 and f'href="#{role.label}"' in page


def test_manual_of_two_posts_begins_with_both(committee, signed_in):
    answer = signed_in(appoint("two", committee, Role.AUDITOR, Role.CLERK)).get("/help/")
    assert [chapter.title for chapter in answer.context["chapters"]][:3] == ["填报员", "审计员", "常见问题"]


def test_manual_for_who_has_no_post_yet(committee, signed_in):
    page = signed_in(appoint("nobody", committee)).get("/help/").content.decode()
    assert "您的岗位" not in page and "忘记口令" in page


def test_manual_says_every_word_of_the_file(leader, signed_in):
    """Compare with the file read the slow way: without pictures and marks, every line stands on the page."""
    page = signed_in(leader).get("/help/").content.decode()
    shown = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page)).replace("&quot;", '"')
    for line in TEXT.partition("\n## ")[2].splitlines():
        plain = re.sub(r"^(#+|\d+\.|-) |`|\]\(#[^)]*\)|\[", "", line)
        if not line.startswith(("![", "|")):
            assert re.sub(r"\s+", "", plain) in shown, line


def test_the_navigation_leads_to_the_manual(clerk, signed_in):
    page = signed_in(clerk).get("/submissions/").content.decode()
    assert page.count('href="/help/"') == 2  # beside the name, and in the phone's list at the foot
