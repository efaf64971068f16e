"""Definitions as in force in a year, in the words of ``targets.domain.algebra``."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from targets.domain.algebra import (
    Accrual,
    Comparator,
    Comparison,
    Factor,
    Firmness,
    Group,
    Indicator,
    Kind,
    Lookup,
    Measure,
    PlanDefinitions,
    Pooling,
    Target,
    Term,
    Trajectory,
)
from targets.domain.exact import exact
from targets.models import Factor as FactorRow
from targets.models import (
    FactorValue,
    IndicatorArea,
    IndicatorVersion,
    MeasureTerm,
    Plan,
    Quantity,
    QuantityArea,
    QuantityVersion,
)
from targets.models import Target as TargetRow

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", QuantityVersion, IndicatorVersion)


def in_force(plan: Plan, year: int) -> PlanDefinitions:
    """Return what figures of ``year`` are computed from; nine queries whatever the plan's size.

    ``applies_to`` and ``quantity_areas`` are tuples of area codes in the areas' order. A
    quantity that is retired in ``year`` has no areas.
    """
    return in_force_by_year(plan, (year,))[year]


def in_force_by_year(plan: Plan, years: Iterable[int]) -> dict[int, PlanDefinitions]:
    """Return the same for several years with the same nine queries.

    Years in which the same versions are in force share one object.
    """
    indicators, quantities = _indicator_versions(plan), _quantity_versions(plan)
    areas = _places(IndicatorArea.objects.filter(version__indicator__plan=plan))
    places = _places(QuantityArea.objects.filter(version__quantity__plan=plan))
    terms, targets = _terms(plan), _targets(plan)
    factors = factors_in_force(plan)
    kinds = {code: Kind(kind) for code, kind in Quantity.objects.filter(plan=plan).values_list("code", "kind")}
    sentences = {
        version.pk: _indicator(version, terms, tuple(targets.get(version.pk, ())), areas.get(version.pk, ()))
        for version in indicators
    }
    made: dict[tuple[int, ...], PlanDefinitions] = {}
    found: dict[int, PlanDefinitions] = {}
    for year in years:
        said = _of_year(indicators, year, lambda one: one.indicator.code)
        asked = _of_year(quantities, year, lambda one: one.quantity.code)
        key = tuple(version.pk for version in (*said.values(), *asked.values()))
        if key not in made:
            made[key] = PlanDefinitions(
                base_year=plan.base_year,
                indicators={code: sentences[version.pk] for code, version in said.items()},
                factors=factors,
                quantity_kinds=kinds,
                on_track_below=plan.on_track_below,
                behind_below=plan.behind_below,
                quantity_areas={code: places.get(version.pk, ()) for code, version in asked.items()},
            )
        found[year] = made[key]
    return found


def indicator_versions(plan: Plan, year: int) -> dict[str, IndicatorVersion]:
    """Return each indicator's version in force in ``year`` by its code, in the plan's order; one query."""
    return _of_year(_indicator_versions(plan), year, lambda one: one.indicator.code)


def quantity_versions(plan: Plan, year: int) -> dict[str, QuantityVersion]:
    """Return each quantity's version in force in ``year`` by its code, in the plan's order; one query."""
    return _of_year(_quantity_versions(plan), year, lambda one: one.quantity.code)


def _indicator_versions(plan: Plan) -> list[IndicatorVersion]:
    rows = IndicatorVersion.objects.filter(indicator__plan=plan)
    return list(
        rows.select_related("indicator__task", "indicator__owner").order_by("indicator__order", "effective_from")
    )


def _quantity_versions(plan: Plan) -> list[QuantityVersion]:
    rows = QuantityVersion.objects.filter(quantity__plan=plan)
    return list(
        rows.select_related("quantity__task", "quantity__bureau", "quantity__evidence_for").order_by(
            "quantity__order", "effective_from"
        )
    )


def _of_year(versions: Iterable[V], year: int, code_of: Callable[[V], str]) -> dict[str, V]:
    """The latest version not after ``year``, else the first: versions come ordered by year."""
    found: dict[str, V] = {}
    for version in versions:
        code = code_of(version)
        if code not in found or version.effective_from <= year:
            found[code] = version
    return found


@dataclass(frozen=True, slots=True)
class VersionSpan:
    """A definition's version and the years it is in force: ``until`` is None for the latest."""

    code: str
    effective_from: int
    until: int | None
    digest: str


