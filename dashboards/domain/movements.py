"""How a figure changed on the year before: only between figures that count the same areas."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dashboards.domain.definitions import Definition
from dashboards.domain.rows import Figure
from progress.domain.rankings import highest_is_best
from targets.domain.algebra import Pooling


@dataclass(frozen=True, slots=True)
class Movement:
    """A change since the year before, in the indicator's unit (percentage points for percentages).

    ``change`` is None where the two years do not count the same areas: their difference would
    say who reported rather than what happened. ``is_better`` is None where it did not move,
    or the plan does not say which way is better.
    """

    since: int
    change: Decimal | None
    is_better: bool | None = None


def movement_of(definition: Definition, figure: Figure | None, earlier: Iterable[Figure]) -> Movement | None:
    """Return how a figure moved since the year before; None without a figure in either.

    Milestones are done or not, and counts of areas are of areas: neither moves.

    Args:
        definition: the indicator; its targets say which way is better.
        figure: of the year looked at.
        earlier: of the years before.
    """
    if figure is None or figure.value is None or _is_counted(definition):
        return None
    before = next((one for one in earlier if one.year == figure.year - 1), None)
    if before is None or before.value is None:
        return None
    if not have_same_coverage(figure, before):
        return Movement(before.year, None)
    change = figure.value - before.value
    rises = highest_is_best(definition.algebra.targets)
    return Movement(before.year, change, None if rises is None or not change else (change > 0) is rises)


def have_same_coverage(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same areas: by name where known, else only if both are complete.

    >>> from dataclasses import replace
    >>> whole = Figure(1, 1, 2025, Decimal(9), "", None, None, None, None, 2, 2, False)
    >>> part = replace(whole, reported=1)
    >>> have_same_coverage(whole, whole), have_same_coverage(whole, part), have_same_coverage(part, part)
    (True, False, False)
    >>> have_same_coverage(replace(part, counted=("7:1",)), replace(part, counted=("8:1",)))
    False
    >>> have_same_coverage(replace(part, counted=("7:1",)), replace(part, counted=("7:1",)))
    True
    """
    if (one.reported, one.expected) != (other.reported, other.expected):
        return False
    if one.counted is not None and other.counted is not None:
        return one.counted == other.counted
    return one.is_complete


def _is_counted(definition: Definition) -> bool:
    return definition.is_milestone or definition.algebra.pooling is Pooling.EACH
