"""Areas beside each other, drawn on the server on one scale: bars of a year, and small charts of all years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.safestring import SafeString

from dashboards.domain.lines import Line
from dashboards.domain.numbers import shown
from dashboards.domain.rows import Figure, Verdict

BAR_HEIGHT = 14
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 220, 96, 4, 8, 16
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Scale:
    """The years and figures that every small chart of a page spans, so that they can be compared by eye."""

    first_year: int
    last_year: int
    low: Decimal
    high: Decimal

    def x(self, year: Decimal | int) -> Decimal:
        """Return where a year is, in pixels."""
        span = max(self.last_year - self.first_year, 1)
        return (LEFT + (Decimal(year) - self.first_year) / span * (WIDTH - 2 * LEFT)).quantize(TENTH)

    def y(self, value: Decimal) -> Decimal:
        """Return where a figure is, in pixels from the top."""
        span = self.high - self.low or Decimal(1)
        return (TOP + (self.high - value) / span * (HEIGHT - TOP - BOTTOM)).quantize(TENTH)


def scale_of(courses: Iterable[tuple[Line, Sequence[Verdict]]], first_year: int) -> Scale:
    """Return the one scale of all areas' years and targets; a scale of shares or sums begins at zero.

    Args:
        courses: each area's line with its earlier figures, and its targets.
        first_year: of the plan.
    """
    courses = list(courses)
    values = [one.value for line, _targets in courses for one in _years(line) if one.value is not None]
    bounds = [bound for _line, targets in courses for one in targets for bound in one.bounds if bound is not None]
    known = [Decimal(0), *values, *bounds]
    last = max((one.target_year or 0 for _line, targets in courses for one in targets), default=0)
    return Scale(first_year, max([last, *(line.year for line, _targets in courses)]), min(known), max(known))


def small_chart(line: Line, targets: Sequence[Verdict], scale: Scale) -> SafeString:
    """Return one area's years: its figures, and its targets as marks (hollow: the city's, as a reference).

    A figure that not every area is in, or that is an estimate, is a hollow point; an
    incomplete one is not joined to the others. The words beside it say the same.
    """
    figures = [one for one in _years(line) if one.value is not None]
    ground = HEIGHT - BOTTOM
    parts = [f'<line class="small__axis" x1="0" x2="{WIDTH}" y1="{ground}" y2="{ground}"/>']
    parts += [_target(one, bound, scale) for one in targets for bound in one.bounds if bound is not None]
    parts += [
        f'<line class="small__line" x1="{scale.x(a.year)}" y1="{scale.y(a.value)}"'
        f' x2="{scale.x(b.year)}" y2="{scale.y(b.value)}"/>'
        for a, b in pairwise(figures)
        if a.value is not None and b.value is not None and a.is_complete and b.is_complete
    ]
    parts += [
        f'<circle class="small__point{" is-hollow" if one.is_estimate or not one.is_complete else ""}"'
        f' cx="{scale.x(one.year)}" cy="{scale.y(one.value)}" r="{3 if one.year == line.year else 2}"/>'
        for one in figures
        if one.value is not None
    ]
    parts.append(f'<text class="small__year" x="{LEFT}" y="{HEIGHT - 3}">{scale.first_year}</text>')
    at_end = f'x="{WIDTH - LEFT}" y="{HEIGHT - 3}" text-anchor="end"'
    parts.append(f'<text class="small__year" {at_end}>{scale.last_year}</text>')
    status = line.verdict.status.value if line.verdict else "monitored"
    return SafeString(
        f'<svg class="small small--{status}" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'
    )


def ends_of(scale: Scale, decimals: int) -> tuple[str, str]:
    """Return the ends of the scale of figures, for its caption."""
    return shown(scale.low, decimals), shown(scale.high, decimals)


def rank_bar(line: Line, scale: Scale) -> SafeString:
    """Return an area's bar from zero to its figure, with a mark at its target, on the scale of all areas."""
    value = line.figure.value if line.figure else None
    if value is None or scale.low == scale.high:
        return SafeString("")

    def at(number: Decimal) -> Decimal:
        return (100 * (number - scale.low) / (scale.high - scale.low)).quantize(TENTH)

    start, end = sorted((at(Decimal(0)), at(value)))
    status = line.verdict.status.value if line.verdict else "monitored"
    parts = [f'<rect class="bullet__bar" x="{start}%" y="3" width="{end - start}%" height="{BAR_HEIGHT - 6}"/>']
    bounds = line.verdict.bounds if line.verdict else ()
    parts += [
        f'<line class="bullet__target" x1="{at(bound)}%" x2="{at(bound)}%" y1="0" y2="{BAR_HEIGHT}"/>'
        for bound in bounds
        if bound is not None
    ]
    size = f'width="100%" height="{BAR_HEIGHT}"'
    return SafeString(f'<svg class="bullet bullet--{status}" {size} aria-hidden="true">{"".join(parts)}</svg>')


def _years(line: Line) -> list[Figure]:
    return [one for one in (*line.earlier, line.figure) if one is not None]


def _target(verdict: Verdict, bound: Decimal, scale: Scale) -> str:
    """A mark at the target's year; a line across where it always holds."""
    y = scale.y(bound)
    reference = " is-reference" if verdict.status.value == "not_allocated" else ""
    if verdict.target_year is None:
        return f'<line class="small__target{reference}" x1="0" x2="{WIDTH}" y1="{y}" y2="{y}"/>'
    x, half = scale.x(verdict.target_year), 7
    left, right = max(x - half, Decimal(0)), min(x + half, Decimal(WIDTH))
    return f'<line class="small__target small__target--dated{reference}" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
