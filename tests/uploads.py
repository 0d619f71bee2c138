"""Files as a browser sends them, of every kind that is taken and of some that are not."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c626001000000050001a5f645400000000049454e44ae426082"
)
JPG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def upload(content: bytes = PDF, name: str = "签字扫描件.pdf", content_type: str = "application/pdf"):
    return SimpleUploadedFile(name, content, content_type)


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word() -> bytes:
    import docx  # heavy, and every test imports this file

    return saved(docx.Document())


def excel() -> bytes:
    import openpyxl

    return saved(openpyxl.Workbook())


def zipped(*names: str, content: bytes = b"x") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


def old_office(stream: str) -> bytes:
    """Return what tells an old Office file: its opening and the name of its main stream."""
    return OLE + bytes(504) + stream.encode("utf-16-le") + bytes(512)


@pytest.fixture
def files(settings, tmp_path):
    """Keep the files of one test apart; return the folder they lie in."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def lying_in(folder) -> list[str]:
    """Return whatever lies in the folder, temporary files and empty folders included."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))
