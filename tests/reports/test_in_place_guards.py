"""What the database lets a lead or a reviewer change in a report that stays submitted, and write in a thread."""

import pytest

from reports.models import Fact, Query, Remark, Report, Revision, Snapshot
from targets.models import Quantity
from tests.factories import make_actor
from tests.reports.factories import NOON, SYSTEM, database_refuses, fresh
from tests.reports.queries import HEAT, asked, reported
from tests.reports.verified import put

ONLY_QUERIED = "report_in_place_changes_queried_values_only"


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


def again(report, actor, step, **numbers):
    """Freeze what counts once more with other numbers, and let the report count that."""
    snapshot = Snapshot.objects.create(report=report, taken_at=NOON, digest="0" * 64)
    for fact in Fact.objects.filter(snapshot=report.submitted_revision.snapshot_id).select_related("quantity"):
        fact.pk, fact.snapshot = None, snapshot
        fact.number = numbers.get(fact.quantity.code, fact.number)
        fact.save(force_insert=True)
    revision = Revision.objects.create(
        report=report, number=9, step=step, snapshot=snapshot, digest="0" * 64, at=NOON, by_id=actor.user_id, actor="x"
    )
    return Report.objects.filter(pk=report.pk).update(submitted_revision=revision, version=fresh(report).version + 1)


def test_a_lead_corrects_nothing_that_nobody_asked_about(acting_as):
    report, lead = reported(), make_actor("lead")
    with acting_as(lead), database_refuses(ONLY_QUERIED):
        again(report, lead, "correct")
    asked(report)
    with acting_as(lead), database_refuses(ONLY_QUERIED):
        again(report, lead, "correct", heat_supplied=120)
    with acting_as(lead):
        assert again(report, lead, "correct", greenway_built=4) == 1


def test_a_verified_value_leaves_what_was_declared(acting_as):
    report, reviewer = reported(), make_actor("reviewer")
    put(report, "90")
    report = fresh(report)
    with acting_as(reviewer), database_refuses(ONLY_QUERIED):
        again(report, reviewer, "verify", greenway_built=9)
    with acting_as(reviewer):
        assert again(report, reviewer, "verify", heat_supplied=91) == 1


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("clerk", {"explain", "object"}),
        ("lead", {"explain", "object", "correct"}),
        ("checker", {"ask", "ask_again", "close", "withdraw"}),
        ("reviewer", {"ask", "ask_again", "close", "withdraw", "verify", "lift", "uphold"}),
    ],
)
def test_an_entry_is_of_whoever_takes_the_step(role, kinds, acting_as):
    report, actor = reported(), make_actor(role)
    place = {"report": report, "area_id": report.area_id, "quantity": Quantity.objects.get(code=HEAT)}
    place |= {"bureau_id": place["quantity"].bureau_id, "at": NOON, "by_id": actor.user_id, "words": "x"}
    every = ["ask", "explain", "correct", "ask_again", "close", "withdraw", "verify", "lift", "object", "uphold"]
    with acting_as(actor):
        for kind in every:
            if kind in kinds:
                Remark.objects.create(kind=kind, **place)
            else:
                with database_refuses("remark_is_of_whoever_takes_the_step"):
                    Remark.objects.create(kind=kind, **place)


def test_an_entry_is_about_the_value_of_its_query(acting_as):
    report, lead = reported(), make_actor("lead")
    asked(report)
    with acting_as(SYSTEM):
        query = Query.objects.get(report=report)
    heat = Quantity.objects.get(code=HEAT)
    place = {"report": report, "area_id": report.area_id, "quantity": heat, "bureau_id": heat.bureau_id, "at": NOON}
    with acting_as(lead), database_refuses("remark_is_about_the_value_of_its_query"):
        Remark.objects.create(kind="explain", query=query, by_id=lead.user_id, actor="x", **place)
