"""One line of time 时间线 of an indicator or a task: figures of the edition beside orders and resolutions as they stand now,
so that one sees what became of a figure after an order. Computes no figure."""

import datetime as dt
from dataclasses import dataclass, replace

from django.urls import reverse

from accounts import clock
from accounts.permissions import Permission, refusal
from indicators.lanes import AGREED, ORDERED, PUBLISHED, Event
from indicators.progress import Signal
from reports.contexts import IndicatorContext, QuarterContext, SignalContext
from reports.happenings import CORRECTED, FIGURE
from submissions.quarters import Quarter
from tasks.models import Resolution, Supervision

YEARS_BACK = 2
QUOTED = 40


@dataclass(frozen=True)
class Moment:
    """One thing that happened, or is due."""

    on: dt.date
    text: str
    ink: str = ""
    signal: SignalContext | None = None
    url: str = ""
    after: str = ""  # 督〔2019〕3号发出后：由严重滞后转滞后
    is_order: bool = False
    kind: str = FIGURE  # 实绩 更正 目标 口径 督办 议定 文件 进展 期限
    mark: Event | None = None  # how the main chart shows it on its axis of time


def line(moments, orders=()) -> list[Moment]:
    """Return one line, newest first; the first figure after an order says what became of the light."""
    found = [*moments, *(moment for order in orders for moment in acts(order))]
    found.sort(key=lambda moment: moment.on)
    for order in orders:
        if not order.withdrawn_at:
            compare(found, order)
    return found[::-1]


def compare(found: list[Moment], order) -> None:
    """Say at the first judged figure after the order how the light stood before it."""
    issued = clock.day_of(order.issued_at)
    judged = [place for place, each in enumerate(found) if each.signal and is_judged(each.signal)]
    before = [place for place in judged if found[place].on < issued]
    after = [place for place in judged if found[place].on >= issued]
    if before and after:
        old, new = found[before[-1]].signal.word, found[after[0]].signal.word
        turn = f"仍为{new}" if old == new else f"由{old}转{new}"
        found[after[0]] = replace(found[after[0]], after=f"{order.name}发出后：{turn}")


def is_judged(signal: SignalContext) -> bool:
    return Signal[signal.key].is_judged


def acts(order) -> list[Moment]:
    """Return what was done with an order, every reply and refusal of it, and its day where it is still to come."""
    url, told = reverse("reports:order_detail", args=[order.pk]), {"is_order": True, "kind": "督办"}
    issued = f"{order.name}发出（{order.get_level_display()}），{order.unit.short_name}办理"
    sign = Event(
        ORDERED, clock.day_of(order.issued_at), f"{order.name} {order.state}", is_open=not order.is_over
    )
    found = [Moment(clock.day_of(order.issued_at), issued, url=url, mark=sign, **told)]
    done = [(order.signed_at, "签收")]
    done += [
        (word.said_at, f"{word.get_kind_display()}：{shortened(word.text)}") for word in order.words.all()
    ]
    done += [(order.closed_at, "办结"), (order.withdrawn_at, f"撤销：{order.withdrawn_because}")]
    found += [Moment(clock.day_of(at), f"{order.name}{word}", url=url, **told) for at, word in done if at]
    if not order.is_over:
        late = order.is_late(clock.today())
        text = f"{order.name}办结期限{'，逾期' if late else ''}"
        found.append(Moment(order.due_on, text, "red" if late else "", url=url, **told))
    return found


def shortened(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}……"


# --- an indicator -------------------------------------------------------------------------------------------------


def of_indicator(context: QuarterContext, slug: str, orders=(), resolutions=()) -> list[Moment]:
    """Return what happened to the indicator's figures, and what was agreed and ordered on it, newest first."""
    indicator = context.indicator(slug)
    agreed = [moment for each in resolutions for moment in settled(each)]
    return line([*(figures(indicator) if indicator else ()), *agreed], orders)


def figures(indicator: IndicatorContext, name: str = "") -> list[Moment]:
    """Return what happened to the figures; an edition that did not keep the days has the ends of its quarters."""
    lead = f"{name}：" if name else ""
    if indicator.moments:
        return [
            Moment(
                each.on, lead + each.text, signal=each.signal, kind=each.kind, mark=published(each, indicator)
            )
            for each in indicator.moments
        ]
    newest = max((Quarter.parse(point.quarter).year for point in indicator.points), default=0)
    return [
        Moment(
            quarter.ends_on,
            f"{lead}{point.label}{point.value.text}{indicator.measure}"
            + (f"，进度{point.progress.text}%" if point.progress.value is not None else ""),
            signal=point.signal,
        )
        for point in indicator.points
        if (quarter := Quarter.parse(point.quarter)).year > newest - YEARS_BACK
        and point.value.value is not None
    ]


