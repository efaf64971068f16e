"""Stored definitions as the rows of a catalogue, so that what is kept and what a file says compare."""

from collections import defaultdict

from accounts.models import Area
from targets.domain.algebra import Accrual, Comparison, Group, Indicator, Kind, Level, Pooling, Trajectory
from targets.domain.amending import Definitions
from targets.domain.catalogue import AppliesTo, IndicatorRow, QuantityRow
from targets.domain.exact import exact
from targets.models import IndicatorArea, IndicatorVersion, Origin, Plan, QuantityArea, QuantityVersion
from targets.queries.definitions import in_force, indicator_versions, quantity_versions


def definitions_of(plan: Plan, year: int) -> Definitions:
    """Return what is in force in ``year``; quantities that are retired by then are left out."""
    areas = _reporting_areas(plan)
    places: dict[int, list[str]] = defaultdict(list)
    versions = quantity_versions(plan, year)
    found = QuantityArea.objects.filter(version__in=[one.pk for one in versions.values()])
    for version, area in found.order_by("area__order", "area__code").values_list("version_id", "area__code"):
        places[version].append(area)
    quantities = {
        code: _quantity(version, tuple(places[version.pk])) for code, version in versions.items() if places[version.pk]
    }
    sentences = in_force(plan, year).indicators
    indicators = {
        code: _indicator(version, sentences[code]) for code, version in indicator_versions(plan, year).items()
    }
    return Definitions(quantities, indicators, reach=_reach(plan), areas=areas)


def _reporting_areas(plan: Plan) -> tuple[str, ...]:
    """Every area that files for the plan, by whatever definition, in order."""
    named = QuantityArea.objects.filter(version__quantity__plan=plan, version__quantity__level=Level.COUNTY.value)
    return tuple(
        Area.objects.filter(pk__in=named.values("area")).order_by("order", "code").values_list("code", flat=True)
    )


def _reach(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Where the last definition of the plan's files applies each indicator."""
    last: dict[str, int] = {}
    rows = IndicatorVersion.objects.filter(indicator__plan=plan, origin=Origin.FILE).order_by("effective_from")
    for code, pk in rows.values_list("indicator__code", "pk"):
        last[code] = pk
    places: dict[int, list[str]] = defaultdict(list)
    for version, area in IndicatorArea.objects.filter(version__in=last.values()).values_list(
        "version_id", "area__code"
    ):
        places[version].append(area)
    return {code: tuple(places[pk]) for code, pk in last.items()}


def _quantity(version: QuantityVersion, areas: tuple[str, ...]) -> QuantityRow:
    quantity = version.quantity
    return QuantityRow(
        code=quantity.code,
        task=quantity.task.code,
        kind=Kind(quantity.kind),
        level=Level(quantity.level),
        bureau=quantity.bureau.code,
        name_zh=version.name_zh,
        name_en=version.name_en,
        unit=version.unit,
        decimals=version.decimals,
        minimum=exact(version.minimum),
        not_more_than=version.checks.get("not_more_than"),
        not_more_than_sum_of=tuple(version.checks.get("not_more_than_sum_of", ())),
        never_falls=version.checks.get("never_falls", False),
        note_zh=version.note_zh,
        applies_to=_applies_to(version),
        areas=areas,
        evidence_for=quantity.evidence_for.code if quantity.evidence_for else None,
    )


def _indicator(version: IndicatorVersion, sentence: Indicator) -> IndicatorRow:
    indicator = version.indicator
    return IndicatorRow(
        code=indicator.code,
        task=indicator.task.code,
        owner=indicator.owner.code,
        ledger=indicator.ledger,
        name_zh=version.name_zh,
        name_en=version.name_en,
        unit=version.unit,
        measure_unit=version.measure_unit,
        decimals=version.decimals,
        measure=sentence.measure,
        accrual=Accrual(version.accrual),
        count_from=version.count_from,
        comparison=Comparison(version.comparison),
        pooling=Pooling(version.pooling),
        group=Group(version.group),
        trajectory=Trajectory(version.trajectory),
        applies_to=_applies_to(version),
        areas=tuple(sentence.applies_to),
        bounded=version.bounded,
        targets=sentence.targets,
        source_quote=version.source_quote,
        definition_zh=version.definition_zh,
        assumptions_zh=tuple(version.assumptions_zh),
    )


def _applies_to(version: QuantityVersion | IndicatorVersion) -> AppliesTo:
    written = version.applies_to
    return written if isinstance(written, str) else tuple(written)
