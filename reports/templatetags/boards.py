"""Words and shapes of the filing board, for templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.domain.slips import Slip, Standing
from reports.forms import boarding, reminding
from reports.queries.reminded import Sent

register = template.Library()


@register.filter
def standing(where: Standing) -> SafeString:
    """Show where something stands: shape and word."""
    return format_html('<span class="light light--{}">{}</span>', boarding.LIGHTS[where], boarding.standing_word(where))


@register.filter
def standing_word(where: str) -> str:
    """Return the word alone."""
    return boarding.standing_word(Standing(where))


@register.filter
def slip(colour: Slip | None) -> SafeString:
    """Show a slip: shape, word and colour; a dash for none."""
    if colour is None:
        return format_html('<span class="absent">{}</span>', "–")
    return format_html('<span class="slip slip--{}">{}</span>', colour.value, boarding.slip_word(colour))


@register.filter
def reason(of: str) -> str:
    """Word why somebody was reminded."""
    return reminding.reason_words(of)


@register.filter
def mail(state: str) -> str:
    """Word what became of a mail."""
    return reminding.mail_words(state)


@register.filter
def reached(sent: Sent) -> int:
    """How many people a reminder reached."""
    return len(sent.people)


@register.simple_tag
def was_reminded(today: frozenset[tuple[int, int]], area_id: int, bureau_id: int = 0) -> bool:
    """Whether an area (its whole) or one of its bureaus was reminded by hand today."""
    return (area_id, bureau_id) in today
