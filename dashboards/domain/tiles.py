"""Areas as tiles: where each stands in a schematic grid, and which of a few steps its figure falls in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt

from dashboards.domain.definitions import Place

STEPS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One class of figures: from ``low`` up to ``high``, both included in the last one; numbered from 1."""

    number: int
    low: Decimal
    high: Decimal


def arranged(places: Sequence[Place]) -> dict[int, tuple[int, int]]:
    """Return the row and column of each place (by primary key), from 1 on; no two share one.

    The plan's files say where areas stand; where one of them is not said, all stand row by
    row in the plan's order, which is schematic, too.

    >>> arranged([Place(7, "a", "A", "A", 1), Place(8, "b", "B", "B", 1), Place(9, "c", "C", "C", 1)])
    {7: (1, 1), 8: (1, 2), 9: (2, 1)}
    """
    said = [place.tile for place in places]
    if None in said or len(set(said)) < len(said):
        width = isqrt(max(len(places) - 1, 0)) + 1
        return {place.id: (1 + number // width, 1 + number % width) for number, place in enumerate(places)}
    rows, columns = zip(*[tile for tile in said if tile is not None], strict=True) if said else ((0,), (0,))
    top, left = min(rows), min(columns)
    return {place.id: (1 + place.tile[0] - top, 1 + place.tile[1] - left) for place in places if place.tile is not None}


def steps_of(values: Iterable[Decimal]) -> tuple[Step, ...]:
    """Return classes of equal width from the lowest figure to the highest; one where all are equal, none without any.

    >>> [(step.number, str(step.low), str(step.high)) for step in steps_of([Decimal(0), Decimal(10)])][:2]
    [(1, '0', '2'), (2, '2', '4')]
    >>> len(steps_of([Decimal(3), Decimal(3)])), steps_of([])
    (1, ())
    """
    known = sorted(values)
    if not known:
        return ()
    low, high = known[0], known[-1]
    if low == high:
        return (Step(STEPS, low, high),)
    width = (high - low) / STEPS
    return tuple(
        Step(number, low + (number - 1) * width, high if number == STEPS else low + number * width)
        for number in range(1, STEPS + 1)
    )


def step_of(value: Decimal | None, steps: Sequence[Step]) -> Step | None:
    """Return the class a figure falls in; None without a figure.

    >>> step_of(Decimal(10), steps_of([Decimal(0), Decimal(10)])).number
    5
    """
    if value is None:
        return None
    return next((step for step in reversed(steps) if value >= step.low), None)
