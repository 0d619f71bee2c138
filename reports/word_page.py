"""The page of GB/T 9704-2012: paper, type, headings, tables, page numbers. It knows nothing of editions.

A `Look` says how a kind of paragraph is set. The style and each paragraph carry it both, so that WPS, LibreOffice and
a paste into another document all show the same. Measured in LibreOffice: 22 lines of 28 characters to a page.
"""

import copy
import datetime as dt
from dataclasses import dataclass
from io import BytesIO

from reports.extracts import legal

SONG, FANG, HEI, KAI, XIAOBIAO, LATIN = "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体", "Times New Roman"
SUBSTITUTES = {
    FANG: "仿宋_GB2312",
    KAI: "楷体_GB2312",
    XIAOBIAO: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋",
    SONG: "SimSun",
    HEI: "SimHei",
}
"""No font is shipped; a reader's machine looks for these in turn when the first is absent."""

A4 = 210, 297
UPRIGHT = {"top": 37, "right": 26, "bottom": 35, "left": 28, "header": 15, "footer": 25}
ACROSS = {"top": 28, "right": 37, "bottom": 26, "left": 35, "header": 15, "footer": 16}
"""Margins 页边 in mm; the upright page turned by a quarter keeps its own edges."""
KEPT_PARTS = ("styles", "settings", "fontTable")


@dataclass(frozen=True)
class Look:
    """How a kind of paragraph is set; lengths in points, indents in characters."""

    style: str
    face: str = FANG
    size: float = 16
    line: float = 28.95
    align: str = "both"
    first: int = 0
    right: int = 0
    left: int = 0
    after: float = 0
    outline: int | None = None
    condensed: float = 0.25
    latin: str = LATIN
    is_new_page: bool = False
    is_kept: bool = False  # on one page with what follows


BODY = Look("Normal", first=2)
TITLE = Look("Title", XIAOBIAO, 22, 36, "center", latin=XIAOBIAO)
SUBTITLE = Look("副标题", KAI, align="center")
ROOM_FOR_NUMBER = Look("发文字号", align="center", after=8)
ADDRESSEE = Look("主送机关", align="left")
MARK = Look("版次标记", KAI, align="center", after=16)
DEMONSTRATION_MARK = Look("演示标记", HEI, 12, 20, "center")
HEADING = Look("heading 1", HEI, first=2, outline=0, is_kept=True)
SUBHEADING = Look("heading 2", KAI, first=2, outline=1, is_kept=True)
ENDING = Look("文尾", first=2, is_kept=True)
DATE = Look("成文日期", align="right", right=4)
SENDER = Look("发文机关署名", align="right", right=2, is_kept=True)
IMPRINT = Look("版记", size=14, line=24, align="left", left=1, condensed=0)
LATE_IMPRINT = Look("版记印发日期", size=14, line=24, align="right", right=1, condensed=0)
ABOVE_IMPRINT = Look("版记之前", size=1, line=575, condensed=0)  # the page's 225 mm less two lines
LAST = Look("版记之后", size=1, line=1, condensed=0)
ANNEX = Look("附件标记", HEI, align="left", outline=0, is_new_page=True, is_kept=True)
ANNEX_TITLE = Look("附件标题", XIAOBIAO, 18, 26, "center", latin=XIAOBIAO, is_kept=True)
ANNEX_MARK = Look("附件版次标记", KAI, 12, 20, "center", after=4, condensed=0, is_kept=True)
ANNEX_HEADING = Look("附件小标题", HEI, 12, 22, "left", outline=1, condensed=0, is_kept=True)
NOTE = Look("表注", size=10.5, line=15, align="left", condensed=0)
KEPT_NOTE = Look("表注续", size=10.5, line=15, align="left", condensed=0, is_kept=True)
HEAD = Look("表头", HEI, 10.5, 14, "center", condensed=0)
CELL = Look("表内文字", size=10.5, line=14, align="left", condensed=0)
CENTRED = Look("表内居中", size=10.5, line=14, align="center", condensed=0)
GROUP = Look("表内分组", HEI, 10.5, 14, "left", condensed=0, is_kept=True)
NUMBER = Look("表内数字", size=10.5, line=14, align="right", condensed=0)
ODD_FOOT = Look("页码", SONG, 14, 16, "right", right=1, condensed=0, latin=SONG)
EVEN_FOOT = Look("双页页码", SONG, 14, 16, "left", left=1, condensed=0, latin=SONG)
LOOKS = [BODY, TITLE, MARK, DEMONSTRATION_MARK, HEADING, SUBHEADING, ENDING, DATE]
LOOKS += [SUBTITLE, ROOM_FOR_NUMBER, ADDRESSEE, SENDER, IMPRINT, LATE_IMPRINT, ABOVE_IMPRINT, LAST]
LOOKS += [ANNEX, ANNEX_TITLE, ANNEX_MARK, ANNEX_HEADING]
LOOKS += [NOTE, HEAD, CELL, CENTRED, GROUP, NUMBER, ODD_FOOT, EVEN_FOOT, KEPT_NOTE]


