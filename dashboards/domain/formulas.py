"""A measure as a formula: in the names of its quantities, and with the numbers put in."""

from decimal import Decimal
from fractions import Fraction

from dashboards.domain.definitions import Definition
from dashboards.domain.numbers import plain
from dashboards.domain.rows import Figure
from progress.domain import formulas
from progress.domain.lineage import Total
from progress.domain.readings import to_decimal

PLACES = 10


def in_words(definition: Definition) -> str:
    """Return the formula in the names of quantities and factors, such as ``(a − b) ÷ c × 100``."""
    return formulas.in_words(
        definition.algebra.measure,
        quantity=lambda code: definition.quantities[code].name,
        factor=lambda code: definition.factors[code],
        number=_written,
    )


def with_numbers(definition: Definition, numerator: Decimal, denominator: Decimal | None) -> str:
    """Return the formula with the sums put in, such as ``1,234 ÷ 15,000 × 100``."""
    return formulas.with_numbers(definition.algebra.measure, numerator, denominator, number=_written)


def measured(definition: Definition, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Return ``scale × numerator ÷ denominator``; None where it cannot be divided."""
    measure = definition.algebra.measure
    if numerator is None or (measure.denominator is not None and not denominator):
        return None
    divisor = Fraction(denominator) if measure.denominator is not None and denominator else Fraction(1)
    return to_decimal(Fraction(measure.scale) * Fraction(numerator) / divisor)


def base_of(definition: Definition, figure: Figure | Total) -> Decimal | None:
    """Return the measure in the base year, of the same areas (drops only)."""
    return measured(definition, figure.base_numerator, figure.base_denominator)


def _written(number: Decimal) -> str:
    return plain(number, PLACES)
