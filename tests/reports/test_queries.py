"""Queries: one value of a submitted report unlocks, is answered with words or another value, and closes."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError

from accounts.services.acting import acting_as as enter
from reports.domain.refusals import Refused, StaleReport
from reports.models import Explanation, Fact, Query, Remark, Value
from reports.queries.sections import fingerprint
from reports.services import answering, correcting, evidence, locking, querying, reviews
from reports.services import sections as section_service
from tests.factories import make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    fresh,
    journalled,
    key_of,
    refused,
    save,
    typed,
    withdrawn,
)
from tests.reports.queries import asked, explained, handed_in, move, proposed, relocked, reported


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


def thread(acting_as, report, quantity="greenway_built"):
    with acting_as(SYSTEM):
        rows = Remark.objects.filter(report=report, quantity__code=quantity).order_by("id")
        return list(rows.values_list("kind", "words", "old", "new"))


def status(acting_as, report, quantity="greenway_built"):
    with acting_as(SYSTEM):
        return Query.objects.filter(report=report, quantity__code=quantity).last().status


def number(acting_as, report, quantity="greenway_built"):
    with acting_as(SYSTEM):
        return Value.objects.get(report=report, quantity__code=quantity).number


def counted(acting_as, report, quantity="greenway_built"):
    with acting_as(SYSTEM):
        return Fact.objects.get(snapshot=fresh(report).submitted_revision.snapshot_id, quantity__code=quantity).number


def test_a_query_unlocks_its_value_and_raises_the_version(acting_as):
    report = reported()
    query = asked(report)
    assert (query.status, query.bureau.code, query.asked_bureau.code) == ("open", "urban_management", "housing")
    assert fresh(report).version == report.version + 1
    (record,) = journalled("query.ask")
    assert record.detail == {"quantity": "greenway_built", "words": "与台账不符"}
    assert thread(acting_as, report) == [("ask", "与台账不符", None, None)]
    save(make_actor("clerk", bureau="urban_management"), {"greenway_built": typed("4.5", seen_version=version(report))})
    assert number(acting_as, report) == Decimal("4.5")
    assert counted(acting_as, report) == Decimal("3.5")


def version(report, quantity="greenway_built"):
    with enter(SYSTEM):
        return Value.objects.get(report=report, quantity__code=quantity).version


def test_another_value_of_the_same_bureau_stays_locked(acting_as):
    report = reported()
    asked(report)
    clerk = make_actor("clerk", bureau="urban_management")
    refused("wrong_status", save, clerk, {"lamps_total": typed("5")})
    both = {"greenway_built": typed("4", seen_version=version(report)), "lamps_total": typed("5")}
    refused("wrong_status", save, clerk, both)
    assert number(acting_as, report) == Decimal("3.5")


def test_words_sections_and_task_evidence_stay_locked(acting_as, tmp_path):
    report = reported()
    asked(report)
    clerk = make_actor("clerk", bureau="urban_management")
    key = key_of()
    with acting_as(clerk):
        task = report.filing_year.plan.quantities.get(code="greenway_built").task.code
        about = evidence.About(task=task)
        file = {"name": "a.pdf", "file": BytesIO(b"%PDF-1.4\n%%EOF\n"), "size": 15}
        refused("wrong_status", evidence.store, key=key, about=about, **file, actor=clerk, now=NOON)
        file = {"name": "a.pdf", "file": BytesIO(b"%PDF-1.4\n%%EOF\n"), "size": 15}
        about = evidence.About(quantity="lamps_total")
        refused("wrong_status", evidence.store, key=key, about=about, **file, actor=clerk, now=NOON)
        file = {"name": "a.pdf", "file": BytesIO(b"%PDF-1.4\n%%EOF\n"), "size": 15}
        about = evidence.About(quantity="greenway_built")
        assert evidence.store(key=key, about=about, **file, actor=clerk, now=NOON).pk
        about = {"bureau": "urban_management", "seen": fingerprint(report.pk, clerk.bureau_id, clerk)}
        refused("wrong_status", section_service.withdraw, key=key, **about, actor=clerk, now=NOON)


def test_an_explanation_answers_and_locks_again(acting_as):
    report = reported()
    asked(report)
    clerk = make_actor("clerk", bureau="urban_management")
    explained(report, actor=clerk)
    assert status(acting_as, report) == "answered"
    assert thread(acting_as, report)[-1] == ("explain", "台账已更新", None, None)
    refused("wrong_status", save, clerk, {"greenway_built": typed("9", seen_version=version(report))})
    assert journalled("query.answer")[0].detail == {"quantity": "greenway_built", "words": "台账已更新"}


def test_an_explanation_waits_while_another_value_stands_there(acting_as):
    report = reported()
    asked(report)
    clerk = make_actor("clerk", bureau="urban_management")
    proposed(report, "4.5", actor=clerk)
    refused("value_changed", explained, report, actor=clerk)
    move(answering.discard, report, actor=clerk)
    assert number(acting_as, report) == Decimal("3.5")
    explained(report, actor=clerk)
    assert status(acting_as, report) == "answered"


def test_a_new_value_counts_once_its_lead_handed_it_in(acting_as):
    report = reported()
    asked(report)
    proposed(report, "4.5")
    assert counted(acting_as, report) == Decimal("3.5")
    assert thread(acting_as, report) == [("ask", "与台账不符", None, None)]
    report = handed_in(report)
    assert (report.status, report.submitted_revision.number, report.submitted_revision.step) == (
        "submitted", 2, "correct",
    )  # fmt: skip
    assert counted(acting_as, report) == Decimal("4.5")
    assert status(acting_as, report) == "answered"
    old, new = {"state": "reported", "number": "3.5"}, {"state": "reported", "number": "4.5"}
    assert thread(acting_as, report)[-1] == ("correct", "重新测量", old, new)
    assert journalled("query.correct")[0].detail == {
        "revision": 2, "digest": report.submitted_revision.digest, "quantities": ["greenway_built"],
    }  # fmt: skip


def test_a_new_value_without_words_is_not_locked(acting_as):
    report = reported()
    asked(report)
    save(make_actor("clerk", bureau="urban_management"), {"greenway_built": typed("4", seen_version=version(report))})
    refused("answer_words_missing", relocked, report)
    proposed(report, "5")
    relocked(report)
    save(make_actor("clerk", bureau="urban_management"), {"greenway_built": typed("6", seen_version=version(report))})
    refused("answer_words_missing", relocked, report)


def test_nothing_changed_is_not_locked():
    report = reported()
    refused("wrong_status", relocked, report)
    asked(report)
    refused("nothing_to_correct", relocked, report)


def test_a_correction_needs_its_lock_and_its_stamp(acting_as):
    report = reported()
    asked(report)
    proposed(report, "4.5")
    lead = make_actor("lead")
    with acting_as(lead):
        args = {"report_id": report.pk, "actor": lead, "now": NOON}
        refused("not_locked", correcting.hand_in, seen_version=fresh(report).version, **args)
        locking.lock(report_id=report.pk, seen_version=fresh(report).version, actor=lead, now=NOON)
        refused("not_stamped", correcting.hand_in, seen_version=fresh(report).version, **args)


def test_a_new_query_voids_the_lock_of_a_correction(acting_as):
    report = reported()
    asked(report)
    proposed(report, "4.5")
    report = relocked(report)
    assert report.is_locked
    asked(report, "heat_supplied")
    assert not fresh(report).is_locked


def test_the_same_key_gives_the_same_correction(acting_as):
    report, lead = reported(), make_actor("lead")
    asked(report)
    proposed(report, "4.5")
    report = relocked(report, lead=lead)
    args = {"report_id": report.pk, "seen_version": report.version, "actor": lead, "now": NOON}
    with acting_as(lead):
        first = correcting.hand_in(**args, key="k")
        assert correcting.hand_in(**args, key="k") == first
        with pytest.raises(StaleReport):
            correcting.hand_in(**args)


def test_what_is_wrong_beside_a_queried_value_is_not_handed_in(acting_as):
    report = reported()
    asked(report, "heat_delivered")
    proposed(report, "120", "heat_delivered", actor=make_actor("clerk", bureau="housing"))
    refused("findings_open", relocked, report)


def test_an_answer_is_closed_or_asked_about_again(acting_as):
    report, reviewer = reported(), make_actor("reviewer")
    asked(report, actor=reviewer)
    explained(report)
    move(querying.ask_again, report, actor=reviewer, words="请附台账")
    assert status(acting_as, report) == "open"
    explained(report, words="台账见附件")
    move(querying.close, report, actor=reviewer)
    assert status(acting_as, report) == "closed"
    assert [kind for kind, *_ in thread(acting_as, report)] == ["ask", "explain", "ask_again", "explain", "close"]
    asked(report, actor=reviewer, reason="再问")
    assert status(acting_as, report) == "open"


def test_a_withdrawn_query_puts_back_what_counts(acting_as):
    report, reviewer = reported(), make_actor("reviewer")
    asked(report, actor=reviewer)
    proposed(report, "4.5")
    move(querying.withdraw, report, actor=reviewer)
    assert status(acting_as, report) == "closed"
    assert number(acting_as, report) == Decimal("3.5")
    with acting_as(SYSTEM):
        assert not Explanation.objects.filter(report=report, code="query_answer").exists()


def test_a_missing_value_is_asked_for_and_handed_in(acting_as):
    report = reported()
    asked(report, "lamps_total")
    proposed(report, "7", "lamps_total")
    report = handed_in(report)
    assert counted(acting_as, report, "lamps_total") == 7
    assert thread(acting_as, report, "lamps_total")[-1][2:] == (None, {"state": "reported", "number": "7"})


def test_a_query_of_an_old_page_is_refused(acting_as):
    report, reviewer = reported(), make_actor("reviewer")
    asked(report, actor=reviewer)
    with acting_as(reviewer), pytest.raises(StaleReport):
        querying.ask(
            report_id=report.pk, quantity="heat_supplied", reason="?", seen_revision=9, actor=reviewer, now=NOON
        )
    refused("queried_already", asked, report, actor=reviewer)
    with pytest.raises(StaleReport):
        move(querying.withdraw, report, actor=reviewer, seen=7)


@pytest.mark.parametrize("words", ["", "  ", "字" * 501, "a\x00"])
def test_words_are_owed_and_bounded(words):
    report = reported()
    code = {"": "reason_missing", "  ": "reason_missing", "a\x00": "forbidden_character"}.get(words, "words_too_long")
    refused(code, asked, report, reason=words)
    asked(report)
    refused(code, explained, report, words=words)
    refused(code, proposed, report, "4.5", words=words)


def test_a_resubmission_answers_the_queries_whose_values_changed(acting_as, decide, submit):
    report = reported()
    asked(report)
    asked(report, "heat_supplied")
    decide(reviews.return_report, fresh(report), reason="请一并更正")
    clerk = make_actor("clerk", bureau="urban_management")
    withdrawn(report, "urban_management")
    save(clerk, {"greenway_built": typed("4.5", seen_version=version(report))})
    submit(fresh(report))
    assert status(acting_as, report) == "answered"
    assert status(acting_as, report, "heat_supplied") == "open"
    assert thread(acting_as, report)[-1][0] == "correct"


def test_an_approval_waits_for_every_query(acting_as, decide):
    report = reported()
    asked(report)
    with pytest.raises((IntegrityError, Refused)):
        decide(reviews.approve, fresh(report))
