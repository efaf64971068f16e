"""The whole is locked, printed, stamped and handed in; any change voids the lock and the stamp."""

from datetime import timedelta
from io import BytesIO

import pytest

from reports.domain.refusals import ReasonClash
from reports.domain.words import Stage
from reports.models import Annex, Explanation
from reports.queries import reports, sheets
from reports.services import evidence, explanations, freezing, locking, narratives, sections, submissions
from targets.models import Plan
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SCAN,
    SYSTEM,
    approved,
    confirmed,
    database_refuses,
    draft,
    fresh,
    journalled,
    key_of,
    locked,
    refused,
    run,
    save,
    seen_of,
    stamped,
    typed,
    withdrawn,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("plan")


@pytest.fixture
def lock(acting_as):
    def call(report, actor=None, *, service=locking.lock, seen=None):
        actor = actor or make_actor("lead")
        with acting_as(actor):
            return service(report_id=report.pk, seen_version=seen or report.version, actor=actor, now=NOON)

    return call


def _line(report, code, acting_as):
    with acting_as(SYSTEM):
        head = reports.head(report.pk, SYSTEM)
        return sheets.being_filled(head, plan=Plan.objects.get(), actor=SYSTEM).lines[code]


def test_a_lock_holds_until_something_changes(lock):
    report = locked(draft())
    assert (report.is_locked, len(report.locked_digest)) == (True, 64)
    withdrawn(report)
    assert fresh(report).is_locked is False


def test_what_is_confirmed_cannot_change_under_a_lock():
    report = locked(draft())
    refused("section_confirmed", save, make_actor("clerk"), {"heat_delivered": typed("5")})
    assert fresh(report).is_locked


@pytest.mark.parametrize("change", ["value", "narrative"])
def test_a_change_by_a_bureau_that_had_said_nothing_voids_the_lock_and_its_stamp(change, lock, acting_as):
    report = stamped(draft({"heat_supplied": typed("1")}))
    assert report.is_locked
    clerk = make_actor("clerk", bureau="urban_management")
    if change == "value":
        save(clerk, {"greenway_built": typed("2")})
    else:
        words = {"practice": "已办结", "problems": "", "intentions": ""}
        with acting_as(clerk):
            narratives.save(key=key_of(), task="1.1", **words, seen_version=0, actor=clerk, now=NOON)
    after = fresh(report)
    assert (after.is_locked, after.locked_digest) == (False, report.locked_digest)
    lead = make_actor("lead")
    with acting_as(lead):
        refused("not_locked", submissions.submit, report_id=report.pk, seen_version=after.version, actor=lead, now=NOON)


def test_a_lock_can_be_taken_back(lock):
    report = stamped(draft())
    lock(report, service=locking.unlock)
    assert fresh(report).is_locked is False
    refused("not_locked", lock, fresh(report), service=locking.unlock)
    assert len(journalled("report.unlock")) == 1


def test_a_new_lock_begins_without_the_old_stamp(lock):
    report = stamped(draft())
    lock(report, service=locking.unlock)
    lock(fresh(report))
    assert fresh(report).stamp is None


def test_a_report_is_locked_once_every_bureau_that_said_something_confirmed(lock):
    report = draft()
    refused("sections_unconfirmed", lock, report)
    lock(confirmed(report))
    assert fresh(report).is_locked


@pytest.mark.parametrize(("role", "code"), [("clerk", "wrong_role"), ("reviewer", None)])
def test_only_the_lead_locks(lock, role, code):
    report = confirmed(draft())
    if code:
        refused(code, lock, report, make_actor(role))
    else:
        with pytest.raises(type(report).DoesNotExist):
            lock(report, make_actor(role))


def test_the_neighbours_lead_finds_no_report(lock):
    report = confirmed(draft())
    with pytest.raises(type(report).DoesNotExist):
        lock(report, make_actor("lead", area=LIANGSHAN))


def test_the_stamped_page_is_needed_and_travels_with_the_submission(submit, acting_as):
    report = locked(draft())
    lead = make_actor("lead")
    refused("not_stamped", submit, report, lead, seen=report.version)
    with acting_as(lead):
        scan = {"name": "盖章页.pdf", "file": BytesIO(SCAN), "size": len(SCAN)}
        evidence.store(key=key_of(), about=evidence.STAMP, **scan, actor=lead, now=NOON)
    revision = submit(fresh(report), lead)
    assert revision.digest == report.locked_digest
    with acting_as(SYSTEM):
        (page,) = Annex.objects.filter(snapshot=revision.snapshot, kind="stamp")
    assert (page.body["name"], page.body["locked"]) == ("盖章页.pdf", report.locked_digest)


@pytest.fixture
def slipped():
    """2026's estimate of Sishui with a figure ten thousand times last year's."""
    approved({"heat_supplied": typed("100")}, year=2025, now=NOON - timedelta(days=30))
    return draft({"heat_supplied": typed("1000000")})


