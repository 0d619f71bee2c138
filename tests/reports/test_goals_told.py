"""What the committee says of a qualitative goal stands in every output of its edition, in the same words."""

import html
import io
import json
from dataclasses import replace

import docx
import openpyxl
from django.urls import reverse

from reports import excel, single_file, tidy, word
from tests.reports.papers import CODE, spring

GOAL = next(goal for goal in spring().goals if goal.verdict)


def test_board_counts_the_judged_and_names_the_rest(signed_in, leader, editions):
    page = html.unescape(signed_in(leader).get(reverse("reports:board")).content.decode())
    assert "定性目标4项：3项未评判、1项推进中" in page
    assert GOAL.quote in page and GOAL.basis in page and GOAL.file.name in page


def test_word_tells_the_judged_ones_by_the_document_s_own_words():
    paper = docx.Document(io.BytesIO(word.render(spring(), CODE)))
    lines = [each.text for each in paper.paragraphs]
    place = next(n for n, line in enumerate(lines) if line.endswith("定性目标"))
    assert "由管委会凭佐证评判" in lines[place + 1] and "1项推进中" in lines[place + 1]
    assert lines[place + 2] == f"2.“{GOAL.quote}”，推进中。{GOAL.basis}。"


def test_excel_has_a_line_for_each_goal():
    sheet = openpyxl.load_workbook(io.BytesIO(excel.render(spring(), CODE)))["定性目标"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = next(row for row in rows if GOAL.quote in row)
    assert {"推进中", GOAL.basis, "2019年一季度", GOAL.file.name} <= set(told)
    assert sum("未评判" in row for row in rows) == len(spring().goals) - 1


def test_tidy_data_hold_each_goal():
    said = json.loads(tidy.as_json(spring(), CODE))["goals"]
    assert [row["quote"] for row in said] == [goal.quote for goal in spring().goals]
    told = next(row for row in said if row["verdict"])
    assert (told["basis"], told["judged_on"], told["file"]) == (GOAL.basis, "2019-04-12", "纪要.pdf")


def test_the_single_file_shows_them_without_a_link_into_the_system():
    page = html.unescape(single_file.render(spring(), CODE).decode())
    part = page.split('id="goals"')[1].split("</section>")[0]
    assert GOAL.basis in part and "<a " not in part


def test_where_nobody_has_judged_word_says_nothing_of_goals():
    context = replace(spring(), goals=tuple(replace(goal, verdict="") for goal in spring().goals))
    paper = docx.Document(io.BytesIO(word.render(context, CODE)))
    assert not any("定性目标" in each.text for each in paper.paragraphs)
