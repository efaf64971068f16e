"""Filing years: opening one with the plan's own deadlines, setting others, extending for one area, closing."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area
from accounts.services import journal
from reports.domain import reading
from reports.domain.deadlines import default_deadlines
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.models import Extension, FilingYear
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
    kept = _kept(filing_year_id, actor)
    if not estimate < final:
        raise Refused("deadlines_out_of_order")
    old = {"estimate_deadline": kept.estimate_deadline, "final_deadline": kept.final_deadline}
    kept.estimate_deadline, kept.final_deadline = estimate, final
    kept.save(update_fields=["estimate_deadline", "final_deadline"])
    new = {"estimate_deadline": estimate, "final_deadline": final}
    _tell(kept, "deadlines", {"old": old, "new": new}, actor, now)
    return kept


@transaction.atomic
def set_opening(*, filing_year_id: int, opens_at: datetime | None, actor: Actor, now: datetime) -> FilingYear:
    """Set from when a year can be filed; None: by the calendar again. What was begun before stays.

    Raises:
        Refused: ``wrong_role``, ``opens_too_late`` (not before the estimate's deadline) or ``nothing_changed``.
    """
    kept = _kept(filing_year_id, actor)
    if opens_at is not None and opens_at >= kept.estimate_deadline:
        raise Refused("opens_too_late")
    if kept.opens_at == opens_at:
        raise Refused("nothing_changed")
    old, kept.opens_at = kept.opens_at, opens_at
    kept.save(update_fields=["opens_at"])
    _tell(kept, "opening", {"old": old, "new": opens_at}, actor, now)
    return kept


@transaction.atomic
def close(*, filing_year_id: int, reason: str, actor: Actor, now: datetime) -> FilingYear:
    """Close a year: nobody saves or submits any more. Reviewing goes on.

    Raises:
        Refused: ``wrong_role``, ``nothing_changed`` (it is closed), or what is wrong with the reason.
    """
    return _set_closed(filing_year_id, now, "close", reason, actor, now)


@transaction.atomic
def reopen(*, filing_year_id: int, reason: str, actor: Actor, now: datetime) -> FilingYear:
    """Open a closed year again.

    Raises:
        Refused: ``wrong_role``, ``nothing_changed`` (it is open), or what is wrong with the reason.
    """
    return _set_closed(filing_year_id, None, "reopen", reason, actor, now)


@transaction.atomic
def extend(
    *, filing_year_id: int, area_code: str, stage: Stage, deadline: datetime, reason: str, actor: Actor, now: datetime
) -> Extension:
    """Grant one area a later deadline of one stage; a later one replaces it.

    What was already received stays as it was judged.

    Raises:
        Refused: ``wrong_role``, ``unknown_area``, ``not_later`` (than the year's own deadline),
            ``nothing_changed``, or what is wrong with the reason.
    """
    kept = _kept(filing_year_id, actor)
    words = _reason(reason)
    area = Area.objects.filter(code=area_code).exclude(kind="province").first()
    if area is None:
        raise Refused("unknown_area")
    if deadline <= kept.deadline(stage):
        raise Refused("not_later")
    former = Extension.objects.filter(filing_year=kept, area=area, stage=stage).first()
    if former is not None and (former.deadline, former.reason) == (deadline, words):
        raise Refused("nothing_changed")
    who = {"set_at": now, "set_by_id": actor.user_id, "set_as": actor.name[:120]}
    said = {"deadline": deadline, "reason": words} | who
    made, _ = Extension.objects.update_or_create(filing_year=kept, area=area, stage=stage, defaults=said)
    detail = {"area": area_code, "stage": stage, "old": former and former.deadline, "new": deadline, "reason": words}
    _tell(kept, "extend", detail, actor, now)
    return made


@transaction.atomic
def take_back(*, filing_year_id: int, extension_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Take an extension back: the year's own deadline holds for that area again.

    Raises:
        Refused: ``wrong_role``, ``nothing_changed`` (it is gone), or what is wrong with the reason.
    """
    kept = _kept(filing_year_id, actor)
    words = _reason(reason)
    row = Extension.objects.filter(filing_year=kept, pk=extension_id).select_related("area").first()
    if row is None:
        raise Refused("nothing_changed")
    detail = {"area": row.area.code, "stage": row.stage, "old": row.deadline, "new": None, "reason": words}
    row.delete()
    _tell(kept, "extend", detail, actor, now)


def _kept(filing_year_id: int, actor: Actor) -> FilingYear:
    if not (actor.has(Role.PLAN_MANAGER) or actor.is_system):
        raise Refused("wrong_role")
    return FilingYear.objects.select_related("plan").select_for_update(of=("self",), no_key=True).get(pk=filing_year_id)


def _set_closed(
    filing_year_id: int, closed_at: datetime | None, act: str, reason: str, actor: Actor, now: datetime
) -> FilingYear:
    kept = _kept(filing_year_id, actor)
    words = _reason(reason)
    if (kept.closed_at is None) == (closed_at is None):
        raise Refused("nothing_changed")
    old, kept.closed_at = kept.closed_at, closed_at
    kept.save(update_fields=["closed_at"])
    _tell(kept, act, {"old": old, "new": closed_at, "reason": words}, actor, now)
    return kept


def _reason(reason: str) -> str:
    words = reading.tidy(reason)
    if not words:
        raise Refused("reason_missing")
    if fault := reading.fault_of_words(words, reading.MAX_WORDS):
        raise Refused(fault)
    return words


def _tell(year: FilingYear, act: str, detail: dict[str, object], actor: Actor, now: datetime) -> None:
    subject = f"filing_year {year.plan.slug}/{year.year}"
    journal.record(actor=actor, now=now, action=f"filing_year.{act}", subject=subject, detail=detail)
