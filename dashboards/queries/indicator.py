"""One indicator in one area: its years, its light and why, and what each county contributes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lines import Line
from dashboards.domain.rows import Figure, Verdict
from dashboards.domain.trajectories import UNBOUND, Point, Trajectory, expected_by_year, path_from, trend_of
from dashboards.queries.figures import Standings, standings
from dashboards.queries.filed import FiledSum, filed_sums
from dashboards.queries.lines import line_of
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status
from progress.domain.paths import Path
from targets.domain.algebra import Comparison, Pooling
from targets.models import Baseline


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one area adds: its line, and its share in percent of the city's sum (of the denominator for ratios)."""

    line: Line
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """What an indicator's page shows for one area.

    ``verdicts`` are all of its targets, ``chosen`` the one explained; ``figure`` is the one
    that was judged for it. ``missing`` names areas only where the actor sees them all.
    """

    scope: Scope
    line: Line
    city: Line
    verdicts: tuple[Verdict, ...]
    chosen: Verdict | None
    figure: Figure | None
    path: Path | None
    trajectory: Trajectory
    history: tuple[Line, ...]
    contributions: tuple[Contribution, ...]
    missing: tuple[Line, ...]
    not_meeting: tuple[Line, ...]
    filed: tuple[FiledSum, ...]
    is_city: bool
    is_empty: bool

    @property
    def definition(self) -> Definition:
        """The indicator."""
        return self.line.definition

    @property
    def is_silent(self) -> bool:
        """Whether nothing that was approved counts here, though something submitted might."""
        figure = self.line.figure
        silent = figure is not None and figure.expected > 0 and figure.reported == 0
        return silent and self.scope.is_approved_only

    @property
    def has_base(self) -> bool:
        """Whether base-year quantities matter."""
        return self.definition.algebra.comparison is not Comparison.VALUE

    @property
    def is_summed(self) -> bool:
        """Whether the city's figure is made of the areas' sums."""
        return self.definition.algebra.pooling is Pooling.POOLED

    @property
    def counts_areas(self) -> bool:
        """Whether the raw sums are over several areas."""
        return self.is_city and self.is_summed

    @property
    def judged_period(self) -> str:
        """The year, or years, that the raw sums cover."""
        years = _summed_years(self.definition, self.figure, self.chosen.judged_year if self.chosen else self.scope.year)
        return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def indicator_page(
    scope: Scope, definition: Definition, place: Place, *, actor: Actor, target: str | None = None
) -> IndicatorPage:
    """Return an indicator's page. Four queries.

    Args:
        scope: plan, year and basis.
        definition: the indicator as in force in the year.
        place: an area the actor may read.
        actor: who asks.
        target: the key of the target to be explained; the light's own by default.

    Raises:
        LookupError: there is no such target.
    """
    catalogue = scope.catalogue
    found = standings(scope, places=catalogue.places, years=scope.years, indicators=[definition.id])
    line = line_of(found, definition, place, scope.year)
    verdicts = found.verdicts.get((place.id, definition.id, scope.year), ())
    chosen = _chosen(verdicts, target, line)
    baseline = _baseline(definition, place)
    judged_year = chosen.judged_year if chosen else scope.year
    parts = tuple(line_of(found, definition, part, scope.year) for part in scope.readable if part != catalogue.city)
    is_city = place == catalogue.city
    judged = {part: found.figures.get((part.id, definition.id, judged_year)) for part in catalogue.parts_of_city}
    figure = found.figures.get((place.id, definition.id, judged_year))
    years = _summed_years(definition, figure, judged_year)
    return IndicatorPage(
        scope=scope,
        line=line,
        city=line_of(found, definition, catalogue.city, scope.year),
        verdicts=verdicts,
        chosen=chosen,
        figure=figure,
        path=path_from(definition, verdicts, base_year=catalogue.base_year, baseline=baseline),
        trajectory=trajectory_of(scope, found, definition, place, baseline),
        history=tuple(line_of(found, definition, place, year) for year in scope.years),
        contributions=_contributions(definition, found, parts, scope),
        missing=_missing(definition, judged, judged_year) if is_city and scope.sees_everyone else (),
        not_meeting=tuple(part for part in parts if _stands_in_the_way(part)) if is_city else (),
        filed=_filed(scope, definition, place, judged, years, actor),
        is_city=is_city,
        is_empty=not found.verdicts,
    )


