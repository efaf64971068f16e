"""A day's record of the lights, who sees it, and what changed since."""

from datetime import timedelta

import pytest

from accounts.domain.actors import ANONYMOUS, system
from accounts.models import Area
from progress.domain.judgement import Flag, Status
from progress.domain.turns import Change, Stand, Turn, changes
from progress.models import AsOf, Snapshot, SnapshotLights
from progress.queries.snapshots import lights_before
from progress.services import snapshots
from progress.services.draining import as_rollup
from targets.models import Indicator
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI, put, stored, updated
from tests.factories import make_actor

RECYCLING = "urban-waste-recycling-rate"
WEEK = timedelta(days=7)


@pytest.fixture
def lit(plan):
    """Lights of 2026 of the city, Sishui and its neighbour, counted eight days ago."""
    updated(NOW - WEEK)
    for area, status in ((CITY, "behind"), (SISHUI, "far_behind"), (LIANGSHAN, "met")):
        put(area, RECYCLING, 2026, "37", stored("2030", status, "40"), stored("2025", "met", "37", flags=["late"]))
    return plan


def ids(*codes):
    return list(Area.objects.filter(code__in=codes).values_list("pk", flat=True))


def recount():
    with as_rollup():
        AsOf.objects.update(sequence=2)


def test_a_day_has_one_record_and_none_where_nothing_changed(lit):
    assert snapshots.take(now=NOW - WEEK) == 2
    assert snapshots.take(now=NOW - WEEK) == 0
    assert snapshots.take(now=NOW) == 0
    recount()
    assert snapshots.take(now=NOW) == 2
    assert sorted(Snapshot.objects.values_list("year", flat=True)) == [2025, 2025, 2026, 2026]


def test_a_record_holds_every_target_with_its_flags(lit, acting_as, system_actor):
    snapshots.take(now=NOW - WEEK)
    pk = Indicator.objects.get(code=RECYCLING).pk
    with acting_as(system_actor):
        lights = SnapshotLights.objects.get(area__code=SISHUI).lights
    assert lights == {str(pk): {"2030": ["far_behind"], "2025": ["met", "late"]}}


def test_the_record_of_last_week_is_the_latest_that_is_a_week_old(lit, acting_as):
    actor = make_actor("leader")
    for days in (9, 8, 3):
        recount_at(days)
        snapshots.take(now=NOW - timedelta(days=days))
    with acting_as(actor):
        found = lights_before(lit.pk, 2026, areas=ids(CITY), actor=actor, now=NOW)
        assert found.taken_at == NOW - timedelta(days=8)
        assert lights_before(lit.pk, 2026, areas=ids(CITY), actor=actor, now=NOW - timedelta(days=3)) is None


def recount_at(sequence):
    with as_rollup():
        AsOf.objects.update(sequence=100 - sequence)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("leader", {CITY, SISHUI, LIANGSHAN}),
        ("clerk", {CITY, SISHUI}),
        ("lead", {CITY, SISHUI}),
        ("audit_admin", set()),
    ],
)
def test_earlier_lights_are_seen_as_figures_are(lit, acting_as, role, seen):
    snapshots.take(now=NOW - WEEK)
    actor = make_actor(role)
    with acting_as(actor):
        found = lights_before(lit.pk, 2026, areas=ids(CITY, SISHUI, LIANGSHAN), actor=actor, now=NOW)
        locked = set(SnapshotLights.objects.values_list("area__code", flat=True))
    known = {} if found is None else found.lights
    assert (set(known), locked) == (set(ids(*seen)), seen)


def test_a_visitor_sees_no_record(lit, acting_as):
    snapshots.take(now=NOW - WEEK)
    with acting_as(ANONYMOUS):
        assert not SnapshotLights.objects.exists()


def test_records_beyond_five_weeks_are_thinned_to_the_last_of_each_week(lit):
    for days in (50, 49, 48, 47, 1):
        recount_at(days)
        snapshots.take(now=NOW - timedelta(days=days))
    kept = set(Snapshot.objects.filter(year=2026).values_list("day", flat=True))
    # 2026-10-03 is a Saturday, 10-04 a Sunday, 10-05 and 10-06 the next Monday and Tuesday.
    assert sorted(day.isoformat() for day in kept) == ["2026-10-04", "2026-10-06", "2026-11-21"]


def stand(status, *flags):
    return Stand(Status(status), frozenset(Flag(flag) for flag in flags))


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        (stand("behind"), stand("missed"), Turn.RED),
        (stand("met"), stand("breached"), Turn.RED),
        (stand("on_track"), stand("behind"), Turn.BEHIND),
        (stand("behind"), stand("far_behind"), Turn.BEHIND),
        (stand("far_behind"), stand("behind"), Turn.OTHER),
        (stand("behind"), stand("on_track"), Turn.GREEN),
        (None, stand("met"), Turn.GREEN),
        (stand("missed"), stand("met", "late"), Turn.LATE),
        (stand("not_reported"), stand("awaiting_final"), Turn.OTHER),
        (stand("met"), stand("undetermined"), Turn.OTHER),
    ],
)
def test_every_change_is_one_kind_of_news(before, after, turn):
    earlier = {} if before is None else {(1, "2030"): before}
    assert changes(earlier, {(1, "2030"): after}) == (Change(1, "2030", before, after, turn),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (stand("met"), stand("met")),
        (stand("met", "estimate"), stand("met")),
        (stand("met", "late"), stand("met", "late")),
    ],
)
def test_what_stands_as_before_is_no_news(before, after):
    assert changes({(1, "2030"): before}, {(1, "2030"): after}) == ()


def test_the_gravest_news_comes_first():
    now = {(1, "2030"): stand("met"), (2, "2030"): stand("missed"), (3, "2030"): stand("behind")}
    assert [one.indicator_id for one in changes({}, now)] == [2, 3, 1]


def test_the_system_sees_every_record(lit, acting_as):
    snapshots.take(now=NOW - WEEK)
    actor = system("digest")
    with acting_as(actor):
        assert len(lights_before(lit.pk, 2026, areas=ids(CITY, SISHUI), actor=actor, now=NOW).lights) == 2
