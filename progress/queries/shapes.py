"""Which areas report and add up in which year: the tree below the city, zones on and off."""

from dataclasses import dataclass

from django.db import connection

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


def shape_parameters(plan: Plan, tree: Tree, years: tuple[int, ...]) -> dict[str, list[object]]:
    """The arrays by which ``leaves.sql`` knows shapes and how zones stand to their parents' past.

    Args:
        plan: whose facts say in which years a zone filed alone.
        tree: its areas.
        years: the judged years.
    """
    shapes = sorted({tuple(sorted(tree.shape_of(year))) for year in years})
    number = {shape: index for index, shape in enumerate(shapes)}
    ids, everyone = tree.ids, (*tree.units, *tree.parts_of)
    units = [(index, pk) for shape, index in number.items() for pk in everyone if tree.codes[pk] not in shape]
    rules: list[tuple[int, int, int, int, str, str]] = []
    switched = [zone for zone in tree.zones if zone.switches]
    filed = _zone_filings(plan, [ids[zone.code] for zone in switched])
    for shape, index in number.items():
        for zone in switched:
            for year in range(plan.base_year, max(years) + 1):
                for basis in ("approved", "provisional"):
                    alone = zone.is_on(year) or (ids[zone.code], year, basis) in filed
                    rule = "adds" if zone.code in shape and alone else "gap" if zone.code not in shape else ""
                    if rule == "adds" or (rule == "gap" and not alone):
                        rules.append((index, ids[zone.parent], ids[zone.code], year, rule, basis))
    columns = list(zip(*rules, strict=True)) if rules else [()] * 6
    return {
        "years": list(years),
        "shapes": [number[tuple(sorted(tree.shape_of(year)))] for year in years],
        "unit_shapes": [shape for shape, _ in units],
        "unit_areas": [pk for _, pk in units],
        **{
            name: list(column)
            for name, column in zip(
                ("zone_shapes", "zone_parents", "zone_areas", "zone_years", "zone_rules", "zone_bases"),
                columns,
                strict=True,
            )
        },
    }


def _zone_filings(plan: Plan, zones: list[int]) -> set[tuple[int, int, str]]:
    """Which zones filed in which years, by basis."""
    if not zones:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT r.area_id, y.year, b.basis FROM reports_report r"
            " JOIN reports_filingyear y ON y.id = r.filing_year_id"
            " CROSS JOIN (VALUES ('approved'), ('provisional')) b (basis)"
            " WHERE y.plan_id = %s AND r.area_id = ANY (%s) AND"
            " CASE b.basis WHEN 'approved' THEN r.approved_revision_id ELSE r.submitted_revision_id END IS NOT NULL",
            [plan.pk, zones],
        )
        return set(cursor.fetchall())
