"""An edition as a Word file: material of the joint meeting 联席会议材料, or a notice 通报 to be sent out."""

from itertools import groupby

from accounts import clock
from reports import titles
from reports.contexts import PhaseContext, QuarterContext, RowContext
from reports.extracts import (
    SHAPES,
    URGENT,
    dated,
    goals_of,
    goals_told,
    is_over,
    lagging,
    need,
    sentence,
    shown,
    task_name,
    told,
    unpunctual,
    urgent,
)
from reports.task_contexts import OrderContext, ResolutionContext, TaskContext, UpdateContext
from reports.titles import filename
from reports.word_annexes import ANNEXES
from reports.word_page import (
    ADDRESSEE,
    ANNEX,
    ANNEX_MARK,
    ANNEX_TITLE,
    DATE,
    DEMONSTRATION_MARK,
    ENDING,
    HEADING,
    MARK,
    ROOM_FOR_NUMBER,
    SENDER,
    SUBHEADING,
    SUBTITLE,
    TITLE,
    Paper,
)

__all__ = ["filename", "render"]

JUDGEMENTS = ("顺利", "可控", "有风险", "需协调", "未报")
IN_WINDOW = ("REACHED", "NOT_YET")
DIGITS = "零一二三四五六七八九十"


def render(context: QuarterContext, check_code: str, genre: str = titles.MEETING) -> bytes:
    """Return the edition as a .docx file in one of the genres of `titles`."""
    paper = Paper()
    opening(paper, context, check_code, genre)
    for write in (overall, indicators, tasks, problems, next_steps):
        write(paper, context)
    closing(paper, context, genre)
    paper.across()
    for number, (name, draw) in enumerate(ANNEXES.items(), start=1):
        paper.write(f"附件{number}", ANNEX)
        paper.write(f"{context.label}{name}", ANNEX_TITLE)
        paper.write(titles.caption(context, check_code), ANNEX_MARK)
        draw(paper, context)
    if genre == titles.NOTICE:
        paper.imprint([("抄送：", ""), (context.committee, f"{day_of(context)}印发")])
    return paper.save(titles.title(context, genre).replace("\n", ""), titles.stamp(context))


def opening(paper: Paper, context: QuarterContext, check_code: str, genre: str) -> None:
    """Write the title, the edition it renders, and the introduction 导语."""
    if context.demonstration:
        lines = context.demonstration.replace("；", "\n")
        paper.write(f"{titles.DEMONSTRATION}　{lines}", DEMONSTRATION_MARK)
    is_notice = genre == titles.NOTICE
    if is_notice:
        paper.write(f"〔{(context.published_at or context.as_of).year}〕　　号", ROOM_FOR_NUMBER)
    paper.write(titles.title(context, genre), TITLE)
    if not is_notice:
        paper.write(f"（{genre}）", SUBTITLE)
    paper.write(titles.edition(context, check_code), MARK)
    if is_notice:
        paper.write("联席会议各成员单位，各牵头单位、配合单位：", ADDRESSEE)
    document, verb = context.document, "通报" if is_notice else "汇报"
    status = f"，为{context.data_status}数" if context.data_status else ""
    paper.write(
        f"按照《{document.title}》（{document.number}），现将{context.label}目标任务完成情况{verb}如下。"
        f"数据截至{clock.spoken(context.as_of)}{status}。"
    )


def overall(paper: Paper, context: QuarterContext) -> None:
    """Write 一、总体情况: how many of what, what turned since the edition before, who reported."""
    paper.write("一、总体情况", HEADING)
    for phase in shown(context):
        paper.write(tally(phase))
    if context.difference:
        paper.write(
            f"较上期（{context.difference.previous.replace(' ', '')}），{sentence(context.difference.sentence)}"
        )
    paper.write(reported(context))


