"""The sheets of an edition's workbook: for each its columns, and the records they read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.clock import spoken
from reports import titles
from reports.contexts import IndicatorContext, PointContext, QuarterContext, RowContext
from reports.extracts import HOLLOW, SHAPES, is_concluded, task_name

OPERATORS = {">=": "≥", ">": ">", "<=": "≤"}
KINDS = {"FLOW": "流量（累计）", "STOCK": "存量（期末）", "RATIO": "比率", "GROWTH": "增长率", "RANK": "位次"}
PACES = {
    "LINEAR": "按时序进度",
    "PLAN": "按计划进度",
    "INTERPOLATE": "按期初到目标的进度",
    "YEAR_END": "年末考核",
}
FREQUENCIES = {"QUARTERLY": "每季", "YEARLY_WITH_ESTIMATES": "每年，季度可估报", "YEARLY": "每年"}
GROWTHS = {"": "%", "官": "%（统计部门反馈）", "点": "百分点", "年初": "比年初增减"}

HOW_FORECAST = "预测全年按往年各季占全年的比重和势头推算，不作判定；下限与上限之间为八成可能；误差为用同法预测往年时的平均相差"


@dataclass(frozen=True)
class Column:
    """A column: its head, what it reads of a record, its width in characters."""

    head: str
    read: Callable[..., Any]
    width: float = 10


@dataclass(frozen=True)
class Sheet:
    """A table of its own; paper holds its first `printed` columns.

    `missing` is what stands where a figure is not there, `nothing` where no record is.
    """

    name: str
    columns: tuple[Column, ...]
    records: Callable[[QuarterContext], list[tuple]]
    frozen: int
    nothing: str
    missing: str = "——"
    printed: int | None = None


def front(context: QuarterContext, check_code: str) -> list[tuple[str, Any]]:
    """Return the lines of the front sheet 说明: which edition this is, where it comes from, how to read it."""
    document, difference = context.document, context.difference
    published = context.published_at and spoken(context.published_at.date())
    lines = [
        (titles.DEMONSTRATION, context.demonstration),
        ("期次", context.label),
        ("版次", context.edition_label),
        ("校验码", check_code or "无校验码"),
        ("数据截至", context.as_of),
        ("数据状态", context.data_status),
        (
            "发布",
            f"{published}　{context.published_by}" if published else "尚未发布，内容随填报变动，不得引用",
        ),
        ("文件", f"《{document.title}》（{document.number}）"),
        (
            "数据来源",
            "各单位报送、管委会审核通过的报送单；目标为文件规定或管委会设定，见“目标”表；进度、差距、同比为系统推算",
        ),
        ("较上期", f"（{difference.previous}）{difference.sentence}" if difference else ""),
        ("标记", "● 正常、达标　▲ 滞后　■ 严重滞后、未达标　○ 本期不判定，原因见“判定”列"),
        ("空缺", "“——”为应有而未报，不是0；空格为该指标没有此项；“分季数据”表的空缺一律留空"),
        ("小数", "单元格保存未舍入的数，显示位数与网页、Word一致"),
        ("预测", HOW_FORECAST if any(row.forecast for row in context.main.rows) else ""),
        ("工作表", "、".join(sheet.name for sheet in SHEETS)),
    ]
    return [line for line in lines if line[1]]


def judged_rows(context: QuarterContext) -> list[tuple]:
    """Return every row of every phase, the shown phase first, then the numeric targets of tasks."""
    phases = sorted(context.phases, key=lambda phase: phase.slug != context.phase)
    rows = [(phase.name, row) for phase in phases for row in phase.rows]
    return rows + [(task_name(row).replace(row.name, "任务量化目标"), row) for row in context.task_rows]


def of_target(read: Callable) -> Callable:
    return lambda _phase, row: read(row.target) if row.target else None


def of_row(read: Callable[[RowContext], Any]) -> Callable:
    return lambda _phase, row: read(row)


def of_need(read: Callable) -> Callable:
    return lambda _phase, row: read(row.need) if row.need else None


def of_forecast(read: Callable) -> Callable:
    return lambda _phase, row: read(row.forecast) if row.forecast else None


INDICATORS = Sheet(
    "指标",
    (
        Column("阶段", lambda phase, _row: phase, 13),
        Column("序号", of_row(lambda row: row.order), 6),
        Column("指标", of_row(lambda row: row.name), 38),
        Column("计量单位", of_row(lambda row: row.measure), 9),
        Column("比较", of_target(lambda target: OPERATORS.get(target.operator, target.operator)), 9),
        Column("目标值\n（计量单位）", of_target(lambda target: target.figure), 11),
        Column("实际值\n（计量单位）", of_row(lambda row: row.value), 13),
        Column("完成率\n（%）", of_row(lambda row: row.completion), 9),
        Column("进度\n（%）", of_row(lambda row: row.progress), 9),
        Column("时序差\n（百分点）", of_row(lambda row: None if is_concluded(row) else row.gap), 10),
        Column("与目标差\n（计量单位）", of_row(lambda row: row.gap if is_concluded(row) else None), 11),
        Column("同比\n（单位见右）", of_row(lambda row: row.growth), 11),
        Column(
            "同比单位",
            of_row(lambda row: GROWTHS[row.growth_mark] if row.growth.value is not None else ""),
            11,
        ),
        Column("标记", of_row(lambda row: SHAPES.get(row.signal.key, HOLLOW)), 6),
        Column("判定", of_row(lambda row: row.signal), 12),
        Column("距目标", of_row(lambda row: row.remark), 22),
        Column("数据状态", of_row(lambda row: row.data_status or "——"), 9),
        Column("分组", of_row(lambda row: row.group), 20),
        Column("责任单位", of_row(lambda row: row.unit), 20),
        Column("目标来源", of_target(lambda target: target.origin), 11),
        Column("实际值时点", of_row(lambda row: row.value_label), 13),
        Column("上级反馈值", of_row(lambda row: "是" if row.is_stated else ""), 7),
        Column("最近一次时点", of_row(lambda row: row.last_known_label), 13),
        Column("最近一次值\n（计量单位）", of_row(lambda row: row.last_known), 12),
        Column("应达进度\n（%）", of_row(lambda row: row.pace), 9),
        Column("进度依据", of_row(lambda row: row.pace_name if row.pace.value is not None else ""), 11),
        Column("后续需要", of_need(lambda need: need.label + ("超过" if need.exceeds else "")), 15),
        Column("需要总量\n（计量单位）", of_need(lambda need: need.total), 11),
        Column("平均每季\n（计量单位）", of_need(lambda need: need.each), 11),
        Column("上年同期\n（计量单位）", of_need(lambda need: need.last_year), 11),
        Column("往年同期进度\n（%）", of_row(lambda row: row.same_period), 11),
        Column("预测全年\n（计量单位）", of_forecast(lambda made: made.total), 11),
        Column("预测下限\n（计量单位）", of_forecast(lambda made: made.low), 11),
        Column("预测上限\n（计量单位）", of_forecast(lambda made: made.high), 11),
        Column("预测与目标差\n（计量单位）", of_forecast(lambda made: made.difference), 12),
        Column("预测所据年份", of_forecast(lambda made: "、".join(map(str, made.years))), 16),
        Column("预测误差\n（%）", of_forecast(lambda made: made.error), 9),
        Column("单位说明", of_row(lambda row: row.note), 40),
        Column("更正", of_row(lambda row: row.correction), 14),
        Column("更正原因", of_row(lambda row: row.correction_reason), 30),
    ),
    judged_rows,
    frozen=3,
    printed=17,
    nothing="本期没有可列的指标。",
)


def growth_unit(indicator: IndicatorContext, point: PointContext) -> str:
    """Return what a point's growth is counted in; it follows from the kind of the indicator."""
    mark = "年初" if indicator.kind == "STOCK" else "点" if indicator.measure == "%" else ""
    return GROWTHS[mark] if point.growth.value is not None else ""


