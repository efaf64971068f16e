"""Which week a digest tells of, when it is due, what is news, and who sets what."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from progress.domain.digests import Week, due_week, entries, read_week, week_of
from progress.domain.judgement import Flag, Status
from progress.domain.turns import Stand
from progress.models import DigestPreference, DigestSchedule
from progress.queries import digests as queries
from progress.services import digests
from reports.models import ReminderSchedule
from tests.factories import make_actor
from tests.reports.factories import SYSTEM, journalled, refused

BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY_AT_EIGHT = datetime(2026, 11, 23, 8, tzinfo=BEIJING)


def lights(**stands):
    """``lights(a="missed late")``: indicator 1 is a, 2 is b; the target is 2025's."""
    found = {}
    for name, words in stands.items():
        status, *flags = words.split()
        found[" ab".index(name), "2025"] = Stand(Status(status), frozenset(Flag(flag) for flag in flags))
    return found


def told(before, after):
    return [(one.area_id, one.year, one.change.indicator_id, one.change.turn.value) for one in entries(before, after)]


def test_a_week_is_called_as_iso_8601_calls_it():
    assert week_of(date(2026, 11, 22)) == Week(date(2026, 11, 16)) == read_week("2026-W47")
    assert week_of(date(2027, 1, 1)).code == "2026-W53"
    assert (read_week("2027-W01").eve, read_week("2027-W01").sunday) == (date(2027, 1, 3), date(2027, 1, 10))


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-W54", "2026-W00", "2026-W7", "2026-w47", "2026-W47 ", "0-W1", "x-W1"]
)
def test_there_is_no_week_of_another_name(code):
    with pytest.raises(ValueError, match=r"."):
        read_week(code)


def test_the_gravest_news_of_all_areas_comes_first():
    before = {2026: {1: lights(a="met", b="behind"), 2: lights(a="on_track", b="missed")}}
    after = {2026: {1: lights(a="missed", b="met"), 2: lights(a="far_behind", b="met late")}}
    assert told(before, after) == [
        (1, 2026, 1, "red"),
        (2, 2026, 1, "behind"),
        (2, 2026, 2, "late"),
        (1, 2026, 2, "green"),
    ]


def test_what_had_no_record_before_is_no_news():
    assert told({}, {2026: {1: lights(a="missed")}}) == []
    assert told({2026: {1: lights(a="met")}}, {2026: {1: lights(a="met"), 2: lights(a="missed")}}) == []
    assert told({2026: {1: lights(a="met")}}, {}) == []


def test_one_change_seen_from_two_years_is_told_once_and_two_are_told_twice():
    before = {2025: {1: lights(a="behind", b="behind")}, 2026: {1: lights(a="behind", b="met")}}
    after = {2025: {1: lights(a="missed", b="met")}, 2026: {1: lights(a="missed", b="behind")}}
    assert told(before, after) == [(1, 2026, 1, "red"), (1, 2026, 2, "behind"), (1, 2025, 2, "green")]


@pytest.mark.parametrize(
    ("weekday", "at", "moment", "code"),
    [
        (1, time(8), datetime(2026, 11, 23, 7, 59), None),
        (1, time(8), datetime(2026, 11, 23, 8), "2026-W47"),
        (1, time(8), datetime(2026, 11, 26, 8), "2026-W47"),
        (1, time(8), datetime(2026, 11, 26, 8, 1), None),
        (5, time(17, 30), datetime(2026, 11, 27, 17, 30), "2026-W47"),
        # A Sunday's mail goes out the same week and is caught up in the next.
        (7, time(20), datetime(2026, 12, 1, 9), "2026-W47"),
        (1, time(0), datetime(2027, 1, 4, 0), "2026-W53"),
    ],
)
def test_a_week_is_due_from_its_moment_on_for_three_days(weekday, at, moment, code):
    week = due_week(moment.replace(tzinfo=BEIJING), weekday, at)
    assert (week.code if week else None) == code


def test_without_a_schedule_digests_go_out_on_mondays_at_eight_but_not_within_quiet_hours(plan, acting_as):
    with acting_as(SYSTEM):
        assert queries.week_to_mail(plan, MONDAY_AT_EIGHT).code == "2026-W47"
        assert queries.week_to_mail(plan, MONDAY_AT_EIGHT.replace(hour=21)) is None
        ReminderSchedule.objects.create(plan=plan, quiet_from=time(22), quiet_until=time(9))
        assert queries.week_to_mail(plan, MONDAY_AT_EIGHT) is None
        assert queries.week_to_mail(plan, MONDAY_AT_EIGHT.replace(hour=21)).code == "2026-W47"


def set_schedule(plan, actor, *, seen=0, is_on=True, weekday=5, at=time(17)):
    terms = {"is_on": is_on, "weekday": weekday, "at": at}
    return digests.set_schedule(plan=plan, seen_version=seen, **terms, actor=actor, now=MONDAY_AT_EIGHT)


def test_the_plan_manager_says_when_and_whether(plan, acting_as):
    manager = make_actor("plan_manager")
    friday = datetime(2026, 11, 27, 17, tzinfo=BEIJING)
    with acting_as(manager):
        assert set_schedule(plan, manager).version == 1
        assert queries.week_to_mail(plan, MONDAY_AT_EIGHT).code == "2026-W46"  # Friday's, caught up
        assert queries.week_to_mail(plan, friday).code == "2026-W47"
        refused("digest_set_meanwhile", set_schedule, plan, manager)
        assert set_schedule(plan, manager, seen=1, is_on=False).version == 2
        assert queries.week_to_mail(plan, friday) is None
        assert DigestSchedule.objects.get().weekday == 5
    first, second = journalled("digest.settings")
    assert (first.subject, first.detail["old"], first.detail["new"]["at"]) == ("digest jining-2024", None, "17:00:00")
    assert second.detail["old"]["is_on"] is True


@pytest.mark.parametrize("role", ["leader", "reviewer", "lead"])
def test_nobody_else_sets_the_schedule(plan, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor):
        refused("wrong_role", set_schedule, plan, actor)


def prefer(actor, by_mail):
    return digests.prefer(by_mail=by_mail, actor=actor, now=MONDAY_AT_EIGHT)


def test_everybody_switches_their_own_digest_off_and_on(plan, acting_as):
    mine, other = make_actor("leader"), make_actor("leader")
    week = read_week("2026-W47")
    with acting_as(mine):
        assert [prefer(mine, wish) for wish in (True, False, False, True, False)] == [False, True, False, True, True]
        assert not queries.subscription(plan.pk, week, actor=mine).by_mail
    with acting_as(other):
        assert queries.subscription(plan.pk, week, actor=other).by_mail
    with acting_as(SYSTEM):
        assert DigestPreference.objects.count() == 1
    assert [one.detail for one in journalled("digest.prefer")] == [
        {"by_mail": False},
        {"by_mail": True},
        {"by_mail": False},
    ]


@pytest.mark.parametrize("role", ["lead", "checker", "audit_admin"])
def test_who_gets_no_digest_has_nothing_to_switch(plan, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor):
        refused("wrong_role", prefer, actor, False)
