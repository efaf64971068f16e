"""How suspicious a value looks beside its neighbours': the order in which a checker reads them.

A score, larger for what wants looking at first. It judges nothing and is stored nowhere:

- an answer that came back to a query: 2,000; whoever asked decides on it first;
- what has to be put right (a hard finding): 1,000 each;
- what was doubted and not explained: 100 each; doubted and explained: 40 each;
- nothing reported in a report that was handed in: 30;
- the change against last year, as far as it differs from the median change of all areas:
  half a point for each percentage point, 50 at most;
- what is ticked: below everything else, −1; where no report was handed in: −2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ANSWERED = Decimal(2000)
HARD = Decimal(1000)
UNEXPLAINED = Decimal(100)
EXPLAINED = Decimal(40)
MISSING = Decimal(30)
PER_POINT = Decimal("0.5")
MOST_FOR_CHANGE = Decimal(50)
TICKED = Decimal(-1)
ABSENT = Decimal(-2)
SUSPICIOUS = Decimal(25)
"""From this score on a value is left out when all the unsuspicious are ticked at once."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the score is made of; changes are in percent, None where they mean nothing."""

    is_handed_in: bool
    is_ticked: bool = False
    is_answered: bool = False
    is_missing: bool = False
    hard: int = 0
    unexplained: int = 0
    explained: int = 0
    change: Decimal | None = None
    usual_change: Decimal | None = None


def score(look: Look) -> Decimal:
    """Return the score of one value.

    >>> score(Look(is_handed_in=True, unexplained=1, change=Decimal(30), usual_change=Decimal(10)))
    Decimal('110.0')
    >>> score(Look(is_handed_in=True, is_missing=True)), score(Look(is_handed_in=False))
    (Decimal('30'), Decimal('-2'))
    """
    if not look.is_handed_in:
        return ABSENT
    if look.is_ticked and not look.is_answered:
        return TICKED
    points = look.hard * HARD + look.unexplained * UNEXPLAINED + look.explained * EXPLAINED
    if look.is_answered:
        points += ANSWERED
    if look.is_missing:
        points += MISSING
    if look.change is not None and look.usual_change is not None:
        points += min(MOST_FOR_CHANGE, abs(look.change - look.usual_change) * PER_POINT)
    return points


def median(changes: Iterable[Decimal | None]) -> Decimal | None:
    """Return the middle one of the changes that mean something; of an even number, the mean of both.

    >>> median([Decimal(1), None, Decimal(9), Decimal(4)]), median([Decimal(1), Decimal(2)]), median([])
    (Decimal('4'), Decimal('1.5'), None)
    """
    known = sorted(change for change in changes if change is not None)
    if not known:
        return None
    middle = len(known) // 2
    return known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
