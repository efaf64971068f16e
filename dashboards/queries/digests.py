"""The weekly digest: what stands otherwise at the end of a week than at its beginning."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Place
from dashboards.domain.news import Digest, News, WeekNews, place_news
from dashboards.queries.scopes import Scope, catalogue_in
from progress.domain.digests import Week, entries, week_of
from progress.domain.turns import Lights
from progress.queries.snapshots import Taken, latest, lights_in, taken

# So many earlier weeks are listed.
EARLIER = 8

Ends = tuple[Mapping[int, Taken], Mapping[int, Taken]]


def running_week(scope: Scope) -> Week:
    """Return the week that has begun and is not over."""
    return week_of(timezone.localdate(scope.now))


def digest_of(scope: Scope, week: Week, place: Place, *, actor: Actor) -> Digest:
    """Return what changed in a week, in a place and directly below it. Three queries, or four.

    Compared are the last records before the week and of it, of approved reports, estimates
    included. What was recorded of an indicator that the plan no longer has is left out.

    Args:
        scope: whose plan, and the clock; its year and basis do not matter.
        week: begun by now.
        place: one the actor may see.
        actor: who asks.
    """
    today = timezone.localdate(scope.now)
    known = taken(scope.plan.pk, min(week.sunday, today))
    weeks = [week, *_earlier(known, week)]
    ends = {one: (latest(known, one.eve), latest(known, one.sunday)) for one in weeks}
    own = lights_in(_ids(ends.values()), areas=[place.id], actor=actor)
    below = scope.parts_of(place)
    others = lights_in(_ids([ends[week]]), areas=[one.id for one in below], actor=actor) if below else {}
    news = _news(scope, ends[week], others, below)
    shown, *earlier = (_week_news(scope, one, ends[one], own, place) for one in weeks)
    return Digest(
        shown=shown,
        below=tuple(place_news(one, news) for one in below),
        earlier=tuple(earlier),
        following=week.next if week < running_week(scope) else None,
    )


def _earlier(known: Iterable[Taken], week: Week) -> list[Week]:
    """Return the last weeks before one in which figures moved, the latest first: in no other can lights have turned."""
    moved = {week_of(one.day) for one in known if one.day < week.monday}
    return sorted(moved, reverse=True)[:EARLIER]


def _week_news(
    scope: Scope, week: Week, ends: Ends, lights: Mapping[tuple[int, int], Lights], place: Place
) -> WeekNews:
    before, after = ends
    return WeekNews(
        week=week,
        since=max((before[year].taken_at for year in before.keys() & after.keys()), default=None),
        until=max((one.taken_at for one in after.values()), default=None),
        own=place_news(place, _news(scope, ends, lights, [place])),
    )


def _news(
    scope: Scope, ends: Ends, lights: Mapping[tuple[int, int], Lights], places: Iterable[Place]
) -> tuple[News, ...]:
    of_place = {place.id: place for place in places}
    before, after = (_recorded(end, lights, of_place) for end in ends)
    known = {
        year: {one.id: one for one in catalogue_in(scope, year).indicators.values()} for year in before.keys() & after
    }
    return tuple(
        News(known[one.year][one.change.indicator_id], of_place[one.area_id], one.change, one.year)
        for one in entries(before, after)
        if one.change.indicator_id in known[one.year]
    )


def _recorded(
    end: Mapping[int, Taken], lights: Mapping[tuple[int, int], Lights], areas: Iterable[int]
) -> dict[int, dict[int, Lights]]:
    return {
        year: {area: lights[one.id, area] for area in areas if (one.id, area) in lights} for year, one in end.items()
    }


def _ids(ends: Iterable[Ends]) -> set[int]:
    return {one.id for both in ends for end in both for one in end.values()}
