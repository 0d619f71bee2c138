"""What a form carries so that sending it twice changes things once."""

import uuid

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def request_key():
    """Print the hidden key 请求标识 of this one showing of a form; the view hands it to the verb."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4().hex)
