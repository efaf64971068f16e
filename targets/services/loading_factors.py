"""Loads factors and their values; a changed value supersedes the former, which stays."""

from datetime import datetime
from decimal import Decimal

from targets.domain.catalogue import Catalogue, FactorRow
from targets.domain.exact import plain
from targets.models import Factor, FactorValue, Plan
from targets.services.synchronising import Changes, synchronise


def load_factors(catalogue: Catalogue, plan: Plan, now: datetime, changes: Changes) -> dict[str, Factor]:
    """Create or update factors; return them by code.

    A factor that the files no longer name stays, for earlier definitions may use it.
    """
    factors = synchronise(
        Factor,
        {factor.code: factor for factor in plan.factors.all()},
        {row.code: _factor(row, order, plan) for order, row in enumerate(catalogue.factors, start=1)},
        changes,
    )
    values: dict[int, list[FactorValue]] = {}
    for value in FactorValue.objects.filter(factor__plan=plan).order_by("year", "edition"):
        values.setdefault(value.factor_id, []).append(value)
    made: list[FactorValue] = []
    for row in catalogue.factors:
        factor = factors[row.code]
        made += _new_values(factor, row, values.get(factor.pk, []), now, changes)
    FactorValue.objects.bulk_create(made)
    if made:
        changes.created["factorvalue"] += len(made)
    return {factor.code: factor for factor in plan.factors.all()} | factors


def _factor(row: FactorRow, order: int, plan: Plan) -> dict[str, object]:
    published: dict[str, object] = {}
    if row.published is not None:
        published = {
            "unit": row.published.unit,
            "values": {str(year): plain(value) for year, value in row.published.values},
            "conversion": plain(row.published.conversion),
        }
    return {
        "plan_id": plan.pk,
        "code": row.code,
        "order": order,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "unit": row.unit,
        "lookup": row.lookup.value,
        "published": published,
        "source": row.source,
        "confidence": row.confidence,
        "provisional": row.provisional,
        "note_zh": row.note_zh,
    }


def _new_values(
    factor: Factor, row: FactorRow, known: list[FactorValue], now: datetime, changes: Changes
) -> list[FactorValue]:
    """Supersede what differs or is gone; return the values to add."""
    wanted: dict[int, Decimal] = dict(row.values)
    in_force = {value.year: value for value in known if value.superseded_at is None}
    editions = {value.year: value.edition for value in known}
    made: list[FactorValue] = []
    for year in sorted({*wanted, *in_force}):
        former = in_force.get(year)
        if former is not None and former.value == wanted.get(year):
            continue
        if former is not None:
            former.superseded_at = now
            former.save(update_fields=["superseded_at"])
            fields = {"value": [plain(former.value), plain(wanted.get(year))]}
            changes.updated.append({"row": f"factor {row.code} {year}", "fields": fields})
        if year in wanted:
            edition = editions.get(year, 0) + 1
            made.append(FactorValue(factor=factor, year=year, edition=edition, value=wanted[year], recorded_at=now))
    return made
