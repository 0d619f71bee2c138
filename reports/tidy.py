"""An edition as tidy tables 整洁数据: one row for one observation, stable names, a dictionary beside them.

What a page prints as 「——」 is empty here; numbers are the exact ones behind the printed text, in the row's measure.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.tabular import csv_lines
from reports import titles
from reports.contexts import Figure, IndicatorContext, QuarterContext, RowContext

NUMBER, TEXT, DAY, YES = "数", "文字", "日期", "是否"


@dataclass(frozen=True)
class Field:
    """One column: its stable name, what it is called on pages, what it means, and how it is read from a record."""

    name: str
    label: str
    kind: str
    meaning: str
    read: Callable


@dataclass(frozen=True)
class Table:
    name: str
    label: str
    fields: tuple[Field, ...]
    records: Callable[[QuarterContext], Iterable]

    def rows(self, context: QuarterContext) -> list[list]:
        return [[field.read(record) for field in self.fields] for record in self.records(context)]


def number(figure: Figure | None) -> Decimal | None:
    """Return the exact number without an exponent, None where there is none."""
    return None if figure is None or figure.value is None else Decimal(f"{figure.value:f}")


def attribute(name: str) -> Callable:
    """Return a reader of `a.b` that answers None where `a` is missing."""

    def read(record):
        for step in name.split("."):
            record = None if record is None else getattr(record, step)
        return number(record) if isinstance(record, Figure) else record

    return read


def field(name: str, label: str, kind: str, meaning: str = "", source: str | Callable = "") -> Field:
    read = source if callable(source) else attribute(source or name)
    return Field(name, label, kind, meaning, read)


def of_row(name: str, label: str, kind: str, meaning: str = "", source: str = "") -> Field:
    read = attribute(source or name)
    return Field(name, label, kind, meaning, lambda pair: read(pair[1]))


def rows_of(context: QuarterContext) -> list[tuple[str, RowContext]]:
    rows = [(phase.slug, row) for phase in context.phases for row in phase.rows]
    return rows + [("任务量化目标", row) for row in context.task_rows]


def points_of(context: QuarterContext) -> list[tuple[IndicatorContext, object]]:
    return [(indicator, point) for indicator in context.indicators for point in indicator.points]


def parts_of(context: QuarterContext) -> list[tuple]:
    """Return (indicator, point, place, part) of everything that a ratio was divided from."""
    return [
        (indicator, point, place, part)
        for indicator, point in points_of(context)
        for place, part in enumerate(point.parts, start=1)
    ]


def updates_of(context: QuarterContext) -> list:
    return [(task, update) for task in context.tasks for update in task.updates]


def joined(name: str) -> Callable:
    read = attribute(name)
    return lambda record: "、".join(map(str, read(record)))


INDICATORS = Table(
    "indicators",
    "指标",
    (
        Field("phase", "阶段", TEXT, "2018、2019 等年份，长期目标，或任务量化目标", lambda pair: pair[0]),
        of_row("slug", "指标代码", TEXT, "不变的英文代码"),
        of_row("order", "序号", NUMBER, "文件中的次序"),
        of_row("name", "指标", TEXT),
        of_row("group", "类别", TEXT),
        of_row("kind", "性质", TEXT, "FLOW 累计量，STOCK 存量，RATIO 比率，GROWTH 增速，RANK 位次"),
        of_row("measure", "计量单位", TEXT, "本行目标、实绩、预测的单位"),
        of_row("unit", "责任单位", TEXT),
        of_row("operator", "判定方式", TEXT, ">= 达到、以上；> 超、突破；<= 以内", "target.operator"),
        of_row("target", "目标", NUMBER, "", "target.figure"),
        of_row("target_origin", "目标来源", TEXT, "文件规定或管委会设定", "target.origin"),
        of_row("value", "实绩", NUMBER, "本期值；累计量为年初至今"),
        of_row("value_label", "实绩所指", TEXT, "一季度累计、3月末、2018年等"),
        of_row("data_status", "数据状态", TEXT, "预计、快报、正式"),
        of_row("completion", "完成率", NUMBER, "百分数，实绩÷目标"),
        of_row("progress", "进度", NUMBER, "百分数，据以判定的进度"),
        of_row("pace", "应有进度", NUMBER, "百分数"),
        of_row("pace_name", "进度规则", TEXT, "时序进度或计划进度"),
        of_row("gap", "时序差", NUMBER, "百分点，正为快、负为慢；年末为与目标之差"),
        of_row("growth", "同比", NUMBER, "百分数；比率为百分点；存量为比年初增加"),
        of_row("growth_mark", "同比口径", TEXT, "官 统计部门反馈，点 百分点，年初 比年初"),
        of_row("signal_key", "判定代码", TEXT, "", "signal.key"),
        of_row("signal", "判定", TEXT, "正常、滞后、严重滞后、达标、未达标，或不判定的原因", "signal.word"),
        of_row("remark", "离目标", TEXT),
        of_row("need_total", "余下各季需完成", NUMBER, "", "need.total"),
        of_row("need_each", "平均每季", NUMBER, "", "need.each"),
        of_row("forecast", "预测全年", NUMBER, "系统推算", "forecast.total"),
        of_row("forecast_low", "预测下限", NUMBER, "80%区间", "forecast.low"),
        of_row("forecast_high", "预测上限", NUMBER, "80%区间", "forecast.high"),
        of_row("note", "单位说明", TEXT),
        of_row("correction", "更正", TEXT, "更正前→更正后"),
        of_row("correction_reason", "更正原因", TEXT),
        of_row("sentence", "文字表述", TEXT),
    ),
    rows_of,
)


QUARTERS = Table(
    "quarters",
    "分季数据",
    (
        Field("slug", "指标代码", TEXT, "", lambda pair: pair[0].slug),
        Field("name", "指标", TEXT, "", lambda pair: pair[0].name),
        Field("measure", "计量单位", TEXT, "", lambda pair: pair[0].measure),
        of_row("quarter", "期次代码", TEXT, "2019Q1 季度，2018A 年报"),
        of_row("label", "期次", TEXT),
        of_row("value", "实绩", NUMBER, "累计量为年初至今"),
        of_row("single", "当季", NUMBER, "累计量本季减上季"),
        of_row("target", "年度目标", NUMBER),
        of_row("expected", "应达", NUMBER, "按进度规则本期应达到的数"),
        of_row("progress", "进度", NUMBER, "百分数"),
        of_row("gap", "时序差", NUMBER, "百分点"),
        of_row("growth", "同比", NUMBER),
        of_row("signal", "判定", TEXT, "", "signal.word"),
        of_row("data_status", "数据状态", TEXT),
        of_row("is_break", "口径变动", YES, "与上一期不可直接比较"),
        of_row("note", "单位说明", TEXT, "空为没有说明，或这一版没有留存"),
    ),
    points_of,
)
PARTS = Table(
    "parts",
    "比率的构成",
    (
        Field("slug", "指标代码", TEXT, "", lambda each: each[0].slug),
        Field("name", "指标", TEXT, "", lambda each: each[0].name),
        Field("quarter", "期次代码", TEXT, "", lambda each: each[1].quarter),
        Field("formula", "算法", TEXT, "ratio 比率，growth 比率的增速", lambda each: each[1].formula),
        Field("factor", "系数", NUMBER, "100 即百分数", lambda each: each[1].factor),
        Field("place", "次序", NUMBER, "1 分子，2 分母，3、4 上年同期的分子、分母", lambda each: each[2]),
        Field("item", "填报项", TEXT, "", lambda each: each[3].name),
        Field("measure", "计量单位", TEXT, "", lambda each: each[3].measure),
        Field("period", "数据所属期", TEXT, "", lambda each: each[3].label),
        Field("value", "数值", NUMBER, "", lambda each: number(each[3].value)),
    ),
    parts_of,
)
TASKS = Table(
    "tasks",
    "任务",
    (
        field("number", "序号", NUMBER),
        field("title", "任务", TEXT),
        field("part", "部分", TEXT),
        field("section", "类别", TEXT),
        field("clause", "条款", TEXT),
        field("lead", "牵头单位", TEXT, "空为文件没有规定"),
        field("partners", "配合单位", TEXT, "顿号分隔", joined("partners")),
        field("deliverables", "应形成文件", TEXT, "顿号分隔", joined("deliverables")),
        field("judgement", "判断", TEXT, "单位作出：顺利、可控、有风险、需协调，或未报"),
        field("status", "状态", TEXT, "系统按时限、文件阶段和销号推算"),
        field("missing", "未报单位", TEXT, "顿号分隔", joined("missing")),
    ),
    lambda context: context.tasks,
)
UPDATES = Table(
    "updates",
    "任务进展",
    (
        Field("number", "任务序号", NUMBER, "", lambda pair: pair[0].number),
        of_row("unit", "单位", TEXT),
        of_row("is_lead", "牵头", YES),
        of_row("progress", "进展情况", TEXT),
        of_row("problems", "存在问题", TEXT),
        of_row("next_steps", "下一步措施", TEXT),
        of_row("judgement", "判断", TEXT),
        of_row("blank_reason", "未报原因", TEXT),
        of_row("is_late", "迟报", YES),
    ),
    updates_of,
)
MISSING = Table(
    "missing",
    "未报送",
    (
        field("unit", "单位", TEXT),
        field("form", "类别", TEXT, "指标数据或任务进展"),
        field("what", "事项", TEXT),
        field("reason", "未报原因", TEXT),
    ),
    lambda context: context.reporting.missing,
)
CORRECTIONS = Table(
    "corrections",
    "更正",
    (
        field("item", "填报项代码", TEXT),
        field("name", "填报项", TEXT),
        field("quarter", "期次代码", TEXT),
        field("unit", "单位", TEXT),
        field("measure", "计量单位", TEXT),
        field("before", "更正前", NUMBER),
        field("after", "更正后", NUMBER),
        field("reason", "原因", TEXT),
        field("approved_on", "审核日期", DAY),
    ),
    lambda context: context.corrections,
)
RESOLUTIONS = Table(
    "resolutions",
    "未办结议定事项",
    (
        field("meeting", "第几次会议", NUMBER),
        field("matter", "议定事项", TEXT),
        field("unit", "责任单位", TEXT),
        field("due_on", "办结期限", DAY),
        field("state", "状态", TEXT, "办理中、被退回、已答复"),
        field("reply", "办理情况", TEXT),
        field("task", "有关任务", NUMBER, "任务序号"),
        field("is_late", "逾期", YES, "按数据编成当天"),
    ),
    lambda context: context.resolutions,
)
ORDERS = Table(
    "orders",
    "督办单",
    (
        field("name", "编号", TEXT),
        field("about", "事由", TEXT),
        field("indicator", "指标代码", TEXT),
        field("task", "任务序号", NUMBER),
        field("unit", "责任单位", TEXT),
        field("level", "等级", TEXT, "提醒、督办"),
        field("matter", "督办事项", TEXT),
        field("issued_on", "发出日期", DAY),
        field("due_on", "办结期限", DAY),
        field("state", "状态", TEXT),
        field("reply", "反馈", TEXT),
        field("is_late", "逾期", YES, "按数据编成当天"),
        field("ended_on", "办结或撤销日期", DAY),
        field("last_words", "办结意见", TEXT, "撤销的为撤销理由"),
    ),
    lambda context: context.orders,
)
GOALS = Table(
    "goals",
    "定性目标",
    (
        field("phase", "阶段", TEXT),
        field("quote", "原文", TEXT),
        field("clause", "条款", TEXT),
        field("verdict", "评判", TEXT, "由管委会作出：推进中、基本实现、已实现、未实现，空为未评判"),
        field("basis", "依据", TEXT),
        field("judged_as_of", "截至期次", TEXT),
        field("judged_by", "评判人", TEXT),
        field("judged_on", "评判日期", DAY),
        field("file", "佐证文件名", TEXT, "", "file.name"),
    ),
    lambda context: context.goals,
)
TABLES = (INDICATORS, QUARTERS, PARTS, GOALS, TASKS, UPDATES, MISSING, CORRECTIONS, RESOLUTIONS, ORDERS)
DICTIONARY = ("表", "表名", "字段", "名称", "类型", "说明")


def about(context: QuarterContext, check_code: str) -> dict[str, str]:
    """Return what ties the data to its edition."""
    said = {
        "document": context.document.number,
        "quarter": context.quarter,
        "edition": titles.edition(context, check_code),
        "check_code": check_code,
        "as_of": context.as_of.isoformat(),
        "data_status": context.data_status,
        "engine": context.engine,
    }
    mark = f"{titles.DEMONSTRATION}：{context.demonstration}"
    return said | ({"demonstration": mark} if context.demonstration else {})


def dictionary() -> list[tuple[str, ...]]:
    return [(t.name, t.label, f.name, f.label, f.kind, f.meaning) for t in TABLES for f in t.fields]


def as_json(context: QuarterContext, check_code: str) -> bytes:
    """Return everything as one JSON object: edition, dictionary, and each table as a list of objects."""
    said = {"edition": about(context, check_code)}
    for table in TABLES:
        names = [each.name for each in table.fields]
        said[table.name] = [dict(zip(names, row, strict=True)) for row in table.rows(context)]
    said["dictionary"] = [dict(zip(DICTIONARY, row, strict=True)) for row in dictionary()]
    return json.dumps(said, ensure_ascii=False, indent=1, default=plain).encode("utf-8", "replace")


def plain(value):
    """Return a number as JSON's, a day in ISO form."""
    return float(value) if isinstance(value, Decimal) else value.isoformat()


def as_csv(context: QuarterContext, check_code: str) -> bytes:
    """Return a zip of one CSV for each table, the dictionary, and what edition it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            write(archive, table.label, [[f.name for f in table.fields], *map(flat, table.rows(context))])
        write(archive, "数据字典", [DICTIONARY, *dictionary()])
        write(archive, "说明", [("项目", "内容"), *about(context, check_code).items()])
    return stream.getvalue()


def flat(row: list) -> list:
    return [("是" if value else "否") if isinstance(value, bool) else value for value in row]


def write(archive: zipfile.ZipFile, name: str, rows) -> None:
    archive.writestr(f"{name}.csv", "".join(csv_lines(rows)).encode("utf-8", "replace"))
