"""Files as clerks send them: the form filled in and saved again, or a table of their own."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

HEAD = ["填报项", "单位", "本期累计或期末", "说明", "未报原因"]


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def own(rows, head=HEAD, above=()) -> bytes:
    """Return a table of a clerk's own."""
    book = openpyxl.Workbook()
    for row in [*above, head, *rows]:
        book.active.append(row)
    return saved(book)


def column_of(page, head: str) -> int:
    return next(cell.column for row in page.iter_rows() for cell in row if cell.value == head)


def row_of(page, text: str) -> int:
    return next(cell.row for row in page.iter_rows() for cell in row if cell.value == text)


def filled(content: bytes, figures: dict, head="本期累计或期末") -> bytes:
    """Return the form with {item's name: value} typed into a column, saved as WPS would save it."""
    book = opened(content)
    page = book["填报表"]
    place = column_of(page, head)
    for name, value in figures.items():
        page.cell(row_of(page, name), place).value = value
    return saved(book)


def url(door: str, submission) -> str:
    return reverse(f"indicators:{door}", args=[submission.pk])


def template(client, submission) -> bytes:
    answer = client.get(url("template_download", submission))
    assert answer.status_code == 200
    return answer.content


def upload(client, submission, content: bytes, name="填报表.xlsx", **more):
    return client.post(url("upload", submission), {"file": SimpleUploadedFile(name, content), **more})


def confirm(client, submission, preview, key="once", rows="rows"):
    return client.post(url("upload_confirm", submission), {"rows": preview.context[rows], "key": key})


def line(preview, name: str):
    """Return the preview's line of an item."""
    return next(each for each in preview.context["preview"].lines if each.name == name)


def flaws(preview) -> dict[str, str]:
    return {flaw.cell.name: flaw.message for flaw in preview.context["preview"].flaws}
