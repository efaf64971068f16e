"""The areas of a plan, from the province down, as frozen rows."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Area
from targets.domain.exact import exact
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class AreaFact:
    """An area; ``parent`` and ``parent_when_off`` are codes. Population in 万人 (10⁴), area in km²."""

    code: str
    kind: str
    order: int
    name_zh: str
    short_zh: str
    name_en: str
    parent: str | None
    parent_when_off: str | None
    has_county_town: bool
    switchable: bool
    population_10k: Decimal | None
    area_km2: Decimal | None


def areas_of(plan: Plan) -> tuple[AreaFact, ...]:
    """Return the city of a plan with the areas above and below it, in their order; one query."""
    every = {area.pk: area for area in Area.objects.order_by("order", "code")}
    kept: set[int] = set()
    above: int | None = plan.city_id
    while above is not None and above not in kept:
        kept.add(above)
        above = every[above].parent_id
    grown = True
    below = {plan.city_id}
    while grown:
        children = {pk for pk, area in every.items() if area.parent_id in below} - below
        below |= children
        grown = bool(children)
    return tuple(_fact(area, every) for pk, area in every.items() if pk in kept | below)


def _fact(area: Area, every: dict[int, Area]) -> AreaFact:
    return AreaFact(
        code=area.code,
        kind=area.kind,
        order=area.order,
        name_zh=area.name_zh,
        short_zh=area.short_zh,
        name_en=area.name_en,
        parent=every[area.parent_id].code if area.parent_id else None,
        parent_when_off=every[area.parent_when_off_id].code if area.parent_when_off_id else None,
        has_county_town=area.has_county_town,
        switchable=area.switchable,
        population_10k=exact(area.population_10k),
        area_km2=exact(area.area_km2),
    )
