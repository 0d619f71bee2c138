"""Quarters that are hard to print: awkward words in every field, nothing reported, numbers at the edge."""

from dataclasses import replace
from decimal import Decimal

from reports import contexts as c
from reports import task_contexts
from tests.reports.factory import NONE, figure, quarter_context, year_context

CODE = "7K3Q-9F2M"
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "＝1+1",
    " =1",
    '=HYPERLINK("http://a.b","x")',
    "-5.2",
    "007",
]
MARKUP = ["{{ 7*7 }}", "<w:p/>", "R&D & 其他", "]]>", "含,逗号\"双引号\"和'单引号'", "https://example.cn/a"]
LINES = "评审周期长\n缺少专家；\n\n经费未到位"
ILLEGAL = "正常\x00\x0b\x1b\ufffe\ud800文字"
LONG_UNIT = "营口市某某产业技术创新和高新技术企业孵化培育服务工作协调推进领导小组办公室综合协调科"
LONG_NAME = "内部研发经费支出超过5000万元并且已经连续三年通过高新技术企业复审认定的大型骨干企业数"
UNJUDGED = {"NO_BASE": "缺期初值", "NO_TARGET": "无目标", "NOT_APPLICABLE": "不适用", "NOT_YET": "尚未达到"}
EDGES = [
    ("2.675", "2.68"),
    ("0.125", "0.13"),
    ("-2.675", "−2.68"),
    ("114.99999", "115.00"),
    ("1.2999999", "1.30"),
    ("1.15", "1.15"),
    ("1.00004", "1.0000"),
    ("99999999999.9999", "99999999999.9999"),
    ("0.0001", "0.0001"),
    ("-0.05", "−0.05"),
    ("1000000", "1000000"),
    ("0", "0"),
    ("-0.04", "0.0"),
    ("0.04", "持平"),
]


def spring() -> c.QuarterContext:
    return quarter_context()


def year_end() -> c.QuarterContext:
    context = year_context()
    return with_rows(context, [replace(row, progress=c.Figure(None, "·")) for row in context.main.rows])


def with_rows(context, rows, slug=None) -> c.QuarterContext:
    """Return the context with other rows in a phase; what needs attention goes with them."""
    slug = slug or context.phase
    wanted = ("FAR_BEHIND", "MISSED", "BEHIND")
    attention = tuple(row.slug for key in wanted for row in rows if row.signal.key == key)
    changed = [
        replace(phase, rows=tuple(rows), attention=attention) if phase.slug == slug else phase
        for phase in context.phases
    ]
    return replace(context, phases=tuple(changed))


def awkward() -> c.QuarterContext:
    """Return a spring in which users wrote what breaks a careless writer, and every grey word occurs."""
    context = quarter_context()
    texts = [*FORMULAS, *MARKUP, LINES, ILLEGAL]
    rows = [replace(row, note=texts[n % len(texts)]) for n, row in enumerate(context.main.rows)]
    rows[0] = replace(rows[0], name=LONG_NAME, unit=LONG_UNIT)
    for place, (key, word) in zip(range(5, 9), UNJUDGED.items(), strict=True):
        rows[place] = replace(
            rows[place], signal=c.SignalContext(key, word), remark="", gap=c.Figure(None, "·")
        )
    rows[9] = replace(rows[9], is_stated=True, target=replace(rows[9].target, origin="管委会设定"))
    rows[10] = replace(rows[10], target=None, signal=c.SignalContext("NO_TARGET", "无目标"), remark="")
    context = with_rows(context, rows)
    unphased = replace(rows[2].target, phase="")
    of_task = replace(rows[2], order=29, group="任务量化目标", name="产业集群年产值", target=unphased)
    context = replace(context, task_rows=(of_task,))
    context = replace(context, tasks=awkward_tasks(context.tasks, texts))
    late = replace(context.reporting, late=("市商务局", LONG_UNIT))
    missing = [
        c.MissingContext(LONG_UNIT, "任务进展", f"任务{n} {text}", "=没有报送")
        for n, text in enumerate(texts)
    ]
    return replace(context, reporting=replace(late, missing=(*late.missing, *missing)))


def awkward_tasks(tasks, texts) -> tuple[task_contexts.TaskContext, ...]:
    found = []
    for number, task in enumerate(tasks):
        words = {"progress": texts[number % len(texts)], "problems": LINES, "next_steps": "=2+2"}
        found.append(replace(task, updates=tuple(replace(each, **words) for each in task.updates)))
    partners = [
        task_contexts.UpdateContext(LONG_UNIT, False, "已开三次会", "", "再开一次", "可控", "", True),
        task_contexts.UpdateContext("市财政局", False, "已拨付", "缺口大", "", "有风险", "", False),
    ]
    found[-1] = replace(found[-1], lead="", judgement="有风险", updates=tuple(partners))
    return tuple(found)


def empty() -> c.QuarterContext:
    """Return the preview, in a real database, of a quarter for which nothing was reported."""
    context = quarter_context(number=None, kind="发布", published_at=None, published_by="", data_status="")
    silent = tuple(replace(goal, verdict="") for goal in context.goals)
    context = replace(context, demonstration="", corrections=(), difference=None, goals=silent)
    for phase in context.phases:
        context = with_rows(context, list(map(unreported, phase.rows)), phase.slug)
    counts = [replace(phase, counts=counted(phase.rows)) for phase in context.phases]
    tasks = tuple(replace(task, judgement="未报", updates=()) for task in context.tasks)
    missing = tuple(c.MissingContext("市科技局", "指标数据", f"第{n}项", "没有报送") for n in range(1, 39))
    reporting = c.ReportingContext(12, 0, 0, (), ("市科技局", LONG_UNIT), missing)
    return replace(context, phases=tuple(counts), tasks=tasks, reporting=reporting)


def unreported(row: c.RowContext) -> c.RowContext:
    signal = c.SignalContext("NOT_REPORTED", "未报")
    blank = dict.fromkeys(("value", "completion", "progress", "growth"), NONE)
    return replace(
        row, **blank, gap=c.Figure(None, "·"), growth_mark="", signal=signal, remark="", need=None, note="", sentence="本期未报。",
        data_status="", correction="", forecast=None, same_period=c.Figure(None, "·"), last_known=figure("9", 0), last_known_label="2018年",
    )  # fmt: skip


def counted(rows) -> tuple[c.CountContext, ...]:
    return (
        c.CountContext(c.SignalContext("NOT_REPORTED", "未报"), len(rows), tuple(row.slug for row in rows)),
    )


def extreme() -> c.QuarterContext:
    """Return a quarter whose figures round, grow and shrink as far as figures do."""
    context = quarter_context()
    rows = list(context.main.rows)
    for place, (value, text) in enumerate(EDGES):
        edge = c.Figure(Decimal(value), text)
        signed = c.Figure(Decimal(value), f"+{text}" if Decimal(value) > 0 and text != "持平" else text)
        rows[place] = replace(
            rows[place], value=edge, completion=edge, progress=edge, gap=signed, growth=signed
        )
    last = len(EDGES)
    exact = c.Figure(Decimal(100), "100.0")
    rows[last] = replace(rows[last], completion=exact, progress=exact, name=LONG_NAME, unit=LONG_UNIT)
    rows[last + 1] = unreported(rows[last + 1])
    return with_rows(context, rows)


QUARTERS = [spring, year_end, awkward, empty, extreme]
