"""Accounts, units and the journal as tables."""

import datetime as dt
import re
from functools import cache

import django_tables2 as tables
from django.apps import apps
from django.utils.html import format_html

from accounts import clock
from accounts.models import Event, Unit, User
from accounts.verbs import VERBS

MISSING = "——"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*[+-]\d\d:\d\d")
OTHER_WORDS = {
    "value": "数值",
    "reason": "理由",
    "address": "来自",
    "left": "剩余次数",
    "lines": "逐行",
    "verb": "操作",
    "unit": "单位",
    "file": "文件",
    "from_quarter": "自何期起",
    "issued_by": "发出人",
    "signed_by": "签收人",
    "replied_by": "答复人",
    "closed_by": "办结人",
    "closed_at": "办结时间",
    "closed": "公布日期",
    "withdrawn_by": "撤销人",
    "before": "原为",
    "invited": "邀请列席",
    "held_on": "日期",
    "text": "内容",
    "number": "编号",
}
"""What events hold beside fields and choices."""

ACTS = {"td": {"class": "acts"}, "th": {"class": "num"}}


class UserTable(tables.Table):
    display_name = tables.Column(linkify=("accounts:user_detail", {"pk": tables.A("pk")}))
    unit = tables.Column("单位", empty_values=(), orderable=False)
    role = tables.Column("岗位", empty_values=(), orderable=False)
    starts_on = tables.Column("起", empty_values=(), orderable=False)
    ends_on = tables.Column("止", empty_values=(), orderable=False)
    signed_in_at = tables.Column("上次登录", default="从未")
    state = tables.Column("状态", empty_values=(), orderable=False)
    acts = tables.TemplateColumn(
        template_name="accounts/_user_acts.html",
        verbose_name="",
        orderable=False,
        attrs=ACTS,
    )

    class Meta:
        model = User
        fields = [
            "display_name",
            "username",
            "unit",
            "role",
            "starts_on",
            "ends_on",
            "signed_in_at",
            "state",
            "acts",
        ]
        order_by = "username"
        template_name = "_table.html"
        row_attrs = {"class": lambda record: "gone" if record.ended_at else ""}

    def __init__(self, *args, locked: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.locked = locked

    def render_unit(self, record):
        return each(post.unit for post in record.posts.all())

    def render_role(self, record):
        return each(post.get_role_display() for post in record.posts.all())

    def render_starts_on(self, record):
        return each(clock.spoken(post.starts_on) for post in record.posts.all())

    def render_ends_on(self, record):
        return each(clock.spoken(post.ends_on) if post.ends_on else MISSING for post in record.posts.all())

    def render_signed_in_at(self, value):
        at = value.astimezone(clock.SHANGHAI)
        return f"{clock.spoken(at)} {at:%H:%M}"

    def render_state(self, record):
        state = state_of(record, self.locked)
        return format_html('<span class="{}">{}</span>', STATE_CLASSES.get(state, ""), state)


def each(values) -> str:
    """Return the different values of an account's posts, in their order."""
    return "、".join(dict.fromkeys(map(str, values))) or MISSING


STATE_CLASSES = {"锁定": "red strong", "待改口令": "amber strong"}


def state_of(user: User, locked: set[str]) -> str:
    if user.ended_at:
        return "已停用"
    if user.username in locked:
        return "锁定"
    return "待改口令" if user.must_change_password else "在用"


class UnitTable(tables.Table):
    acts = tables.TemplateColumn(
        '<a href="{% url "accounts:unit_edit" record.pk %}">修改</a>',
        verbose_name="",
        orderable=False,
        attrs=ACTS,
    )

    class Meta:
        model = Unit
        fields = ["order", "name", "short_name", "kind", "opened_on", "closed_on", "successor", "acts"]
        order_by = "order"
        template_name = "_table.html"
        default = MISSING
        row_attrs = {"class": lambda record: "gone" if record.closed_on else ""}


ONE_LINE = {"td": {"class": "nowrap"}, "th": {"class": "nowrap"}}
ROOMY = {"td": {"class": "roomy"}}


class EventTable(tables.Table):
    seq = tables.Column(attrs=ONE_LINE)
    at = tables.Column(attrs=ONE_LINE)
    who = tables.Column(attrs=ROOMY)
    unit_name = tables.Column(attrs=ROOMY)
    verb = tables.Column(attrs=ONE_LINE)
    subject = tables.Column(attrs=ROOMY)
    changes = tables.Column(attrs={"td": {"class": "long"}})

    class Meta:
        model = Event
        fields = ["seq", "at", "who", "unit_name", "verb", "subject", "changes"]
        order_by = "-seq"
        template_name = "_table.html"
        default = MISSING
        empty_text = "没有符合条件的记录。"

    def render_at(self, value):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"

    def render_verb(self, value):
        return VERBS.get(value, value)

    def render_subject(self, value):
        """Leave out the `app.model:pk ` a row is known by."""
        mark, _, name = value.partition(" ")
        return name if name and "." in mark and ":" in mark else value

    def render_changes(self, value):
        return told(value) or MISSING


def told(value) -> str:
    """Return what an event changed as one line: field, old → new."""
    if isinstance(value, dict):
        return "；".join(f"{words().get(name, name)} {told(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return " → ".join(told(inner) for inner in value)
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return f"{dt.datetime.fromisoformat(value).astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return MISSING if value is None or value == "" else words().get(value, str(value))


@cache
def words() -> dict[str, str]:
    """Return the Chinese of what events hold in code words: verbs, fields, choices. The lowest app's word wins."""
    found = dict(VERBS)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            choices = ((value, label) for value, label in field.flatchoices if isinstance(value, str))
            found |= {value: label for value, label in choices if value not in found}
            if field.name not in found and not field.verbose_name.isascii():
                found[field.name] = str(field.verbose_name)
    return found | OTHER_WORDS
