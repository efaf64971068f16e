"""Which areas report and add up in which year: the tree below the city, zones on and off."""

from dataclasses import dataclass

from accounts.models import Area, ZoneSwitch
from progress.domain.rollup import Zone
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Tree:
    """The areas of one plan: ``parts_of`` maps every area above to the reporting areas below it.

    ``codes`` maps primary keys to codes; ``units`` are the reporting areas, zones included.
    """

    city_id: int
    codes: dict[int, str]
    units: tuple[int, ...]
    parts_of: dict[int, tuple[int, ...]]
    zones: tuple[Zone, ...]

    @property
    def ids(self) -> dict[str, int]:
        """Primary keys by code."""
        return {code: pk for pk, code in self.codes.items()}

    def shape_of(self, year: int) -> frozenset[str]:
        """The zones that are off in ``year``: years with the same set share a shape."""
        return frozenset(zone.code for zone in self.zones if not zone.is_on(year))


def tree_of(plan: Plan) -> Tree:
    """Load the areas below ``plan``'s city, to any depth."""
    areas = list(Area.objects.order_by("order", "code").values("id", "code", "parent_id", "parent_when_off_id"))
    children: dict[int | None, list[int]] = {}
    for area in areas:
        children.setdefault(area["parent_id"], []).append(area["id"])
    codes = {area["id"]: area["code"] for area in areas}

    def leaves(pk: int) -> list[int]:
        below = children.get(pk, [])
        return [leaf for child in below for leaf in leaves(child)] if below else [pk]

    def above_or_among(pk: int) -> list[int]:
        return [pk, *(found for child in children.get(pk, []) for found in above_or_among(child))]

    units = tuple(leaves(plan.city_id))
    above = [pk for pk in above_or_among(plan.city_id) if children.get(pk)]
    switches: dict[int, list[tuple[int, bool]]] = {}
    for zone_id, year, is_on in ZoneSwitch.objects.values_list("zone_id", "year", "is_on"):
        switches.setdefault(zone_id, []).append((year, is_on))
    zones = tuple(
        Zone(area["code"], codes[area["parent_when_off_id"]], tuple(sorted(switches.get(area["id"], []))))
        for area in areas
        if area["parent_when_off_id"] and area["id"] in units
    )
    kept = {*units, *above}
    return Tree(
        city_id=plan.city_id,
        codes={pk: code for pk, code in codes.items() if pk in kept},
        units=units,
        parts_of={pk: tuple(leaves(pk)) for pk in above},
        zones=zones,
    )
