"""A plan's catalogue as data: what ``load_plan`` validated and is about to store.

Every row is frozen and already consistent: references resolve, quotes are verbatim,
units agree. Numbers are exact Decimals. ``areas`` of a quantity or an indicator spells
out ``applies_to`` area by area; ``line`` is where a row stands in its file.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from targets.domain.algebra import (
    Accrual,
    Comparison,
    Group,
    Kind,
    Level,
    Lookup,
    Measure,
    Pooling,
    Target,
    Trajectory,
)

AppliesTo = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area; ``tile`` is (row, column) of the grid with all units, the other without zones."""

    code: str
    code_scheme: str
    name_zh: str
    short_zh: str
    name_en: str
    kind: str
    order: int
    parent: str | None
    parent_when_off: str | None
    has_county_town: bool
    switchable: bool
    tile: tuple[int, int] | None
    tile_without_zones: tuple[int, int] | None
    population_10k: Decimal | None
    area_km2: Decimal | None

    @property
    def reports(self) -> bool:
        """Whether this is a reporting unit under the city."""
        return self.kind not in ("province", "city")


@dataclass(frozen=True, slots=True)
class BureauRow:
    """A municipal bureau, and by ``county_suffix`` its counterpart in every county."""

    code: str
    order: int
    name_zh: str
    plan_name: str
    aliases: tuple[str, ...]
    short_zh: str
    name_en: str
    short_en: str
    county_suffix: str
    coordinates: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit; ``si`` is how many base units of its ``dimension`` one of it is."""

    zh: str
    en: str
    dimension: str
    si: Decimal


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan as a document."""

    slug: str
    title_zh: str
    title_en: str
    document_no: str
    issued_on: date
    issuers: tuple[str, ...]
    city: str
    base_year: int
    last_year: int
    deadline_month: int
    deadline_day: int
    deadline_quote: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the plan."""

    code: str
    numeral: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A clause with the bureaus that answer for it; ``quote`` is blank where it names none."""

    code: str
    part: str
    clause: str
    title_zh: str
    title_en: str
    mode: str
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Published:
    """A factor as its source prints it: ``value in our unit = published × conversion``."""

    unit: str
    values: tuple[tuple[int, Decimal], ...]
    conversion: Decimal


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A year-dependent constant with its source."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    values: tuple[tuple[int, Decimal], ...]
    lookup: Lookup
    published: Published | None
    source: str
    confidence: str
    provisional: bool
    note_zh: str


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """What one organisation reports for one year; ``task`` is that of its first indicator."""

    code: str
    task: str
    kind: Kind
    level: Level
    bureau: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int
    minimum: Decimal | None
    not_more_than: str | None
    not_more_than_sum_of: tuple[str, ...]
    never_falls: bool
    note_zh: str
    applies_to: AppliesTo
    areas: tuple[str, ...]
    evidence_for: str | None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One sentence of the algebra, with its targets and the words they come from."""

    code: str
    task: str
    owner: str
    ledger: str
    name_zh: str
    name_en: str
    unit: str
    measure_unit: str
    decimals: int
    measure: Measure
    accrual: Accrual
    count_from: int | None
    comparison: Comparison
    pooling: Pooling
    group: Group
    trajectory: Trajectory
    applies_to: AppliesTo
    areas: tuple[str, ...]
    bounded: bool
    targets: tuple[Target, ...]
    source_quote: str
    definition_zh: str
    assumptions_zh: tuple[str, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A carbon account by name."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A grouping for leaders: every indicator of its page, headlines first among them."""

    code: str
    name_zh: str
    name_en: str
    headline: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedFigure:
    """A figure of the text that is no indicator's target, and why."""

    token: str
    context: str
    indicator: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A whole plan folder."""

    text: str
    plan: PlanRow
    parts: tuple[PartRow, ...]
    tasks: tuple[TaskRow, ...]
    areas: tuple[AreaRow, ...]
    bureaus: tuple[BureauRow, ...]
    county_naming: str
    units: tuple[UnitRow, ...]
    factors: tuple[FactorRow, ...]
    quantities: tuple[QuantityRow, ...]
    indicators: tuple[IndicatorRow, ...]
    ledgers: tuple[LedgerRow, ...]
    themes: tuple[ThemeRow, ...]
    not_a_target: tuple[ExplainedFigure, ...]
