"""How a figure moved since the year before, in words."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.domain.lines import Line
from dashboards.domain.numbers import shown
from dashboards.figures import phrases

NOTHING = SafeString('<span class="absent">–</span>')


def moved(line: Line) -> SafeString:
    """Return a line's change on the year before with its sign, and whether the plan calls that better.

    Where the two years do not count the same areas it says so instead of a difference.
    """
    movement = line.movement
    if movement is None:
        return NOTHING
    if movement.change is None:
        return format_html('<small class="move move--apart">{}</small>', _("coverage differs"))
    number = shown(movement.change, line.definition.decimals, (Decimal(0),))
    sign = "+" if movement.change > 0 else ""
    unit = phrases.difference_unit(line.definition)
    said = format_html('{}{}<span class="unit">{}</span>', sign, number, unit) if unit else f"{sign}{number}"
    if movement.is_better is None:
        return format_html('<span class="move">{}</span>', said)
    word = pgettext("change", "better") if movement.is_better else pgettext("change", "worse")
    name = "better" if movement.is_better else "worse"
    return format_html('<span class="move move--{}">{} <small>{}</small></span>', name, said, word)
