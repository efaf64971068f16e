"""Bullet graphs as SVG drawn on the server: a figure against its target and expected progress."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from dashboards.domain.rows import Figure, Verdict
from targets.domain.algebra import Comparator

HEADROOM = Decimal("1.1")
HEIGHT = 14
MOST_SEGMENTS = 24


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet graph's geometry, every position in percent of its width.

    ``zone`` is where the target holds, ``bar`` the figure from zero, ``expected`` the
    mark of expected progress, ``targets`` the bound or both bounds.
    """

    zone: tuple[Decimal, Decimal]
    bar: tuple[Decimal, Decimal] | None
    expected: Decimal | None
    targets: tuple[Decimal, ...]


def bullet_of(figure: Figure | None, verdict: Verdict) -> Bullet | None:
    """Return the geometry for a figure and what it is judged against; None where there is no bound."""
    if verdict.bound is None or verdict.is_counted:
        return None
    value = figure.value if figure else None
    expected = None if verdict.is_passed else verdict.expected
    known = [number for number in (value, verdict.bound, verdict.upper, expected) if number is not None]
    low, high = min(Decimal(0), *known), max(Decimal(0), *known) * HEADROOM
    if low == high:
        return None

    def at(number: Decimal) -> Decimal:
        return (100 * (number - low) / (high - low)).quantize(Decimal("0.1"))

    zone = {
        Comparator.AT_LEAST: (verdict.bound, high),
        Comparator.ABOVE: (verdict.bound, high),
        Comparator.AT_MOST: (low, verdict.bound),
        Comparator.BELOW: (low, verdict.bound),
        Comparator.BETWEEN: (verdict.bound, verdict.upper or high),
    }.get(verdict.comparator or Comparator.EQUAL, (verdict.bound, verdict.bound))
    return Bullet(
        zone=(at(zone[0]), at(zone[1])),
        bar=None if value is None else (at(min(value, Decimal(0))), at(max(value, Decimal(0)))),
        expected=None if expected is None else at(expected),
        targets=tuple(at(bound) for bound in verdict.bounds if bound is not None),
    )


def drawn(figure: Figure | None, verdict: Verdict | None) -> SafeString:
    """Return the SVG of a figure against its target, or of n of N areas; empty where nothing can be compared.

    It repeats what the text beside it says, so it is hidden from screen readers.
    """
    if verdict is None:
        return SafeString("")
    if verdict.is_counted:
        return _segments(verdict.met or 0, verdict.owed or 0)
    bullet = bullet_of(figure, verdict)
    if bullet is None:
        return SafeString("")
    parts = [_rectangle("zone", *bullet.zone, top=1, height=HEIGHT - 2)]
    if bullet.bar is not None:
        parts.append(_rectangle("bar", *bullet.bar, top=4, height=HEIGHT - 8))
    if bullet.expected is not None:
        parts.append(_mark("expected", bullet.expected))
    parts += [_mark("target", place) for place in bullet.targets]
    return _svg(f"bullet bullet--{verdict.status.value}", parts)


def _segments(met: int, owed: int) -> SafeString:
    if not 0 < owed <= MOST_SEGMENTS:
        return SafeString("")
    width = Decimal(100) / owed
    cells = [
        f'<rect class="bullet__cell{" is-met" if number < met else ""}" x="{number * width:.2f}%" y="2"'
        f' width="{width - 1:.2f}%" height="{HEIGHT - 4}"/>'
        for number in range(owed)
    ]
    return _svg("bullet", cells)


def _svg(classes: str, parts: list[str]) -> SafeString:
    """Put parts together that consist of our own words and numbers only, so that nothing needs escaping."""
    content = "".join(parts)
    return SafeString(f'<svg class="{classes}" width="100%" height="{HEIGHT}" aria-hidden="true">{content}</svg>')


def _rectangle(name: str, start: Decimal, end: Decimal, *, top: int, height: int) -> str:
    return f'<rect class="bullet__{name}" x="{start}%" y="{top}" width="{end - start}%" height="{height}"/>'


def _mark(name: str, place: Decimal) -> str:
    return f'<line class="bullet__{name}" x1="{place}%" x2="{place}%" y1="0" y2="{HEIGHT}"/>'