def tally(phase: PhaseContext) -> str:
    """Return 2019年21项目标中，按进度判定8项：正常4项…；其余13项本季不判定，其中…"""
    counts = [each for each in phase.counts if each.count]
    judged = [each for each in reversed(counts) if each.signal.key in SHAPES]
    waiting = [each for each in counts if each.signal.key in IN_WINDOW]
    others = [each for each in counts if each.signal.key not in (*SHAPES, *IN_WINDOW)]
    clauses = [listed(waiting)] if waiting else []
    if judged:
        verb = "已有结论" if is_over(phase) else "按进度判定"
        clauses.append(f"{verb}{total(judged)}项：{listed(judged)}")
    lead = f"{phase.name}{len(phase.rows)}项目标"
    if not clauses:
        return f"{lead}{unjudged(others, '均')}。"
    if others:
        clauses.append(f"其余{unjudged(others, f'{total(others)}项')}")
    return f"{lead}中，{'；'.join(clauses)}。"


def unjudged(counts, how_many: str) -> str:
    """Return 其余13项本期不判定，其中…; one word alone needs no list: 均未到考核期，本期不判定."""
    if len(counts) == 1:
        return f"{how_many}{counts[0].signal.word}，本期不判定"
    return f"{how_many}本期不判定，其中{listed(counts)}"


def total(counts) -> int:
    return sum(each.count for each in counts)


def listed(counts) -> str:
    return "，".join(f"{each.signal.word}{each.count}项" for each in counts)


def reported(context: QuarterContext) -> str:
    """Return who owed, who reported, who was late."""
    reporting = context.reporting
    if not reporting.units_due:
        return "本期没有应报单位。"
    text = f"应报单位{reporting.units_due}个，已报{reporting.units_reported}个，按时报送{reporting.units_on_time}个。"
    return text + "".join(f"{word}：{'、'.join(units)}。" for word, units in unpunctual(context))


def indicators(paper: Paper, context: QuarterContext) -> None:
    """Write 二、指标完成情况: one sentence for each indicator, in the groups of the document."""
    paper.write("二、指标完成情况", HEADING)
    parts = []
    for phase in shown(context):
        for group, members in groupby(phase.rows, key=lambda row: row.group):
            rows = list(members)
            heading = dated(group, rows) if phase.is_window else group
            parts.append((heading, [f"{row.name}。{told(row)}" for row in rows]))
    write_parts(paper, [*parts, ("定性目标", judged_goals(context))])


def judged_goals(context: QuarterContext) -> list[str]:
    """Return how the committee judges the qualitative goals; nothing while it has judged none."""
    found = goals_of(context, *shown(context))
    judged = [goal for goal in found if goal.verdict]
    if not judged:
        return []
    lead = f"定性目标{len(found)}项，由管委会凭佐证评判，{goals_told(found)}。"
    return [lead, *(f"“{goal.quote}”，{goal.verdict}。{sentence(goal.basis)}" for goal in judged)]


def tasks(paper: Paper, context: QuarterContext) -> None:
    """Write 三、重点任务进展: how the tasks are judged, and what their leads say of the difficult ones."""
    paper.write("三、重点任务进展", HEADING)
    counts = {word: sum(task.judgement == word for task in context.tasks) for word in JUDGEMENTS}
    judged = "，".join(f"{word}{count}项" for word, count in counts.items() if count)
    rest = len(context.tasks) - sum(counts.values())
    others = f"；其余{rest}项文件没有规定责任单位，不报送进展" if rest else ""
    paper.write(
        f"{len(context.tasks)}项重点任务中，{judged}{others}。" if judged else "本期没有应报的任务进展。"
    )
    parts = [(f"{word}的任务", [difficulty(*each) for each in urgent(context, word)]) for word in URGENT]
    numeric = [row for row in context.task_rows if row.value.value is not None]
    told = [f"{task_name(row)}。{sentence(row.sentence)}" for row in numeric]
    write_parts(paper, [*parts, (dated("任务量化目标", numeric), told)])


def difficulty(task: TaskContext, update: UpdateContext) -> str:
    """Return one difficult task in its unit's words."""
    problems = f"存在问题：{sentence(update.problems)}" if update.problems else "未写明存在问题。"
    return f"{task.title}（任务{task.number}，{update.unit}）。{sentence(update.progress)}{problems}"


