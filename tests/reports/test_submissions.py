"""Submitting: every rule, and that the service calls it."""

import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from reports.domain.annexes import AnnexKind, CanonicalAnnex
from reports.domain.canonical import CanonicalFact, canonical_text, digest
from reports.domain.deadlines import ZONE
from reports.domain.entries import Entry
from reports.domain.refusals import FindingsRefused, StaleReport
from reports.domain.words import Stage
from reports.models import Fact, Report, ReportMark
from reports.services import freezing
from targets.models import QuantityVersion
from tests.factories import CITY, LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    confirmed,
    draft,
    fresh,
    journalled,
    not_applicable,
    refused,
    save,
    stamped,
    typed,
)

DEADLINE = datetime(2026, 11, 16, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


def test_a_submission_freezes_numbers_and_records(submit, acting_as, woken):
    report = draft({"heat_supplied": typed("100.50", note="n"), "greenway_built": not_applicable("无")})
    lead = make_actor("lead")
    revision = submit(report, lead)
    report = fresh(report)
    assert (report.status, report.submitted_at, report.submitted_by_id, report.is_late) == (
        "submitted", NOON, lead.user_id, False,
    )  # fmt: skip
    assert (report.submitted_revision_id, report.approved_revision_id) == (revision.pk, None)
    assert (revision.number, revision.step, revision.at, revision.by_id, revision.actor) == (
        1, "submit", NOON, lead.user_id, lead.name,
    )  # fmt: skip
    with acting_as(SYSTEM):
        facts = Fact.objects.filter(snapshot=revision.snapshot).select_related("quantity").order_by("quantity__code")
        assert [(f.quantity.code, f.state, f.number, f.reason, f.note, f.unit) for f in facts] == [
            ("greenway_built", "not_applicable", None, "无", "", "公里"),
            ("heat_supplied", "reported", Decimal("100.5"), "", "n", "万GJ"),
        ]
        (event,) = report.events.all()
        assert (event.step, event.revision_id, event.at, event.by_id, event.area_id) == (
            "submit", revision.pk, NOON, lead.user_id, report.area_id,
        )  # fmt: skip
        assert ReportMark.objects.filter(event=event).count() == 1
    (record,) = journalled("report.submit")
    assert record.detail == {"revision": 1, "digest": revision.digest, "is_late": False}
    assert record.subject == "report jining-2024/2026/370831/estimate"
    assert woken == ["report submitted"]


def test_the_digest_is_sha256_over_the_canonical_text(submit, acting_as):
    revision = submit(
        draft({"heat_supplied": typed("100.50", note="含热电联产"), "greenway_built": not_applicable("无")})
    )
    signed = '"body":{"at":"2026-11-10T04:00:00+00:00","by":"%s","reason":"%s"}'
    with acting_as(SYSTEM):
        by = list(revision.report.sections.order_by("bureau__code").values_list("confirmed_as", flat=True))
    text = (
        '{"annexes":['
        f'{{{signed % (by[0], "")},"bureau":"housing","kind":"sign_off","subject":"housing"}},'
        f'{{{signed % (by[1], "代为确认")},"bureau":"urban_management","kind":"sign_off",'
        '"subject":"urban_management"}],'
        '"area":"370831","facts":['
        '{"bureau":"urban_management","note":"","number":null,"provenance":"typed","quantity":"greenway_built",'
        '"reason":"无","state":"not_applicable","text":"","typed_number":null,"typed_unit":"","unit":"公里"},'
        '{"bureau":"housing","note":"含热电联产","number":"100.5","provenance":"typed","quantity":"heat_supplied",'
        '"reason":"","state":"reported","text":"","typed_number":null,"typed_unit":"","unit":"万GJ"}],'
        '"format":2,"plan":"jining-2024","stage":"estimate","year":2026}'
    )
    assert revision.digest == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_can_be_recomputed_from_the_facts(acting_as):
    report = approved()
    with acting_as(SYSTEM):
        facts = Fact.objects.filter(snapshot=report.approved_revision.snapshot).select_related("quantity", "bureau")
        frozen = [CanonicalFact(f.quantity.code, f.bureau.code, f.said, f.unit, f.provenance) for f in facts]
        rows = report.approved_revision.snapshot.annexes.select_related("bureau")
        annexes = [CanonicalAnnex(AnnexKind(a.kind), a.bureau.code, a.subject, a.body) for a in rows]
        text = canonical_text(freezing.key_of(report), frozen, annexes)
    assert {annex.kind for annex in annexes} == {"sign_off", "stamp"}
    assert digest(text) == report.approved_revision.digest
    assert list(json.loads(text)) == sorted(json.loads(text))


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (DEADLINE - timedelta(microseconds=1), False),
        (DEADLINE - timedelta(seconds=1), False),
        (DEADLINE, True),
        (DEADLINE + timedelta(seconds=1), True),
    ],
)
def test_lateness_is_decided_at_receipt(submit, moment, late):
    report = draft()
    submit(report, now=moment)
    assert fresh(report).is_late is late


