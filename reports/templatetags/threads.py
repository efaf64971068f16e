"""Words of threads, for templates."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.templatetags.filings import figure

register = template.Library()

KINDS = {
    "ask": gettext_noop("Queried"),
    "explain": gettext_noop("Answered with an explanation"),
    "correct": gettext_noop("Answered with another value"),
    "ask_again": gettext_noop("Queried again"),
    "close": gettext_noop("Query closed"),
    "withdraw": gettext_noop("Query withdrawn"),
    "verify": gettext_noop("Verified value recorded"),
    "lift": gettext_noop("Verified value lifted"),
    "object": gettext_noop("Objected to the verified value"),
    "uphold": gettext_noop("Verified value upheld"),
}
STATES = {
    "open": gettext_noop("waiting for an answer"),
    "answered": gettext_noop("answered"),
    "closed": gettext_noop("closed"),
}
TINTS = {"open": "badge--amber", "answered": "badge--green"}


@register.filter
def kind_word(kind: str) -> str:
    """Return the word for what an entry of a thread is."""
    return _(KINDS[str(kind)])


@register.filter
def query_word(status: object) -> str:
    """Return the word for where a query stands."""
    return _(STATES[str(status)])


@register.filter
def query_tint(status: object) -> str:
    """Return the badge's modifier for where a query stands."""
    return TINTS.get(str(status), "")


@register.filter
def told(words: Mapping[str, str] | None) -> str:
    """Write what an entry says a value was or is (``services.values.words``)."""
    if not words:
        return _("not reported")
    if words.get("state") == "not_applicable":
        return _("Not applicable")
    number = words.get("number")
    return figure(Decimal(number)) if number else words.get("text", "")
