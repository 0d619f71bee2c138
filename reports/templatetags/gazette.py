"""What every page's frame needs, and the small pictures: signals, origins, bullets. Geometry stands in drawing.py."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string

from accounts import clock
from accounts.models import Unit
from accounts.permissions import FILLING_ROLES, Permission, refusal
from policy.models import PolicyDocument
from reports import boards, consultations, drawing, extracts
from reports.navigation import items_for
from tasks.models import Resolution, Supervision

register = template.Library()

ORIGINS = {
    "文": ("document", "文件规定"),
    "算": ("computed", "系统推算"),
    "定": ("committee", "管委会设定"),
    "解": ("reading", "解读，原文没有写"),
}
JUDGEMENT_CLASSES = {"需协调": "red strong", "有风险": "amber strong", "未报": "grey"}
JUDGEMENT_CLASSES |= {"逾期": "red strong", "已销号": "green"}
SYNTHETIC = "实绩均为合成数字，不是营口高新区的统计结果，目标与任务摘自文件原文"


@register.simple_tag
def version():
    return settings.VERSION


@register.simple_tag
def plan():
    """Return the document whose execution this installation prints, and the committee that prints it."""
    return {"document": PolicyDocument.objects.defer("text").first(), "committee": Unit.objects.committee()}


@register.inclusion_tag("_slug.html")
def slug():
    """Say on every page of the demonstration what it is 演示数据."""
    day = clock.today()
    today = f"今天按 {clock.spoken(day)} 计"
    return {"sentence": SYNTHETIC if settings.DEMONSTRATION else "", "today": today}


@register.simple_tag(takes_context=True)
def navigation(context, form="navigation"):
    """Print the pages of the account's role; `contents` is the phone's list at the foot."""
    request = context.get("request")
    user = getattr(request, "user", None)
    own = {"user": user, **_who(user, request)}
    return render_to_string(f"_{form}.html", own, request=request)


def _who(user, request) -> dict:
    if user is None or not user.is_authenticated:
        return {}
    posts = "、".join(f"{post.unit} {post.get_role_display()}" for post in user.current_posts)
    name = "" if user.display_name in posts.replace(" ", "") else user.display_name
    return {"items": items_for(user, request.path), "post": posts, "name": name}


@register.simple_tag
def signal(signal):
    return drawn("_signal.html", key=signal.key, word=signal.word)


@register.simple_tag
def mark(key):
    return drawn("_mark.html", key=key)


@register.simple_tag
def origin(mark, url=""):
    """Mark where a number or date comes from 来源; a 文 with its clause is a link to it."""
    kind, title = ORIGINS[mark]
    return drawn("_origin.html", mark=mark, kind=kind, title=title, url=url)


@lru_cache(maxsize=2048)
def drawn(template: str, **parts) -> str:
    """Return a small picture; a page repeats few of them many times, so each is drawn once."""
    return render_to_string(template, parts)


# --- the small pictures of a row ------------------------------------------------------------------------------------


@register.simple_tag
def bullet(row):
    return drawn("_bullet.html", b=drawing.bullet(row))


@register.inclusion_tag("_scale.html")
def scale(pace):
    """Print the bullet's scale once, in the column's head: 0, the pace, 50, 100 %."""
    tick = round(drawing.ZERO + drawing.PER_WHOLE * float(pace) / 100, 1) if pace else None
    return {"pace": pace, "tick": tick, "has_middle": not pace or abs(float(pace) - 50) > 14}


@register.inclusion_tag("_attention_chart.html")
def attention_chart(row):
    seasons = drawing.seasons(row)
    needed = [season.needed for season in seasons if season.needed] if row.need else []
    return {
        "row": row,
        "seasons": seasons,
        "first": needed[0] if needed else None,
        "is_last": len(needed) == 1,
    }


@register.inclusion_tag("_whole_year_chart.html")
def whole_year_chart(row):
    return {"row": row, "chart": drawing.whole_year(row)}


@register.inclusion_tag("_timeline.html")
def timeline(issue, phase):
    first = min(each.due_on.year for each in issue.phases) - 1
    line = drawing.timeline(phase.opens_on.year, phase.due_on.year, first, issue.as_of)
    return {"line": line, "day": issue.as_of}


@register.simple_tag
def vertical(name, rows):
    return drawing.vertical(name, rows)


@register.simple_tag
def narrowed(board, key):
    """Return the address of the board narrowed to one signal."""
    return board.address([key])


@register.simple_tag
def elsewhere(board, url):
    return board.elsewhere(url)


@register.filter
def is_judged(row):
    return boards.is_judged(row)


@register.filter
def unsigned(text):
    """Leave the sign out where the words say it: 慢 1.3 个百分点."""
    return text.lstrip("+−")


@register.filter
def points(measure):
    """Return the measure of a difference: of percentages it is in points."""
    return "个百分点" if measure == "%" else measure


@register.filter
def marked(row) -> str:
    """Return shape and word in letters, where a long table would carry as many pictures as rows."""
    return extracts.signed(row)


@register.filter
def judgement_class(word):
    return JUDGEMENT_CLASSES.get(word, "")


@register.filter
def distance(row) -> str:
    """Return how far a row is, in words."""
    return extracts.distance(row)


# --- what stands now, beside the edition ----------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def may_draft_orders(context) -> bool:
    user = getattr(context.get("request"), "user", None)
    return bool(user and user.is_authenticated and not refusal(user, Permission.DRAFT_ORDERS))


@register.filter
def order_is_late(order) -> bool:
    return order.is_late(clock.today())


@register.inclusion_tag("reports/_todo.html", takes_context=True)
def todo(context):
    """List the orders, the resolutions and the drafts that the account's units have to answer."""
    user, today = context["request"].user, clock.today()
    units = user.units_as(*FILLING_ROLES)
    orders = Supervision.objects.open().filter(unit__in=units, replied_at=None)
    resolutions = Resolution.objects.open().filter(unit__in=units, replied_at=None)
    drafts = consultations.waiting_for(user)
    return {"orders": orders.whole(), "resolutions": resolutions, "drafts": drafts, "today": today}
