"""What the notice says: the words of the edition, in the structure of an official notice."""

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.enum.section import WD_SECTION

from reports import contexts as c
from reports import titles, word
from tests.reports.factory import NONE, figure
from tests.reports.papers import (
    CODE,
    FORMULAS,
    ILLEGAL,
    LONG_NAME,
    LONG_UNIT,
    MARKUP,
    QUARTERS,
    awkward,
    empty,
    spring,
    year_end,
)


def opened(context, check_code=CODE, genre=titles.NOTICE):
    return docx.Document(BytesIO(word.render(context, check_code, genre)))


def texts(paper) -> list[str]:
    return [paragraph.text for paragraph in paper.paragraphs]


def cells(paper) -> list[str]:
    return [cell.text for table in paper.tables for row in table.rows for cell in row.cells]


def between(lines, first, last) -> list[str]:
    return lines[lines.index(first) + 1 : lines.index(last)]


@pytest.fixture(scope="module")
def notice():
    return texts(opened(spring()))


def test_a_demonstration_says_so_above_the_title(notice):
    assert notice[0].startswith("演示数据　今天按 2019年7月12日 计")
    assert notice[1:3] == ["〔2019〕　　号", "关于2019年一季度营口高新区提档升位\n目标任务完成情况的通报"]


def test_the_material_of_the_meeting_has_no_number_no_addressee_and_no_imprint():
    paper = opened(replace(spring(), demonstration=""), genre=titles.MEETING)
    lines = texts(paper)
    assert lines[:2] == ["2019年一季度营口高新区提档升位\n目标任务完成情况", "（联席会议材料）"]
    assert "目标任务完成情况汇报如下" in lines[3]
    assert not [
        line
        for line in lines + cells(paper)
        if "抄送" in line or "通报" in line or line.startswith("〔2019〕")
    ]


def test_a_notice_is_addressed_signed_dated_and_ends_with_its_imprint(notice):
    assert "联席会议各成员单位，各牵头单位、配合单位：" in notice
    date = notice.index("2019年5月20日")
    assert notice[date - 1] == spring().committee
    paper = opened(spring())
    imprint = [cell.text for row in paper.tables[-1].rows for cell in row.cells]
    assert imprint == ["抄送：", "", spring().committee, "2019年5月20日印发"]
    assert paper.sections[-1].start_type == WD_SECTION.EVEN_PAGE


def test_a_real_notice_begins_with_its_title():
    paper = opened(replace(spring(), demonstration=""))
    assert texts(paper)[1].startswith("关于2019年一季度")
    assert not [line for line in texts(paper) + cells(paper) if "演示" in line]


def test_the_edition_and_its_code_stand_under_the_title_and_over_each_annex(notice):
    assert notice[3] == "2019年一季度第2版（更正）　校验码7K3Q-9F2M"
    captions = [
        line
        for line in notice
        if line.startswith("2019年一季度第2版（更正）　校验码7K3Q-9F2M　数据截至2019年3月31日")
    ]
    assert len(captions) == 3


def test_the_introduction_names_the_document_the_day_and_the_status(notice):
    assert notice[5] == (
        "按照《营口市人民政府办公室关于推进营口高新区提档升位的实施意见》（营政办发〔2017〕69号），"
        "现将2019年一季度目标任务完成情况通报如下。数据截至2019年3月31日，为快报数。"
    )


def test_the_overall_paragraphs_count_compare_and_name(notice):
    assert between(notice, "一、总体情况", "二、指标完成情况") == [
        "2019年21项目标中，按进度判定8项：正常4项，滞后2项，严重滞后2项；"
        "其余13项本期不判定，其中未到考核期11项，口径待确认1项，未报1项。",
        "长期6项目标均未到考核期，本期不判定。",
        f"较上期（2018年第1版），{spring().difference.sentence}。",
        "应报单位5个，已报4个，按时报送3个。迟报：市商务局。未报：市金融发展局。",
    ]


def test_the_year_end_speaks_of_conclusions():
    lines = between(texts(opened(year_end())), "一、总体情况", "二、指标完成情况")
    assert lines[0] == "2018年21项目标中，已有结论21项：达标12项，未达标9项。"


