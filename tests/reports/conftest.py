"""People at a fixed moment, reading English."""

import pytest
from django.utils import translation

from accounts.queries import clock
from reports.services import reviews, submissions
from tests.factories import make_actor, make_user
from tests.reports.factories import NOON


@pytest.fixture
def english_noon(plan, monkeypatch):
    """Jining's plan, the clock at noon of 10 November 2026, everything in English."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr("accounts.middleware._language_of", lambda request: "en")
    with translation.override("en"):
        yield


@pytest.fixture
def as_(client_of):
    """``as_(role, area=…, bureau=…)``: a client logged in as a new person."""
    return lambda role, **details: client_of(make_user(role, **details))


@pytest.fixture
def submit(acting_as):
    def call(report, actor=None, *, seen=None, now=NOON):
        actor = actor or make_actor("lead", area=report.area.code)
        with acting_as(actor):
            return submissions.submit(report_id=report.pk, seen_version=seen or report.version, actor=actor, now=now)

    return call


@pytest.fixture
def decide(acting_as):
    def call(service, report, actor=None, *, seen=None, **words):
        actor = actor or make_actor("reviewer")
        with acting_as(actor):
            return service(report_id=report.pk, seen_version=seen or report.version, actor=actor, now=NOON, **words)

    return call


@pytest.fixture
def woken(monkeypatch):
    reasons = []
    for module in (submissions, reviews):
        monkeypatch.setattr(module, "wake_rollup", reasons.append)
    return reasons