QUARTERS = Sheet(
    "分季数据",
    (
        Column("序号", lambda indicator, point: indicator.order, 6),
        Column("指标", lambda indicator, point: indicator.name, 38),
        Column("计量单位", lambda indicator, point: indicator.measure, 9),
        Column("期", lambda indicator, point: point.quarter, 9),
        Column("期次", lambda indicator, point: point.label, 14),
        Column("累计或期末\n（计量单位）", lambda indicator, point: point.value, 13),
        Column("当季\n（计量单位）", lambda indicator, point: point.single, 12),
        Column("目标值\n（计量单位）", lambda indicator, point: point.target, 11),
        Column("应达\n（计量单位）", lambda indicator, point: point.expected, 11),
        Column("进度\n（%）", lambda indicator, point: point.progress, 9),
        Column("时序差\n（百分点）", lambda indicator, point: None if is_concluded(point) else point.gap, 10),
        Column(
            "与目标差\n（计量单位）", lambda indicator, point: point.gap if is_concluded(point) else None, 11
        ),
        Column("同比\n（单位见右）", lambda indicator, point: point.growth, 11),
        Column("同比单位", lambda indicator, point: growth_unit(indicator, point), 11),
        Column("判定", lambda indicator, point: point.signal, 12),
        Column("数据状态", lambda indicator, point: point.data_status, 9),
        Column("口径变动", lambda indicator, point: "范围调整" if point.is_break else "", 10),
    ),
    lambda context: [(indicator, point) for indicator in context.indicators for point in indicator.points],
    frozen=2,
    nothing="还没有分季数据。",
    missing="",
)

