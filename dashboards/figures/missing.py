"""What is missing to a target, in words: how much of which quantity would turn the light, and in which areas."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from dashboards.domain.definitions import Definition
from dashboards.domain.formulas import base_of
from dashboards.domain.lines import Line
from dashboards.domain.numbers import plain
from dashboards.domain.rows import Figure, Verdict
from progress.domain.gaps import Gap, gaps, wanted_measure
from progress.domain.judgement import Status
from progress.domain.lineage import Total
from progress.domain.readings import to_decimal
from targets.domain.algebra import Comparator, Pooling

SETTLED = frozenset({Status.MET, Status.NOT_APPLICABLE, Status.MONITORED, Status.NOT_ALLOCATED, Status.NOT_REPORTED})
FEWEST_PLACES = 2
STRICT = frozenset({Comparator.ABOVE, Comparator.BELOW})


@dataclass(frozen=True, slots=True)
class Change:
    """One quantity and the change of it that alone would do, such as ``+12.3 万㎡``."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class MissingIn:
    """What one area lacks to the same bound: a change per quantity, in the order of ``Missing.changes``."""

    line: Line
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What would turn the light: one of ``changes``, all else equal; ``areas`` are those below the bound."""

    changes: tuple[Change, ...]
    areas: tuple[MissingIn, ...]


def missing(
    definition: Definition,
    figure: Figure | Total | None,
    verdict: Verdict | None,
    *,
    totals: Mapping[str, Decimal],
    parts: Iterable[Line],
) -> Missing | None:
    """Return what is missing; None where nothing is, or where it cannot be said in one quantity.

    Args:
        definition: the indicator.
        figure: the one that was judged.
        verdict: the target it is asked about.
        totals: the quantities as filed, by code, where known: nothing can fall below zero.
        parts: the areas below, of the year that was judged.
    """
    if figure is None or verdict is None or verdict.status in SETTLED or verdict.is_counted or verdict.is_passed:
        return None
    if definition.is_milestone or definition.algebra.pooling is Pooling.EACH:
        return None
    found = [gap for gap in _gaps(definition, figure, verdict) if _is_possible(gap, totals)]
    if not found:
        return None
    codes = [gap.quantity for gap in found]
    below = sorted(_in_areas(definition, parts, codes, verdict), key=lambda pair: pair[0], reverse=True)
    return Missing(
        changes=tuple(_change(definition, gap, verdict) for gap in found), areas=tuple(one for _size, one in below)
    )


def _gaps(definition: Definition, figure: Figure | Total, verdict: Verdict) -> tuple[Gap, ...]:
    """The changes that would bring a figure to the bound it fails; none where it holds, or nothing can be said."""
    if figure.value is None or figure.numerator is None or verdict.bound is None:
        return ()
    bound = verdict.upper if verdict.upper is not None and figure.value > verdict.upper else verdict.bound
    if not _fails(figure.value, bound, verdict):
        return ()
    wanted = wanted_measure(definition.algebra.comparison, bound, base_of(definition, figure))
    return () if wanted is None else gaps(definition.algebra.measure, figure.numerator, figure.denominator, wanted)


def _fails(value: Decimal, bound: Decimal, verdict: Verdict) -> bool:
    match verdict.comparator:
        case Comparator.AT_LEAST:
            return value < bound
        case Comparator.ABOVE:
            return value <= bound
        case Comparator.AT_MOST:
            return value > bound
        case Comparator.BELOW:
            return value >= bound
        case Comparator.BETWEEN:
            return value > bound if bound == verdict.upper else value < bound
        case _:
            return value != bound


def _is_possible(gap: Gap, totals: Mapping[str, Decimal]) -> bool:
    total = totals.get(gap.quantity)
    return total is None or total + to_decimal(gap.change) >= 0


def _change(definition: Definition, gap: Gap, verdict: Verdict) -> Change:
    quantity = definition.quantities[gap.quantity]
    words = f"{_signed(gap, quantity.decimals)} {quantity.unit}".rstrip()
    return Change(quantity.name, _("over %(amount)s") % {"amount": words} if verdict.comparator in STRICT else words)


def _in_areas(
    definition: Definition, parts: Iterable[Line], codes: list[str], verdict: Verdict
) -> Iterator[tuple[Fraction, MissingIn]]:
    """The areas below the bound, each with the size of its change of the first quantity; ratios only."""
    if definition.algebra.measure.denominator is None:
        return
    for line in parts:
        changes = {gap.quantity: gap for gap in _gaps(definition, line.figure, verdict)} if line.figure else {}
        if codes[0] in changes:
            words = [
                _signed(changes[code], definition.quantities[code].decimals) if code in changes else "–"
                for code in codes
            ]
            yield abs(changes[codes[0]].change), MissingIn(line, tuple(words))


def _signed(gap: Gap, decimals: int) -> str:
    """Return a change, rounded away from nothing: a little less of it would not do."""
    number = to_decimal(gap.change).quantize(Decimal(1).scaleb(-max(decimals, FEWEST_PLACES)), rounding=ROUND_UP)
    return f"{'+' if number > 0 else ''}{plain(number)}"
