"""The slide of the supervision orders 督办单 that wait: late ones first, a few to a slide."""

from accounts import clock
from reports.contexts import QuarterContext

HEADS = ["编号", "事由", "责任单位", "期限", "状态", "反馈"]
WIDTHS = [2.2, 3.0, 1.7, 2.1, 1.0, 2.133]
ROWS = 6


def orders(deck, context: QuarterContext) -> None:
    """Write what is open; without such orders there is no slide."""
    found = sorted((each for each in context.orders if each.is_open), key=lambda o: (not o.is_late, o.due_on))
    late = sum(each.is_late for each in found)
    note = f"{len(found)}张未办结" + (f"，{late}张逾期" if late else "")
    for start in range(0, len(found), ROWS):
        slide = deck.slide("未办结的督办单", note)
        slide.table(HEADS, [row(each) for each in found[start : start + ROWS]], WIDTHS, 1.8, 14)


def row(each) -> list[str]:
    state = "逾期" if each.is_late else each.state
    return [each.name, each.about, each.unit, clock.spoken(each.due_on), state, each.reply or "——"]
