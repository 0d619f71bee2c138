"""What the papers pick out of an edition, and the marks they print it with. Nothing is computed here."""

import re
from collections import Counter

from indicators.quantities import MINUS
from reports.contexts import (
    Figure,
    GoalContext,
    PhaseContext,
    PointContext,
    QuarterContext,
    RowContext,
)
from reports.task_contexts import TaskContext, UpdateContext

SHAPES = {"ON_TRACK": "●", "MET": "●", "BEHIND": "▲", "FAR_BEHIND": "■", "MISSED": "■"}
HOLLOW = "○"
"""What is not judged is hollow, whatever its word."""
URGENT = ("需协调", "有风险")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def shown(context: QuarterContext) -> list[PhaseContext]:
    """Return the phases a paper speaks of: the one of its year, and those with a window."""
    return [context.main, *(phase for phase in context.phases if phase.is_window and phase != context.main)]


def goals_of(context: QuarterContext, *phases: PhaseContext) -> list[GoalContext]:
    """Return the qualitative goals of these phases, and those of the whole document."""
    names = {"总体", *(phase.name for phase in phases)}
    return [goal for goal in context.goals if goal.phase in names]


def goals_told(goals) -> str:
    """Return 2项推进中、2项未评判: a person's words, counted."""
    counts = Counter(goal.verdict or "未评判" for goal in goals)
    return "、".join(f"{count}项{word}" for word, count in counts.items())


def is_over(phase: PhaseContext) -> bool:
    """Answer whether values stand against the targets themselves, instead of against the pace."""
    return phase.quarter.endswith(("A", "Q4")) or any(map(is_concluded, phase.rows))


def is_concluded(row: RowContext | PointContext) -> bool:
    return row.signal.key in ("MET", "MISSED")


def lagging(context: QuarterContext) -> list[RowContext]:
    """Return the rows that need attention 最需关注, in the order of the edition."""
    by_slug = {row.slug: row for row in context.main.rows}
    return [by_slug[slug] for slug in context.main.attention]


def task_name(row: RowContext) -> str:
    """Return the name of a numeric target of a task, with its year where the document sets one for each year."""
    year = row.target.phase if row.target else ""
    return f"{row.name}（{year}年）" if year.isdigit() else row.name


def dated(heading: str, rows) -> str:
    """Return the heading with the year its values are of: 长期目标（2018年数据）, beside figures of another quarter."""
    years = {
        match[0] for row in rows if row.value.text != "——" if (match := re.match(r"\d+年", row.value_label))
    }
    return f"{heading}（{years.pop()}数据）" if len(years) == 1 else heading


def unpunctual(context: QuarterContext) -> list[tuple[str, tuple[str, ...]]]:
    """Return who was late and who is still owing; a unit is named once."""
    reporting = context.reporting
    late = tuple(unit for unit in reporting.late if unit not in reporting.absent)
    return [(word, units) for word, units in (("迟报", late), ("未报", reporting.absent)) if units]


def urgent(context: QuarterContext, *words: str) -> list[tuple[TaskContext, UpdateContext]]:
    """Return the tasks judged so, each with the update that speaks for it."""
    return [(task, spokesman(task)) for task in context.tasks if task.judgement in words]


def spokesman(task: TaskContext) -> UpdateContext:
    """Return the lead's update; without a lead the partner's whose judgement the task carries."""
    return next(
        each for each in task.updates if each.is_lead or (not task.lead and each.judgement == task.judgement)
    )


def signed(row: RowContext) -> str:
    """Return the signal as a paper prints it: shape and word."""
    return f"{SHAPES.get(row.signal.key, HOLLOW)} {row.signal.word}"


def verdict(row: RowContext) -> str:
    """Return shape and word; what is not due says in its place how far it is, what is missing what it last was."""
    if row.signal.key == "NOT_DUE" and row.remark:
        return f"{HOLLOW} {row.remark}"
    last = f"（{row.last_known_label}{row.last_known.text}）" if row.last_known else ""
    return signed(row) + last


def printed(figure: Figure) -> str:
    """Return the figure's text; a measure that does not exist prints nothing."""
    return "" if figure.text == "·" else figure.text


def growth(row: RowContext) -> str:
    """Return 同比 with its mark: * official, 点 percentage points, 年初 since the start of the year."""
    text = printed(row.growth)
    if not re.search(r"\d", text):
        return text
    return {"官": f"{text}*", "点": f"{text}点", "年初": f"年初{text}"}.get(row.growth_mark, text)


def need(row: RowContext) -> str:
    """Return 后三季需完成1.69亿元，平均每季0.56亿元，上年同期1.10亿元。"""
    over = "超过" if row.need.exceeds else ""
    clauses = [f"{row.need.label}{over}{row.need.total.text}{row.measure}"]
    for word, figure in (("平均每季", row.need.each), ("上年同期", row.need.last_year)):
        if figure.value is not None:
            clauses.append(f"{word}{figure.text}{row.measure}")
    return "，".join(clauses) + "。"


def sentence(text: str) -> str:
    """Return a unit's words as one paragraph that ends as a sentence does."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    joined = re.sub(r"(?<![。；！？，：、;,:])\n", "；", "\n".join(lines)).replace("\n", "")
    is_ended = not joined or re.search(r"[。！？…](（[^（）]*）)?[”’」]?$", joined)
    return joined if is_ended else f"{joined.rstrip('；;，,')}。"


def told(row: RowContext) -> str:
    """Return the row's sentence for prose; where the forecast falls short of the target, with that."""
    text = sentence(row.sentence)
    if row.forecast is None or not row.forecast.is_short:
        return text
    return f"{text.removesuffix('。')}，按往年规律{row.forecast.headline}。"


def legal(text: str) -> str:
    """Return `text` without the characters that no XML file may hold."""
    return NOT_IN_XML.sub("", text).replace("\r\n", "\n")


def faster(gap: str) -> str:
    """Return 快3.1个百分点 or 慢9.5个百分点 for a signed gap; 持平 stays."""
    word = {"+": "快", MINUS: "慢"}.get(gap[:1])
    return f"{word}{gap[1:]}个百分点" if word else gap


def distance(row: RowContext) -> str:
    """Return how far a row is: its remark, 慢9.5个百分点 against the pace, −1.60 against the target; · where nothing is said."""
    if row.remark or row.gap.value is None:
        return row.remark or "·"
    return faster(row.gap.text) if row.bar.pace is not None else f"{row.gap.text}{row.measure}"
