"""Whether a share can exceed its scale: what the quantity checks guarantee."""

from collections.abc import Mapping
from decimal import Decimal

from targets.domain.algebra import Measure, Term
from targets.domain.catalogue import QuantityRow

Sum = dict[tuple[str, str | None], Decimal]


def is_bounded(measure: Measure, quantities: Mapping[str, QuantityRow]) -> bool:
    """Whether numerator ≤ denominator in every area, by the quantity checks alone.

    The difference denominator − numerator must turn into a sum without negative terms
    when quantities are replaced by what they may not exceed (x ≤ y, or x ≤ y + z).
    A factor multiplies its quantity alike on both sides; factors are not negative.
    """
    if measure.denominator is None:
        return False
    rest: Sum = {}
    for terms, sign in ((measure.denominator, 1), (measure.numerator, -1)):
        for term in terms:
            _add(rest, term, sign)
    return _not_negative(rest, quantities)


def _add(rest: Sum, term: Term, sign: int) -> None:
    key = (term.quantity, term.factor)
    coefficient = Decimal(1) if term.coefficient is None else term.coefficient
    rest[key] = rest.get(key, Decimal(0)) + sign * coefficient


def _not_negative(rest: Sum, quantities: Mapping[str, QuantityRow]) -> bool:
    short = next((key for key, coefficient in rest.items() if coefficient < 0), None)
    if short is None:
        return all(_never_below_zero(quantities.get(name)) for (name, _), has in rest.items() if has)
    name, factor = short
    quantity = quantities.get(name)
    if quantity is None:
        return False
    ways = [quantity.not_more_than_sum_of] if quantity.not_more_than_sum_of else []
    ways += [(quantity.not_more_than,)] if quantity.not_more_than else []
    for bounds in ways:
        replaced = {key: coefficient for key, coefficient in rest.items() if key != short}
        for bound in bounds:
            replaced[bound, factor] = replaced.get((bound, factor), Decimal(0)) + rest[short]
        if _not_negative(replaced, quantities):
            return True
    return False


def _never_below_zero(quantity: QuantityRow | None) -> bool:
    return quantity is not None and quantity.minimum is not None and quantity.minimum >= 0
