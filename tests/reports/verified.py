"""Verified values, put, objected to and lifted by the services that do it in earnest."""

from accounts.services.acting import acting_as as acting
from reports.domain.entries import Entry
from reports.domain.words import State
from reports.models import Fact, VerifiedValue
from reports.services import reviews, verifying
from tests.factories import make_actor
from tests.reports.factories import NOON, SYSTEM, fresh

HEAT = "heat_supplied"


def put(report, number="90", *, actor=None, seen=None, reason="核对报表", quantity=HEAT, upload=None, **entry):
    """Put a verified value as a reviewer."""
    actor = actor or make_actor("reviewer")
    with acting(actor):
        return verifying.put(
            report_id=report.pk, quantity=quantity, entry=Entry(State.REPORTED, number, **entry), reason=reason,
            seen_version=seen or report.version, actor=actor, now=NOON, upload=upload,
        )  # fmt: skip


def step(service, report, actor, words="口径不同", *, quantity=HEAT, seen=1):
    """Object or uphold."""
    with acting(actor):
        return service(report_id=report.pk, quantity=quantity, words=words, seen=seen, actor=actor, now=NOON)


def lift(report, actor=None, *, seen=None):
    """Lift as a reviewer."""
    actor = actor or make_actor("reviewer")
    with acting(actor):
        return verifying.lift(
            report_id=report.pk,
            quantity=HEAT,
            reason="撤回",
            seen_version=seen or report.version,
            actor=actor,
            now=NOON,
        )


def counted(report, quantity=HEAT):
    """The fact that counts."""
    with acting(SYSTEM):
        return Fact.objects.get(snapshot=fresh(report).submitted_revision.snapshot_id, quantity__code=quantity)


def verified(report, quantity=HEAT):
    """The verified value that is not lifted."""
    with acting(SYSTEM):
        return VerifiedValue.objects.exclude(status="lifted").get(report=report.pk, quantity__code=quantity)


def approve(report, actor=None, **words):
    """Approve as a reviewer."""
    actor = actor or make_actor("reviewer")
    with acting(actor):
        return reviews.approve(report_id=report.pk, seen_version=fresh(report).version, actor=actor, now=NOON, **words)
