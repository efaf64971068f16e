"""What the plan manager changes of definitions and of who reports what: new versions, from a year on."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area
from accounts.services import journal
from targets.domain.amending import Amendment, AmendmentRefused, Change, Definitions, amend, check, differences
from targets.domain.catalogue import IndicatorRow, QuantityRow
from targets.domain.digests import indicator_digest, quantity_digest
from targets.models import Factor, IndicatorVersion, Origin, Plan, PlanEvent, QuantityVersion
from targets.queries.stored_rows import definitions_of
from targets.services.events import publish
from targets.services.refusals import PlanRefused
from targets.services.versions import Stamp, write_indicator_versions, write_quantity_versions

MOST_REASON = 500


def preview(*, plan: Plan, since: int, change: Change) -> tuple[Amendment, str]:
    """Return what ``change`` would make anew from the year ``since`` on, and the mark of what it was drawn from.

    Raises:
        PlanRefused: as ``write`` would.
    """
    _check_year(plan, since)
    present = definitions_of(plan, since)
    return _amended(present, change), fingerprint(present)


@transaction.atomic
def write(
    *,
    plan_id: int,
    since: int,
    change: Change,
    reason: str,
    seen: str,
    filed_years: Collection[int],
    actor: Actor,
    now: datetime,
) -> Amendment:
    """Write the versions that ``change`` makes, in force from the year ``since`` on.

    A version the manager wrote for the same year makes room while nothing was filed under it.

    Args:
        plan_id: whose definitions.
        since: a year after the plan's base year.
        change: what is to be.
        reason: why, for everybody who reads the history.
        seen: the mark of the preview.
        filed_years: the years for which any report has been handed in.
        actor: a plan manager, or the system.
        now: the clock.

    Raises:
        PlanRefused: ``wrong_role``, ``year_outside_plan``, ``reason_missing``, ``stale``,
            ``version_in_force`` (about the definition), or what ``amend`` refuses.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    _check_year(plan, since)
    reason = checked_reason(reason)
    present = definitions_of(plan, since)
    if fingerprint(present) != seen:
        raise PlanRefused("stale")
    made = _amended(present, change)
    used = any(year >= since for year in filed_years)
    _make_room(QuantityVersion.objects.filter(quantity__plan=plan), "quantity", made.quantities, since, used=used)
    _make_room(IndicatorVersion.objects.filter(indicator__plan=plan), "indicator", made.indicators, since, used=used)
    stamp = Stamp(Origin.MANAGER, reason, actor.name[:120], now)
    areas, quantities = {one.code: one for one in Area.objects.all()}, {one.code: one for one in plan.quantities.all()}
    write_quantity_versions((row for _, row in made.quantities), quantities, areas, since, stamp)
    indicators = {one.code: one for one in plan.indicators.all()}
    factors = {one.code: one for one in Factor.objects.filter(plan=plan)}
    rows = (row for _, row in made.indicators)
    write_indicator_versions(rows, indicators, quantities, factors, areas, since, stamp)
    _tell(plan, {"act": "amend", "since": since, "reason": reason, "rows": _rows_of(made)}, actor, now)
    return made


