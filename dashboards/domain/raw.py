"""The raw quantities behind a figure, told from its lineage: sums, every filed number, and what is not there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from dashboards.domain.definitions import Definition, Place, Quantity
from progress.domain.lineage import Lineage, Part
from progress.domain.tracing import Input, Presence, Role, Source
from targets.domain.algebra import Pooling


@dataclass(frozen=True, slots=True)
class FiledSum:
    """A quantity summed over the areas that count; ``base`` of the base year, for drops.

    ``areas`` is how many reported a number, of which ``verified`` count as the reviewer verified
    them (核定值) in the judged year. ``revision`` is the number of the report's revision it rests on,
    where it is a single one. ``is_hidden``: another bureau's, not shown to the reader.
    """

    quantity: Quantity
    total: Decimal | None
    base: Decimal | None
    areas: int
    is_hidden: bool
    verified: int = 0
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class FiledNumber:
    """One input of one area, with the names of both; ``source`` is the filed value that stands for it."""

    place: Place
    quantity: Quantity
    entry: Input

    @property
    def source(self) -> Source | None:
        """The value filed by the area itself, or the first there is."""
        return self.entry.sources[0] if self.entry.sources else None


@dataclass(frozen=True, slots=True)
class Absence:
    """An area that owes the figure and does not count, why, and what exactly is lacking: (quantity, years)."""

    place: Place
    void: str
    lacking: tuple[tuple[str, tuple[int, ...]], ...]


def filed_sums(lineage: Lineage, definition: Definition) -> tuple[FiledSum, ...]:
    """Return the sums of each quantity of a figure; none where areas are judged each on its own, or not all are seen.

    An area that does not count shows what it filed for the judged year all the same.

    Args:
        lineage: of the figure.
        definition: the indicator as in force in the judged year, whose quantities are named.
    """
    is_each = definition.algebra.pooling is Pooling.EACH
    if lineage.is_above and (is_each or not lineage.is_whole):
        return ()
    entries = [one for part in lineage.parts for one in part.inputs]
    counted = [one for one in entries if one.counts]
    if not counted and not lineage.is_above:
        counted = [one for one in entries if one.role is not Role.EARLIER and one.presence is Presence.REPORTED]
    hidden = {one.quantity for one in entries if one.presence is Presence.HIDDEN}
    return tuple(
        _sum(quantity, [one for one in counted if one.quantity == code], is_hidden=code in hidden, drops=lineage.drops)
        for code, quantity in definition.quantities.items()
    )


def _sum(quantity: Quantity, counted: list[Input], *, is_hidden: bool, drops: bool) -> FiledSum:
    own = [source for one in counted if one.role is Role.OWN for source in one.sources]
    current = [one for one in counted if one.role is not Role.BASE]
    return FiledSum(
        quantity=quantity,
        total=_total(current),
        base=_total(one for one in counted if one.role is Role.BASE) if drops else None,
        areas=len({one.area for one in current}),
        is_hidden=is_hidden,
        verified=sum(source.is_verified for source in own),
        revision=own[0].revision if len(own) == 1 else None,
    )


def _total(entries: Iterable[Input]) -> Decimal | None:
    numbers = [one.number for one in entries if one.number is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def filed_numbers(lineage: Lineage, definition: Definition, places: Iterable[Place]) -> tuple[FiledNumber, ...]:
    """Return every input of a figure, area by area; none where the reader may not see all areas it is made of.

    Args:
        lineage: of the figure.
        definition: the indicator as in force in the judged year.
        places: the plan's areas.
    """
    named = {place.code: place for place in places} if lineage.is_whole else {}
    return tuple(
        FiledNumber(named[part.area.code], definition.quantities[one.quantity], one)
        for part in lineage.parts
        if part.area.code in named
        for one in part.inputs
    )


def absences(lineage: Lineage, definition: Definition, places: Iterable[Place]) -> tuple[Absence, ...]:
    """Return the areas that owe a figure and do not count in it, with what each lacks (see ``filed_numbers``)."""
    named = {place.code: place for place in places} if lineage.is_whole else {}
    return tuple(
        Absence(named[part.area.code], part.total.void, tuple(_lacking(part, definition)))
        for part in lineage.missing
        if part.area.code in named
    )


def _lacking(part: Part, definition: Definition) -> Iterator[tuple[str, tuple[int, ...]]]:
    for code, quantity in definition.quantities.items():
        lacks = (one.year for one in part.inputs if one.quantity == code and one.presence is Presence.MISSING)
        if years := tuple(sorted(lacks)):
            yield quantity.name, years


def said_away(lineage: Lineage, places: Iterable[Place]) -> tuple[tuple[Place, str], ...]:
    """Return the areas that said the figure does not apply to them, with their reasons (see ``filed_numbers``)."""
    named = {place.code: place for place in places} if lineage.is_whole else {}
    return tuple(
        (named[part.area.code], source.reason)
        for part in lineage.not_applicable
        for source in [_refusal(part)]
        if source is not None and part.area.code in named
    )


def _refusal(part: Part) -> Source | None:
    said = (source for one in part.inputs if one.presence is Presence.NOT_APPLICABLE for source in one.sources)
    return next(said, None)