def test_a_doubted_figure_is_handed_in_only_with_a_written_reason(slipped, lock, acting_as, submit):
    line = _line(slipped, "heat_supplied", acting_as)
    assert [(one.finding.code, dict(one.finding.saw), one.is_open) for one in line.noted] == [
        ("unit_slip", {"value": "1000000", "before": "100", "percent": "+999900.0", "times": "10000"}, True)
    ]
    clerk = make_actor("clerk")
    with acting_as(clerk):
        about = {"key": key_of(), "quantity": "heat_supplied", "code": "unit_slip"}
        explanations.save(**about, reason="新并入热电厂", actor=clerk, now=NOON)
    assert _line(slipped, "heat_supplied", acting_as).noted[0].reason == "新并入热电厂"
    revision = submit(fresh(slipped))
    with acting_as(SYSTEM):
        bodies = {
            row.kind: row.body for row in Annex.objects.filter(snapshot=revision.snapshot, subject="heat_supplied")
        }
    told = {"code": "unit_slip", "reason": "新并入热电厂", "saw.before": "100", "saw.value": "1000000"}
    told |= {"saw.percent": "+999900.0", "saw.times": "10000"}
    assert bodies == {"explanation": told, "finding": told | {"severity": "soft"}}


def test_a_reason_holds_for_the_numbers_it_was_written_for(slipped, acting_as):
    clerk = make_actor("clerk")
    about = {"key": key_of(), "quantity": "heat_supplied", "code": "unit_slip"}
    with acting_as(clerk):
        explanations.save(**about, reason="新并入热电厂", actor=clerk, now=NOON)
    save(clerk, {"heat_supplied": typed("1010000", seen_version=2)})
    (again,) = _line(slipped, "heat_supplied", acting_as).noted
    assert (again.reason, again.earlier_reason, again.is_open) == ("", "新并入热电厂", True)


def test_a_colleagues_reason_is_shown_and_not_overwritten(slipped, acting_as):
    anna, bert = make_actor("clerk"), make_actor("clerk")
    about = {"key": key_of(), "quantity": "heat_supplied", "code": "unit_slip", "now": NOON}
    with acting_as(anna):
        explanations.save(**about, reason="新并入热电厂", actor=anna)
    with acting_as(bert):
        with pytest.raises(ReasonClash) as caught:
            explanations.save(**about, reason="计量口径调整", actor=bert)
        assert caught.value.theirs == "新并入热电厂"
        refused("reason_clash", explanations.save, **about, reason="", actor=bert)
        explanations.save(**about, reason="计量口径调整", seen_reason="新并入热电厂", actor=bert)
    assert _line(slipped, "heat_supplied", acting_as).noted[0].reason == "计量口径调整"


def test_a_reason_for_a_figure_that_was_corrected_stays_at_home_and_can_be_taken_back(slipped, acting_as, submit):
    clerk = make_actor("clerk")
    about = {"key": key_of(), "quantity": "heat_supplied", "code": "unit_slip", "actor": clerk, "now": NOON}
    with acting_as(clerk):
        explanations.save(**about, reason="内部草稿说明")
    save(clerk, {"heat_supplied": typed("101", seen_version=2)})
    with acting_as(SYSTEM):
        assert [annex.kind for _, annex in freezing.content_of(fresh(slipped)).annexes] == []
    with acting_as(clerk):
        explanations.save(**about, reason="")
    with acting_as(SYSTEM):
        assert Explanation.objects.count() == 0


def test_what_an_earlier_year_makes_wrong_after_locking_is_not_handed_in(submit):
    entry = {"ultra_low_energy_pilots": typed("4")}
    report = stamped(draft(entry))
    approved({"ultra_low_energy_pilots": typed("9")}, year=2025, stage=Stage.FINAL)
    refused("findings_open", submit, report, seen=report.version)


def test_a_bureau_with_nothing_but_words_signs_them_off(lock, acting_as):
    report = draft({"heat_supplied": typed("1")})
    clerk = make_actor("clerk", bureau="urban_management")
    words = {"practice": "已办结", "problems": "", "intentions": "", "seen_version": 0}
    with acting_as(clerk):
        narratives.save(key=key_of(), task="1.1", **words, actor=clerk, now=NOON)
    lead = make_actor("lead")
    with acting_as(lead):
        sections.confirm(key=key_of(), bureau="housing", seen=seen_of(), actor=lead, now=NOON)
    refused("sections_unconfirmed", lock, fresh(report))
    with acting_as(clerk):
        sections.confirm(
            key=key_of(), bureau="urban_management", seen=seen_of("urban_management"), actor=clerk, now=NOON
        )
    lock(fresh(report))
    assert fresh(report).is_locked


def test_the_database_lets_no_clerk_lock(acting_as):
    report, clerk = confirmed(draft()), make_actor("clerk")
    with acting_as(clerk), database_refuses("report_is_locked_and_stamped_by_its_lead"):
        run("UPDATE reports_report SET version = version + 1, locked_version = version + 1, locked_digest = 'x',"
            " locked_at = now() WHERE id = %s", report.pk)  # fmt: skip


def test_a_hard_finding_takes_no_reason(acting_as):
    draft({"heat_supplied": typed("1"), "heat_delivered": typed("2")})
    clerk = make_actor("clerk")
    with acting_as(clerk):
        refused(
            "finding_gone", explanations.save, key=key_of(), quantity="heat_delivered", code="more_than",
            reason="就是这样", actor=clerk, now=NOON,
        )  # fmt: skip


def test_an_explanation_is_its_own_bureaus(slipped, acting_as):
    other = make_actor("clerk", bureau="urban_management")
    with acting_as(other):
        refused(
            "other_bureau", explanations.save, key=key_of(), quantity="heat_supplied", code="unit_slip",
            reason="x", actor=other, now=NOON,
        )  # fmt: skip
    with acting_as(SYSTEM):
        assert Explanation.objects.count() == 0


def test_the_digest_is_a_function_of_the_version(acting_as):
    report = locked(draft())
    with acting_as(SYSTEM):
        assert freezing.content_of(report).digest == report.locked_digest
