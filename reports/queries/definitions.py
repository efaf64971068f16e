"""What an area owes: the quantities in force for a filing year, with their rules.

Quantities, where they apply, and their wording come from ``targets``; here they are put
together for filing, at three queries however many years are asked for.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from reports.domain.reading import Rule, UnitChoice
from targets.domain.algebra import Kind
from targets.models import QuantityArea, QuantityVersion
from targets.queries.units import interchangeable


@dataclass(frozen=True, slots=True)
class Owed:
    """A quantity as in force in one year, and the areas that report it.

    ``unit`` is canonical; ``definition_zh`` explains it to the clerk.
    """

    id: int
    order: int
    level: str
    task_id: int
    bureau_id: int
    name_zh: str
    name_en: str
    unit: str
    definition_zh: str
    rule: Rule
    areas: frozenset[int]

    @property
    def code(self) -> str:
        """The quantity's code."""
        return self.rule.quantity

    @property
    def kind(self) -> Kind:
        """Flow, stock, milestone or text."""
        return self.rule.kind


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every version of a plan's quantities, from which those of a year are picked."""

    versions: dict[str, tuple[tuple[int, Owed], ...]]

    def in_force(self, year: int) -> dict[str, Owed]:
        """Return the quantities of a year by code, in the plan's order, wherever they apply.

        A version is in force from its first year until the next version's; the first one
        also serves every year before it.
        """
        picked = {}
        for code, versions in self.versions.items():
            begun = [owed for effective_from, owed in versions if effective_from <= year]
            picked[code] = begun[-1] if begun else versions[0][1]
        return picked

    def owed_by(self, area_id: int, year: int) -> dict[str, Owed]:
        """Return what one area reports for a year, by code, in the plan's order."""
        return {code: owed for code, owed in self.in_force(year).items() if area_id in owed.areas}


def of_plan(plan_id: int, *, area_id: int | None = None) -> Definitions:
    """Read a plan's quantities; with ``area_id``, only that area is among their ``areas``."""
    places = QuantityArea.objects.filter(version__quantity__plan_id=plan_id)
    if area_id is not None:
        places = places.filter(area_id=area_id)
    areas = defaultdict(set)
    for version_id, place in places.values_list("version_id", "area_id"):
        areas[version_id].add(place)
    versions, units = defaultdict(list), choices_by_unit(plan_id)
    rows = QuantityVersion.objects.filter(quantity__plan_id=plan_id).select_related("quantity")
    for row in rows.order_by("quantity__order", "effective_from"):
        versions[row.quantity.code].append((row.effective_from, _owed(row, frozenset(areas[row.pk]), units)))
    return Definitions({code: tuple(kept) for code, kept in versions.items()})


def _owed(row: QuantityVersion, areas: frozenset[int], units: Mapping[str, tuple[UnitChoice, ...]]) -> Owed:
    quantity = row.quantity
    return Owed(
        id=quantity.pk,
        order=quantity.order,
        level=quantity.level,
        task_id=quantity.task_id,
        bureau_id=quantity.bureau_id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit=row.unit,
        definition_zh=row.note_zh,
        rule=Rule(
            quantity=quantity.code,
            kind=Kind(quantity.kind),
            decimals=row.decimals,
            minimum=row.minimum,
            not_more_than=row.checks.get("not_more_than", ""),
            not_more_than_sum_of=tuple(row.checks.get("not_more_than_sum_of", ())),
            never_falls=row.checks.get("never_falls", False),
            units=units.get(row.unit, ()),
        ),
        areas=areas,
    )


def choices_by_unit(plan_id: int) -> dict[str, tuple[UnitChoice, ...]]:
    """Return, by a quantity's unit, the units that may be typed instead of it."""
    return {
        unit: tuple(UnitChoice(zh, en, factor) for zh, en, factor in others)
        for unit, others in interchangeable(plan_id).items()
    }
