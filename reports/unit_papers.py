"""One unit's page as Word: what it owes by the edition, on landscape pages."""

from accounts import clock
from reports import titles
from reports.contexts import QuarterContext
from reports.extracts import distance
from reports.unit_pages import Share, UnitPage
from reports.unit_records import Handed, Record
from reports.word_page import ANNEX_HEADING, ANNEX_MARK, CENTRED, NOTE, NUMBER, TITLE, Column, Paper

SHARES = [
    Column("序号", 12, CENTRED),
    Column("任务", 51),
    Column("分工", 16, CENTRED),
    Column("本单位判断", 22, CENTRED),
    Column("进展或问题", 84),
    Column("任务判断", 20, CENTRED),
    Column("状态", 20, CENTRED),
]
INDICATORS = [
    Column("序号", 12, CENTRED),
    Column("指标", 65),
    Column("实际值", 32, NUMBER),
    Column("目标值", 32, NUMBER),
    Column("计量单位", 22, CENTRED),
    Column("判定", 26, CENTRED),
    Column("距目标", 36),
]
DUES = [
    Column("任务", 22, CENTRED),
    Column("应完成", 81),
    Column("期限", 40, CENTRED),
    Column("来源", 28, CENTRED),
    Column("情况", 54, CENTRED),
]
MATTERS = [Column("来自", 36), Column("事项", 119), Column("期限", 38, CENTRED), Column("情况", 32, CENTRED)]
RECORDS = [
    Column("填报期", 50),
    Column("期限", 45, CENTRED),
    Column("指标数据", 50, CENTRED),
    Column("任务进展", 50, CENTRED),
    Column("更正", 30, CENTRED),
]
DOCUMENTS = [Column("任务", 22, CENTRED), Column("应形成文件", 139), Column("阶段", 64, CENTRED)]


def render(context: QuarterContext, check_code: str, sheet: UnitPage, label: str, records=()) -> bytes:
    """Return the unit's page as a .docx file."""
    paper = Paper()
    paper.write(f"{label}{titles.UNIT}", TITLE)
    paper.write(titles.caption(context, check_code), ANNEX_MARK)
    paper.write(summary(context, sheet), NOTE)
    paper.turn()
    part(paper, "牵头和配合的任务", SHARES, [share_row(share) for share in sheet.shares])
    part(paper, "本单位负责的指标", INDICATORS, [indicator_row(*each) for each in sheet.figures])
    part(
        paper, "没有报的", [Column("类别", 40), Column("事项", 105), Column("原因", 80)], missing_rows(sheet)
    )
    part(paper, "报送情况", RECORDS, [record_row(each) for each in records])
    part(paper, "督办单和议定事项", MATTERS, matters(sheet))
    part(
        paper,
        "应形成的文件",
        DOCUMENTS,
        [[str(t.number), f"《{d.title}》", d.stage] for t, d in sheet.documents],
    )
    part(paper, "完成时限", DUES, [due_row(*each) for each in sheet.deadlines])
    return paper.save(f"{context.label}{label}{titles.UNIT}", titles.stamp(context))


def part(paper: Paper, heading: str, columns: list[Column], rows: list[list[str]]) -> None:
    """Write a table under its heading; one without rows is left out."""
    if rows:
        paper.write(f"{heading}（{len(rows)}）", ANNEX_HEADING)
        paper.table(columns, rows)


def summary(context: QuarterContext, sheet: UnitPage) -> str:
    told = f"应更新任务{len(sheet.owed)}项，未报{len(sheet.silent)}项；负责指标{sheet.indicator_count}项"
    return f"{context.label}{told}{f'；报送{sheet.standing}' if sheet.standing else ''}。"


def share_row(share: Share) -> list[str]:
    title = share.task.title if share.unit else ""
    role = "牵头" if share.is_lead else "配合"
    return [
        str(share.task.number),
        title,
        role,
        share.state,
        share.words,
        share.task.judgement or "——",
        share.task.status or "——",
    ]


def indicator_row(name, row) -> list[str]:
    target = row.target.figure.text if row.target else "——"
    return [str(row.order), name, row.value.text, target, row.measure, row.signal.word, distance(row)]


def matters(sheet: UnitPage) -> list[list[str]]:
    """Return the orders and resolutions as they stood when the edition was published."""
    rows = [(each.name, f"{each.about}：{each.matter}", each) for each in sheet.orders]
    rows += [(f"第{each.meeting}次会议", each.matter, each) for each in sheet.resolutions]
    return [
        [source, matter, clock.spoken(each.due_on), each.state + ("，逾期" if each.is_late else "")]
        for source, matter, each in rows
    ]


def record_row(record: Record) -> list[str]:
    forms = (record.figures, record.updates)
    corrected = f"{record.corrections}次" if record.corrections else "——"
    return [record.label, clock.spoken(record.due_on), *map(handed_words, forms), corrected]


def handed_words(handed: Handed | None) -> str:
    if handed is None:
        return "——"
    return f"{handed.word}（{clock.spoken_short(handed.on)}）" if handed.on else handed.word


def missing_rows(sheet: UnitPage) -> list[list[str]]:
    return [[each.form, each.what, each.reason] for each in sheet.missing]


def due_row(task, due) -> list[str]:
    state = (
        f"逾期{due.days_late}天"
        if due.is_overdue
        else "已完成"
        if due.is_done
        else "未到期"
        if due.is_ahead
        else "——"
    )
    return [str(task.number), due.subject, clock.spoken(due.due_on), due.origin, state]
