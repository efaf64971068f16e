"""The stored figures against the slow, obvious truth: what differs, in words."""

from collections.abc import Collection
from functools import cache
from itertools import product

from progress.domain.readings import Reading, Sums, read, to_decimal
from progress.domain.rollup import BEST, STAGES, World, sums_of
from progress.domain.verdicts import Terms, Verdict, city_verdicts_of_each, verdicts_of
from progress.models import Judgement, Rollup
from progress.queries.shapes import Tree, tree_of
from progress.queries.terms import terms_of
from progress.queries.worlds import world_on
from targets.domain.algebra import PlanDefinitions, Pooling
from targets.models import Indicator, Plan
from targets.queries.definitions import in_force, in_force_by_year

Name = tuple[int, int, int, str, str]


def differences(
    plan: Plan,
    *,
    years: tuple[int, ...] | None = None,
    tree: Tree | None = None,
    indicators: Collection[str] | None = None,
) -> list[str]:
    """Recompute every stored figure and judgement by the oracle; say where they differ.

    Args:
        plan: whose figures.
        years: the judged years; all that are stored by default.
        tree: the areas to compare, with all that report below them; by default the plan's.
        indicators: codes of those to compare; by default all.
    """
    tree = tree or tree_of(plan)
    codes = dict(Indicator.objects.filter(plan=plan).values_list("pk", "code"))
    codes = {pk: code for pk, code in codes.items() if indicators is None or code in indicators}
    stored = Rollup.objects.filter(indicator__in=codes, area__in=tree.codes)
    seen = years or tuple(stored.order_by("year").values_list("year", flat=True).distinct())
    definitions = in_force_by_year(plan, seen)
    found: list[str] = []
    for basis in ("approved", "provisional"):
        truth = Truth(plan, tree, world_on(plan, tree, basis), definitions, terms_of(plan, tree), codes)
        sums = {row[:5]: row[5:] for row in _rollups(stored, seen, basis)}
        lights = {row[:6]: row[6:] for row in _judgements(tree, codes, seen, basis)}
        wanted_sums, wanted_lights = truth.everything(seen, basis)
        for kind, got, wanted in (("figure", sums, wanted_sums), ("light", lights, wanted_lights)):
            for key in sorted(set(got) | set(wanted)):
                if got.get(key) != wanted.get(key):
                    named = (tree.codes.get(key[0]), codes.get(key[1]), *key[2:])
                    found.append(f"{kind} {named}: stored {got.get(key)}, oracle {wanted.get(key)}")
    return found


def _rollups(stored, years, basis):
    return stored.filter(year__in=years, basis=basis).values_list(
        *("area_id", "indicator_id", "year", "stage", "basis"),
        *("reported", "expected", "numerator", "denominator", "base_numerator", "base_denominator"),
        *("touched", "has_estimate", "factor_missing", "value", "void_reason"),
    )


def _judgements(tree, codes, years, basis):
    lights = Judgement.objects.filter(indicator__in=codes, area__in=tree.codes, year__in=years, basis=basis)
    rows = lights.values_list(
        *("area_id", "indicator_id", "year", "stage", "basis", "target_key"),
        *("status", "reason", "flags", "expected_value", "shortfall", "judged_year", "met_count", "owed_count"),
    )
    return ((*row[:8], tuple(row[8]), *row[9:]) for row in rows)


class Truth:
    """The oracle's answers on one basis, by primary keys."""

    def __init__(
        self,
        plan: Plan,
        tree: Tree,
        world: World,
        definitions: dict[int, PlanDefinitions],
        terms: dict[tuple[int, int], Terms],
        codes: dict[int, str],
    ) -> None:
        self.plan, self.tree, self.world = plan, tree, world
        self.definitions, self.terms, self.codes = dict(definitions), terms, codes
        self.sums = cache(self._sums)

    def everything(self, years: tuple[int, ...], basis: str) -> tuple[dict[Name, tuple], dict[tuple, tuple]]:
        """Every figure and every judgement of the years."""
        sums, lights = {}, {}
        for area, pk, year, stage in product(self.tree.codes, self.codes, years, STAGES):
            if self.codes[pk] not in self.definitions[year].indicators:
                continue
            key = (area, pk, year, stage, basis)
            sums[key] = _sums_row(self.reading(area, pk, year, stage))
            for verdict in self.verdicts(area, pk, year, stage):
                lights[*key, verdict.key] = _light_row(verdict)
        return sums, lights

    def reading(self, area: int, pk: int, year: int, stage: str) -> Reading:
        """One area's figure."""
        indicator = self._definitions(year).indicators[self.codes[pk]]
        return read(indicator, self.sums(area, pk, year, stage))

    def verdicts(self, area: int, pk: int, year: int, stage: str) -> list[Verdict]:
        """One area's judgements."""
        plan = self._definitions(year)
        indicator = plan.indicators[self.codes[pk]]
        units = self.tree.parts_of.get(area)
        if units and indicator.pooling is Pooling.EACH and indicator.judged:
            return city_verdicts_of_each(indicator, year, [self.verdicts(u, pk, year, stage) for u in units])
        terms = self.terms.get((area, pk)) or Terms(is_city=units is not None, allocations={})
        return verdicts_of(
            plan, indicator, terms, year, lambda then: self.reading(area, pk, then, stage if then == year else BEST)
        )

    def _sums(self, area: int, pk: int, year: int, stage: str) -> Sums:
        plan = self._definitions(year)
        return sums_of(self.world, plan, plan.indicators[self.codes[pk]], self.tree.codes[area], year, stage)

    def _definitions(self, year: int) -> PlanDefinitions:
        if year not in self.definitions:
            self.definitions[year] = in_force(self.plan, year)
        return self.definitions[year]


def _sums_row(reading: Reading) -> tuple:
    sums = reading.sums
    return (
        *(sums.reported, sums.expected, sums.numerator, sums.denominator, sums.base_numerator, sums.base_denominator),
        *(sums.touched, sums.has_estimate, sums.factor_missing),
        None if reading.value is None else to_decimal(reading.value),
        str(reading.void),
    )


def _light_row(verdict: Verdict) -> tuple:
    judged = verdict.judgement
    numbers = (None if number is None else to_decimal(number) for number in (judged.expected, judged.shortfall))
    return (
        *(str(judged.status), str(judged.reason), tuple(sorted(str(flag) for flag in judged.flags)), *numbers),
        *(judged.year, judged.met, judged.owed),
    )
