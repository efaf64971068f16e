"""Words of previews, for templates."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from progress.queries.previewing import Shown, Term
from reports.forms import naming
from reports.templatetags.filings import figure
from targets.domain.algebra import Comparator, Group, Target

register = template.Library()

SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.ABOVE: ">",
    Comparator.AT_MOST: "≤",
    Comparator.BELOW: "<",
    Comparator.EQUAL: "=",
}
VOIDS = {
    "not_applicable": gettext_noop("Not applicable"),
    "nothing_to_apply": gettext_noop("Nothing to apply it to"),
    "nothing_reported": gettext_noop("Nothing typed yet"),
    "factor_missing": gettext_noop("A factor is missing"),
    "zero_denominator": gettext_noop("The denominator is zero"),
    "zero_base": gettext_noop("The base year’s figure is zero"),
}


@register.filter
def value_words(shown: Shown) -> str:
    """Write the figure without its unit; a milestone is done or not."""
    value, indicator = shown.preview.value, shown.preview.indicator
    if value is not None and indicator.group is Group.MILESTONE:
        return _("Done") if value >= 1 else _("Not done")
    return figure(value)


@register.filter
def unit_words(shown: Shown) -> str:
    """Return the unit in the language of the page; a milestone has none."""
    if shown.preview.indicator.group is Group.MILESTONE:
        return ""
    return shown.unit_en if naming.is_english() else shown.unit


@register.filter
def void_words(void: str) -> str:
    """Say why there is no figure; missing terms are named beside it, and say it better."""
    return _(VOIDS[str(void)]) if str(void) in VOIDS else ""


@register.filter
def bound_words(target: Target | None) -> str:
    """Write what a target demands, with its year: ``2025 ≥ 30``."""
    if target is None:
        return ""
    if target.comparator is Comparator.BETWEEN:
        demand = f"{figure(target.lower)}–{figure(target.upper)}"
    else:
        demand = f"{SIGNS[target.comparator]} {figure(target.value)}"
    return demand if target.year is None else f"{target.year} {demand}"


@register.filter
def office(term: Term) -> str:
    """Name the other bureau that reports a missing term."""
    return term.office_en if naming.is_english() else term.office_zh
