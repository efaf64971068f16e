"""Deadlines as they are written in official documents, and words of the to-do page, for templates."""

from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.domain.deadlines import ZONE
from reports.forms import naming

register = template.Library()

STATES = {
    "not_started": gettext_noop("not started"),
    "filling": gettext_noop("being filled in"),
    "handed_back": gettext_noop("handed back"),
    "confirmed": gettext_noop("confirmed"),
}
TINTS = {"filling": "badge--amber", "handed_back": "badge--red", "confirmed": "badge--green"}


@register.simple_tag
def due(deadline: datetime) -> SafeString:
    """Show a half-open deadline by its last moment in time: the end of a day is its 24:00."""
    return format_html('<time datetime="{}">{}</time>', deadline.isoformat(), due_words(deadline))


@register.filter
def due_words(deadline: datetime) -> str:
    """Write a deadline as words only, for attributes and plain text."""
    return naming.due_words(deadline)


@register.filter
def last_day(deadline: datetime) -> str:
    """Return the last day in time as a date field takes it."""
    return (deadline - timedelta(microseconds=1)).astimezone(ZONE).date().isoformat()


@register.filter
def section_word(state: object) -> str:
    """Return the word for where a section stands."""
    return _(STATES[str(state)])


@register.filter
def section_tint(state: object) -> str:
    """Return the badge's modifier for where a section stands."""
    return TINTS.get(str(state), "")
