"""What the account may do, asked by a page that would else print a link its reader cannot open."""

from django import template

from accounts.permissions import Permission, permissions_of

register = template.Library()


@register.filter
def may(user, name: str) -> bool:
    """Tell whether the account has the permission of that name: {% if user|may:"VIEW_EDITIONS" %}."""
    return Permission[name] in permissions_of(user)
