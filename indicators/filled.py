"""A filled-in file 填好的表 held against its submission: which cell is which, and which rows cannot stand."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from indicators.forms import OF_A_RANK, OFFICIAL, ActualForm
from indicators.quantities import MONEY
from indicators.sheets import FigureSheet
from submissions.quarters import Quarter
from submissions.sheets import Book, Cell, Page, Unfit, letters

HEADS = {
    "code": ("编码", "填报项编码", "指标编码", "代码"),
    "version": ("版本",),
    "name": ("填报项", "填报项名称", "指标", "指标名称", "项目", "项目名称", "名称"),
    "measure": ("单位", "计量单位"),
    "value": (
        *("本期累计或期末", "本期累计", "本期", "本期数", "本期值", "累计", "累计数", "累计值", "期末"),
        *("期末数", "本期实际", "实际值", "数值", "完成数"),
    ),
    "single": ("当季", "当季数", "当季值", "本季", "本季数", "本季值", "单季"),
    "status": ("数据状态", "状态"),
    "note": ("说明", "备注", "情况说明"),
    "blank_reason": ("未报原因", "缺报原因", "未填原因"),
    "official_growth": ("官方同比",),
    "ranked_total": ("参评总数",),
    "evaluation_year": ("评价年度",),
    "data_year": ("数据年度",),
    "period": ("填报期", "报告期", "期间", "期次", "季度", "统计期"),
    "unit": ("填报单位", "报送单位", "单位名称"),
}
"""What a column may be called; the template uses the first name."""
TEXTS = ("status", "note", "blank_reason")
TYPED = ("value", "single", *TEXTS, *OFFICIAL, *OF_A_RANK)
LABELS = {"period": HEADS["period"], "unit": HEADS["unit"], "plan": ("计划标识",)}
"""What the file says of itself outside of the table."""
IDENTITY_PAGE = "标识"
HIGHEST_HEAD = 50
"""Down to which row a head is looked for: titles may stand above it."""
TOTAL = re.compile("(合|总|小|共)计")
NUMBERING = re.compile(r"^(\d+|[一二三四五六七八九十]+)[、.]")
A_QUARTER = re.compile(r"\d{4}年(?:第?[一二三四1234]季度|上半年|前三季度)")
BRACKET = re.compile(r"\(([^()]*)\)$")

NO_HEAD = "没有找到表头：要有“填报项”和“本期累计或期末”两列。请用下载的填报表填写。"
NO_VALUES = "第{row}行像表头，但缺“本期累计或期末”一列。请补上这一列，或用下载的填报表填写。"
TWO_PAGES = "“{a}”和“{b}”两张工作表都像填报表，不知道该读哪张。请只留一张再传。"
TWO_COLUMNS = "{a}列和{b}列都像“{head}”，不知道该读哪列。请只留一列再传。"
NO_ROWS = "表头下面没有填报项。请检查是不是选错了文件。"
NO_NAME = "这一行有数，但没有写填报项。"
NO_SUCH_CODE = "编码“{code}”不在这张报送单里。请不要改动隐藏的编码列。"
NOT_ITS_NAME = "编码是“{item}”的，名称却是“{name}”，对不上。请把这一行整行移动，或重新下载填报表。"
NO_SUCH_ITEM = "“{name}”不是{submission}要填的项。请改名称，或删去这一行。"
OTHER_PERIOD = "{cell}写的是{period}，这张报送单是{own}。请检查是不是传错了表。"
OTHER_UNIT = "{cell}写的是“{unit}”，这张报送单是{own}的。请检查是不是传错了表。"
OTHER_PLAN = "这张填报表是另一份文件的。请重新下载填报表。"


@dataclass(frozen=True)
class Flaw:
    """What is wrong in one cell of the file."""

    cell: Cell
    message: str


@dataclass(frozen=True)
class Row:
    """One row of the file that names an item; `cells` by column."""

    number: int
    form: ActualForm
    cells: dict[str, Cell]

    @property
    def version(self) -> int | None:
        """Return the row version that the template was made from; other files say none."""
        text = self.text("version")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def text(self, column: str) -> str:
        return self.cells[column].text.strip() if column in self.cells else ""


class Filled:
    """The rows of a file, matched to the cells of a sheet; `flaws` are rows that cannot be."""

    def __init__(self, sheet: FigureSheet, book: Book):
        self.submission, self.quarter = sheet.submission, sheet.quarter
        self.by_code = {form.cell: form for form in sheet.forms}
        named = Counter(key(form.item.name) for form in sheet.forms)
        self.by_name = {name: form for form in sheet.forms if named[name := key(form.item.name)] == 1}
        self.flaws: list[Flaw] = []
        self.totals = 0
        self.page, head, self.columns = chosen_page(book)
        self.measures = {
            name: self.measure_in(self.page.at(head, self.columns[name]))
            for name in ("value", "single")
            if name in self.columns
        }
        self.check_identity(book, head)
        self.rows = [row for number in self.page.rows if number > head and (row := self.row(number))]
        if not self.rows and not self.flaws:
            raise Unfit(NO_ROWS)

    def row(self, number: int) -> Row | None:
        """Return the row if it names an item; what is a total, a note or a repeated head is left out."""
        cells = {column: self.page.at(number, place) for column, place in self.columns.items()}
        name, code = cells.get("name", Cell(number, 0)), cells.get("code", Cell(number, 0)).text.strip()
        if TOTAL.match(key(name.text)):
            self.totals += 1
            return None
        if key(name.text) in HEADS["name"]:
            return None
        has_value = bool(cells["value"].text.strip() or cells["value"].problem)
        form, why_not = self.form(name, code, has_value)
        flaws = [Flaw(name if name.column else cells["code"], why_not)] if why_not else []
        self.flaws += flaws or self.strangers(cells, form)
        return Row(number, form, cells) if form else None

    def form(self, name: Cell, code: str, has_value: bool) -> tuple[ActualForm | None, str]:
        """Return the cell of the sheet that a row is about, or why there is none."""
        named = self.named(name.text)
        if code:
            form = self.by_code.get(code)
            if form is None:
                return None, NO_SUCH_CODE.format(code=code)
            is_another = key(name.text) and named is not form
            told = {"item": form.item.name, "name": name.text.strip()}
            return (None, NOT_ITS_NAME.format(**told)) if is_another else (form, "")
        if named or not has_value:
            return named, ""
        if not key(name.text):
            return None, name.problem or NO_NAME
        owed = f"{self.submission.unit}{self.quarter.label}"
        return None, NO_SUCH_ITEM.format(name=name.text.strip(), submission=owed)

    def named(self, text: str) -> ActualForm | None:
        return named_in(self.by_name, text)

    def measure_in(self, head: Cell) -> str:
        """Return the measure that the values' head names: 累计（万元）; 累计（1—6月） names none."""
        found = BRACKET.search(key(head.text))
        known = {*MONEY, *(form.item.entry_measure for form in self.by_code.values())}
        return found[1] if found and found[1] in known else ""

    # --- whose figures they are ---------------------------------------------------------------------------

    def check_identity(self, book: Book, head: int) -> None:
        """Refuse a file that says it is of another period or unit, above its head or on the template's hidden page."""
        pages = [page for page in book.pages if page.name == IDENTITY_PAGE and page.is_hidden]
        cells = [(page, cell) for page in pages for row in page.rows.values() for cell in row.values()]
        above = [row for number, row in self.page.rows.items() if number < head]
        cells += [(self.page, cell) for row in above for cell in row.values()]
        for page, cell in cells:
            label, value = labelled(page, cell)
            if why_not := self.why_not_of(label, value):
                raise Unfit(why_not)
        titled = {found: cell for _, cell in cells for found in A_QUARTER.findall(key(cell.text))}
        if len(titled) == 1:
            ((text, cell),) = titled.items()
            if why_not := self.why_not_period(cell, text):
                raise Unfit(why_not)

    def strangers(self, cells: dict[str, Cell], form) -> list[Flaw]:
        """Return what a row says of another period or unit."""
        found = [
            (cells[column], self.why_not_of(column, cells[column]))
            for column in ("period", "unit")
            if column in cells
        ]
        return [Flaw(cell, why_not) for cell, why_not in found if why_not and form]

    def why_not_of(self, label: str, cell: Cell) -> str:
        text, unit, document = cell.text.strip(), self.submission.unit, self.submission.period.document
        if not text.strip("_—-"):
            return ""
        if label == "period":
            return self.why_not_period(cell, text)
        if label == "unit" and not {key(text), head_key(text)} & {key(unit.name), key(unit.short_name)}:
            return OTHER_UNIT.format(cell=cell.name, unit=text, own=unit)
        return OTHER_PLAN if label == "plan" and text != document.slug else ""

    def why_not_period(self, cell: Cell, text: str) -> str:
        try:
            period = Quarter.parse(text)
        except ValueError as error:
            return f"{cell.name}：{error}"
        same = period == self.quarter
        return (
            "" if same else OTHER_PERIOD.format(cell=cell.name, period=period.label, own=self.quarter.label)
        )


