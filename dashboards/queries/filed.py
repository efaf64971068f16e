"""The raw quantities behind a figure, as filed: what counts in the sums, as far as the actor may see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from dashboards.domain.definitions import Definition, Place, Quantity
from dashboards.queries.scopes import Scope
from reports.domain.words import Basis, Stage, State
from reports.models import Fact
from targets.domain.algebra import Comparison

Slot = tuple[int, int, int]
"""Quantity, area, year."""
Behind = tuple[int, bool]
"""The number of the revision that a figure rests on, and whether it is a verified value."""


@dataclass(frozen=True, slots=True)
class FiledSum:
    """A quantity summed over the areas that count; ``base`` of the base year, for drops.

    ``areas`` is how many reported a number, of which ``verified`` count as the reviewer verified
    them (核定值) in the latest year. ``revision`` is the number of the report's revision it rests on,
    where it is a single one. ``is_hidden``: another bureau's, not shown to the actor.
    """

    quantity: Quantity
    total: Decimal | None
    base: Decimal | None
    areas: int
    is_hidden: bool
    verified: int = 0
    revision: int | None = None


def filed_sums(
    scope: Scope, definition: Definition, *, counted: Iterable[Place], years: range, actor: Actor
) -> tuple[FiledSum, ...]:
    """Return the sums of each quantity of a measure over years; one query. A milestone stays done.

    Args:
        scope: plan, basis.
        definition: whose quantities.
        counted: the areas whose figures are summed.
        years: the judged year, or all that a cumulative figure counts.
        actor: who asks.
    """
    base_year = scope.catalogue.base_year
    milestones = {quantity.id for quantity in definition.quantities.values() if quantity.is_milestone}
    read = set(range(base_year if milestones else years[0], years[-1] + 1)) | {base_year}
    homes = _homes(scope, counted)
    numbers, behind = _numbers(scope, definition, set(homes), read, actor)
    sums: dict[tuple[int, bool], dict[int, Decimal]] = defaultdict(dict)
    for (quantity, area, then), number in sorted(numbers.items(), key=lambda item: item[0]):
        of_year, home = sums[quantity, False], homes[area]
        if quantity in milestones:
            of_year[home] = number
        elif then in years:
            of_year[home] = of_year.get(home, Decimal(0)) + number
        if then == base_year:
            sums[quantity, True][home] = number
    drops = definition.algebra.comparison is not Comparison.VALUE
    return tuple(
        FiledSum(
            quantity=quantity,
            total=_total(sums[quantity.id, False]),
            base=_total(sums[quantity.id, True]) if drops else None,
            areas=len(sums[quantity.id, False]),
            is_hidden=actor.has(Role.CLERK) and quantity.office.id != actor.bureau_id,
            verified=sum(is_verified for _, is_verified in _behind(behind, quantity.id, years[-1])),
            revision=_single(_behind(behind, quantity.id, years[-1])),
        )
        for quantity in definition.quantities.values()
    )


def _homes(scope: Scope, counted: Iterable[Place]) -> dict[int, int]:
    """Map filing areas to the area they count in: a zone that does not count itself counts in its parent."""
    own = {place.id for place in counted}
    homes = {place: place for place in own}
    for place in scope.catalogue.places:
        if place.id not in own and place.home_when_off_id in own:
            homes[place.id] = place.home_when_off_id
    return homes


def _numbers(
    scope: Scope, definition: Definition, areas: set[int], years: set[int], actor: Actor
) -> tuple[dict[Slot, Decimal], dict[Slot, Behind]]:
    """Numbers in force by (quantity, area, year): the final, else the estimate; and what each rests on."""
    revision = "approved_revision" if scope.basis is Basis.APPROVED else "submitted_revision"
    facts = Fact.objects.visible_to(actor).filter(
        quantity__in=[quantity.id for quantity in definition.quantities.values()],
        area__in=areas,
        snapshot__report__filing_year__plan=scope.catalogue.plan_id,
        snapshot__report__filing_year__year__in=years,
        snapshot=F(f"snapshot__report__{revision}__snapshot"),
    )
    found: dict[Slot, Decimal] = {}
    behind: dict[Slot, Behind] = {}
    report = "snapshot__report__"
    columns = ("quantity_id", "area_id", f"{report}filing_year__year", "state", "number")
    columns += (f"{report}{revision}__number", "declared_state", f"{report}stage")
    rows = sorted(facts.values_list(*columns), key=lambda row: row[-1] == Stage.FINAL)
    for quantity, area, year, state, number, made, declared, _stage in rows:
        slot = (quantity, area, year)
        found.pop(slot, None)
        behind.pop(slot, None)
        if state == State.REPORTED and number is not None:
            found[slot], behind[slot] = number, (made, bool(declared))
    return found, behind


def _behind(behind: Mapping[Slot, Behind], quantity: int, year: int) -> list[Behind]:
    return [told for (of, _, then), told in behind.items() if (of, then) == (quantity, year)]


def _single(behind: list[Behind]) -> int | None:
    return behind[0][0] if len(behind) == 1 else None


def _total(by_area: dict[int, Decimal]) -> Decimal | None:
    return sum(by_area.values(), Decimal(0)) if by_area else None
