"""The ledger of tasks 台账 as a table: what a cell shows on the page, and what it is on paper."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from accounts.clock import spoken
from reports import ledger
from reports.task_contexts import TaskContext
from reports.templatetags.gazette import JUDGEMENT_CLASSES, origin

NOBODY = "原文未列"
MARKS = {"文件规定": "文", "管委会设定": "定"}


def cell(name: str, **attrs) -> tables.Column:
    return tables.Column(
        ledger.SORTS[name][0], empty_values=(), accessor=tables.A("number"), attrs={"td": attrs}
    )


class TaskTable(tables.Table):
    """`carry` keeps links within the edition. `render_…` is for the page, `value_…` for papers."""

    number = cell("number", **{"class": "serial"})
    title = cell("title")
    lead = cell("lead", **{"class": "quiet units"})
    partners = cell("partners", **{"class": "quiet units"})
    documents = cell("documents", **{"class": "quiet"})
    due = cell("due", **{"class": "due"})
    judgement = cell("judgement", **{"class": "verdict", "data-l": "判断"})
    status = cell("status", **{"class": "verdict", "data-l": "状态"})
    orders = cell("orders", **{"class": "told", "data-l": "督办"})
    lead_update = cell("lead_update", **{"class": "told"})
    partner_updates = cell("partner_updates", **{"class": "told partners", "data-l": "配合单位"})

    class Meta:
        orderable = False
        template_name = "_table.html"

    def __init__(self, tasks, orders: dict, carry: str = "", exclude=(), everywhere=()):
        super().__init__(tasks, exclude=(*exclude, *(() if orders else ("orders",))))
        self.orders, self.carry, self.everywhere = orders, carry, everywhere

    def link(self, record: TaskContext, text: str, anchor: str = ""):
        url = reverse("reports:task_detail", args=[record.number])
        return format_html('<a href="{}{}{}">{}</a>', url, self.carry, anchor, text)

    def render_title(self, record):
        return self.link(record, record.title)

    def value_title(self, record):
        return record.title

    def render_lead(self, record):
        return record.lead or NOBODY

    def render_partners(self, record):
        """Name the partners; who takes part nearly everywhere is only counted, and named under the table."""
        if not self.everywhere or not set(self.everywhere) <= set(record.partners):
            return "、".join(record.partners) or NOBODY
        own = "、".join(unit for unit in record.partners if unit not in self.everywhere)
        if not own:
            return "、".join(record.partners)
        return format_html('{} <span class="nowrap">＋另{}家</span>', own, len(self.everywhere))

    def value_partners(self, record):
        return "、".join(record.partners) or NOBODY

    def render_documents(self, record):
        """Show the first document with its stage, and how many more there are."""
        if not record.documents:
            return "、".join(f"《{title}》" for title in record.deliverables[:1])
        first, more = record.documents[0], len(record.documents) - 1
        rest = f"等{more + 1}件" if more else ""
        return format_html('《{}》{}<span class="note stage">{}</span>', first.title, rest, first.stage)

    def value_documents(self, record):
        staged = [f"《{each.title}》{each.stage}" for each in record.documents]
        return "；".join(staged or [f"《{title}》" for title in record.deliverables])

    def render_due(self, record):
        due = ledger.first_due(record)
        if due is None:
            return format_html('<span class="grey">{}</span>', "未定")
        late = (
            format_html('<b class="red">逾期{}天</b> ', due.days_late)
            if due.is_overdue
            else "已完成 "
            if due.is_done
            else ""
        )
        told = origin(MARKS.get(due.origin, "定"))
        return format_html("{}{}{}", late, spoken(due.due_on), told)

    def value_due(self, record):
        return "；".join(due_words(due) for due in record.deadlines) or "未定"

    def render_judgement(self, value, record):
        return word(record.judgement)

    def value_judgement(self, record):
        return record.judgement or "——"

    def render_status(self, record):
        return word(record.status)

    def value_status(self, record):
        return record.status or "——"

    def render_orders(self, record):
        parts = [
            ("red" if order.is_late else "", order.name, order_state(order))
            for order in self.orders.get(record.number, [])
        ]
        return format_html_join("", '<span class="by {}">{} {}</span>', parts)

    def value_orders(self, record):
        return "\n".join(
            f"{order.name}　{order_state(order)}" for order in self.orders.get(record.number, [])
        )

    def render_lead_update(self, record):
        return ledger.news(record) or format_html('<span class="grey">{}</span>', silence(record))

    def value_lead_update(self, record):
        update = ledger.spokesman(record)
        return told(update) if update else silence(record)

    def render_partner_updates(self, record):
        """Show how many partners wrote, and who of them is in trouble or silent."""
        if not (told := ledger.partners_told(record)):
            return "·"
        needs = [(JUDGEMENT_CLASSES[word], unit, word) for unit, word in ledger.partners_in_need(record)]
        lines = format_html_join("", '<span class="by {}">{} {}</span>', needs)
        return format_html("{}{}", self.link(record, told, "#updates"), lines)

    def value_partner_updates(self, record):
        lines = [
            f"{each.unit}（{each.judgement or '——'}）：{told(each)}"
            for each in ledger.partner_updates(record)
        ]
        return "\n".join([*lines, *(f"{unit}：未报" for unit in ledger.silent_partners(record))]) or "——"


def order_state(order) -> str:
    return "逾期" if order.is_late else order.state


def brief(task: TaskContext) -> list[str]:
    """Return the two columns of updates as a narrow table prints them."""
    needs = "".join(f"\n{unit}　{word}" for unit, word in ledger.partners_in_need(task))
    return [ledger.news(task) or silence(task), (ledger.partners_told(task) or "·") + needs]


def word(text: str):
    return format_html('<span class="{}">{}</span>', JUDGEMENT_CLASSES.get(text, ""), text or "——")


def told(update) -> str:
    parts = (("进展", update.progress), ("问题", update.problems), ("下一步", update.next_steps))
    said = "　".join(f"{name}：{text}" for name, text in parts if text)
    return said + ("（迟报）" if update.is_late else "")


def silence(task: TaskContext) -> str:
    """Return why nothing is told of a task."""
    if not task.lead and not task.partners:
        return "原文未列单位，不要求更新"
    return "——　牵头单位本期未更新" if task.lead else "——　本期未更新"


def due_words(due) -> str:
    state = f"逾期{due.days_late}天" if due.is_overdue else "已完成" if due.is_done else ""
    return f"{due.subject}{spoken(due.due_on)}（{due.origin}{'，' + state if state else ''}）"
