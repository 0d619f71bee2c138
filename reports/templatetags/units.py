"""A unit's name as papers print it, leading to what it owes for whom may see it."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

from reports.matrix import KEYS, LETTERS

register = template.Library()


@register.simple_tag
def unit_link(name, units, may_open, source, today):
    """Return 原名（现名）, as a link where the unit is known and its page may be opened."""
    unit = units.get(name)
    label = unit.label(today) if unit else name
    if not (unit and may_open):
        return label
    carry = source.carry if source else ""
    return format_html('<a href="{}{}">{}</a>', reverse("reports:unit_detail", args=[unit.pk]), carry, label)


@register.filter
def matrix_key(state):
    return KEYS[state]


@register.filter
def matrix_letter(state):
    return LETTERS[state]
