"""Verified values: put, lifted, objected to, upheld; what counts, and what everybody sees of it."""

from decimal import Decimal
from io import BytesIO

import pytest

from accounts.services.acting import acting_as as acting
from reports.domain.refusals import FindingsRefused, StaleReport
from reports.models import Evidence, Fact, Remark, Report, VerifiedValue
from reports.services import reviews, verifying
from reports.services.evidence import Upload
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SCAN,
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
from tests.reports.verified import HEAT, approve, counted, lift, put, step


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


@pytest.fixture(autouse=True)
def _unwoken(monkeypatch):
    woken = []
    monkeypatch.setattr(verifying, "wake_rollup", woken.append)
    return woken


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
