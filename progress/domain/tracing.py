"""Which filed values a figure reads: every quantity of every year that one area owes for it.

Says in rows what ``progress.domain.rollup`` says in sums; ``tests/progress/test_lineage.py``
works every figure out again from these rows and holds the two equal.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from progress.domain.rollup import BEST, Zone
from reports.domain.words import Stage, State
from targets.domain.algebra import Accrual, Comparison, Indicator, Kind, PlanDefinitions

Slot = tuple[str, str, int, str]
"""Area, quantity, year, stage."""


class Presence(StrEnum):
    """What is known of an input. Missing is not zero, nor "not applicable"; hidden is another bureau's."""

    REPORTED = "reported"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    HIDDEN = "hidden"


class Role(StrEnum):
    """What a figure reads an input for: its own year, an earlier year of a cumulative, the base year of a drop."""

    OWN = "own_year"
    EARLIER = "earlier_year"
    BASE = "base_year"


@dataclass(frozen=True, slots=True)
class Source:
    """One filed value in force: who filed it, in which revision; ``declared`` stands beside a verified one.

    ``number`` is in the quantity's unit. ``digest`` is the revision's SHA-256.
    """

    area: str
    year: int
    stage: str
    state: State
    number: Decimal | None
    reason: str
    provenance: str
    revision: int
    digest: str
    filed_by: str
    filed_at: datetime
    is_verified: bool = False
    declared_state: str = ""
    declared: Decimal | None = None

    @property
    def is_estimate(self) -> bool:
        """Whether it is a November estimate."""
        return self.stage == Stage.ESTIMATE


@dataclass(frozen=True, slots=True)
class Input:
    """One quantity of one year that an area owes, and what counts of it.

    ``sources`` are the filed values behind it: several where a zone that is off now filed for
    itself, one of an earlier year where a milestone stays done. ``counts``: the number is in the
    figure's sums.
    """

    quantity: str
    area: str
    year: int
    role: Role
    presence: Presence
    number: Decimal | None = None
    sources: tuple[Source, ...] = ()
    counts: bool = False

    @property
    def is_estimate(self) -> bool:
        """Whether any value behind it is an estimate."""
        return any(source.is_estimate for source in self.sources)

    @property
    def is_folded(self) -> bool:
        """Whether it holds what another area filed: a zone that files no more."""
        return any(source.area != self.area for source in self.sources)

    @property
    def carried_from(self) -> int | None:
        """The earlier year in which a milestone was said to be done; None where nothing was carried."""
        return next((source.year for source in self.sources if source.year != self.year), None)


@dataclass(frozen=True, slots=True)
class Record:
    """What was filed: the values in force by slot, the switched zones, and which zones filed in which years.

    ``hidden`` are quantities whose values the reader may not see, ``closed`` zones whose filings
    they may not see.
    """

    sources: Mapping[Slot, Source]
    zones: tuple[Zone, ...] = ()
    filed: frozenset[tuple[str, int]] = frozenset()
    hidden: Collection[str] = ()
    closed: Collection[str] = field(default_factory=frozenset)

    def pick(self, area: str, quantity: str, year: int, stage: str) -> Source | None:
        """One stage's value; ``best`` is the final, else the estimate."""
        if stage != BEST:
            return self.sources.get((area, quantity, year, stage))
        final = self.sources.get((area, quantity, year, Stage.FINAL.value))
        return final or self.sources.get((area, quantity, year, Stage.ESTIMATE.value))


def inputs_of(
    record: Record, plan: PlanDefinitions, indicator: Indicator, area: str, year: int, stage: str
) -> tuple[Input, ...]:
    """Return every input one area owes for one figure, the figure's own year first.

    Args:
        record: what was filed on one basis.
        plan: the definitions in force in ``year``.
        indicator: one of them, which applies to the area.
        area: a reporting area, or one above it that a municipal bureau files for.
        year: the judged year.
        stage: ``best``, ``final`` or ``estimate`` of that year; any other year gives its final,
            else its estimate.
    """
    found = [
        _input(record, plan, name, area, then, role, year, stage)
        for then, role in _years(plan, indicator, year)
        for name in indicator.measure.quantities
    ]
    return tuple(_settled(found))


