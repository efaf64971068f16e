"""Writes the rows of effective-dated versions: their areas, terms and targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Area
from targets.domain.algebra import Term
from targets.domain.catalogue import IndicatorRow, QuantityRow
from targets.domain.digests import checks_of, indicator_digest, quantity_digest
from targets.models import (
    Factor,
    Indicator,
    IndicatorArea,
    IndicatorVersion,
    MeasureTerm,
    Origin,
    Quantity,
    QuantityArea,
    QuantityVersion,
    Target,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who set a version, when and why; as it stands, the plan's files."""

    origin: str = Origin.FILE
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None

    def fields(self) -> dict[str, object]:
        """Return what a version's row keeps of it."""
        return {"origin": self.origin, "reason": self.reason, "set_by": self.set_by, "set_at": self.set_at}


def write_quantity_versions(
    rows: Iterable[QuantityRow],
    quantities: Mapping[str, Quantity],
    areas: Mapping[str, Area],
    effective_from: int,
    stamp: Stamp | None = None,
) -> None:
    """Add a version of each row, in force from ``effective_from`` on."""
    rows = list(rows)
    versions = QuantityVersion.objects.bulk_create(
        QuantityVersion(
            quantity=quantities[row.code],
            effective_from=effective_from,
            digest=quantity_digest(row),
            name_zh=row.name_zh,
            name_en=row.name_en,
            unit=row.unit,
            decimals=row.decimals,
            minimum=row.minimum,
            checks=checks_of(row),
            note_zh=row.note_zh,
            applies_to=_as_json(row.applies_to),
            **(stamp or Stamp()).fields(),
        )
        for row in rows
    )
    QuantityArea.objects.bulk_create(
        QuantityArea(version=version, area=areas[code])
        for version, row in zip(versions, rows, strict=True)
        for code in row.areas
    )


def write_indicator_versions(
    rows: Iterable[IndicatorRow],
    indicators: Mapping[str, Indicator],
    quantities: Mapping[str, Quantity],
    factors: Mapping[str, Factor],
    areas: Mapping[str, Area],
    effective_from: int,
    stamp: Stamp | None = None,
) -> None:
    """Add a version of each row, in force from ``effective_from`` on."""
    rows = list(rows)
    versions = IndicatorVersion.objects.bulk_create(
        _indicator_version(row, indicators[row.code], effective_from, stamp or Stamp()) for row in rows
    )
    pairs = list(zip(versions, rows, strict=True))
    IndicatorArea.objects.bulk_create(
        IndicatorArea(version=version, area=areas[code]) for version, row in pairs for code in row.areas
    )
    MeasureTerm.objects.bulk_create(
        MeasureTerm(
            version=version,
            side=side,
            order=order,
            quantity=quantities[term.quantity],
            coefficient=term.coefficient,
            factor=factors[term.factor] if term.factor else None,
        )
        for version, row in pairs
        for side, terms in _sides(row)
        for order, term in enumerate(terms, start=1)
    )
    Target.objects.bulk_create(
        Target(
            version=version,
            key=target.key,
            order=order,
            year=target.year,
            comparator=target.comparator.value,
            value=target.value,
            lower=target.lower,
            upper=target.upper,
            firmness=target.firmness.value,
            quote=target.quote,
        )
        for version, row in pairs
        for order, target in enumerate(row.targets, start=1)
    )


def _indicator_version(row: IndicatorRow, indicator: Indicator, effective_from: int, stamp: Stamp) -> IndicatorVersion:
    return IndicatorVersion(
        indicator=indicator,
        effective_from=effective_from,
        digest=indicator_digest(row),
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit=row.unit,
        measure_unit=row.measure_unit,
        decimals=row.decimals,
        scale=row.measure.scale,
        has_denominator=row.measure.denominator is not None,
        accrual=row.accrual.value,
        count_from=row.count_from,
        comparison=row.comparison.value,
        pooling=row.pooling.value,
        group=row.group.value,
        trajectory=row.trajectory.value,
        bounded=row.bounded,
        applies_to=_as_json(row.applies_to),
        source_quote=row.source_quote,
        definition_zh=row.definition_zh,
        assumptions_zh=list(row.assumptions_zh),
        **stamp.fields(),
    )


def _sides(row: IndicatorRow) -> list[tuple[str, tuple[Term, ...]]]:
    return [
        (MeasureTerm.Side.NUMERATOR.value, row.measure.numerator),
        (MeasureTerm.Side.DENOMINATOR.value, row.measure.denominator or ()),
    ]


def _as_json(applies_to: str | tuple[str, ...]) -> str | list[str]:
    return applies_to if isinstance(applies_to, str) else list(applies_to)