def _chosen(verdicts: Iterable[Verdict], target: str | None, line: Line) -> Verdict | None:
    if target is None:
        return line.verdict
    for verdict in verdicts:
        if verdict.key == target:
            return verdict
    raise LookupError(f"no target {target}")


def trajectory_of(
    scope: Scope,
    found: Standings,
    definition: Definition,
    place: Place,
    baseline: tuple[int, Decimal] | None = None,
) -> Trajectory:
    """Put the years of one indicator in one area together.

    Args:
        scope: plan, the year looked at.
        found: figures and verdicts of all years.
        definition: the indicator.
        place: the area.
        baseline: stored (year, value), if one is and it was loaded.
    """
    verdicts = found.verdicts.get((place.id, definition.id, scope.year), ())
    path = path_from(definition, verdicts, base_year=scope.catalogue.base_year, baseline=baseline)
    last = max([scope.years[-1], *(verdict.target_year or 0 for verdict in verdicts)])
    points = tuple(_points(scope, found, definition, place))
    return Trajectory(
        definition=definition,
        place_name=place.name,
        years=(scope.years[0], last),
        looked_at=scope.year,
        points=points,
        path=expected_by_year(path, last),
        targets=tuple(verdict for verdict in verdicts if verdict.bound is not None),
        baseline=baseline,
        trend=trend_of(definition, points, verdicts, looked_at=scope.year),
    )


def _baseline(definition: Definition, place: Place) -> tuple[int, Decimal] | None:
    """The stored value a path may start from."""
    stored = Baseline.objects.filter(area=place.id, indicator=definition.id, superseded_at__isnull=True)
    return stored.values_list("year", "value").first()


def _points(scope: Scope, found: Standings, definition: Definition, place: Place) -> Iterable[Point]:
    is_sum = definition.algebra.measure.denominator is None
    for year in scope.years:
        key = (place.id, definition.id, year)
        figure, light = found.figures.get(key), found.light(key)
        if light and light.verdict.is_counted:
            if light.verdict.status not in UNBOUND | {Status.NOT_REPORTED}:
                estimate = figure is not None and figure.is_estimate
                yield Point(year, Decimal(light.verdict.met or 0), estimate, light.verdict.owed)
        elif figure is not None and figure.value is not None:
            yield Point(year, figure.value, figure.is_estimate, is_partial=is_sum and not figure.is_complete)


def _contributions(
    definition: Definition, found: Standings, parts: tuple[Line, ...], scope: Scope
) -> tuple[Contribution, ...]:
    """Every area the actor may see, in the plan's order; none where the city files one figure itself."""
    if definition.algebra.pooling is Pooling.CITY:
        return ()
    whole = found.figures.get((scope.catalogue.city.id, definition.id, scope.year))
    side = "numerator" if definition.algebra.measure.denominator is None else "denominator"
    each = definition.algebra.pooling is Pooling.EACH
    return tuple(
        Contribution(line, None if each else _share(getattr(line.figure, side, None), getattr(whole, side, None)))
        for line in parts
    )


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else 100 * part / whole


def _missing(definition: Definition, judged: dict[Place, Figure | None], year: int) -> tuple[Line, ...]:
    """The areas that owe the judged figure and do not count in it."""
    return tuple(
        Line(definition, place, year, figure)
        for place, figure in judged.items()
        if figure and figure.reported < figure.expected
    )


def _stands_in_the_way(line: Line) -> bool:
    return line.verdict is not None and line.verdict.status not in (Status.MET, *UNBOUND)


def _summed_years(definition: Definition, figure: Figure | None, year: int) -> range:
    """The years a figure sums: several only where it is cumulative and there is no gap in them."""
    first = definition.algebra.count_from
    whole = figure is not None and figure.reported > 0
    return range(first if first and first < year and whole else year, year + 1)


def _filed(
    scope: Scope,
    definition: Definition,
    place: Place,
    judged: dict[Place, Figure | None],
    years: range,
    actor: Actor,
) -> tuple[FiledSum, ...]:
    """The raw quantities of an area, or for the city those of all areas that count; only to whom sees these."""
    pooling = definition.algebra.pooling
    if place != scope.catalogue.city or pooling is Pooling.CITY:
        return filed_sums(scope, definition, counted=[place], years=years, actor=actor)
    if pooling is Pooling.EACH or not scope.sees_everyone:
        return ()
    counted = [part for part, figure in judged.items() if figure and figure.reported]
    return filed_sums(scope, definition, counted=counted, years=years, actor=actor)