def published(moment, indicator: IndicatorContext) -> Event | None:
    """Return the mark of a published figure or of its correction."""
    if moment.kind == CORRECTED:
        return Event(PUBLISHED, moment.on, CORRECTED)
    point = next((each for each in indicator.points if each.quarter == moment.quarter), None)
    if moment.kind != FIGURE or point is None:
        return None
    return Event(PUBLISHED, moment.on, f"{Quarter.parse(point.quarter).short}{point.value.text}")


# --- a task -------------------------------------------------------------------------------------------------------


def of_task(context: QuarterContext, task, orders=(), resolutions=()) -> list[Moment]:
    """Return what happened to the task and to its sub-targets' figures, and what is due, newest first."""
    clauses = {each.slug for each in context.task_rows if each.target and each.target.clause == task.clause}
    measured = [each for each in context.indicators if each.is_of_tasks and each.slug in clauses]
    found = [moment for each in measured for moment in figures(each, each.name)]
    agreed = [moment for each in resolutions for moment in settled(each)]
    return line([*course(task), *updates(context, task), *found, *agreed], orders)


def course(task) -> list[Moment]:
    """Return the stages of the documents, the due dates and the closure; of the days to come the next one."""
    stages = [(each, stage) for each in task.documents for stage in each.stages if stage.reached_on]
    ahead = [due for due in task.deadlines if due.is_ahead]
    dues = [due for due in task.deadlines if due not in ahead[1:]]
    return [
        *(Moment(stage.reached_on, stage_words(each, stage), kind="文件") for each, stage in stages),
        *(Moment(due.due_on, due_words(due), "red" if due.is_overdue else "", kind="期限") for due in dues),
        *(Moment(each.acted_on, each.act, kind="销号") for each in task.closure),
    ]


def updates(context, task) -> list[Moment]:
    """Return what the lead said in the quarters before and in this one."""
    past = [each for each in task.past if each.reported_on]
    now = [each for each in task.updates if each.is_lead and each.reported_on and each.judgement]
    return [
        *(Moment(each.reported_on, f"{each.label}更新：{each.judgement}", kind="进展") for each in past),
        *(Moment(each.reported_on, f"{context.label}更新：{each.judgement}", kind="进展") for each in now),
    ]


def stage_words(document, stage) -> str:
    return f"《{document.title}》{stage.stage}{'，' + stage.number if stage.number else ''}"


def due_words(due) -> str:
    if due.is_overdue:
        return f"{due.subject}到期，逾期{due.days_late}天"
    return f"{due.subject}到期" + ("，已完成" if due.is_done else "")


def settled(resolution) -> list[Moment]:
    """Return what the meeting agreed on the task, what was answered, and when it was closed."""
    url = reverse("reports:resolution_detail", args=[resolution.pk])
    meeting, due = resolution.meeting, resolution.due_on
    late = resolution.is_late(clock.today())
    until = f"，{clock.spoken_short(due)}前办结{'，逾期' if late else ''}"
    said = f"第{meeting.number}次联席会议议定：{resolution.matter.rstrip('。')}{'' if resolution.closed_at else until}"
    done = ((resolution.replied_at, "答复"), (resolution.closed_at, "办结"))
    words = f"第{meeting.number}次会议 {resolution.state}"
    sign = Event(AGREED, meeting.held_on, words, is_open=resolution.closed_at is None)
    return [
        Moment(meeting.held_on, said, "red" if late else "", url=url, kind="议定", mark=sign),
        *(
            Moment(clock.day_of(at), f"议定事项{word}：{resolution}", url=url, kind="议定")
            for at, word in done
            if at
        ),
    ]


# --- what stands now ------------------------------------------------------------------------------------------------


def orders_of(user, document, **subject) -> list[Supervision]:
    """Return the orders on an indicator or a task that the account may see, as they stand now."""
    return list(Supervision.objects.visible_to(user).of(document, **subject))


def resolutions_of(user, document, **subject) -> list[Resolution]:
    """Return what the joint meetings agreed on an indicator or a task, to whom the meetings are open."""
    if refusal(user, Permission.VIEW_EDITIONS):
        return []
    found = Resolution.objects.filter(meeting__document=document, **subject)
    return list(found.select_related("meeting").order_by("pk"))
