"""The indicators that a bureau's quantities feed, with what is being typed laid over what was filed.

Only the actor's own area, and of it only what they may see: a clerk's indicator that
needs another bureau's number names it as missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from accounts.domain.actors import Actor
from accounts.models import Bureau
from progress.domain.previews import Preview, names_of, preview
from progress.domain.rollup import Filed, Zone, world_of
from progress.domain.verdicts import Terms
from progress.queries.shapes import tree_of
from reports.domain.entries import Entry, Said
from reports.domain.reading import read
from reports.domain.words import Stage
from reports.models import Fact, Report, Value
from reports.queries import definitions
from reports.queries.definitions import Owed
from reports.queries.reports import Head
from targets.domain.algebra import Indicator, Kind, PlanDefinitions, Pooling
from targets.models import IndicatorVersion, Plan, PlanEvent, Task
from targets.queries.county import allocations
from targets.queries.definitions import in_force, indicator_versions
from targets.queries.units import english_units, in_english

Facts = dict[tuple[str, str, int, str], Filed]


@dataclass(frozen=True, slots=True)
class Term:
    """A quantity that is not there for some years; ``office`` is set where another bureau reports it."""

    name_zh: str
    name_en: str
    years: tuple[int, ...]
    office_zh: str = ""
    office_en: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator's preview with its names; ``missing`` are the terms by name."""

    preview: Preview
    name_zh: str
    name_en: str
    unit: str
    unit_en: str
    missing: tuple[Term, ...]

    @property
    def quantities(self) -> tuple[str, ...]:
        """The codes of the quantities it is made of."""
        return names_of(self.preview.indicator)


