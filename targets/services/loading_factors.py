"""Loads factors and their values; a changed value supersedes the former, which stays.

What the plan manager set stands (ADR 0017): the load says where the files differ, and keeps
what they say now as a superseded edition, to which the manager may go back.
"""

from datetime import datetime
from decimal import Decimal

from targets.domain.catalogue import Catalogue, FactorRow
from targets.domain.exact import plain
from targets.models import Factor, FactorValue, Origin, Plan
from targets.services.synchronising import Changes, Kept, synchronise

TRUST = ("source", "confidence", "provisional")


def load_factors(catalogue: Catalogue, plan: Plan, now: datetime, changes: Changes) -> dict[str, Factor]:
    """Create or update factors; return them by code.

    A factor that the files no longer name stays, for earlier definitions may use it.
    """
    present = {factor.code: factor for factor in plan.factors.all()}
    wanted = {row.code: _factor(row, order, plan) for order, row in enumerate(catalogue.factors, start=1)}
    for code, fields in wanted.items():
        _keep_trust(present.get(code), fields, changes)
    factors = synchronise(Factor, present, wanted, changes)
    values: dict[int, list[FactorValue]] = {}
    for value in FactorValue.objects.filter(factor__plan=plan).select_related("factor").order_by("year", "edition"):
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


def _keep_trust(factor: Factor | None, fields: dict[str, object], changes: Changes) -> None:
    """Leave source and trust alone where the plan manager set them."""
    if factor is None or factor.origin != Origin.MANAGER:
        return
    said = {name: fields.pop(name) for name in TRUST}
    differing = tuple(
        (name, str(getattr(factor, name)), str(value)) for name, value in said.items() if getattr(factor, name) != value
    )
    if differing:
        changes.kept.append(Kept(f"factor {factor.code}", differing, file_changed=False))


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
        if former is not None and former.origin == Origin.MANAGER:
            made += _beside_the_managers(former, known, wanted.get(year), now, changes)
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


def _beside_the_managers(
    kept: FactorValue, known: list[FactorValue], wanted: Decimal | None, now: datetime, changes: Changes
) -> list[FactorValue]:
    """Note that the manager's value stands; return what the files say now, where that is new, as superseded."""
    year, factor = kept.year, kept.factor
    said = [one.value for one in known if one.year == year and one.origin == Origin.FILE]
    is_new = wanted is not None and said[-1:] != [wanted]
    fields = (("value", plain(kept.value), plain(wanted) if wanted is not None else ""),)
    changes.kept.append(
        Kept(f"factor {factor.code} {year}", fields, file_changed=is_new or (wanted is None and bool(said)))
    )
    if wanted is None or not is_new:
        return []
    edition = max(one.edition for one in known if one.year == year) + 1
    row = FactorValue(factor=factor, year=year, edition=edition, value=wanted, recorded_at=now, superseded_at=now)
    return [row]
