"""What was set per area beside the plan: allocations and stored baselines in force."""

from progress.domain.verdicts import Terms
from progress.queries.shapes import Tree
from targets.models import Allocation, Baseline, Plan


def terms_of(plan: Plan, tree: Tree) -> dict[tuple[int, int], Terms]:
    """Return terms by (area, indicator) primary keys, for those that have any."""
    allocations: dict[tuple[int, int], dict[int, object]] = {}
    in_force = {"indicator__plan": plan, "superseded_at__isnull": True}
    for area, indicator, year, value in Allocation.objects.filter(**in_force).values_list(
        "area_id", "indicator_id", "year", "value"
    ):
        allocations.setdefault((area, indicator), {})[year] = value
    baselines = {
        (area, indicator): (year, value)
        for area, indicator, year, value in Baseline.objects.filter(**in_force).values_list(
            "area_id", "indicator_id", "year", "value"
        )
    }
    return {
        key: Terms(is_city=key[0] in tree.parts_of, allocations=allocations.get(key, {}), baseline=baselines.get(key))
        for key in {*allocations, *baselines}
    }
