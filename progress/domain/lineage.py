"""Lineage: where a figure comes from and what it means, from the filed values to the light, in one structure.

Pages, the API and documents tell "why" from a ``Lineage`` and from nothing else, so that a
light has one explanation. Source: issue 5, "Lineage".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from progress.domain.judgement import Flag, Status
from progress.domain.pace import Pace, required_pace
from progress.domain.paths import Path, path_of
from progress.domain.tracing import Input
from targets.domain.algebra import Comparator, Comparison, Firmness, Group, Indicator, Target

# Where no target binds the area, or none is asked about.
UNBOUND = frozenset({Status.NOT_ALLOCATED, Status.NOT_APPLICABLE, Status.MONITORED})


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code and its names: an area, a bureau, a task."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One target judged, as stored: a row of ``progress.Judgement``.

    ``bound`` is the target (the lower one of ``between``, whose upper is ``upper``), in the
    indicator's unit; None where the plan sets no number. ``expected`` is e of the year looked
    from, ``shortfall`` in percent of expected progress; ``met`` of ``owed`` areas where each is
    judged on its own.
    """

    key: str
    target_year: int | None
    comparator: Comparator | None
    bound: Decimal | None
    upper: Decimal | None
    status: Status
    reason: str
    flags: frozenset[Flag]
    expected: Decimal | None
    shortfall: Decimal | None
    judged_year: int
    met: int | None
    owed: int | None

    @property
    def target(self) -> Target | None:
        """The target in the words of the algebra; None where the plan sets no number."""
        if self.comparator is None or self.bound is None:
            return None
        if self.comparator is Comparator.BETWEEN:
            return Target(self.target_year, self.comparator, lower=self.bound, upper=self.upper)
        return Target(self.target_year, self.comparator, self.bound)


OneJudged = TypeVar("OneJudged", bound=Judged)


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of one area for one year, as stored: a row of ``progress.Rollup``.

    ``value`` is in the indicator's unit; where there is none, ``void`` says why. The sums are
    those before ``scale``, ``base_*`` of the base year (drops only). ``reported`` and
    ``expected`` count areas.
    """

    value: Decimal | None
    void: str
    numerator: Decimal | None
    denominator: Decimal | None
    base_numerator: Decimal | None
    base_denominator: Decimal | None
    reported: int
    expected: int
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """What areas report, in words, and which bureau fills it."""

    named: Named
    unit: str
    unit_en: str
    bureau: Named


@dataclass(frozen=True, slots=True)
class FactorValue:
    """The value of a factor that serves a year: of which year, in which edition, from where."""

    named: Named
    unit: str
    for_year: int
    value: Decimal | None
    of_year: int | None
    edition: int | None
    source: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What a quantity counts with on one side of the measure: a number, or a factor's values by year."""

    side: str
    quantity: str
    number: Decimal | None
    factor: tuple[FactorValue, ...] = ()

    def weight(self, year: int) -> Decimal | None:
        """What it counts with for a year's sums: the judged year's, or the base year's; None while there is none."""
        if self.number is not None:
            return self.number
        return next((value.value for value in self.factor if value.for_year == year), None)


@dataclass(frozen=True, slots=True)
class Clause:
    """The plan's words for a target: the sentence as published, and where it stands."""

    part: Named
    number: str
    task: Named
    quote: str
    firmness: Firmness


@dataclass(frozen=True, slots=True)
class Definition:
    """The indicator's sentence as in force in the judged year, from which year on, with its fingerprint."""

    named: Named
    unit: str
    unit_en: str
    effective_from: int
    digest: str
    words: str
    sentence: Indicator


@dataclass(frozen=True, slots=True)
class Part:
    """One reporting area's share of the figure: its sums, its inputs; its own judgement under an ``each`` rule."""

    area: Named
    total: Total
    inputs: tuple[Input, ...]
    judged: Judged | None = None

    @property
    def is_missing(self) -> bool:
        """Whether it owes figures and does not count."""
        return self.total.reported < self.total.expected


