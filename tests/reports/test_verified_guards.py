"""Verified values in the database: along which steps they move, who may put them, and when."""

import pytest
from django.db import IntegrityError, transaction

from reports.models import Report, VerifiedValue
from reports.services import verifying
from targets.models import Quantity
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    database_refuses,
    fresh,
    privilege_missing,
    row_security_refuses,
    run,
    submitted,
)
from tests.reports.verified import HEAT, put, step, verified


@pytest.fixture(autouse=True)
def _plan(plan, monkeypatch):
    monkeypatch.setattr(verifying, "wake_rollup", lambda reason: None)


STEPS = {
    ("clerk", "standing", "objected"),
    ("lead", "standing", "objected"),
    ("reviewer", "objected", "upheld"),
    ("reviewer", "standing", "lifted"),
    ("reviewer", "objected", "lifted"),
    ("reviewer", "upheld", "lifted"),
}
STATUSES = ("standing", "objected", "upheld", "lifted")


def test_the_database_moves_a_verified_value_along_the_same_steps_and_no_others(acting_as):
    report = submitted()
    put(report)
    one = verified(report)
    moved = set()
    for role in ("clerk", "lead", "checker", "reviewer", "leader", "plan_manager", "audit_admin", "system"):
        actor = SYSTEM if role == "system" else make_actor(role)
        for before, after in ((a, b) for a in STATUSES for b in STATUSES if a != b):
            if _moves(one, before, after, actor, acting_as):
                moved.add((role, before, after))
    assert moved == STEPS | {("system", *pair[1:]) for pair in STEPS}


def _moves(one, before, after, actor, acting_as):
    way = {"objected": ["objected"], "upheld": ["objected", "upheld"], "lifted": ["lifted"], "standing": []}[before]
    try:
        with transaction.atomic():
            with acting_as(SYSTEM):
                for number, status in enumerate(way, 2):
                    VerifiedValue.objects.filter(pk=one.pk).update(status=status, version=number)
            with acting_as(actor):
                touched = VerifiedValue.objects.filter(pk=one.pk).update(status=after, version=9)
            raise _Undo(touched == 1)
    except _Undo as outcome:
        return outcome.args[0]
    except IntegrityError as error:
        assert error.__cause__.diag.constraint_name == "verified_value_moves_along_its_steps"
        return False


class _Undo(Exception):
    pass


def test_the_database_refuses_an_approval_while_an_objection_is_unsettled(acting_as):
    report = submitted()
    put(report)
    step(verifying.object_to, report, make_actor("clerk"))
    with acting_as(SYSTEM), database_refuses("report_is_not_approved_while_objections_are_open"):
        Report.objects.filter(pk=report.pk).update(status="approved", version=fresh(report).version + 1)


def test_the_database_lets_nobody_but_the_reviewer_put_a_value_and_only_while_submitted(acting_as):
    open_one, closed = submitted(), approved(area=LIANGSHAN)

    def insert(report, actor):
        quantity = Quantity.objects.get(code=HEAT)
        VerifiedValue.objects.bulk_create([VerifiedValue(
            report=report, area=report.area, bureau_id=quantity.bureau_id, quantity=quantity, state="reported",
            number=1, declared_state="reported", declared_number=2, reason="x", at=NOON, by_id=actor.user_id, actor="x",
        )])  # fmt: skip

    for actor in (make_actor("lead"), make_actor("clerk"), make_actor("checker")):
        with acting_as(actor), row_security_refuses("reports_verifiedvalue"):
            insert(open_one, actor)
    for actor in (SYSTEM, make_actor("reviewer")):
        with acting_as(actor), database_refuses("verified_value_is_put_and_lifted_while_submitted"):
            insert(closed, actor)
    put(open_one)
    for actor in (SYSTEM, make_actor("reviewer")):
        with acting_as(actor), privilege_missing():
            run("UPDATE reports_verifiedvalue SET number = 5")
