"""Why a light is what it is: one structure from the filed values to the light, for pages, the API and documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery

from accounts.domain.actors import Actor
from progress.domain.judgement import Flag, Status
from progress.domain.lineage import UNBOUND, Currency, Judged, Lineage, Part, Total, chosen_of, path_of_targets
from progress.domain.rollup import BEST
from progress.domain.tracing import Input, Record, inputs_of
from progress.models import Judgement, Rollup
from progress.queries.deadlines import deadlines_of
from progress.queries.published import Published, published_of
from progress.queries.sources import record_of
from reports.domain.words import Basis
from targets.domain.algebra import Comparator, Indicator, Pooling
from targets.domain.exact import exact
from targets.models import Baseline, Plan

JUDGED = (
    "target_key", "target_year", "comparator", "target_value", "target_upper", "status", "reason", "flags",
    "expected_value", "shortfall", "judged_year", "met_count", "owed_count",
)  # fmt: skip
TOTAL = (
    "value", "void_reason", "numerator", "denominator", "base_numerator", "base_denominator",
    "reported", "expected", "has_estimate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """Which light: of an area and an indicator (codes) as seen from a year; ``target`` is a key, None the light's."""

    area: str
    indicator: str
    year: int
    stage: str = BEST
    basis: str = Basis.APPROVED.value
    target: str | None = None


Known = Mapping[int, tuple[Judged, ...]]
"""Judgements already at hand, by area (primary key): of the question's year, stage and basis."""


def explain(
    plan: Plan, asked: Question, *, actor: Actor, now: datetime, last_event: int, known: Known | None = None
) -> Lineage:
    """Return everything that stands behind one light; at most five queries, whatever the sizes.

    A county sees its own inputs; of an area above it the sums, and of the areas below that one
    only itself.

    Args:
        plan: whose indicator; ``plan.as_of`` says how current it is.
        asked: the question.
        actor: who asks.
        now: the clock by which silence is overdue.
        last_event: number of the plan's latest event.
        known: judgements at hand, which are then not loaded again.

    Raises:
        LookupError: no such area, indicator, or target, or none that the actor may see.
    """
    said = published_of(plan, asked.year, last_event=last_event)
    area, readable = said.tree.ids.get(asked.area), said.readable(actor)
    if area not in readable or asked.indicator not in said.versions:
        raise LookupError(f"no figure of {asked.indicator} in {asked.area}")
    pk = said.versions[asked.indicator].indicator_id
    known = _judgements(plan, pk, asked, readable, actor, now) if known is None else known
    judged = _chosen(known.get(area, ()), asked)
    then = judged.judged_year if judged else asked.year
    if then != asked.year:
        said = published_of(plan, then, last_event=last_event)
    return _Explained(plan, asked, said, actor, area, pk, known, judged).lineage()


def _judgements(plan: Plan, pk: int, asked: Question, readable: Iterable[int], actor: Actor, now: datetime) -> Known:
    rows = Judgement.objects.visible_to(actor).filter(
        indicator=pk, year=asked.year, stage=asked.stage, basis=asked.basis, area__in=readable
    )
    deadlines, found = deadlines_of(plan), {}
    for area, *row in rows.values_list("area_id", *JUDGED):
        judged = _judged(row)
        stage = asked.stage if judged.judged_year == asked.year else BEST
        is_silent = judged.status is Status.NOT_REPORTED
        if is_silent and deadlines.has_passed(judged.judged_year, stage, now, area):
            judged = _judged(row, Flag.OVERDUE)
        found.setdefault(area, []).append(judged)
    return {area: tuple(judged) for area, judged in found.items()}


def _judged(row: list, *beside: Flag) -> Judged:
    key, target_year, comparator, bound, upper, status, reason, flags, *rest = row
    return Judged(
        key,
        target_year,
        Comparator(comparator) if comparator else None,
        exact(bound),
        exact(upper),
        Status(status),
        reason,
        frozenset({*(Flag(flag) for flag in flags), *beside}),
        *rest,
    )


def _chosen(targets: tuple[Judged, ...], asked: Question) -> Judged | None:
    if asked.target is None:
        return chosen_of(targets, asked.year)
    for judged in targets:
        if judged.key == asked.target:
            return judged
    raise LookupError(f"no target {asked.target}")


