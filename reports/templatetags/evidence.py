"""Files in words, for templates."""

from django import template

from reports.forms.evidence import size_in_words

register = template.Library()


@register.filter
def size(count: int) -> str:
    """Write a number of bytes."""
    return size_in_words(count)
