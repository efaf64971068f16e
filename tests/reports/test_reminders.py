"""The lead reminds: once a day, whoever owes and has not confirmed."""

from datetime import timedelta

import pytest

from reports.domain.words import Stage
from reports.models import Reminder
from reports.services import reminders, sections
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    draft,
    journalled,
    key_of,
    refused,
    row_security_refuses,
    seen_of,
    submitted,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("plan")
PARKS = "urban_management"
DAY = timedelta(hours=24)


@pytest.fixture
def lead():
    return make_actor("lead", full_name="赵汇总")


@pytest.fixture
def remind(acting_as):
    def call(actor, bureau=PARKS, *, now=NOON, key=None):
        with acting_as(actor):
            if bureau is None:
                return reminders.send_all(key=key or key_of(), actor=actor, now=now)
            return reminders.send(key=key or key_of(), bureau=bureau, actor=actor, now=now)

    return call


def sent(acting_as):
    with acting_as(SYSTEM):
        return list(Reminder.objects.order_by("id").values_list("bureau__code", "sent_as", "stage"))


def test_a_reminder_is_recorded_before_anything_was_filed(remind, lead, acting_as):
    remind(lead)
    assert sent(acting_as) == [(PARKS, "赵汇总", "estimate")]
    (record,) = journalled("reminder.send")
    assert (record.subject, record.detail) == ("report jining-2024/2026/370831/estimate", {"bureaus": [PARKS]})


def test_never_twice_within_a_day(remind, lead):
    remind(lead)
    refused("reminded_already", remind, lead, now=NOON + DAY - timedelta(microseconds=1))
    remind(lead, now=NOON + DAY)
    refused("reminded_already", remind, make_actor("lead"), now=NOON + DAY)


def test_another_bureau_or_stage_is_another_matter(remind, lead):
    remind(lead)
    remind(lead, "natural_resources")
    remind(lead, key=key_of(year=2025, stage=Stage.FINAL))


def test_who_confirmed_owes_nothing_or_handed_in_is_left_alone(remind, lead, acting_as):
    refused("nothing_owed", remind, lead, "approval")
    draft()
    with acting_as(lead):
        sections.confirm(key=key_of(), bureau=PARKS, seen=seen_of(PARKS), reason="代", actor=lead, now=NOON)
    refused("section_confirmed", remind, lead)


def test_of_a_year_before_the_plan_only_who_is_needed_is_reminded(remind, lead):
    past = key_of(year=2020, stage=Stage.FINAL)
    refused("nothing_owed", remind, lead, key=past)
    assert "housing" in remind(lead, None, key=past)


def test_a_report_that_is_handed_in_needs_no_reminder(remind, lead):
    submitted()
    refused("wrong_status", remind, lead)


def test_all_late_bureaus_at_once(remind, lead, acting_as):
    draft()
    with acting_as(lead):
        sections.confirm(key=key_of(), bureau=PARKS, seen=seen_of(PARKS), reason="代", actor=lead, now=NOON)
    remind(lead, "natural_resources", now=NOON - timedelta(hours=1))
    reached = remind(lead, None)
    assert "housing" in reached
    assert not {PARKS, "natural_resources", "approval"} & set(reached)
    assert len(sent(acting_as)) == len(reached) + 1
    refused("reminded_already", remind, lead, None)


def test_only_the_areas_lead_reminds(remind, lead):
    for who in (make_actor("clerk", bureau=PARKS), make_actor("reviewer"), SYSTEM):
        refused("wrong_role", remind, who)
    refused("other_area", remind, make_actor("lead", area=LIANGSHAN), key=key_of())
    refused("not_begun", remind, lead, key=key_of(year=2027))


def test_the_bureau_and_its_lead_see_it_and_nobody_else(remind, lead, acting_as):
    remind(lead)
    seen = {}
    for name, who in {
        "own": make_actor("clerk", bureau=PARKS), "lead": lead, "other": make_actor("clerk"),
        "neighbour": make_actor("lead", area=LIANGSHAN), "city": make_actor("reviewer"),
    }.items():  # fmt: skip
        with acting_as(who):
            assert Reminder.objects.count() == Reminder.objects.visible_to(who).count()
            seen[name] = Reminder.objects.count()
    assert seen == {"own": 1, "lead": 1, "other": 0, "neighbour": 0, "city": 1}


def test_the_database_lets_no_clerk_remind(remind, lead, acting_as):
    reminder = remind(lead)
    clerk = make_actor("clerk", bureau=PARKS)
    with acting_as(clerk), row_security_refuses("reports_reminder"):
        reminder.pk, reminder.sent_by_id = None, clerk.user_id
        reminder.save(force_insert=True)