@dataclass(frozen=True, slots=True)
class _Explained:
    """One explanation in the making: ``said`` is what the plan publishes for the judged year."""

    plan: Plan
    asked: Question
    said: Published
    actor: Actor
    area: int
    pk: int
    known: Known
    judged: Judged | None

    def lineage(self) -> Lineage:
        asked, said, judged = self.asked, self.said, self.judged
        year = said.year
        stage = asked.stage if year == asked.year else BEST
        indicator, targets = said.definitions.indicators[asked.indicator], self.known.get(self.area, ())
        units = self._units(indicator)
        totals = self._totals(units, year, stage)
        record = record_of(self.plan, said, indicator, units, basis=asked.basis, actor=self.actor)
        own, baseline = totals.get(self.area, (None, None))
        is_above = self.area in said.tree.parts_of
        return Lineage(
            area=said.areas[asked.area],
            is_above=is_above,
            year=asked.year,
            stage=asked.stage,
            basis=asked.basis,
            judged_year=year,
            judged_stage=stage,
            definition=said.definition(asked.indicator),
            quantities={code: said.quantities[code] for code in indicator.measure.quantities},
            coefficients=said.coefficients(asked.indicator, _years_of_factors(indicator, year, self.plan.base_year)),
            total=own,
            parts=tuple(self._parts(indicator, units, totals, record, stage)),
            is_whole=self.actor.is_municipal or not is_above,
            targets=targets,
            judged=judged,
            is_own=bool(judged and _is_own(indicator, judged, is_above=is_above)),
            clause=said.clause(asked.indicator, judged.key if judged else ""),
            path=path_of_targets(indicator, targets, base_year=self.plan.base_year, baseline=baseline),
            baseline=baseline,
            base_year=self.plan.base_year,
            on_track_below=exact(self.plan.on_track_below) or Decimal(0),
            behind_below=exact(self.plan.behind_below) or Decimal(0),
            current=_currency(self.plan),
        )

    def _units(self, indicator: Indicator) -> tuple[int, ...]:
        """The reporting areas the figure is made of, as far as the actor may see them; itself where it is one."""
        tree = self.said.tree
        if self.area not in tree.parts_of or indicator.pooling is Pooling.CITY:
            return (self.area,)
        off, readable = tree.shape_of(self.said.year), self.said.readable(self.actor)
        return tuple(pk for pk in tree.parts_of[self.area] if pk in readable and tree.codes[pk] not in off)

    def _totals(
        self, units: tuple[int, ...], year: int, stage: str
    ) -> dict[int, tuple[Total, tuple[int, Decimal] | None]]:
        """Sums of the area and its units; beside them the stored value a path may start from."""
        stored = Baseline.objects.visible_to(self.actor).filter(
            area=OuterRef("area"), indicator=self.pk, superseded_at__isnull=True
        )
        rows = Rollup.objects.filter(Q(area__in={self.area, *units} & self.said.readable(self.actor))).filter(
            indicator=self.pk, year=year, stage=stage, basis=self.asked.basis
        )
        rows = rows.annotate(since=Subquery(stored.values("year")[:1]), start=Subquery(stored.values("value")[:1]))
        return {
            area: (Total(*row), None if start is None else (since, exact(start)))
            for area, since, start, *row in rows.values_list("area_id", "since", "start", *TOTAL)
        }

    def _parts(
        self, indicator: Indicator, units: tuple[int, ...], totals: Mapping, record: Record, stage: str
    ) -> Iterable[Part]:
        said = self.said
        is_each = self.area in said.tree.parts_of and indicator.pooling is Pooling.EACH
        for pk in units:
            if pk not in totals:
                continue
            code = said.tree.codes[pk]
            inputs: tuple[Input, ...] = ()
            if code in indicator.applies_to and code not in said.tree.shape_of(said.year):
                inputs = inputs_of(record, said.definitions, indicator, code, said.year, stage)
            key = self.judged.key if self.judged else None
            own = next((one for one in self.known.get(pk, ()) if is_each and one.key == key), None)
            yield Part(said.areas[code], totals[pk][0], inputs, own)


def _years_of_factors(indicator: Indicator, year: int, base_year: int) -> tuple[int, ...]:
    drops = indicator.comparison != "value"
    return (year, base_year) if drops and base_year != year else (year,)


def _is_own(indicator: Indicator, judged: Judged, *, is_above: bool) -> bool:
    """Whether an allocation of this very area makes the target (table, 3)."""
    is_shared = indicator.pooling is Pooling.EACH or judged.target_year is None
    return not is_above and not is_shared and judged.bound is not None and judged.status not in UNBOUND


def _currency(plan: Plan) -> Currency:
    current = getattr(plan, "as_of", None)
    return Currency(current.at, current.report_event_id, current.plan_event_id) if current else Currency()


def latest_event(plan: Plan) -> int:
    """Return the number of a plan's latest event; 0 before the first."""
    return plan.events.order_by("-pk").values_list("pk", flat=True).first() or 0
