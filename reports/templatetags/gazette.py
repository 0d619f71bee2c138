"""What every page's frame needs, and the small pictures: signals, origins, bullets. Geometry stands in drawing.py."""

from django import template
from django.conf import settings
from django.template.loader import render_to_string

from accounts import clock
from reports.navigation import items_for

register = template.Library()

ORIGINS = {
    "文": ("document", "文件规定"),
    "算": ("computed", "系统推算"),
    "定": ("committee", "管委会设定"),
    "解": ("reading", "解读，原文没有写"),
}
SYNTHETIC = "实绩均为合成数字，不是营口高新区的统计结果，目标与任务摘自文件原文"


@register.simple_tag
def version():
    return settings.VERSION


@register.inclusion_tag("_slug.html")
def slug():
    """Say on every page of the demonstration what it is 演示数据."""
    day = clock.today()
    today = f"今天按 {day.year}年{day.month}月{day.day}日 计"
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
    name = "" if user.display_name in posts else user.display_name
    return {"items": items_for(user, request.path), "post": posts, "name": name}


@register.inclusion_tag("_signal.html")
def signal(signal):
    return {"key": signal.key, "word": signal.word}


@register.inclusion_tag("_mark.html")
def mark(key):
    return {"key": key}


@register.inclusion_tag("_origin.html")
def origin(mark, url=""):
    """Mark where a number or date comes from 来源; a 文 with its clause is a link to it."""
    kind, title = ORIGINS[mark]
    return {"mark": mark, "kind": kind, "title": title, "url": url}
