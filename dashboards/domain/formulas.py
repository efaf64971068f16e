"""A measure as a formula: in the names of its quantities, and with the numbers put in."""

from decimal import Decimal
from fractions import Fraction

from dashboards.domain.definitions import Definition
from dashboards.domain.numbers import MINUS, plain
from dashboards.domain.rows import Figure
from progress.domain.readings import to_decimal
from targets.domain.algebra import Term

ONE = Decimal(1)


def in_words(definition: Definition) -> str:
    """Return the formula in the names of quantities and factors, such as ``(a − b) ÷ c × 100``."""
    measure = definition.algebra.measure
    top = side_in_words(definition, measure.numerator)
    scaled = measure.scale != ONE
    if measure.denominator is None:
        return f"{_bracketed(top, measure.numerator) if scaled else top}{_scale(measure.scale)}"
    bottom = side_in_words(definition, measure.denominator)
    top, bottom = _bracketed(top, measure.numerator), _bracketed(bottom, measure.denominator)
    return f"{top} ÷ {bottom}{_scale(measure.scale)}"


def side_in_words(definition: Definition, terms: tuple[Term, ...]) -> str:
    """Return one side of the measure in words, such as ``a − b``."""
    text = ""
    for term in terms:
        sign, words = _term(definition, term)
        text += f" {sign} {words}" if text else words if sign == "+" else f"{MINUS}{words}"
    return text


def with_numbers(definition: Definition, numerator: Decimal, denominator: Decimal | None) -> str:
    """Return the formula with the sums put in, such as ``1,234 ÷ 15,000 × 100``."""
    scale = definition.algebra.measure.scale
    if denominator is None:
        return f"{plain(numerator)}{_scale(scale)}"
    return f"{plain(numerator)} ÷ {plain(denominator)}{_scale(scale)}"


def measured(definition: Definition, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Return ``scale × numerator ÷ denominator``; None where it cannot be divided."""
    measure = definition.algebra.measure
    if numerator is None or (measure.denominator is not None and not denominator):
        return None
    divisor = Fraction(denominator) if measure.denominator is not None and denominator else Fraction(1)
    return to_decimal(Fraction(measure.scale) * Fraction(numerator) / divisor)


def base_of(definition: Definition, figure: Figure) -> Decimal | None:
    """Return the measure in the base year, of the same areas (drops only)."""
    return measured(definition, figure.base_numerator, figure.base_denominator)


def _term(definition: Definition, term: Term) -> tuple[str, str]:
    name = definition.quantities[term.quantity].name
    if term.factor is not None:
        return "+", f"{name} × {definition.factors[term.factor]}"
    coefficient = term.coefficient if term.coefficient is not None else ONE
    sign = "+" if coefficient >= 0 else MINUS
    return sign, name if abs(coefficient) == ONE else f"{plain(abs(coefficient))} × {name}"


def _bracketed(text: str, terms: tuple[Term, ...]) -> str:
    return f"({text})" if len(terms) > 1 else text


def _scale(scale: Decimal) -> str:
    return "" if scale == ONE else f" × {plain(scale, 10)}"
