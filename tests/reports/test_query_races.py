"""A query or a tick and what becomes of its report at once: the second sees what the first left."""

from reports.domain.refusals import StaleReport
from reports.domain.words import Stage
from reports.services import correcting, querying, reviews, submissions, ticking
from targets.models import Plan
from tests.factories import make_actor
from tests.reports.factories import NOON, fresh, stamped
from tests.reports.queries import asked, proposed, relocked, reported
from tests.reports.racing import Person


def test_a_query_that_is_withdrawn_while_its_report_is_handed_in_again_is_one_of_a_submitted_report(race, decide):
    report, checker = reported(), make_actor("checker", bureau="urban_management")
    query = asked(report, actor=checker)
    decide(reviews.return_report, fresh(report), reason="x")
    report = stamped(fresh(report))

    def submit(actor):
        return submissions.submit(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    def withdraw(actor):
        about = {"report_id": report.pk, "quantity": "greenway_built", "seen_version": query.version}
        return querying.withdraw(**about, actor=actor, now=NOON)

    _, second = race(Person(make_actor("lead"), submit), Person(checker, withdraw))
    assert second.status == "closed"
    assert (fresh(report).status, fresh(report).version) == ("submitted", report.version + 2)


def test_a_tick_that_meets_a_correction_is_stale(race):
    report = reported()
    asked(report)
    proposed(report, "4.5")
    report, plan = relocked(report), Plan.objects.get()

    def correct(actor):
        return correcting.hand_in(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    def tick(actor):
        about = {"plan": plan, "year": 2026, "stage": Stage.ESTIMATE, "quantity": "greenway_built"}
        return ticking.tick(**about, seen={report.pk: 1}, actor=actor, now=NOON)

    checker = Person(make_actor("checker", bureau="urban_management"), tick)
    _, second = race(Person(make_actor("lead"), correct), checker)
    assert isinstance(second, StaleReport)