def versions_by_year(plan: Plan) -> tuple[VersionSpan, ...]:
    """Return every version of every indicator, by indicator and year; the first serves earlier years too."""
    rows = list(
        IndicatorVersion.objects.filter(indicator__plan=plan)
        .order_by("indicator__order", "effective_from")
        .values_list("indicator__code", "effective_from", "digest")
    )
    spans = []
    for index, (code, since, digest) in enumerate(rows):
        later = rows[index + 1] if index + 1 < len(rows) and rows[index + 1][0] == code else None
        spans.append(VersionSpan(code, since, later[1] - 1 if later else None, digest))
    return tuple(spans)


def factors_in_force(plan: Plan) -> dict[str, Factor]:
    """Return every factor with the values now in force for each year; two queries."""
    values = _grouped(
        (factor, (year, exact(value)))
        for factor, year, value in FactorValue.objects.filter(factor__plan=plan, superseded_at__isnull=True)
        .order_by("year")
        .values_list("factor_id", "year", "value")
    )
    return {
        row.code: Factor(
            code=row.code,
            unit=row.unit,
            values=dict(values.get(row.pk, ())),
            provisional=row.provisional,
            lookup=Lookup(row.lookup),
        )
        for row in FactorRow.objects.filter(plan=plan)
    }


def _grouped(pairs: Iterable[tuple[K, object]]) -> dict[K, list]:  # type: ignore[type-arg]
    found: dict[K, list] = {}  # type: ignore[type-arg]
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _places(rows: QuerySet) -> dict[int, tuple[str, ...]]:
    ordered = rows.order_by("area__order", "area__code").values_list("version_id", "area__code")
    return {version: tuple(codes) for version, codes in _grouped(ordered).items()}


def _terms(plan: Plan) -> dict[tuple[int, str], list[Term]]:
    rows = MeasureTerm.objects.filter(version__indicator__plan=plan).order_by("order")
    return _grouped(
        ((version, side), Term(quantity, exact(coefficient), factor))
        for version, side, quantity, coefficient, factor in rows.values_list(
            "version_id", "side", "quantity__code", "coefficient", "factor__code"
        )
    )


def _targets(plan: Plan) -> dict[int, list[Target]]:
    rows = TargetRow.objects.filter(version__indicator__plan=plan).order_by("order")
    return _grouped((row.version_id, target_of(row)) for row in rows)


def target_of(row: TargetRow) -> Target:
    """Return a stored target in the words of the algebra."""
    return Target(
        year=row.year,
        comparator=Comparator(row.comparator),
        value=exact(row.value),
        lower=exact(row.lower),
        upper=exact(row.upper),
        firmness=Firmness(row.firmness),
        quote=row.quote,
    )


def _indicator(
    version: IndicatorVersion,
    terms: dict[tuple[int, str], list[Term]],
    targets: tuple[Target, ...],
    areas: tuple[str, ...],
) -> Indicator:
    denominator = terms.get((version.pk, MeasureTerm.Side.DENOMINATOR.value), ())
    return Indicator(
        code=version.indicator.code,
        unit=version.unit,
        measure=Measure(
            numerator=tuple(terms.get((version.pk, MeasureTerm.Side.NUMERATOR.value), ())),
            denominator=tuple(denominator) if version.has_denominator else None,
            scale=exact(version.scale) or version.scale,
        ),
        accrual=Accrual(version.accrual),
        comparison=Comparison(version.comparison),
        pooling=Pooling(version.pooling),
        group=Group(version.group),
        trajectory=Trajectory(version.trajectory),
        count_from=version.count_from,
        targets=targets,
        applies_to=areas,
        bounded=version.bounded,
        decimals=version.decimals,
    )
