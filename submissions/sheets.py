"""A file from Excel or WPS → rows of cells, or one sentence why not. Nothing that the file says of itself is believed."""

import copy
import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree import ElementTree

import charset_normalizer

MOST_BYTES = 5 * 1024 * 1024
MOST_UNZIPPED = 50 * 1024 * 1024
MOST_PARTS, MOST_RATIO = 200, 100
MOST_ROWS, MOST_COLUMNS = 5000, 100
MOST_CHARACTERS, MOST_TEXT = 32_767, 2_000_000
"""Of a cell, as Excel holds them, and of all cells together: one string may stand in many cells."""
MOST_TAGS = {"xl/worksheets/": 400_000, "xl/styles.xml": 30_000, "": 150_000}
"""Tags in parts whose name begins so: what is read within a few seconds."""
CHUNK = 64 * 1024

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
BOOKS = ("xlsx", "xlsm", "xls", "et", "ett", "xlt", "xltx", "xlsb", "ods")
ENCODINGS = {
    "UTF-8": "utf-8-sig",
    "GB18030": "gb18030",
    "UTF-16": "utf-16",
    "UTF-16LE": "utf-16-le",
    "UTF-16BE": "utf-16-be",
}
"""What a text file may be read as, by the name that people see."""
FOUND_AS = {"ascii": "UTF-8", "gb2312": "GB18030", "gbk": "GB18030"}
SAMPLE = 5
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*\0?<|\xff\xfe|\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

EMPTY = "文件是空的。请选填好的表再传。"
TOO_BIG = "文件超过5 MB。请只留要报的工作表，去掉图片后再传。"
TOO_LARGE = f"表太大，最多{MOST_ROWS}行、{MOST_COLUMNS}列。请只留要报的部分，另存后再传。"
SWOLLEN = (
    f"文件解开后过大，没有读：最多{MOST_ROWS}行、{MOST_COLUMNS}列。请新建一份工作簿，只粘贴要报的内容再传。"
)
BROKEN = "文件已损坏，或不是标准的 .xlsx。请在 Excel/WPS 里打开，另存为 .xlsx 再传。"
LOCKED = "文件设了打开密码，读不了。请在 Excel/WPS 里取消密码，另存后再传。"
OLD = "这是 .xls、.et 等旧格式。请在 Excel/WPS 里打开，另存为 .xlsx 再传。"
NOT_A_BOOK = "文件名像工作簿，内容却不是。请在 Excel/WPS 里打开，另存为 .xlsx；文本表请把扩展名改为 .csv。"
OTHER_BOOK = "这不是 .xlsx 工作簿。请在 Excel/WPS 里打开，另存为 .xlsx 再传。"
NO_SHEET = "工作簿里没有工作表。请检查是不是选错了文件。"
UNSAFE = "文件里有外部实体定义，为安全起见没有读。请在 Excel/WPS 里另存为 .xlsx 再传。"
NOT_TEXT = "这不是表格文件。请传 .xlsx，或用逗号分隔的 .csv。"
UNDECIDED = (
    "看不出这份文本用的是哪种编码。请在下面选一种看着对的；都不对，请在 Excel/WPS 里另存为 .xlsx 再传。"
)
NOT_COMPUTED = "公式未计算，请在 Excel/WPS 打开保存后再传。"
A_DATE = "“{text}”是日期，不是数字。请把单元格格式改为“常规”，重新填数。"


class Unfit(ValueError):
    """A file that is not read; the message says why and what to do."""


