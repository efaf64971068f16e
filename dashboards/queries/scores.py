"""Pages of scoring (internal reference): the table of areas, one area's sheet, and what another scheme would change."""

from dataclasses import dataclass

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import line_of, line_of_target
from dashboards.queries.scopes import Scope
from progress.domain.schemes import Scheme
from progress.domain.scoring import Earned
from progress.queries import schemes, scores
from progress.queries.schemes import Kept, Switch
from progress.queries.scores import Facts, Scored
from targets.domain.algebra import Pooling
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Row:
    """An area's place in the table; ``has_parts``: it has areas below it that are scored among themselves."""

    place: Place
    scored: Scored
    has_parts: bool = False


@dataclass(frozen=True, slots=True)
class ScoreBoard:
    """The areas directly below ``within`` with their scores; ``kept`` None: no scheme is in force for the year."""

    scope: Scope
    within: Place
    kept: Kept | None
    rows: tuple[Row, ...] = ()

    def row_of(self, code: str) -> Row | None:
        """Return the row of the area with this code."""
        return next((row for row in self.rows if row.place.code == code), None)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a sheet: what was earned and why, and the light and figure it rests on."""

    earned: Earned
    line: Line


@dataclass(frozen=True, slots=True)
class Change:
    """An area under two schemes; ``places`` is how many ranks it rises (negative: falls), None where one has none."""

    place: Place
    before: Scored
    after: Scored

    @property
    def places(self) -> int | None:
        """How many ranks it rises."""
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def falls(self) -> int:
        """How many ranks it falls; 0 where it does not."""
        return max(0, -(self.places or 0))


def plan_of(scope: Scope) -> Plan:
    """Return the plan that a page is about; one query."""
    return Plan.objects.get(pk=scope.catalogue.plan_id)


def switch_of(scope: Scope, actor: Actor) -> Switch:
    """Return whether the areas of the page's plan are scored."""
    return schemes.switch(plan_of(scope), actor)


def weighable(scope: Scope) -> tuple[Definition, ...]:
    """Return the indicators that a scheme can weigh: judged, and of areas rather than of the city alone."""
    every = scope.catalogue.indicators.values()
    return tuple(one for one in every if one.algebra.judged and one.algebra.pooling is not Pooling.CITY)


def parts_of(scope: Scope, place: Place) -> tuple[Place, ...]:
    """Return the areas directly below one, in the plan's order."""
    return tuple(one for one in scope.catalogue.places if one.parent_id == place.id)


def facts(scope: Scope, within: Place, actor: Actor) -> Facts:
    """Return what the scores of the areas directly below one rest on; the number of queries is constant."""
    return scores.facts_of(
        plan_of(scope),
        scope.year,
        [place.id for place in parts_of(scope, within)],
        {one.id: one.algebra for one in scope.catalogue.indicators.values()},
        basis=scope.basis,
        actor=actor,
        now=scope.now,
        stage=scope.stage,
    )


def score_board(scope: Scope, within: Place, *, actor: Actor) -> ScoreBoard:
    """Return the table of a year under the scheme in force for it, of the areas directly below one."""
    kept = schemes.in_force(schemes.kept_schemes(plan_of(scope), actor), scope.year)
    if kept is None:
        return ScoreBoard(scope, within, None)
    places = {place.id: place for place in scope.catalogue.places}
    above = {place.parent_id for place in scope.catalogue.places}
    found = facts(scope, within, actor).scored(kept.scheme)
    rows = tuple(Row(places[one.area_id], one, one.area_id in above) for one in found)
    return ScoreBoard(scope, within, kept, rows)


def sheet(scope: Scope, row: Row) -> tuple[SheetLine, ...]:
    """Return the lines of one area's score with their lights and figures, in the scheme's order. Two queries."""
    known = scope.catalogue.indicators
    earned = [one for one in row.scored.score.lines if one.line.indicator in known]
    ids = [known[one.line.indicator].id for one in earned]
    found = standings(scope, places=[row.place], years=[scope.year], indicators=ids)
    lines = []
    for one in earned:
        definition = known[one.line.indicator]
        if one.judged is None:
            lines.append(SheetLine(one, line_of(found, definition, row.place, scope.year)))
        else:
            told = line_of_target(found, definition, row.place, scope.year, one.judged.key)
            lines.append(SheetLine(one, told))
    return tuple(lines)


def what_if(scope: Scope, before: Scheme, after: Scheme, *, actor: Actor) -> tuple[Change, ...]:
    """Return every area directly below the city under two schemes, in the order of the second."""
    places = {place.id: place for place in scope.catalogue.places}
    known = facts(scope, scope.catalogue.city, actor)
    was = {one.area_id: one for one in known.scored(before)}
    return tuple(Change(places[one.area_id], was[one.area_id], one) for one in known.scored(after))
