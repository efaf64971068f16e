"""Reminders of the city: by hand once a day, by the schedule once for a reason, and what is seen of them."""

from datetime import datetime, time, timedelta

import pytest

from accounts.services.acting import acting_as as in_the_system
from reports.domain.reminding import Whom
from reports.domain.words import Stage
from reports.models import Extension, FilingYear, Reminder, ReminderSchedule
from reports.queries import reminded
from reports.services import chasing, reminders, scheduling
from reports.services.scheduling import Terms
from tests.factories import LIANGSHAN, SISHUI, make_actor, make_user
from tests.reports.factories import (
    NOON,
    SYSTEM,
    ZoneInfo,
    confirmed,
    draft,
    journalled,
    key_of,
    refused,
    row_security_refuses,
    submitted,
)

ZONE = ZoneInfo("Asia/Shanghai")
PARKS = "urban_management"
TERMS = Terms(True, False, (7, 1), (3,), time(20), time(8), 30, 10, 80)


@pytest.fixture
def reviewer(plan):
    return make_actor("reviewer", full_name="吴审核")


@pytest.fixture
def ask(plan, acting_as, reviewer):
    def call(*whom, actor=reviewer, now=NOON, year=2026, stage=Stage.ESTIMATE):
        with acting_as(actor):
            return chasing.ask(plan=plan, year=year, stage=stage, whom=Whom(*whom), actor=actor, now=now)

    return call


@pytest.fixture
def scheduled(plan, acting_as):
    """Set the schedule; return a call of the round at a moment."""

    def start(terms=TERMS, *, seen=0):
        with acting_as(SYSTEM):
            scheduling.set_schedule(plan=plan, seen_version=seen, terms=terms, actor=SYSTEM, now=NOON)

    def run(*moment):
        with acting_as(SYSTEM):
            return chasing.remind_due(actor=SYSTEM, now=datetime(2026, *moment, tzinfo=ZONE))

    start()
    run.again = start
    return run


def reasons(area=SISHUI):
    with in_the_system(SYSTEM):
        from_city = Reminder.objects.filter(area__code=area).exclude(reason="")
        return sorted(set(from_city.values_list("reason", flat=True)))


def test_an_areas_lead_is_reminded_of_the_whole(ask, acting_as):
    lead = make_user("lead", full_name="王芳", email="lead@example.org")
    make_user("clerk", full_name="张敏")
    (row,) = ask(SISHUI)
    assert (row.reason, row.sent_as) == ("asked:2026-11-10:whole", "吴审核")
    assert row.sent_to == [
        {
            "user": lead.pk,
            "name": "王芳",
            "email": "lead@example.org",
            "mail": "none",
            "tries": 0,
            "at": "",
            "error": "",
        }
    ]
    (record,) = journalled("reminder.ask")
    assert record.subject == "reminders jining-2024/2026/estimate"
    assert record.detail == {
        "to": [{"area": SISHUI, "bureau": "housing", "reason": "asked:2026-11-10:whole", "people": 1}]
    }


def test_a_bureau_is_reminded_of_its_part(ask):
    make_user("lead")
    clerk = make_user("clerk", bureau=PARKS)
    make_user("clerk", bureau=PARKS, area=LIANGSHAN)
    make_user("clerk", bureau=PARKS, is_active=False)
    (row,) = ask(SISHUI, PARKS)
    assert row.reason == "asked:2026-11-10"
    assert [told["user"] for told in row.sent_to] == [clerk.pk]


def test_a_second_click_of_the_day_sends_nothing(ask):
    ask(SISHUI)
    refused("reminded_today", ask, SISHUI)
    refused("reminded_today", ask, SISHUI, now=NOON.replace(hour=23, minute=59))
    ask(SISHUI, "housing")  # of its section, not of the whole
    refused("reminded_today", ask, SISHUI, "housing", actor=make_actor("reviewer"))
    ask(SISHUI, now=NOON.replace(day=11, hour=0))


def test_whoever_has_done_it_or_owes_nothing_is_left_alone(ask):
    submitted()
    refused("wrong_status", ask, SISHUI)
    refused("wrong_status", ask, SISHUI, PARKS)
    confirmed(draft(area=LIANGSHAN))
    refused("section_confirmed", ask, LIANGSHAN, PARKS)
    refused("nothing_owed", ask, LIANGSHAN, "approval")
    refused("not_begun", ask, SISHUI, year=2027)
    ask(LIANGSHAN)


def test_all_that_are_behind_are_their_leads_of_the_day(ask):
    """Five days before the deadline only Sishui has handed in; the next day's click leaves nobody out."""
    submitted()
    ask(LIANGSHAN)
    rows = ask()
    areas = {row.area.code for row in rows}
    assert len(areas) == 13
    assert not {SISHUI, LIANGSHAN} & areas
    assert {row.reason for row in rows} == {"asked:2026-11-10:whole"}
    refused("reminded_today", ask)
    refused("nobody_behind", ask, now=NOON.replace(month=9))


