"""Approving, returning and reopening: every rule, and that the service calls it."""

from datetime import datetime

import pytest

from reports.domain.deadlines import ZONE
from reports.domain.refusals import StaleReport
from reports.models import Report, ReportMark
from reports.services import reviews
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    SYSTEM,
    approved,
    draft,
    fresh,
    journalled,
    refused,
    returned,
    save,
    submitted,
    typed,
    withdrawn,
)

DEADLINE = datetime(2026, 11, 16, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


def test_an_approval_is_the_next_revision_over_the_same_snapshot(decide, acting_as, woken):
    report, reviewer = submitted(), make_actor("reviewer")
    submission = report.submitted_revision
    woken.clear()
    revision = decide(reviews.approve, report, reviewer)
    report = fresh(report)
    assert (revision.number, revision.step, revision.snapshot_id, revision.digest, revision.by_id) == (
        2, "approve", submission.snapshot_id, submission.digest, reviewer.user_id,
    )  # fmt: skip
    assert report.status == "approved"
    assert report.submitted_revision_id == report.approved_revision_id == revision.pk
    with acting_as(SYSTEM):
        assert list(report.events.values_list("step", "revision__number")) == [("submit", 1), ("approve", 2)]
        assert ReportMark.objects.filter(event__report=report).count() == 2
    (record,) = journalled("report.approve")
    assert record.detail == {"revision": 2, "digest": submission.digest}
    assert woken == ["report approve"]


def test_a_return_takes_the_report_off_the_provisional_basis(decide, acting_as):
    report = submitted()
    decide(reviews.return_report, report, reason=" 口径不一致 ")
    after = fresh(report)
    assert (after.status, after.return_reason) == ("returned", "口径不一致")
    assert (after.submitted_revision_id, after.approved_revision_id) == (None, None)
    with acting_as(SYSTEM):
        event = after.events.last()
    assert (event.step, event.reason, event.revision_id) == ("return", "口径不一致", report.submitted_revision_id)
    assert journalled("report.return")[0].detail == {"reason": "口径不一致"}


def test_a_reopened_report_keeps_its_approved_revision_in_force(decide, submit, acting_as):
    report = approved()
    in_force = report.approved_revision_id
    decide(reviews.reopen, report, reason="更正")
    report = fresh(report)
    assert (report.status, report.submitted_revision_id, report.approved_revision_id) == (
        "returned", in_force, in_force,
    )  # fmt: skip
    assert journalled("report.reopen")[0].detail == {"reason": "更正"}
    withdrawn(report)
    save(make_actor("clerk"), {"heat_delivered": typed("70")})
    third = submit(fresh(report))
    report = fresh(report)
    assert (third.number, report.submitted_revision_id, report.approved_revision_id) == (3, third.pk, in_force)
    decide(reviews.return_report, report, reason="再核")
    report = fresh(report)
    assert (report.submitted_revision_id, report.approved_revision_id) == (in_force, in_force)
    submit(report)
    fifth = decide(reviews.approve, fresh(report))
    report = fresh(report)
    assert (fifth.number, report.submitted_revision_id, report.approved_revision_id) == (5, fifth.pk, fifth.pk)


def test_a_resubmission_forgets_the_reason_and_the_history_keeps_it(submit, acting_as):
    report = returned(reason="口径不一致")
    submit(report)
    assert fresh(report).return_reason == ""
    with acting_as(SYSTEM):
        assert list(report.events.values_list("step", "reason")) == [
            ("submit", ""), ("return", "口径不一致"), ("submit", ""),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("service", "make", "words"),
    [
        (reviews.approve, submitted, {}),
        (reviews.return_report, submitted, {"reason": "x"}),
        (reviews.reopen, approved, {"reason": "x"}),
    ],
)
def test_only_a_reviewer_on_a_fresh_page_decides(decide, service, make, words):
    report = make()
    for role in ("checker", "leader", "plan_manager", "lead", "clerk"):
        refused("wrong_role", decide, service, report, make_actor(role), **words)
    for stranger in (make_actor("lead", area=LIANGSHAN), make_actor("audit_admin")):
        with pytest.raises(Report.DoesNotExist):
            decide(service, report, stranger, **words)
    with pytest.raises(StaleReport):
        decide(service, report, seen=report.version - 1, **words)
    decide(service, report, **words)
    with pytest.raises(StaleReport):
        decide(service, report, **words)


@pytest.mark.parametrize(
    ("service", "make", "words"),
    [
        (reviews.approve, approved, {}),
        (reviews.approve, returned, {}),
        (reviews.return_report, approved, {"reason": "x"}),
        (reviews.return_report, returned, {"reason": "x"}),
        (reviews.reopen, submitted, {"reason": "x"}),
        (reviews.reopen, returned, {"reason": "x"}),
    ],
)
def test_a_decision_needs_its_status(decide, service, make, words):
    refused("wrong_status", decide, service, make(), **words)


def test_a_draft_does_not_exist_for_the_reviewer(decide):
    with pytest.raises(Report.DoesNotExist):
        decide(reviews.approve, draft())


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "reason_missing"), ("  ", "reason_missing"), ("字" * 501, "words_too_long"), ("\x00", "forbidden_character")],
)
def test_a_return_and_a_reopening_say_why(decide, reason, code):
    sent, accepted = submitted(), approved(area=LIANGSHAN)
    refused(code, decide, reviews.return_report, sent, reason=reason)
    refused(code, decide, reviews.reopen, accepted, reason=reason)
    assert (fresh(sent).status, fresh(accepted).status) == ("submitted", "approved")


def test_the_submitter_does_not_approve_even_as_a_reviewer(decide, acting_as):
    report = submitted()
    promoted = type(make_actor("reviewer"))(report.submitted_by_id, "x", "reviewer")
    refused("own_report", decide, reviews.approve, report, promoted)
    assert fresh(report).status == "submitted"
