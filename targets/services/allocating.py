"""Working on an allocation (指标分解): the plan manager drafts a version and puts it forward; none is in force yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.services import journal
from targets.domain.allocating import Obstacle, dated_targets, fault_of, may_have, obstacle
from targets.domain.allocation_states import OPEN, STEPS, Act, State
from targets.models import AllocationLine, AllocationVersion, Indicator
from targets.queries.allocating import Lines, lines_in_force
from targets.queries.definitions import in_force, in_force_by_year
from targets.services.amending import MOST_REASON, checked_reason, locked
from targets.services.refusals import PlanRefused

MOST_BASIS = 200


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says: its columns, targets, words, and by year the rule that filled it."""

    years: tuple[int, ...]
    lines: Mapping[tuple[str, int], Decimal]
    basis: str = ""
    reason: str = ""
    gap_reason: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def start(*, plan_id: int, code: str, copied: int | None = None, actor: Actor, now: datetime) -> AllocationVersion:
    """Begin a version of an indicator's allocation, with what is in force or with what an earlier one said.

    Args:
        plan_id: of the indicator.
        code: the indicator's.
        copied: the number of an earlier version, to go back to it; None: what is in force.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``not_allocatable`` (about why), ``open_already``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    indicator = Indicator.objects.filter(plan=plan, code=code).first()
    defined = in_force(plan, plan.last_year).indicators.get(code)
    if indicator is None or defined is None:
        raise PlanRefused("gone")
    if (why := obstacle(defined)) is not Obstacle.NONE:
        raise PlanRefused("not_allocatable", why.value)
    if indicator.allocation_versions.filter(state__in=OPEN).exists():
        raise PlanRefused("open_already")
    source = indicator.allocation_versions.filter(number=copied).first() if copied is not None else None
    if copied is not None and source is None:
        raise PlanRefused("gone")
    lines = _lines_of(source) if source else lines_in_force(plan, code)
    dated = {one.year for one in dated_targets(defined) if one.year and may_have(defined, one.year, plan.base_year)}
    last = indicator.allocation_versions.order_by("number").last()
    row = AllocationVersion.objects.create(
        indicator=indicator,
        number=last.number + 1 if last else 1,
        years=sorted(dated | {year for _, year in lines}),
        basis=source.basis if source else "",
        rules=source.rules if source else {},
        copied_from=source,
        started_at=now,
    )
    _write_lines(row, lines)
    _note(row, Act.START, actor, now, detail={"lines": len(lines), "copied_from": copied})
    return row


@transaction.atomic
def save(*, version_id: int, seen: int, content: Content, actor: Actor, now: datetime) -> AllocationVersion:
    """Keep what a draft says now; a returned version becomes a draft again. The same again changes nothing.

    Args:
        version_id: of a draft or a returned version.
        seen: its revision as the page showed it.
        content: all of it.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``stale``, ``not_editable``, ``words_out_of_range``, or what
            ``check_lines`` refuses.
    """
    row = _opened(version_id, seen, Act.SAVE, actor)
    basis, reason, gap_reason = (one.strip() for one in (content.basis, content.reason, content.gap_reason))
    if (
        len(basis) > MOST_BASIS
        or max(len(reason), len(gap_reason)) > MOST_REASON
        or "\x00" in basis + reason + gap_reason
    ):
        raise PlanRefused("words_out_of_range")
    check_lines(row, content.years, content.lines)
    new = {"years": sorted(content.years), "basis": basis, "reason": reason, "gap_reason": gap_reason}
    new["rules"] = dict(content.rules)
    former = _lines_of(row)
    if row.state == State.DRAFT and former == content.lines and all(getattr(row, name) == new[name] for name in new):
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.decided_at = row.decided_by_id = None
    _move(row, Act.SAVE)
    if former != content.lines:
        AllocationLine.objects.filter(version=row).delete()
        _write_lines(row, content.lines)
    changed = {key for key in {*former, *content.lines} if former.get(key) != content.lines.get(key)}
    _note(row, Act.SAVE, actor, now, detail={"lines": len(content.lines), "changed": len(changed)})
    return row


@transaction.atomic
def propose(*, version_id: int, seen: int, unproven: Collection[int], actor: Actor, now: datetime) -> AllocationVersion:
    """Put a version forward for approval by somebody else.

    Args:
        version_id: of a draft.
        seen: its revision.
        unproven: the years whose targets together miss the city's, or of which nobody can tell
            (``targets.domain.allocating.check``); they need ``gap_reason``.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``stale``, ``not_editable``, ``reason_missing``, ``gap_unexplained``
            (about the years), ``nothing_changed``, or what ``check_lines`` refuses.
    """
    row = _opened(version_id, seen, Act.PROPOSE, actor)
    reason = checked_reason(row.reason)
    lines = _lines_of(row)
    check_lines(row, tuple(row.years), lines)
    if unproven and not row.gap_reason:
        raise PlanRefused("gap_unexplained", " ".join(str(year) for year in sorted(unproven)))
    if lines == lines_in_force(row.indicator.plan, row.indicator.code):
        raise PlanRefused("nothing_changed")
    row.proposed_at, row.proposed_by_id = now, actor.user_id
    row.decided_at = row.decided_by_id = None
    _move(row, Act.PROPOSE)
    detail = {"lines": len(lines), "reason": reason, "basis": row.basis, "gap_reason": row.gap_reason}
    _note(row, Act.PROPOSE, actor, now, reason, detail)
    return row


@transaction.atomic
def take_back(*, version_id: int, seen: int, actor: Actor, now: datetime) -> AllocationVersion:
    """Take a proposal back before it is decided: it is a draft again.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``stale``, ``not_proposed``.
    """
    row = _opened(version_id, seen, Act.TAKE_BACK, actor)
    _move(row, Act.TAKE_BACK)
    _note(row, Act.TAKE_BACK, actor, now)
    return row


@transaction.atomic
def withdraw(*, version_id: int, seen: int, reason: str, actor: Actor, now: datetime) -> AllocationVersion:
    """Give a draft or a returned version up; it stays to be read, and copied.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``stale``, ``not_editable``, ``reason_missing``, ``reason_too_long``.
    """
    row = _opened(version_id, seen, Act.WITHDRAW, actor)
    reason = checked_reason(reason)
    row.decided_at = row.decided_by_id = None
    _move(row, Act.WITHDRAW)
    _note(row, Act.WITHDRAW, actor, now, reason, {"reason": reason})
    return row


def check_lines(row: AllocationVersion, years: tuple[int, ...], lines: Mapping[tuple[str, int], Decimal]) -> None:
    """Hold targets against the definitions in force in their years.

    Raises:
        PlanRefused: ``year_outside_promise`` (about the year), ``not_its_indicator`` (about the area),
            ``value_not_possible`` (about the area).
    """
    plan, code = row.indicator.plan, row.indicator.code
    defined = in_force_by_year(plan, sorted({*years, *(year for _, year in lines)}))
    for year in defined:
        indicator = defined[year].indicators.get(code)
        if indicator is None or year not in years or not may_have(indicator, year, plan.base_year):
            raise PlanRefused("year_outside_promise", str(year))
    for (area, year), value in lines.items():
        indicator = defined[year].indicators[code]
        if area not in indicator.applies_to or area == plan.city.code:
            raise PlanRefused("not_its_indicator", area)
        if fault_of(indicator, value):
            raise PlanRefused("value_not_possible", area)


def _opened(version_id: int, seen: int, act: Act, actor: Actor) -> AllocationVersion:
    """Lock the plan, then the version; whether it is there, as it was seen, and open to ``act``."""
    rows = AllocationVersion.objects.visible_to(actor)
    plan_id = rows.filter(pk=version_id).values_list("indicator__plan_id", flat=True).first()
    if plan_id is None:
        raise PlanRefused("gone")
    locked(plan_id=plan_id, actor=actor)
    row = rows.select_for_update(of=("self",), no_key=True).select_related("indicator__plan__city").get(pk=version_id)
    if row.revision != seen:
        raise PlanRefused("stale")
    if row.state not in STEPS[act][0]:
        raise PlanRefused("not_proposed" if act is Act.TAKE_BACK else "not_editable")
    return row


def _move(row: AllocationVersion, act: Act) -> None:
    row.state = STEPS[act][1].value
    row.revision += 1
    row.save()


def _lines_of(row: AllocationVersion) -> Lines:
    found = row.lines.order_by("area__order", "area__code", "year").values_list("area__code", "year", "value")
    return {(area, year): value for area, year, value in found}


def _write_lines(row: AllocationVersion, lines: Mapping[tuple[str, int], Decimal]) -> None:
    areas = dict(Area.objects.filter(code__in={area for area, _ in lines}).values_list("code", "pk"))
    AllocationLine.objects.bulk_create(
        AllocationLine(version=row, area_id=areas[area], year=year, value=value)
        for (area, year), value in lines.items()
    )


def _note(
    row: AllocationVersion, act: Act, actor: Actor, now: datetime, reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Append the step, unless somebody only goes on editing, and the journal's record."""
    last = row.steps.last()
    goes_on = act is Act.SAVE and last is not None and (last.act, last.user_id) == (Act.SAVE.value, actor.user_id)
    if not goes_on:
        row.steps.create(act=act.value, at=now, user_id=actor.user_id, actor=actor.name[:120], reason=reason)
    subject = f"allocation {row.indicator.code} {row.number}"
    journal.record(actor=actor, now=now, action=f"allocation.{act.value}", subject=subject, detail=detail or {})
