"""Where a figure stands among other counties': robust, for few of them, and without their numbers.

Figures are compared per size (of the quantity that bounds it, where there is one: a share;
else per inhabitant), on a logarithmic scale, by median and median absolute deviation: one
county that is wrong itself does not move them. What comes out says on which side a
figure stands and among how many, never what the others reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
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


@dataclass(frozen=True, slots=True)
class Peer:
    """A figure with the size it is compared by; both in their own units, above zero."""

    number: Decimal
    size: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """``side`` is ``above`` or ``below``, among ``count`` peers; ``times`` a power of ten, 0 for no slip."""

    side: str
    count: int
    times: int = 0


def standing(own: Peer, others: Sequence[Peer]) -> Standing | None:
    """Return where a figure stands if it is out of line, else None.

    Peers of similar size (half to twice) are preferred where there are enough of them.

    >>> others = [Peer(Decimal(n), Decimal(10)) for n in (8, 9, 10, 11, 12)]
    >>> standing(Peer(Decimal(100000), Decimal(10)), others)
    Standing(side='above', count=5, times=10000)
    >>> standing(Peer(Decimal(13), Decimal(10)), others) is None
    True
    >>> standing(Peer(Decimal("0.5"), Decimal(10)), others)
    Standing(side='below', count=5, times=0)
    """
    similar = [one for one in others if own.size <= 2 * one.size <= 4 * own.size]
    peers = similar if len(similar) >= FEWEST else others
    if len(peers) < FEWEST:
        return None
    levels = [_level(one) for one in peers]
    middle = median(levels)
    spread = max(_NORMAL * median([abs(level - middle) for level in levels]), NARROWEST)
    away = _level(own) - middle
    if abs(away) < LEAST or abs(away) < FARTHEST * spread:
        return None
    slip = next((power for power in SLIPS if abs(abs(away) - power) <= SLIP_WIDTH), 0)
    return Standing("above" if away > 0 else "below", len(peers), 10**slip if slip else 0)


def _level(one: Peer) -> Decimal:
    return (one.number / one.size).log10()
