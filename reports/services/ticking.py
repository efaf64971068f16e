"""Ticks (核对无误): a task's lead bureau or the reviewer found submitted values right."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from reports.domain.entries import words
from reports.domain.refusals import Refused, StaleReport
from reports.domain.words import Stage
from reports.domain.workflow import Status, TransitionDenied
from reports.models import Fact, Report, Verification
from reports.queries import duties
from targets.models import Plan, Quantity


@transaction.atomic
def tick(
    *, plan: Plan, year: int, stage: Stage, quantity: str, seen: Mapping[int, int], actor: Actor, now: datetime
) -> int:
    """Tick one quantity in submitted reports, as they stood on the page: all of them or none.

    What is ticked already with the same value stays as it is, so that a second press is harmless.

    Args:
        plan: whose quantity.
        quantity: its code.
        seen: the number of the revision on the page, by report.
        actor: a checker of a bureau that leads the quantity's task, or the reviewer.
        now: when.

    Returns:
        How many were ticked.

    Raises:
        StaleReport: another revision counts by now.
        TransitionDenied: ``wrong_role``, ``other_task`` or ``wrong_status``.
        Refused: ``nothing_to_tick``: nothing was said there, or there is no such report.
    """
    found = _checked(plan, quantity, actor)
    reports = _reports(plan, year, stage, seen, actor)
    for report in reports:
        if report.submitted_revision.number != seen[report.pk]:
            raise StaleReport
    snapshots = {report.submitted_revision.snapshot_id: report for report in reports}
    facts = list(Fact.objects.visible_to(actor).filter(snapshot__in=snapshots, quantity=found).select_related("area"))
    if not reports or len(facts) != len(reports):
        raise Refused("nothing_to_tick")
    rows = Verification.objects.filter(report__in=reports, quantity=found)
    known = {row.report_id: row.said for row in rows}
    fresh = [fact for fact in facts if known.get(snapshots[fact.snapshot_id].pk) != words(fact.said)]
    if not fresh:
        return 0
    made = [
        Verification(
            report=snapshots[fact.snapshot_id],
            area_id=fact.area_id,
            bureau_id=fact.bureau_id,
            quantity_id=fact.quantity_id,
            said=words(fact.said),
            at=now,
            by_id=actor.user_id,
            actor=actor.name[:120],
        )
        for fact in fresh
    ]
    Verification.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["report", "quantity"],
        update_fields=["said", "at", "by", "actor"],
    )
    told = {fact.area.code: seen[snapshots[fact.snapshot_id].pk] for fact in fresh}
    subject = f"value {plan.slug}/{year}/{stage.value}/{quantity}"
    journal.record(actor=actor, now=now, action="value.tick", subject=subject, detail={"revisions": told})
    return len(fresh)


@transaction.atomic
def untick(*, plan: Plan, year: int, stage: Stage, quantity: str, report_id: int, actor: Actor, now: datetime) -> None:
    """Take a tick back; one that is not there is no fault.

    Raises:
        TransitionDenied: as in ``tick``.
        Refused: ``nothing_to_tick``: there is no such report.
    """
    found = _checked(plan, quantity, actor)
    reports = _reports(plan, year, stage, {report_id: 0}, actor)
    if not reports:
        raise Refused("nothing_to_tick")
    rows = Verification.objects.visible_to(actor).filter(report=report_id, quantity=found)
    if not rows.exists():
        return
    rows.delete()
    subject = f"value {plan.slug}/{year}/{stage.value}/{quantity}"
    detail = {"area": reports[0].area.code}
    journal.record(actor=actor, now=now, action="value.untick", subject=subject, detail=detail)


def _checked(plan: Plan, quantity: str, actor: Actor) -> Quantity:
    """Return a quantity that the actor checks."""
    found = Quantity.objects.filter(plan=plan, code=quantity).first()
    if found is None:
        raise Refused("nothing_to_tick")
    if actor.is_system or actor.has(Role.REVIEWER):
        return found
    if not actor.has(Role.CHECKER):
        raise TransitionDenied("wrong_role")
    if actor.bureau_id not in duties.leading(found.task_id):
        raise TransitionDenied("other_task")
    return found


def _reports(plan: Plan, year: int, stage: Stage, seen: Mapping[int, int], actor: Actor) -> list[Report]:
    """Return the reports, locked until the transaction ends, in one order for everybody."""
    rows = Report.objects.visible_to(actor).filter(
        pk__in=list(seen), filing_year__plan=plan, filing_year__year=year, stage=stage
    )
    if rows.exclude(status=Status.SUBMITTED).exists():
        raise TransitionDenied("wrong_status")
    # The revisions are read after the lock: what is joined is as it was before the lock was waited for.
    locked = list(rows.select_related("area").select_for_update(of=("self",), no_key=True).order_by("pk"))
    models.prefetch_related_objects(locked, "submitted_revision")
    return locked