def test_within_the_window_nothing_is_called_unjudged():
    context = spring()
    counts = tuple(
        c.CountContext(c.SignalContext(k, w), n, ())
        for k, w, n in (("REACHED", "已达到", 2), ("NOT_YET", "尚未达到", 4))
    )
    phases = tuple(replace(phase, counts=counts) if phase.is_window else phase for phase in context.phases)
    lines = texts(opened(replace(context, phases=phases)))
    assert "长期6项目标中，已达到2项，尚未达到4项。" in lines


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_indicator_has_its_sentence_under_its_group(quarter):
    context = quarter()
    lines = between(texts(opened(context)), "二、指标完成情况", "三、重点任务进展")
    lines = lines[: next((n for n, line in enumerate(lines) if line.endswith("定性目标")), None)]
    rows = [*context.main.rows, *context.phase_of("long-term").rows]
    sentences = [line for line in lines if not line.startswith("（")]
    assert len(sentences) == len(rows)
    for row, line in zip(rows, sentences, strict=True):
        assert row.sentence.removesuffix("。") in line and line.endswith("。")
        assert row.name in line
        is_short = row.forecast is not None and row.forecast.is_short
        assert line.endswith(f"，按往年规律{row.forecast.headline}。" if is_short else row.sentence)
    groups = [line.split("）")[1].partition("（")[0] for line in lines if line.startswith("（")]
    assert groups == list(dict.fromkeys(row.group for row in rows))


def test_difficult_tasks_speak_in_their_leads_words(notice):
    lines = between(notice, "三、重点任务进展", "四、存在问题")
    assert lines[0] == "34项重点任务中，顺利17项，可控9项，有风险4项，需协调2项，未报2项。"
    assert lines[1:3] == [
        "（一）需协调的任务",
        "1.强化政策支持保障（任务24，管委会）。第24项本季进展。存在问题：出资比例未议定。",
    ]
    assert "（二）有风险的任务" in lines


def test_a_task_without_a_lead_is_told_by_the_partner_who_judged_it_so():
    lines = texts(opened(awkward()))
    assert [line for line in lines if "（任务34，市财政局）。已拨付。存在问题：缺口大。" in line]


def test_what_lags_is_told_with_the_units_reason_red_before_yellow(notice):
    lines = between(notice, "四、存在问题", "五、下一步")
    assert lines[0] == "（一）指标方面"
    assert lines[1] == "1.技术合同成交额严重滞后。管委会说明：两项大额合同顺延至二季度登记。"
    assert lines[4].startswith("4.高新技术企业出口额滞后。")
    assert (
        lines[lines.index("（二）报送方面") + 1] == "市商务局迟报；市金融发展局未报；未报送事项1项，见附件3。"
    )


def test_a_lagging_indicator_without_a_reason_says_that(notice):
    context = spring()
    rows = tuple(replace(row, note="") for row in context.main.rows)
    phases = tuple(replace(phase, rows=rows) if phase.slug == "2019" else phase for phase in context.phases)
    lines = texts(opened(replace(context, phases=phases)))
    assert "1.技术合同成交额严重滞后。管委会未说明原因。" in lines


def test_the_next_steps_say_what_is_needed_and_planned(notice):
    lines = between(notice, "五、下一步", "附件：1. 2019年一季度指标完成情况表")
    assert lines[1] == "1.技术合同成交额。后三季需完成超过1.69亿元，平均每季0.56亿元，上年同期0.79亿元。"
    assert "3.强化政策支持保障。下季继续。" in lines


def test_the_annexes_are_listed_before_the_date(notice):
    place = notice.index("附件：1. 2019年一季度指标完成情况表")
    assert notice[place + 1 : place + 6] == [
        "　　　2. 2019年一季度重点任务台账",
        "　　　3. 2019年一季度未报送及问题清单",
        "",
        spring().committee,
        "2019年5月20日",
    ]


def test_an_empty_quarter_is_said_in_sentences():
    paper = opened(empty(), "")
    lines = texts(paper)
    assert lines[2] == "2019年一季度（预览，未编版次）　无校验码"
    assert lines[4].endswith("数据截至2019年3月31日。")
    for line in (
        "2019年21项目标均未报，本期不判定。",
        "34项重点任务中，未报34项。",
        "本期没有可判定的指标。",
        f"市科技局、{LONG_UNIT}未报；未报送事项38项，见附件3。",
        "本期各单位没有填写任务的下一步措施。",
        "预览，尚未发布",
        "本期没有滞后、未达标的指标和有风险、需协调的任务。",
    ):
        assert line in lines, line


@pytest.mark.case("I12")
def test_words_of_users_stay_words():
    paper = opened(awkward())
    printed = "\n".join(texts(paper) + cells(paper))
    for text in [*(text.strip() for text in FORMULAS), *MARKUP, LONG_NAME, LONG_UNIT]:
        assert text in printed, text
    assert ILLEGAL not in printed
    assert "正常文字" in printed


