"""The matrix of units and tasks 单位与任务矩阵: every place the document names, and what was said there."""

from dataclasses import replace

import pytest

from reports import matrix
from reports.task_contexts import TaskContext, UpdateContext
from tests.reports import factory


def update(unit, judgement="顺利", progress="已办", is_lead=False, is_late=False, blank=""):
    return UpdateContext(unit, is_lead, progress, "", "", judgement, blank, is_late)


def task(number=1, lead="管委会", partners=(), updates=(), missing=()) -> TaskContext:
    made = factory.task(factory.TASKS["tasks"][0])
    return replace(
        made, number=number, lead=lead, partners=partners, updates=updates, missing=missing, judgement=""
    )


def states(made, unit, heirs=None) -> list[str]:
    found = matrix.matrix(made, heirs or {})
    row = next(row for row in found.rows if row.unit == unit)
    return [cell.state if cell else "" for cell in row.cells]


def test_the_matrix_holds_every_place_the_document_names():
    found = matrix.matrix(factory.quarter_context().tasks, {})
    named = sum(bool(fact["lead"]) + len(fact["partners"]) for fact in factory.TASKS["tasks"])
    assert sum(len(row.own) for row in found.rows) == named
    assert len(found.tasks) == len(factory.TASKS["tasks"]) and found.rows[0].unit == "管委会"


def test_a_cell_holds_what_the_unit_itself_said():
    said = (update("管委会", "需协调", is_lead=True), update("甲局", "可控"))
    made = [task(partners=("甲局", "乙局"), updates=said, missing=("乙局",))]
    assert [states(made, unit) for unit in ("管委会", "甲局", "乙局")] == [["需协调"], ["可控"], ["未报"]]


def test_a_unit_that_only_says_why_it_is_silent_has_not_reported():
    made = [
        task(partners=("甲局",), updates=(update("甲局", "", "", blank="本季无工作"),), missing=("甲局",))
    ]
    assert states(made, "甲局") == ["未报"]


def test_the_successor_s_word_stands_in_the_row_the_document_names():
    made = [task(partners=("市国税局",), updates=(update("市税务局", "可控"),))]
    assert states(made, "市国税局", {"市国税局": "市税务局"}) == ["可控"]
    cell = matrix.cell(made[0], "市国税局", {"市国税局": "市税务局"})
    assert cell.unit == "市税务局"  # under whose name the task's page has it


def test_a_collective_name_owes_nothing_and_is_no_missing_update():
    found = matrix.matrix([task(partners=("市相关部门",), missing=("管委会",))], {})
    row = next(row for row in found.rows if row.unit == "市相关部门")
    assert row.is_collective and row.sums == matrix.Sums(0, 0, 0) and found.total.owed == 1


def test_sums_count_what_is_owed_told_and_late():
    said = (update("甲局", is_late=True), update("管委会", is_lead=True))
    found = matrix.matrix([task(1, partners=("甲局",), updates=said), task(2, missing=("管委会",))], {})
    assert [row.sums for row in found.rows] == [matrix.Sums(2, 1, 0), matrix.Sums(1, 1, 1)]
    assert found.columns == [matrix.Sums(2, 2, 1), matrix.Sums(1, 0, 0)]
    assert found.total == matrix.Sums(3, 2, 1)


def test_every_state_has_a_letter_and_a_class_of_its_own():
    assert len(set(matrix.LETTERS.values())) == len(set(matrix.KEYS.values())) == len(matrix.LETTERS)
    assert matrix.LETTERS.keys() == matrix.KEYS.keys()


@pytest.mark.parametrize(("unit", "letter"), [("管委会", "牵"), ("甲局", "配")])
def test_before_an_edition_a_cell_says_only_who_leads(unit, letter):
    cell = matrix.cell(task(partners=("甲局",)), unit, {}, is_planned=True)
    assert cell.letter == letter and not cell.is_told


def test_lead_and_partner_are_told_apart_without_colour():
    lead = matrix.cell(task(updates=(update("管委会", is_lead=True),)), "管委会", {})
    assert lead.words == "牵头 顺利" and lead.key.endswith(" l")


def test_the_summary_names_tasks_that_need_coordination_and_units_that_said_nothing():
    made = replace(
        task(7, partners=("甲局",), missing=("甲局",), updates=(update("管委会", is_lead=True),)),
        judgement="需协调",
    )
    assert matrix.matrix([made], {}).summary == "第7项需协调；甲局未报"
    assert matrix.matrix([task(updates=(update("管委会", is_lead=True),))], {}).summary == ""
