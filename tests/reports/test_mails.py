"""Mails of reminders, read back from a real SMTP server on this machine."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import translation

from reports import tasks
from reports.domain.reminding import Whom
from reports.domain.words import Stage
from reports.forms.reminding import compose
from reports.models import Reminder, ReminderSchedule
from reports.services import chasing, mailing
from tests.factories import SISHUI, make_actor, make_user
from tests.mail_server import killed_while_sending
from tests.reports.factories import NOON, SYSTEM, confirmed, draft, journalled, submitted

PARKS = "urban_management"


@pytest.fixture
def by_mail(plan, acting_as):
    with acting_as(SYSTEM):
        ReminderSchedule.objects.create(plan=plan, by_mail=True)


@pytest.fixture
def ask(plan, by_mail, acting_as):
    def call(*whom, now=NOON):
        actor = make_actor("reviewer")
        with acting_as(actor):
            return chasing.ask(plan=plan, year=2026, stage=Stage.ESTIMATE, whom=Whom(*whom), actor=actor, now=now)

    return call


def deliver(now=NOON):
    return mailing.deliver(compose=compose, actor=SYSTEM, now=now)


def told(acting_as):
    with acting_as(SYSTEM):
        return [
            (one["email"], one["mail"], one["tries"]) for row in Reminder.objects.order_by("pk") for one in row.sent_to
        ]


def test_a_mail_says_what_is_missing_until_when(ask, sink, acting_as):
    draft()
    make_user("clerk", full_name="李强", bureau=PARKS, email="parks@example.org")
    make_user("clerk", bureau=PARKS, email="english@example.org", language="en", full_name="Li")
    ask(SISHUI, PARKS)
    assert sink.messages == []  # nothing is sent by the click itself
    assert deliver() == (2, 0)
    (zh_to, zh_subject, zh), (en_to, en_subject, en) = sink.messages
    assert (zh_to, en_to) == (["parks@example.org"], ["english@example.org"])
    assert en_subject == "Reminder: Sishui County, 2026 Estimate"
    assert "The deadline is 15 Nov 2026, 24:00: 5 days left." in en
    assert "1 of " in en
    assert "https://carbon.example.org/filing/" in en
    assert "泗水县" in zh_subject
    assert "2026年11月15日" in zh
    assert "English" not in zh
    assert told(acting_as) == [("parks@example.org", "sent", 1), ("english@example.org", "sent", 1)]
    assert deliver() == (0, 0)
    assert len(sink.messages) == 2
    (record,) = journalled("reminder.mail")
    assert record.detail == {"sent": 2, "refused": 0}


def test_one_mail_for_each_person_whatever_they_are_reminded_of(ask, sink):
    draft()
    make_user("lead", email="lead@example.org", language="en")
    ask(SISHUI)
    ask(SISHUI, "housing")
    assert deliver() == (1, 0)
    ((_, _, words),) = sink.messages
    assert "is not submitted yet" in words
    assert "is not confirmed yet" in words


def test_who_has_no_address_is_reminded_in_the_system_only(ask, sink, acting_as):
    make_user("lead")
    ask(SISHUI)
    assert deliver() == (0, 0)
    assert told(acting_as) == [("", "none", 0)]


def test_who_has_done_it_meanwhile_gets_no_mail(ask, sink, acting_as):
    make_user("lead", email="lead@example.org")
    ask(SISHUI)
    submitted()
    assert deliver() == (0, 0)
    assert told(acting_as) == [("lead@example.org", "unneeded", 1)]
    assert sink.messages == []


def test_a_refused_recipient_is_tried_three_times(ask, sink, acting_as):
    make_user("lead", email="gone@example.org")
    ask(SISHUI)
    sink.refuses = {"gone@example.org"}
    for _ in range(4):
        deliver()
    assert told(acting_as) == [("gone@example.org", "failed", 3)]
    with acting_as(SYSTEM):
        assert "550" in Reminder.objects.get().sent_to[0]["error"]


def test_a_dead_mail_server_delays_and_breaks_nothing(ask, sink, monkeypatch, acting_as):
    make_user("lead", email="lead@example.org")
    alive = settings.EMAIL_PORT
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)
    ask(SISHUI)
    assert deliver() == (0, 0)
    assert told(acting_as) == [("lead@example.org", "waiting", 0)]
    monkeypatch.setattr(settings, "EMAIL_PORT", alive)
    assert deliver(NOON + timedelta(days=4)) == (0, 0)  # too old to be of use
    assert deliver(NOON + timedelta(days=1)) == (1, 0)


def test_nothing_is_mailed_within_the_quiet_hours(ask, sink):
    make_user("lead", email="lead@example.org")
    ask(SISHUI, now=NOON.replace(hour=21))
    assert deliver(NOON.replace(hour=23)) == (0, 0)
    assert deliver(NOON.replace(day=11, hour=8)) == (1, 0)


def test_who_is_killed_while_sending_sends_no_second_mail(ask, sink, monkeypatch, acting_as):
    """At most once: the claim stays, and says that nobody knows."""
    make_user("lead", email="lead@example.org")
    ask(SISHUI)
    with killed_while_sending(monkeypatch):
        deliver()
    assert deliver() == (0, 0)
    assert told(acting_as) == [("lead@example.org", "sending", 0)]


def test_without_a_mail_server_nothing_is_tried(ask, sink, monkeypatch, acting_as):
    make_user("lead", email="lead@example.org")
    ask(SISHUI)
    monkeypatch.setattr(settings, "EMAIL_HOST", "")
    assert deliver() == (0, 0)
    assert told(acting_as) == [("lead@example.org", "waiting", 0)]


def test_the_quarter_hours_task_reminds_and_mails(plan, sink, acting_as, monkeypatch):
    with acting_as(SYSTEM):
        ReminderSchedule.objects.create(plan=plan, is_on=True, by_mail=True, days_before=[7])
    make_user("lead", email="lead@example.org", language="en")
    confirmed(draft())
    eighth = datetime(2026, 11, 8, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr("accounts.queries.clock.now", lambda: eighth)
    with translation.override("zh-hans"):
        tasks.remind()
        tasks.remind()
    assert [to for to, _, _ in sink.messages] == [["lead@example.org"]]