def test_a_closed_year_is_left_alone(ask, acting_as):
    draft()
    with acting_as(SYSTEM):
        FilingYear.objects.filter(year=2026).update(closed_at=NOON)
    refused("year_closed", ask, SISHUI)


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "leader", "plan_manager"])
def test_only_the_reviewer_reminds(ask, role):
    refused("wrong_role", ask, SISHUI, actor=make_actor(role))


def test_the_database_lets_no_checker_remind(ask, acting_as):
    (row,) = ask(SISHUI)
    checker = make_actor("checker")
    with acting_as(checker), row_security_refuses("reports_reminder"):
        row.pk, row.sent_by_id, row.reason = None, checker.user_id, "asked:x"
        row.save(force_insert=True)


def test_the_city_does_not_hold_back_the_areas_own_lead(ask, acting_as):
    ask(SISHUI, PARKS)
    lead = make_actor("lead")
    with acting_as(lead):
        reminders.send(key=key_of(), bureau=PARKS, actor=lead, now=NOON)


def test_filers_see_their_own_and_nobody_elses(ask, plan, acting_as):
    ask(SISHUI)
    ask(SISHUI, "housing")
    ask(SISHUI, PARKS)
    both = [(2026, Stage.ESTIMATE)]
    seen = {}
    for name, who in {
        "lead": make_actor("lead"), "clerk": make_actor("clerk"), "parks": make_actor("clerk", bureau=PARKS),
        "neighbour": make_actor("lead", area=LIANGSHAN),
    }.items():  # fmt: skip
        with acting_as(who):
            seen[name] = sorted(one.is_whole for one in reminded.received(plan, who, wholes=both, parts=both))
    assert seen == {"lead": [False, True], "clerk": [False], "parks": [False], "neighbour": []}


def test_the_schedule_reminds_once_for_a_reason(scheduled, acting_as):
    assert scheduled(11, 7, 12) == 0
    first = scheduled(11, 8, 8)
    assert first > 15
    assert scheduled(11, 8, 12) == scheduled(11, 9, 9) == 0
    assert reasons() == ["before:7", "before:7:whole"]
    (record,) = journalled("reminder.schedule")
    assert len(record.detail["to"]) == first


def test_within_the_quiet_hours_it_waits_until_they_end(scheduled):
    assert scheduled(11, 8, 0) == scheduled(11, 8, 7, 59) == 0
    assert scheduled(11, 8, 8) > 0
    assert scheduled(11, 14, 20) == 0
    assert scheduled(11, 15, 8) > 0


def test_after_a_standstill_only_the_latest_is_caught_up(scheduled):
    scheduled(11, 15, 9)
    assert reasons() == ["before:1", "before:1:whole"]
    scheduled(11, 20, 9)
    assert reasons() == ["after:3", "after:3:whole", "before:1", "before:1:whole"]


def test_who_confirmed_or_handed_in_is_not_reminded(scheduled):
    submitted()
    confirmed(draft(area=LIANGSHAN))
    scheduled(11, 8, 9)
    assert reasons() == []
    assert reasons(LIANGSHAN) == ["before:7", "before:7:whole"]
    with in_the_system(SYSTEM):
        spoken = Reminder.objects.filter(area__code=LIANGSHAN, bureau__code="housing")
        assert list(spoken.values_list("reason", flat=True)) == ["before:7:whole"]


def test_it_counts_from_an_areas_own_deadline(scheduled, acting_as):
    draft()
    with acting_as(SYSTEM):
        year = FilingYear.objects.get(year=2026)
        Extension.objects.create(
            filing_year=year, area_id=make_actor("lead").area_id, stage="estimate", set_at=NOON, set_as="x",
            deadline=year.estimate_deadline + timedelta(days=3), reason="汛情",
        )  # fmt: skip
    scheduled(11, 8, 9)
    assert (reasons(), reasons(LIANGSHAN)) == ([], ["before:7", "before:7:whole"])
    scheduled(11, 11, 9)
    assert reasons() == ["before:7", "before:7:whole"]


def test_a_schedule_that_is_off_sends_nothing(scheduled):
    scheduled.again(Terms(False, False, (7,), (), time(20), time(8), 30, 10, 80), seen=1)
    assert scheduled(11, 8, 9) == 0


def test_the_plan_manager_sets_the_schedule_and_nobody_else(plan, acting_as):
    manager = make_actor("plan_manager")
    with acting_as(manager):
        kept = scheduling.set_schedule(plan=plan, seen_version=0, terms=TERMS, actor=manager, now=NOON)
        refused("stale", scheduling.set_schedule, plan=plan, seen_version=0, terms=TERMS, actor=manager, now=NOON)
        scheduling.set_schedule(plan=plan, seen_version=1, terms=TERMS, actor=manager, now=NOON)
    assert (kept.version, kept.days_before) == (1, [7, 1])
    first, second = journalled("reminder.settings")
    assert first.detail["old"] is None
    assert second.detail["old"]["quiet_from"] == second.detail["new"]["quiet_from"] == "20:00:00"
    reviewer = make_actor("reviewer")
    with acting_as(reviewer):
        refused("wrong_role", scheduling.set_schedule, plan=plan, seen_version=2, terms=TERMS, actor=reviewer, now=NOON)
        assert ReminderSchedule.objects.update(is_on=False) == 0
