"""What is approved stays as it is: every table of a report, for the people and for the system; and digests hold."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.services.acting import acting_as
from reports.domain.entries import Entry
from reports.domain.words import State
from reports.models import Explanation, Narrative, Query, Section, Snapshot, Value, VerifiedValue
from reports.queries import integrity
from reports.services import reviews, verifying
from targets.models import Quantity, Task
from tests.factories import make_actor
from tests.reports.factories import NOON, SYSTEM, fresh, run, submitted

HEAT = "heat_supplied"


@pytest.fixture
def report(plan):
    """An approved report with a verified value."""
    report = submitted()
    with acting_as(reviewer := make_actor("reviewer")):
        verifying.put(
            report_id=report.pk, quantity=HEAT, entry=Entry(State.REPORTED, "90"), reason="核对", actor=reviewer,
            seen_version=report.version, now=NOON,
        )  # fmt: skip
        reviews.approve(report_id=report.pk, seen_version=fresh(report).version, actor=reviewer, now=NOON)
    return fresh(report)


def _rows(report):
    """One new row for every table that people write while a report is open or submitted."""
    quantity = Quantity.objects.get(code="heat_delivered")
    place = {"report": report, "area": report.area, "bureau_id": quantity.bureau_id}
    said = {"state": "reported", "number": 1}
    put = {"declared_state": "reported", "declared_number": 2, "reason": "x", "at": NOON, "actor": "x"}
    return [
        Value(**place, **said, quantity=quantity, changed_at=NOON),
        Section(**place),
        Narrative(**place, task=Task.objects.first(), practice="x", changed_at=NOON),
        Explanation(**place, quantity=quantity, code="jump", saw={}, reason="x", changed_at=NOON),
        Query(**place, quantity=quantity, asked_at=NOON, asked_as="x"),
        VerifiedValue(**place, **said, **put, quantity=quantity),
    ]


CHANGES = [
    "UPDATE reports_value SET number = 1, version = version + 1 WHERE report_id = %s",
    "DELETE FROM reports_value WHERE report_id = %s",
    "UPDATE reports_section SET confirmed_at = NULL WHERE report_id = %s",
    "DELETE FROM reports_section WHERE report_id = %s",
    "UPDATE reports_evidence SET removed_at = now() WHERE report_id = %s",
    "UPDATE reports_report SET version = version + 1 WHERE id = %s",
    "UPDATE reports_verifiedvalue SET status = 'lifted', version = version + 1 WHERE report_id = %s",
    "UPDATE reports_fact SET number = 1 WHERE snapshot_id IN (SELECT id FROM reports_snapshot WHERE report_id = %s)",
    "DELETE FROM reports_annex WHERE snapshot_id IN (SELECT id FROM reports_snapshot WHERE report_id = %s)",
    "UPDATE reports_snapshot SET digest = '' WHERE report_id = %s",
    "UPDATE reports_revision SET digest = '' WHERE report_id = %s",
    "DELETE FROM reports_reportevent WHERE report_id = %s",
    "UPDATE reports_remark SET words = 'x' WHERE report_id = %s",
    "DELETE FROM reports_valuechange WHERE report_id = %s",
]


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "system"])
def test_nothing_of_an_approved_report_changes(report, role):
    actor = SYSTEM if role == "system" else make_actor(role)
    for statement in CHANGES:
        with acting_as(SYSTEM):
            before = _content(report)
        try:
            with transaction.atomic(), acting_as(actor):
                assert run(statement, report.pk) == 0, statement
        except (IntegrityError, ProgrammingError):
            pass
        with acting_as(SYSTEM):
            assert _content(report) == before, statement


def _content(report):
    tables = ("value", "section", "evidence", "verifiedvalue", "remark", "valuechange", "revision", "reportevent")
    counts = [list(getattr(report, name).order_by("pk").values_list()) for name in (
        "values", "sections", "evidence", "verified_values", "remarks", "value_changes", "revisions", "events"
    )]  # fmt: skip
    assert len(tables) == len(counts)
    snapshots = [(one.digest, list(one.facts.values_list()), list(one.annexes.values_list()))
                 for one in Snapshot.objects.filter(report=report).order_by("pk")]  # fmt: skip
    return fresh(report).version, counts, snapshots


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "system"])
def test_nothing_is_added_to_an_approved_report(report, role):
    actor = SYSTEM if role == "system" else make_actor(role)
    for row in _rows(report):
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), acting_as(actor):
            type(row).objects.bulk_create([row])


# Digests


def test_every_revision_holds(report):
    out = StringIO()
    call_command("verify_revisions", stdout=out)
    assert "3" in out.getvalue()
    with acting_as(SYSTEM):
        found = list(integrity.revisions(SYSTEM))
    assert [(one.number, one.holds) for one in found] == [(1, True), (2, True), (3, True)]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE reports_fact SET number = number + 1 WHERE number = 90",
        "UPDATE reports_fact SET declared_number = declared_number + 1 WHERE declared_number = 100",
        "UPDATE reports_annex SET body = jsonb_set(body, '{reason}', '\"x\"') WHERE kind = 'verified'",
        "DELETE FROM reports_annex WHERE kind = 'sign_off'",
    ],
)
def test_whoever_gets_past_the_guards_is_found(committed_db, tampering):
    made = submitted()
    with acting_as(reviewer := make_actor("reviewer")):
        verifying.put(
            report_id=made.pk, quantity=HEAT, entry=Entry(State.REPORTED, "90"), reason="核对", actor=reviewer,
            seen_version=made.version, now=NOON,
        )  # fmt: skip
    with committed_db.as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_fact DISABLE TRIGGER USER; ALTER TABLE reports_annex DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE reports_fact NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE reports_annex NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
        cursor.execute(tampering)
        assert cursor.rowcount > 0
    with pytest.raises(CommandError, match="report jining-2024/2026/370831/estimate"):
        call_command("verify_revisions")
