"""The page of GB/T 9704-2012, measured on the produced file and, where LibreOffice is there, on its pages."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from reports import word
from reports.titles import MEETING, NOTICE, stamp
from reports.word_page import Paper
from tests.reports.papers import CODE, QUARTERS, spring

WHOLE_PAGES = 3
LINES, CHARACTERS = 22, 28
TWIPS_OF_28_95, TWIPS_OF_0_25 = "579", "-5"


PAPERS = [*((quarter, MEETING) for quarter in QUARTERS), (spring, NOTICE)]


@pytest.fixture(scope="module", params=PAPERS, ids=lambda made: f"{made[0].__name__} {made[1]}")
def produced(request) -> bytes:
    quarter, genre = request.param
    return word.render(quarter(), CODE, genre)


@pytest.fixture(scope="module")
def paper(produced):
    return docx.Document(BytesIO(produced))


@pytest.fixture(scope="module")
def parts(produced) -> dict[str, str]:
    archive = zipfile.ZipFile(BytesIO(produced))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def attribute(node, path: str, key: str):
    found = node.find("/".join(qn(f"w:{step}") for step in path.split("/")))
    return None if found is None else found.get(qn(f"w:{key}"))


def upright(paper):
    """Return the paragraphs before the annexes."""
    texts = [paragraph.text for paragraph in paper.paragraphs]
    return paper.paragraphs[: texts.index("附件1")]


def every_run(paper):
    feet = [foot for s in paper.sections for foot in (s.footer, s.even_page_footer)]
    roots = [paper.element.body, *(foot._element for foot in feet)]
    return [run for root in roots for run in root.iter(qn("w:r"))]


def is_material(paper) -> bool:
    return "（联席会议材料）" in [paragraph.text for paragraph in paper.paragraphs]


def millimetres(length) -> float:
    return round(length.mm, 1)


def test_the_upright_page_is_a4_with_the_margins_of_the_standard(paper):
    page = paper.sections[0]
    assert (millimetres(page.page_width), millimetres(page.page_height)) == (210, 297)
    edges = (page.top_margin, page.left_margin, page.right_margin, page.bottom_margin)
    assert tuple(map(millimetres, edges)) == (37, 28, 26, 35)


def test_the_annexes_stand_on_the_same_paper_turned(paper):
    assert len(paper.sections) == (2 if is_material(paper) else 3)
    page = paper.sections[1]
    assert (millimetres(page.page_width), millimetres(page.page_height)) == (297, 210)
    assert page.orientation == docx.enum.section.WD_ORIENT.LANDSCAPE
    edges = (page.right_margin, page.top_margin, page.bottom_margin, page.left_margin)
    assert tuple(map(millimetres, edges)) == (37, 28, 26, 35)


def test_no_grid_no_theme_no_bold(parts):
    for name, text in parts.items():
        assert "docGrid" not in text, name
        assert not re.search(r"w:\w*[tT]heme\b|asciiTheme|hAnsiTheme|eastAsiaTheme|cstheme", text), name
        assert not re.search(r"<w:b[ />]", text), name


def test_every_run_names_its_chinese_font(paper):
    runs = every_run(paper)
    assert len(runs) > 200
    allowed = {"仿宋", "黑体", "楷体", "宋体", "方正小标宋简体"}
    assert {attribute(run, "rPr/rFonts", "eastAsia") for run in runs} <= allowed
    assert all(attribute(run, "rPr/rFonts", "ascii") for run in runs)


def test_the_body_is_fangsong_no_3_exactly_spaced_and_indented(paper):
    body = [p for p in upright(paper) if p.style.name == "Normal"]
    assert len(body) > 20
    for paragraph in body:
        node = paragraph._element
        assert attribute(node, "pPr/spacing", "line") == TWIPS_OF_28_95
        assert attribute(node, "pPr/spacing", "lineRule") == "exact"
        assert (attribute(node, "pPr/ind", "firstLineChars"), attribute(node, "pPr/ind", "firstLine")) == (
            "200",
            "640",
        )
        for run in paragraph.runs:
            assert attribute(run._element, "rPr/rFonts", "eastAsia") == "仿宋"
            assert attribute(run._element, "rPr/spacing", "val") == TWIPS_OF_0_25
            assert run.font.size.pt == 16


def test_headings_have_their_face_and_their_level(paper):
    found = []
    for paragraph in upright(paper):
        level = attribute(paragraph._element, "pPr/outlineLvl", "val")
        face = attribute(paragraph.runs[0]._element, "rPr/rFonts", "eastAsia")
        if re.match(r"[一二三四五]、", paragraph.text):
            assert (level, face, paragraph.style.name) == ("0", "黑体", "Heading 1"), paragraph.text
            found.append(paragraph.text)
        elif re.match(r"（[一二三四五六七八九十]+）", paragraph.text):
            assert (level, face, paragraph.style.name) == ("1", "楷体", "Heading 2"), paragraph.text
        else:
            assert level is None, paragraph.text
    assert found == ["一、总体情况", "二、指标完成情况", "三、重点任务进展", "四、存在问题", "五、下一步"]


def test_no_page_holds_the_end_of_the_notice_alone(paper):
    """GB/T 9704 forbids a page that holds the date and no text: the last paragraph goes with it."""
    lines = upright(paper)
    last = next(place for place, p in enumerate(lines) if p.text.startswith("附件：")) - 2
    assert lines[last].text.endswith("。")
    assert all(
        attribute(p._element, "pPr/keepNext", "val") is None
        and p._element.find(f".//{qn('w:keepNext')}") is not None
        for p in lines[last:-1]
    )


def test_the_title_is_xiaobiaosong_no_2_centred(paper):
    title = next(p for p in paper.paragraphs if p.style.name == "Title")
    assert re.fullmatch(r"(关于)?\d{4}年(一季度)?营口高新区提档升位\n目标任务完成情况(的通报)?", title.text)
    assert attribute(title.runs[0]._element, "rPr/rFonts", "eastAsia") == "方正小标宋简体"
    assert title.runs[0].font.size.pt == 22
    assert attribute(title._element, "pPr/jc", "val") == "center"


def test_the_page_number_stands_right_on_odd_and_left_on_even_pages(paper):
    assert paper.settings.odd_and_even_pages_header_footer
    page = paper.sections[0]
    for foot, side in ((page.footer, "right"), (page.even_page_footer, "left")):
        paragraph = foot.paragraphs[0]
        assert attribute(paragraph._element, "pPr/jc", "val") == side
        assert attribute(paragraph._element, "pPr/ind", f"{side}Chars") == "100"
        assert paragraph.text == "— 1 —"
        for run in paragraph.runs:
            assert attribute(run._element, "rPr/rFonts", "eastAsia") == "宋体"
            assert run.font.size.pt == 14
    assert paper.sections[1].footer.is_linked_to_previous


def test_each_part_of_the_page_number_has_a_run_of_its_own(paper):
    foot = paper.sections[0].footer.paragraphs[0]._element
    runs = [
        [child.tag.split("}")[1] for child in run if child.tag != qn("w:rPr")] for run in foot.iter(qn("w:r"))
    ]
    assert runs == [["t"], ["fldChar"], ["instrText"], ["fldChar"], ["t"], ["fldChar"], ["t"]]


def test_tables_repeat_their_head_and_keep_their_rows_whole(paper):
    assert paper.tables
    for table in paper.tables[: 4 if is_material(paper) else -1]:
        heads = [
            attribute(row._tr, "trPr/tblHeader", "val") is None
            and row._tr.find(f".//{qn('w:tblHeader')}") is not None
            for row in table.rows
        ]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) <= round(225 * 1440 / 25.4) + len(widths)


def test_numbers_in_the_table_are_set_to_the_right(paper):
    table = paper.tables[0]
    heads = [cell.text for cell in table.rows[0].cells]
    numeric = [
        place for place, head in enumerate(heads) if re.match("年度|累计|全年|进度|时序|完成率|与|同比", head)
    ]
    assert len(numeric) == 5
    for row in table.rows[1:]:
        if len(row._tr.tc_lst) == len(heads):
            sides = {attribute(row.cells[place].paragraphs[0]._element, "pPr/jc", "val") for place in numeric}
            assert sides == {"right"}


def test_no_author_no_tool_no_template(paper, parts):
    about = paper.core_properties
    assert (about.author, about.last_modified_by, about.comments, about.keywords) == ("", "", "", "")
    assert "营口高新区提档升位目标任务完成情况" in about.title
    assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & set(parts)
    assert not re.search("python|Macintosh|LibreOffice|Microsoft (Office )?Word", "".join(parts.values()))


def test_dates_have_no_leading_zero_and_numbers_their_brackets(paper):
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "营政办发〔2017〕69号" in text
    assert not re.search(r"年0\d月|月0\d日", text)


def test_a_long_unit_name_and_an_empty_text_are_printed():
    paper = Paper()
    paper.write("")
    paper.write("单" * 400)
    paper.across()
    assert docx.Document(BytesIO(paper.save("题", stamp(spring())))).paragraphs[1].text == "单" * 400


def measured_pages(tmp_path, paper: Paper) -> list[list[str]]:
    """Return the lines of every page as LibreOffice sets them, without the page number."""
    missing = [name for name in ("soffice", "pdftotext", "fc-list") if not shutil.which(name)]
    if missing or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True).stdout:
        pytest.skip("没有 LibreOffice：apt-get install libreoffice-writer poppler-utils fonts-noto-cjk")
    (tmp_path / "paper.docx").write_bytes(paper.save("量页", stamp(spring())))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "paper.docx")], capture_output=True, timeout=100, check=True)
    done = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-"], capture_output=True, check=True
    )
    pages = done.stdout.decode().strip("\f\n").split("\f")
    return [
        [line.strip() for line in page.splitlines() if line.strip() and "—" not in line] for page in pages
    ]


@pytest.mark.slow
def test_libreoffice_sets_22_lines_of_28_characters(tmp_path):
    paper = Paper()
    paper.write("国" * (LINES * CHARACTERS * WHOLE_PAGES - 2))
    pages = measured_pages(tmp_path, paper)
    assert [len(page) for page in pages] == [LINES] * WHOLE_PAGES
    lengths = [len(line) for page in pages for line in page]
    assert lengths == [CHARACTERS - 2] + [CHARACTERS] * (LINES * WHOLE_PAGES - 1)
