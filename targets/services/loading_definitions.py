"""Loads quantities and indicators: what identifies them, and their effective-dated definitions.

A definition that differs from the latest one becomes a new version from a year on; an
earlier version is never edited. One that is not in force yet (its year has not begun)
may be replaced, since nothing can have been filed under it. Where the latest version is the
plan manager's it stands, and the load says where the files differ (ADR 0017).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from accounts.models import Area, Bureau
from targets.domain.amending import differences
from targets.domain.catalogue import Catalogue, IndicatorRow, QuantityRow
from targets.domain.digests import indicator_digest, quantity_digest
from targets.domain.located import Findings, Place, gettext_noop
from targets.models import (
    Factor,
    Indicator,
    IndicatorVersion,
    Origin,
    Plan,
    Quantity,
    QuantityVersion,
    Task,
)
from targets.queries.stored_rows import definitions_of
from targets.services.synchronising import Changes, Kept, synchronise
from targets.services.versions import write_indicator_versions, write_quantity_versions


@dataclass(frozen=True, slots=True)
class Years:
    """From which year changed definitions hold, and which year it is."""

    effective_from: int
    present: int


@dataclass(frozen=True, slots=True)
class Context:
    """The rows that definitions point at, by code, and where changes and problems are noted."""

    plan: Plan
    areas: Mapping[str, Area]
    bureaus: Mapping[str, Bureau]
    tasks: Mapping[str, Task]
    years: Years
    changes: Changes
    findings: Findings


def load_indicators(catalogue: Catalogue, context: Context) -> dict[str, Indicator]:
    """Create or update what identifies indicators; return them by code. Versions come after quantities."""
    present = {one.code: one for one in context.plan.indicators.all()}
    wanted = {
        row.code: {
            "plan_id": context.plan.pk,
            "code": row.code,
            "order": order,
            "task_id": context.tasks[row.task].pk,
            "owner_id": context.bureaus[row.owner].pk,
            "ledger": row.ledger,
        }
        for order, row in enumerate(catalogue.indicators, start=1)
    }
    return synchronise(Indicator, present, wanted, context.changes)


def load_quantities(catalogue: Catalogue, indicators: Mapping[str, Indicator], context: Context) -> dict[str, Quantity]:
    """Create or update what identifies quantities; return them by code."""
    present = {one.code: one for one in context.plan.quantities.all()}
    wanted: dict[str, dict[str, object]] = {}
    for order, row in enumerate(catalogue.quantities, start=1):
        wanted[row.code] = {
            "plan_id": context.plan.pk,
            "code": row.code,
            "order": order,
            "task_id": context.tasks[row.task].pk,
            "kind": row.kind.value,
            "level": row.level.value,
            "bureau_id": context.bureaus[row.bureau].pk,
            "evidence_for_id": indicators[row.evidence_for].pk if row.evidence_for else None,
        }
        former = present.get(row.code)
        if former is not None and (former.kind, former.level) != (row.kind.value, row.level.value):
            message = gettext_noop("kind and level of a loaded quantity cannot change; give it a new code")
            context.findings.add(Place("quantities.yaml", row.line, f"quantities[{row.code}]"), message)
            wanted.pop(row.code)
    return synchronise(Quantity, present, wanted, context.changes)


def load_quantity_versions(catalogue: Catalogue, quantities: Mapping[str, Quantity], context: Context) -> None:
    """Add a version for every quantity whose definition differs from its latest one."""
    latest = _latest(QuantityVersion.objects.filter(quantity__plan=context.plan), lambda one: one.quantity_id)
    changed: list[QuantityRow] = []
    for row in catalogue.quantities:
        if row.code not in quantities:
            continue
        former = latest.get(quantities[row.code].pk)
        place = Place("quantities.yaml", row.line, f"quantities[{row.code}]")
        if _is_kept(former):
            _note_kept("quantity", row, former, quantity_digest(row), context)
        elif _is_new(former, quantity_digest(row), place, context):
            changed.append(row)
            _note("quantity", row.code, former, context)
    write_quantity_versions(changed, quantities, context.areas, context.years.effective_from)


def load_indicator_versions(
    catalogue: Catalogue,
    indicators: Mapping[str, Indicator],
    quantities: Mapping[str, Quantity],
    factors: Mapping[str, Factor],
    context: Context,
) -> None:
    """Add a version for every indicator whose definition or targets differ from its latest one."""
    latest = _latest(IndicatorVersion.objects.filter(indicator__plan=context.plan), lambda one: one.indicator_id)
    changed: list[IndicatorRow] = []
    for row in catalogue.indicators:
        former = latest.get(indicators[row.code].pk)
        file = "emissions.yaml" if row.ledger else "indicators.yaml"
        place = Place(file, row.line, f"indicators[{row.code}]")
        if _is_kept(former):
            _note_kept("indicator", row, former, indicator_digest(row), context)
        elif _is_new(former, indicator_digest(row), place, context):
            changed.append(row)
            _note("indicator", row.code, former, context)
    if context.findings.problems:
        return
    write_indicator_versions(changed, indicators, quantities, factors, context.areas, context.years.effective_from)


Version = QuantityVersion | IndicatorVersion


def _latest(versions: Iterable[Version], owner: Callable[[Version], int]) -> dict[int, list[Version]]:
    """Every owner's versions, latest last."""
    found: dict[int, list[Version]] = {}
    for version in sorted(versions, key=lambda one: one.effective_from):
        found.setdefault(owner(version), []).append(version)
    return found


def _is_kept(former: list[Version] | None) -> bool:
    return bool(former) and former[-1].origin == Origin.MANAGER


def _note_kept(
    what: str, row: QuantityRow | IndicatorRow, former: list[Version], digest: str, context: Context
) -> None:
    last = former[-1]
    if last.digest == digest:
        return
    said = [one.digest for one in former if one.origin == Origin.FILE]
    stored = definitions_of(context.plan, last.effective_from)
    kept = (stored.quantities if what == "quantity" else stored.indicators).get(row.code)
    differing = differences(kept, row) if kept is not None else ()
    fields = tuple((one.name, _text(one.old), _text(one.new)) for one in differing)
    name = f"{what} {row.code} {last.effective_from}"
    context.changes.kept.append(Kept(name, fields, file_changed=digest not in said[-1:]))


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _is_new(former: list[Version] | None, digest: str, place: Place, context: Context) -> bool:
    """Whether a version must be written; a version that is not in force yet makes room for it."""
    if not former:
        return True
    last, years = former[-1], context.years
    if last.digest == digest:
        return False
    if years.effective_from > last.effective_from:
        return True
    if years.effective_from == last.effective_from > years.present and len(former) > 1:
        last.delete()
        return True
    message = gettext_noop(
        "the definition differs from the one in force since %(year)s, which is never edited;"
        " load it with --effective-from %(next)s or later"
    )
    context.findings.add(place, message, year=last.effective_from, next=last.effective_from + 1)
    return False


def _note(what: str, code: str, former: list[Version] | None, context: Context) -> None:
    if former:
        context.changes.versions.append(f"{what} {code} {context.years.effective_from}")
    else:
        context.changes.created[f"{what}version"] += 1