@dataclass(frozen=True)
class Column:
    """A column of a table; width in mm."""

    head: str
    width: float
    look: Look = CELL


class Paper:
    """A document under way: upright first, turned across for its annexes."""

    def __init__(self):
        import docx

        self.document = docx.Document()
        self.body = self.document.element.body
        self._strip()
        self.document.styles.element[:] = styles()
        self._settings()
        section = self.document.sections[0]
        self._set_page(A4, UPRIGHT)
        for footer, look in ((section.footer, ODD_FOOT), (section.even_page_footer, EVEN_FOOT)):
            footer.is_linked_to_previous = False
            footer._element[:] = [page_number(look)]

    def write(self, text: str, look: Look = BODY) -> None:
        self._append(paragraph(text, look))

    def table(self, columns: list[Column], rows: list[list[str] | str]) -> None:
        """Draw a table whose head repeats and whose rows do not break; a row that is a string spans it."""
        head = row([cell(column.head, column.width, HEAD) for column in columns], element("tblHeader"))
        grid = element("tblGrid", *(element("gridCol", w=mm(column.width)) for column in columns))
        body = [
            row(spanning(each, columns) if isinstance(each, str) else cells(each, columns)) for each in rows
        ]
        self._append(element("tbl", table_properties(columns), grid, head, *body))

    def keep_last_row(self) -> None:
        """Keep the last row of the table just drawn on one page with what follows it."""
        for properties in self.body[-2][-1].iter(name("pPr")):
            properties.insert(1, element("keepNext"))

    def across(self) -> None:
        """End the upright section; what follows stands on landscape pages."""
        self._end_section()
        self._set_page(A4[::-1], ACROSS)

    def turn(self) -> None:
        """Lay a paper without upright pages across, before anything else is turned."""
        self._set_page(A4[::-1], ACROSS)

    def imprint(self, lines: list[tuple[str, str]]) -> None:
        """Write the imprint 版记 at the foot of an even upright page, the last one: rules between its lines."""
        self.write("", NOTE)
        self._end_section()
        self._set_page(A4, UPRIGHT)
        self.body.sectPr.insert(0, element("type", val="evenPage"))
        self.write("", ABOVE_IMPRINT)
        rows = [row([cell(one, 100, IMPRINT), cell(other, 56, LATE_IMPRINT)]) for one, other in lines]
        grid = element("tblGrid", element("gridCol", w=mm(100)), element("gridCol", w=mm(56)))
        self._append(element("tbl", imprint_properties(), grid, *rows))
        self.write("", LAST)

    def _end_section(self) -> None:
        closing = element("sectPr")
        closing[:] = copy.deepcopy(list(self.body.sectPr))
        self.body[-2].find(name("pPr")).append(closing)
        for reference in self.body.sectPr.findall(name("footerReference")):
            self.body.sectPr.remove(reference)

    def save(self, title: str, at: dt.datetime) -> bytes:
        """Return the file, without author, tool or template in it."""
        about = self.document.core_properties
        about.title, about.language, about.revision = title, "zh-CN", 1
        about.author = about.last_modified_by = about.comments = about.keywords = ""
        about.created = about.modified = at
        stream = BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _append(self, node) -> None:
        self.body.insert(len(self.body) - 1, node)

    def _set_page(self, size, margins) -> None:
        section = self.body.sectPr
        for tag in ("pgSz", "pgMar", "cols", "docGrid"):
            for old in section.findall(name(tag)):
                section.remove(old)
        turned = {"orient": "landscape"} if size[0] > size[1] else {}
        section.append(element("pgSz", w=mm(size[0]), h=mm(size[1]), **turned))
        section.append(element("pgMar", gutter=0, **{edge: mm(width) for edge, width in margins.items()}))

    def _strip(self) -> None:
        """Throw away what the library's template brings: theme, thumbnail, properties of another program."""
        package = self.document.part.package
        for part, kept in (
            (package, ("officeDocument", "core-properties")),
            (self.document.part, KEPT_PARTS),
        ):
            for key in [k for k, rel in part.rels.items() if not rel.reltype.endswith(kept)]:
                del part.rels[key]
        fonts = next(
            r.target_part for r in self.document.part.rels.values() if r.reltype.endswith("fontTable")
        )
        fonts._blob = font_table()

    def _settings(self) -> None:
        compatibility = {
            "name": "compatibilityMode",
            "uri": "http://schemas.microsoft.com/office/word",
            "val": 15,
        }
        self.document.settings.element[:] = [
            element("zoom", percent=100),
            element("defaultTabStop", val=640),
            element("evenAndOddHeaders"),
            element("characterSpacingControl", val="doNotCompress"),
            element("compat", element("useFELayout"), element("compatSetting", **compatibility)),
            element("themeFontLang", val="en-US", eastAsia="zh-CN"),
        ]