def test_a_final_has_the_finals_deadline(submit):
    deadline = datetime(2026, 4, 1, tzinfo=ZONE)
    in_time, late = draft(year=2025, stage=Stage.FINAL), draft(year=2025, stage=Stage.FINAL, area=LIANGSHAN)
    submit(in_time, now=deadline - timedelta(seconds=1))
    submit(late, now=deadline)
    assert (fresh(in_time).is_late, fresh(late).is_late) == (False, True)


def test_only_the_areas_lead_submits(submit):
    report = draft()
    refused("wrong_role", submit, report, make_actor("clerk"))
    for stranger in (make_actor("lead", area=LIANGSHAN), make_actor("lead", area=CITY), make_actor("reviewer")):
        with pytest.raises(Report.DoesNotExist):
            submit(report, stranger)


def test_a_stale_page_submits_nothing(submit):
    report = draft()
    save(make_actor("clerk"), {"heat_delivered": typed("50")})
    with pytest.raises(StaleReport):
        submit(report, seen=report.version)
    assert fresh(report).status == "draft"


def test_a_second_click_makes_no_second_revision(submit, acting_as):
    report, lead = stamped(draft()), make_actor("lead")
    submit(report, lead)
    with pytest.raises(StaleReport):
        submit(report, lead)
    refused("wrong_status", submit, fresh(report), lead)
    with acting_as(SYSTEM):
        assert report.revisions.count() == 1


def test_the_same_key_gives_the_same_receipt_and_another_content_is_refused(submit, acting_as):
    report, lead = stamped(draft()), make_actor("lead")
    first = submit(report, lead, key="abc")
    assert submit(report, lead, key="abc") == first
    refused("key_reused", submit, fresh(report), lead, key="abc")
    assert journalled("report.submit")[0].detail["revision"] == 1
    assert len(journalled("report.submit")) == 1


def test_an_empty_report_is_not_submitted(submit):
    report = draft({"heat_supplied": typed("1")})
    save(SYSTEM, {"heat_supplied": Entry(None, seen_version=report.version)})
    refused("empty", submit, fresh(report))


def test_an_error_across_bureaus_keeps_the_section_from_being_confirmed():
    report = draft({"county_town_built_area": typed("10")})
    save(make_actor("clerk", bureau="natural_resources"), {"county_town_construction_land": typed("11")})
    refused("findings_open", confirmed, fresh(report))
    assert fresh(report).status == "draft"


def test_a_value_that_breaks_a_new_definition_is_refused_at_submission(submit, acting_as):
    report = draft({"heat_supplied": typed("100.25")})
    with acting_as(SYSTEM):
        QuantityVersion.objects.filter(quantity__code="heat_supplied").update(decimals=1)
    with pytest.raises(FindingsRefused) as caught:
        submit(report)
    assert [found.code for found in caught.value.findings["heat_supplied"]] == ["too_many_decimals"]
