"""The workbook: numbers are numbers, text is text, whatever a user wrote."""

import datetime as dt
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from reports import contexts as c
from reports import excel, extracts
from tests.reports.factory import figure
from tests.reports.papers import (
    CODE,
    FORMULAS,
    ILLEGAL,
    LINES,
    LONG_UNIT,
    MARKUP,
    QUARTERS,
    awkward,
    empty,
    spring,
    with_rows,
    year_end,
)

NAMES = ["说明", "指标", "分季数据", "目标", "定性目标", "任务", "未报送", "较上期", "口径", "图表"]
HEAD = 3


def opened(context, check_code=CODE):
    return openpyxl.load_workbook(BytesIO(excel.render(context, check_code)))


def records(sheet) -> list[dict]:
    """Return the sheet's rows by the first line of their heads."""
    heads = [cell.value.split("\n")[0] for cell in sheet[HEAD]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=HEAD + 1)]
    return [row for row in rows if any(cell.value is not None for cell in row.values())]


@pytest.fixture(scope="module")
def book():
    return opened(spring())


@pytest.fixture(scope="module")
def awkward_book():
    return opened(awkward())


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_sheets_are_the_same_whatever_the_quarter(quarter):
    assert opened(quarter()).sheetnames == NAMES


def test_the_front_sheet_says_which_edition_this_is(book):
    lines = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=HEAD)}
    assert book["说明"]["A1"].value == "2019年一季度营口高新区提档升位目标任务完成情况"
    assert lines["期次"] == "2019年一季度"
    assert lines["版次"] == "第2版（更正）"
    assert lines["校验码"] == CODE
    assert lines["数据截至"] == dt.datetime(2019, 3, 31)  # noqa: DTZ001
    assert lines["数据状态"] == "快报"
    assert lines["发布"] == "2019年5月20日　审核员"
    assert "营政办发〔2017〕69号" in lines["文件"]
    assert "审核通过" in lines["数据来源"]
    assert lines["较上期"] == f"（2018年 第1版）{spring().difference.sentence}"
    assert lines["演示数据"] == spring().demonstration


def test_the_front_sheet_explains_a_forecast_where_there_is_one(book):
    told = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=HEAD)}
    assert "八成可能" in told["预测"] and "不作判定" in told["预测"]
    bare = {row[0].value for row in opened(year_end())["说明"].iter_rows(min_row=HEAD)}
    assert "预测" not in bare


def test_every_sheet_carries_edition_code_and_demonstration_on_screen_and_paper(book):
    for sheet in book:
        assert (
            sheet["A2"].value == "2019年一季度第2版（更正）　校验码7K3Q-9F2M　数据截至2019年3月31日　演示数据"
        )
        assert sheet.oddHeader.right.text == sheet["A2"].value
        assert sheet.oddFooter.center.text == "第&P页　共&N页"


def test_a_real_workbook_never_says_demonstration():
    book = opened(empty(), "")
    assert not [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if "演示" in str(cell.value)
    ]
    assert book["说明"]["A2"].value == "2019年一季度（预览，未编版次）　无校验码　数据截至2019年3月31日"


def test_sheets_print_landscape_on_a4_with_their_head_on_every_page(book):
    for sheet in book.worksheets[:-1]:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
            "landscape",
            9,
            0,
        )
    for name in NAMES[1:-1]:
        assert book[name].print_title_rows == "$3:$3"
        assert book[name].freeze_panes[-1] == "4"
        assert book[name].auto_filter.ref.startswith("A3:")
        assert book[name].print_area.startswith(f"'{name}'!$A$1:")


def test_figures_are_numbers_and_print_as_the_page_does(book):
    rows = {row["指标"].value: row for row in records(book["指标"]) if row["阶段"].value == "2019年"}
    output = rows["规模以上工业总产值"]
    assert (output["实际值"].value, output["实际值"].number_format) == (118.6, "0.00;−0.00;0.00")
    assert (output["目标值"].value, output["比较"].value, output["计量单位"].value) == (500, "≥", "亿元")
    assert output["时序差"].number_format == "0.0;−0.0;0.0"
    assert rows["工业增加值"]["时序差"].number_format == "+0.0;−0.0;0.0"
    assert (output["标记"].value, output["判定"].value) == ("▲", "滞后")
    contracts = rows["技术合同成交额"]
    assert (contracts["比较"].value, contracts["目标值"].value) == (">", 2)
    assert (contracts["后续需要"].value, contracts["需要总量"].value) == ("后三季需完成超过", 1.69)
    assert contracts["单位说明"].value == "两项大额合同顺延至二季度登记。"


def test_heads_carry_the_unit(book):
    heads = [cell.value for cell in book["指标"][HEAD]]
    for head in ("完成率\n（%）", "时序差\n（百分点）", "实际值\n（计量单位）"):
        assert head in heads


