"""The same sums, coverage and values by other means, fairly written: idiomatic ORM, row by row, a dataframe engine.

None of them judges anything, and none knows zones; that is less than the engine does. What
they write to ``bench_rollup`` is compared with the engine's own rows.
"""

import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, connections, models
from django.db.models import BooleanField, F, Q, Sum

from bench.world import Scale
from progress.models import Rollup
from progress.queries.shapes import tree_of
from progress.services.draining import as_rollup
from reports.models import Fact
from targets.domain.algebra import Accrual, Comparison, Indicator, Kind, PlanDefinitions, Pooling
from targets.models import Indicator as IndicatorRow
from targets.models import Plan
from targets.queries.definitions import in_force_by_year

BEST, STAGES, BASES = "best", ("best", "final", "estimate"), ("approved", "provisional")
KEY = ("area_id", "indicator_id", "year", "stage", "basis")
AWAY = "not_applicable"
ROW_BY_ROW = (2025, "best", "approved")


class BenchRollup(models.Model):
    """Where the other ways write: a table like ``progress_rollup``."""

    area = models.ForeignKey("accounts.Area", models.DO_NOTHING, related_name="+")
    indicator = models.ForeignKey(IndicatorRow, models.DO_NOTHING, related_name="+")
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10)
    basis = models.CharField(max_length=12)
    numerator = models.DecimalField(null=True, max_digits=60, decimal_places=30)
    denominator = models.DecimalField(null=True, max_digits=60, decimal_places=30)
    base_numerator = models.DecimalField(null=True, max_digits=60, decimal_places=30)
    base_denominator = models.DecimalField(null=True, max_digits=60, decimal_places=30)
    value = models.DecimalField(null=True, max_digits=60, decimal_places=30)
    void_reason = models.CharField(max_length=24)
    reported = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_rollup"


class Figures(NamedTuple):
    """What one cell comes to; the columns of ``bench_rollup`` after its key."""

    reported: int
    expected: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    base_numerator: Decimal | None = None
    base_denominator: Decimal | None = None


COLUMNS = Figures._fields
Say = Callable[[str, int, str], Decimal | str | None]
"""What was said of a quantity for a year and stage: a number, ``AWAY`` or nothing."""


class Sentences:
    """The plan's definitions, as each way reads them before its clock starts."""

    def __init__(self, plan: Plan, scale: Scale) -> None:
        self.plan, self.years, self.tree = plan, scale.years, tree_of(plan)
        self.by_year: dict[int, PlanDefinitions] = in_force_by_year(plan, scale.years)
        self.codes = dict(IndicatorRow.objects.filter(plan=plan).values_list("pk", "code"))
        one = self.by_year[scale.years[-1]]
        self.applies = {code: frozenset(said.applies_to) for code, said in one.indicators.items()}

    def indicators(self, year: int) -> Iterator[tuple[int, Indicator]]:
        """Every indicator in force in a year, by primary key."""
        said = self.by_year[year].indicators
        return ((pk, said[code]) for pk, code in self.codes.items() if code in said)

    def own(self, indicator: Indicator, area: int, year: int, stage: str, say: Say) -> Figures:
        """One area's own figures: nothing of them where a term is missing, out where one is not applicable."""
        cumulative = indicator.accrual is Accrual.CUMULATIVE
        first = indicator.count_from if cumulative and indicator.count_from is not None else year
        if first > year or self.tree.codes[area] not in self.applies[indicator.code]:
            return Figures(0, 0)
        names = indicator.measure.quantities
        then = {t: [say(name, t, stage if t == year else BEST) for name in names] for t in range(first, year + 1)}
        base_year = self.plan.base_year
        drops = indicator.comparison is not Comparison.VALUE
        base = [say(name, base_year, stage if base_year == year else BEST) for name in names] if drops else []
        owed = [row for row in then.values() if AWAY not in row]
        if not owed or AWAY in base:
            return Figures(0, 0)
        if None in base or any(None in row for row in owed):
            return Figures(0, 1)
        numbers = {name: sum((row[at] for row in owed), Decimal(0)) for at, name in enumerate(names)}
        sums = [*self._sums(indicator, numbers, year), None, None]
        if drops:
            sums[2:] = self._sums(indicator, dict(zip(names, base, strict=True)), base_year)
        return Figures(1, 1, *sums)

    def _sums(self, indicator: Indicator, numbers: dict[str, Decimal], year: int) -> list[Decimal | None]:
        factors = self.by_year[self.years[-1]].factors
        both = []
        for terms in (indicator.measure.numerator, indicator.measure.denominator):
            weights = [
                term.coefficient if term.factor is None else factors[term.factor].value_in(year) for term in terms or ()
            ]
            lacks = any(w is None and numbers[t.quantity] for w, t in zip(weights, terms or (), strict=True))
            total = sum(((w or 0) * numbers[t.quantity] for w, t in zip(weights, terms or (), strict=True)), Decimal(0))
            both.append(None if terms is None or lacks else total)
        return both

    def is_milestone(self, quantity: str) -> bool:
        """Whether done stays done."""
        return self.by_year[self.years[-1]].quantity_kinds[quantity] is Kind.MILESTONE