def problems(paper: Paper, context: QuarterContext) -> None:
    """Write 四、存在问题: what lags with the unit's reason, and what was not reported in time."""
    paper.write("四、存在问题", HEADING)
    is_judged = any(row.signal.key in SHAPES for row in context.main.rows)
    nothing = "已判定的指标没有滞后或未达标的。" if is_judged else "本期没有可判定的指标。"
    reasons = list(map(shortfall, lagging(context))) or [nothing]
    gaps = [f"{'、'.join(units)}{word}" for word, units in unpunctual(context)]
    if missing := len(context.reporting.missing):
        gaps.append(f"未报送事项{missing}项，见附件3")
    parts = [("指标方面", reasons), ("报送方面", [f"{'；'.join(gaps) or '应报内容均已按时报送'}。"])]
    late = [resolved(each) for each in context.resolutions if each.is_late]
    overdue = [ordered(each) for each in context.orders if each.is_late]
    write_parts(paper, [*parts, ("督办逾期", overdue), ("议定事项逾期", late)])


def ordered(each: OrderContext) -> str:
    """Return one late order: what, whose, since when, how far."""
    said = f"{each.unit}反馈：{sentence(each.reply)}" if each.reply else f"{each.unit}还没有反馈。"
    return f"{each.about}（{each.name}，{each.unit}，应于{clock.spoken(each.due_on)}前办结）。{said}"


def resolved(each: ResolutionContext) -> str:
    """Return one open matter of the joint meeting: what, whose, until when, how far."""
    said = f"{each.unit}答复：{sentence(each.reply)}" if each.reply else f"{each.unit}还没有答复。"
    return f"{sentence(each.matter).rstrip('。')}（第{each.meeting}次会议议定，{clock.spoken(each.due_on)}前办结）。{said}"


def shortfall(row: RowContext) -> str:
    reason = f"{row.unit}说明：{sentence(row.note)}" if row.note else f"{row.unit}未说明原因。"
    return f"{row.name}{row.signal.word}。{reason}"


def next_steps(paper: Paper, context: QuarterContext) -> None:
    """Write 五、下一步: what the remaining quarters must bring, and what is planned for the difficult tasks."""
    paper.write("五、下一步", HEADING)
    needs = [f"{row.name}。{need(row)}" for row in lagging(context) if row.need]
    plans = [(task, update.next_steps) for task, update in urgent(context, *URGENT) if update.next_steps]
    steps = [f"{task.title}。{sentence(plan)}" for task, plan in plans]
    open_ = [resolved(each) for each in context.resolutions if not each.is_late]
    write_parts(
        paper, [("补齐滞后指标", needs), ("推进有风险、需协调的任务", steps), ("办结议定事项", open_)]
    )
    is_told = any(update.next_steps for task in context.tasks for update in task.updates)
    last = "各项任务的下一步措施见附件2。" if is_told else "本期各单位没有填写任务的下一步措施。"
    paper.write(last, ENDING)  # no page may hold the annexes and the date alone


def closing(paper: Paper, context: QuarterContext, genre: str) -> None:
    """List the annexes after an empty line, and date the paper; a notice is signed."""
    paper.write("", ENDING)
    for number, name in enumerate(ANNEXES, start=1):
        paper.write(f"{'附件：' if number == 1 else '　　　'}{number}. {context.label}{name}", ENDING)
    paper.write("", ENDING)
    if genre == titles.NOTICE:
        paper.write(context.committee, SENDER)
    paper.write(day_of(context), DATE)


def day_of(context: QuarterContext) -> str:
    return clock.spoken(clock.day_of(context.published_at)) if context.published_at else "预览，尚未发布"


def write_parts(paper: Paper, parts: list[tuple[str, list[str]]]) -> None:
    """Write the parts that hold something: （一）heading, and its entries numbered where there are several."""
    for number, (heading, entries) in enumerate([part for part in parts if part[1]], start=1):
        paper.write(f"（{numeral(number)}）{heading}", SUBHEADING)
        for place, entry in enumerate(entries, start=1):
            paper.write(f"{place}.{entry}" if len(entries) > 1 else entry)


def numeral(number: int) -> str:
    """Return 一 … 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")