def test_missing_is_never_zero():
    for row in records(opened(empty())["指标"]):
        assert row["实际值"].value == "——"
        assert row["判定"].value == "未报"
        assert row["最近一次值"].value == 9


def test_a_measure_that_does_not_exist_stays_empty(book):
    rows = {row["指标"].value: row for row in records(book["指标"]) if row["阶段"].value == "2019年"}
    assert rows["高新技术企业"]["应达进度"].value is None
    assert rows["高新技术企业"]["时序差"].value is None


def test_a_gap_stands_in_the_column_of_its_unit():
    rows = [row for row in records(opened(year_end())["指标"]) if row["阶段"].value == "2018年"]
    assert len(rows) == 21
    assert all(row["时序差"].value is None and row["与目标差"].value is not None for row in rows)


def test_a_word_in_place_of_a_number_prints_as_that_word():
    context = spring()
    rows = [replace(row, growth=figure("0.04")) for row in context.main.rows]
    rows[0] = replace(rows[0], growth=c.Figure(rows[0].growth.value or figure("0.04").value, "持平"))
    cell = records(opened(with_rows(context, rows))["指标"])[0]["同比"]
    assert (cell.value, cell.number_format) == (0.04, '"持平"')


@pytest.mark.case("I05", "I06")
def test_users_text_is_text_and_stays_as_it_was(awkward_book):
    found = {}
    for sheet in awkward_book:
        for row in sheet.iter_rows():
            found |= {cell.value: cell for cell in row if isinstance(cell.value, str)}
    for text in [*FORMULAS, *MARKUP, LINES, LONG_UNIT]:
        assert found[text].data_type == "s", text
    assert not [cell for cell in found.values() if cell.data_type == "f" or cell.hyperlink]
    assert "正常文字" in found
    assert ILLEGAL not in found


@pytest.mark.case("I05")
def test_a_carriage_return_before_a_formula_is_text():
    context = spring()
    rows = [replace(row, note="\r=1") for row in context.main.rows]
    cell = records(opened(with_rows(context, rows))["指标"])[0]["单位说明"]
    assert cell.data_type == "s"
    assert cell.value in ("\r=1", "_x000D_=1")  # Excel reads the escape as the character


def test_a_text_longer_than_a_cell_is_cut_and_not_lost():
    context = spring()
    rows = [replace(row, note="长" * 40000) for row in context.main.rows]
    assert len(records(opened(with_rows(context, rows))["指标"])[0]["单位说明"].value) == 32767


@pytest.mark.case("I05")
def test_a_true_negative_is_a_number():
    context = spring()
    rows = [replace(row, value=figure("-5.20")) for row in context.main.rows]
    cell = records(opened(with_rows(context, rows))["指标"])[0]["实际值"]
    assert (cell.value, cell.data_type) == (-5.2, "n")


def test_no_file_of_the_workbook_holds_a_formula_or_a_link():
    archive = zipfile.ZipFile(BytesIO(excel.render(awkward(), CODE)))
    texts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert not re.search(r"<f[ >]|<hyperlink", texts)
    assert "<dc:creator></dc:creator>" in texts or "<dc:creator/>" in texts


def test_quarters_are_one_row_for_each_indicator_and_quarter(book):
    points = [(i, p) for i in spring().indicators for p in i.points]
    rows = records(book["分季数据"])
    assert len(rows) == len(points) > 200
    for row, (indicator, point) in zip(rows, points, strict=True):
        assert (row["指标"].value, row["期"].value) == (indicator.name, point.quarter)
        assert row["判定"].value == point.signal.word
        expected = None if point.value.value is None else pytest.approx(float(point.value.value))
        assert row["累计或期末"].value == expected


def test_a_quarter_without_a_figure_is_left_empty():
    context = spring()
    point = replace(context.indicators[0].points[0], value=c.Figure(None, "——"))
    context = replace(context, indicators=(replace(context.indicators[0], points=(point,)),))
    assert records(opened(context)["分季数据"])[0]["累计或期末"].value is None


def test_every_target_stands_with_its_origin_and_its_words(book):
    targets = [target for indicator in spring().indicators for target in indicator.targets]
    rows = records(book["目标"])
    assert [(row["来源"].value, row["原文"].value, row["条款"].value) for row in rows] == [
        (target.origin, target.quote, target.clause) for target in targets
    ]
    assert len(rows) == 48


def test_a_task_has_one_row_for_each_unit_that_wrote():
    context = awkward()
    rows = records(opened(context)["任务"])
    assert len(rows) == sum(max(len(task.updates), 1) for task in context.tasks)
    assert [row["身份"].value for row in rows[-2:]] == ["配合", "配合"]
    assert rows[-1]["存在问题"].value == "缺口大"
    silent = next(row for row in rows if row["任务判断"].value == "未报")
    assert silent["报送单位"].value is None


