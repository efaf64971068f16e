"""Is what was timed also right? The engine's figures against the slow, obvious truth.

The whole world where it is a city's. In larger worlds a sample: one province with all its
cities and counties, for some indicators and years, by the oracle; and the sums of every
area above, the nation's too, added up anew from the stored counties in one plain statement.
"""

from dataclasses import dataclass

from django.db import connection

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from bench.world import SQL, Scale
from progress.models import Judgement, Rollup
from progress.queries.shapes import Tree, tree_of
from progress.queries.verification import differences
from progress.services.draining import as_rollup
from targets.models import Indicator, Plan

SAMPLED_INDICATORS = 12
SAMPLED_YEARS = 3
SAMPLED_COUNTIES = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """How many stored rows were compared, and how many were wrong."""

    rows: int
    wrong: int
    said: tuple[str, ...] = ()

    @property
    def as_line(self) -> dict[str, object]:
        """What belongs into a case's line."""
        return {"rows_checked": self.rows, "diff": self.wrong} | ({"wrong": list(self.said)} if self.said else {})


def check(plan: Plan, scale: Scale, *, thorough: bool = True) -> Checked:
    """Compare the stored figures with the truth.

    Args:
        plan: whose.
        scale: of the world; decides how much is compared.
        thorough: whether to add up every year of every area above, or the last alone.
    """
    with acting_as(system("bench")):
        codes = tuple(Indicator.objects.filter(plan=plan).values_list("code", flat=True))
        tree, chosen, years = tree_of(plan), codes, scale.years
        if scale.provinces:
            tree = sampled(tree)
            chosen = codes[:: max(1, len(codes) // SAMPLED_INDICATORS)]
            years = scale.years[-SAMPLED_YEARS:]
        found = differences(plan, years=years, tree=tree, indicators=chosen)
        of_them = {"area__in": tree.codes, "indicator__code__in": chosen, "year__in": years}
        rows = Rollup.objects.filter(**of_them).count() + Judgement.objects.filter(**of_them).count()
    with as_rollup(), connection.cursor() as cursor:
        years = scale.years if thorough else scale.years[-1:]
        cursor.execute(
            (SQL / "added_up.sql").read_text(encoding="utf-8"),
            {"years": list(years), "above": list(tree_of(plan).parts_of)},
        )
        added, wrong = cursor.fetchone()
    return Checked(rows + added, len(found) + wrong, tuple(found[:5]))


def sampled(tree: Tree) -> Tree:
    """Return the part of a tree below the last area above with not too many reporting areas, itself included."""
    small = {pk: units for pk, units in tree.parts_of.items() if len(units) <= SAMPLED_COUNTIES}
    root = max(small, key=lambda pk: (len(small[pk]), pk))
    units = set(small[root])
    parts = {pk: below for pk, below in small.items() if set(below) <= units}
    return Tree(
        city_id=root,
        codes={pk: code for pk, code in tree.codes.items() if pk in units or pk in parts},
        units=tuple(pk for pk in tree.units if pk in units),
        parts_of=parts,
        zones=tuple(zone for zone in tree.zones if tree.ids[zone.code] in units),
    )
