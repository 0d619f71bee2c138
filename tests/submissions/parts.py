"""Parts of workbooks, to be put together as nobody's Excel would."""

import io
import zipfile

import xlsxwriter

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(rows, formats=None) -> bytes:
    """Return an .xlsx of the rows as Excel would write it; `formats` gives number formats by (row, column)."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("填报表")
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                style = (formats or {}).get((row, column))
                page.write(row, column, value, book.add_format({"num_format": style}) if style else None)
    return stream.getvalue()


def with_part(content: bytes, name: str, data, **info) -> bytes:
    """Return the workbook with one part replaced or added; `info` says how it is packed."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            if part != name:
                made.writestr(part, source.read(part))
        made.writestr(name, data, **info)
    return stream.getvalue()


def sheet_xml(body: str) -> str:
    return f"<worksheet {NAMESPACE}><sheetData>{body}</sheetData></worksheet>"
