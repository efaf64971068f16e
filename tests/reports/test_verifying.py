"""Verified values: put, lifted, objected to, upheld; what counts, and what everybody sees of it."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from accounts.services.acting import acting_as as acting
from reports.domain.entries import Entry
from reports.domain.refusals import FindingsRefused, StaleReport
from reports.domain.words import State
from reports.models import Evidence, Fact, Remark, Report, VerifiedValue
from reports.services import reviews, verifying
from reports.services.evidence import Upload
from targets.models import Quantity
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SCAN,
    SYSTEM,
    approved,
    database_refuses,
    draft,
    fresh,
    journalled,
    privilege_missing,
    refused,
    returned,
    row_security_refuses,
    run,
    save,
    submitted,
    typed,
    withdrawn,
)

HEAT = "heat_supplied"


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


@pytest.fixture(autouse=True)
def _unwoken(monkeypatch):
    woken = []
    monkeypatch.setattr(verifying, "wake_rollup", woken.append)
    return woken


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


def test_a_verified_value_counts_in_a_new_revision_and_the_declared_one_is_kept(_unwoken):
    report = submitted()
    before = report.submitted_revision
    revision = put(report, "90.5")
    fact = counted(report)
    assert (revision.number, revision.step) == (2, "verify")
    assert revision.digest != before.digest
    assert (fact.number, fact.declared_number, fact.declared_state) == (Decimal("90.5"), Decimal(100), "reported")
    assert (counted(report, "greenway_built").number, counted(report, "greenway_built").is_verified) == (
        Decimal("3.5"), False,
    )  # fmt: skip
    with acting(SYSTEM):
        assert Fact.objects.get(snapshot=before.snapshot_id, quantity__code=HEAT).number == Decimal(100)
        remark = Remark.objects.get()
    assert (remark.kind, remark.words, remark.old["number"], remark.new["number"]) == (
        "verify", "核对报表", "100", "90.5",
    )  # fmt: skip
    (record,) = journalled("value.verify")
    assert (record.detail["quantity"], record.detail["old"]["number"], record.detail["new"]["number"]) == (
        HEAT, "100", "90.5",
    )  # fmt: skip
    assert _unwoken == ["report verify"]


def test_lifted_the_declared_value_counts_again():
    report = submitted()
    put(report)
    revision = lift(fresh(report))
    assert (revision.number, counted(report).number, counted(report).is_verified) == (3, Decimal(100), False)
    refused("no_verified_value", lift, fresh(report))


def test_another_verified_value_takes_the_place_of_the_first():
    report = submitted()
    put(report)
    put(fresh(report), "80")
    assert counted(report).number == Decimal(80)
    with acting(SYSTEM):
        assert list(VerifiedValue.objects.order_by("pk").values_list("status", flat=True)) == ["lifted", "standing"]


def test_a_verified_value_holds_over_a_resubmission_of_the_same_figure_and_falls_with_another(submit, decide):
    report = submitted()
    put(report)
    decide(reviews.return_report, fresh(report), reason="x")
    submit(fresh(report))
    assert (counted(report).number, counted(report).declared_number) == (Decimal(90), Decimal(100))
    decide(reviews.return_report, fresh(report), reason="x")
    withdrawn(fresh(report))
    save(make_actor("clerk"), {HEAT: typed("91", seen_version=_version(report))})
    submit(fresh(report))
    assert (counted(report).number, counted(report).is_verified) == (Decimal(91), False)


def _version(report):
    with acting(SYSTEM):
        return fresh(report).values.get(quantity__code=HEAT).version


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"number": "-1"}, "below_minimum"),
        ({"number": "1.1234567"}, "too_many_decimals"),
        ({"number": "abc"}, "not_a_number"),
        ({"number": ""}, "value_missing"),
        ({"number": "1", "unit": "斤"}, "unknown_unit"),
    ],
)
def test_it_is_read_as_when_it_is_filed(entry, code):
    report = submitted()
    with pytest.raises(FindingsRefused) as caught:
        put(report, **entry)
    assert [found.code for found in caught.value.findings[HEAT]] == [code]


def test_what_cannot_be_verified_is_refused_and_nothing_changes():
    report = submitted()
    refused("same_as_declared", put, report, "100")
    refused("nothing_declared", put, report, "1", quantity="heat_delivered")
    refused("no_such_quantity", put, report, "1", quantity="no_such")
    refused("reason_missing", put, report, reason=" ")
    with pytest.raises(StaleReport):
        put(report, seen=report.version - 1)
    assert (fresh(report).version, counted(report).number) == (report.version, Decimal(100))


@pytest.mark.parametrize("make", [returned, approved])
def test_it_is_put_while_the_report_is_submitted_only(make):
    refused("wrong_status", put, make())


def test_nobody_but_the_reviewer_puts_or_lifts():
    report = submitted()
    for role in ("clerk", "lead", "checker", "leader", "plan_manager"):
        refused("wrong_role", put, report, actor=make_actor(role))
    for stranger in (make_actor("lead", area=LIANGSHAN), make_actor("audit_admin")):
        with pytest.raises(Report.DoesNotExist):
            put(report, actor=stranger)
    put(report)
    refused("wrong_role", lift, fresh(report), make_actor("lead"))
    with pytest.raises(Report.DoesNotExist):
        put(draft(area=LIANGSHAN))


def test_an_objection_of_its_clerk_blocks_the_approval_until_it_is_upheld():
    report = submitted()
    put(report)
    assert step(verifying.object_to, report, make_actor("clerk")).status == "objected"
    assert fresh(report).version > report.version + 1
    refused("objections_open", approve, report)
    assert step(verifying.uphold, report, make_actor("reviewer"), seen=2).status == "upheld"
    assert approve(report).number == 3
    with acting(SYSTEM):
        assert list(Remark.objects.values_list("kind", flat=True)) == ["verify", "object", "uphold"]
    assert [len(journalled(f"value.{verb}")) for verb in ("verify", "object", "uphold")] == [1, 1, 1]


def test_the_lead_objects_for_any_bureau_and_a_lift_settles_it_too():
    report = submitted()
    put(report, "3", quantity="greenway_built")
    step(verifying.object_to, report, make_actor("lead"), quantity="greenway_built")
    with acting(actor := make_actor("reviewer")):
        verifying.lift(
            report_id=report.pk, quantity="greenway_built", reason="属实", seen_version=fresh(report).version,
            actor=actor, now=NOON,
        )  # fmt: skip
    assert approve(report).step == "approve"


def test_after_the_approval_an_objection_waits_for_the_reviewer():
    report = submitted()
    put(report)
    approve(report)
    step(verifying.object_to, report, make_actor("clerk"))
    refused("wrong_status", lift, fresh(report))
    assert step(verifying.uphold, report, make_actor("reviewer"), seen=2).status == "upheld"
    assert fresh(report).status == "approved"


def test_who_may_not_object_and_when_not():
    report = submitted()
    refused("no_verified_value", step, verifying.object_to, report, make_actor("clerk"))
    put(report)
    refused("no_verified_value", step, verifying.object_to, report, make_actor("clerk", bureau="urban_management"))
    refused("wrong_role", step, verifying.object_to, report, make_actor("reviewer"))
    refused("wrong_role", step, verifying.object_to, report, make_actor("checker"))
    refused("reason_missing", step, verifying.object_to, report, make_actor("clerk"), " ")
    with pytest.raises(Report.DoesNotExist):
        step(verifying.object_to, report, make_actor("lead", area=LIANGSHAN))
    with pytest.raises(StaleReport):
        step(verifying.object_to, report, make_actor("clerk"), seen=2)
    refused("wrong_status", step, verifying.uphold, report, make_actor("reviewer"))
    step(verifying.object_to, report, make_actor("clerk"))
    refused("wrong_role", step, verifying.uphold, report, make_actor("lead"), seen=2)
    refused("wrong_status", step, verifying.object_to, report, make_actor("clerk"), seen=2)


def test_its_evidence_is_seen_by_its_bureau_and_is_no_evidence_of_the_bureau(acting_as):
    report = submitted()
    put(report, upload=Upload("核定.pdf", BytesIO(SCAN), len(SCAN)))
    for actor in (make_actor("clerk"), make_actor("lead"), make_actor("reviewer"), make_actor("checker")):
        with acting_as(actor):
            assert Evidence.objects.visible_to(actor).filter(is_of_review=True).count() == 1
    for actor in (make_actor("clerk", bureau="urban_management"), make_actor("lead", area=LIANGSHAN)):
        with acting_as(actor):
            assert not Evidence.objects.visible_to(actor).filter(is_of_review=True).exists()
            assert not Evidence.objects.filter(is_of_review=True).exists()
    with acting_as(SYSTEM):
        annex = fresh(report).submitted_revision.snapshot.annexes.get(kind="verified")
        assert annex.body["file"] == "核定.pdf"


def test_a_refused_file_refuses_the_value(acting_as):
    report = submitted()
    refused("file_type", put, report, upload=Upload("x.exe", BytesIO(b"MZ"), 2))
    with acting_as(SYSTEM):
        assert not VerifiedValue.objects.exists()


# The database


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