def named_in(forms: dict[str, ActualForm], text: str) -> ActualForm | None:
    """Return the cell of a name; numbering before it and a measure in brackets behind it do no harm."""
    name = NUMBERING.sub("", key(text))
    return forms.get(name) or forms.get(BRACKET.sub("", name))


def key(text: str) -> str:
    """Return a text as it is compared: half width, without any space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def head_key(text: str) -> str:
    """Return a head without the bracket behind it: 官方同比（%）."""
    return BRACKET.sub("", key(text))


def labelled(page: Page, cell: Cell) -> tuple[str, Cell]:
    """Return which thing a cell outside the table names, and where: 填报期：2018年一季度, in one cell or in two."""
    label, colon, rest = key(cell.text).partition(":")
    found = next((name for name in LABELS if head_key(label) in LABELS[name]), "")
    if colon and rest:
        return found, Cell(cell.row, cell.column, rest)
    right = sorted(place for place in page.rows[cell.row] if place > cell.column)
    return found, page.at(cell.row, right[0]) if right else Cell(cell.row, cell.column)


def chosen_page(book: Book) -> tuple[Page, int, dict[str, int]]:
    """Return the one worksheet that has a head, the head's row, and where each column stands."""
    heads = [(page, *head) for page in book.pages if not page.is_hidden and (head := find_head(page))]
    whole = [found for found in heads if "value" in found[2]]
    if not whole:
        raise Unfit(NO_VALUES.format(row=heads[0][1]) if heads else NO_HEAD)
    if len(whole) > 1:
        raise Unfit(TWO_PAGES.format(a=whole[0][0].name, b=whole[1][0].name))
    return whole[0]


def find_head(page: Page) -> tuple[int, dict[str, int]] | None:
    """Return the row that names the columns; one that lacks the values only if there is none better."""
    partial = None
    for number, row in page.rows.items():
        places = places_of(row) if number <= HIGHEST_HEAD else {}
        if "value" in places and places.keys() & {"name", "code"}:
            return number, {column: only(column, found) for column, found in places.items()}
        if "name" in places and len(places) > 1:
            partial = partial or (number, {column: found[0] for column, found in places.items()})
    return partial


def places_of(row: dict[int, Cell]) -> dict[str, list[int]]:
    """Return where each known column may stand; the template's own name goes before another."""
    heads = {place: head_key(cell.text) for place, cell in row.items()}
    places = {}
    for column, names in HEADS.items():
        first = [place for place, head in heads.items() if head == names[0]]
        if found := first or [place for place, head in heads.items() if head in names]:
            places[column] = found
    return places


def only(column: str, places: list[int]) -> int:
    """Return the column's place; of two that hold what is typed nobody can say which is meant."""
    if len(places) > 1 and column in TYPED:
        a, b = map(letters, places[:2])
        raise Unfit(TWO_COLUMNS.format(a=a, b=b, head=HEADS[column][0]))
    return places[0]
