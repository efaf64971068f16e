"""Two people at once, made deterministic: the second is seen waiting for the first, then the first commits."""

from django.db import IntegrityError

from accounts.services.acting import acting_as
from reports.domain.refusals import FindingsRefused, StaleReport
from reports.domain.reminding import Whom
from reports.domain.words import Stage
from reports.models import Query, Reminder, Report
from reports.services import answering, chasing, correcting, filing, querying, reviews, submissions, verifying
from targets.models import Plan
from tests.factories import LIANGSHAN, SISHUI, make_actor
from tests.reports.factories import NOON, SYSTEM, draft, fresh, key_of, stamped, submitted, typed
from tests.reports.queries import asked, proposed, relocked
from tests.reports.racing import Person


def _revisions(report):
    with acting_as(SYSTEM):
        return list(report.revisions.values_list("number", "step"))


def test_two_reviewers_approve_at_once_and_one_revision_is_made(race):
    report = submitted()

    def approve(actor):
        return reviews.approve(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    first, second = race(Person(make_actor("reviewer"), approve), Person(make_actor("reviewer"), approve))
    assert first.number == 2
    assert isinstance(second, StaleReport)
    assert _revisions(report) == [(1, "submit"), (2, "approve")]


def test_a_return_and_an_approval_at_once_come_to_one_decision(race):
    report = submitted()

    def approve(actor):
        return reviews.approve(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    def give_back(actor):
        return reviews.return_report(
            report_id=report.pk, seen_version=report.version, reason="x", actor=actor, now=NOON
        )

    _, second = race(Person(make_actor("reviewer"), give_back), Person(make_actor("reviewer"), approve))
    assert isinstance(second, StaleReport)
    assert (fresh(report).status, _revisions(report)) == ("returned", [(1, "submit")])


def test_a_double_click_submits_once(race):
    report, lead = stamped(draft()), make_actor("lead")

    def submit(actor):
        return submissions.submit(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    first, second = race(Person(lead, submit), Person(lead, submit))
    assert first.number == 1
    assert isinstance(second, StaleReport)
    assert _revisions(report) == [(1, "submit")]


def _save(entries):
    return lambda actor: filing.save(key=key_of(), entries=entries, actor=actor, now=NOON)


def test_a_save_that_meets_a_submission_is_refused(race):
    report = stamped(draft())

    def submit(actor):
        return submissions.submit(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    clerk = Person(make_actor("clerk"), _save({"heat_delivered": typed("5")}))
    _, second = race(Person(make_actor("lead"), submit), clerk)
    assert second.code == "wrong_status"


def test_a_submission_that_meets_a_save_is_stale(race):
    report = draft()

    def submit(actor):
        return submissions.submit(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    clerk = Person(make_actor("clerk"), _save({"heat_delivered": typed("5")}))
    _, second = race(clerk, Person(make_actor("lead"), submit))
    assert isinstance(second, StaleReport)
    assert fresh(report).status == "draft"


def test_two_clerks_save_the_same_field_at_once_and_the_second_is_asked(race):
    anna, bert = make_actor("clerk"), make_actor("clerk")
    _, second = race(
        Person(anna, _save({"heat_supplied": typed("1")})), Person(bert, _save({"heat_supplied": typed("2")}))
    )
    assert isinstance(second, FindingsRefused)
    assert [found.code for found in second.findings["heat_supplied"]] == ["conflict"]


def test_two_bureaus_open_the_same_report_at_once_and_both_are_saved(race):
    housing, urban = make_actor("clerk"), make_actor("clerk", bureau="urban_management")
    first, second = race(
        Person(housing, _save({"heat_supplied": typed("1")})), Person(urban, _save({"greenway_built": typed("2")}))
    )
    assert (first.report_id, first.version, second.version) == (second.report_id, 2, 3)
    with acting_as(SYSTEM):
        assert Report.objects.get().values.count() == 2


def test_without_the_row_lock_two_approvals_would_pass_their_check(race, monkeypatch):
    """The control: with the lock taken away, the second approval reads what the first has not yet committed over."""
    report = submitted()
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **_: rows)

    def approve(actor):
        return reviews.approve(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    # The second waits only at the unique revision number, past every check.
    _, second = race(Person(make_actor("reviewer"), approve), Person(make_actor("reviewer"), approve))
    assert isinstance(second, IntegrityError)
    assert _revisions(report) == [(1, "submit"), (2, "approve")]


def _approve(report, version=None):
    seen = version or fresh(report).version
    return lambda actor: reviews.approve(report_id=report.pk, seen_version=seen, actor=actor, now=NOON)


def _ask(report):
    number = fresh(report).submitted_revision.number
    return lambda actor: querying.ask(
        report_id=report.pk, quantity="greenway_built", reason="x", seen_revision=number, actor=actor, now=NOON
    )


def test_an_approval_that_meets_a_query_is_stale(race):
    report = submitted()
    _, second = race(Person(make_actor("reviewer"), _ask(report)), Person(make_actor("reviewer"), _approve(report)))
    assert isinstance(second, StaleReport)
    assert fresh(report).status == "submitted"


def test_a_query_that_meets_an_approval_is_refused(race):
    report = submitted()
    _, second = race(Person(make_actor("reviewer"), _approve(report)), Person(make_actor("reviewer"), _ask(report)))
    assert second.code in ("wrong_status", "stale")
    with acting_as(SYSTEM):
        assert not fresh(report).queries.exists()


def test_an_approval_that_meets_a_correction_is_stale(race):
    report = submitted()
    asked(report)
    proposed(report, "4")
    lead = make_actor("lead")
    report = relocked(report, lead=lead)

    def hand_in(actor):
        return correcting.hand_in(report_id=report.pk, seen_version=report.version, actor=actor, now=NOON)

    first, second = race(Person(lead, hand_in), Person(make_actor("reviewer"), _approve(report)))
    assert (first.number, first.step) == (2, "correct")
    assert isinstance(second, StaleReport)
    assert _revisions(report) == [(1, "submit"), (2, "correct")]


def _put(report, number):
    seen = fresh(report).version
    return lambda actor: verifying.put(
        report_id=report.pk, quantity="heat_supplied", entry=typed(number), reason="x", seen_version=seen,
        actor=actor, now=NOON,
    )  # fmt: skip


def _object(report):
    return lambda actor: verifying.object_to(
        report_id=report.pk, quantity="heat_supplied", words="x", seen=1, actor=actor, now=NOON
    )


def test_two_verified_values_at_once_come_to_one(race):
    report = submitted()
    first, second = race(
        Person(make_actor("reviewer"), _put(report, "90")), Person(make_actor("reviewer"), _put(report, "80"))
    )
    assert first.number == 2
    assert isinstance(second, StaleReport)
    with acting_as(SYSTEM):
        assert fresh(report).verified_values.count() == 1


def test_an_approval_that_meets_an_objection_is_stale_and_an_objection_after_it_waits_for_the_reviewer(race):
    report, reviewer = submitted(), make_actor("reviewer")
    with acting_as(reviewer):
        _put(report, "90")(reviewer)
    _, second = race(Person(make_actor("clerk"), _object(report)), Person(make_actor("reviewer"), _approve(report)))
    assert isinstance(second, StaleReport)
    other = submitted(area=LIANGSHAN)
    with acting_as(reviewer):
        _put(other, "90")(reviewer)
    clerk = make_actor("clerk", area=LIANGSHAN)
    _, after = race(Person(make_actor("reviewer"), _approve(other)), Person(clerk, _object(other)))
    assert after.status == "objected"
    assert fresh(other).status == "approved"


def test_two_checkers_ask_the_same_value_at_once_and_one_query_is_made(race):
    report = submitted()

    def ask(actor):
        about = {"report_id": report.pk, "quantity": "greenway_built", "seen_revision": 1}
        return querying.ask(**about, reason="与台账不符", actor=actor, now=NOON)

    first, second = (make_actor("checker", bureau=bureau) for bureau in ("water", "urban_management"))
    done, denied = race(Person(first, ask), Person(second, ask))
    assert (done.asked_by_id, denied.code) == (first.user_id, "queried_already")
    with acting_as(SYSTEM):
        assert list(Query.objects.values_list("status", "version")) == [("open", 1)]


def test_an_answer_that_meets_a_withdrawal_is_refused(race):
    report, checker = submitted(), make_actor("checker", bureau="water")
    asked(report, actor=checker)
    about = {"report_id": report.pk, "quantity": "greenway_built", "seen_version": 1, "now": NOON}

    def withdraw(actor):
        return querying.withdraw(**about, actor=actor)

    def explain(actor):
        return answering.explain(**about, words="台账已更新", actor=actor)

    clerk = make_actor("clerk", bureau="urban_management")
    done, denied = race(Person(checker, withdraw), Person(clerk, explain))
    assert (done.status, denied.code) == ("closed", "query_closed")


def test_two_answers_at_once_are_one(race):
    report, checker = submitted(), make_actor("checker", bureau="water")
    asked(report, actor=checker)
    about = {"report_id": report.pk, "quantity": "greenway_built", "seen_version": 1, "now": NOON}

    def explain(actor):
        return answering.explain(**about, words="台账已更新", actor=actor)

    people = [Person(make_actor("clerk", bureau="urban_management"), explain) for _ in range(2)]
    done, denied = race(*people)
    assert (done.status, denied.code) == ("answered", "stale")


def test_a_double_click_reminds_once(race):
    """The second waits for the first, then finds that everybody was reminded today."""
    plan = Plan.objects.get()

    def ask(actor):
        return chasing.ask(plan=plan, year=2026, stage=Stage.ESTIMATE, whom=Whom(SISHUI), actor=actor, now=NOON)

    first, second = race(Person(make_actor("reviewer"), ask), Person(make_actor("reviewer"), ask))
    assert [row.reason for row in first] == ["asked:2026-11-10:whole"]
    assert second.code == "reminded_today"
    with acting_as(SYSTEM):
        assert Reminder.objects.count() == 1