@transaction.atomic
def withdraw(
    *, plan_id: int, set_at: datetime, reason: str, filed_years: Collection[int], actor: Actor, now: datetime
) -> int:
    """Take back a whole change that no report has used yet; what was in force before is in force again.

    Args:
        set_at: when the change was made: what names its versions.
        filed_years: the years for which any report has been handed in.

    Returns:
        How many versions are gone.

    Raises:
        PlanRefused: ``wrong_role``, ``reason_missing``, ``gone``, ``used``, ``not_the_latest``, ``withdrawal_breaks``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    reason = checked_reason(reason)
    mine = {"origin": Origin.MANAGER, "set_at": set_at}
    quantities = list(QuantityVersion.objects.filter(quantity__plan=plan, **mine).select_related("quantity"))
    indicators = list(IndicatorVersion.objects.filter(indicator__plan=plan, **mine).select_related("indicator"))
    if not quantities and not indicators:
        raise PlanRefused("gone")
    since = min(one.effective_from for one in (*quantities, *indicators))
    if any(year >= since for year in filed_years):
        raise PlanRefused("used", str(since))
    if any(_has_later(one) for one in (*quantities, *indicators)):
        raise PlanRefused("not_the_latest")
    gone = [f"quantity {one.quantity.code}" for one in quantities]
    gone += [f"indicator {one.indicator.code}" for one in indicators]
    for one in (*quantities, *indicators):
        one.delete()
    try:
        check(definitions_of(plan, since))
    except AmendmentRefused as refused:
        raise PlanRefused("withdrawal_breaks", refused.about) from refused
    summary = {"act": "withdraw", "since": since, "reason": reason, "rows": [{"what": what} for what in gone]}
    _tell(plan, summary | {"set_at": set_at.isoformat()}, actor, now)
    return len(gone)


def locked(*, plan_id: int, actor: Actor) -> Plan:
    """Return the plan, locked for one change at a time.

    Raises:
        PlanRefused: ``wrong_role``.
    """
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan_id)
    if not (actor.is_system or actor.has(Role.PLAN_MANAGER)):
        raise PlanRefused("wrong_role")
    return plan


def checked_reason(reason: str) -> str:
    """Return a reason without blanks around it.

    Raises:
        PlanRefused: ``reason_missing`` or ``reason_too_long``.
    """
    text = reason.strip()
    if not text:
        raise PlanRefused("reason_missing")
    if len(text) > MOST_REASON or "\x00" in text:
        raise PlanRefused("reason_too_long")
    return text


def fingerprint(definitions: Definitions) -> str:
    """Return a mark of what is in force, which any change of a definition changes."""
    lines = [f"q {code} {quantity_digest(row)}" for code, row in definitions.quantities.items()]
    lines += [f"i {code} {indicator_digest(row)}" for code, row in definitions.indicators.items()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _amended(present: Definitions, change: Change) -> Amendment:
    unknown = {*change.quantities, *change.reporting} - set(present.quantities)
    unknown |= set(change.indicators) - set(present.indicators)
    if unknown:
        raise PlanRefused("gone", min(unknown))
    try:
        return amend(present, change)
    except AmendmentRefused as refused:
        raise PlanRefused(refused.code, refused.about) from refused


def _check_year(plan: Plan, since: int) -> None:
    if not plan.base_year < since <= plan.last_year:
        raise PlanRefused("year_outside_plan")


def _make_room(
    versions: QuerySet,
    what: str,
    pairs: Iterable[tuple[QuantityRow | IndicatorRow, QuantityRow | IndicatorRow]],
    since: int,
    *,
    used: bool,
) -> None:
    """Refuse where a version of that year or later stands; the manager's own, unused, goes."""
    for _, row in pairs:
        last = versions.filter(**{f"{what}__code": row.code}).order_by("-effective_from").first()
        if last is None or last.effective_from < since:
            continue
        if last.effective_from == since and last.origin == Origin.MANAGER and not used:
            last.delete()
            continue
        raise PlanRefused("version_in_force", f"{row.code} {last.effective_from}")


def _has_later(version: QuantityVersion | IndicatorVersion) -> bool:
    name = "quantity" if isinstance(version, QuantityVersion) else "indicator"
    others = type(version)._default_manager.filter(**{name: getattr(version, name)})
    return others.filter(effective_from__gt=version.effective_from).exists()


def _rows_of(made: Amendment) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for what, pairs in (("quantity", made.quantities), ("indicator", made.indicators)):
        for old, new in pairs:
            fields = {one.name: [one.old, one.new] for one in differences(old, new)}
            rows.append({"what": f"{what} {new.code}", "fields": fields})
    return rows


def _tell(plan: Plan, summary: dict[str, object], actor: Actor, now: datetime) -> None:
    publish(plan=plan, kind=PlanEvent.Kind.DEFINITIONS, summary=summary, actor=actor, now=now)
    action = f"definitions.{summary['act']}"
    journal.record(actor=actor, now=now, action=action, subject=f"plan {plan.slug}", detail=summary)
