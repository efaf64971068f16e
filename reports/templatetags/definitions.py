"""Marks of the plan manager's pages of definitions, for templates."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def since_by_hand(by_hand: Mapping[str, int], kind: str, code: str) -> SafeString | str:
    """Mark a definition whose latest version is the plan manager's, with its first year."""
    year = by_hand.get(f"{kind} {code}")
    if year is None:
        return ""
    return format_html(' <span class="badge badge--amber">{}</span>', _("by hand, from %(year)d on") % {"year": year})
