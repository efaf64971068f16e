"""Chance that always falls the same way: numbers that depend on names alone."""

import hashlib
from decimal import Decimal
from functools import cache

_HALF = Decimal(2**47)


@cache
def chance(*names: object) -> Decimal:
    """Return a number from -1 up to 1, the same one for the same names on every machine.

    >>> chance("370831", "water_supplied", 2025)
    Decimal('0.805')
    >>> -1 <= chance("anything") < 1
    True
    """
    digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
    return (Decimal(int.from_bytes(digest[:6], "big")) / _HALF - 1).quantize(Decimal("0.001"))
