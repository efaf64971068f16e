"""What stands above the list of an area's page: what is due, what changed since last week, who is behind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Definition, Place, Theme
from dashboards.domain.dues import NO_NUMBER, Due, due_key, dues_of
from dashboards.domain.lights import PROBLEMS, SHOWN_ORDER, light_of
from dashboards.domain.lines import Line
from dashboards.domain.news import News, TurnCounts, counted, gravest
from dashboards.domain.rows import Verdict
from dashboards.queries.figures import Key, Standings
from dashboards.queries.lines import line_of_target
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status
from progress.domain.turns import Change, Stand, changes
from progress.queries.snapshots import Record, lights_before

# So many areas are named as being behind.
MOST_BEHIND = 6
# So many changes are told one by one; the others are counted.
MOST_NEWS = 6


@dataclass(frozen=True, slots=True)
class Headlines:
    """A theme with the lines that stand for it."""

    theme: Theme
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Targets by due year; ``now`` are the lines due in the year looked at, the worst first, ``past`` those missed."""

    dues: tuple[Due, ...]
    now: tuple[Line, ...]
    past: tuple[Line, ...]
    coming: Due | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since ``since``, the gravest first: the first ``told``, and all of them counted by kind.

    Targets that bind are counted apart from the others (``softer``).
    """

    since: datetime
    told: tuple[News, ...]
    counts: TurnCounts
    softer: TurnCounts
    below: tuple[News, ...]
    below_counts: TurnCounts
    below_softer: TurnCounts

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed anywhere."""
        return not self.told and not self.below


@dataclass(frozen=True, slots=True)
class Behind:
    """An area below with its binding lights counted, the worst first."""

    place: Place
    counts: tuple[tuple[Status, int], ...]

    @property
    def problems(self) -> tuple[tuple[Status, int], ...]:
        """Those that are missed, breached or behind."""
        return tuple(one for one in self.counts if one[0] in PROBLEMS)

    @property
    def told(self) -> tuple[tuple[Status, int], ...]:
        """What is said of it in words: its problems, and what it did not report."""
        silent = tuple(one for one in self.counts if one[0] is Status.NOT_REPORTED)
        return self.problems + silent

    @property
    def trouble(self) -> int:
        """How many are missed, breached or behind."""
        return sum(number for _status, number in self.problems)

    @property
    def silent(self) -> int:
        """How many lack a report."""
        return dict(self.counts).get(Status.NOT_REPORTED, 0)


def headlines_of(scope: Scope, lines: Iterable[Line]) -> tuple[Headlines, ...]:
    """Return the plan's themes, each with those of its headlines that are among ``lines``; none without any."""
    by_code = {line.definition.code: line for line in lines}
    themes = (
        Headlines(theme, tuple(by_code[code] for code in theme.headlines if code in by_code))
        for theme in scope.catalogue.themes
    )
    return tuple(one for one in themes if one.lines)


def outlook_of(scope: Scope, found: Standings, place: Place) -> Outlook:
    """Return what is due when for one area."""
    judged = list(_judged(scope, found, place))
    dues = dues_of(judged)
    coming = [due for due in dues if due.year is not None and due.year > scope.year]
    return Outlook(
        dues=dues,
        now=due_lines(scope, found, place, str(scope.year)),
        past=tuple(
            line_of_target(found, definition, place, scope.year, verdict.key)
            for definition, verdict in judged
            if verdict.status is Status.MISSED and verdict.is_passed
        ),
        coming=coming[0] if coming else None,
    )


def due_lines(scope: Scope, found: Standings, place: Place, key: str) -> tuple[Line, ...]:
    """Return a line per target due then (a year, ``standing``, ``undated``), the worst first."""
    judged = _judged(scope, found, place)
    chosen = [one for one in judged if due_key(*one) == key and one[1].status not in NO_NUMBER]
    chosen.sort(key=lambda one: SHOWN_ORDER.index(one[1].status))
    return tuple(line_of_target(found, definition, place, scope.year, verdict.key) for definition, verdict in chosen)


def changed_of(
    scope: Scope, verdicts: Mapping[Key, Iterable[Verdict]], place: Place, *, actor: Actor
) -> Changed | None:
    """Return what changed in an area and below it since last week; None without a record. One query.

    Records are of approved reports, estimates included; other figures have none.

    Args:
        scope: the page's.
        verdicts: of the area, and of those below it that may be read, as seen from the scope's year.
        place: the area.
        actor: who asks.
    """
    if not (scope.is_approved_only and scope.counts_estimates):
        return None
    places = {one.id: one for one in scope.readable if place.id in (one.id, one.parent_id)}
    record = lights_before(scope.catalogue.plan_id, scope.year, areas=places, actor=actor, now=scope.now)
    if record is None:
        return None
    known = {definition.id: definition for definition in scope.catalogue.indicators.values()}
    news = [News(known[one.indicator_id], places[area], one, scope.year) for area, one in _changes(record, verdicts)]
    own = gravest(one for one in news if one.place == place)
    below = gravest(one for one in news if one.place != place)
    return Changed(
        since=record.taken_at,
        told=own[:MOST_NEWS],
        counts=counted(one for one in own if one.binds),
        softer=counted(one for one in own if not one.binds),
        below=below[:MOST_NEWS],
        below_counts=counted(one for one in below if one.binds),
        below_softer=counted(one for one in below if not one.binds),
    )


def behind_of(scope: Scope, verdicts: Mapping[Key, Iterable[Verdict]], places: Iterable[Place]) -> tuple[Behind, ...]:
    """Return the areas with most binding lights missed, breached or behind, then the most silent; none that has none.

    Only to whom sees every area: to a county its own is no comparison.

    Args:
        scope: the page's.
        verdicts: of these areas.
        places: in the plan's order, which decides between equals.
    """
    if not scope.sees_everyone:
        return ()
    counted: dict[int, Counter[Status]] = {}
    for (area, _indicator, year), known in verdicts.items():
        light = light_of(known, year)
        if light is not None:
            counted.setdefault(area, Counter()).update(light.counts_as(binds=True))
    areas = [Behind(place, _in_order(counted.get(place.id, Counter()))) for place in places]
    troubled = [one for one in areas if one.trouble or one.silent]
    return tuple(sorted(troubled, key=lambda one: (-one.trouble, -one.silent))[:MOST_BEHIND])


def _judged(scope: Scope, found: Standings, place: Place) -> Iterable[tuple[Definition, Verdict]]:
    for definition in scope.catalogue.indicators.values():
        for verdict in found.verdicts.get((place.id, definition.id, scope.year), ()):
            yield definition, verdict


def _changes(record: Record, verdicts: Mapping[Key, Iterable[Verdict]]) -> Iterable[tuple[int, Change]]:
    now: dict[int, dict[tuple[int, str], Stand]] = {area: {} for area in record.lights}
    for (area, indicator, _year), known in verdicts.items():
        if area in now:
            now[area] |= {(indicator, one.key): Stand(one.status, one.flags) for one in known}
    for area, lights in now.items():
        for one in changes(record.lights[area], lights):
            yield area, one


def _in_order(counted: Counter[Status]) -> tuple[tuple[Status, int], ...]:
    return tuple((status, counted[status]) for status in SHOWN_ORDER if counted[status])
