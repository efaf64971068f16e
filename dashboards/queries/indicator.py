"""One indicator in one area: its years, its light and why, and what each county contributes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Definition, Office, Place
from dashboards.domain.lines import Line
from dashboards.domain.raw import Absence, FiledNumber, FiledSum, absences, filed_numbers, filed_sums, said_away
from dashboards.domain.rows import Verdict
from dashboards.domain.trajectories import Point, Trajectory, expected_by_year, path_from, trend_of
from dashboards.queries.figures import Standings, standings
from dashboards.queries.lines import line_of
from dashboards.queries.scopes import Scope, catalogue_in
from progress.domain.judgement import Status
from progress.domain.lineage import UNBOUND, Lineage, Total
from progress.queries.lineage import Question, explain
from progress.queries.notes import Note, notes_beside
from targets.domain.algebra import Comparison, Pooling


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one area adds: its line, and its share in percent of the city's sum (of the denominator for ratios)."""

    line: Line
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A reviewer's note, and the bureau of who wrote it."""

    note: Note
    office: Office | None


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """What an indicator's page shows for one area.

    ``verdicts`` are all of its targets, ``chosen`` the one explained by ``lineage``, whose words
    are those of ``told_by``: the definition as in force in the judged year. ``missing`` names
    areas as far as the actor may see them.
    """

    scope: Scope
    line: Line
    city: Line
    verdicts: tuple[Verdict, ...]
    chosen: Verdict | None
    lineage: Lineage
    told_by: Definition
    trajectory: Trajectory
    history: tuple[Line, ...]
    contributions: tuple[Contribution, ...]
    missing: tuple[Absence, ...]
    said_away: tuple[tuple[Place, str], ...]
    not_meeting: tuple[Line, ...]
    filed: tuple[FiledSum, ...]
    numbers: tuple[FiledNumber, ...]
    notes: tuple[SignedNote, ...]
    is_city: bool
    is_empty: bool

    @property
    def definition(self) -> Definition:
        """The indicator."""
        return self.line.definition

    @property
    def figure(self) -> Total | None:
        """The figure that was judged for the chosen target."""
        return self.lineage.total

    @property
    def standing_notes(self) -> int:
        """How many notes were not withdrawn."""
        return sum(signed.note.stands for signed in self.notes)

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
        first, last = self.told_by.algebra.count_from, self.lineage.judged_year
        is_whole = self.figure is not None and self.figure.reported > 0
        return f"{first}–{last}" if first and first < last and is_whole else str(last)


def indicator_page(
    scope: Scope, definition: Definition, place: Place, *, actor: Actor, target: str | None = None
) -> IndicatorPage:
    """Return an indicator's page. At most six queries.

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
    lineage = _explained(scope, found, definition, place, actor, chosen)
    told_by = catalogue_in(scope, lineage.judged_year).indicators[definition.code]
    parts = tuple(line_of(found, definition, part, scope.year) for part in scope.readable if part != catalogue.city)
    is_city = place == catalogue.city
    return IndicatorPage(
        scope=scope,
        line=line,
        city=line_of(found, definition, catalogue.city, scope.year),
        verdicts=verdicts,
        chosen=chosen,
        lineage=lineage,
        told_by=told_by,
        trajectory=trajectory_of(scope, found, definition, place, lineage.baseline),
        history=tuple(line_of(found, definition, place, year) for year in scope.years),
        contributions=_contributions(definition, found, parts, scope),
        missing=absences(lineage, told_by, catalogue.places),
        said_away=said_away(lineage, catalogue.places),
        not_meeting=tuple(part for part in parts if _stands_in_the_way(part)) if is_city else (),
        filed=filed_sums(lineage, told_by),
        numbers=filed_numbers(lineage, told_by, catalogue.places),
        notes=tuple(_notes(scope, definition, place, actor)),
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


def _explained(
    scope: Scope, found: Standings, definition: Definition, place: Place, actor: Actor, chosen: Verdict | None
) -> Lineage:
    """The chosen target's lineage, from the judgements that the page has loaded."""
    known = {area: verdicts for (area, _, year), verdicts in found.verdicts.items() if year == scope.year}
    asked = Question(
        place.code, definition.code, scope.year, scope.stage, scope.basis.value, chosen.key if chosen else None
    )
    return explain(scope.plan, asked, actor=actor, now=scope.now, last_event=scope.last_event, known=known)


def _notes(scope: Scope, definition: Definition, place: Place, actor: Actor) -> Iterable[SignedNote]:
    offices = {office.id: office for office in scope.catalogue.offices}
    readable = {one.id for one in scope.readable}
    for note in notes_beside(definition.id, place.id, readable=readable, actor=actor):
        yield SignedNote(note, offices.get(note.bureau_id or 0))


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


def _stands_in_the_way(line: Line) -> bool:
    return line.verdict is not None and line.verdict.status not in (Status.MET, *UNBOUND)
