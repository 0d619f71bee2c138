"""Files of evidence 佐证: which are taken, what they are called, where their bytes lie. Content decides, never the name."""

import hashlib
import os
import re
import tempfile
import unicodedata
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.http import FileResponse

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 100
NOT_IN_NAMES = set('<>:"|?*')

EMPTY = "文件是空的。请检查是不是选错了文件。"
TOO_BIG = "文件超过20 MB。请缩小后再传（扫描件用黑白、200 dpi 就够），或分成几份。"
LOCKED = "文件设了打开密码，别人看不了。请取消密码，另存后再传。"
BROKEN = "文件不完整，可能没有复制完。请打开看看，另存后再传。"
NOT_TAKEN = (
    "只收 PDF、JPG、PNG、Word、Excel、WPS、OFD 文件（按内容认，不看扩展名），这份不是。请另存为 PDF 再传。"
)


class Unacceptable(ValueError):
    """A file that is not taken; the message says why and what to do."""


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken: how it is served, and the endings its name may have, the usual one first."""

    content_type: str
    endings: tuple[str, ...]
    is_inline: bool = False  # shown by the browser itself; the rest is only taken away


OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = FileType("application/pdf", (".pdf",), is_inline=True)
JPG = FileType("image/jpeg", (".jpg", ".jpeg"), is_inline=True)
PNG = FileType("image/png", (".png",), is_inline=True)
DOCX = FileType(f"{OFFICE}wordprocessingml.document", (".docx",))
XLSX = FileType(f"{OFFICE}spreadsheetml.sheet", (".xlsx",))
OFD = FileType("application/ofd", (".ofd",))
DOC = FileType("application/msword", (".doc", ".wps", ".xls", ".et"))  # one may lie inside the other
XLS = FileType("application/vnd.ms-excel", (".xls", ".et", ".doc", ".wps"))
TYPES = (PDF, JPG, PNG, DOCX, XLSX, OFD, DOC, XLS)
INLINE = {each.content_type for each in TYPES if each.is_inline}
ENDINGS = sorted({ending for each in TYPES for ending in each.endings})

OPENINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPG, b"\x89PNG\r\n\x1a\n": PNG}
ZIP, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
ZIPPED = {b"OFD.xml": OFD, b"word/document": DOCX, b"xl/workbook.xml": XLSX}
MACROS = b"vbaProject.bin"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS}


@dataclass(frozen=True)
class Received:
    """A file that was taken and lies under a temporary name until it is kept."""

    name: str
    size: int
    content_type: str
    sha256: str
    temporary: Path

    def keep(self) -> None:
        """Give the bytes their place; the same content has one place, however often it comes."""
        place = path_of(self.sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.temporary, place)


@contextmanager
def received(file):
    """Take an uploaded file, or raise Unacceptable; what is not kept meanwhile is gone afterwards."""
    content = guarded(file)
    found = type_of(content)
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".received-", dir=settings.MEDIA_ROOT) as folder:
        temporary = Path(folder) / "content"
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        name, sha256 = legal_name(file.name, found), hashlib.sha256(content).hexdigest()
        yield Received(name, len(content), found.content_type, sha256, temporary)


def taken(file):
    """Take an uploaded file until a verb keeps it; without a file there is none."""
    return received(file) if file else nullcontext()


def told(received: Received | None) -> dict:
    """Return what the journal says of a file that goes along."""
    return {"file": received.name, "sha256": received.sha256} if received else {}


def path_of(sha256: str) -> Path:
    return settings.MEDIA_ROOT / sha256[:2] / sha256


def handed_out(file) -> FileResponse:
    """Answer with a file of evidence; a browser shows only what cannot run anything."""
    return FileResponse(
        file.path.open("rb"),
        as_attachment=not file.is_inline,
        filename=file.name,
        content_type=file.content_type,
    )


def is_whole(sha256: str) -> bool:
    """Return whether the bytes are there and still what they were."""
    try:
        with path_of(sha256).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError:
        return False


def guarded(file) -> bytes:
    """Return the bytes of a file whose size is right."""
    if file.size > MOST_BYTES:
        raise Unacceptable(TOO_BIG)
    if not file.size:
        raise Unacceptable(EMPTY)
    file.seek(0)
    return file.read()


def type_of(content: bytes) -> FileType:
    """Return what the content itself says it is; nothing is unpacked."""
    found = next((each for opening, each in OPENINGS.items() if content.startswith(opening)), None)
    if content.startswith(ZIP):
        found = zipped_type(directory(content))
    elif content.startswith(OLE):
        found = stored_type(content)
    if found is None:
        raise Unacceptable(NOT_TAKEN)
    return found


def directory(content: bytes) -> bytes:
    """Return the list of names at the end of a zip; the names inside its parts do not count."""
    end = content.rfind(ZIP_END)
    if end < 0:
        raise Unacceptable(BROKEN)
    return content[int.from_bytes(content[end + 16 : end + 20], "little") : end]


def zipped_type(names: bytes) -> FileType | None:
    if MACROS in names:
        return None
    return next((each for part, each in ZIPPED.items() if part in names), None)


def stored_type(content: bytes) -> FileType | None:
    """Return the kind of an old Office or WPS file by its streams."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unacceptable(LOCKED)
    return next((each for name, each in STREAMS.items() if name.encode("utf-16-le") in content), None)


def legal_name(name: str, found: FileType) -> str:
    """Return the name as it can be stored anywhere: no path, nothing invisible, not too long, ended as its content is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(each for each in last if unicodedata.category(each)[0] != "C" and each not in NOT_IN_NAMES)
    path = PurePosixPath(" ".join(kept.split()).strip(". "))
    is_right = path.suffix.lower() in found.endings
    ending = path.suffix.lower() if is_right else found.endings[0]
    stem = (path.stem if is_right else path.name)[: LONGEST_NAME - len(ending)].strip(". ")
    return f"{stem or '未命名'}{ending}"