@dataclass(frozen=True, slots=True)
class Strip:
    """The indicators that one task's quantities feed."""

    task: str
    indicators: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the plan says about one area and year."""

    definitions: PlanDefinitions
    versions: dict[str, IndicatorVersion]
    owed: dict[str, Owed]
    tasks: dict[int, str]
    zones: tuple[Zone, ...]
    units: dict[str, str]
    bureaus: dict[int, tuple[str, str]]
    is_city: bool


def strips(head: Head, entries: Mapping[str, Entry], *, plan: Plan, actor: Actor) -> tuple[Strip, ...]:
    """Return the indicators by task, as they would stand with what is in the fields.

    Args:
        head: the report of the actor's own area.
        entries: the fields as sent, by quantity code; only the actor's bureau's are read,
            and what cannot be read is not there.
        plan: the report's plan.
        actor: who types.
    """
    event = PlanEvent.objects.filter(plan=plan).order_by("-id").values_list("id", "at").first() or (0, None)
    said = _said_by_plan(str(connection.settings_dict["NAME"]), plan, head.area.id, head.key.year, *event)
    own = {code: one for code, one in said.owed.items() if one.bureau_id == actor.bureau_id}
    wanted = _fed_by(said.definitions, own, head.area.code, is_city=said.is_city)
    facts = _facts(head, plan, actor, {name for one in wanted for name in names_of(one)})
    for code, one in own.items():
        facts.pop((head.area.code, code, head.key.year, head.key.stage), None)
        if (filed := _filed(entries.get(code), one, head.key.stage)) is not None:
            facts[head.area.code, code, head.key.year, head.key.stage] = filed
    world = world_of(
        units=() if said.is_city else (head.area.code,),
        parts={head.area.code: ()} if said.is_city else {},
        facts=facts,
        zones=[zone for zone in said.zones if head.area.code in (zone.code, zone.parent)],
    )
    given = allocations(plan, actor)
    shown = []
    for one in wanted:
        terms = Terms(is_city=said.is_city, allocations=given.get((head.area.code, one.code), {}))
        found = preview(world, said.definitions, one, terms, head.area.code, head.key.year, head.key.stage)
        shown.append(_shown(found, said, own))
    return _by_task(shown, own, said.tasks)


def _fed_by(plan: PlanDefinitions, own: Mapping[str, Owed], area: str, *, is_city: bool) -> list[Indicator]:
    return [
        one
        for one in plan.indicators.values()
        if area in one.applies_to and own.keys() & set(names_of(one)) and (one.pooling is Pooling.CITY or not is_city)
    ]


def _filed(entry: Entry | None, owed: Owed, stage: Stage) -> Filed | None:
    if entry is None or owed.kind is Kind.TEXT:
        return None
    said = read(entry, owed.rule)
    return Filed(said.state, said.number, stage is Stage.ESTIMATE) if isinstance(said, Said) else None


def _facts(head: Head, plan: Plan, actor: Actor, quantities: set[str]) -> Facts:
    """What the area filed in every year, and what other bureaus have in the report being filled."""
    area, filed = head.area.code, {}
    reports = Report.objects.visible_to(actor).filter(filing_year__plan=plan, area=head.area.id)
    counted = {
        submitted or approved: (year, stage)
        for year, stage, approved, submitted in reports.values_list(
            "filing_year__year", "stage", "approved_revision__snapshot", "submitted_revision__snapshot"
        )
        if submitted or approved
    }
    facts = Fact.objects.visible_to(actor).filter(snapshot__in=counted, quantity__code__in=quantities)
    for fact in facts.select_related("quantity"):
        year, stage = counted[fact.snapshot_id]
        filed[area, fact.quantity.code, year, stage] = _as_filed(fact.said, stage)
    if head.id is not None:
        values = Value.objects.visible_to(actor).filter(report=head.id, quantity__code__in=quantities)
        filed = {key: one for key, one in filed.items() if key[2:] != (head.key.year, head.key.stage)}
        for value in values.select_related("quantity"):
            key = (area, value.quantity.code, head.key.year, head.key.stage)
            filed[key] = _as_filed(value.said, head.key.stage)
    return filed


def _as_filed(said: Said, stage: str) -> Filed:
    return Filed(said.state, None if said.number is None else Decimal(said.number), stage == Stage.ESTIMATE)


def _shown(found: Preview, said: _Plan, own: Mapping[str, Owed]) -> Shown:
    version = said.versions[found.indicator.code]
    years: dict[str, tuple[int, ...]] = {}
    for code, year in found.missing:
        years[code] = (*years.get(code, ()), year)
    missing = [_term(said, own, code, then) for code, then in years.items() if code in said.owed]
    unit_en = in_english(version.unit, said.units)
    return Shown(found, version.name_zh, version.name_en, version.unit, unit_en, tuple(missing))


def _term(said: _Plan, own: Mapping[str, Owed], code: str, years: tuple[int, ...]) -> Term:
    owed = said.owed[code]
    office = ("", "") if code in own else said.bureaus[owed.bureau_id]
    return Term(owed.name_zh, owed.name_en, years, *office)


def _by_task(shown: list[Shown], own: Mapping[str, Owed], tasks: Mapping[int, str]) -> tuple[Strip, ...]:
    found: dict[str, list[Shown]] = {task: [] for task in tasks.values()}
    for one in shown:
        for task in dict.fromkeys(tasks[own[code].task_id] for code in one.quantities if code in own):
            found[task].append(one)
    return tuple(Strip(task, tuple(ones)) for task, ones in found.items() if ones)


@lru_cache(maxsize=64)
def _said_by_plan(database: str, plan: Plan, area_id: int, year: int, event: int, at: datetime | None) -> _Plan:
    """Read what the plan says; remembered until the plan's next event, since it is asked at every pause in typing.

    Every change of definitions, factors or zones leaves a ``PlanEvent``; all of it is published.
    """
    tree = tree_of(plan)
    return _Plan(
        definitions=in_force(plan, year),
        versions=indicator_versions(plan, year),
        owed=definitions.of_plan(plan.pk, area_id=area_id).owed_by(area_id, year),
        tasks=dict(Task.objects.filter(plan=plan).order_by("order").values_list("pk", "code")),
        zones=tree.zones,
        units=english_units(plan),
        bureaus={
            pk: (zh, en)
            for pk, zh, en in Bureau.objects.filter(city=plan.city_id).values_list("pk", "short_zh", "short_en")
        },
        is_city=area_id in tree.parts_of,
    )
