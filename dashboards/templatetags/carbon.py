"""Template tags of the carbon page: ``{% load carbon %}``."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.domain.carbon import Amount, Inventory, PlaceYears, YearLine
from dashboards.domain.numbers import MINUS, plain, shown
from dashboards.figures import carbon_words, wording

register = template.Library()
PER_PERSON, PER_FLOOR = 2, 1


@register.filter
def tonnes(amount: Amount | None, decimals: int) -> SafeString:
    """Return an amount, or a dash that says why there is none."""
    if amount is not None and amount.value is not None:
        return format_html("{}", shown(amount.value, decimals))
    why = str(wording.VOID.get(amount.void, amount.void)) if amount else _("not computed yet")
    return _absent(why)


@register.filter
def remarks(amount: Amount | None) -> SafeString:
    """Return what an amount is not shown without: an estimate, and how many areas are in it where some are not."""
    if amount is None or amount.value is None:
        return SafeString("")
    badge = '<span class="badge">{}</span>'
    estimate = format_html(badge, pgettext("flag", "estimate")) if amount.is_estimate else ""
    coverage = f"{amount.reported}/{amount.expected}"
    partial = format_html('<span class="badge badge--amber">{}</span>', coverage) if amount.is_partial else ""
    return format_html("{} {}", estimate, partial)


@register.filter
def per_person(line: YearLine) -> SafeString:
    """Return t per person, or a dash that says what is missing."""
    return _per(line.per_person, PER_PERSON)


@register.filter
def per_floor(line: YearLine) -> SafeString:
    """Return kg per m² of floor, or a dash that says what is missing."""
    return _per(line.per_floor, PER_FLOOR)


@register.simple_tag
def part_of(amount: Amount | None, number: int, drawn: Inventory) -> SafeString:
    """Return the amount of one energy, counted from 0."""
    if amount is None or amount.parts is None:
        return _absent(_("no figure"))
    return format_html("{}", shown(amount.parts[number], drawn.decimals))


@register.simple_tag
def line_of(years: PlaceYears, year: int) -> YearLine:
    """Return an area's line of a year."""
    return years.of(year)


@register.filter
def number(value: Decimal | None) -> str:
    """Return a number as somebody wrote it; a dash where there is none."""
    return plain(value) if isinstance(value, Decimal) else "—"


@register.filter
def percent(value: Decimal) -> str:
    """Return a yearly change with its sign, such as ``+1.5 %``.

    >>> percent(Decimal("-2.500")), percent(Decimal("0.000")), percent(Decimal("1.250"))
    ('−2.5 %', '0 %', '+1.25 %')
    """
    words = plain(value, 3)
    return f"{words} %" if words.startswith(MINUS) or not value else f"+{words} %"


@register.filter
def trust_words(confidence: str) -> str:
    """Return how far a factor can be trusted."""
    return carbon_words.trust(confidence)


@register.filter
def years_words(years: tuple[int, ...]) -> str:
    """Return years, as a span where they are one."""
    return carbon_words.years_words(years)


@register.filter
def names_words(names: tuple[str, ...]) -> str:
    """Return names one after the other."""
    return carbon_words.listed(names)


def _per(value: Decimal | None, decimals: int) -> SafeString:
    return _absent(_("no data")) if value is None else format_html("{}", shown(value, decimals))


def _absent(why: str) -> SafeString:
    return format_html('<span class="absent" title="{}">—<span class="visually-hidden">{}</span></span>', why, why)
