"""Corrections (更正): the area's lead hands in what queries had changed, locked, printed and stamped.

The lock is the report's own (``locking``); the page to stamp names the corrected values and
the digest of the whole. A correction is the next revision of a report that stays submitted.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.domain.checks import Noted
from reports.domain.entries import Said
from reports.domain.entries import words as words_of
from reports.domain.refusals import Refused
from reports.domain.threads import RemarkKind
from reports.domain.workflow import QueryStatus, Step, check_in_place
from reports.models import Query, Report, Revision, Snapshot
from reports.queries import corrections, reports, sheets
from reports.queries.corrections import Correction
from reports.queries.sheets import Sheet
from reports.services import freezing, idempotency, querying, remarks, steps
from targets.services.waking import wake_rollup


@transaction.atomic
def hand_in(*, report_id: int, seen_version: int, actor: Actor, now: datetime, key: str = "") -> Revision:
    """Hand in what queries had changed: the corrected values count, and the queries are answered.

    Args:
        report_id: which report.
        seen_version: the version on the lead's page.
        actor: the area's lead.
        now: when.
        key: idempotency key, at most 64 characters; empty for none.

    Returns:
        The revision, with number and digest for the receipt.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: something changed since, or it was handed in already.
        TransitionDenied, FindingsRefused: see ``steps.correct``.
        Refused: ``not_locked``, ``not_stamped``, ``nothing_to_correct``,
            ``answer_words_missing``, ``findings_open``, ``key_reused`` or ``key_too_long``.
    """
    content = idempotency.content_of(what="correct ", report_id=report_id, seen_version=seen_version)
    report = idempotency.locked_or_earlier(
        report_id=report_id, seen_version=seen_version, key=key, content=content, actor=actor
    )
    if isinstance(report, Revision):
        return report
    check_in_place(steps.facts_of(report), Step.CORRECT, actor=actor)
    if not report.is_locked:
        raise Refused("not_locked")
    if report.stamp_id is None:
        raise Refused("not_stamped")
    sheet, found = ready(report, actor=actor)
    noted = {code: line.noted for code, line in sheet.lines.items() if line.noted}
    revision = _correct(report, noted, actor=actor, now=now)
    _answer(report, {one.query_id: (one.before, one.after, one.words) for one in found}, actor=actor, now=now)
    idempotency.keep(key=key, content=content, revision=revision, actor=actor, now=now)
    detail = {"revision": revision.number, "digest": revision.digest, "quantities": [one.code for one in found]}
    subject = freezing.key_of(report).subject
    journal.record(actor=actor, now=now, action="query.correct", subject=subject, detail=detail)
    wake_rollup("report corrected")
    return revision


def ready(report: Report, *, actor: Actor) -> tuple[Sheet, tuple[Correction, ...]]:
    """Return the sheet and the corrections of a submitted report that may be locked or handed in.

    Raises:
        Refused: ``nothing_to_correct``, ``answer_words_missing`` (another value stands there
            and nobody said why) or ``findings_open`` (beside a queried value).
    """
    head = reports.head(report.pk, actor)
    asked = corrections.of_queries(head, actor)
    found = tuple(one for one in asked if one.is_one)
    if not found:
        raise Refused("nothing_to_correct")
    if not all(one.words for one in found):
        raise Refused("answer_words_missing")
    sheet = sheets.being_filled(head, plan=report.filing_year.plan, actor=actor)
    if any(sheet.lines[one.code].is_open for one in found if one.code in sheet.lines):
        raise Refused("findings_open")
    return sheet, found


def answered_by_submission(
    report: Report, *, before: Snapshot | None, revision: Revision, actor: Actor, now: datetime
) -> None:
    """Answer the open queries whose values a report's new submission changed, or says words for.

    Args:
        report: locked, just submitted again.
        before: what was handed in last; None for the first submission, when nobody has asked.
    """
    if before is None:
        return
    old = {fact.quantity_id: fact.declared for fact in before.facts.all()}
    new = {fact.quantity_id: fact.declared for fact in revision.snapshot.facts.all()}
    written = corrections.answers(report.pk, actor)
    moved = {}
    for query in report.queries.filter(status=QueryStatus.OPEN):
        was, now_said = old.get(query.quantity_id), new.get(query.quantity_id)
        answer = written.get(query.quantity_id)
        words = answer.reason if answer and answer.saw == corrections.told(now_said, query) else ""
        if was != now_said or words:
            moved[query.pk] = (was, now_said, words)
    _answer(report, moved, actor=actor, now=now)


def _correct(report: Report, noted: Mapping[str, tuple[Noted, ...]], *, actor: Actor, now: datetime) -> Revision:
    owed = querying.owed_by(report)
    return steps.correct(report, owed=owed, found=noted, actor=actor, name=actor.name, now=now)


def _answer(
    report: Report, moved: Mapping[int, tuple[Said | None, Said | None, str]], *, actor: Actor, now: datetime
) -> None:
    """Take queries to answered, each with old, new and the words that were kept until now."""
    rows: Iterable[Query] = Query.objects.filter(pk__in=moved, status=QueryStatus.OPEN).order_by("pk")
    for query in rows.select_for_update(of=("self",), no_key=True):
        was, is_now, words = moved[query.pk]
        querying.move(query, QueryStatus.ANSWERED)
        remarks.add(query, RemarkKind.CORRECT, words, actor=actor, now=now, old=words_of(was), new=words_of(is_now))
