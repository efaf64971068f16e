"""The order of areas by one figure: for a published ranking (通报)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from targets.domain.algebra import Comparator, Target

RISES = frozenset({Comparator.AT_LEAST, Comparator.ABOVE})
FALLS = frozenset({Comparator.AT_MOST, Comparator.BELOW})

Number = TypeVar("Number", Decimal, Fraction)


def highest_is_best(targets: Iterable[Target]) -> bool | None:
    """Return whether a higher figure is better, by the plan's own comparators; None where they do not say.

    >>> highest_is_best([])
    """
    said = {target.comparator in RISES for target in targets if target.comparator in RISES | FALLS}
    return said.pop() if len(said) == 1 else None


def ranked(figures: Mapping[str, Number | None], *, highest_first: bool) -> list[tuple[str, int | None]]:
    """Return areas with their ranks, the best first; compared unrounded, equals share a rank.

    Those without a figure come last, in the order given, and have no rank: silence is
    neither first nor last.

    >>> ranked({"a": Decimal(2), "b": None, "c": Decimal(3), "d": Decimal(2)}, highest_first=True)
    [('c', 1), ('a', 2), ('d', 2), ('b', None)]
    """
    known = [(figure, area) for area, figure in figures.items() if figure is not None]
    best_first = sorted(known, key=lambda one: one[0], reverse=highest_first)
    places: list[tuple[str, int | None]] = []
    rank = 0
    for place, (figure, area) in enumerate(best_first, start=1):
        rank = rank if place > 1 and figure == best_first[place - 2][0] else place
        places.append((area, rank))
    return [*places, *((area, None) for area, figure in figures.items() if figure is None)]
