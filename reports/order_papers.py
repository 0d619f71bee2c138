"""One supervision order 督办单 as Word: to whom, what, until when, and everything that was said of it since."""

from accounts import clock
from reports import titles
from reports.build import demonstration
from reports.word_page import (
    ADDRESSEE,
    ANNEX_HEADING,
    CELL,
    CENTRED,
    DATE,
    DEMONSTRATION_MARK,
    MARK,
    SENDER,
    TITLE,
    Column,
    Paper,
)

STEPS = [
    Column("日期", 36, CENTRED),
    Column("经过", 16, CENTRED),
    Column("内容", 70, CELL),
    Column("经手", 34),
]


def render(order, sender: str) -> bytes:
    """Return the order as a .docx file."""
    paper = Paper()
    if mark := demonstration():
        paper.write(f"{titles.DEMONSTRATION}　{mark}", DEMONSTRATION_MARK)
    paper.write("督办单", TITLE)
    paper.write(f"{order.name}　{order.get_level_display()}　{order.state}", MARK)
    paper.write(f"{order.unit.name}：", ADDRESSEE)
    for line in order.matter.splitlines():
        paper.write(line)
    paper.write(f"请于{clock.spoken(order.due_on)}前办结，并书面反馈。")
    paper.write(sender, SENDER)
    paper.write(clock.spoken(clock.day_of(order.issued_at)), DATE)
    paper.write("")
    paper.write("办理经过", ANNEX_HEADING)
    paper.table(STEPS, [[clock.spoken(clock.day_of(at)), *rest] for at, *rest in course(order)])
    paper.write("")
    paper.write("单位负责人（签字）：　　　　　　　　日期：", ADDRESSEE)
    return paper.save(f"{order.name}{order.about}", order.issued_at)


def course(order) -> list[tuple]:
    """Return (when, step, what was said, by whom) from the draft on, in the order of time."""
    found = [
        (order.drafted_at, "拟稿", "", order.drafted_by),
        (order.issued_at, "发出", "", order.issued_by),
        (order.signed_at, "签收", "", order.signed_by),
        *((each.said_at, each.get_kind_display(), each.text, each.said_by) for each in order.words.all()),
        (order.closed_at, "办结", order.opinion, order.closed_by),
        (order.withdrawn_at, "撤销", order.withdrawn_because, order.withdrawn_by),
    ]
    done = [(at, step, text, str(by)) for at, step, text, by in found if at]
    return sorted(done, key=lambda each: each[0])
