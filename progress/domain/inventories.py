"""What an emission inventory is made of: its total, the same at other factors, and its parts by energy.

A plan says so by its sentences alone: of the indicators of the ledger ``inventory`` the
first with the most quantities is the total; others over the same quantities are the same
sum at other factors; one of a single term is that term's part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from progress.domain.readings import exact
from targets.domain.algebra import Accrual, Comparison, Indicator, Term

INVENTORY = "inventory"
"""The ledger of what was emitted; every other one lists estimates by measure, and is never added to it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One inventory: its indicator, and by quantity the indicator that holds this term alone (None: none does)."""

    indicator: Indicator
    parts: Mapping[str, str | None]

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.indicator.code

    @property
    def terms(self) -> tuple[Term, ...]:
        """The energies, each with its factor."""
        return self.indicator.measure.numerator


def sums_of_inventory(indicators: Sequence[Indicator]) -> tuple[Sum, ...]:
    """Return the inventory and the same at other factors, in the plan's order; empty where there is none.

    Args:
        indicators: of the ledger ``inventory``, in order.
    """
    plain = [one for one in indicators if _is_plain_sum(one)]
    most = max((len(one.measure.quantities) for one in plain), default=0)
    first = next((one for one in plain if len(one.measure.quantities) == most), None)
    if first is None:
        return ()
    same = [one for one in plain if set(one.measure.quantities) == set(first.measure.quantities)]
    return tuple(Sum(one, {term.quantity: _part(term, one, plain) for term in one.measure.numerator}) for one in same)


def split(total: Decimal, parts: Mapping[str, Decimal | None]) -> dict[str, Decimal] | None:
    """Return the terms of a sum that add up to it exactly; None where they do not.

    A single term that nobody holds alone is what remains.

    Args:
        total: the sum, before ``scale``.
        parts: by quantity, over the same areas; None where unknown.

    >>> split(Decimal("7.5"), {"power": Decimal(5), "coal": Decimal("2.5")})
    {'power': Decimal('5'), 'coal': Decimal('2.5')}
    >>> split(Decimal("7.5"), {"power": None, "coal": Decimal("2.5")})["power"]
    Decimal('5.0')
    >>> split(Decimal("7.5"), {"power": Decimal(4), "coal": Decimal("2.5")}) is None
    True
    """
    unknown = [name for name, amount in parts.items() if amount is None]
    if len(unknown) > 1:
        return None
    with exact():
        rest = total - sum((amount for amount in parts.values() if amount is not None), Decimal(0))
        if not unknown and rest != 0:
            return None
        return {name: rest if amount is None else amount for name, amount in parts.items()}


def _is_plain_sum(one: Indicator) -> bool:
    return one.measure.denominator is None and one.accrual is Accrual.LEVEL and one.comparison is Comparison.VALUE


def _part(term: Term, of: Indicator, known: Sequence[Indicator]) -> str | None:
    alone = (one.code for one in known if one.measure.numerator == (term,) and one.measure.scale == of.measure.scale)
    return next(alone, None)
