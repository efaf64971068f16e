"""The guards (triggers): one test per rule, at the level of SQL."""

import pytest

from reports.models import Fact, Report, Revision, Snapshot, Value
from targets.models import Quantity
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    database_refuses,
    draft,
    fresh,
    privilege_missing,
    returned,
    run,
    submitted,
    typed,
)


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


def _update(report, **fields):
    return Report.objects.filter(pk=report.pk).update(**{"version": fresh(report).version + 1} | fields)


def _insert(row):
    type(row).objects.bulk_create([row])


def test_a_report_begins_as_a_draft(acting_as):
    report = draft()
    for fields in ({"status": "submitted"}, {"version": 2}, {"submitted_at": NOON}):
        row = Report(filing_year=report.filing_year, area=report.area, stage="final", created_at=NOON, **fields)
        with acting_as(SYSTEM), database_refuses("report_begins_as_a_draft"):
            _insert(row)


def test_a_reports_version_rises_with_every_change(acting_as):
    report = draft()
    with acting_as(SYSTEM):
        for version in (report.version, report.version - 1):
            with database_refuses("report_version_rises_with_every_change"):
                _update(report, version=version)


def test_a_step_of_another_role_is_no_step(acting_as):
    report = submitted()
    with acting_as(make_actor("lead")), database_refuses("report_status_moves_along_the_workflow"):
        _update(report, status="approved")
    with acting_as(SYSTEM), database_refuses("report_status_moves_along_the_workflow"):
        _update(report, status="draft")


@pytest.mark.parametrize(
    "fields",
    [
        {"is_late": True},
        {"return_reason": "x"},
        {"submitted_by": None},
    ],
)
def test_a_submitted_report_changes_by_a_step_only(acting_as, fields):
    report = submitted()
    with acting_as(SYSTEM), database_refuses("report_decisions_change_with_the_status"):
        _update(report, **fields)


def test_what_is_submitted_moves_by_a_correction_or_a_verified_value_only(acting_as):
    report, other = submitted(), submitted(area=LIANGSHAN)
    with acting_as(SYSTEM):
        for revision in (None, other.submitted_revision):
            with database_refuses("report_counted_moves_by_correction_or_verified_value"):
                _update(report, submitted_revision=revision)


def test_an_approved_report_does_not_change_at_all(acting_as):
    report = approved()
    with acting_as(SYSTEM):
        for fields in ({}, {"submitted_revision": report.revisions.first()}):
            with database_refuses("report_decisions_change_with_the_status"):
                _update(report, **fields)


def test_a_draft_cannot_be_dated_or_counted_by_hand(acting_as):
    report, other = draft(), submitted(area=LIANGSHAN)
    with acting_as(SYSTEM):
        for fields in ({"submitted_at": NOON}, {"is_late": True}, {"approved_revision": other.submitted_revision_id}):
            with database_refuses("report_decisions_change_with_the_status"):
                _update(report, **fields)


def test_a_report_names_revisions_of_its_own(acting_as):
    report, other = submitted(), submitted(area=LIANGSHAN)
    with acting_as(SYSTEM), database_refuses("report_names_revisions_of_its_own"):
        revision = other.submitted_revision_id
        _update(report, status="approved", submitted_revision=revision, approved_revision=revision)


def test_only_an_approval_changes_what_is_approved(acting_as):
    report = approved()
    with acting_as(SYSTEM), database_refuses("report_approved_revision_stays_until_the_next"):
        _update(report, status="returned", return_reason="x", approved_revision=None, submitted_revision=None)


def test_nobody_submits_in_anothers_name(acting_as):
    report, lead, other = draft(), make_actor("lead"), make_actor("lead")
    with acting_as(lead), database_refuses("report_is_submitted_in_ones_own_name"):
        _update(report, status="submitted", submitted_at=NOON, submitted_by=other.user_id)


def test_a_review_does_not_touch_the_receipt(acting_as):
    report = submitted()
    with acting_as(make_actor("reviewer")), database_refuses("report_receipt_stays_until_the_next"):
        _update(report, status="returned", return_reason="x", submitted_revision=None, is_late=True)


def test_what_was_returned_counts_no_longer(acting_as):
    report = submitted()
    with acting_as(SYSTEM), database_refuses("report_counts_only_what_is_submitted_or_approved"):
        _update(report, status="returned", return_reason="x")


def test_a_submitter_does_not_approve(acting_as):
    report = submitted()
    reviewer = make_actor("reviewer")
    with acting_as(SYSTEM):
        revision = _approval(report)
    same_person = type(reviewer)(report.submitted_by_id, "x", "reviewer")
    for actor in (same_person, type(reviewer)(None, "x", "reviewer")):
        with acting_as(actor), database_refuses("report_is_not_approved_by_its_submitter"):
            _update(report, status="approved", approved_revision=revision, submitted_revision=revision)


def test_an_approval_is_of_what_was_submitted(acting_as):
    report = submitted()
    with acting_as(SYSTEM):
        of_the_submission = report.submitted_revision_id
        other = Snapshot.objects.create(report=report, taken_at=NOON, digest="0" * 64)
        of_something_else = _approval(report, snapshot=other, digest="0" * 64)
        for revision in (of_the_submission, of_something_else.pk):
            with database_refuses("report_approval_is_of_what_was_submitted"):
                _update(report, status="approved", approved_revision=revision, submitted_revision=revision)


