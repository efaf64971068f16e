"""Rounds of several reviewers who approve one report at the same instant, with the guard and without.

Shared by the tests (a few rounds) and bench/approvals.py (a thousand).
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from unittest import mock

from django.db import connection

from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from reports.domain.refusals import Refused
from reports.domain.workflow import Step
from reports.models import Report, ReportEvent, Revision
from reports.services import deciding, reviews, steps
from tests.factories import make_actor
from tests.reports.factories import NOON, SYSTEM, fresh, submitted

PATIENCE = 60
GUARDS = ("report_guard", "in_place_guard", "objection_guard", "lock_guard")


def run(rounds, people):
    """Let ``people`` reviewers approve the same version at once, ``rounds`` times.

    Returns:
        How many rounds, and how many came to anything else than one approval with one
        revision, one event and one record, every other reviewer being told that the page is old.
    """
    report, reviewers = submitted(), [make_actor("reviewer") for _ in range(people)]
    gate, wrong, approvals = Barrier(people), 0, 0

    def approve(actor, version):
        try:
            gate.wait(PATIENCE)
            with acting_as(actor):
                reviews.approve(report_id=report.pk, seen_version=version, actor=actor, now=NOON)
            return "approved"
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(people) as pool, mock.patch.object(reviews, "wake_rollup", lambda reason: None):
        for number in range(rounds):
            if number:
                _submit_again(report)
            version, before = fresh(report).version, _counted(report)
            outcomes = list(pool.map(approve, reviewers, [version] * people))
            made = tuple(now - then for now, then in zip(_counted(report), before, strict=True))
            approvals += outcomes.count("approved")
            wrong += sorted(outcomes) != ["approved", *["stale"] * (people - 1)] or made != (1, 1, 1)
        list(pool.map(lambda _: (gate.wait(PATIENCE), connection.close()), range(people)))
    return {"rounds": rounds, "concurrent": people, "approvals": approvals, "wrong": wrong}


def _counted(report):
    with acting_as(SYSTEM):
        return (
            Revision.objects.filter(report=report.pk, step=Step.APPROVE).count(),
            ReportEvent.objects.filter(report=report.pk, step=Step.APPROVE).count(),
            JournalRecord.objects.filter(action="report.approve", result="done").count(),
        )


def _submit_again(report):
    with acting_as(SYSTEM):
        again = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        steps.hand_back(again, Step.REOPEN, reason="again", actor=SYSTEM, name="rounds", now=NOON)
        steps.submit(again, owed={}, actor=SYSTEM, name="rounds", now=NOON)


@contextmanager
def without_guard(database):
    """The control: no lock, no version check, and none of the database's own guards."""
    with database.as_owner() as owner, owner.cursor() as cursor:
        for guard in GUARDS:
            cursor.execute(f"ALTER TABLE reports_report DISABLE TRIGGER {guard}")
        cursor.execute("ALTER TABLE reports_revision DROP CONSTRAINT revision_number_is_unique_in_its_report")
    with mock.patch.object(deciding, "lock", _seen):
        yield


def _seen(report_id, *, seen_version, actor):
    return Report.objects.visible_to(actor).select_related("filing_year__plan", "area").get(pk=report_id)
