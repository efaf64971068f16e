"""What the database itself refuses of the weekly digest's schedule, preferences and mails."""

from datetime import UTC, date, datetime

import pytest

from progress.models import DigestMail, DigestPreference, DigestSchedule
from tests.factories import make_actor, make_user
from tests.reports.factories import SYSTEM, database_refuses, row_security_refuses

NOW = datetime(2026, 11, 23, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


def mail(plan, user, **fields):
    row = {"plan": plan, "user": user, "week": MONDAY, "state": "sending", "at": NOW}
    return DigestMail.objects.create(**row | fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("digest_mail_week_begins_on_a_monday", {"week": date(2026, 11, 17)}),
        ("digest_mail_state_is_known", {"state": "none"}),
    ],
)
def test_a_mail_says_of_which_week_and_what_became_of_it(plan, acting_as, constraint, fields):
    user = make_user("leader")
    with acting_as(SYSTEM), database_refuses(constraint):
        mail(plan, user, **fields)


def test_nobody_is_mailed_a_week_twice(plan, acting_as):
    user = make_user("leader")
    with acting_as(SYSTEM):
        mail(plan, user)
        mail(plan, make_user("leader"))
        mail(plan, user, week=date(2026, 11, 9))
        with database_refuses("digest_mail_is_one_per_week_and_person"):
            mail(plan, user)


def test_a_week_has_seven_days(plan, acting_as):
    with acting_as(SYSTEM), database_refuses("digest_schedule_names_a_weekday"):
        DigestSchedule.objects.create(plan=plan, weekday=8)


@pytest.mark.parametrize("role", ["leader", "reviewer", "clerk"])
def test_only_the_plan_manager_sets_the_schedule(plan, acting_as, role):
    with acting_as(make_actor(role)), row_security_refuses("progress_digestschedule"):
        DigestSchedule.objects.create(plan=plan)
    with acting_as(make_actor("plan_manager")):
        DigestSchedule.objects.create(plan=plan)


def test_a_preference_is_its_persons_own(plan, acting_as):
    mine, other = make_actor("leader"), make_actor("reviewer")
    with acting_as(mine):
        DigestPreference.objects.create(user_id=mine.user_id, by_mail=False, changed_at=NOW)
        with row_security_refuses("progress_digestpreference"):
            DigestPreference.objects.create(user_id=other.user_id, by_mail=False, changed_at=NOW)
    with acting_as(other):
        assert not DigestPreference.objects.exists()
        assert DigestPreference.objects.update(by_mail=True) == 0
    with acting_as(SYSTEM):
        assert list(DigestPreference.objects.values_list("user", "by_mail")) == [(mine.user_id, False)]


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "audit_admin"])
def test_who_gets_no_digest_has_no_preference(plan, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor), row_security_refuses("progress_digestpreference"):
        DigestPreference.objects.create(user_id=actor.user_id, by_mail=False, changed_at=NOW)


def test_a_mail_is_written_by_the_worker_and_seen_by_whom_it_is_to(plan, acting_as):
    mine, other = make_actor("leader"), make_actor("leader")
    with acting_as(SYSTEM):
        for who in (mine, other):
            DigestMail.objects.create(plan=plan, user_id=who.user_id, week=MONDAY, state="sent", at=NOW)
    with acting_as(mine):
        assert list(DigestMail.objects.values_list("user", flat=True)) == [mine.user_id]
        assert DigestMail.objects.update(state="waiting") == 0
        with row_security_refuses("progress_digestmail"):
            DigestMail.objects.create(plan=plan, user_id=mine.user_id, week=date(2026, 11, 9), state="sent", at=NOW)
