"""The plan as frozen rows for pages and the API: from its title to its targets."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from targets.domain.exact import exact
from targets.models import (
    IndicatorArea,
    IndicatorVersion,
    Ledger,
    MeasureTerm,
    Part,
    Plan,
    Target,
    TaskBureau,
)
from targets.queries.definitions import indicator_versions
from targets.queries.units import english_units, in_english


@dataclass(frozen=True, slots=True)
class TargetFact:
    """One promise; ``year`` None: standing, or an undated milestone. Bounds in the indicator's unit."""

    key: str
    year: int | None
    comparator: str
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    firmness: str
    quote: str


@dataclass(frozen=True, slots=True)
class TermFact:
    """A quantity of a measure, times a number or a factor (by code)."""

    side: str
    quantity: str
    coefficient: Decimal | None
    factor: str | None


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """An indicator as in force in one year; ``areas`` are the codes where it applies."""

    pk: int
    code: str
    order: int
    task: str
    owner: str
    owner_zh: str
    owner_en: str
    ledger: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    measure_unit_zh: str
    measure_unit_en: str
    decimals: int
    scale: Decimal
    terms: tuple[TermFact, ...]
    accrual: str
    count_from: int | None
    comparison: str
    pooling: str
    group: str
    trajectory: str
    bounded: bool
    areas: tuple[str, ...]
    targets: tuple[TargetFact, ...]
    source_quote: str
    definition_zh: str
    assumptions_zh: tuple[str, ...]
    effective_from: int


@dataclass(frozen=True, slots=True)
class DutyFact:
    """A bureau that leads or supports a task."""

    bureau: str
    duty: str
    short_zh: str
    short_en: str


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A clause with its duties and indicators."""

    code: str
    clause: str
    title_zh: str
    title_en: str
    mode: str
    duties: tuple[DutyFact, ...]
    quote: str
    indicators: tuple[IndicatorFact, ...]


@dataclass(frozen=True, slots=True)
class PartFact:
    """A part with its tasks."""

    code: str
    numeral: str
    title_zh: str
    title_en: str
    tasks: tuple[TaskFact, ...]


@dataclass(frozen=True, slots=True)
class LedgerFact:
    """A carbon account by name."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A plan from title to targets, with the definitions in force in ``year``."""

    slug: str
    title_zh: str
    title_en: str
    document_no: str
    issued_on: str
    city: str
    base_year: int
    last_year: int
    year: int
    text: str
    parts: tuple[PartFact, ...]
    ledgers: tuple[LedgerFact, ...]

    @property
    def indicators(self) -> tuple[IndicatorFact, ...]:
        """Every indicator, part by part and task by task."""
        return tuple(one for part in self.parts for task in part.tasks for one in task.indicators)


def the_plan(slug: str | None = None) -> Plan | None:
    """Return the plan of that slug, or the one that was loaded first; None where there is none. One query."""
    plans = Plan.objects.select_related("city").order_by("pk")
    return (plans.filter(slug=slug) if slug else plans).first()


def outline(plan: Plan, year: int) -> Outline:
    """Return the whole plan as in force in ``year``; nine queries whatever its size."""
    by_task: dict[int, list[IndicatorFact]] = defaultdict(list)
    facts = indicator_facts(plan, year)
    for task_id, fact in facts:
        by_task[task_id].append(fact)
    duties: dict[int, list[DutyFact]] = defaultdict(list)
    for row in TaskBureau.objects.filter(task__plan=plan).select_related("bureau"):
        bureau = row.bureau
        duties[row.task_id].append(DutyFact(bureau.code, row.duty, bureau.short_zh, bureau.short_en))
    parts = tuple(
        PartFact(
            code=part.code,
            numeral=part.numeral,
            title_zh=part.title_zh,
            title_en=part.title_en,
            tasks=tuple(
                TaskFact(
                    code=task.code,
                    clause=task.clause,
                    title_zh=task.title_zh,
                    title_en=task.title_en,
                    mode=task.mode,
                    duties=tuple(duties[task.pk]),
                    quote=task.responsibility_quote,
                    indicators=tuple(by_task[task.pk]),
                )
                for task in part.tasks.all()
            ),
        )
        for part in Part.objects.filter(plan=plan).prefetch_related("tasks")
    )
    return Outline(
        slug=plan.slug,
        title_zh=plan.title_zh,
        title_en=plan.title_en,
        document_no=plan.document_no,
        issued_on=plan.issued_on.isoformat(),
        city=plan.city.code,
        base_year=plan.base_year,
        last_year=plan.last_year,
        year=year,
        text=plan.text,
        parts=parts,
        ledgers=tuple(LedgerFact(row.code, row.name_zh, row.name_en) for row in Ledger.objects.filter(plan=plan)),
    )


def indicator_facts(plan: Plan, year: int) -> list[tuple[int, IndicatorFact]]:
    """Return every indicator as in force in ``year`` with its task's key, in the plan's order; five queries."""
    versions = indicator_versions(plan, year)
    keys = [version.pk for version in versions.values()]
    units = english_units(plan)
    targets: dict[int, list[TargetFact]] = defaultdict(list)
    for row in Target.objects.filter(version__in=keys):
        targets[row.version_id].append(_target(row))
    terms: dict[int, list[TermFact]] = defaultdict(list)
    found = MeasureTerm.objects.filter(version__in=keys).order_by("-side", "order")
    for version, side, quantity, coefficient, factor in found.values_list(
        "version_id", "side", "quantity__code", "coefficient", "factor__code"
    ):
        terms[version].append(TermFact(side, quantity, exact(coefficient), factor))
    areas: dict[int, list[str]] = defaultdict(list)
    places = IndicatorArea.objects.filter(version__in=keys).order_by("area__order", "area__code")
    for version, area in places.values_list("version_id", "area__code"):
        areas[version].append(area)
    return [
        (
            version.indicator.task_id,
            _indicator(version, units, tuple(terms[version.pk]), tuple(targets[version.pk]), tuple(areas[version.pk])),
        )
        for version in versions.values()
    ]


def _target(row: Target) -> TargetFact:
    return TargetFact(
        key=row.key,
        year=row.year,
        comparator=row.comparator,
        value=exact(row.value),
        lower=exact(row.lower),
        upper=exact(row.upper),
        firmness=row.firmness,
        quote=row.quote,
    )


def _indicator(
    version: IndicatorVersion,
    units: dict[str, str],
    terms: tuple[TermFact, ...],
    targets: tuple[TargetFact, ...],
    areas: tuple[str, ...],
) -> IndicatorFact:
    indicator = version.indicator
    return IndicatorFact(
        pk=indicator.pk,
        code=indicator.code,
        order=indicator.order,
        task=indicator.task.code,
        owner=indicator.owner.code,
        owner_zh=indicator.owner.short_zh,
        owner_en=indicator.owner.short_en,
        ledger=indicator.ledger,
        name_zh=version.name_zh,
        name_en=version.name_en,
        unit_zh=version.unit,
        unit_en=in_english(version.unit, units),
        measure_unit_zh=version.measure_unit,
        measure_unit_en=in_english(version.measure_unit, units),
        decimals=version.decimals,
        scale=exact(version.scale) or version.scale,
        terms=terms,
        accrual=version.accrual,
        count_from=version.count_from,
        comparison=version.comparison,
        pooling=version.pooling,
        group=version.group,
        trajectory=version.trajectory,
        bounded=version.bounded,
        areas=areas,
        targets=targets,
        source_quote=version.source_quote,
        definition_zh=version.definition_zh,
        assumptions_zh=tuple(version.assumptions_zh),
        effective_from=version.effective_from,
    )
