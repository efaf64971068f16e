"""Co-signing (会签): a supporting bureau's word on a task's figures of a year and stage."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from reports.domain import reading
from reports.domain.refusals import Refused, StaleReport
from reports.domain.threads import CoSigned
from reports.domain.words import Stage
from reports.domain.workflow import TransitionDenied
from reports.models import CoSignature, FilingYear
from reports.queries import cosigning
from targets.models import Plan, Task, TaskBureau

ACTIONS = {CoSigned.COSIGNED: "task.cosign", CoSigned.OBJECTED: "task.object"}


@transaction.atomic
def say(
    *,
    plan: Plan,
    year: int,
    stage: Stage,
    task: str,
    word: CoSigned,
    reason: str,
    seen: str,
    actor: Actor,
    now: datetime,
) -> CoSignature:
    """Co-sign a task's figures, or object with a reason; a later word takes the place of an earlier one.

    Args:
        task: the task's code.
        reason: why not; of a co-signature it may be empty.
        seen: the fingerprint of the figures on the page (``queries.cosigning.fingerprint``).
        actor: a checker of a bureau that supports the task.
        now: when.

    Raises:
        TransitionDenied: ``wrong_role`` or ``other_task``.
        StaleReport: figures changed since the page was opened.
        Refused: ``nothing_to_co_sign``, ``reason_missing``, ``words_too_long`` or
            ``forbidden_character``.
    """
    if not actor.has(Role.CHECKER):
        raise TransitionDenied("wrong_role")
    found = Task.objects.filter(plan=plan, code=task).first()
    filing_year = FilingYear.objects.filter(plan=plan, year=year).first()
    supports = TaskBureau.objects.filter(task=found, bureau=actor.bureau_id, duty=TaskBureau.Duty.SUPPORT)
    if found is None or not supports.exists():
        raise TransitionDenied("other_task")
    stands = cosigning.fingerprint(plan, year, stage, actor)
    if filing_year is None or not stands:
        raise Refused("nothing_to_co_sign")
    if stands != seen:
        raise StaleReport
    wrong = reading.fault_of_reason(reason) if word is CoSigned.OBJECTED else ""
    if fault := wrong or reading.fault_of_words(reason, reading.MAX_WORDS):
        raise Refused(fault)
    words, key = reading.tidy(reason), {"filing_year": filing_year, "stage": stage, "task": found}
    old = (
        CoSignature.objects.visible_to(actor)
        .filter(**key, bureau=actor.bureau_id)
        .select_for_update(no_key=True)
        .first()
    )
    if old is not None and (old.word, old.reason, old.seen) == (word, words, stands):
        return old
    row = CoSignature(
        **key,
        bureau_id=actor.bureau_id,
        word=word,
        reason=words,
        seen=stands,
        at=now,
        by_id=actor.user_id,
        actor=actor.name[:120],
    )
    CoSignature.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["filing_year", "stage", "task", "bureau"],
        update_fields=["word", "reason", "seen", "at", "by", "actor"],
    )
    before = {"word": old.word, "reason": old.reason} if old else None
    detail = {"old": before, "new": {"word": word.value, "reason": words}, "seen": stands}
    subject = f"task {plan.slug}/{year}/{stage.value}/{task}"
    journal.record(actor=actor, now=now, action=ACTIONS[word], subject=subject, detail=detail)
    return row
