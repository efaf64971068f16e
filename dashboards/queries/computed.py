"""What a quantity comes to: the indicators that are computed from it, area by area."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.domain.actors import Actor
from progress.models import Rollup
from reports.domain.words import Basis, Stage
from targets.models import MeasureTerm, Plan
from targets.queries.definitions import indicator_versions
from targets.queries.units import english_units, in_english


@dataclass(frozen=True, slots=True)
class Computed:
    """An indicator with its value by area (primary key), in its unit; None where there is none, and why."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    unit_en: str
    decimals: int
    values: dict[int, tuple[Decimal | None, str]]


def of_quantity(plan: Plan, code: str, *, year: int, stage: Stage, actor: Actor) -> tuple[Computed, ...]:
    """Return the indicators that a quantity feeds in a year, with what they come to, submitted reports included.

    The number of queries depends on no size.
    """
    versions = {row.pk: row for row in indicator_versions(plan, year).values()}
    terms = MeasureTerm.objects.filter(version__in=versions, quantity__code=code).order_by("version__indicator__order")
    fed = [versions[pk] for pk in dict.fromkeys(terms.values_list("version", flat=True))]
    rows = Rollup.objects.visible_to(actor).filter(
        indicator__in=[one.indicator_id for one in fed], year=year, stage=stage, basis=Basis.PROVISIONAL
    )
    values: dict[int, dict[int, tuple[Decimal | None, str]]] = {}
    for row in rows:
        values.setdefault(row.indicator_id, {})[row.area_id] = (row.value, row.void_reason)
    units = english_units(plan)
    return tuple(
        Computed(
            code=one.indicator.code,
            name_zh=one.name_zh,
            name_en=one.name_en,
            unit=one.unit,
            unit_en=in_english(one.unit, units),
            decimals=one.decimals,
            values=values.get(one.indicator_id, {}),
        )
        for one in fed
    )