Way = Callable[[Sentences], int]
"""Writes what it computes into ``bench_rollup``; returns how many figures."""


def value_of(indicator: Indicator, sums: Figures) -> Decimal | None:
    """Divide once."""
    if not sums.reported or sums.numerator is None:
        return None
    divides, drops = indicator.measure.denominator is not None, indicator.comparison is not Comparison.VALUE
    if (divides and not sums.denominator) or (
        drops and (not sums.base_numerator or (divides and not sums.base_denominator))
    ):
        return None
    now = indicator.measure.scale * sums.numerator / (sums.denominator if divides else 1)
    if not drops:
        return now
    base = indicator.measure.scale * sums.base_numerator / (sums.base_denominator if divides else 1)
    return base - now if indicator.comparison is Comparison.DROP_POINTS else 100 * (base - now) / base


def carried(sentences: Sentences, said: dict[tuple[str, int, str], Decimal | str]) -> Say:
    """Read what one area said; a milestone that is done stays done."""

    def say(quantity: str, year: int, stage: str) -> Decimal | str | None:
        now = said.get((quantity, year, stage))
        if now is None and sentences.is_milestone(quantity):
            for earlier in range(year - 1, sentences.plan.base_year - 1, -1):
                if (before := said.get((quantity, earlier, BEST))) is not None:
                    return before if before != AWAY and before >= 1 else None
        return now

    return say


def in_force_on(basis: str):  # type: ignore[no-untyped-def]
    """The facts that count on a basis."""
    column = "approved_revision" if basis == "approved" else "submitted_revision"
    return Fact.objects.filter(snapshot__revisions=F(f"snapshot__report__{column}")).exclude(quantity__kind="text")


def by_orm(sentences: Sentences) -> int:
    """Idiomatic: counties read with one query per city, sums above by ``annotate``, written by ``bulk_create``."""
    groups: dict[int | None, list[int]] = {}
    parents = dict(_parents())
    for area in sentences.tree.codes:
        groups.setdefault(parents.get(area), []).append(area)
    for basis in BASES:
        for areas in groups.values():
            _counties_by_orm(sentences, areas, basis)
    above = sorted(sentences.tree.parts_of, key=lambda pk: len(sentences.tree.parts_of[pk]))
    for area in above:
        _above_by_orm(sentences, area)
    return BenchRollup.objects.count()


def _parents():  # type: ignore[no-untyped-def]
    return BenchRollup._meta.get_field("area").related_model.objects.values_list("pk", "parent_id")


def _counties_by_orm(sentences: Sentences, areas: list[int], basis: str) -> None:
    said: dict[int, dict[tuple[str, int, str], Decimal | str]] = {area: {} for area in areas}
    facts = in_force_on(basis).filter(area__in=areas).values_list(
        "area_id", "quantity__code", "snapshot__report__filing_year__year", "snapshot__report__stage", "state", "number"
    )  # fmt: skip
    for area, quantity, year, stage, state, number in facts.iterator(10_000):
        word = AWAY if state == AWAY else number
        said[area][quantity, year, stage] = word
        if stage == "final" or (quantity, year, "final") not in said[area]:
            said[area][quantity, year, BEST] = word
    rows = []
    for area in areas:
        say = carried(sentences, said[area])
        for year in sentences.years:
            for pk, indicator in sentences.indicators(year):
                if area in sentences.tree.parts_of and indicator.pooling is not Pooling.CITY:
                    continue
                for stage in STAGES:
                    sums = sentences.own(indicator, area, year, stage, say)
                    rows.append(_row((area, pk, year, stage, basis), indicator, sums))
    _write(rows)


def _above_by_orm(sentences: Sentences, area: int) -> None:
    counted = Q(reported__gt=0)
    children = BenchRollup.objects.filter(area__parent=area).values("indicator_id", "year", "stage", "basis")
    sums = children.annotate(
        is_reported=Sum("reported"), is_expected=Sum("expected"),
        **{f"is_{name}": Sum(name, filter=counted) for name in COLUMNS[2:]},
        lacks=models.Max(
            models.Case(models.When(counted & Q(numerator=None), then=1), default=0), output_field=BooleanField()
        ),
    )  # fmt: skip
    rows = []
    for one in sums.iterator(10_000):
        indicator = sentences.by_year[one["year"]].indicators.get(sentences.codes[one["indicator_id"]])
        if indicator is None or indicator.pooling is Pooling.CITY:
            continue
        figures = [one[f"is_{name}"] for name in COLUMNS[2:]] if not one["lacks"] else [None] * 4
        key = (area, one["indicator_id"], one["year"], one["stage"], one["basis"])
        rows.append(_row(key, indicator, Figures(one["is_reported"], one["is_expected"], *figures)))
    _write(rows)


def _row(key: tuple[object, ...], indicator: Indicator, sums: Figures) -> BenchRollup:
    value = value_of(indicator, sums)
    void = "" if value is not None else "none"
    return BenchRollup(**dict(zip(KEY, key, strict=True)), **sums._asdict(), value=value, void_reason=void)


