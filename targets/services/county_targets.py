"""Imports what counties are given: allocations (指标分解) and baselines (基期值), all or nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.services import journal
from targets.domain import county_file
from targets.domain.county_file import Places, Row
from targets.domain.located import Findings
from targets.models import Allocation, Baseline, Indicator, Plan, PlanEvent
from targets.queries.definitions import in_force, in_force_by_year
from targets.services.events import publish
from targets.services.refusals import FilesRefused


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines were new, changed a value in force, or said what is in force already."""

    added: int
    changed: int
    unchanged: int


def import_allocations(*, plan_id: int, content: bytes, name: str, actor: Actor, now: datetime) -> Imported:
    """Set counties' own targets from a CSV file ``area,indicator,year,value``.

    For indicators with a dated target that are pooled and apply to the county; the year
    is a target year or one before it, after the base year (it then takes the comparator
    of the next target). A changed value supersedes the former, which stays. The same
    file again changes nothing.

    Args:
        plan_id: primary key of the plan.
        content: the file's bytes (UTF-8).
        name: its name, for the problems.
        actor: who imports.
        now: the clock.

    Raises:
        FilesRefused: with every problem by line; nothing was written.
    """
    findings = Findings()
    rows = county_file.parse(content, name, findings)
    county_file.check_once(rows, name, lambda row: (row.area, row.indicator, row.year), findings)
    with transaction.atomic():
        plan, places = _locked(plan_id)
        definitions = in_force_by_year(plan, {row.year for row in rows})
        for row in rows:
            indicator = definitions[row.year].indicators.get(row.indicator)
            county_file.check_allocation(row, name, indicator, plan.base_year, places, findings)
        _refuse(findings)
        imported = _write(Allocation, plan, rows, now)
        _tell(PlanEvent.Kind.ALLOCATIONS, plan, imported, content, actor, now)
    return imported


def import_baselines(*, plan_id: int, content: bytes, name: str, actor: Actor, now: datetime) -> Imported:
    """Set where paths start from a CSV file ``area,indicator,year,value``: one per area and indicator.

    ``value`` is the figure measured in a year before the first target year, for the city
    or a county. A baseline serves only the path; drops and cumulative figures start at 0
    and take none. Another value or year supersedes the former.

    Args:
        plan_id: primary key of the plan.
        content: the file's bytes (UTF-8).
        name: its name, for the problems.
        actor: who imports.
        now: the clock; definitions are those in force in its year.

    Raises:
        FilesRefused: with every problem by line; nothing was written.
    """
    findings = Findings()
    rows = county_file.parse(content, name, findings)
    county_file.check_once(rows, name, lambda row: (row.area, row.indicator), findings)
    with transaction.atomic():
        plan, places = _locked(plan_id)
        definitions = in_force(plan, localtime(now).year)
        for row in rows:
            county_file.check_baseline(row, name, definitions.indicators.get(row.indicator), places, findings)
        _refuse(findings)
        imported = _write(Baseline, plan, rows, now)
        _tell(PlanEvent.Kind.BASELINES, plan, imported, content, actor, now)
    return imported


def _locked(plan_id: int) -> tuple[Plan, Places]:
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("city").get(pk=plan_id)
    return plan, Places(plan.city.code, frozenset(_units(plan)))


def _units(plan: Plan) -> Iterable[str]:
    """The codes of the reporting units below the plan's city."""
    below: dict[int | None, list[Area]] = {}
    for area in Area.objects.all():
        below.setdefault(area.parent_id, []).append(area)
    todo = [plan.city_id]
    while todo:
        for area in below.get(todo.pop(), []):
            yield area.code
            todo.append(area.pk)


def _refuse(findings: Findings) -> None:
    if findings.problems:
        raise FilesRefused(tuple(sorted(findings.problems, key=lambda one: one.line)))


Given = Allocation | Baseline
Key = tuple[int, ...]


def _write(model: type[Allocation] | type[Baseline], plan: Plan, rows: list[Row], now: datetime) -> Imported:
    areas = dict(Area.objects.filter(code__in={row.area for row in rows}).values_list("code", "pk"))
    indicators = dict(Indicator.objects.filter(plan=plan).values_list("code", "pk"))
    names = ("area_id", "indicator_id", "year") if model is Allocation else ("area_id", "indicator_id")
    stored = model.objects.filter(indicator__plan=plan)
    present = {_key(one, names): one for one in stored.filter(superseded_at__isnull=True)}
    editions = {tuple(row[:-1]): row[-1] for row in stored.values_list(*names).annotate(last=Max("edition"))}
    made: list[Given] = []
    former: list[Given] = []
    for row in rows:
        one = model(area_id=areas[row.area], indicator_id=indicators[row.indicator], year=row.year, value=row.value)
        known = present.get(_key(one, names))
        if known is not None and (known.year, known.value) == (one.year, one.value):
            continue
        if known is not None:
            known.superseded_at = now
            former.append(known)
        one.edition = editions.get(_key(one, names), 0) + 1
        one.recorded_at = now
        made.append(one)
    model.objects.bulk_update(former, ["superseded_at"])
    model.objects.bulk_create(made)
    return Imported(added=len(made) - len(former), changed=len(former), unchanged=len(rows) - len(made))


def _key(row: Given, names: tuple[str, ...]) -> Key:
    return tuple(getattr(row, name) for name in names)


def _tell(kind: PlanEvent.Kind, plan: Plan, imported: Imported, content: bytes, actor: Actor, now: datetime) -> None:
    """Event, journal and roll-up, where anything changed; counts only, for others may read them."""
    if not imported.added + imported.changed:
        return
    summary = {"added": imported.added, "changed": imported.changed, "unchanged": imported.unchanged}
    publish(plan=plan, kind=kind, summary=summary, actor=actor, now=now)
    detail = summary | {"sha256": hashlib.sha256(content).hexdigest()}
    journal.record(actor=actor, now=now, action=f"{kind.value}.import", subject=f"plan {plan.slug}", detail=detail)
