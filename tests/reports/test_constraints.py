"""The database refuses what the code forgets: one test per constraint."""

from datetime import timedelta
from decimal import Decimal

import psycopg2
import pytest

from reports.models import Fact, FilingYear, Report, ReportEvent, ReportMark, Revision, Snapshot, Value
from targets.models import Quantity
from tests.reports.factories import NOON, SYSTEM, approved, database_refuses, draft, submitted, typed


@pytest.fixture
def as_system(plan, acting_as):
    with acting_as(SYSTEM):
        yield


def _insert(row):
    type(row).objects.bulk_create([row])


def _value(report, code="heat_delivered", **fields):
    quantity = Quantity.objects.get(code=code)
    row = {"area_id": report.area_id, "bureau_id": quantity.bureau_id, "state": "reported", "number": Decimal(1)}
    return Value(report=report, quantity=quantity, changed_at=NOON, **row | fields)


def _fact(snapshot, report, code="heat_delivered", **fields):
    quantity = Quantity.objects.get(code=code)
    row = {"area_id": report.area_id, "bureau_id": quantity.bureau_id, "state": "reported", "number": Decimal(1)}
    return Fact(snapshot=snapshot, quantity=quantity, provenance="typed", **row | fields)


def test_a_year_is_opened_once(as_system, plan):
    draft()
    with database_refuses("filing_year_is_unique_in_its_plan"):
        _insert(FilingYear(plan=plan, year=2026, estimate_deadline=NOON, final_deadline=NOON + timedelta(1)))


def test_estimates_are_due_before_finals(as_system, plan):
    with database_refuses("filing_year_estimates_are_due_before_finals"):
        _insert(FilingYear(plan=plan, year=2027, estimate_deadline=NOON, final_deadline=NOON))


def test_an_area_has_one_report_per_year_and_stage(as_system):
    report = draft()
    with database_refuses("report_is_unique_per_area_year_and_stage"):
        _insert(Report(filing_year=report.filing_year, area=report.area, stage="estimate", created_at=NOON))


def test_a_stage_is_a_known_word(as_system):
    report = draft()
    with database_refuses("report_stage_is_known"):
        _insert(Report(filing_year=report.filing_year, area=report.area, stage="guess", created_at=NOON))


def test_a_returned_report_says_why(as_system):
    report = submitted()
    with database_refuses("report_returned_says_why"):
        Report.objects.filter(pk=report.pk).update(status="returned", version=9, submitted_revision=None)


def test_a_submitted_report_has_its_revision(as_system):
    report = draft()
    with database_refuses("report_submitted_or_approved_has_its_revision"):
        Report.objects.filter(pk=report.pk).update(status="submitted", version=9, submitted_at=NOON)


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("report_status_is_known", "status = 'lost'"),
        ("report_submitted_or_approved_has_its_revision", "submitted_at = NULL"),
        ("report_approved_has_its_approved_revision", "approved_revision_id = NULL"),
    ],
)
def test_the_constraints_hold_behind_the_guards_too(committed_db, constraint, changed):
    report = approved()
    with committed_db.as_owner() as connection, connection.cursor() as cursor:
        connection.autocommit = False
        cursor.execute("ALTER TABLE reports_report DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(psycopg2.errors.CheckViolation) as caught:
            cursor.execute(f"UPDATE reports_report SET {changed} WHERE id = {report.pk}")
        assert caught.value.diag.constraint_name == constraint
        connection.rollback()


@pytest.mark.parametrize("table", ["snapshot", "fact", "revision", "reportevent"])
@pytest.mark.parametrize("statement", ["UPDATE reports_{} SET id = id", "DELETE FROM reports_{}"])
def test_not_even_the_owner_changes_the_record(committed_db, table, statement):
    with committed_db.as_owner() as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.errors.CheckViolation) as caught:
            cursor.execute(statement.format(table))
        assert caught.value.diag.constraint_name == "record_is_immutable"


def test_a_quantity_has_one_value_in_a_report(as_system):
    report = draft({"heat_supplied": typed("1")})
    with database_refuses("value_is_unique_per_report_and_quantity"):
        _insert(_value(report, "heat_supplied"))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("value_state_is_known", {"state": "guessed"}),
        ("value_provenance_is_known", {"provenance": "dreamt"}),
        ("value_reported_is_a_number_or_a_text", {"number": None}),
        ("value_reported_is_a_number_or_a_text", {"text": "both"}),
        ("value_not_applicable_has_a_reason_and_no_number", {"state": "not_applicable", "number": None}),
        ("value_not_applicable_has_a_reason_and_no_number", {"state": "not_applicable", "reason": "无"}),
        (
            "value_not_applicable_has_a_reason_and_no_number",
            {"state": "not_applicable", "number": None, "text": "x", "reason": "无"},
        ),
    ],
)
def test_a_value_is_one_thing(as_system, constraint, fields):
    report = draft({"heat_supplied": typed("1")})
    with database_refuses(constraint):
        _insert(_value(report, **fields))


def test_a_snapshot_has_one_fact_per_quantity(as_system):
    report = draft()
    snapshot = Snapshot.objects.create(report=report, taken_at=NOON, digest="0" * 64)
    _insert(_fact(snapshot, report))
    with database_refuses("fact_is_unique_per_snapshot_and_quantity"):
        _insert(_fact(snapshot, report))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("fact_is_a_number_a_text_or_not_applicable", {"number": None}),
        ("fact_is_a_number_a_text_or_not_applicable", {"text": "both"}),
        ("fact_is_a_number_a_text_or_not_applicable", {"state": "not_applicable"}),
    ],
)
def test_a_fact_is_one_thing(as_system, constraint, fields):
    report = draft()
    snapshot = Snapshot.objects.create(report=report, taken_at=NOON, digest="0" * 64)
    with database_refuses(constraint):
        _insert(_fact(snapshot, report, **fields))


def test_a_revision_number_is_given_once(as_system):
    revision = submitted().submitted_revision
    with database_refuses("revision_number_is_unique_in_its_report"):
        _insert(_copy(revision, number=1))


def test_a_revision_is_of_a_step_that_makes_one(as_system):
    revision = submitted().submitted_revision
    with database_refuses("revision_is_of_a_step_that_makes_one"):
        _insert(_copy(revision, number=2, step="return"))


def _copy(revision, **fields):
    names = ("report", "number", "step", "snapshot", "digest", "at", "actor")
    return Revision(**{name: getattr(revision, name) for name in names} | fields)


@pytest.mark.parametrize(
    ("constraint", "step"),
    [
        ("report_event_step_is_known", "forget"),
        ("report_event_of_return_has_a_reason", "return"),
        ("report_event_of_return_has_a_reason", "reopen"),
    ],
)
def test_an_event_is_a_known_step_with_its_reason(as_system, constraint, step):
    report = draft()
    with database_refuses(constraint):
        _insert(ReportEvent(report=report, area=report.area, step=step, at=NOON, actor="x"))


def test_an_event_has_one_mark(as_system):
    event = submitted().events.get()
    with database_refuses("reports_reportmark_event_id_key"):
        _insert(ReportMark(event=event))