class Undecided(Unfit):
    """A text of unknown encoding; `samples` shows its first lines as each possible one, for a person to choose."""

    def __init__(self, samples: dict[str, str]):
        super().__init__(UNDECIDED)
        self.samples = samples


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, as a person would type it; `problem` says why it is no value."""

    row: int
    column: int
    text: str = ""
    problem: str = ""

    @property
    def name(self) -> str:
        return f"{letters(self.column)}{self.row}"


@dataclass(frozen=True)
class Page:
    """A worksheet 工作表: its filled cells by row and column, counted from 1."""

    name: str
    rows: dict[int, dict[int, Cell]]
    is_hidden: bool = False

    def at(self, row: int, column: int) -> Cell:
        return self.rows.get(row, {}).get(column) or Cell(row, column)


@dataclass(frozen=True)
class Book:
    """A file that was read; `encoding` is how a text file was read."""

    pages: list[Page]
    encoding: str = ""


def letters(column: int) -> str:
    """Return the column's letters: 28 → AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def read(content: bytes, name: str = "", encoding: str = "") -> Book:
    """Read a workbook or a text file; raise Unfit with a Chinese reason.

    `encoding` is what a person chose; without it the file itself must leave no doubt.
    """
    extension = name.rpartition(".")[2].lower()
    if not content:
        raise Unfit(EMPTY)
    if len(content) > MOST_BYTES:
        raise Unfit(TOO_BIG)
    if content.startswith(OLE):
        raise Unfit(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD)
    if content.startswith(ZIP):
        return read_workbook(content)
    if extension in BOOKS:
        raise Unfit(NOT_A_BOOK)
    return read_text(content, encoding)


# --- workbooks --------------------------------------------------------------------------------------------


def read_workbook(content: bytes) -> Book:
    """Read every worksheet, values only."""
    try:
        inspect(content)
        pages = list(worksheets(content))
    except Unfit:
        raise
    except Exception as error:  # whatever a crafted file makes the libraries stumble over
        raise Unfit(BROKEN) from error
    if not pages:
        raise Unfit(NO_SHEET)
    return Book(pages)


def inspect(content: bytes) -> None:
    """Unzip every part once, within limits, before a library opens it; sizes in a zip's directory may lie."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise Unfit(LOCKED)
        if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
            raise Unfit(OTHER_BOOK)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNZIPPED:
            raise Unfit(SWOLLEN)
        total, tags = 0, dict.fromkeys(MOST_TAGS, 0)
        for part in parts:
            data = unzipped(archive, part, MOST_UNZIPPED - total)
            total += len(data)
            if total > MOST_RATIO * len(content):
                raise Unfit(SWOLLEN)
            count_tags(part.filename, data, tags)


def unzipped(archive, part, limit: int) -> bytearray:
    """Return the part's bytes; stop at the limit, whatever size the directory gives."""
    honest, data = copy.copy(part), bytearray()
    honest.file_size = limit + 2 * CHUNK  # beyond the limit, so that it is met before the checksum
    with archive.open(honest) as stream:
        while chunk := stream.read(CHUNK):
            data += chunk
            if len(data) > limit:
                raise Unfit(SWOLLEN)
    if len(data) != part.file_size:
        raise Unfit(BROKEN)
    return data


def count_tags(name: str, data: bytearray, tags: dict[str, int]) -> None:
    """Refuse entities, encodings that would hide them, and more markup than is read in a moment."""
    if not MARKUP.match(data):
        return
    if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unfit(UNSAFE)
    kind = next(kind for kind in MOST_TAGS if name.lstrip("/").startswith(kind))
    tags[kind] += data.count(b"<")
    if tags[kind] > MOST_TAGS[kind]:
        raise Unfit(TOO_LARGE)


def worksheets(content: bytes):
    """Yield each worksheet's filled cells."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            with book._archive.open(sheet._worksheet_path) as stream:
                found = survey(stream)
            sheet.reset_dimensions()
            yield Page(sheet.title, filled(sheet, found), sheet.sheet_state != "visible")
    finally:
        book.close()


@dataclass
class Survey:
    """What openpyxl does not tell: formulas that were never computed, and how far down the sheet is filled."""

    not_computed: set[tuple[int, int]] = field(default_factory=set)
    last_row: int = 0


def survey(stream) -> Survey:
    """Walk through a worksheet's markup; raise Unfit where something stands beyond the limits."""
    found, row, column = Survey(), 0, 0
    for event, node in ElementTree.iterparse(stream, ("start", "end")):  # nosec B314: expat refuses entity bombs and external entities (tests/submissions/test_bombs.py)
        tag = node.tag.rpartition("}")[2]
        if event == "start" and tag == "row":
            row, column = int(float(node.get("r") or row + 1)), 0
        elif event == "end" and tag == "c":
            column = placed(node.get("r"), column)
            note(found, row, column, node)
            node.clear()
    return found


