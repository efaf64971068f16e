"""People at a fixed moment, reading English."""

import pytest
from django.utils import translation

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services import acting
from reports.domain.workflow import OPEN
from reports.services import reviews, submissions
from tests.factories import PASSWORD, make_actor, make_user
from tests.reports.factories import NOON, stamped
from tests.reports.racing import one_after_the_other


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
    def call(report, actor=None, *, seen=None, now=NOON, key=""):
        actor = actor or make_actor("lead", area=report.area.code)
        if seen is None and report.status in OPEN and not report.is_locked:
            report = stamped(report, now=now)
        with acting_as(actor):
            return submissions.submit(
                report_id=report.pk, seen_version=seen or report.version, actor=actor, now=now, key=key
            )

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


@pytest.fixture
def sit_down(committed_db, visit, monkeypatch):
    """``sit_down(username=…, bureau=…)``: a new clerk of Sishui's urban management, in a browser at their form."""
    monkeypatch.setattr(clock, "now", lambda: NOON)

    def call(*, username="clerk", bureau="urban_management", language="zh-hans", **window):
        with acting.acting_as(system("test")):
            make_user("clerk", bureau=bureau, username=username, language=language)
        visitor = visit(**window)
        visitor.log_in(username, PASSWORD, "/filing/2026/estimate/")
        return visitor

    return call


@pytest.fixture
def clerk(sit_down):
    """One clerk at the form, see ``sit_down``."""
    return sit_down()


@pytest.fixture
def race(committed_db):
    """``race(first, second)``: run both; the second must be blocked by the first's uncommitted work."""
    return lambda first, second: one_after_the_other(committed_db, first, second)
