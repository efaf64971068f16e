"""What a change by the plan manager comes to: which definitions it makes anew, and whether it may.

Words, decimals and checks of quantities, the wording of indicators, and who reports what may
change from a year on. Measures, units, kinds and targets come with the plan's files alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal

from targets.domain.algebra import Kind, Level
from targets.domain.bounds import is_bounded
from targets.domain.catalogue import IndicatorRow, QuantityRow
from targets.domain.exact import plain, too_precise

MOST_DECIMALS = 6
WORDS = {"name_zh": 120, "name_en": 200, "note_zh": 2000, "definition_zh": 4000}
"""The longest each text may be, as in the plan's files."""
MOST_ASSUMPTION = 2000
COMPARED = {
    QuantityRow: (
        *("name_zh", "name_en", "note_zh", "unit", "decimals", "minimum"),
        *("not_more_than", "not_more_than_sum_of", "never_falls", "areas"),
    ),
    IndicatorRow: (
        *("name_zh", "name_en", "definition_zh", "assumptions_zh", "unit", "measure_unit", "decimals", "measure"),
        *("accrual", "count_from", "comparison", "pooling", "group", "trajectory", "areas", "bounded", "targets"),
        "source_quote",
    ),
}


class AmendmentRefused(Exception):
    """A change that is not allowed: ``code`` says why, ``about`` names what is in the way."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code, about)
        self.code, self.about = code, about


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """What of a quantity the plan manager may set."""

    name_zh: str
    name_en: str
    note_zh: str
    decimals: int
    minimum: Decimal | None
    not_more_than: str | None
    not_more_than_sum_of: tuple[str, ...]
    never_falls: bool


@dataclass(frozen=True, slots=True)
class IndicatorWords:
    """What of an indicator the plan manager may set: its words alone."""

    name_zh: str
    name_en: str
    definition_zh: str
    assumptions_zh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be, by code; ``reporting`` gives the areas that report a quantity."""

    quantities: Mapping[str, QuantityWords] = field(default_factory=dict)
    indicators: Mapping[str, IndicatorWords] = field(default_factory=dict)
    reporting: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Definitions:
    """A plan's quantities and indicators as in force in one year, by code in the plan's order.

    ``reach`` names, by indicator, the areas where the plan's files apply it; ``areas`` all
    that report, in order.
    """

    quantities: Mapping[str, QuantityRow]
    indicators: Mapping[str, IndicatorRow]
    reach: Mapping[str, tuple[str, ...]]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amendment:
    """The definitions that a change makes anew, each with what it was before."""

    quantities: tuple[tuple[QuantityRow, QuantityRow], ...]
    indicators: tuple[tuple[IndicatorRow, IndicatorRow], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a definition, before and after; ``areas`` are tuples of codes, the rest is text or lists of it."""

    name: str
    old: str | tuple[str, ...]
    new: str | tuple[str, ...]


def amend(present: Definitions, change: Change) -> Amendment:
    """Return what ``change`` makes of the present definitions.

    An indicator of which an area no longer reports a quantity does not apply there; it
    applies again once the area reports all of them and the plan's files apply it there.

    Raises:
        AmendmentRefused: ``nothing_changed``, or a rule of the plan's files that would be broken.
    """
    quantities = dict(present.quantities)
    for code, words in change.quantities.items():
        quantities[code] = _worded(quantities[code], words)
    for code, areas in change.reporting.items():
        quantities[code] = _placed(quantities[code], areas, present.areas)
    indicators = dict(present.indicators)
    for code, said in change.indicators.items():
        indicators[code] = _reworded(indicators[code], said)
    moved = {code for code, row in quantities.items() if row.areas != present.quantities[code].areas}
    for code, indicator in indicators.items():
        indicators[code] = _followed(indicator, quantities, moved, present)
    check(replace(present, quantities=quantities, indicators=indicators))
    made = Amendment(
        tuple((present.quantities[code], row) for code, row in quantities.items() if row != present.quantities[code]),
        tuple((present.indicators[code], row) for code, row in indicators.items() if row != present.indicators[code]),
    )
    if not made.quantities and not made.indicators:
        raise AmendmentRefused("nothing_changed")
    return made


def check(definitions: Definitions) -> None:
    """Check what the plan's files are checked for as well, as far as a change can break it.

    Raises:
        AmendmentRefused: the first rule that is broken.
    """
    quantities, indicators = definitions.quantities, definitions.indicators
    for rows in (quantities.values(), indicators.values()):
        for name in ("name_zh", "name_en"):
            _no_twins(rows, name)
    for code, row in quantities.items():
        for bound in _bounds(row):
            _check_bound(row, bound, quantities)
        _no_circle(code, quantities)
    for code, indicator in indicators.items():
        if not indicator.areas:
            raise AmendmentRefused("indicator_nowhere", code)
        for name in indicator.measure.quantities:
            if not set(indicator.areas) <= set(quantities[name].areas):
                raise AmendmentRefused("not_reported_everywhere", name)
        if indicator.bounded != is_bounded(indicator.measure, quantities):
            raise AmendmentRefused("bound_changed", code)


def differences(old: QuantityRow | IndicatorRow, new: QuantityRow | IndicatorRow) -> tuple[Difference, ...]:
    """Return what differs between two definitions of the same thing, field by field."""
    return tuple(
        Difference(name, _shown(getattr(old, name)), _shown(getattr(new, name)))
        for name in COMPARED[type(old)]
        if getattr(old, name) != getattr(new, name)
    )


def _shown(value: object) -> str | tuple[str, ...]:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _worded(row: QuantityRow, words: QuantityWords) -> QuantityRow:
    _check_words(row.code, name_zh=words.name_zh, name_en=words.name_en, note_zh=words.note_zh)
    bounds = (words.not_more_than, *words.not_more_than_sum_of)
    if row.kind is Kind.TEXT and (words.decimals or words.minimum is not None or any(bounds) or words.never_falls):
        raise AmendmentRefused("text_has_no_checks", row.code)
    if row.kind is Kind.MILESTONE and (words.decimals, words.minimum) != (0, Decimal(0)):
        raise AmendmentRefused("milestone_is_fixed", row.code)
    if row.kind in (Kind.FLOW, Kind.STOCK) and words.minimum is None:
        raise AmendmentRefused("minimum_missing", row.code)
    if not 0 <= words.decimals <= MOST_DECIMALS:
        raise AmendmentRefused("decimals_out_of_range", row.code)
    if words.minimum is not None and too_precise(words.minimum, 20, 6):
        raise AmendmentRefused("minimum_too_precise", row.code)
    return replace(row, **{one.name: getattr(words, one.name) for one in fields(words)})


def _reworded(row: IndicatorRow, words: IndicatorWords) -> IndicatorRow:
    _check_words(row.code, name_zh=words.name_zh, name_en=words.name_en, definition_zh=words.definition_zh)
    if any(not text.strip() or len(text) > MOST_ASSUMPTION for text in words.assumptions_zh):
        raise AmendmentRefused("words_out_of_range", row.code)
    return replace(row, **{one.name: getattr(words, one.name) for one in fields(words)})


def _check_words(code: str, **words: str) -> None:
    for name, text in words.items():
        if not text.strip() or len(text) > WORDS[name] or "\x00" in text:
            raise AmendmentRefused("words_out_of_range", code)


def _placed(row: QuantityRow, areas: frozenset[str], known: tuple[str, ...]) -> QuantityRow:
    if row.level is not Level.COUNTY:
        raise AmendmentRefused("municipal_is_fixed", row.code)
    if not areas <= set(known):
        raise AmendmentRefused("unknown_area", row.code)
    if not areas:
        raise AmendmentRefused("quantity_nowhere", row.code)
    if areas == set(row.areas):
        return row
    placed = tuple(code for code in known if code in areas)
    return replace(row, areas=placed, applies_to=placed)


def _followed(
    row: IndicatorRow, quantities: Mapping[str, QuantityRow], moved: set[str], present: Definitions
) -> IndicatorRow:
    """The indicator where its quantities are reported now, and as bounded as their checks make it."""
    used = row.measure.quantities
    row = replace(row, bounded=is_bounded(row.measure, quantities))
    if not moved & set(used):
        return row
    reach = {*row.areas, *present.reach.get(row.code, ())}
    areas = tuple(
        code for code in present.areas if code in reach and all(code in quantities[name].areas for name in used)
    )
    if not areas:
        raise AmendmentRefused("indicator_nowhere", row.code)
    return row if areas == row.areas else replace(row, areas=areas, applies_to=areas)


def _bounds(row: QuantityRow) -> tuple[str, ...]:
    return (*((row.not_more_than,) if row.not_more_than else ()), *row.not_more_than_sum_of)


def _check_bound(row: QuantityRow, bound: str, quantities: Mapping[str, QuantityRow]) -> None:
    other = quantities.get(bound)
    if other is None or other.code == row.code or other.kind is Kind.TEXT:
        raise AmendmentRefused("bound_unknown", bound)
    if (other.unit, other.level) != (row.unit, row.level):
        raise AmendmentRefused("bound_of_another_unit", bound)
    if not set(row.areas) <= set(other.areas):
        raise AmendmentRefused("bound_not_reported_everywhere", bound)


def _no_circle(code: str, quantities: Mapping[str, QuantityRow]) -> None:
    seen: set[str] = set()
    todo = list(_bounds(quantities[code]))
    while todo:
        other = todo.pop()
        if other not in seen and other in quantities:
            seen.add(other)
            todo += _bounds(quantities[other])
    if code in seen:
        raise AmendmentRefused("bounds_in_a_circle", code)


def _no_twins(rows: Iterable[QuantityRow | IndicatorRow], name: str) -> None:
    seen: set[str] = set()
    for row in rows:
        text = getattr(row, name)
        if text in seen:
            raise AmendmentRefused("name_taken", row.code)
        seen.add(text)