def test_a_task_tells_its_course_with_where_each_date_comes_from(book):
    row = next(row for row in records(book["任务"]) if row["任务号"].value == 5)
    assert row["文件阶段"].value == "《科技研发平台建设支持政策》起草"
    assert row["完成时限"].value == "设备采购 2019-04-30（管委会设定）逾期12天"
    assert (row["任务状态"].value, row["销号"].value) == ("逾期", "批准销号")


def test_what_was_not_reported_is_listed_with_late_and_absent_units(book):
    rows = [[cell.value for cell in row.values()] for row in records(book["未报送"])]
    assert rows == [
        ["市金融发展局", "指标数据", "当年新增获得风险投资的企业", "没有报送"],
        ["市商务局", "单位迟报", None, None],
        ["市金融发展局", "单位未报齐", None, None],
    ]


def test_an_empty_list_says_so():
    context = replace(spring(), difference=None, reporting=c.ReportingContext(5, 5, 5, (), (), ()))
    book = opened(context)
    assert book["未报送"].cell(HEAD + 1, 1).value == "本期应报内容均已按时报送。"
    assert book["较上期"].cell(HEAD + 1, 1).value == "没有上期，或与上期相比没有变化。"


def test_definitions_mark_readings_and_open_questions(book):
    rows = {row["指标"].value: row for row in records(book["口径"])}
    assert {row["范围来源"].value for row in rows.values()} == {"解读", "文件规定"}
    assert {row["口径状态"].value for row in rows.values()} == {"已确认", "待确认"}


def test_a_target_set_for_each_year_has_its_year_in_the_phase():
    row = spring().main.rows[0]
    context = replace(spring(), task_rows=(row, replace(row, target=None)))
    rows = records(opened(context)["指标"])
    assert [row["阶段"].value for row in rows[-2:]] == ["任务量化目标（2019年）", "任务量化目标"]


def test_growth_says_what_it_is_counted_in(book):
    rows = {
        row["指标"].value: row["同比单位"].value
        for row in records(book["指标"])
        if row["阶段"].value == "2019年"
    }
    assert rows["规模以上工业总产值"] == "%（统计部门反馈）"
    assert rows["技术合同成交额"] == "%"
    assert rows["企业外籍常驻员工占比"] == "百分点"
    assert rows["高新技术企业"] == "比年初增减"
    assert rows["当年新增获得风险投资的企业"] is None
    points = {(row["指标"].value, row["同比单位"].value) for row in records(book["分季数据"])}
    assert {
        ("高新技术企业", "比年初增减"),
        ("企业外籍常驻员工占比", "百分点"),
        ("技术合同成交额", "%"),
    } <= points


def test_the_gap_of_a_past_year_is_not_in_percentage_points():
    context = spring()
    points = [point for indicator in context.indicators for point in indicator.points]
    rows = records(opened(context)["分季数据"])
    for row, point in zip(rows, points, strict=True):
        concluded = point.signal.key in ("MET", "MISSED")
        assert row["时序差" if concluded else "与目标差"].value is None
        assert (row["与目标差" if concluded else "时序差"].value is None) == (point.gap.value is None)


def test_charts_are_native_and_read_the_cells_of_the_sheets():
    context = spring()
    page = opened(context)["图表"]
    drawn = [
        row
        for row in extracts.lagging(context)
        if any(i.slug == row.slug and i.points for i in context.indicators)
    ]
    assert len(page._charts) == 1 + len(drawn)
    progress = page._charts[0].ser
    head = HEAD + 1
    assert [series.val.numRef.f for series in progress] == [
        f"指标!$I${head}:$I${head + len(context.main.rows) - 1}",
        f"指标!$Y${head}:$Y${head + len(context.main.rows) - 1}",
    ]


def test_the_chart_of_a_lagging_indicator_holds_its_quarters_and_no_other():
    context = spring()
    book = opened(context)
    row = extracts.lagging(context)[0]
    sheet, column = book["图表"]._charts[1].ser[0].cat.strRef.f.split("!")
    first, last = re.findall(r"\d+", column)
    names = [book[sheet].cell(int(number), 2).value for number in (first, last)]
    assert names == [row.name] * 2
    points = next(indicator.points for indicator in context.indicators if indicator.slug == row.slug)
    assert int(last) - int(first) + 1 == len(points)


def test_nothing_to_judge_has_no_chart_to_lie_with():
    bare = replace(spring(), phases=tuple(replace(phase, rows=(), attention=()) for phase in spring().phases))
    assert opened(bare)["图表"]._charts == []
