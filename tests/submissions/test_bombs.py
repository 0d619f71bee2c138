"""Files made to be read for ever: refused within time and memory, each with its reason. TRUST §2.3, U01–U05, S5."""

import io
import json
import random
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from submissions import sheets
from tests.submissions.parts import NAMESPACE, sheet_xml, with_part, workbook

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LONGEST, MOST_MEMORY = 5, 200  # seconds, MB


def beyond(reference: str) -> bytes:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    body = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'
    return with_part(workbook([[1]]), "xl/worksheets/sheet1.xml", sheet_xml(body))


def huge_cell() -> bytes:
    """One cell of text that unzips to more than is allowed."""
    text = "a" * (sheets.MOST_UNZIPPED + 1)
    return with_part(
        workbook([[1]]), "xl/sharedStrings.xml", f"<sst {NAMESPACE}><si><t>{text}</t></si></sst>"
    )


def lying_zip(content: bytes, says: int = 1024) -> bytes:
    """Let the directory give another size for the last part than it unzips to."""
    content = bytearray(content)
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rindex(mark)
        content[at + place : at + place + 4] = says.to_bytes(4, "little")
    return bytes(content)


def swollen(megabytes: int, says: int | None = None) -> bytes:
    """Let one part unzip to so many megabytes, and its directory say so, or something else."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = press.compress(b"a" * 2**20) + press.flush(zlib.Z_FULL_FLUSH)
    packed = block * megabytes + press.flush()
    content = bytearray(
        with_part(workbook([[1]]), "xl/sharedStrings.xml", packed, compress_type=zipfile.ZIP_STORED)
    )
    for mark, method, size in ((b"PK\x01\x02", 10, 24), (b"PK\x03\x04", 8, 22)):
        at = content.rindex(mark)
        content[at + method] = zipfile.ZIP_DEFLATED
        content[at + size : at + size + 4] = (says or megabytes * 2**20).to_bytes(4, "little")
    return bytes(content)


def endless_rows() -> bytes:
    body = "".join(f'<row r="{n}"><c r="A{n}"><v>{n % 10}</v></c></row>' for n in range(1, 1_000_001))
    return with_part(workbook([[1]]), "xl/worksheets/sheet1.xml", sheet_xml(body))


def many_strings() -> bytes:
    noise = "".join(f"<si><t>{n * 2654435761 % 2**32:x}</t></si>" for n in range(400_000))
    return with_part(workbook([["a"]]), "xl/sharedStrings.xml", f"<sst {NAMESPACE}>{noise}</sst>")


def entities(declared: str, used: str) -> bytes:
    xml = f"<?xml version='1.0'?><!DOCTYPE d [{declared}]><sst {NAMESPACE}><si><t>{used}</t></si></sst>"
    return with_part(workbook([["a"]]), "xl/sharedStrings.xml", xml)


def billion_laughs() -> bytes:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return entities(f'<!ENTITY a0 "ha">{laughs}', "&a9;")


def external_entity() -> bytes:
    return entities('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")


def outside_type() -> bytes:
    xml = f'<!DOCTYPE sst SYSTEM "http://192.0.2.1/x.dtd"><sst {NAMESPACE}></sst>'
    return with_part(workbook([["a"]]), "xl/sharedStrings.xml", xml)


def hidden_entity() -> bytes:
    xml = f"<?xml version='1.0' encoding='utf-16'?><!DOCTYPE d []><sst {NAMESPACE}></sst>".encode("utf-16")
    return with_part(workbook([["a"]]), "xl/sharedStrings.xml", xml)


def many_parts() -> bytes:
    content = workbook([[1]])
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(sheets.MOST_PARTS):
            archive.writestr(f"x/{number}", b"x")
    return stream.getvalue()


def one_string_in_every_cell(length: int) -> bytes:
    """Many cells that all point to one long string, with padding that keeps the zip's ratio honest."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 4901))
    strings = f'<sst {NAMESPACE} count="4900" uniqueCount="1"><si><t>{"长" * length}</t></si></sst>'
    book = with_part(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet_xml(cells))
    book = with_part(book, "xl/sharedStrings.xml", strings.encode())
    return with_part(book, "xl/media/padding.bin", random.Random(1).randbytes(1 << 20))


BOMBS = {
    "one string in every cell": (lambda: one_string_in_every_cell(32_000), "解开后过大"),
    "one string longer than a cell": (lambda: one_string_in_every_cell(40_000), "解开后过大"),
    "one cell in the last corner": (lambda: beyond("XFD1048576"), "最多5000行"),
    "one cell too far right": (lambda: beyond("CW1"), "100列"),
    "one cell too far down": (lambda: beyond("A5001"), "最多5000行"),
    "a cell of 50 MB": (huge_cell, "解开后过大"),
    "a cell of 1 GB": (lambda: swollen(1024), "解开后过大"),
    "a directory that lies": (lambda: swollen(500, 1024), "解开后过大"),
    "a directory that lies a little": (lambda: lying_zip(beyond("A1"), 10), "已损坏"),
    "a directory that lies the other way": (lambda: lying_zip(beyond("A1"), 10**6), "已损坏"),
    "rows without end": (endless_rows, "最多5000行"),
    "more strings than cells": (many_strings, "最多5000行"),
    "a billion laughs": (billion_laughs, "外部实体"),
    "a file of the server's": (external_entity, "外部实体"),
    "a document type from elsewhere": (outside_type, "外部实体"),
    "entities in another encoding": (hidden_entity, "外部实体"),
    "hundreds of parts": (many_parts, "解开后过大"),
}
MEASURE = """
import json, resource, sys, time
import openpyxl
from submissions import sheets

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

idle = peak()
for bomb in sys.argv[1:]:
    content, begun, said = open(bomb, "rb").read(), time.monotonic(), ""
    try:
        sheets.read(content, "表.xlsx")
    except sheets.Unfit as unfit:
        said = str(unfit)
    print(json.dumps([said, time.monotonic() - begun, peak() - idle]))
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Read every bomb in a process of its own; return {name: [reason, seconds, MB]}."""
    folder = tmp_path_factory.mktemp("bombs")
    for number, (build, _) in enumerate(BOMBS.values()):
        (folder / f"{number:02d}.xlsx").write_bytes(build())
    command = [sys.executable, "-c", MEASURE, *sorted(folder.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return dict(zip(BOMBS, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.case("U01", "U02", "U03", "U04", "U05")
@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_within_time_and_memory(name, measured):
    """TRUST S5; over HTTP they are refused in tests/indicators/test_uploads.py."""
    why, seconds, megabytes = measured[name]
    assert BOMBS[name][1] in why
    assert "root:" not in why
    assert seconds < LONGEST and megabytes < MOST_MEMORY


def test_the_largest_sheet_that_is_taken_is_read_in_time():
    content = workbook([[row * column for column in range(8)] for row in range(sheets.MOST_ROWS)])
    begun = time.monotonic()
    assert len(sheets.read(content).pages[0].rows) == sheets.MOST_ROWS
    assert time.monotonic() - begun < LONGEST