def _approval(report, **fields):
    known = {"snapshot": report.submitted_revision.snapshot, "digest": report.submitted_revision.digest} | fields
    return Revision.objects.create(report=report, number=2, step="approve", at=NOON, actor="x", **known)


@pytest.mark.parametrize("state", [submitted, approved])
def test_values_change_only_in_an_open_report(acting_as, state):
    report = state()
    quantity = Quantity.objects.get(code="heat_delivered")
    fields = {"area_id": report.area_id, "bureau_id": quantity.bureau_id, "state": "reported", "number": 1}
    with acting_as(SYSTEM):
        with database_refuses("value_changes_only_in_an_open_report"):
            _insert(Value(report=report, quantity=quantity, changed_at=NOON, **fields))
        with database_refuses("value_changes_only_in_an_open_report"):
            Value.objects.filter(report=report).update(number=5, version=99)
        with database_refuses("value_changes_only_in_an_open_report"):
            Value.objects.filter(report=report)._raw_delete("default")


@pytest.mark.parametrize("state", [draft, returned])
def test_values_change_freely_in_an_open_report(acting_as, state):
    report = state()
    with acting_as(SYSTEM):
        assert Value.objects.filter(report=report).update(number=5, version=99) == 2
        assert Value.objects.filter(report=report)._raw_delete("default") == 2


def test_a_value_is_of_its_reports_area_and_its_quantitys_bureau(acting_as):
    report, other = draft({"heat_supplied": typed("1")}), draft(area=LIANGSHAN)
    quantity = Quantity.objects.get(code="heat_delivered")
    water = Quantity.objects.get(code="water_supplied").bureau_id
    for area, bureau in ((other.area_id, quantity.bureau_id), (report.area_id, water)):
        fields = {"area_id": area, "bureau_id": bureau, "state": "reported", "number": 1}
        with acting_as(SYSTEM), database_refuses("value_is_of_its_reports_area_and_its_quantitys_bureau"):
            _insert(Value(report=report, quantity=quantity, changed_at=NOON, **fields))


def test_a_values_version_rises_with_every_change(acting_as):
    report = draft()
    with acting_as(SYSTEM), database_refuses("value_version_rises_with_every_change"):
        Value.objects.filter(report=report).update(number=5)


def test_facts_are_frozen_before_their_revision(acting_as):
    report = submitted()
    quantity = Quantity.objects.get(code="heat_delivered")
    fact = Fact(
        snapshot=report.submitted_revision.snapshot,
        quantity=quantity,
        area_id=report.area_id,
        bureau_id=quantity.bureau_id,
        state="reported",
        number=1,
        provenance="typed",
    )
    with acting_as(SYSTEM), database_refuses("snapshot_is_complete_before_its_revision"):
        _insert(fact)


def test_a_fact_is_of_its_reports_area(acting_as):
    report, other = draft(), draft(area=LIANGSHAN)
    quantity = Quantity.objects.get(code="heat_delivered")
    with acting_as(SYSTEM):
        snapshot = Snapshot.objects.create(report=report, taken_at=NOON, digest="0" * 64)
        fields = {"area_id": other.area_id, "bureau_id": quantity.bureau_id, "state": "reported", "number": 1}
        with database_refuses("fact_is_of_its_reports_area"):
            _insert(Fact(snapshot=snapshot, quantity=quantity, provenance="typed", **fields))


def test_a_revision_is_of_its_reports_snapshot(acting_as):
    report, other = submitted(), submitted(area=LIANGSHAN)
    foreign = other.submitted_revision.snapshot
    own = report.submitted_revision.snapshot
    for snapshot, digest in ((foreign, foreign.digest), (own, "f" * 64)):
        row = Revision(report=report, number=2, step="submit", snapshot=snapshot, digest=digest, at=NOON, actor="x")
        with acting_as(SYSTEM), database_refuses("revision_is_of_its_reports_snapshot"):
            _insert(row)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_report SET area_id = area_id",
        "UPDATE reports_report SET stage = stage",
        "UPDATE reports_report SET filing_year_id = filing_year_id",
        "DELETE FROM reports_report",
        "UPDATE reports_value SET quantity_id = quantity_id",
        "UPDATE reports_value SET report_id = report_id",
        "UPDATE reports_value SET area_id = area_id",
        "UPDATE reports_snapshot SET digest = digest",
        "DELETE FROM reports_fact",
        "DELETE FROM reports_revision",
        "DELETE FROM reports_reportevent",
        "DELETE FROM reports_reportmark",
        "UPDATE reports_filingyear SET year = year",
        "DELETE FROM reports_filingyear",
        "TRUNCATE reports_fact",
        "ALTER TABLE reports_report DISABLE TRIGGER USER",
    ],
)
def test_the_application_has_no_such_right(acting_as, statement):
    with acting_as(SYSTEM), privilege_missing():
        run(statement)
