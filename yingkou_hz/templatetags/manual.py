"""A question mark beside what does not explain itself: it opens the manual at the topic that does."""

from django import template

register = template.Library()


@register.inclusion_tag("yingkou_hz/_ask.html")
def ask(title):
    """Link to a topic of docs/manual.md by its heading; a test holds every heading named in a template to the manual."""
    return {"title": title, "anchor": title.lower()}
