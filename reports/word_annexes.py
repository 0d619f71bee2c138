"""The annexes 附件 of the notice: tables on landscape pages."""

from reports.contexts import QuarterContext, RowContext
from reports.extracts import (
    URGENT,
    dated,
    growth,
    is_over,
    lagging,
    need,
    printed,
    shown,
    signed,
    task_name,
    urgent,
    verdict,
)
from reports.task_contexts import TaskContext
from reports.word_page import ANNEX_HEADING, CENTRED, KEPT_NOTE, NOTE, NUMBER, Column, Paper

ORDER = Column("序\n号", 10, CENTRED)


def indicator_table(paper: Paper, context: QuarterContext) -> None:
    """Draw 附件1 指标表: every target of the notice with its figures and its signal."""
    main, *windows = shown(context)
    rows = [indicator_cells(row, row.name, is_over(main)) for row in main.rows]
    for phase in windows:
        rows += [dated(phase.name, phase.rows)]
        rows += [indicator_cells(row, row.name, is_over(main)) for row in phase.rows]
    if context.task_rows:
        rows += [dated("任务量化目标", context.task_rows)]
        rows += [indicator_cells(row, task_name(row), is_over(main)) for row in context.task_rows]
    paper.table(indicator_columns(is_over(main)), rows)
    write_notes(paper, notes(context))


def write_notes(paper: Paper, told: list[str]) -> None:
    """Write the notes under a table, numbered where there are several; they and its last row stay on one page."""
    paper.keep_last_row()
    for number, note in enumerate(told, start=1):
        lead = "注：" if number == 1 else "　　"
        place = f"{number}." if len(told) > 1 else ""
        paper.write(f"{lead}{place}{note}", KEPT_NOTE if number < len(told) else NOTE)


def indicator_columns(of_year: bool) -> list[Column]:
    values = [("年度\n目标", 15), ("全年或\n年末" if of_year else "累计或\n季末", 20)]
    values += (
        [("完成率\n%", 14), ("与\n目标差", 17)] if of_year else [("进度\n%", 14), ("时序差\n百分点", 17)]
    )
    return [
        ORDER,
        Column("指标", 65),
        Column("计量\n单位", 14, CENTRED),
        *(Column(head, width, NUMBER) for head, width in values),
        Column("同比\n%", 18, NUMBER),
        Column("结论" if of_year else "判定或距目标", 42),
        Column("状态", 10, CENTRED),
    ]


def indicator_cells(row: RowContext, name: str, of_year: bool) -> list[str]:
    target = row.target.figure.text if row.target else ""
    figures = row.value, row.completion if of_year else row.progress, row.gap
    start = [str(row.order), name, row.measure, target]
    return [*start, *map(printed, figures), growth(row), verdict(row), row.data_status or "——"]


def notes(context: QuarterContext) -> list[str]:
    """Return what a reader of the table must know to read it right."""
    rows = context.main.rows
    decided = "、".join(str(row.order) for row in rows if row.target and row.target.origin != "文件规定")
    found = [
        "●▲■为已判定；○为本期不判定，没有另注的未到考核期；“——”为未报，见附件3；空格为没有此项；序号依文件。",
        (f"第{decided}项目标为管委会设定，其余" if decided else "")
        + "目标为文件规定；进度、差距、同比为系统推算"
        + (
            "，同比带*的为统计部门反馈的同口径增速。"
            if any(row.growth_mark == "官" for row in rows)
            else "。"
        ),
    ]
    if stated := "、".join(row.name for row in rows if row.is_stated):
        found.append(f"{stated}为上级反馈值。")
    return found + [
        f"{row.name}更正：{row.correction}，{row.correction_reason}。" for row in rows if row.correction
    ]


def ledger(paper: Paper, context: QuarterContext) -> None:
    """Draw 附件2 任务台账: every task in its units' words; the lead speaks for a task that has one."""
    columns = [ORDER, Column("任务", 34), Column("牵头单位", 27), Column("判断", 14, CENTRED)]
    columns += [Column("进展情况", 56), Column("存在问题", 42), Column("下一步措施", 42)]
    paper.table(columns, [ledger_cells(task) for task in context.tasks])
    write_notes(
        paper,
        [
            "判断由单位作出，不是系统推算。",
            "“——”为没有填写；文件没有规定牵头单位的任务，列各配合单位所报。",
        ],
    )


def ledger_cells(task: TaskContext) -> list[str]:
    speakers = [update for update in task.updates if update.progress and (update.is_lead or not task.lead)]
    parts = [words(speakers, part, bool(task.lead)) for part in ("progress", "problems", "next_steps")]
    return [str(task.number), task.title, task.lead or "文件未规定", task.judgement or "——", *parts]


def words(updates, part: str, is_lead: bool) -> str:
    """Return what was said; where several speak, each after its name."""
    said = [(update.unit, getattr(update, part)) for update in updates if getattr(update, part)]
    return "\n".join(text if is_lead else f"{unit}：{text}" for unit, text in said) or "——"


def shortcomings(paper: Paper, context: QuarterContext) -> None:
    """Draw 附件3 未报送及问题清单: what is missing and why; what lags and what is planned."""
    absent = [Column("单位", 40), Column("类别", 20, CENTRED), Column("项数", 12, NUMBER)]
    absent += [Column("未报送事项", 101), Column("原因", 42)]
    draw_list(paper, "一、未报送清单", "本期应报内容均已报送。", absent, absences(context))
    problems = [Column("类别", 14, CENTRED), Column("指标或任务", 44), Column("单位", 36)]
    problems += [Column("判定或判断", 24), Column("原因或问题", 50), Column("后续需要或下一步措施", 47)]
    draw_list(
        paper,
        "二、问题清单",
        "本期没有滞后、未达标的指标和有风险、需协调的任务。",
        problems,
        troubles(context),
    )


def draw_list(paper: Paper, heading: str, nothing: str, columns, rows) -> None:
    paper.write(heading, ANNEX_HEADING)
    if rows:
        paper.table([ORDER, *columns], [[str(number), *row] for number, row in enumerate(rows, start=1)])
    else:
        paper.write(nothing, NOTE)


def absences(context: QuarterContext) -> list[list[str]]:
    """Return one row for each unit, kind and reason, in the order of the edition."""
    found = {}
    for each in context.reporting.missing:
        found.setdefault((each.unit, each.form, each.reason), []).append(each.what)
    return [
        [unit, form, str(len(what)), "、".join(what), reason] for (unit, form, reason), what in found.items()
    ]


def troubles(context: QuarterContext) -> list[list[str]]:
    rows = [
        ["指标", row.name, row.unit, signed(row), row.note or "——", need(row) if row.need else "——"]
        for row in lagging(context)
    ]
    return rows + [
        [
            "任务",
            f"{task.number}.{task.title}",
            said.unit,
            task.judgement,
            said.problems or "——",
            said.next_steps or "——",
        ]
        for task, said in urgent(context, *URGENT)
    ]


ANNEXES = {"指标完成情况表": indicator_table, "重点任务台账": ledger, "未报送及问题清单": shortcomings}
