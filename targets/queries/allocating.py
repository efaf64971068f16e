"""Versions of allocations as frozen rows: what they say, where they stand, and who did what."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.domain.actors import Actor
from targets.domain.allocation_states import OPEN, WRITING, State
from targets.domain.exact import exact, plain
from targets.models import Allocation, AllocationLine, AllocationStep, AllocationVersion, Plan

Lines = dict[tuple[str, int], Decimal]
"""Targets by (area code, year), in the indicator's unit."""


@dataclass(frozen=True, slots=True)
class StepFact:
    """What somebody did to a version."""

    act: str
    at: datetime
    user_id: int | None
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class VersionFact:
    """A version of an indicator's allocation; ``indicator`` and the areas of ``lines`` are codes."""

    pk: int
    indicator: str
    number: int
    state: State
    revision: int
    years: tuple[int, ...]
    basis: str
    reason: str
    gap_reason: str
    rules: dict[str, Any]
    copied_from: int | None
    proposed_at: datetime | None
    decided_at: datetime | None
    lines: Lines = field(repr=False)
    steps: tuple[StepFact, ...] = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether it is on its way."""
        return self.state in OPEN

    @property
    def last(self) -> StepFact:
        """What was done last."""
        return self.steps[-1]

    def was_worked_on_by(self, user_id: int | None) -> bool:
        """Whether this person started, edited or proposed it, and therefore does not approve it."""
        return any(step.user_id == user_id and step.act in WRITING for step in self.steps)


def versions(plan: Plan, actor: Actor, *, code: str | None = None, states: tuple[State, ...] = ()) -> list[VersionFact]:
    """Return the versions the actor may see, the latest first within each indicator; three queries."""
    rows = AllocationVersion.objects.visible_to(actor).filter(indicator__plan=plan)
    if code is not None:
        rows = rows.filter(indicator__code=code)
    if states:
        rows = rows.filter(state__in=[state.value for state in states])
    return _facts(list(rows.select_related("indicator", "copied_from").order_by("indicator__order", "-number")))


def version(pk: int, actor: Actor) -> VersionFact:
    """Return one version.

    Raises:
        AllocationVersion.DoesNotExist: none for this actor.
    """
    row = AllocationVersion.objects.visible_to(actor).select_related("indicator", "copied_from").get(pk=pk)
    return _facts([row])[0]


def lines_in_force(plan: Plan, code: str) -> Lines:
    """Return what binds the counties of an indicator now, as far as row-level security shows it; one query."""
    rows = Allocation.objects.filter(indicator__plan=plan, indicator__code=code, superseded_at__isnull=True)
    found = rows.order_by("area__order", "area__code", "year").values_list("area__code", "year", "value")
    return {(area, year): exact(value) or Decimal(0) for area, year, value in found}


def mark_of(lines: Mapping[tuple[str, int], Decimal]) -> str:
    """Return a mark of what targets say, which any change of one changes."""
    said = "\n".join(f"{area} {year} {plain(value)}" for (area, year), value in sorted(lines.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def _facts(rows: list[AllocationVersion]) -> list[VersionFact]:
    lines: dict[int, Lines] = {row.pk: {} for row in rows}
    steps: dict[int, list[StepFact]] = {row.pk: [] for row in rows}
    cells = AllocationLine.objects.filter(version__in=list(lines)).order_by("area__order", "area__code", "year")
    for pk, area, year, value in cells.values_list("version_id", "area__code", "year", "value"):
        lines[pk][area, year] = exact(value) or Decimal(0)
    for step in AllocationStep.objects.filter(version__in=list(lines)).order_by("id"):
        steps[step.version_id].append(StepFact(step.act, step.at, step.user_id, step.actor, step.reason))
    return [_fact(row, lines[row.pk], tuple(steps[row.pk])) for row in rows]


def _fact(row: AllocationVersion, lines: Lines, steps: tuple[StepFact, ...]) -> VersionFact:
    return VersionFact(
        pk=row.pk,
        indicator=row.indicator.code,
        number=row.number,
        state=State(row.state),
        revision=row.revision,
        years=tuple(row.years),
        basis=row.basis,
        reason=row.reason,
        gap_reason=row.gap_reason,
        rules=row.rules,
        copied_from=row.copied_from.number if row.copied_from else None,
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
        lines=lines,
        steps=steps,
    )
