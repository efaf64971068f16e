"""What counties were given: allocations and stored baselines in force, as far as one may see them."""

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
