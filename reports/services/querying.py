"""Queries (质询): the city asks about one value of a submitted report, asks again, closes, withdraws.

The answers are ``answering`` (words) and ``correcting`` (a new value). Every step locks the
report first, then the query, raises the versions of both, and leaves a remark in the
value's thread. While a report is back with its area, a checker goes on with its queries and
leaves the report's version alone, which is not theirs to touch then.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.actors import Actor, system
from accounts.services import journal
from accounts.services.acting import acting_as
from reports.domain import reading
from reports.domain.refusals import Refused, StaleReport
from reports.domain.threads import RemarkKind
from reports.domain.words import Provenance
from reports.domain.workflow import (
    OPEN,
    QueryFacts,
    QueryStatus,
    QueryStep,
    Status,
    TransitionDenied,
    check_query_step,
)
from reports.models import Explanation, Query, Report
from reports.queries import definitions, duties, findings
from reports.queries.definitions import Owed
from reports.services import freezing, remarks, values


@transaction.atomic
def ask(*, report_id: int, quantity: str, reason: str, seen_revision: int, actor: Actor, now: datetime) -> Query:
    """Ask about one value of a submitted report, or why there is none: it unlocks for its bureau.

    Args:
        report_id: which report.
        quantity: the quantity's code.
        reason: what is asked.
        seen_revision: number of the revision on the page.
        actor: a checker of a bureau that leads the quantity's task, or the reviewer.
        now: when.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: another revision counts by now.
        TransitionDenied: see ``workflow.check_query_step``.
        Refused: ``no_such_quantity``, ``queried_already``, ``reason_missing``,
            ``words_too_long`` or ``forbidden_character``.
    """
    report = held(report_id, actor=actor)
    owed = owed_by(report).get(quantity)
    if owed is None:
        raise Refused("no_such_quantity")
    facts = QueryFacts(
        None, Status(report.status), report.area_id, owed.bureau_id, actor.bureau_id, duties.leading(owed.task_id)
    )
    check_query_step(facts, QueryStatus.OPEN, actor=actor)
    if report.submitted_revision is None or report.submitted_revision.number != seen_revision:
        raise StaleReport
    if Query.objects.filter(report=report, quantity=owed.id).exclude(status=QueryStatus.CLOSED).exists():
        raise Refused("queried_already")
    words = _reason(reason)
    query = Query.objects.create(
        report=report,
        area_id=report.area_id,
        bureau_id=owed.bureau_id,
        quantity_id=owed.id,
        asked_at=now,
        asked_by_id=actor.user_id,
        asked_as=actor.name[:120],
        asked_bureau_id=actor.bureau_id,
    )
    raise_version(report)
    remarks.add(query, RemarkKind.ASK, words, actor=actor, now=now)
    record(report, QueryStep.ASK, quantity, {"words": words}, actor=actor, now=now)
    return query


@transaction.atomic
def ask_again(*, report_id: int, quantity: str, words: str, seen_version: int, actor: Actor, now: datetime) -> Query:
    """Ask again about an answer that does not do: the value unlocks again.

    Args:
        seen_version: the query's version on the page.

    Raises:
        Report.DoesNotExist, Query.DoesNotExist: none for this actor.
        StaleReport: somebody moved the query meanwhile.
        TransitionDenied, Refused: as in ``ask``; ``query_closed``.
    """
    report = held(report_id, actor=actor)
    query = _moved(report, quantity, QueryStatus.OPEN, seen_version, actor)
    said = _reason(words)
    return _done(report, query, RemarkKind.ASK_AGAIN, QueryStep.ASK_AGAIN, said, actor=actor, now=now)


@transaction.atomic
def close(*, report_id: int, quantity: str, seen_version: int, actor: Actor, now: datetime, words: str = "") -> Query:
    """Close an answered query; words are welcome and not needed.

    Raises:
        as ``ask_again``; ``wrong_status`` where it is not answered (``withdraw``).
    """
    report = held(report_id, actor=actor)
    query = _moved(report, quantity, QueryStatus.CLOSED, seen_version, actor, from_status=QueryStatus.ANSWERED)
    said = _words(words)
    return _done(report, query, RemarkKind.CLOSE, QueryStep.CLOSE, said, actor=actor, now=now)


@transaction.atomic
def withdraw(
    *, report_id: int, quantity: str, seen_version: int, actor: Actor, now: datetime, words: str = ""
) -> Query:
    """Take back a query that nobody has answered: what counts stays, and stands in the form again.

    Raises:
        as ``ask_again``; ``wrong_status`` where it is answered already (``close``).
    """
    report = held(report_id, actor=actor)
    query = _moved(report, quantity, QueryStatus.CLOSED, seen_version, actor, from_status=QueryStatus.OPEN)
    said = _words(words)
    if report.status == Status.SUBMITTED:
        helper = system("withdrawn query")
        with acting_as(helper):
            put_back(report, query, actor=helper, now=now)
    return _done(report, query, RemarkKind.WITHDRAW, QueryStep.WITHDRAW, said, actor=actor, now=now)


def held(report_id: int, *, actor: Actor) -> Report:
    """Return the report, locked for update; one that is back with its area the system locks for a checker.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        TransitionDenied: ``wrong_role``: one who may look and move nothing; ``wrong_status``.
    """
    visible = Report.objects.visible_to(actor)
    report = _locked(visible, report_id)
    if report is not None:
        return report
    status = visible.values_list("status", flat=True).get(pk=report_id)
    if actor.role != "checker":
        raise TransitionDenied("wrong_role")
    if status not in OPEN:
        raise TransitionDenied("wrong_status")
    with acting_as(system("queries")):  # whoever hands it in again meanwhile locks it first, too
        return _locked(Report.objects.all(), report_id)


def _locked(rows: QuerySet[Report], report_id: int) -> Report | None:
    # Nothing that the row may name anew: what is joined is as it was before the lock was waited for.
    related = rows.select_related("filing_year__plan", "area")
    return related.select_for_update(of=("self",), no_key=True).filter(pk=report_id).first()


def unclosed(report: Report, quantity: str, seen_version: int, *, actor: Actor) -> Query:
    """Return the query about a value that is not closed, locked, as the actor saw it.

    Raises:
        Query.DoesNotExist: this actor sees none about it.
        Refused: ``query_closed``.
        StaleReport: it was moved meanwhile.
    """
    rows = Query.objects.visible_to(actor).filter(report=report, quantity__code=quantity)
    found = rows.exclude(status=QueryStatus.CLOSED).select_for_update(of=("self",), no_key=True).first()
    if found is None:
        if not rows.exists():
            raise Query.DoesNotExist
        raise Refused("query_closed")
    if found.version != seen_version:
        raise StaleReport
    return found


def check(report: Report, query: Query, after: QueryStatus, *, actor: Actor) -> QueryStep:
    """Refuse a step that the table does not have for this query and actor.

    Raises:
        TransitionDenied: see ``workflow.check_query_step``.
    """
    facts = QueryFacts(
        QueryStatus(query.status),
        Status(report.status),
        query.area_id,
        query.bureau_id,
        query.asked_bureau_id,
        duties.leading(query.quantity.task_id),
    )
    return check_query_step(facts, after, actor=actor)


def move(query: Query, after: QueryStatus) -> None:
    """Take a locked query to another status."""
    query.status, query.version = after, query.version + 1
    query.save(update_fields=["status", "version"])


def raise_version(report: Report) -> None:
    """Raise the version of a locked report: a lock, and every page that shows it, is out of date."""
    report.version += 1
    report.save(update_fields=["version"])


def record(
    report: Report, step: QueryStep, quantity: str, detail: dict[str, object], *, actor: Actor, now: datetime
) -> None:
    """Keep the journal of a step."""
    subject = freezing.key_of(report).subject
    told = {"quantity": quantity} | detail
    journal.record(actor=actor, now=now, action=f"query.{step.value}", subject=subject, detail=told)


def put_back(report: Report, query: Query, *, actor: Actor, now: datetime) -> bool:
    """Let a queried value of a submitted report say again what counts; whether it said something else.

    What was said for another value goes with it, and the reasons that were handed in stand
    again. The journal is the caller's.
    """
    code = query.quantity.code
    fact = report.submitted_revision.snapshot.facts.filter(quantity=query.quantity_id).first()
    value = report.values.filter(quantity=query.quantity_id).select_related("quantity").first()
    counts, stands = fact.declared if fact else None, value.said if value else None
    _reasons_again(report, query, actor=actor, now=now)
    if counts == stands:
        return False
    year = report.filing_year
    owed = definitions.of_plan(year.plan_id).in_force(year.year)[code]  # its area may report it no longer
    provenance = Provenance(fact.provenance) if fact else Provenance.TYPED
    stored = {code: value} if value else {}
    values.write(report=report, changes={code: (owed, counts, provenance)}, stored=stored, actor=actor, now=now)
    return True


def _reasons_again(report: Report, query: Query, *, actor: Actor, now: datetime) -> None:
    Explanation.objects.filter(report=report, quantity=query.quantity_id).delete()
    handed_in = findings.frozen(report.submitted_revision.snapshot_id, actor)
    Explanation.objects.bulk_create(
        Explanation(
            report=report,
            area_id=query.area_id,
            bureau_id=query.bureau_id,
            quantity_id=query.quantity_id,
            code=one.finding.code,
            saw=dict(one.finding.saw),
            reason=one.reason,
            changed_at=now,
            changed_by_id=actor.user_id,
        )
        for one in handed_in.get(query.quantity.code, ())
        if one.reason
    )


def owed_by(report: Report) -> dict[str, Owed]:
    """Return what a report's area owes for its year, by code."""
    year = report.filing_year
    return definitions.of_plan(year.plan_id, area_id=report.area_id).owed_by(report.area_id, year.year)


def _moved(
    report: Report,
    quantity: str,
    after: QueryStatus,
    seen_version: int,
    actor: Actor,
    from_status: QueryStatus | None = None,
) -> Query:
    query = unclosed(report, quantity, seen_version, actor=actor)
    check(report, query, after, actor=actor)
    if from_status is not None and query.status != from_status:
        raise TransitionDenied("wrong_status")
    return query


def _done(
    report: Report, query: Query, kind: RemarkKind, step: QueryStep, words: str, *, actor: Actor, now: datetime
) -> Query:
    after = QueryStatus.OPEN if step is QueryStep.ASK_AGAIN else QueryStatus.CLOSED
    move(query, after)
    if not (actor.role == "checker" and report.status in OPEN):
        raise_version(report)
    remarks.add(query, kind, words, actor=actor, now=now)
    record(report, step, query.quantity.code, {"words": words} if words else {}, actor=actor, now=now)
    return query


def _reason(words: str) -> str:
    if fault := reading.fault_of_reason(words):
        raise Refused(fault)
    return reading.tidy(words)


def _words(words: str) -> str:
    if fault := reading.fault_of_words(words, reading.MAX_WORDS):
        raise Refused(fault)
    return reading.tidy(words)
