"""What is to be reported, as frozen rows: quantities by task, with unit, definition and checks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from targets.domain.exact import exact
from targets.models import Plan, QuantityArea, QuantityVersion
from targets.queries.definitions import quantity_versions
from targets.queries.units import english_units, in_english


@dataclass(frozen=True, slots=True)
class QuantityFact:
    """A quantity as in force in one year; ``areas`` are the codes that report it, none once retired."""

    pk: int
    code: str
    task: str
    kind: str
    level: str
    bureau: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    minimum: Decimal | None
    not_more_than: str | None
    not_more_than_sum_of: tuple[str, ...]
    note_zh: str
    areas: tuple[str, ...]
    evidence_for: str | None
    effective_from: int


@dataclass(frozen=True, slots=True)
class TaskQuantities:
    """The quantities that a clerk finds under one clause."""

    task: str
    clause: str
    title_zh: str
    title_en: str
    quantities: tuple[QuantityFact, ...]


def quantity_facts(
    plan: Plan, year: int, *, bureau: str | None = None, area: str | None = None
) -> tuple[QuantityFact, ...]:
    """Return the quantities in force in ``year``, in the plan's order; three queries.

    Args:
        plan: whose quantities.
        year: definitions as in force then.
        bureau: only those that this bureau (by code) fills.
        area: only those that this area (by code) reports.
    """
    return tuple(fact for _, fact in _facts(plan, year, bureau, area))


def quantities_by_task(
    plan: Plan, year: int, *, bureau: str | None = None, area: str | None = None
) -> tuple[TaskQuantities, ...]:
    """Return the same grouped by task, in the order of the plan's clauses; three queries."""
    rows = sorted(_facts(plan, year, bureau, area), key=lambda row: row[0].quantity.task.order)
    return tuple(
        TaskQuantities(task.code, task.clause, task.title_zh, task.title_en, tuple(fact for _, fact in group))
        for task, group in groupby(rows, key=lambda row: row[0].quantity.task)
    )


def _facts(plan: Plan, year: int, bureau: str | None, area: str | None) -> list[tuple[QuantityVersion, QuantityFact]]:
    versions = quantity_versions(plan, year)
    units = english_units(plan)
    areas = _areas(version.pk for version in versions.values())
    return [
        (version, _fact(version, units, areas.get(version.pk, ())))
        for version in versions.values()
        if (bureau is None or version.quantity.bureau.code == bureau)
        and (area is None or area in areas.get(version.pk, ()))
    ]


def _areas(versions: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = QuantityArea.objects.filter(version__in=list(versions)).order_by("area__order", "area__code")
    for version, code in rows.values_list("version_id", "area__code"):
        found[version].append(code)
    return {version: tuple(codes) for version, codes in found.items()}


def _fact(version: QuantityVersion, units: dict[str, str], areas: tuple[str, ...]) -> QuantityFact:
    quantity = version.quantity
    evidence = quantity.evidence_for
    return QuantityFact(
        pk=quantity.pk,
        code=quantity.code,
        task=quantity.task.code,
        kind=quantity.kind,
        level=quantity.level,
        bureau=quantity.bureau.code,
        name_zh=version.name_zh,
        name_en=version.name_en,
        unit_zh=version.unit,
        unit_en=in_english(version.unit, units),
        decimals=version.decimals,
        minimum=exact(version.minimum),
        not_more_than=version.checks.get("not_more_than"),
        not_more_than_sum_of=tuple(version.checks.get("not_more_than_sum_of", ())),
        note_zh=version.note_zh,
        areas=areas,
        evidence_for=evidence.code if evidence else None,
        effective_from=version.effective_from,
    )
