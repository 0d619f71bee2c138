"""One edition, many papers: what Word prints, what Excel holds and shows, is what the edition says."""

from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import docx
import openpyxl
import pytest

from reports import excel, word
from tests.reports.papers import CODE, QUARTERS

SHAPES = {"正常": "●", "达标": "●", "滞后": "▲", "严重滞后": "■", "未达标": "■"}
FIGURES = {"目标值": lambda row: row.target and row.target.figure, "实际值": lambda row: row.value}
FIGURES |= {
    "完成率": lambda row: row.completion,
    "进度": lambda row: row.progress,
    "应达进度": lambda row: row.pace,
}
FIGURES |= {"同比": lambda row: row.growth, "最近一次值": lambda row: row.last_known}
FORECASTS = {
    "预测全年": "total",
    "预测下限": "low",
    "预测上限": "high",
    "预测与目标差": "difference",
    "预测误差": "error",
}
"""Each head of the sheet and the field of the forecast it holds."""
WORDS = {
    "指标": lambda row: row.name,
    "计量单位": lambda row: row.measure,
    "责任单位": lambda row: row.unit,
    "判定": lambda row: row.signal.word,
    "标记": lambda row: SHAPES.get(row.signal.word, "○"),
    "距目标": lambda row: row.remark,
    "数据状态": lambda row: row.data_status or "——",
    "更正": lambda row: row.correction,
}


@pytest.fixture(scope="module", params=QUARTERS, ids=lambda quarter: quarter.__name__)
def context(request):
    return request.param()


@pytest.fixture(scope="module")
def table(context) -> list[list[str]]:
    """Return the rows of 附件1, without its head and its group lines."""
    found = docx.Document(BytesIO(word.render(context, CODE))).tables[0]
    return [[cell.text for cell in row.cells] for row in found.rows[1:] if len(row._tr.tc_lst) > 1]


@pytest.fixture(scope="module")
def sheet(context) -> list[dict]:
    book = openpyxl.load_workbook(BytesIO(excel.render(context, CODE)))
    heads = [cell.value.split("\n")[0] for cell in book["指标"][3]]
    return [dict(zip(heads, row, strict=True)) for row in book["指标"].iter_rows(min_row=4)]


@pytest.fixture(scope="module")
def in_word(context, table):
    """Return (row of the edition, row of the paper)."""
    rows = [*context.main.rows, *(row for phase in context.phases if phase.is_window for row in phase.rows)]
    return list(zip([*rows, *context.task_rows], table, strict=True))


@pytest.fixture(scope="module")
def in_excel(context, sheet):
    """Return (row of the edition, row of the sheet, whether the value is held against the target itself)."""
    phases = sorted(context.phases, key=lambda phase: phase.slug != context.phase)
    rows = [*(row for phase in phases for row in phase.rows), *context.task_rows]
    pairs = zip(rows, sheet, strict=True)
    return [(row, cells, row.signal.word in ("达标", "未达标")) for row, cells in pairs]


def blank(text: str) -> str:
    return "" if text == "·" else text


def shown(cell) -> str:
    """Return what a spreadsheet shows: the number through its format, halves away from zero."""
    if not isinstance(cell.value, int | float) or cell.number_format == "General":
        return str(cell.value or "")
    if cell.number_format.startswith('"'):
        return cell.number_format.strip('"')
    positive, negative, zero = cell.number_format.split(";")
    places = Decimal(1).scaleb(-len(positive.partition(".")[2]))
    number = Decimal(repr(cell.value)).quantize(places, ROUND_HALF_UP)
    pattern = positive if number > 0 else negative if number < 0 else zero
    return pattern[: len(pattern) - len(pattern.lstrip("+−"))] + format(abs(number), "f")


@pytest.mark.case("N03")
def test_word_prints_every_figure_of_the_edition(context, in_word):
    of_year = context.main.quarter[-1] == "A"
    for row, cells in in_word:
        target = row.target.figure.text if row.target else ""
        progress = row.completion if of_year else row.progress
        expected = [
            str(row.order),
            row.name,
            row.measure,
            target,
            row.value.text,
            progress.text,
            row.gap.text,
        ]
        assert cells[:7] == list(map(blank, expected))
        assert blank(row.growth.text) in cells[7]


@pytest.mark.case("X08")
def test_word_prints_every_signal_of_the_edition(in_word):
    for row, cells in in_word:
        shape = SHAPES.get(row.signal.word, "○")
        assert cells[8].startswith(shape)
        assert row.signal.word in cells[8] or (row.signal.key == "NOT_DUE" and cells[8] == f"○ {row.remark}")
        assert cells[9] == (row.data_status or "——")


def test_excel_holds_every_figure_of_the_edition(in_excel):
    for row, cells, is_over in in_excel:
        wanted = {head: read(row) for head, read in FIGURES.items()}
        wanted["与目标差" if is_over else "时序差"] = row.gap
        wanted |= {head: row.forecast and getattr(row.forecast, field) for head, field in FORECASTS.items()}
        wanted["往年同期进度"] = row.same_period
        for head, figure in wanted.items():
            value = cells[head].value
            if figure is None:
                assert value is None, head
            elif figure.value is None:
                assert (value or "") == blank(figure.text), head
            else:
                assert Decimal(repr(value)) == pytest.approx(figure.value, rel=Decimal("1e-15")), head


@pytest.mark.case("N03")
def test_excel_shows_every_figure_as_the_edition_prints_it(in_excel):
    for row, cells, is_over in in_excel:
        gap = cells["与目标差" if is_over else "时序差"]
        assert shown(gap) == blank(row.gap.text)
        for head in ("实际值", "完成率", "进度", "应达进度", "同比"):
            assert shown(cells[head]) == blank(FIGURES[head](row).text), (head, row.name)
        for head, field in FORECASTS.items() if row.forecast else ():
            assert shown(cells[head]) == getattr(row.forecast, field).text
        assert shown(cells["往年同期进度"]) == blank(row.same_period.text)
        if row.target:
            assert shown(cells["目标值"]) == row.target.figure.text.lstrip(">≤≥")


def test_excel_holds_every_word_of_the_edition(in_excel):
    for row, cells, _ in in_excel:
        for head, read in WORDS.items():
            assert (cells[head].value or "") == read(row), head


@pytest.mark.case("N02")
def test_no_paper_holds_a_binary_remainder(in_word, in_excel):
    printed = [text for _, cells in in_word for text in cells]
    printed += [shown(cell) for _, cells, _ in in_excel for cell in cells.values()]
    assert not [text for text in printed if "999999" in text and "99999999999.9999" not in text]
    assert not [text for text in printed if "000000000" in text]
