"""A draft → the sentences of it that concern one unit: its indicators, its tasks, what is said of its reporting. No Django."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.contexts import QuarterContext, RowContext
from reports.extracts import sentence, shown, signed, task_name, told
from reports.unit_pages import Share, is_current, unit_page
from reports.word import ordered, resolved, shortfall

FIGURES, TASKS, REPORTING, MATTERS = "指标", "任务", "报送", "督办和议定事项"
LAGGING = ("BEHIND", "FAR_BEHIND", "MISSED")


@dataclass(frozen=True)
class Statement:
    """One sentence of a draft that a unit is asked about; `place` names it inside the draft."""

    place: str
    kind: str
    name: str
    sentence: str
    signal: str = ""  # shape and word of the judgement


def statements(context: QuarterContext, names: tuple[str, ...], heirs: dict[str, str]) -> list[Statement]:
    """Return what the draft says of the unit that bears `names`, and of nobody else."""
    sheet = unit_page(context, names, heirs)
    return [
        *figures(context, names),
        *(of_task(share, names) for share in sheet.owed),
        *reporting(context, names),
        *(Statement(f"order:{each.name}", MATTERS, each.name, ordered(each)) for each in sheet.orders),
        *(
            Statement(f"resolution:{number}", MATTERS, f"第{each.meeting}次会议议定事项", resolved(each))
            for number, each in enumerate(sheet.resolutions, start=1)
        ),
    ]


def figures(context: QuarterContext, names) -> Iterator[Statement]:
    """Yield the verdict sentences of the indicators and of the tasks' numeric targets the unit answers for."""
    rows = [(row.name, row, phase.slug) for phase in shown(context) for row in phase.rows]
    rows += [(task_name(row), row, "task") for row in context.task_rows if is_current(context, row)]
    for name, row, phase in rows:
        if row.unit in names:
            yield Statement(f"{phase}:{row.slug}:{name}", FIGURES, name, said(row), signed(row))


def said(row: RowContext) -> str:
    """Return the row's sentence; of what lags also the reason that will stand beside it."""
    return told(row) + (shortfall(row) if row.signal.key in LAGGING else "")


def of_task(share: Share, names) -> Statement:
    """Return what the draft holds of the unit's own update: another unit's words are left out."""
    update, task = share.update, share.task
    if update and update.progress and update.unit in names:
        parts = (("", update.progress), ("存在问题：", update.problems), ("下一步：", update.next_steps))
        text = "".join(f"{lead}{sentence(part)}" for lead, part in parts if part)
    else:
        text = f"本期未更新。{sentence(update.blank_reason) if update and update.blank_reason else ''}"
    role = "牵头" if share.is_lead else "配合"
    return Statement(
        f"task:{task.number}", TASKS, f"任务{task.number} {task.title}（{role}）", text, share.state
    )


def reporting(context: QuarterContext, names) -> Iterator[Statement]:
    """Yield what is said of the unit's reporting: late, absent, and each thing it has not given."""
    for word, units in (("迟报", context.reporting.late), ("未报", context.reporting.absent)):
        for unit in units:
            if unit in names:
                yield Statement(f"{word}:{unit}", REPORTING, f"{word}单位", f"{unit}列为{word}单位。")
    for each in context.reporting.missing:
        if each.unit in names:
            reason = sentence(each.reason) if each.reason else "未说明原因。"
            yield Statement(
                f"missing:{each.form}:{each.what}"[:100], REPORTING, f"未报送：{each.what}", reason
            )
