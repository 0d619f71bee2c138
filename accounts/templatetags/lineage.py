"""A unit's name as pages print it today."""

from django import template

from accounts import clock

register = template.Library()


@register.filter
def today_s(unit) -> str:
    """Return 原名（现名） where another unit stands in its place by now."""
    return unit.label(clock.today())
