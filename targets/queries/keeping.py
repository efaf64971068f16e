"""What the plan manager keeps, as it stands and as it was: factors by year, and the list of changes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import Area
from targets.domain.exact import exact
from targets.models import Factor, FactorValue, Origin, Plan, PlanEvent
from targets.queries.definitions import indicator_versions, quantity_versions
from targets.queries.units import english_units, in_english

BY_HAND = (
    *(PlanEvent.Kind.ALLOCATIONS, PlanEvent.Kind.DEFINITIONS, PlanEvent.Kind.FACTORS),
    *(PlanEvent.Kind.THRESHOLDS, PlanEvent.Kind.ZONES),
)


@dataclass(frozen=True, slots=True)
class ValueFact:
    """One edition of a factor's value; ``is_manual``: the plan manager's word, else the files'."""

    year: int
    edition: int
    value: Decimal
    former: Decimal | None
    source: str
    is_manual: bool
    set_by: str
    reason: str
    recorded_at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class FactorFact:
    """A factor with the values in force by year and, newest first, every edition there was."""

    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    lookup: str
    source: str
    confidence: str
    provisional: bool
    is_manual: bool
    note_zh: str
    in_force: tuple[ValueFact, ...]
    history: tuple[ValueFact, ...]

    def value_of(self, year: int) -> ValueFact | None:
        """Return what is in force for ``year`` itself."""
        return next((one for one in self.in_force if one.year == year), None)


@dataclass(frozen=True, slots=True)
class ChangeFact:
    """Something that the plan manager changed: ``summary`` is the plan event's."""

    kind: str
    at: datetime
    actor: str
    summary: dict[str, Any]


def factors(plan: Plan, *, code: str | None = None) -> tuple[FactorFact, ...]:
    """Return the plan's factors in order, or the one of that code; three queries."""
    rows = Factor.objects.filter(plan=plan, **({"code": code} if code else {}))
    units = english_units(plan)
    editions: dict[int, list[FactorValue]] = {}
    for value in FactorValue.objects.filter(factor__in=rows).order_by("year", "edition"):
        editions.setdefault(value.factor_id, []).append(value)
    return tuple(_factor(row, editions.get(row.pk, []), units) for row in rows)


def years_with_values(found: tuple[FactorFact, ...]) -> tuple[int, ...]:
    """Return every year for which one of the factors has a value of its own."""
    return tuple(sorted({value.year for one in found for value in one.in_force}))


def changes(plan: Plan, *kinds: str, most: int = 50) -> tuple[ChangeFact, ...]:
    """Return what the plan manager changed, newest first: of these kinds, or of all that are kept by hand."""
    rows = PlanEvent.objects.filter(plan=plan, kind__in=kinds or BY_HAND).order_by("-id")[:most]
    return tuple(ChangeFact(row.kind, row.at, row.actor, row.summary) for row in rows)


def _factor(row: Factor, values: list[FactorValue], units: dict[str, str]) -> FactorFact:
    facts, former = [], {}
    for value in values:
        facts.append(_value(value, former.get(value.year)))
        if value.recorded_at != value.superseded_at:
            former[value.year] = exact(value.value)
    return FactorFact(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit_zh=row.unit,
        unit_en=in_english(row.unit, units),
        lookup=row.lookup,
        source=row.source,
        confidence=row.confidence,
        provisional=row.provisional,
        is_manual=row.origin == Origin.MANAGER,
        note_zh=row.note_zh,
        in_force=tuple(fact for fact in facts if fact.in_force),
        history=tuple(sorted(facts, key=lambda fact: (fact.recorded_at, fact.year), reverse=True)),
    )


def _value(row: FactorValue, former: Decimal | None) -> ValueFact:
    return ValueFact(
        year=row.year,
        edition=row.edition,
        value=exact(row.value) or row.value,
        former=former,
        source=row.source,
        is_manual=row.origin == Origin.MANAGER,
        set_by=row.set_by,
        reason=row.reason,
        recorded_at=row.recorded_at,
        in_force=row.superseded_at is None,
    )


def names(plan: Plan, *, english: bool) -> dict[str, str]:
    """Return what codes are called, under ``factor CODE``, ``quantity CODE``, ``indicator CODE`` and ``area CODE``."""
    which = "name_en" if english else "name_zh"
    found = {f"factor {code}": name for code, name in Factor.objects.filter(plan=plan).values_list("code", which)}
    found |= {f"quantity {code}": getattr(one, which) for code, one in quantity_versions(plan, plan.last_year).items()}
    found |= {
        f"indicator {code}": getattr(one, which) for code, one in indicator_versions(plan, plan.last_year).items()
    }
    areas = Area.objects.values_list("code", "name_en" if english else "short_zh", which)
    return found | {f"area {code}": short or full for code, short, full in areas}
