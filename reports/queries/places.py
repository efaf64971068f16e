"""Whose plan an actor works on, and which areas owe reports for a year."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from accounts.domain.actors import Actor
from accounts.models import Area, Bureau, Organisation, ZoneSwitch
from reports.queries.definitions import Definitions, Owed
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Place:
    """An area that files, with its names."""

    id: int
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Office:
    """A bureau's office in one area: who fills a section."""

    bureau_id: int
    code: str
    name_zh: str
    name_en: str


def plan_of(actor: Actor) -> Plan | None:
    """Return the plan of the actor's city, or None while none is loaded.

    Where a city has several, the first one loaded.
    """
    own = Q(city=actor.area_id) | Q(city__children=actor.area_id)
    plans = Plan.objects.all() if actor.is_system else Plan.objects.filter(own)
    return plans.select_related("city").order_by("pk").first()


def offices_of(area_id: int, plan: Plan) -> dict[int, Office]:
    """Return who fills an area's sections, by bureau, in the bureaus' order.

    Where an area has no office of a bureau, the bureau itself stands for it.
    """
    own = Prefetch("organisations", Organisation.objects.filter(area=area_id), to_attr="own")
    return {
        bureau.pk: Office(bureau.pk, bureau.code, *_names(bureau))
        for bureau in Bureau.objects.filter(city=plan.city_id).order_by("order").prefetch_related(own)
    }


def _names(bureau: Bureau) -> tuple[str, str]:
    named = bureau.own[0] if bureau.own else bureau
    return named.name_zh, named.name_en


def owing(in_force: dict[str, Owed], year: int) -> tuple[Place, ...]:
    """Return the areas that owe a report for a year: the city first, then the others in their order.

    A switchable zone owes nothing for a year in which it files within its parent.
    """
    owed = frozenset[int]().union(*(one.areas for one in in_force.values()))
    switches = ZoneSwitch.objects.filter(year__lte=year).order_by("year").values_list("zone_id", "is_on")
    off = {zone for zone, is_on in dict(switches).items() if not is_on}
    rows = Area.objects.filter(pk__in=owed - off).order_by("order", "code")
    return tuple(Place(area.pk, area.code, area.name_zh, area.name_en) for area in rows)


def owing_by_year(known: Definitions, years: Iterable[int]) -> dict[int, tuple[Place, ...]]:
    """Return the same for several years, two queries for all of them together."""
    owed = {
        year: frozenset[int]().union(*(one.areas for one in known.in_force(year).values())) for year in sorted(years)
    }
    switches = list(ZoneSwitch.objects.order_by("year").values_list("year", "zone_id", "is_on"))
    rows = Area.objects.filter(pk__in=frozenset[int]().union(*owed.values())).order_by("order", "code")
    every = [Place(area.pk, area.code, area.name_zh, area.name_en) for area in rows]
    found = {}
    for year, ids in owed.items():
        latest = {zone: is_on for since, zone, is_on in switches if since <= year}
        off = {zone for zone, is_on in latest.items() if not is_on}
        found[year] = tuple(place for place in every if place.id in ids - off)
    return found
