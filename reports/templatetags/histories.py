"""Words of histories and comparisons, for templates."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.domain.findings import Finding
from reports.forms import naming, wording

register = template.Library()

MOMENTS = {
    "change": gettext_noop("Entered"),
    "submit": gettext_noop("Submitted"),
    "approve": gettext_noop("Approved"),
    "return": gettext_noop("Returned"),
    "reopen": gettext_noop("Reopened"),
    "correct": gettext_noop("Corrected"),
    "verify": gettext_noop("Verified value recorded"),
    "ask": gettext_noop("Queried"),
    "explain": gettext_noop("Answered with an explanation"),
    "ask_again": gettext_noop("Queried again"),
    "close": gettext_noop("Query closed"),
    "withdraw": gettext_noop("Query withdrawn"),
    "lift": gettext_noop("Verified value lifted"),
    "object": gettext_noop("Objected to the verified value"),
    "uphold": gettext_noop("Verified value upheld"),
}
HOW = {
    "typed": gettext_noop("typed in the form"),
    "carried": gettext_noop("taken over from last year"),
    "workbook": gettext_noop("from the Excel workbook"),
    "imported": gettext_noop("imported"),
    "feed": gettext_noop("by a program (API)"),
    "computed": gettext_noop("computed"),
}
PARTS = {
    "practice": gettext_noop("Practice"),
    "problems": gettext_noop("Problems"),
    "intentions": gettext_noop("Intentions"),
}
STANDS = {
    "standing": gettext_noop("stands"),
    "objected": gettext_noop("objected to"),
    "upheld": gettext_noop("upheld"),
    "lifted": gettext_noop("lifted"),
}
STAND_TINTS = {"standing": "badge--green", "objected": "badge--red", "upheld": "badge--green"}


@register.filter
def moment_word(what: object) -> str:
    """Return the word for what happened."""
    return _(MOMENTS[str(what)])


@register.filter
def how_word(provenance: object) -> str:
    """Return the words for how a value came."""
    return _(HOW[str(provenance)]) if provenance else ""


@register.filter
def part_word(part: object) -> str:
    """Return the word for a part of a narrative."""
    return _(PARTS[str(part)])


@register.filter
def stand_word(status: object) -> str:
    """Return the word for where a verified value stands."""
    return _(STANDS[str(status)])


@register.filter
def stand_tint(status: object) -> str:
    """Return the badge's modifier for where a verified value stands."""
    return STAND_TINTS.get(str(status), "")


@register.filter
def office_named(thing: object) -> str:
    """Return the bureau's name in the language of the page, of something that a bureau wrote."""
    return thing.office_en if naming.is_english() else thing.office_zh


@register.filter
def finding_words(found: Finding) -> str:
    """Word a finding without the names of other quantities."""
    return wording.finding(found)
