"""Filing years: opening one with the plan's own deadlines, and setting others."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from reports.domain.deadlines import default_deadlines
from reports.domain.refusals import Refused
from reports.models import FilingYear
from targets.models import Plan


@transaction.atomic
def ensure(*, plan: Plan, year: int, actor: Actor, now: datetime) -> FilingYear:
    """Return the filing year, opened with the default deadlines when nobody opened it before.

    The estimate is late from the day after the plan's filing day, 00:00 Asia/Shanghai;
    the final from 1 April of the next year (a default to be confirmed by the bureau, see
    ``set_deadlines``).

    Raises:
        Refused: ``year_outside_plan``.
    """
    filing_year, is_new = opened(plan, year)
    if is_new:
        deadlines = {"estimate": filing_year.estimate_deadline, "final": filing_year.final_deadline}
        subject = f"filing_year {plan.slug}/{year}"
        journal.record(actor=actor, now=now, action="filing_year.open", subject=subject, detail=deadlines)
    return filing_year


def opened(plan: Plan, year: int) -> tuple[FilingYear, bool]:
    """Return the filing year and whether it is new; the caller keeps the journal.

    Raises:
        Refused: ``year_outside_plan``.
    """
    known = FilingYear.objects.filter(plan=plan, year=year).first()
    if known is not None:
        return known, False
    if not plan.base_year <= year <= plan.last_year:
        raise Refused("year_outside_plan")
    estimate, final = default_deadlines(year, month=plan.deadline_month, day=plan.deadline_day)
    fresh = FilingYear(plan=plan, year=year, estimate_deadline=estimate, final_deadline=final)
    FilingYear.objects.bulk_create([fresh], ignore_conflicts=True)
    return FilingYear.objects.get(plan=plan, year=year), True


@transaction.atomic
def set_deadlines(
    *, filing_year_id: int, estimate: datetime, final: datetime, actor: Actor, now: datetime
) -> FilingYear:
    """Set from when the reports of a year are late. What was already received stays as it was judged.

    Raises:
        Refused: ``wrong_role`` (only the plan manager) or ``deadlines_out_of_order``.
    """
    kept = FilingYear.objects.select_related("plan").select_for_update(of=("self",)).get(pk=filing_year_id)
    if not (actor.has(Role.PLAN_MANAGER) or actor.is_system):
        raise Refused("wrong_role")
    if not estimate < final:
        raise Refused("deadlines_out_of_order")
    old = {"estimate_deadline": kept.estimate_deadline, "final_deadline": kept.final_deadline}
    kept.estimate_deadline, kept.final_deadline = estimate, final
    kept.save(update_fields=["estimate_deadline", "final_deadline"])
    journal.record(
        actor=actor,
        now=now,
        action="filing_year.deadlines",
        subject=f"filing_year {kept.plan.slug}/{kept.year}",
        detail={"old": old, "new": {"estimate_deadline": estimate, "final_deadline": final}},
    )
    return kept