def test_lines_of_a_user_become_one_sentence_in_prose_and_stay_lines_in_the_ledger():
    paper = opened(awkward())
    assert [line for line in texts(paper) if "评审周期长；缺少专家；经费未到位。" in line]
    assert "评审周期长\n缺少专家；\n\n经费未到位" in cells(paper)


def test_the_ledger_holds_every_task_and_names_who_speaks_without_a_lead():
    context = awkward()
    table = opened(context).tables[1]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [row[:2] for row in rows] == [[str(task.number), task.title] for task in context.tasks]
    assert [row[3] for row in rows] == [task.judgement for task in context.tasks]
    assert rows[-1][2] == "文件未规定"
    assert rows[-1][4] == f"{LONG_UNIT}：已开三次会\n市财政局：已拨付"


def test_everything_missing_is_listed_with_its_reason():
    context = empty()
    table = opened(context).tables[2]
    assert [cell.text for cell in table.rows[1].cells] == [
        "1", "市科技局", "指标数据", "38", "、".join(each.what for each in context.reporting.missing), "没有报送",
    ]  # fmt: skip


def test_the_notes_explain_marks_origins_and_corrections(notice):
    text = "\n".join(notice)
    assert "“——”为未报，见附件3" in text
    assert "同比带*的为统计部门反馈的同口径增速。" in text
    assert "高新技术企业出口额更正：2.10→2.01，误计一户迁出企业。" in text
    assert "目标为文件规定；进度、差距、同比为系统推算，同比带*的" in text
    awkward_text = "\n".join(texts(opened(awkward())))
    assert "项目标为管委会设定，其余目标为文件规定" in awkward_text
    assert "为上级反馈值。" in awkward_text


def test_numerals_go_on_after_ten():
    assert [word.numeral(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


def test_values_of_another_year_say_so(notice):
    assert "（七）长期目标（2018年数据）" in notice
    assert "长期（2018年数据）" in cells(opened(spring()))


def yearly(row, year, value):
    """Return the row of one year of a target set for each year."""
    shown = figure(value, 0) if value else NONE
    key, word = ("MET", "达标") if value else ("NOT_DUE", "未到考核期")
    changes = {"target": replace(row.target, phase=year), "value": shown, "value_label": f"{year}年"}
    changes |= {"signal": c.SignalContext(key, word), "remark": "" if value else "年报时公布", "order": 35}
    return replace(row, name="市政府专项扶持资金", sentence=f"全年{value}万元。", **changes)


def test_a_target_set_for_each_year_is_named_with_its_year_and_told_once_it_has_a_value():
    row = spring().main.rows[0]
    rows = (yearly(row, "2018", "1000"), yearly(row, "2019", None))
    paper = opened(replace(spring(), task_rows=rows))
    lines = between(texts(paper), "三、重点任务进展", "四、存在问题")
    assert lines[-2:] == ["（三）任务量化目标（2018年数据）", "市政府专项扶持资金（2018年）。全年1000万元。"]
    table = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [row[1] for row in table[-2:]] == ["市政府专项扶持资金（2018年）", "市政府专项扶持资金（2019年）"]
    assert table[-1][8] == "○ 年报时公布"


def test_a_unit_that_never_reported_is_not_called_late_as_well():
    context = spring()
    late = replace(context.reporting, late=("市商务局", "市金融发展局"), absent=("市金融发展局",))
    lines = texts(opened(replace(context, reporting=late)))
    assert "应报单位5个，已报4个，按时报送3个。迟报：市商务局。未报：市金融发展局。" in lines
    assert "市商务局迟报；市金融发展局未报；未报送事项1项，见附件3。" in lines


def test_tasks_without_a_responsible_unit_are_not_called_missing():
    context = spring()
    tasks = (
        *context.tasks[:-2],
        *(replace(task, lead="", judgement="", updates=()) for task in context.tasks[-2:]),
    )
    lines = texts(opened(replace(context, tasks=tasks)))
    assert [line for line in lines if line.endswith("；其余2项文件没有规定责任单位，不报送进展。")]


def test_what_the_meeting_agreed_is_a_problem_when_late_and_a_next_step_before(notice):
    problems = between(notice, "四、存在问题", "五、下一步")
    assert "定出资比例（第1次会议议定，2019年4月30日前办结）。市财政局还没有答复。" in problems
    assert (
        "完成合同登记（第1次会议议定，2019年6月30日前办结）。市科技局答复：一项已登记。"
        in notice[notice.index("五、下一步") :]
    )


def test_a_late_order_is_a_problem(notice):
    problems = between(notice, "四、存在问题", "五、下一步")
    assert (
        "技术合同成交额（督〔2019〕1号，市科技局，应于2019年4月30日前办结）。市科技局还没有反馈。" in problems
    )