TARGETS = Sheet(
    "目标",
    (
        Column("序号", lambda indicator, target: indicator.order, 6),
        Column("指标", lambda indicator, target: indicator.name, 38),
        Column("计量单位", lambda indicator, target: indicator.measure, 9),
        Column("阶段", lambda indicator, target: target.phase, 9),
        Column("比较", lambda indicator, target: OPERATORS.get(target.operator, target.operator), 6),
        Column("目标值\n（计量单位）", lambda indicator, target: target.figure, 11),
        Column("文件措辞", lambda indicator, target: target.wording, 18),
        Column("来源", lambda indicator, target: target.origin, 11),
        Column("条款", lambda indicator, target: target.clause, 14),
        Column("原文", lambda indicator, target: target.quote, 60),
        Column("设定依据", lambda indicator, target: target.basis, 30),
        Column("版本", lambda indicator, target: target.version, 6),
    ),
    lambda context: [(indicator, target) for indicator in context.indicators for target in indicator.targets],
    frozen=2,
    nothing="还没有目标。",
)


def of_task(read: Callable) -> Callable:
    return lambda task, _update: read(task)


def of_update(read: Callable) -> Callable:
    return lambda _task, update: read(update) if update else ""


def stages(task) -> str:
    """Return how far each document to produce has come."""
    return "；".join(f"《{each.title}》{each.stage}" for each in task.documents)


def dues(task) -> str:
    """Return every due date with where it comes from, and how late it is."""
    told = (
        f"{due.subject} {due.due_on:%Y-%m-%d}（{due.origin}）"
        + (f"逾期{due.days_late}天" if due.is_overdue else "已完成" if due.is_done else "")
        for due in task.deadlines
    )
    return "；".join(told)


TASKS = Sheet(
    "任务",
    (
        Column("任务号", of_task(lambda task: task.number), 7),
        Column("任务", of_task(lambda task: task.title), 30),
        Column("牵头单位", of_task(lambda task: task.lead), 20),
        Column("任务判断", of_task(lambda task: task.judgement or "——"), 9),
        Column("报送单位", of_update(lambda update: update.unit), 20),
        Column("身份", of_update(lambda update: "牵头" if update.is_lead else "配合"), 7),
        Column("单位判断", of_update(lambda update: update.judgement), 9),
        Column("进展情况", of_update(lambda update: update.progress), 45),
        Column("存在问题", of_update(lambda update: update.problems), 32),
        Column("下一步措施", of_update(lambda update: update.next_steps), 32),
        Column("部分", of_task(lambda task: task.part), 18),
        Column("类别", of_task(lambda task: task.section), 18),
        Column("条款", of_task(lambda task: task.clause), 12),
        Column("配合单位", of_task(lambda task: "、".join(task.partners)), 40),
        Column("应形成文件", of_task(lambda task: "、".join(task.deliverables)), 30),
        Column("未报原因", of_update(lambda update: update.blank_reason), 20),
        Column("迟报", of_update(lambda update: "迟报" if update.is_late else ""), 7),
        Column("未报单位", of_task(lambda task: "、".join(task.missing)), 40),
        Column("任务状态", of_task(lambda task: task.status or "——"), 9),
        Column("文件阶段", of_task(stages), 40),
        Column("完成时限", of_task(dues), 45),
        Column("销号", of_task(lambda task: task.closure[-1].act if task.closure else ""), 12),
    ),
    lambda context: [(task, update) for task in context.tasks for update in task.updates or (None,)],
    frozen=2,
    printed=10,
    nothing="还没有任务。",
)


