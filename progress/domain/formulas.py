"""A measure as a formula: in names or codes, and with its sums put in."""

from collections.abc import Callable
from decimal import Decimal

from targets.domain.algebra import Measure, Term
from targets.domain.exact import plain

MINUS = "\N{MINUS SIGN}"
ONE = Decimal(1)
Words = Callable[[str], str]
Written = Callable[[Decimal], str]


def in_words(measure: Measure, *, quantity: Words = str, factor: Words = str, number: Written = plain) -> str:
    """Return a measure in the names of its quantities and factors.

    Args:
        measure: of an indicator.
        quantity: the name of a quantity from its code; the code itself by default.
        factor: the name of a factor.
        number: how a coefficient is written.

    >>> share = Measure((Term("all"), Term("lost", Decimal(-1))), (Term("all"),), Decimal(100))
    >>> in_words(share)
    '(all − lost) ÷ all × 100'
    """

    def side(terms: tuple[Term, ...]) -> str:
        return side_in_words(terms, quantity=quantity, factor=factor, number=number)

    top, scaled = side(measure.numerator), measure.scale != ONE
    if measure.denominator is None:
        return f"{_bracketed(top, measure.numerator) if scaled else top}{_scale(measure, number)}"
    bottom = _bracketed(side(measure.denominator), measure.denominator)
    return f"{_bracketed(top, measure.numerator)} ÷ {bottom}{_scale(measure, number)}"


def side_in_words(
    terms: tuple[Term, ...], *, quantity: Words = str, factor: Words = str, number: Written = plain
) -> str:
    """Return one side of a measure in words, such as ``a − b``."""
    text = ""
    for term in terms:
        sign, words = _term(term, quantity, factor, number)
        text += f" {sign} {words}" if text else words if sign == "+" else f"{MINUS}{words}"
    return text


def with_numbers(measure: Measure, numerator: Decimal, denominator: Decimal | None, *, number: Written = plain) -> str:
    """Return a measure with its sums put in.

    >>> with_numbers(Measure((Term("a"),), (Term("b"),), Decimal(100)), Decimal(3), Decimal(4))
    '3 ÷ 4 × 100'
    """
    below = "" if denominator is None else f" ÷ {number(denominator)}"
    return f"{number(numerator)}{below}{_scale(measure, number)}"


def _term(term: Term, quantity: Words, factor: Words, number: Written) -> tuple[str, str]:
    name = quantity(term.quantity)
    if term.factor is not None:
        return "+", f"{name} × {factor(term.factor)}"
    coefficient = term.coefficient if term.coefficient is not None else ONE
    sign = "+" if coefficient >= 0 else MINUS
    return sign, name if abs(coefficient) == ONE else f"{number(abs(coefficient))} × {name}"


def _bracketed(text: str, terms: tuple[Term, ...]) -> str:
    return f"({text})" if len(terms) > 1 else text


def _scale(measure: Measure, number: Written) -> str:
    return "" if measure.scale == ONE else f" × {number(measure.scale)}"