def name(tag: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{tag}")


def element(tag: str, *children, **attributes):
    """Return <w:tag> with its children and w: attributes."""
    from docx.oxml import OxmlElement

    node = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        node.set(name(key), str(value))
    node.extend(children)
    return node


def mm(length: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(length * 1440 / 25.4)


def twips(points: float) -> int:
    return round(points * 20)


def paragraph(text: str, look: Look):
    return element("p", paragraph_properties(look), run(look, *pieces(text)))


def run(look: Look, *content):
    return element("r", run_properties(look), *content)


def pieces(text: str) -> list:
    """Return the text as it stands, its line breaks as breaks."""
    nodes = []
    for number, line in enumerate(legal(text).replace("\r", "\n").split("\n")):
        if number:
            nodes.append(element("br"))
        nodes.append(literal("t", line))
    return nodes


def literal(tag: str, text: str):
    node = element(tag)
    node.text = text
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return node


def style_id(look: Look) -> str:
    return f"S{LOOKS.index(look)}"


def paragraph_properties(look: Look, is_style: bool = False):
    """Return w:pPr in the order its schema asks for."""
    nodes = [] if is_style else [element("pStyle", val=style_id(look))]
    if look.is_kept:
        nodes.append(element("keepNext"))
    if look.is_new_page:
        nodes.append(element("pageBreakBefore"))
    nodes += [
        element("widowControl", val=0),
        element("spacing", before=0, after=twips(look.after), line=twips(look.line), lineRule="exact"),
        indent(look),
        element("jc", val=look.align),
    ]
    if look.outline is not None:
        nodes.append(element("outlineLvl", val=look.outline))
    return element("pPr", *nodes)


def indent(look: Look):
    """Return the indent in characters, and the same in points for those who do not count characters."""
    attributes = {}
    for key, count in (("left", look.left), ("right", look.right), ("firstLine", look.first)):
        attributes |= {f"{key}Chars": count * 100, key: twips(count * look.size)}
    return element("ind", **attributes)


def run_properties(look: Look):
    """Return w:rPr; numbers keep the Latin face, everything ambiguous (quotes, dashes) takes the Chinese one."""
    hint = {} if look is NUMBER else {"hint": "eastAsia"}
    return element(
        "rPr",
        element("rFonts", ascii=look.latin, hAnsi=look.latin, eastAsia=look.face, cs=look.latin, **hint),
        element("spacing", val=-twips(look.condensed)),
        element("sz", val=round(look.size * 2)),
        element("szCs", val=round(look.size * 2)),
        element("lang", val="en-US", eastAsia="zh-CN"),
    )


def styles() -> list:
    """Return the whole style sheet: one style for each look and the defaults Word cannot do without."""
    defaults = element(
        "docDefaults",
        element("rPrDefault", run_properties(BODY)),
        element("pPrDefault"),
    )
    font = element(
        "style", element("name", val="Default Paragraph Font"), type="character", default=1, styleId="F"
    )
    edges = [element(edge, w=width, type="dxa") for edge, width in (("left", 108), ("right", 108))]
    margins = element("tblPr", element("tblInd", w=0, type="dxa"), element("tblCellMar", *edges))
    grid = element(
        "style", element("name", val="Normal Table"), margins, type="table", default=1, styleId="T"
    )
    return [defaults, font, grid, *map(style, LOOKS)]


def style(look: Look):
    first = {"default": 1} if look is BODY else {}
    based = [] if look is BODY else [element("basedOn", val=style_id(BODY))]
    kind = {} if look.style.isascii() else {"customStyle": 1}
    properties = paragraph_properties(look, is_style=True), run_properties(look)
    nodes = [element("name", val=look.style), *based, element("qFormat"), *properties]
    return element("style", *nodes, type="paragraph", styleId=style_id(look), **first, **kind)


def font_table() -> bytes:
    """Return the font table: each face with the names it also goes by."""
    from docx.opc.oxml import serialize_part_xml

    faces = [element("font", element("altName", val=names), name=face) for face, names in SUBSTITUTES.items()]
    return serialize_part_xml(element("fonts", *faces, element("font", name=LATIN)))


def page_number(look: Look):
    """Return — 1 —; every part of the field in a run of its own, or WPS hides it."""
    field = [run(look, element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    instruction, number = run(look, literal("instrText", " PAGE ")), run(look, literal("t", "1"))
    dashes = [run(look, literal("t", text)) for text in ("— ", " —")]
    runs = [dashes[0], field[0], instruction, field[1], number, field[2], dashes[1]]
    return element("p", paragraph_properties(look), *runs)


def table_properties(columns):
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = element("tblBorders", *(element(s, val="single", sz=4, space=0, color="auto") for s in sides))
    edges = element("tblCellMar", *(element(edge, w=57, type="dxa") for edge in ("left", "right")))
    width = element("tblW", w=sum(mm(column.width) for column in columns), type="dxa")
    layout = element("tblLayout", type="fixed")
    return element("tblPr", width, element("jc", val="center"), borders, layout, edges)


def imprint_properties():
    """Return the properties of the imprint's table: thick rules above and below, a thin one between, no sides."""
    sides = (("top", 8), ("bottom", 8), ("insideH", 4))
    borders = element(
        "tblBorders", *(element(s, val="single", sz=w, space=0, color="auto") for s, w in sides)
    )
    return element(
        "tblPr", element("tblW", w=mm(156), type="dxa"), borders, element("tblLayout", type="fixed")
    )


def row(nodes, *extra):
    return element("tr", element("trPr", element("cantSplit"), *extra), *nodes)


def cells(texts, columns) -> list:
    return [cell(text, column.width, column.look) for text, column in zip(texts, columns, strict=True)]


def cell(text: str, width: float, look: Look, *extra):
    properties = element(
        "tcPr", element("tcW", w=mm(width), type="dxa"), *extra, element("vAlign", val="center")
    )
    return element("tc", properties, paragraph(text, look))


def spanning(text: str, columns) -> list:
    width = sum(column.width for column in columns)
    return [cell(text, width, GROUP, element("gridSpan", val=len(columns)))]
