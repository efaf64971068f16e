"""Publishing: the reviewer lets the counties see a named ranking of approved figures (通报), or takes it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from progress.domain.rollup import BEST
from progress.models import Publication, PublishedFigure
from progress.queries.rankings import Ranking, ranking
from reports.domain import reading
from reports.domain.refusals import Refused
from targets.models import Indicator, Plan

LONGEST_TITLE = 120


@transaction.atomic
def publish(
    *,
    plan_id: int,
    indicator: str,
    year: int,
    highest_first: bool,
    title: str,
    seen: str,
    actor: Actor,
    now: datetime,
    stage: str = BEST,
) -> Publication:
    """Freeze a ranking under a title and show it to every county of the city.

    Args:
        indicator: its code; one of which areas have figures of their own.
        highest_first: which end is better.
        seen: the fingerprint of the ranking that was looked at: nothing else is published.
        actor: a reviewer.
        now: when.

    Raises:
        Refused: ``wrong_role``, ``title_missing``, ``words_too_long``, ``forbidden_character``,
            ``no_such_indicator``, ``nothing_to_rank``, ``stale`` (figures changed since) or
            ``published_already`` (withdraw that one first).
    """
    if not (actor.has(Role.REVIEWER) or actor.is_system):
        raise Refused("wrong_role")
    title = _title(title)
    plan = Plan.objects.get(pk=plan_id)
    try:
        shown = ranking(plan, indicator, year, actor=actor, highest_first=highest_first, stage=stage)
    except LookupError as unknown:
        raise Refused("no_such_indicator") from unknown
    if shown is None or not shown.has_figures:
        raise Refused("nothing_to_rank")
    if shown.fingerprint != seen:
        raise Refused("stale")
    try:
        with transaction.atomic():
            row = _write(plan, shown, title, actor, now)
    except IntegrityError as clash:
        raise Refused("published_already") from clash
    detail = {"title": title, "indicator": indicator, "year": year, "stage": stage, "areas": len(shown.rows)}
    detail["fingerprint"] = seen
    journal.record(actor=actor, now=now, action="ranking.publish", subject=f"ranking {row.pk}", detail=detail)
    return row


@transaction.atomic
def withdraw(*, publication_id: int, reason: str, actor: Actor, now: datetime) -> Publication:
    """Take a publication back: the counties no longer see it; the city sees that it was, and why.

    Raises:
        Publication.DoesNotExist: none for this actor.
        Refused: ``wrong_role``, ``withdrawn_already``, or the reason is missing or cannot be kept.
    """
    if not (actor.has(Role.REVIEWER) or actor.is_system):
        raise Refused("wrong_role")
    row = Publication.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=publication_id)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn_already")
    if fault := reading.fault_of_reason(reason):
        raise Refused(fault)
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_as = now, actor.user_id, actor.name[:120]
    row.withdrawn_because = reading.tidy(reason)
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_as", "withdrawn_because"])
    detail = {"title": row.title, "reason": row.withdrawn_because}
    journal.record(actor=actor, now=now, action="ranking.withdraw", subject=f"ranking {row.pk}", detail=detail)
    return row


def _title(title: str) -> str:
    tidied = reading.tidy(title)
    if not tidied:
        raise Refused("title_missing")
    if fault := reading.fault_of_reason(tidied):
        raise Refused(fault)
    if len(tidied) > LONGEST_TITLE:
        raise Refused("words_too_long")
    return tidied


def _write(plan: Plan, shown: Ranking, title: str, actor: Actor, now: datetime) -> Publication:
    row = Publication.objects.create(
        plan=plan,
        indicator=Indicator.objects.get(plan=plan, code=shown.indicator),
        year=shown.year,
        stage=shown.stage,
        title=title,
        highest_first=shown.highest_first,
        unit=shown.unit,
        decimals=shown.decimals,
        as_of=shown.as_of,
        published_at=now,
        published_by_id=actor.user_id,
        published_as=actor.name[:120],
    )
    PublishedFigure.objects.bulk_create(
        PublishedFigure(
            publication=row,
            area_id=line.area_id,
            order=order,
            rank=line.rank,
            value=line.value,
            void_reason=line.void_reason,
            has_estimate=line.has_estimate,
            revision=line.revision,
        )
        for order, line in enumerate(shown.rows, start=1)
    )
    return row
