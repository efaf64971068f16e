"""Numbers for reading: rounded half up, grouped by thousands, and never rounded across a bound.

The only rounding of a figure in the whole system, at display (trust.md, 15). What is
judged is the unrounded figure, so what is shown must stand to every bound as it does:
99.996 against a target of 100 is not shown as 100.00.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

MORE_DIGITS = 3
MINUS = "\N{MINUS SIGN}"
_WIDE = Context(prec=120)


def rounded(value: Decimal, decimals: int, bounds: Iterable[Decimal | None] = ()) -> Decimal:
    """Return ``value`` with ``decimals`` places, more where these would hide which side of a bound it is on.

    Up to three more places are tried; a value still closer to the bound is cut off
    towards its own side.

    Args:
        value: unrounded, in the indicator's unit.
        decimals: places the indicator is shown with.
        bounds: what it is compared with (targets, thresholds), in the same unit; None is passed over.

    >>> [str(rounded(Decimal(v), 2, [Decimal(100)])) for v in ("53.125", "99.996", "99.99999999", "100")]
    ['53.13', '99.996', '99.99999', '100.00']
    >>> str(rounded(Decimal("55.0004"), 2, [Decimal(55)])), str(rounded(Decimal("7.9001"), 2, [Decimal("7.9")]))
    ('55.0004', '7.9001')
    """
    known = [bound for bound in bounds if bound is not None]
    for places in range(decimals, decimals + MORE_DIGITS + 1):
        shown = _cut(value, places, ROUND_HALF_UP)
        crossed = [bound for bound in known if _side(shown, bound) != _side(value, bound)]
        if not crossed:
            return shown
    return _cut(value, decimals + MORE_DIGITS, ROUND_FLOOR if value < crossed[0] else ROUND_CEILING)


def grouped(number: Decimal) -> str:
    """Return a number with thousands separators and a real minus sign; all its places are kept.

    >>> grouped(Decimal("-1234567.50")), grouped(Decimal("-0.00"))
    ('−1,234,567.50', '0.00')
    """
    return f"{number + 0 if number else abs(number):,f}".replace("-", MINUS)


def shown(value: Decimal, decimals: int, bounds: Iterable[Decimal | None] = ()) -> str:
    """Return ``value`` rounded for reading (see ``rounded``) and grouped.

    >>> shown(Decimal("12345.678"), 1)
    '12,345.7'
    """
    return grouped(rounded(value, decimals, bounds))


def plain(number: Decimal, most: int = 6) -> str:
    """Return a number as somebody wrote it: no trailing zeros, at most ``most`` places.

    >>> plain(Decimal("7.900000000000")), plain(Decimal("1600")), plain(Decimal("0.12345678"))
    ('7.9', '1,600', '0.123457')
    """
    cut = _cut(number, most, ROUND_HALF_UP).normalize(_WIDE)
    return grouped(cut.quantize(Decimal(1), context=_WIDE) if cut == cut.to_integral_value() else cut)


def _side(value: Decimal, bound: Decimal) -> int:
    return (value > bound) - (value < bound)


def _cut(value: Decimal, places: int, rounding: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_WIDE)
