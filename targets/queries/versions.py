"""A definition's versions, each with what it changed: for the plan manager's pages."""

from dataclasses import dataclass
from datetime import datetime

from targets.domain.amending import Difference, differences
from targets.models import IndicatorVersion, Origin, Plan, QuantityVersion
from targets.queries.stored_rows import definitions_of


@dataclass(frozen=True, slots=True)
class VersionFact:
    """A version in force from a year on: ``is_manual``: the plan manager's, else the files'."""

    since: int
    is_manual: bool
    reason: str
    set_by: str
    set_at: datetime | None
    changed: tuple[Difference, ...]


def quantity_history(plan: Plan, code: str) -> tuple[VersionFact, ...]:
    """Return the versions of a quantity, the latest first; none where the plan has no such quantity."""
    rows = QuantityVersion.objects.filter(quantity__plan=plan, quantity__code=code)
    return _history(plan, code, list(rows.order_by("effective_from")), "quantities")


def indicator_history(plan: Plan, code: str) -> tuple[VersionFact, ...]:
    """Return the versions of an indicator, the latest first; none where the plan has no such indicator."""
    rows = IndicatorVersion.objects.filter(indicator__plan=plan, indicator__code=code)
    return _history(plan, code, list(rows.order_by("effective_from")), "indicators")


def latest_by_hand(plan: Plan) -> dict[str, int]:
    """Return from which year on the manager's word is the latest, as ``quantity CODE`` and ``indicator CODE``."""
    found: dict[str, int] = {}
    for kind, model in (("quantity", QuantityVersion), ("indicator", IndicatorVersion)):
        rows = model._default_manager.filter(**{f"{kind}__plan": plan}).order_by("effective_from")
        for code, since, origin in rows.values_list(f"{kind}__code", "effective_from", "origin"):
            found.pop(f"{kind} {code}", None)
            if origin == Origin.MANAGER:
                found[f"{kind} {code}"] = since
    return found


def _history(
    plan: Plan, code: str, rows: list[QuantityVersion] | list[IndicatorVersion], which: str
) -> tuple[VersionFact, ...]:
    facts, former = [], None
    for row in rows:
        stored = getattr(definitions_of(plan, row.effective_from), which).get(code)
        changed = differences(former, stored) if former is not None and stored is not None else ()
        facts.append(
            VersionFact(row.effective_from, row.origin == Origin.MANAGER, row.reason, row.set_by, row.set_at, changed)
        )
        former = stored
    return tuple(reversed(facts))
