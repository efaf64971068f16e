"""Figures and judgements as pages show them: one query each, as far as the actor may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lights import Light, light_of
from dashboards.domain.rows import Figure, Verdict
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Flag, Status
from progress.models import Judgement, Rollup
from targets.domain.algebra import Comparator

FIGURE = (
    "area_id", "indicator_id", "year", "value", "void_reason", "numerator", "denominator",
    "base_numerator", "base_denominator", "reported", "expected", "has_estimate",
)  # fmt: skip
VERDICT = (
    "area_id", "indicator_id", "year", "target_key", "target_year", "comparator", "target_value", "target_upper",
    "status", "reason", "flags", "expected_value", "shortfall", "judged_year", "met_count", "owed_count",
)  # fmt: skip
Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Standings:
    """Figures and verdicts by (area, indicator, year), primary keys and all."""

    figures: dict[Key, Figure]
    verdicts: dict[Key, tuple[Verdict, ...]]
    first_year: int

    def light(self, key: Key) -> Light | None:
        """Return the light of an area's indicator as seen from a year."""
        return light_of(self.verdicts.get(key, ()), key[2])

    def earlier(self, key: Key) -> Iterator[Figure]:
        """Yield the loaded figures of the same area and indicator of the years before, in their order."""
        for year in range(self.first_year, key[2]):
            figure = self.figures.get((*key[:2], year))
            if figure is not None:
                yield figure


def standings(
    scope: Scope,
    *,
    places: Iterable[Place],
    years: Collection[int],
    indicators: Collection[int] | None = None,
    history: bool = False,
    lights_of: Iterable[Place] = (),
) -> Standings:
    """Load what the actor may see of these places in these years; judgements first, then figures. Two queries.

    A target that has passed is judged on figures of an earlier year: these are loaded too.

    Args:
        scope: the page's plan, basis and stage, and what the actor may read.
        places: areas wanted; those the actor may not read are left out.
        years: the years looked from.
        indicators: primary keys; None for all of the plan's.
        history: also the figures of every year before, for a line's course and its change on
            the year before.
        lights_of: areas of which only the judgements are loaded.
    """
    places = tuple(places)
    wanted = _wanted(scope, places, indicators)
    verdicts = verdicts_of(scope, places=(*places, *lights_of), years=years, indicators=indicators)
    judged = {*years, *(verdict.judged_year for found in verdicts.values() for verdict in found)}
    judged.update(range(scope.catalogue.base_year, max(years)) if history else ())
    rows = Rollup.objects.filter(wanted, year__in=judged)
    columns = FIGURE
    if history and scope.sees_everyone:
        rows, columns = rows.annotate(counted=_counted(max(years))), (*FIGURE, "counted")
    return Standings(
        figures={row[:3]: _figure(row) for row in rows.values_list(*columns)},
        verdicts=verdicts,
        first_year=scope.catalogue.base_year,
    )


def verdicts_of(
    scope: Scope, *, places: Iterable[Place], years: Collection[int], indicators: Collection[int] | None = None
) -> dict[Key, tuple[Verdict, ...]]:
    """Load judgements alone, the arguments as in ``standings``; dated targets in their order. One query."""
    verdicts: dict[Key, list[Verdict]] = defaultdict(list)
    known = {definition.id: definition for definition in scope.catalogue.indicators.values()}
    rows = Judgement.objects.filter(_wanted(scope, places, indicators), year__in=years)
    for row in rows.values_list(*VERDICT):
        verdicts[row[:3]].append(_verdict(row, scope, known))
    return {key: tuple(sorted(found, key=_by_date)) for key, found in verdicts.items()}


def _wanted(scope: Scope, places: Iterable[Place], indicators: Collection[int] | None) -> Q:
    wanted = Q(stage=scope.stage, basis=scope.basis.value)
    wanted &= Q(area__in={place.id for place in places} & {place.id for place in scope.readable})
    if indicators is None:
        return wanted & Q(indicator__plan=scope.catalogue.plan_id)
    return wanted & Q(indicator__in=indicators)


def _figure(row: tuple) -> Figure:
    *cells, counted = row if len(row) > len(FIGURE) else (*row, None)
    return Figure(*cells, None if counted is None else tuple(counted))


def _counted(year: int) -> Case:
    """Which areas directly below are in a figure of ``year`` or the year before, as ``Figure.counted``."""
    same = {name: OuterRef(name) for name in ("indicator", "year", "stage", "basis")}
    below = Rollup.objects.filter(area__parent=OuterRef("area"), reported__gt=0, **same).order_by("area_id")
    parts = Cast("area_id", TextField()), Value(":"), Cast("reported", TextField())
    named = below.values(one=Concat(*parts, output_field=TextField()))
    return Case(When(year__in=(year - 1, year), then=ArraySubquery(named)), default=None)


def _by_date(verdict: Verdict) -> tuple[bool, int]:
    """Dated targets in their order, then what has no date."""
    return verdict.target_year is None, verdict.target_year or 0


def _verdict(row: tuple, scope: Scope, known: Mapping[int, Definition]) -> Verdict:
    (area, indicator, year, key, target_year, comparator, bound, upper, status, reason, flags, *rest) = row
    expected, shortfall, judged_year, met, owed = rest
    said = {Flag(flag) for flag in flags}
    if status == Status.NOT_REPORTED and scope.deadlines.has_passed(judged_year, scope.stage, scope.now, area):
        said.add(Flag.OVERDUE)
    return Verdict(
        area_id=area,
        indicator_id=indicator,
        year=year,
        key=key,
        target_year=target_year,
        comparator=Comparator(comparator) if comparator else None,
        bound=bound,
        upper=upper,
        status=Status(status),
        reason=reason,
        flags=frozenset(said),
        expected=expected,
        shortfall=shortfall,
        judged_year=judged_year,
        met=met,
        owed=owed,
        firmness=known[indicator].firmness_of(key),
    )