@dataclass(frozen=True, slots=True)
class Currency:
    """How current the figures are: the moment, and the latest events counted; None before the first roll-up."""

    at: datetime | None = None
    report_event: int = 0
    plan_event: int = 0


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything that stands behind one light.

    The figure is ``total`` of ``judged_year`` in ``judged_stage``; ``parts`` are the reporting
    areas it is made of, as far as the reader may see them (all of them where ``is_whole``).
    ``judged`` is the target explained, one of ``targets``; None where nothing was judged.
    ``is_own``: it binds this very area by an allocation. Thresholds are in percent of expected
    progress, ``base_year`` is the plan's, ``baseline`` a stored (year, value).
    """

    area: Named
    is_above: bool
    year: int
    stage: str
    basis: str
    judged_year: int
    judged_stage: str
    definition: Definition
    quantities: dict[str, Quantity]
    coefficients: tuple[Coefficient, ...]
    total: Total | None
    parts: tuple[Part, ...]
    is_whole: bool
    targets: tuple[Judged, ...]
    judged: Judged | None
    is_own: bool
    clause: Clause
    path: Path | None
    baseline: tuple[int, Decimal] | None
    base_year: int
    on_track_below: Decimal
    behind_below: Decimal
    current: Currency = field(default_factory=Currency)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The areas that owe the figure and do not count in it, each with its reason."""
        return tuple(part for part in self.parts if part.is_missing)

    @property
    def not_applicable(self) -> tuple[Part, ...]:
        """The areas it does not apply to, or that said so."""
        return tuple(part for part in self.parts if part.total.expected == 0)

    @property
    def drops(self) -> bool:
        """Whether the figure is a drop since the base year."""
        return self.definition.sentence.comparison is not Comparison.VALUE

    @property
    def is_open(self) -> bool:
        """Whether the target's year is not over: only then does expected progress measure it."""
        return self.judged is not None and (self.judged.target_year is None or self.judged.target_year >= self.year)

    @property
    def distance(self) -> Decimal | None:
        """How far the figure is from the bound it does not keep, in the indicator's unit; None where it keeps it.

        Of ``between`` the nearer bound counts. A milestone, and areas that are counted, have none.
        """
        judged, value = self.judged, self.total.value if self.total else None
        if judged is None or value is None or judged.bound is None or judged.owed is not None:
            return None
        if judged.status is Status.MET or (self.definition.sentence.group is Group.MILESTONE and judged.bound == 1):
            return None
        gap = abs(value - judged.bound)
        if judged.upper is not None:
            gap = max(judged.bound - value, value - judged.upper)
        return gap if gap > 0 else None

    @property
    def pace(self) -> Pace | None:
        """What each year up to the target still has to bring; None where none has, or a figure is lacking."""
        judged = self.judged
        if judged is None or judged.target is None or judged.owed is not None or judged.status in UNBOUND:
            return None
        if self.total is None or self.total.value is None or self.definition.sentence.group is Group.MILESTONE:
            return None
        if self.judged_year != self.year:
            return None
        return required_pace(self.definition.sentence, judged.target, Fraction(self.total.value), self.year)


def chosen_of(targets: Iterable[OneJudged], year: int) -> OneJudged | None:
    """Choose the target a light shows: the next open one, else one without a date, else the last that has passed.

    Args:
        targets: of one area and indicator, as seen from ``year``.
        year: the year looked from.
    """
    known = sorted(targets, key=lambda one: (one.target_year is None, one.target_year or 0))
    ahead = [one for one in known if one.target_year is not None and one.target_year >= year]
    undated = [one for one in known if one.target_year is None]
    return next(iter([*ahead[:1], *undated[:1], *known[-1:]]), None)


def path_of_targets(
    indicator: Indicator, targets: Iterable[Judged], *, base_year: int, baseline: tuple[int, Decimal] | None
) -> Path | None:
    """Return the path an area was judged against, rebuilt by the rule that judged it; None without one.

    Args:
        indicator: its sentence.
        targets: all of one area, as seen from one year; those that do not bind it are left out.
        base_year: of the plan.
        baseline: stored (year, value) of this area and indicator.
    """
    own = tuple(one.target for one in targets if one.target is not None and one.status not in UNBOUND)
    return path_of(indicator, own, base_year=base_year, baseline=baseline)
