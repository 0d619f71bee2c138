"""Which files are taken, what they are called, where they lie. TRUST I14, U06, U19."""

import errno
import hashlib
import os

import pytest
from django.db import IntegrityError, transaction

from policy import evidence
from policy.models import Evidence
from tests.uploads import HTML, JPG, PDF, PNG, SVG, excel, lying_in, old_office, upload, word, zipped

TAKEN = {
    "pdf": (PDF, "application/pdf", ".pdf", True),
    "jpg": (JPG, "image/jpeg", ".jpg", True),
    "png": (PNG, "image/png", ".png", True),
    "docx": (word(), evidence.DOCX.content_type, ".docx", False),
    "docx of another main part": (zipped("word/document2.xml"), evidence.DOCX.content_type, ".docx", False),
    "xlsx": (excel(), evidence.XLSX.content_type, ".xlsx", False),
    "ofd": (zipped("OFD.xml", "Doc_0/Document.xml"), "application/ofd", ".ofd", False),
    "wps": (old_office("WordDocument"), "application/msword", ".doc", False),
    "xls": (old_office("Workbook"), "application/vnd.ms-excel", ".xls", False),
}
REFUSED = {
    "html": (HTML, evidence.NOT_TAKEN),
    "svg": (SVG, evidence.NOT_TAKEN),
    "text": ("营业收入".encode(), evidence.NOT_TAKEN),
    "program": (b"MZ" + bytes(500), evidence.NOT_TAKEN),
    "zip": (zipped("a.exe"), evidence.NOT_TAKEN),
    "a workbook inside a zip": (zipped("a.xlsx", content=excel()), evidence.NOT_TAKEN),
    "macros": (zipped("word/document.xml", "word/vbaProject.bin"), evidence.NOT_TAKEN),
    "another old file": (old_office("__nameid_version1.0"), evidence.NOT_TAKEN),
    "half a workbook": (excel()[:2000], evidence.BROKEN),
    "password": (old_office("EncryptedPackage"), evidence.LOCKED),
    "nothing": (b"", evidence.EMPTY),
    "too big": (PDF + bytes(evidence.MOST_BYTES), evidence.TOO_BIG),
    "pdf in the middle": (HTML + PDF, evidence.NOT_TAKEN),
}


def keep(by, content=PDF, name="扫描件.pdf", **options) -> Evidence:
    with evidence.received(upload(content, name)) as received:
        return Evidence.keep(received, by=by, **options)


@pytest.mark.parametrize(("content", "content_type", "ending", "is_inline"), TAKEN.values(), ids=TAKEN)
def test_a_file_is_what_its_content_is(files, clerk, content, content_type, ending, is_inline):
    kept = keep(clerk, content, "佐证.exe")
    assert (kept.content_type, kept.name, kept.is_inline) == (content_type, f"佐证.exe{ending}", is_inline)
    assert (kept.size, kept.path.read_bytes()) == (len(content), content)


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_in_one_sentence_and_leaves_nothing(files, content, why):
    with pytest.raises(evidence.Unacceptable) as raised, evidence.received(upload(content, "扫描件.pdf")):
        pytest.fail("taken")
    assert str(raised.value) == why
    assert lying_in(files) == []


def test_the_largest_file_is_taken(files, clerk):
    assert keep(clerk, PDF.ljust(evidence.MOST_BYTES)).size == evidence.MOST_BYTES


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("报送表.pdf", "报送表.pdf"),
        ("报送表.PDF", "报送表.pdf"),
        ("报送表", "报送表.pdf"),
        ("2018.3", "2018.3.pdf"),
        ("扫描件.html", "扫描件.html.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("C:\\桌面\\x.pdf", "x.pdf"),
        ("..", "未命名.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "未命名.pdf"),
        (" 报 送\t表 .pdf", "报 送表.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("表\u202efdp.exe", "表fdp.exe.pdf"),
        ('R&D经费占比[a]:b"<c>|?*.pdf', "R&D经费占比[a]bc.pdf"),
        ("表\ud800\0.pdf", "表.pdf"),
        ("高" * 40 + ".pdf", "高" * 40 + ".pdf"),
        ("高" * 300 + ".pdf", "高" * 96 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_a_name_is_made_legal(name, legal):
    assert evidence.legal_name(name, evidence.PDF) == legal


@pytest.mark.parametrize("ending", [".wps", ".et", ".xls", ".doc"])
def test_an_old_file_keeps_the_ending_its_program_knows(ending):
    """A document may hold a table and a table a document: the content does not tell which opens it."""
    for found in (evidence.DOC, evidence.XLS):
        assert evidence.legal_name(f"表{ending}", found) == f"表{ending}"


def test_the_same_content_lies_once_under_its_hash(files, clerk, other_clerk):
    sha256 = hashlib.sha256(PDF).hexdigest()
    first, second = keep(clerk, name="甲.pdf", note="盖章"), keep(other_clerk, name="乙.pdf")
    assert first.sha256 == second.sha256 == sha256
    assert lying_in(files) == [sha256[:2], f"{sha256[:2]}/{sha256}"]
    assert [(each.name, each.note, each.stored_by) for each in Evidence.objects.all()] == [
        ("甲.pdf", "盖章", clerk),
        ("乙.pdf", "", other_clerk),
    ]


def test_what_is_not_kept_is_gone(files):
    with evidence.received(upload()) as received:
        assert received.temporary.read_bytes() == PDF
    assert lying_in(files) == []


def test_a_full_disk_leaves_nothing(files, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), evidence.received(upload()):
        pytest.fail("taken")
    assert lying_in(files) == []


def test_is_whole_sees_what_was_lost_or_changed(files, clerk):
    kept = keep(clerk)
    assert evidence.is_whole(kept.sha256)
    kept.path.write_bytes(PDF + b" ")
    assert not evidence.is_whole(kept.sha256)
    kept.path.unlink()
    assert not evidence.is_whole(kept.sha256)


def test_coming_again_heals_what_was_damaged(files, clerk):
    kept = keep(clerk)
    kept.path.write_bytes(b"")
    keep(clerk)
    assert kept.path.read_bytes() == PDF


@pytest.mark.parametrize("act", ["update", "delete"])
def test_evidence_stands(files, clerk, act):
    row = Evidence.objects.filter(pk=keep(clerk).pk)
    acts = {"update": lambda: row.update(sha256="0" * 64), "delete": lambda: row._raw_delete("default")}
    with pytest.raises(IntegrityError, match=f"frozen_policy_evidence_{act}"), transaction.atomic():
        acts[act]()
