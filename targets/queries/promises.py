"""Every promise as one row: the plan's own targets for the city, and counties' allocations."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from accounts.domain.actors import Actor
from targets.models import Plan
from targets.queries.county import allocations
from targets.queries.plans import IndicatorFact, TargetFact, indicator_facts


@dataclass(frozen=True, slots=True)
class Promise:
    """A target for one area; ``source`` is ``plan`` or ``allocation``. Bounds in ``unit_zh`` / ``unit_en``."""

    source: str
    area: str
    indicator: str
    key: str
    year: int | None
    comparator: str
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    unit_zh: str
    unit_en: str
    firmness: str
    quote: str


def promises(plan: Plan, year: int, actor: Actor) -> tuple[Promise, ...]:
    """Return the plan's targets as in force in ``year``, each followed by the allocations the actor may see.

    An allocation for a year between two targets takes comparator and firmness of the
    next one. Six queries.
    """
    given = allocations(plan, actor)
    found: list[Promise] = []
    for _, indicator in indicator_facts(plan, year):
        found += [_promise("plan", plan.city.code, indicator, target) for target in indicator.targets]
        for (area, code), values in given.items():
            if code == indicator.code:
                found += _allocated(area, indicator, values)
    return tuple(found)


def _allocated(area: str, indicator: IndicatorFact, values: dict[int, Decimal]) -> Iterator[Promise]:
    for year, value in values.items():
        following = next((one for one in indicator.targets if one.year is not None and one.year >= year), None)
        if following is not None:
            own = TargetFact(
                str(year), year, following.comparator, value, None, None, following.firmness, following.quote
            )
            yield _promise("allocation", area, indicator, own)


def _promise(source: str, area: str, indicator: IndicatorFact, target: TargetFact) -> Promise:
    return Promise(
        source=source,
        area=area,
        indicator=indicator.code,
        key=target.key,
        year=target.year,
        comparator=target.comparator,
        value=target.value,
        lower=target.lower,
        upper=target.upper,
        unit_zh=indicator.unit_zh,
        unit_en=indicator.unit_en,
        firmness=target.firmness,
        quote=target.quote,
    )