def _write(rows: list[BenchRollup]) -> None:
    BenchRollup.objects.bulk_create(
        rows, batch_size=2000, update_conflicts=True, unique_fields=["area", "indicator", "year", "stage", "basis"],
        update_fields=[*COLUMNS, "value", "void_reason"],
    )  # fmt: skip


def by_rows(sentences: Sentences) -> int:
    """Row by row, one stage and basis of one year: a query per term, an ``update_or_create`` per figure."""
    year, stage, basis = ROW_BY_ROW
    for area in sorted(sentences.tree.codes, key=lambda pk: len(sentences.tree.parts_of.get(pk, ()))):
        for pk, indicator in sentences.indicators(year):
            if area in sentences.tree.parts_of and indicator.pooling is not Pooling.CITY:
                children = BenchRollup.objects.filter(
                    area__parent=area, indicator=pk, year=year, stage=stage, basis=basis
                )
                total = children.aggregate(Sum("reported"), Sum("expected"))
                whole = not children.filter(reported__gt=0, numerator=None).exists()
                sums = children.filter(reported__gt=0).aggregate(*(Sum(name) for name in COLUMNS[2:])) if whole else {}
                figures = [sums.get(f"{name}__sum") for name in COLUMNS[2:]]
                told = Figures(total["reported__sum"] or 0, total["expected__sum"] or 0, *figures)
            else:
                told = sentences.own(indicator, area, year, stage, _asking(sentences, area, basis))
            row = _row((area, pk, year, stage, basis), indicator, told)
            key = {name: getattr(row, name) for name in KEY}
            values = {name: getattr(row, name) for name in (*COLUMNS, "value", "void_reason")}
            BenchRollup.objects.update_or_create(**key, defaults=values)
    return BenchRollup.objects.count()


def _asking(sentences: Sentences, area: int, basis: str) -> Say:
    def say(quantity: str, year: int, stage: str) -> Decimal | str | None:
        for then in range(year, sentences.plan.base_year - 1, -1) if sentences.is_milestone(quantity) else [year]:
            facts = in_force_on(basis).filter(
                area=area, quantity__code=quantity, snapshot__report__filing_year__year=then
            )
            picked = stage if then == year else BEST
            facts = (
                facts.order_by("-snapshot__report__stage")
                if picked == BEST
                else facts.filter(snapshot__report__stage=picked)
            )
            found = facts.values_list("state", "number").first()
            if found is not None:
                word = AWAY if found[0] == AWAY else found[1]
                return word if then == year or (word != AWAY and word >= 1) else None
        return None

    return say


MADE = """
CREATE TABLE bench_rollup (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    area_id bigint NOT NULL, indicator_id bigint NOT NULL, year smallint NOT NULL,
    stage varchar(10) NOT NULL, basis varchar(12) NOT NULL,
    numerator numeric(60, 30), denominator numeric(60, 30), base_numerator numeric(60, 30),
    base_denominator numeric(60, 30), value numeric(60, 30), void_reason varchar(24) NOT NULL,
    reported integer NOT NULL, expected integer NOT NULL,
    UNIQUE (area_id, indicator_id, year, stage, basis)
)
"""
DIFFERING = """
FROM bench_rollup b LEFT JOIN progress_rollup r USING (area_id, indicator_id, year, stage, basis)
WHERE (r.reported IS NULL
    OR (r.reported, r.expected) IS DISTINCT FROM (b.reported, b.expected)
    OR (r.numerator IS NULL) <> (b.numerator IS NULL) OR (r.denominator IS NULL) <> (b.denominator IS NULL)
    OR abs(r.numerator - b.numerator) > 1e-9 * greatest(abs(r.numerator), 1)
    OR abs(r.denominator - b.denominator) > 1e-9 * greatest(abs(r.denominator), 1)
    OR abs(r.value - b.value) > 1e-9 * greatest(abs(r.value), 1))
"""


def run(way: Way, plan: Plan, scale: Scale) -> dict[str, object]:
    """Let one way do its work once, and compare what it wrote with the engine's rows.

    Returns:
        Its seconds, how many rows were compared and differ, and ``share``: by how much
        more the engine did in the same world than this way was asked to do.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_rollup")
        cursor.execute(MADE)
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON bench_rollup TO jc_rollup")
    sentences = Sentences(plan, scale)
    with as_rollup():
        began = time.perf_counter()
        written = way(sentences)
        seconds = time.perf_counter() - began
    with as_rollup(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*)" + DIFFERING)
        (wrong,) = cursor.fetchone()
        cursor.execute(f"SELECT {', '.join(KEY)}, b.reported, r.reported, b.value, r.value" + DIFFERING + " LIMIT 5")
        for row in cursor.fetchall():
            print("differs from the engine:", *row, file=sys.stderr)
        stored = Rollup.objects.count()
    told = {"seconds": seconds, "share": round(stored / written, 1), "rows_checked": written, "diff": wrong}
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE bench_rollup")
    return told
