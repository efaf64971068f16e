"""Tiny plans and worlds for tests, in which every figure can be worked out by hand."""

from decimal import Decimal

from progress.domain.readings import Reading, read
from progress.domain.rollup import Filed, sums_of, world_of
from progress.domain.verdicts import Terms, city_verdicts_of_each, verdicts_of
from reports.domain.words import State
from targets.domain.algebra import (
    Accrual,
    Comparator,
    Comparison,
    Factor,
    Group,
    Indicator,
    Kind,
    Lookup,
    Measure,
    PlanDefinitions,
    Pooling,
    Target,
    Term,
    Trajectory,
)

CITY, A, B, C = "city", "a", "b", "c"
UNITS = (A, B, C)


def measure(top, bottom=None, scale=1):
    """``measure("x y", "z", 100)``: names separated by blanks; ``x*f`` takes factor f, ``-x`` subtracts."""

    def terms(names):
        for name in names.split():
            quantity, _, factor = name.lstrip("-").partition("*")
            sign = Decimal(-1 if name.startswith("-") else 1)
            yield Term(quantity, None if factor else sign, factor or None)

    return Measure(tuple(terms(top)), tuple(terms(bottom)) if bottom else None, Decimal(scale))


def indicator(top="x", bottom=None, scale=1, **words):
    """An indicator over small measures; ``targets`` as (year, comparator, value) triples."""
    targets = tuple(target(*words_of) for words_of in words.pop("targets", ()))
    words = {name: WORDS[name](word) if name in WORDS else word for name, word in words.items()}
    defaults = {"applies_to": UNITS, "unit": ""}
    return Indicator(code="i", measure=measure(top, bottom, scale), targets=targets, **{**defaults, **words})


WORDS = {
    "accrual": Accrual, "comparison": Comparison, "pooling": Pooling, "group": Group, "trajectory": Trajectory,
}  # fmt: skip


def target(year, comparator, *bounds):
    """A target; ``between`` takes two bounds."""
    numbers = [Decimal(str(bound)) for bound in bounds]
    if comparator == "between":
        return Target(year, Comparator.BETWEEN, lower=numbers[0], upper=numbers[1])
    return Target(year, Comparator(comparator), numbers[0])


def plan_of(one, factors=(), kinds=None, base_year=2020):
    """The definitions of a plan with one indicator."""
    names = one.measure.quantities
    return PlanDefinitions(
        base_year=base_year,
        indicators={one.code: one},
        factors={factor.code: factor for factor in factors},
        quantity_kinds={name: (kinds or {}).get(name, Kind.FLOW) for name in names},
        quantity_areas=dict.fromkeys(names, UNITS),
    )


def factor(code, values, *, lookup=Lookup.NEAREST_EARLIER, provisional=False):
    numbers = {year: Decimal(str(value)) for year, value in values.items()}
    return Factor(code, "", numbers, provisional, Lookup(lookup))


def facts(*rows):
    """Rows (area, quantity, year, value[, stage]); value ``NA`` is not applicable, default stage final."""
    filed = {}
    for area, quantity, year, value, *stage in rows:
        stage = stage[0] if stage else "final"
        said = (
            Filed(State.NOT_APPLICABLE, None, stage == "estimate")
            if value == "NA"
            else Filed(State.REPORTED, Decimal(str(value)), stage == "estimate")
        )
        filed[area, quantity, year, stage] = said
    return filed


class Small:
    """One indicator over three areas, with everything that was filed."""

    def __init__(self, one, rows, *, factors=(), kinds=None, zones=(), allocations=None, baselines=None):
        self.one, self.plan = one, plan_of(one, factors, kinds)
        self.world = world_of(units=UNITS, parts={CITY: UNITS}, facts=facts(*rows), zones=zones)
        self.allocations, self.baselines = allocations or {}, baselines or {}

    def sums(self, area, year, stage="best"):
        return sums_of(self.world, self.plan, self.one, area, year, stage)

    def reading(self, area, year, stage="best") -> Reading:
        return read(self.one, self.sums(area, year, stage))

    def value(self, area, year, stage="best"):
        reading = self.reading(area, year, stage)
        return reading.void if reading.value is None else float(reading.value)

    def verdicts(self, area, year, stage="best"):
        def reading(then):
            return self.reading(area, then, stage if then == year else "best")

        if area == CITY and self.one.pooling is Pooling.EACH and self.one.judged:
            units = [self.verdicts(unit, year, stage) for unit in self.world.units_in(year)]
            return city_verdicts_of_each(self.one, year, units)
        terms = Terms(area == CITY, self.allocations.get(area, {}), self.baselines.get(area))
        return verdicts_of(self.plan, self.one, terms, year, reading)

    def light(self, area, year, stage="best", key=None):
        """``status flag,flag`` of the target ``key`` (default: the only one)."""
        found = [v for v in self.verdicts(area, year, stage) if key in (None, v.key)]
        assert len(found) == 1, found
        judged = found[0].judgement
        return " ".join([judged.status, ",".join(sorted(judged.flags))]).strip()
