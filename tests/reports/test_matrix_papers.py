"""The matrix as a workbook: every cell of the page, the sums, one A3 sheet; taken away by whom, the journal knows."""

from io import BytesIO

import openpyxl
import pytest

from accounts.models import Event
from reports import matrix, matrix_papers
from tests.reports import factory


@pytest.fixture
def found():
    return matrix.matrix(factory.quarter_context().tasks, {})


@pytest.fixture
def sheet(found):
    content = matrix_papers.as_excel(
        factory.quarter_context(), "7K3Q-9F2M", found, {"市国税局": "市国税局（现市税务局）"}
    )
    return openpyxl.load_workbook(BytesIO(content)).active


def test_the_workbook_holds_every_cell_and_the_sums(sheet, found):
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6)}
    for row in found.rows:
        cells = rows["市国税局（现市税务局）" if row.unit == "市国税局" else row.unit]
        letters = [cell.value for cell in cells[1 : len(found.tasks) + 1]]
        assert letters == [cell and cell.letter + ("•" if cell.is_late else "") for cell in row.cells]
        sums = [cell.value for cell in cells[len(found.tasks) + 1 :]]
        assert sums == [row.sums.owed, row.sums.told, row.sums.late]
    owed = [cell.value for cell in rows["应报单位"]]
    assert owed[1 : len(found.tasks) + 2] == [each.owed for each in found.columns] + [found.total.owed]


def test_the_sheet_is_one_a3_across_and_names_its_edition(sheet):
    assert sheet.page_setup.paperSize == 8 and sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "第2版（更正）" in sheet["A2"].value and "7K3Q-9F2M" in sheet["A2"].value
    assert "演示数据" in sheet["A2"].value


def test_matrix_excel_is_taken_and_journaled(signed_in, auditor, document, editions):
    edition = editions[-1]
    page = signed_in(auditor)
    assert "matrix/excel/" in page.get("/matrix/").content.decode()
    response = page.get(f"/editions/{edition.quarter}/{edition.number}/matrix/excel/")
    assert response.status_code == 200 and response["Content-Type"].endswith("sheet")
    assert matrix_papers.NAME in Event.objects.filter(verb="edition.export").first().changes["file"]
