"""What a plan publishes for one judged year, in words and in the algebra: read once per plan event, then kept.

Every change of definitions, factors or zones leaves a ``PlanEvent``, whose number is part of
the key, so nothing kept is out of date. Nothing in here is anybody's figure, allocation or baseline.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from accounts.domain.actors import Actor
from accounts.models import Area
from progress.domain.lineage import Clause, Coefficient, Definition, FactorValue, Named, Quantity
from progress.queries.shapes import Tree, tree_of
from targets.domain.algebra import Factor as Sentence
from targets.domain.algebra import Firmness, Lookup, PlanDefinitions, Term
from targets.domain.exact import exact
from targets.models import Factor, IndicatorVersion, Plan, QuantityVersion, Target, Task
from targets.models import FactorValue as FactorValueRow
from targets.queries.definitions import in_force, indicator_versions, quantity_versions
from targets.queries.units import english_units, in_english

KEPT = 64


@dataclass(frozen=True, slots=True)
class Published:
    """A plan as in force in one year.

    ``areas`` are by code, ``parents`` by primary key; ``offices`` are the bureaus that fill each
    quantity, ``tasks`` (task, clause number, part) by the task's primary key, ``values`` those in
    force by factor and year, ``quotes`` (words, firmness) by version and target key.
    """

    year: int
    definitions: PlanDefinitions
    tree: Tree
    areas: dict[str, Named]
    parents: dict[int, int | None]
    versions: dict[str, IndicatorVersion]
    quantities: dict[str, Quantity]
    offices: dict[str, int]
    tasks: dict[int, tuple[Named, str, Named]]
    factors: dict[str, Factor]
    values: dict[tuple[str, int], FactorValueRow]
    quotes: dict[tuple[int, str], tuple[str, Firmness]]
    units: dict[str, str]

    def readable(self, actor: Actor) -> frozenset[int]:
        """The areas whose figures an actor may see: as ``visible_to`` and row-level security, without a query.

        The city's offices: all. Filers: their own area and those above it. Others: none.
        """
        if actor.is_municipal:
            return frozenset(self.tree.codes)
        chain: set[int] = set()
        area = actor.area_id if actor.is_filer else None
        while area is not None and area not in chain:
            chain.add(area)
            area = self.parents.get(area)
        return frozenset(chain & self.tree.codes.keys())

    def definition(self, code: str) -> Definition:
        """Return an indicator's definition."""
        version = self.versions[code]
        return Definition(
            named=Named(code, version.name_zh, version.name_en),
            unit=version.unit,
            unit_en=in_english(version.unit, self.units),
            effective_from=version.effective_from,
            digest=version.digest,
            words=version.definition_zh,
            sentence=self.definitions.indicators[code],
        )

    def clause(self, code: str, key: str) -> Clause:
        """Return the plan's words for one target of an indicator; of what it only watches, those for the indicator.

        An interim target of an area's stands under the words of the plan's next dated one, else its last.
        """
        version = self.versions[code]
        dated = sorted(int(known) for pk, known in self.quotes if pk == version.pk and known.isdecimal())
        following = [year for year in dated if key.isdecimal() and year >= int(key)] or dated[-1:]
        said = self.quotes.get((version.pk, key))
        if said is None and key.isdecimal() and following:
            said = self.quotes[version.pk, str(following[0])]
        quote, firmness = said or (version.source_quote, Firmness.BINDING)
        task, number, part = self.tasks[version.indicator.task_id]
        return Clause(part, number, task, quote, firmness)

    def coefficients(self, code: str, years: tuple[int, ...]) -> tuple[Coefficient, ...]:
        """Return what each quantity of an indicator's measure counts with in the judged and the base year."""
        measure = self.definitions.indicators[code].measure
        sides = (("numerator", measure.numerator), ("denominator", measure.denominator or ()))
        return tuple(self._coefficient(side, term, years) for side, terms in sides for term in terms)

    def _coefficient(self, side: str, term: Term, years: tuple[int, ...]) -> Coefficient:
        if term.factor is None:
            return Coefficient(side, term.quantity, term.coefficient)
        return Coefficient(side, term.quantity, None, tuple(self._value(term.factor, year) for year in years))

    def _value(self, code: str, year: int) -> FactorValue:
        factor, row = self.factors[code], self.definitions.factors[code]
        serving = year_serving(row, year)
        value = self.values.get((code, serving)) if serving is not None else None
        return FactorValue(
            named=Named(code, factor.name_zh, factor.name_en),
            unit=factor.unit,
            for_year=year,
            value=exact(value.value) if value else None,
            of_year=serving,
            edition=value.edition if value else None,
            source=(value.source if value else "") or factor.source,
            is_provisional=factor.provisional,
        )


def year_serving(factor: Sentence, year: int) -> int | None:
    """Return the year whose value a factor gives for ``year`` (fine print 8); None while there is none."""
    if year in factor.values:
        return year
    if factor.lookup is Lookup.EXACT or not factor.values:
        return None
    earlier = [known for known in factor.values if known < year]
    return max(earlier) if earlier else min(factor.values)


def published_of(plan: Plan, year: int, *, last_event: int) -> Published:
    """Return what ``plan`` publishes for ``year``.

    Args:
        plan: which plan.
        year: the definitions in force then.
        last_event: number of the plan's latest event; a newer one reads everything anew.
    """
    # The database is part of the key for processes that look at several in turn, as tests do.
    return _kept(str(connection.settings_dict["NAME"]), plan, year, last_event)


@lru_cache(maxsize=KEPT)
def _kept(database: str, plan: Plan, year: int, last_event: int) -> Published:
    units, quantities, areas = english_units(plan), quantity_versions(plan, year), list(Area.objects.all())
    values = FactorValueRow.objects.filter(factor__plan=plan, superseded_at__isnull=True).select_related("factor")
    targets = Target.objects.filter(version__indicator__plan=plan)
    return Published(
        year=year,
        definitions=in_force(plan, year),
        tree=tree_of(plan),
        areas={area.code: Named(area.code, area.name_zh, area.name_en) for area in areas},
        parents={area.pk: area.parent_id for area in areas},
        versions=indicator_versions(plan, year),
        quantities={code: _quantity(row, units) for code, row in quantities.items()},
        offices={code: row.quantity.bureau_id for code, row in quantities.items()},
        tasks=_tasks(plan),
        factors={factor.code: factor for factor in Factor.objects.filter(plan=plan)},
        values={(value.factor.code, value.year): value for value in values},
        quotes={(row.version_id, row.key): (row.quote, Firmness(row.firmness)) for row in targets},
        units=units,
    )


def _tasks(plan: Plan) -> dict[int, tuple[Named, str, Named]]:
    return {
        task.pk: (
            Named(task.code, task.title_zh, task.title_en),
            task.clause,
            Named(task.part.numeral, task.part.title_zh, task.part.title_en),
        )
        for task in Task.objects.filter(plan=plan).select_related("part")
    }


def _quantity(row: QuantityVersion, units: dict[str, str]) -> Quantity:
    bureau = row.quantity.bureau
    return Quantity(
        named=Named(row.quantity.code, row.name_zh, row.name_en),
        unit=row.unit,
        unit_en=in_english(row.unit, units),
        bureau=Named(bureau.code, bureau.short_zh, bureau.short_en),
    )
