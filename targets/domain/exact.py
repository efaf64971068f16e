"""Exact decimal numbers: their plain text, and whether a column can hold them.

Nothing here goes through the decimal context, which would round beyond 28 digits.
"""

from decimal import Decimal
from typing import overload


@overload
def plain(number: Decimal) -> str: ...
@overload
def plain(number: None) -> None: ...
@overload
def plain(number: Decimal | None) -> str | None: ...
def plain(number: Decimal | None) -> str | None:
    """Return a number as text without exponent or trailing zeros, equal numbers as equal texts.

    >>> plain(Decimal("150.00")), plain(Decimal("1E+2")), plain(Decimal("-0.0")), plain(None)
    ('150', '100', '0', None)
    >>> plain(Decimal("123456789012345678.123456789012"))
    '123456789012345678.123456789012'
    """
    if number is None:
        return None
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def exact(number: Decimal | None) -> Decimal | None:
    """Return the same number without the zeros that its column pads it with.

    >>> exact(Decimal("100.000000")), exact(Decimal("7.900000"))
    (Decimal('100'), Decimal('7.9'))
    """
    text = plain(number)
    return None if text is None else Decimal(text)


def too_precise(value: Decimal, digits: int, places: int) -> bool:
    """Whether a column of ``digits`` digits, ``places`` of them decimals, would lose some of ``value``.

    >>> too_precise(Decimal("0.125"), 20, 2), too_precise(Decimal("1E+30"), 20, 6), too_precise(Decimal("9.90"), 3, 1)
    (True, True, False)
    >>> too_precise(Decimal("123456789012345678901234567890"), 42, 12), too_precise(Decimal("NaN"), 20, 6)
    (False, True)
    """
    if not value.is_finite():
        return True
    if not value:
        return False
    shape = value.as_tuple()
    exponent, figures = int(shape.exponent), list(shape.digits)
    while figures[-1] == 0:
        figures.pop()
        exponent += 1
    return -exponent > places or len(figures) + exponent > digits - places
