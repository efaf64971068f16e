"""What counties were given: allocations and stored baselines in force, as far as one may see them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.domain.actors import Actor
from targets.domain.exact import exact
from targets.models import Allocation, Baseline, Plan

Key = tuple[str, str]


def allocations(plan: Plan, actor: Actor) -> dict[Key, dict[int, Decimal]]:
    """Return each county's targets by year, in the indicator's unit, by (area code, indicator code); one query."""
    found: dict[Key, dict[int, Decimal]] = {}
    rows = Allocation.objects.visible_to(actor).filter(indicator__plan=plan, superseded_at__isnull=True)
    for area, indicator, year, value in rows.order_by("area__order", "indicator__order", "year").values_list(
        "area__code", "indicator__code", "year", "value"
    ):
        found.setdefault((area, indicator), {})[year] = exact(value) or Decimal(0)
    return found


def baselines(plan: Plan, actor: Actor) -> dict[Key, tuple[int, Decimal]]:
    """Return where paths start, (year, value), by (area code, indicator code); one query."""
    rows = Baseline.objects.visible_to(actor).filter(indicator__plan=plan, superseded_at__isnull=True)
    return {
        (area, indicator): (year, exact(value) or Decimal(0))
        for area, indicator, year, value in rows.order_by("area__order", "indicator__order").values_list(
            "area__code", "indicator__code", "year", "value"
        )
    }


@dataclass(frozen=True, slots=True)
class Given:
    """A target of one's own for a year, in the indicator's unit: since when, by which document, and what it was before.

    ``former`` are (value, until when), the latest first; ``value`` is None where none is in force any more.
    """

    year: int
    value: Decimal | None
    basis: str
    since: datetime | None
    former: tuple[tuple[Decimal, datetime], ...]


def given_to(plan: Plan, actor: Actor) -> dict[str, tuple[Given, ...]]:
    """Return what the actor's own area was given, by indicator's code and in the order of years; one query."""
    rows = Allocation.objects.visible_to(actor).filter(indicator__plan=plan, area_id=actor.area_id)
    editions: dict[tuple[str, int], list[Allocation]] = {}
    for row in rows.select_related("indicator").order_by("indicator__order", "year", "-edition"):
        editions.setdefault((row.indicator.code, row.year), []).append(row)
    found: dict[str, list[Given]] = {}
    for (code, year), of_year in editions.items():
        now = next((row for row in of_year if row.superseded_at is None), None)
        former = tuple((exact(row.value) or Decimal(0), row.superseded_at) for row in of_year if row.superseded_at)
        found.setdefault(code, []).append(
            Given(
                year=year,
                value=(exact(now.value) or Decimal(0)) if now else None,
                basis=now.basis if now else "",
                since=now.recorded_at if now else None,
                former=former,
            )
        )
    return {code: tuple(given) for code, given in found.items()}
