"""Setting how large areas are: populations and floor areas of a year, each with its source; the former ones stay."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.services import journal
from progress.models import AreaSize
from progress.queries.shapes import tree_of
from targets.domain.exact import plain, too_precise
from targets.services.amending import checked_reason, locked
from targets.services.refusals import PlanRefused

DIGITS, PLACES, MOST_SOURCE = 20, 6, 300


@transaction.atomic
def set_sizes(
    *,
    plan_id: int,
    kind: str,
    year: int,
    values: Mapping[str, Decimal | None],
    source: str,
    reason: str,
    seen: Mapping[str, int],
    actor: Actor,
    now: datetime,
) -> int:
    """Set one kind of size of several areas for a year; what did not change stays as it was.

    Args:
        plan_id: whose areas.
        kind: ``population`` (10⁴ persons) or ``floor`` (10⁴ m²).
        year: of the plan; the size at its end, of an area as it files itself then.
        values: by area code; None takes a value back, so that another year's counts.
        source: where the numbers are from.
        reason: why they are set.
        seen: the edition in force that the page showed, by area code; 0 for none.
        actor: a plan manager, or the system.
        now: the clock.

    Returns:
        How many sizes changed.

    Raises:
        PlanRefused: ``wrong_role``, ``reason_missing``, ``reason_too_long``, ``gone``, ``year_outside_plan``,
            ``unknown_area``, ``size_out_of_range`` (about its area), ``words_out_of_range``, ``stale``,
            ``nothing_changed``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    reason, source = checked_reason(reason), _checked_source(source)
    if kind not in AreaSize.Kind.values:
        raise PlanRefused("gone")
    if not plan.base_year <= year <= plan.last_year:
        raise PlanRefused("year_outside_plan")
    tree = tree_of(plan)
    if not set(values) <= {tree.codes[pk] for pk in tree.units}:
        raise PlanRefused("unknown_area")
    for area, value in values.items():
        if value is not None and (value <= 0 or too_precise(value, DIGITS, PLACES)):
            raise PlanRefused("size_out_of_range", area)
    former = _in_force(kind, year, tuple(values))
    if any((former[area].edition if area in former else 0) != seen.get(area, 0) for area in values):
        raise PlanRefused("stale")
    changed = {area: value for area, value in values.items() if _value(former.get(area)) != value}
    if not changed:
        raise PlanRefused("nothing_changed")
    for area, value in changed.items():
        _succeed(Area.objects.get(code=area), former.get(area), kind, year, value, source, reason, actor, now)
    detail = {"kind": kind, "year": year, "source": source, "reason": reason, "areas": _told(former, changed)}
    journal.record(actor=actor, now=now, action="sizes.set", subject=f"plan {plan.slug}", detail=detail)
    return len(changed)


def _checked_source(source: str) -> str:
    text = source.strip()
    if not text or len(text) > MOST_SOURCE or "\x00" in text:
        raise PlanRefused("words_out_of_range")
    return text


def _in_force(kind: str, year: int, areas: tuple[str, ...]) -> dict[str, AreaSize]:
    rows = AreaSize.objects.filter(kind=kind, year=year, area__code__in=areas, superseded_at__isnull=True)
    return {row.area.code: row for row in rows.select_related("area")}


def _value(former: AreaSize | None) -> Decimal | None:
    return former.value if former else None


def _succeed(
    area: Area, former: AreaSize | None, kind: str, year: int, value: Decimal | None, source: str, reason: str,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    if former is not None:
        former.superseded_at = now
        former.save(update_fields=["superseded_at"])
    if value is None:
        return
    last = AreaSize.objects.filter(area=area, kind=kind, year=year).aggregate(last=Max("edition"))["last"] or 0
    AreaSize.objects.create(
        area=area, kind=kind, year=year, edition=last + 1, value=value, source=source, reason=reason, set_at=now,
        set_by_id=actor.user_id, set_as=actor.name[:120],
    )  # fmt: skip


def _told(former: Mapping[str, AreaSize], changed: Mapping[str, Decimal | None]) -> list[dict[str, str]]:
    return [
        {"area": area, "old": plain(former[area].value) if area in former else "", "new": plain(value) or ""}
        for area, value in changed.items()
    ]