def placed(reference: str | None, before: int) -> int:
    """Return the column of a cell; one without a reference follows the cell before it."""
    if not reference:
        return before + 1
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def note(found: Survey, row: int, column: int, node) -> None:
    parts = {child.tag.rpartition("}")[2]: child for child in node}
    value = parts.get("v")
    has_value = "is" in parts or (value is not None and value.text)
    if not has_value and "f" not in parts:
        return
    if row > MOST_ROWS or column > MOST_COLUMNS:
        raise Unfit(TOO_LARGE)
    found.last_row = max(found.last_row, row)
    if not has_value and node.get("t") != "str":  # a formula may have come to an empty text
        found.not_computed.add((row, column))


def filled(sheet, found: Survey) -> dict[int, dict[int, Cell]]:
    """Return the filled cells; refuse more text than a person types, however small the file that holds it once."""
    rows, text = {}, 0
    reading = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    for number, cells in zip(range(1, found.last_row + 1), reading, strict=False):
        kept = {}
        for place, cell in enumerate(cells, start=1):
            if (number, place) in found.not_computed:
                kept[place] = Cell(number, place, problem=NOT_COMPUTED)
            elif cell.value is not None:
                kept[place] = Cell(number, place, *read_value(cell.value, cell.number_format))
                text += weight(kept[place])
        if text > MOST_TEXT:
            raise Unfit(SWOLLEN)
        if kept:
            rows[number] = kept
    return rows


def weight(cell: Cell) -> int:
    if len(cell.text) > MOST_CHARACTERS:
        raise Unfit(SWOLLEN)
    return len(cell.text)


def read_value(value, number_format: str) -> tuple[str, str]:
    """Return what a person would type for the value, and why it is no value."""
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, int | float):
        return number_text(value, number_format), ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return str(value), A_DATE.format(text=value)
    return str(value), ""


def number_text(value: int | float, number_format: str) -> str:
    """Return a number as Excel holds it, to 15 digits: 0.1+0.2 is 0.3, and 0.013 under 0.0% is 1.3%."""
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if "%" in LITERAL.sub("", number_format or ""):
        return f"{plain(number * 100)}%"
    return plain(number)


def plain(number: Decimal) -> str:
    return f"{number.normalize() or Decimal(0):f}" if number.is_finite() else str(number)


# --- text files -------------------------------------------------------------------------------------------


def read_text(content: bytes, encoding: str = "") -> Book:
    """Read comma, tab or semicolon separated values."""
    encoding = encoding if encoding in ENCODINGS else detected(content)
    try:
        text = content.decode(ENCODINGS[encoding])
    except UnicodeDecodeError:
        raise Unfit(f"按{encoding}读不通。请另选一种编码。") from None
    if CONTROL.search(text):
        raise Unfit(NOT_TEXT)
    return Book([Page("CSV", separated(text.removeprefix("\ufeff")))], encoding)


def detected(content: bytes) -> str:
    """Return the one encoding that the bytes leave no doubt about; else raise Undecided."""
    best = charset_normalizer.from_bytes(content).best()
    found = best and FOUND_AS.get(
        best.encoding, best.encoding.upper().replace("_", "").replace("UTF", "UTF-")
    )
    if found in ENCODINGS:
        return found
    samples = {name: text for name in ENCODINGS if (text := sample(content, ENCODINGS[name]))}
    raise Undecided(samples) if samples else Unfit(NOT_TEXT)


def sample(content: bytes, codec: str) -> str:
    """Return the first lines as they would be read, or "" where they cannot be."""
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return ""
    return "" if CONTROL.search(text) else "\n".join(line[:80] for line in text.splitlines()[:SAMPLE])


def separated(text: str) -> dict[int, dict[int, Cell]]:
    head = text[:4000]
    separator = max(",\t;", key=head.count)
    rows = {}
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            kept = {
                place: Cell(number, place, value) for place, value in enumerate(values, 1) if value.strip()
            }
            if kept and (number > MOST_ROWS or max(kept) > MOST_COLUMNS):
                raise Unfit(TOO_LARGE)
            if kept:
                rows[number] = kept
    except csv.Error:
        raise Unfit("这份文本的引号或分隔不完整。请在 Excel/WPS 里打开，另存为 .xlsx 再传。") from None
    return rows
