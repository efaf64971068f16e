"""A published ranking's lines: their numbers and bars."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboards.domain.numbers import shown
from progress.queries.rankings import Ranked, Ranking

WIDTH, HEIGHT = 160, 10


def number_of(line: Ranked, ranking: Ranking) -> str:
    """Return a line's figure without its unit, never rounded onto its neighbours'; empty where there is none."""
    if line.value is None:
        return ""
    others = [one.value for one in ranking.rows if one.value is not None and one.value != line.value]
    return shown(line.value, ranking.decimals, others)


def bar(line: Ranked, ranking: Ranking) -> SafeString:
    """Return a line's bar: from nothing to its figure, beside the longest; empty without a figure above zero."""
    longest = max((one.value for one in ranking.rows if one.value is not None), default=Decimal(0))
    if line.value is None or line.value <= 0 or longest <= 0:
        return SafeString("")
    width = (WIDTH * line.value / longest).quantize(Decimal("0.1"))
    return format_html(
        '<svg class="rank-bar" viewBox="0 0 {0} {1}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{2}" height="{1}"/></svg>',
        WIDTH,
        HEIGHT,
        width,
    )
