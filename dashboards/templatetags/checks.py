"""Words and numbers of the checker's table, for templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.domain.numbers import shown
from dashboards.queries.computed import Computed
from reports.forms import naming, wording
from reports.queries.checking import Row
from reports.templatetags.filings import figure

register = template.Library()


@register.simple_tag
def computed(indicator: Computed, row: Row) -> SafeString:
    """Write what an indicator comes to for an area, with its unit, or a dash."""
    value, _void = indicator.values.get(row.area.id, (None, ""))
    if value is None:
        return format_html('<span class="absent" title="{}">–</span>', _("no figure"))
    unit = indicator.unit_en if naming.is_english() else indicator.unit
    return format_html('{} <span class="unit">{}</span>', shown(value, indicator.decimals), unit)


@register.filter
def doubts(row: Row) -> list[dict[str, object]]:
    """Word what the checks had found on receipt beside a value, with the reasons that came with it."""
    return [
        {"words": wording.finding(one.finding), "hard": one.is_hard, "open": one.is_open, "reason": one.reason}
        for one in row.findings
    ]


@register.filter
def signed(change: object) -> str:
    """Write a change with its sign."""
    if change is None:
        return "–"
    told = figure(change)  # type: ignore[arg-type]
    return told if told.startswith("-") or told == "0" else f"+{told}"
