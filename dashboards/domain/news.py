"""What stands otherwise than before, told of an indicator in a place; and a week of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lights import SHOWN_ORDER
from progress.domain.digests import Week
from progress.domain.judgement import Status
from progress.domain.turns import Change, Turn
from reports.domain.words import Basis
from targets.domain.algebra import Firmness

# So many targets that fell in areas below are told with the areas' names; each area's page has all of its own.
MOST_ALARMS = 12

TurnCounts = tuple[tuple[Turn, int], ...]


@dataclass(frozen=True, slots=True)
class News:
    """One target that stands otherwise than before, as seen from ``seen_from``."""

    definition: Definition
    place: Place
    change: Change
    seen_from: int

    @property
    def year(self) -> str:
        """The target's year; empty where it has none."""
        return self.change.key if self.change.key.isdecimal() else ""

    @property
    def binds(self) -> bool:
        """Whether the target binds; what is only watched counts with those that do."""
        return self.firmness is Firmness.BINDING

    @property
    def firmness(self) -> Firmness:
        """How binding the target is."""
        return self.definition.firmness_of(self.change.key)

    @property
    def quote(self) -> str:
        """The plan's own words for the target, else those it is watched by."""
        promise = self.definition.promise_of(self.change.key)
        return promise.quote if promise else self.definition.source_quote

    @property
    def why_query(self) -> str:
        """The address, on the indicator's page, of why the light is as it is, as it was recorded."""
        said = {"area": self.place.code, "target": self.change.key, "year": self.seen_from}
        return urlencode(said | {"basis": Basis.APPROVED.value})


def gravest(news: Iterable[News]) -> tuple[News, ...]:
    """Return news, the gravest kind first, else as they come."""
    return tuple(sorted(news, key=lambda one: one.change.turn.gravity))


def counted(news: Iterable[News]) -> TurnCounts:
    """Count news by kind, the gravest first; kinds without any are left out."""
    found = Counter(one.change.turn for one in news)
    return tuple((turn, found[turn]) for turn in Turn if found[turn])


@dataclass(frozen=True, slots=True)
class Told:
    """News of targets that bind, or of the others: never mixed."""

    news: tuple[News, ...]

    @property
    def counts(self) -> TurnCounts:
        """How many of which kind."""
        return counted(self.news)

    @property
    def groups(self) -> tuple[tuple[Turn, tuple[News, ...]], ...]:
        """The news of each kind, the gravest first."""
        return tuple((turn, tuple(one for one in self.news if one.change.turn is turn)) for turn, _n in self.counts)


@dataclass(frozen=True, slots=True)
class PlaceNews:
    """What changed in one place: in targets that bind, and in the others."""

    place: Place
    binding: Told
    softer: Told

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed."""
        return not (self.binding.news or self.softer.news)


@dataclass(frozen=True, slots=True)
class WeekNews:
    """A week's news of one place; ``since`` and ``until`` are the moments of its two records, None without one."""

    week: Week
    since: datetime | None
    until: datetime | None
    own: PlaceNews

    @property
    def is_recorded(self) -> bool:
        """Whether there is a record to compare with."""
        return self.since is not None


@dataclass(frozen=True, slots=True)
class Alarm:
    """One binding target that came to stand alike, and badly, in several areas: news of each, in the plan's order."""

    news: tuple[News, ...]

    @property
    def first(self) -> News:
        """One that stands for all: its indicator, target and light."""
        return self.news[0]


@dataclass(frozen=True, slots=True)
class Digest:
    """A week's news of a place and of those directly below it, and the weeks before, the latest first.

    ``following`` is the week after, None while it has not begun.
    """

    shown: WeekNews
    below: tuple[PlaceNews, ...]
    earlier: tuple[WeekNews, ...]
    following: Week | None

    @property
    def week(self) -> Week:
        """Which week."""
        return self.shown.week

    @property
    def place(self) -> Place:
        """Of which place."""
        return self.shown.own.place

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed, here or directly below."""
        return self.shown.own.is_quiet and not self.stirred

    @property
    def stirred(self) -> tuple[PlaceNews, ...]:
        """The places below in which anything changed."""
        return tuple(one for one in self.below if not one.is_quiet)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The binding targets that turned red or fell behind in areas below: the gravest first, then where most did."""
        found: dict[tuple[Status, int, str, int], list[News]] = {}
        for one in (news for part in self.below for news in part.binding.news):
            change = one.change
            if change.turn in (Turn.RED, Turn.BEHIND):
                found.setdefault((change.after.status, change.indicator_id, change.key, one.seen_from), []).append(one)
        grave = sorted(found.items(), key=lambda item: (SHOWN_ORDER.index(item[0][0]), -len(item[1])))
        return tuple(Alarm(tuple(news)) for _key, news in grave)

    @property
    def first_alarms(self) -> tuple[Alarm, ...]:
        """Those of them that are told."""
        return self.alarms[:MOST_ALARMS]


def place_news(place: Place, news: Iterable[News]) -> PlaceNews:
    """Take apart what binds and what does not among the news of one place."""
    own = gravest(one for one in news if one.place == place)
    binding, softer = (Told(tuple(one for one in own if one.binds is binds)) for binds in (True, False))
    return PlaceNews(place, binding, softer)
