"""Where a figure stands among other counties': robust, for few of them, and without their numbers.

Figures are compared per size (of the quantity that bounds it, where the bureau reports
both: a share; else per inhabitant), on a logarithmic scale, by median and median absolute
deviation: one county that is wrong itself does not move them. What comes out says on which
side a figure stands and among how many, never what the others reported. Who is compared
depends on published populations alone, and the median is taken in coarse steps, so that
nobody finds a neighbour's number by trying out their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

FEWEST = 5
"""With fewer peers nothing is said."""

FARTHEST = Decimal("3.5")
"""Robust deviations (median absolute deviations, scaled to a normal's standard deviation)."""

NARROWEST = Decimal("0.1")
"""Least spread in powers of ten: counties that agree closely do not make a small difference odd."""

LEAST = Decimal("0.7")
"""Least distance in powers of ten that is worth a word: five times as much, or a fifth."""

SLIPS = (1, 2, 4)
"""Powers of ten by which units are mistaken: 公顷 for 亩 or a decimal, %, and 万."""

SLIP_WIDTH = Decimal("0.3")
_NORMAL = Decimal("1.4826")


STEP = Decimal("0.25")
"""The median and the spread are known to a quarter of a power of ten."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A figure with the size it is compared by, both above zero, and the area's inhabitants (万人)."""

    number: Decimal
    size: Decimal
    people: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """``side`` is ``above`` or ``below``, among ``count`` peers; ``times`` a power of ten, 0 for no slip."""

    side: str
    count: int
    times: int = 0


def standing(own: Peer, others: Sequence[Peer]) -> Standing | None:
    """Return where a figure stands if it is out of line, else None.

    Areas of similar population (half to twice) are preferred where there are enough of them.

    >>> ten = Decimal(10)
    >>> others = [Peer(Decimal(n), ten, ten) for n in (8, 9, 10, 11, 12)]
    >>> standing(Peer(Decimal(100000), ten, ten), others)
    Standing(side='above', count=5, times=10000)
    >>> standing(Peer(Decimal(13), ten, ten), others) is None
    True
    >>> standing(Peer(Decimal("0.5"), ten, ten), others)
    Standing(side='below', count=5, times=0)
    """
    similar = [one for one in others if own.people <= 2 * one.people <= 4 * own.people]
    peers = similar if len(similar) >= FEWEST else others
    if len(peers) < FEWEST:
        return None
    levels = [_level(one) for one in peers]
    middle = _coarse(median(levels))
    spread = max(_NORMAL * _coarse(median([abs(level - middle) for level in levels])), NARROWEST)
    away = _level(own) - middle
    if abs(away) < LEAST or abs(away) < FARTHEST * spread:
        return None
    slip = next((power for power in SLIPS if abs(abs(away) - power) <= SLIP_WIDTH), 0)
    return Standing("above" if away > 0 else "below", len(peers), 10**slip if slip else 0)


def _level(one: Peer) -> Decimal:
    return (one.number / one.size).log10()


def _coarse(level: Decimal) -> Decimal:
    return (level / STEP).quantize(Decimal(1), ROUND_HALF_EVEN) * STEP
