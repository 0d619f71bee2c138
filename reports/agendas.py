"""An edition → the agenda a joint meeting starts from: red and yellow lights, late units, difficult tasks, what is still open."""

from accounts import clock
from reports import titles
from reports.contexts import QuarterContext
from reports.extracts import lagging, need, sentence, unpunctual, urgent
from tasks.models import Resolution, Supervision

FEW = 60
"""Characters of a problem that an agenda quotes."""


def proposed(context: QuarterContext | None, check_code: str, document) -> str:
    """Return one line for each item; a person edits it."""
    lines = [*of_edition(context, check_code)] if context else []
    return (
        "\n".join([*lines, *orders_open(document), *still_open(document)])
        or "研究高新区发展需要协调解决的关键问题"
    )


def of_edition(context: QuarterContext, check_code: str):
    yield f"听取{context.label}目标任务完成情况汇报（{titles.edition(context, check_code)}）"
    for row in lagging(context):
        wanted = f"，{need(row).rstrip('。')}" if row.need else ""
        yield f"研究{row.name}{row.signal.word}问题（{row.unit}）{wanted}"
    for task, said in urgent(context, "需协调", "有风险"):
        problem = sentence(said.problems or said.progress)[:FEW]
        yield f"协调任务{task.number}“{task.title}”（{said.unit}）：{problem}"
    for word, units in unpunctual(context):
        yield f"通报{word}单位：{'、'.join(units)}"


def orders_open(document):
    """Yield the orders that are late: they are the meeting's before they are anybody's."""
    today = clock.today()
    for order in Supervision.objects.open().filter(document=document).whole():
        if order.is_late(today):
            yield f"督促逾期督办单：{order.about}（{order.name}，{order.unit}，{clock.spoken(order.due_on)}到期）"


def still_open(document):
    """Yield what earlier meetings agreed and nobody has met yet: it is carried on until closed."""
    for each in Resolution.objects.open().filter(meeting__document=document):
        yield (
            f"听取第{each.meeting.number}次会议议定事项办理情况：{each.matter}"
            f"（{each.unit}，{clock.spoken(each.due_on)}前办结）"
        )
