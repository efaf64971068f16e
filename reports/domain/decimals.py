"""Reading numbers: text to Decimal, never through a binary float (back to text: targets.domain.exact)."""

import re
from decimal import Decimal

from targets.domain.exact import plain

MAX_TYPED = 40
"""Characters accepted in a number field; the column holds 14 digits before the point, 6 after."""

INTEGER_DIGITS = 14
STORED_DECIMALS = 6

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋−　", "0123456789.,-+- ")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?|[+-]?\.[0-9]+")


class NotANumber(ValueError):
    """The text is no plain decimal number; ``code`` says how it fails."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_number(typed: str | Decimal) -> Decimal:
    """Return the number that was typed, exactly.

    Full-width digits and thousands commas are read; exponents, NaN, infinities and
    anything else are not, since nobody types them on purpose into a form.

    Args:
        typed: text as typed or pasted, or a Decimal from a program.

    Raises:
        NotANumber: ``too_long``, ``not_a_number`` or ``too_large``.

    >>> read_number(" １２，３４５．６０ "), read_number("-0"), read_number(Decimal("1E+3"))
    (Decimal('12345.60'), Decimal('0'), Decimal('1000'))
    """
    if isinstance(typed, Decimal):
        if not typed.is_finite():
            raise NotANumber("not_a_number")
        if typed.adjusted() >= INTEGER_DIGITS:
            raise NotANumber("too_large")
        if int(typed.as_tuple().exponent) < -MAX_TYPED:
            raise NotANumber("too_long")
        typed = f"{typed:f}"
    text = typed.translate(_FULL_WIDTH).strip()
    if len(text) > MAX_TYPED:
        raise NotANumber("too_long")
    if not _PLAIN.fullmatch(text):
        raise NotANumber("not_a_number")
    number = Decimal(text.replace(",", ""))
    if number and number.adjusted() >= INTEGER_DIGITS:
        raise NotANumber("too_large")
    return number if number else Decimal(0)


def decimals_of(number: Decimal) -> int:
    """How many decimal places a number really needs.

    >>> decimals_of(Decimal("1.500")), decimals_of(Decimal("1200"))
    (1, 0)
    """
    _, _, fraction = plain(number).partition(".")
    return len(fraction)