def _years(plan: PlanDefinitions, indicator: Indicator, year: int) -> Iterator[tuple[int, Role]]:
    first = year
    if indicator.accrual is Accrual.CUMULATIVE:
        assert indicator.count_from is not None  # the catalogue guarantees it
        first = indicator.count_from
    for then in range(year, first - 1, -1):
        yield then, Role.OWN if then == year else Role.EARLIER
    if indicator.comparison is not Comparison.VALUE and first <= year:
        yield plan.base_year, Role.BASE


def _input(
    record: Record, plan: PlanDefinitions, name: str, area: str, then: int, role: Role, year: int, stage: str
) -> Input:
    if name in record.hidden:
        return Input(name, area, then, role, Presence.HIDDEN)
    sources = _sources(record, plan, name, area, then, year, stage)
    if plan.quantity_kinds[name] is Kind.MILESTONE and sources == (None,):
        sources = _carried(record, plan, name, area, then, year, stage)
    known = tuple(source for source in sources if source is not None)
    if any(zone.code in record.closed for zone in _folded(record, plan, name, area, then, year)):
        return Input(name, area, then, role, Presence.HIDDEN, sources=known)
    if len(known) < len(sources) or not sources:
        return Input(name, area, then, role, Presence.MISSING, sources=known)
    said = [source.number for source in known if source.state is State.REPORTED and source.number is not None]
    if not said:
        return Input(name, area, then, role, Presence.NOT_APPLICABLE, sources=known)
    return Input(name, area, then, role, Presence.REPORTED, sum(said, Decimal(0)), known)


def _sources(
    record: Record, plan: PlanDefinitions, name: str, area: str, then: int, year: int, stage: str
) -> tuple[Source | None, ...]:
    """What is read of the year ``then`` in the shape of the judged one (fine print 10); empty where a zone's gap is."""
    picked = stage if then == year else BEST
    own = record.pick(area, name, then, picked)
    if plan.quantity_kinds[name] is Kind.MILESTONE:
        return (own,)
    if any(zone.is_on(year) and not _filed_alone(record, zone, then) for zone in _zones(record, plan, name, area)):
        return ()
    folded = _folded(record, plan, name, area, then, year)
    return (own, *(record.pick(zone.code, name, then, picked) for zone in folded))


def _carried(
    record: Record, plan: PlanDefinitions, name: str, area: str, then: int, year: int, stage: str
) -> tuple[Source | None, ...]:
    """A milestone filed as done stays done until withdrawn (fine print 13)."""
    for earlier in range(then - 1, plan.base_year - 1, -1):
        said = record.pick(area, name, earlier, stage if earlier == year else BEST)
        if said is not None:
            done = said.state is State.REPORTED and said.number is not None and said.number >= 1
            return (said if done else None,)
    return (None,)


def _zones(record: Record, plan: PlanDefinitions, name: str, area: str) -> list[Zone]:
    return [zone for zone in record.zones if zone.parent == area and zone.code in plan.quantity_areas.get(name, ())]


def _folded(record: Record, plan: PlanDefinitions, name: str, area: str, then: int, year: int) -> list[Zone]:
    """The zones that filed for themselves in ``then`` and belong to the area in the judged year."""
    if plan.quantity_kinds[name] is Kind.MILESTONE:
        return []
    zones = _zones(record, plan, name, area)
    return [zone for zone in zones if not zone.is_on(year) and _filed_alone(record, zone, then)]


def _filed_alone(record: Record, zone: Zone, then: int) -> bool:
    return zone.is_on(then) or (zone.code, then) in record.filed


def _settled(known: list[Input]) -> Iterator[Input]:
    """Say of each input whether it counts: only all together, and never in a year that one term takes out."""
    out = {(one.role, one.year) for one in known if one.presence is Presence.NOT_APPLICABLE}
    owed = [one for one in known if (one.role, one.year) not in out]
    base_is_out = any(role is Role.BASE for role, _ in out)
    is_judged = any(one.role is not Role.BASE for one in owed)
    lacks = any(one.presence is Presence.MISSING for one in owed)
    counts = is_judged and not base_is_out and not lacks
    for one in known:
        is_in = counts and (one.role, one.year) not in out and one.presence is Presence.REPORTED
        yield replace(one, counts=is_in)
