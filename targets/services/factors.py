"""What the plan manager keeps of factors: a year's value with its source, and how far it can be trusted."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.domain.actors import Actor
from accounts.services import journal
from targets.domain.exact import exact, plain, too_precise
from targets.domain.read_factors import CONFIDENCES, PLACEHOLDER
from targets.models import Factor, FactorValue, Origin, Plan, PlanEvent
from targets.services.amending import checked_reason, locked
from targets.services.events import publish
from targets.services.refusals import PlanRefused

EARLIEST = 1990
MOST_SOURCE = 2000


@transaction.atomic
def set_value(
    *, plan_id: int, code: str, year: int, value: Decimal, source: str, reason: str, seen: int, actor: Actor,
    now: datetime,
) -> FactorValue:  # fmt: skip
    """Set a factor's value for a year; the former one is superseded and stays.

    Args:
        plan_id: whose factor.
        code: the factor's.
        year: from 1990 to the plan's last year.
        value: in the factor's unit, not negative.
        source: where the value is from; blank: the factor's own source.
        reason: why it is set.
        seen: the edition in force that the page showed, 0 for none.
        actor: a plan manager, or the system.
        now: the clock.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``year_outside_plan``, ``value_out_of_range``,
            ``words_out_of_range``, ``reason_missing``, ``stale``, ``nothing_changed``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    factor = _factor(plan, code)
    reason, source = checked_reason(reason), _checked_source(source)
    if not EARLIEST <= year <= plan.last_year:
        raise PlanRefused("year_outside_plan")
    if not value.is_finite() or value < 0 or too_precise(value, 30, 12):
        raise PlanRefused("value_out_of_range")
    former = _in_force(factor, year, seen)
    if former is not None and (former.value, former.source) == (value, source):
        raise PlanRefused("nothing_changed")
    made = _succeed(factor, year, former, value, Origin.MANAGER, source, reason, actor, now)
    _tell(plan, factor, year, former, made, reason, actor, now)
    return made


@transaction.atomic
def restore_value(
    *, plan_id: int, code: str, year: int, reason: str, seen: int, actor: Actor, now: datetime
) -> FactorValue | None:
    """Go back to what the plan's files last said of a year: their value, or none.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``reason_missing``, ``stale``, ``nothing_changed`` (the
            files' value is in force), ``value_needed`` (a factor in use keeps at least one).
    """
    plan = locked(plan_id=plan_id, actor=actor)
    factor = _factor(plan, code)
    reason = checked_reason(reason)
    former = _in_force(factor, year, seen)
    if former is None or former.origin != Origin.MANAGER:
        raise PlanRefused("nothing_changed")
    file = factor.values.filter(year=year, origin=Origin.FILE).order_by("-edition").first()
    if file is not None:
        made = _succeed(factor, year, former, file.value, Origin.FILE, file.source, reason, actor, now)
    else:
        others = factor.values.filter(superseded_at__isnull=True).exclude(pk=former.pk)
        if not factor.provisional and not others.exists():
            raise PlanRefused("value_needed")
        _supersede(former, now)
        made = None
    _tell(plan, factor, year, former, made, reason, actor, now)
    return made


@transaction.atomic
def set_trust(
    *, plan_id: int, code: str, source: str, confidence: str, reason: str, actor: Actor, now: datetime
) -> Factor:
    """Set a factor's source and how far it can be trusted; a placeholder is provisional and never judged by.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``unknown_confidence``, ``words_out_of_range``, ``reason_missing``,
            ``value_needed`` (only a provisional factor may be without a value), ``nothing_changed``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    factor = Factor.objects.select_for_update(no_key=True).get(pk=_factor(plan, code).pk)
    reason, source = checked_reason(reason), _checked_source(source)
    if confidence not in CONFIDENCES:
        raise PlanRefused("unknown_confidence")
    if not source:
        raise PlanRefused("words_out_of_range")
    provisional = confidence == PLACEHOLDER
    if not provisional and not factor.values.filter(superseded_at__isnull=True).exists():
        raise PlanRefused("value_needed")
    old = {"source": factor.source, "confidence": factor.confidence, "provisional": factor.provisional}
    new = {"source": source, "confidence": confidence, "provisional": provisional}
    if old == new:
        raise PlanRefused("nothing_changed")
    Factor.objects.filter(pk=factor.pk).update(origin=Origin.MANAGER, **new)
    summary = {"factor": code, "old": old, "new": new, "reason": reason}
    publish(plan=plan, kind=PlanEvent.Kind.FACTORS, summary=summary, actor=actor, now=now)
    journal.record(actor=actor, now=now, action="factor.trust", subject=f"factor {code}", detail=summary)
    return factor


def _factor(plan: Plan, code: str) -> Factor:
    factor = plan.factors.filter(code=code).first()
    if factor is None:
        raise PlanRefused("gone")
    return factor


def _checked_source(source: str) -> str:
    text = source.strip()
    if len(text) > MOST_SOURCE or "\x00" in text:
        raise PlanRefused("words_out_of_range")
    return text


def _in_force(factor: Factor, year: int, seen: int) -> FactorValue | None:
    former: FactorValue | None = factor.values.filter(year=year, superseded_at__isnull=True).first()
    if (former.edition if former else 0) != seen:
        raise PlanRefused("stale")
    return former


def _supersede(former: FactorValue | None, now: datetime) -> None:
    if former is not None:
        former.superseded_at = now
        former.save(update_fields=["superseded_at"])


def _succeed(
    factor: Factor, year: int, former: FactorValue | None, value: Decimal, origin: str, source: str, reason: str,
    actor: Actor, now: datetime,
) -> FactorValue:  # fmt: skip
    _supersede(former, now)
    last = factor.values.filter(year=year).aggregate(last=Max("edition"))["last"] or 0
    return FactorValue.objects.create(
        factor=factor, year=year, edition=last + 1, value=value, origin=origin, source=source, reason=reason,
        set_by=actor.name[:120], recorded_at=now,
    )  # fmt: skip


def _tell(
    plan: Plan, factor: Factor, year: int, former: FactorValue | None, made: FactorValue | None, reason: str,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    summary = {
        "factor": factor.code,
        "year": year,
        "old": plain(exact(former.value)) if former else None,
        "new": plain(exact(made.value)) if made else None,
        "source": made.source if made else "",
        "reason": reason,
    }
    publish(plan=plan, kind=PlanEvent.Kind.FACTORS, summary=summary, actor=actor, now=now)
    journal.record(actor=actor, now=now, action="factor.value", subject=f"factor {factor.code}", detail=summary)
