"""Words and numbers of filing, for templates."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.domain.entries import Said
from reports.domain.reading import UnitChoice
from reports.domain.words import State
from reports.forms import naming, wording
from reports.forms.sheet import names_beside
from reports.queries.sheets import Line
from targets.domain.exact import plain

register = template.Library()

WORDS = {
    "": gettext_noop("Not started"),
    "draft": gettext_noop("Draft"),
    "submitted": gettext_noop("Submitted"),
    "returned": gettext_noop("Returned"),
    "approved": gettext_noop("Approved"),
    "estimate": gettext_noop("Estimate"),
    "final": gettext_noop("Final"),
    "submit": gettext_noop("Submitted"),
    "approve": gettext_noop("Approved"),
    "return": gettext_noop("Returned"),
    "reopen": gettext_noop("Reopened"),
}
TINTS = {"submitted": "badge--amber", "returned": "badge--red", "approved": "badge--green"}


@register.filter
def word(term: object) -> str:
    """Return the word for a status, stage or step; None is a report nobody began."""
    return _(WORDS[str(term or "")])


@register.filter
def tint(status: object) -> str:
    """Return the badge's modifier for a status."""
    return TINTS.get(str(status or ""), "")


@register.filter
def named(thing: object) -> str:
    """Return the name in the language of the page."""
    return naming.name_of(thing)


@register.filter
def title(thing: object) -> str:
    """Return the title in the language of the page."""
    return thing.title_en if naming.is_english() else thing.title_zh


@register.filter
def unit(line: Line) -> str:
    """Return a quantity's unit in the language of the page."""
    return line.unit_en if naming.is_english() else line.unit


@register.filter
def choice_name(choice: UnitChoice) -> str:
    """Return the name of a unit to choose in the language of the page."""
    return choice.en if naming.is_english() else choice.zh


@register.filter
def unit_of(chosen: str, line: Line) -> str:
    """Return the name of a chosen unit of a line in the language of the page."""
    return next((choice_name(one) for one in line.units if one.zh == chosen), chosen)


@register.filter
def figure(number: Decimal | None) -> str:
    """Write a number with thousands commas and exactly the decimals it has."""
    if number is None:
        return ""
    whole, point, fraction = plain(number).partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole not in ("-0",) else f"-0{point}{fraction}"


@register.filter
def percent(change: Decimal | None) -> str:
    """Write a change in percent with a sign and one decimal, rounded half up."""
    if change is None:
        return ""
    return f"{change.quantize(Decimal('0.1'), ROUND_HALF_UP):+,f} %"


@register.filter
def is_na(said: Said | None) -> bool:
    """Whether “not applicable” was said."""
    return said is not None and said.state is State.NOT_APPLICABLE


@register.filter
def noted(line: Line) -> list[dict[str, object]]:
    """Word what the checks found beside a line: which check, words, whether hard, whether open, the reason given."""
    names = names_beside(line)
    return [
        {
            "code": one.finding.code,
            "words": wording.finding(one.finding, names),
            "hard": one.is_hard,
            "open": one.is_open,
            "reason": one.reason,
        }
        for one in line.noted
    ]


@register.filter
def limits(line: Line) -> str:
    """Name what a quantity must not exceed."""
    return " + ".join(names_beside(line).values())