def not_reported(context: QuarterContext) -> list[tuple]:
    """Return what is missing, then the units that were late or handed in nothing."""
    reporting = context.reporting
    rows = [(each.unit, each.form, each.what, each.reason) for each in reporting.missing]
    rows += [(unit, "单位迟报", "", "") for unit in reporting.late]
    return rows + [(unit, "单位未报齐", "", "") for unit in reporting.absent]


MISSING = Sheet(
    "未报送",
    (
        Column("单位", lambda unit, form, what, reason: unit, 30),
        Column("类别", lambda unit, form, what, reason: form, 12),
        Column("未报送事项", lambda unit, form, what, reason: what, 50),
        Column("原因", lambda unit, form, what, reason: reason, 50),
    ),
    not_reported,
    frozen=1,
    nothing="本期应报内容均已按时报送。",
)

CHANGES = Sheet(
    "较上期",
    (
        Column("类别", lambda change: change.kind, 12),
        Column("事项", lambda change: change.name, 40),
        Column("原为", lambda change: change.before, 16),
        Column("现为", lambda change: change.after, 16),
        Column("原因", lambda change: change.reason, 60),
    ),
    lambda context: [(change,) for change in (context.difference.changes if context.difference else ())],
    frozen=2,
    nothing="没有上期，或与上期相比没有变化。",
)

DEFINITIONS = Sheet(
    "口径",
    (
        Column("序号", lambda indicator: indicator.order, 6),
        Column("指标", lambda indicator: indicator.name, 38),
        Column("计量单位", lambda indicator: indicator.measure, 9),
        Column("性质", lambda indicator: KINDS.get(indicator.kind, indicator.kind), 13),
        Column("范围", lambda indicator: indicator.scope, 18),
        Column("计算公式", lambda indicator: indicator.definition.formula, 40),
        Column("考核方式", lambda indicator: pace_word(indicator.definition.pace_rule), 18),
        Column("口径状态", lambda indicator: "已确认" if indicator.definition.is_confirmed else "待确认", 9),
        Column("口径说明", lambda indicator: indicator.definition.text, 40),
        Column("待确认问题", lambda indicator: indicator.definition.question, 40),
        Column("分组", lambda indicator: indicator.group, 20),
        Column("范围来源", lambda indicator: "解读" if indicator.scope_is_reading else "文件规定", 10),
        Column("责任单位", lambda indicator: indicator.unit, 20),
        Column("报送频率", lambda indicator: FREQUENCIES.get(indicator.frequency, indicator.frequency), 16),
        Column("确认记录", lambda indicator: indicator.definition.confirmed, 24),
        Column("口径版本", lambda indicator: indicator.definition.version, 8),
    ),
    lambda context: [(indicator,) for indicator in context.indicators],
    frozen=2,
    printed=10,
    nothing="还没有口径。",
)


def pace_word(rule: str) -> str:
    return PACES.get(rule, rule)


GOALS = Sheet(
    "定性目标",
    (
        Column("阶段", lambda goal: goal.phase, 9),
        Column("原文", lambda goal: goal.quote, 60),
        Column("条款", lambda goal: goal.clause, 12),
        Column("评判", lambda goal: goal.verdict or "未评判", 10),
        Column("依据", lambda goal: goal.basis, 50),
        Column("截至", lambda goal: goal.judged_as_of, 14),
        Column("评判人", lambda goal: goal.judged_by, 14),
        Column("评判日期", lambda goal: goal.judged_on, 12),
        Column("佐证", lambda goal: goal.file.name if goal.file else "", 30),
    ),
    lambda context: [(goal,) for goal in context.goals],
    frozen=2,
    nothing="文件没有定性目标。",
    missing="",
)

SHEETS = (INDICATORS, QUARTERS, TARGETS, GOALS, TASKS, MISSING, CHANGES, DEFINITIONS)
