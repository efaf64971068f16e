"""Sparklines as SVG drawn on the server: an indicator's years at a glance, beside its light."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.domain.definitions import Definition
from dashboards.domain.lines import Line
from dashboards.domain.numbers import shown
from dashboards.domain.rows import Figure

WIDTH, HEIGHT, EDGE = 96, 24, 4
TENTH = Decimal("0.1")


def sparkline(line: Line, first_year: int) -> SafeString:
    """Return the course of a line's figures from ``first_year`` to its own; empty with fewer than two.

    The dashed line is the target of the light. A figure that not every area is in is hollow,
    joined (loosely) only to one of as many areas: else it would look like a rise or a fall.
    """
    figures = [one for one in (*line.earlier, line.figure) if one is not None and one.value is not None]
    verdict = line.verdict
    if len(figures) < 2 or line.definition.is_milestone or (verdict and verdict.is_counted):
        return SafeString("")
    bound = verdict.bound if verdict else None
    known = [one.value for one in figures if one.value is not None] + ([bound] if bound is not None else [])
    x, y = _scale(Decimal(first_year), Decimal(line.year), WIDTH), _scale(max(known), min(known), HEIGHT)
    parts = []
    if bound is not None:
        parts.append(f'<line class="spark__target" x1="0" x2="{WIDTH}" y1="{y(bound)}" y2="{y(bound)}"/>')
    parts += [
        f'<line class="spark__line{"" if a.is_complete else " is-loose"}"'
        f' x1="{x(a.year)}" y1="{y(a.value)}" x2="{x(b.year)}" y2="{y(b.value)}"/>'
        for a, b in pairwise(figures)
        if (a.reported, a.expected, a.year + 1) == (b.reported, b.expected, b.year)
    ]
    parts += [_dot(one, x(one.year), y(one.value), is_last=one is figures[-1]) for one in figures]
    status = verdict.status.value if verdict else "monitored"
    return format_html(
        '<svg class="spark spark--{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        status, WIDTH, HEIGHT, _said(line.definition, figures), SafeString("".join(parts)),
    )  # fmt: skip


def _dot(figure: Figure, x: Decimal, y: Decimal, *, is_last: bool) -> str:
    """A mark at the last figure, and wherever a figure is not joined to the others."""
    if not is_last and figure.is_complete:
        return f'<circle class="spark__year" cx="{x}" cy="{y}" r="1"/>'
    hollow = " is-hollow" if figure.is_estimate or not figure.is_complete else ""
    return f'<circle class="spark__point{hollow}" cx="{x}" cy="{y}" r="{"2.8" if is_last else "1.8"}"/>'


def _said(definition: Definition, figures: Iterable[Figure]) -> str:
    first, *_rest, last = figures
    words = _("%(first)s: %(before)s; %(last)s: %(after)s %(unit)s")
    return words % {
        "first": first.year,
        "before": shown(first.value or Decimal(0), definition.decimals),
        "last": last.year,
        "after": shown(last.value or Decimal(0), definition.decimals),
        "unit": definition.unit,
    }


def _scale(start: Decimal, end: Decimal, length: int) -> Callable[[Decimal | int | None], Decimal]:
    """Return where a number lies between two edges; in the middle where there is only one number."""

    def place(number: Decimal | int | None) -> Decimal:
        if start == end or number is None:
            return Decimal(length) / 2
        share = (Decimal(number) - start) / (end - start)
        return (EDGE + share * (length - 2 * EDGE)).quantize(TENTH)

    return place
