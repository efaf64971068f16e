"""Answers: the bureau whose value is queried says why it is right, or enters another one with its words.

Words alone answer at once. Another value waits until the area's lead hands it in, locked
and stamped (``correcting``); until then the city sees nothing of it.
"""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.domain import reading
from reports.domain.entries import Entry
from reports.domain.refusals import Refused
from reports.domain.threads import ANSWER, RemarkKind
from reports.domain.workflow import QueryStatus, QueryStep, Status, TransitionDenied
from reports.models import Explanation, Fact, Query, Report, Value
from reports.queries import corrections
from reports.services import filing, freezing, querying, remarks


@transaction.atomic
def explain(*, report_id: int, quantity: str, words: str, seen_version: int, actor: Actor, now: datetime) -> Query:
    """Answer a query with words: the value stays as it counts, and closes again.

    Args:
        report_id: which report.
        quantity: the quantity's code.
        words: why it is right.
        seen_version: the query's version on the page.
        actor: a clerk of the value's bureau, or the area's lead.
        now: when.

    Raises:
        Report.DoesNotExist, Query.DoesNotExist: none for this actor.
        StaleReport: somebody moved the query meanwhile.
        TransitionDenied: see ``workflow.check_query_step``.
        Refused: ``value_changed`` (another value was entered: it is handed in, or put back
            first), ``query_closed``, ``reason_missing``, ``words_too_long`` or
            ``forbidden_character``.
    """
    report = querying.held(report_id, actor=actor)
    query = querying.unclosed(report, quantity, seen_version, actor=actor)
    querying.check(report, query, QueryStatus.ANSWERED, actor=actor)
    if fault := reading.fault_of_reason(words):
        raise Refused(fault)
    if _differs(report, query):
        raise Refused("value_changed")
    told = reading.tidy(words)
    Explanation.objects.visible_to(actor).filter(report=report, quantity=query.quantity_id, code=ANSWER).delete()
    querying.move(query, QueryStatus.ANSWERED)
    querying.raise_version(report)
    remarks.add(query, RemarkKind.EXPLAIN, told, actor=actor, now=now)
    querying.record(report, QueryStep.ANSWER, quantity, {"words": told}, actor=actor, now=now)
    return query


@transaction.atomic
def propose(
    *, report_id: int, quantity: str, entry: Entry, words: str, seen_version: int, actor: Actor, now: datetime
) -> None:
    """Enter another value for a queried one, and why; its lead hands it in.

    The same value again with words stands for new evidence beside it.

    Args:
        entry: as ``filing.save`` takes it.
        words: why it is another one now.
        seen_version: the query's version on the page.
        actor: a clerk or lead of the value's bureau.

    Raises:
        as ``explain``, and ``filing.save``.
    """
    report = querying.held(report_id, actor=actor)
    query = querying.unclosed(report, quantity, seen_version, actor=actor)
    querying.check(report, query, QueryStatus.ANSWERED, actor=actor)
    if not actor.is_system and query.bureau_id != actor.bureau_id:
        raise TransitionDenied("other_bureau")
    if fault := reading.fault_of_reason(words):
        raise Refused(fault)
    told, key = reading.tidy(words), freezing.key_of(report)
    _, written = filing.enter(key=key, entries={quantity: entry}, actor=actor, now=now)
    value = Value.objects.visible_to(actor).filter(report=report, quantity=query.quantity_id).first()
    saw = dict(corrections.told(value.said if value else None, query))
    kept = Explanation.objects.visible_to(actor).filter(report=report, quantity=query.quantity_id, code=ANSWER)
    if not written and kept.filter(reason=told, saw=saw).exists():
        return
    kept.delete()
    Explanation.objects.create(
        report=report,
        area_id=query.area_id,
        bureau_id=query.bureau_id,
        quantity_id=query.quantity_id,
        code=ANSWER,
        saw=saw,
        reason=told,
        changed_at=now,
        changed_by_id=actor.user_id,
    )
    report.refresh_from_db(fields=["version"])
    querying.raise_version(report)
    detail = {"quantity": quantity, "words": told, "changes": written}
    journal.record(actor=actor, now=now, action="query.propose", subject=key.subject, detail=detail)


@transaction.atomic
def discard(*, report_id: int, quantity: str, seen_version: int, actor: Actor, now: datetime) -> None:
    """Put back what counts in the place of a value that was entered for a query.

    Raises:
        as ``explain``; ``wrong_status`` where the report is open: there the form is the place.
    """
    report = querying.held(report_id, actor=actor)
    query = querying.unclosed(report, quantity, seen_version, actor=actor)
    querying.check(report, query, QueryStatus.ANSWERED, actor=actor)
    if not actor.is_system and query.bureau_id != actor.bureau_id:
        raise TransitionDenied("other_bureau")
    if report.status != Status.SUBMITTED:
        raise TransitionDenied("wrong_status")
    querying.put_back(report, query, actor=actor, now=now)
    querying.raise_version(report)
    subject = freezing.key_of(report).subject
    journal.record(actor=actor, now=now, action="query.discard", subject=subject, detail={"quantity": quantity})


def _differs(report: Report, query: Query) -> bool:
    """Whether the value says something else than what counts of a submitted report."""
    if report.status != Status.SUBMITTED:
        return False
    fact = Fact.objects.filter(snapshot=report.submitted_revision.snapshot_id, quantity=query.quantity_id).first()
    value = Value.objects.filter(report=report, quantity=query.quantity_id).first()
    return (fact.declared if fact else None) != (value.said if value else None)
