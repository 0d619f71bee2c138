"""The splitter knows three heading styles; what it cuts joins up to the text again, character for character."""

import re
from pathlib import Path

import pytest

from policy import clauses

TEXT = (Path(__file__).parents[2] / "fixtures" / "policy.txt").read_text(encoding="utf-8")
OPENS = TEXT.index("各县(市)区人民政府")
CLOSES = TEXT.index("  营口市人民政府办公室\n\n  2017")
ENDS = TEXT.index("(此件公开发布)") + len("(此件公开发布)")

SHORT = "致各部门:\n\n一、总则\n\n(一)目的\n\n1.早些动手。这是第一件。\n\n2.到十月,完成1.3%以上。\n\n二、其他\n\n3.收尾。完。\n\n某市\n"


@pytest.fixture(scope="module")
def found():
    return clauses.split(TEXT, OPENS, CLOSES, ENDS)


def by_number(found, number):
    return next(clause for clause in found if clause.number == number)


def test_a_small_text_splits_into_opening_parts_sections_items_closing():
    closes = SHORT.index("某市")
    numbers = [clause.number for clause in clauses.split(SHORT, 0, closes, len(SHORT))]
    assert numbers == ["开头", "一", "一、（一）", "一、（一）1", "一、（一）2", "二", "二、3", "落款"]


def test_a_text_without_closing_or_headings_is_one_opening():
    assert [c.number for c in clauses.split("没有条款。", 0, 5, 5)] == ["开头"]


def test_a_decimal_at_the_start_of_a_line_is_no_item():
    text = "一、目标\n\n1.3%以上才算。\n\n1.第一件。做好。\n"
    assert [c.number for c in clauses.split(text, 0, len(text), len(text))] == ["一", "一、1"]


def test_item_heading_is_its_first_sentence_unless_that_is_the_whole_paragraph(found):
    assert by_number(found, "二、（一）1").heading == "引导企业加大创新投入"
    assert by_number(found, "一、（三）1").heading == ""


def test_every_task_is_cited_by_part_section_and_its_running_number(found):
    items = [c for c in found if c.kind == clauses.ITEM and not c.number.startswith("一")]
    assert [int(re.search(r"\d+$", c.number)[0]) for c in items] == list(range(1, 35))
    assert items[6].number == "二、（二）7"
    assert [c.number for c in items[30:]] == ["四、31", "四、32", "四、33", "四、34"]


def test_task_18_begins_on_the_line_of_its_sections_heading(found):
    section, task = by_number(found, "三、（一）"), by_number(found, "三、（一）18")
    assert "\n" not in TEXT[section.start : task.start]
    assert section.heading == "确立企业创新地位,健全产业创新机制"
    assert TEXT[task.start :].startswith("18.支持企业开拓创新产品市场。")


def test_a_tasks_clause_runs_from_its_number_to_its_last_partner(found):
    task = by_number(found, "二、（三）12")
    assert TEXT[task.start : task.end].startswith("12.加快三区深度融合。")
    assert TEXT[task.start : task.end].endswith("配合单位:市相关部门")


def test_a_part_holds_its_sections_and_a_section_its_items(found):
    part, section, item = (by_number(found, n) for n in ("二", "二、（二）", "二、（二）7"))
    assert part.start < section.start < item.start < item.end <= section.end <= part.end


def test_anchors_are_ascii_and_unique(found):
    anchors = [clause.anchor for clause in found]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"c-[a-z0-9-]+", anchor) for anchor in anchors)
    assert by_number(found, "一、（三）2").anchor == "c-1-3-2"
    assert by_number(found, "四、31").anchor == "c-4-31"


@pytest.mark.parametrize(
    ("numeral", "number"), [("一", 1), ("九", 9), ("十", 10), ("十二", 12), ("二十", 20), ("二十一", 21)]
)
def test_chinese_numerals(numeral, number):
    assert clauses.ordinal(numeral) == number


def test_paragraphs_lose_nothing_but_white_space(found):
    printed = "".join(TEXT[p.start : p.end] for p in clauses.paragraphs(TEXT, found))
    assert re.sub(r"\s", "", printed) == re.sub(r"\s", "", TEXT[OPENS:ENDS])


def test_every_clause_begins_a_paragraph(found):
    beginning = [p.clause for p in clauses.paragraphs(TEXT, found) if p.clause]
    assert beginning == sorted(found, key=lambda c: c.start)


def test_paragraphs_of_a_text_without_clauses_are_the_text():
    assert [(p.start, p.end) for p in clauses.paragraphs(" 全文 ", [])] == [(1, 3)]


def mark(start, end, kind="TARGET", label=""):
    return clauses.Mark(start, end, kind, label)


def test_segments_join_up_to_the_text_and_know_where_a_mark_begins_and_ends():
    cut = clauses.segments("经过35年发展达到25%", 0, 13, [mark(2, 5, "ERRATUM"), mark(0, 7, "PASSAGE")])
    assert [s.text for s in cut] == ["经过", "35年", "发展", "达到25%"]
    assert [sorted(s.marks) for s in cut] == [["PASSAGE"], ["ERRATUM", "PASSAGE"], ["PASSAGE"], []]
    assert "PASSAGE" in cut[0].opening and "PASSAGE" in cut[2].closing
    assert "ERRATUM" in cut[1].opening and "ERRATUM" in cut[1].closing


def test_a_mark_that_begins_in_another_paragraph_still_marks_this_one():
    assert [s.marks for s in clauses.segments("甲乙丙丁", 2, 4, [mark(0, 3)])] == [{"TARGET": mark(0, 3)}, {}]


def test_marks_outside_leave_the_text_whole():
    assert [s.text for s in clauses.segments("甲乙丙丁", 0, 2, [mark(2, 4)])] == ["甲乙"]


@pytest.mark.parametrize(
    "wanted", ["", "5", "5-", "7-3", "5-5", "-1-4", "5-99", "a-b", "1-2-3", "٣-٤", "1-9999999999"]
)
def test_what_is_no_span_of_the_text_is_ignored(wanted):
    assert clauses.passage(wanted, 50) is None


def test_a_span_of_the_text_is_found():
    assert clauses.passage("5-9", 50) == (5, 9)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((3, 5), (None, (7, 9))),
        ((7, 9), ((3, 5), (20, 21))),
        ((20, 21), ((7, 9), None)),
        ((10, 12), ((7, 9), (20, 21))),
        ((0, 1), (None, (3, 5))),
    ],
)
def test_neighbours_are_the_cited_places_before_and_after(span, expected):
    assert clauses.neighbours([(20, 21), (3, 5), (7, 9), (3, 5)], span) == expected
