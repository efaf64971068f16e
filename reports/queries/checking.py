"""The checker's table: for each quantity of a task all areas side by side, as submitted; never a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from accounts.domain.actors import Actor
from reports.domain import suspicion
from reports.domain.annexes import AnnexKind
from reports.domain.checks import Noted
from reports.domain.entries import Said, words
from reports.domain.findings import Finding
from reports.domain.suspicion import Look
from reports.domain.words import Stage
from reports.domain.workflow import QueryStatus, Status
from reports.models import Annex, Fact, Report, Verification
from reports.queries import definitions, places, threads
from reports.queries.definitions import Owed
from reports.queries.places import Place
from targets.models import Plan
from targets.queries.units import english_units, in_english


@dataclass(frozen=True, slots=True)
class File:
    """A file of evidence that was submitted."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Who found a value right, and when; it holds while the value says what was ticked."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    """One area's value. ``report_id`` None or ``said`` None: nothing was handed in, or nothing was said.

    ``said`` is what counts, ``declared`` what the area declared where a verified value
    counts. ``revision`` is the number of the revision on the page. ``query`` is the status
    of the one that is not closed.
    """

    area: Place
    report_id: int | None = None
    status: Status | None = None
    revision: int = 0
    said: Said | None = None
    declared: Said | None = None
    last: Said | None = None
    last_is_final: bool = False
    findings: tuple[Noted, ...] = ()
    files: tuple[File, ...] = ()
    tick: Tick | None = None
    query: str = ""
    score: Decimal = Decimal(0)

    @property
    def is_here(self) -> bool:
        """Whether there is a submitted or approved report to look at."""
        return self.revision > 0

    @property
    def can_tick(self) -> bool:
        """Whether a tick may be set beside it."""
        return self.status is Status.SUBMITTED and self.said is not None and self.tick is None

    @property
    def can_ask(self) -> bool:
        """Whether it may be queried."""
        return self.status is Status.SUBMITTED and not self.query

    @property
    def is_suspicious(self) -> bool:
        """Whether it wants looking at."""
        return self.score >= suspicion.SUSPICIOUS

    @property
    def change(self) -> Decimal | None:
        """By how much the number differs from last year's."""
        if self.said is None or self.last is None or self.said.number is None or self.last.number is None:
            return None
        return self.said.number - self.last.number

    @property
    def change_percent(self) -> Decimal | None:
        """The same in percent of last year's; None where that means nothing."""
        change = self.change
        if change is None or self.last is None or not self.last.number:
            return None
        return change / abs(self.last.number) * 100


@dataclass(frozen=True, slots=True)
class Table:
    """One quantity with the row of every area that reports it; ``usual_change`` is the median, in percent."""

    owed: Owed
    unit_en: str
    usual_change: Decimal | None
    rows: tuple[Row, ...]

    @property
    def code(self) -> str:
        """The quantity's code."""
        return self.owed.code

    @property
    def name_zh(self) -> str:
        """Its Chinese name."""
        return self.owed.name_zh

    @property
    def name_en(self) -> str:
        """Its English name."""
        return self.owed.name_en

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.owed.unit

    @property
    def handed_in(self) -> int:
        """Of how many areas there is a report."""
        return sum(row.is_here for row in self.rows)

    @property
    def ticked(self) -> int:
        """How many are ticked."""
        return sum(row.tick is not None for row in self.rows)

    @property
    def suspicious(self) -> int:
        """How many want looking at."""
        return sum(row.is_suspicious for row in self.rows)

    @property
    def tickable(self) -> tuple[Row, ...]:
        """The rows that can be ticked."""
        return tuple(row for row in self.rows if row.can_tick)

    @property
    def unsuspicious(self) -> tuple[Row, ...]:
        """The rows that can be ticked and look right."""
        return tuple(row for row in self.tickable if not row.is_suspicious and not row.query)

    def by_suspicion(self) -> "Table":
        """Return the table with what wants looking at first; else in the areas' order."""
        return replace(self, rows=tuple(sorted(self.rows, key=lambda row: -row.score)))


def tasks_in(plan: Plan, year: int) -> frozenset[int]:
    """Return the tasks under which something is reported for a year."""
    return frozenset(one.task_id for one in definitions.of_plan(plan.pk).in_force(year).values())


def tables(plan: Plan, *, task_id: int, year: int, stage: Stage, actor: Actor) -> tuple[Table, ...]:
    """Return a task's quantities, each with all areas in their order.

    The number of queries depends on no size.

    Args:
        actor: of the city; who sees every area's submitted values.
    """
    in_force = definitions.of_plan(plan.pk).in_force(year)
    owed = {code: one for code, one in in_force.items() if one.task_id == task_id}
    areas = {place.id: place for place in places.owing(in_force, year)}
    found = _Found(plan, frozenset(one.id for one in owed.values()), frozenset(owed), year, stage, actor)
    units = english_units(plan)
    return tuple(_table(one, areas, found, in_english(one.unit, units)) for one in owed.values())


class _Found:
    """Everything the tables are put together from, read once."""

    def __init__(
        self, plan: Plan, ids: frozenset[int], codes: frozenset[str], year: int, stage: Stage, actor: Actor
    ) -> None:
        self.actor = actor
        rows = Report.objects.visible_to(actor).filter(filing_year__plan=plan, filing_year__year=year, stage=stage)
        self.reports = {row.area_id: row for row in rows.select_related("submitted_revision")}
        shown = [row.submitted_revision.snapshot_id for row in self.reports.values() if row.submitted_revision]
        self.last_snapshots, finals = self._last(plan, year)
        facts = Fact.objects.visible_to(actor).filter(snapshot__in=[*shown, *self.last_snapshots], quantity__in=ids)
        self.facts = {(fact.snapshot_id, fact.quantity_id): fact for fact in facts}
        self.last = {
            (self.last_snapshots[fact.snapshot_id], fact.quantity_id): (fact.said, fact.snapshot_id in finals)
            for fact in sorted(self.facts.values(), key=lambda fact: fact.snapshot_id in finals)
            if fact.snapshot_id in self.last_snapshots
        }
        self.findings, self.files = self._annexes(shown, codes)
        ids_of = [row.pk for row in self.reports.values()]
        ticks = Verification.objects.visible_to(actor).filter(report__in=ids_of, quantity__in=ids)
        self.ticks = {(tick.report_id, tick.quantity_id): tick for tick in ticks}
        self.queries = threads.unclosed(ids_of, actor)

    def _last(self, plan: Plan, year: int) -> tuple[dict[int, int], set[int]]:
        """Return last year's counted snapshots with their areas, and which of them are finals."""
        rows = Report.objects.visible_to(self.actor).filter(filing_year__plan=plan, filing_year__year=year - 1)
        areas, finals = {}, set()
        columns = ("area", "stage", "approved_revision__snapshot", "submitted_revision__snapshot")
        for area, stage, approved, submitted in rows.values_list(*columns):
            snapshot = approved or submitted
            if snapshot:
                areas[snapshot] = area
                if stage == Stage.FINAL:
                    finals.add(snapshot)
        return areas, finals

    def _annexes(
        self, snapshots: Iterable[int], codes: Iterable[str]
    ) -> tuple[dict[tuple[int, str], list[Noted]], dict[tuple[int, str], list[File]]]:
        findings: dict[tuple[int, str], list[Noted]] = {}
        files: dict[tuple[int, str], list[File]] = {}
        wanted = set(codes)
        rows = Annex.objects.visible_to(self.actor).filter(snapshot__in=list(snapshots)).order_by("id")
        for row in rows.filter(kind__in=[AnnexKind.FINDING, AnnexKind.EVIDENCE]):
            if row.kind == AnnexKind.FINDING and row.subject in wanted:
                findings.setdefault((row.snapshot_id, row.subject), []).append(_noted(row))
            elif row.kind == AnnexKind.EVIDENCE and row.body["for"] in wanted:
                file = File(row.subject, row.body["name"])
                files.setdefault((row.snapshot_id, row.body["for"]), []).append(file)
        return findings, files


def _noted(row: Annex) -> Noted:
    saw: Mapping[str, str] = {
        name.removeprefix("saw."): word for name, word in row.body.items() if name.startswith("saw.")
    }
    return Noted(Finding(row.body["code"], row.subject, saw), row.body["reason"])


def _table(owed: Owed, areas: Mapping[int, Place], found: _Found, unit_en: str) -> Table:
    rows = [_row(owed, place, found) for area, place in areas.items() if area in owed.areas]
    usual = suspicion.median(row.change_percent for row in rows)
    scored = tuple(replace(row, score=_score(row, usual)) for row in rows)
    return Table(owed, unit_en, usual, scored)


def _row(owed: Owed, place: Place, found: _Found) -> Row:
    report = found.reports.get(place.id)
    last, is_final = found.last.get((place.id, owed.id), (None, False))
    if report is None or report.submitted_revision is None:
        status = Status(report.status) if report else None
        query = found.queries.get((report.pk, owed.code), "") if report else ""
        return Row(place, report.pk if report else None, status, last=last, last_is_final=is_final, query=query)
    snapshot = report.submitted_revision.snapshot_id
    fact, tick = found.facts.get((snapshot, owed.id)), found.ticks.get((report.pk, owed.id))
    said = fact.said if fact else None
    holds = tick is not None and tick.said == words(said)
    return Row(
        area=place,
        report_id=report.pk,
        status=Status(report.status),
        revision=report.submitted_revision.number,
        said=said,
        declared=fact.declared if fact and fact.is_verified else None,
        last=last,
        last_is_final=is_final,
        findings=tuple(found.findings.get((snapshot, owed.code), ())),
        files=tuple(found.files.get((snapshot, owed.code), ())),
        tick=Tick(tick.at, tick.actor) if tick and holds else None,
        query=found.queries.get((report.pk, owed.code), ""),
    )


def _score(row: Row, usual: Decimal | None) -> Decimal:
    hard = sum(one.is_hard for one in row.findings)
    unexplained = sum(one.is_open and not one.is_hard for one in row.findings)
    return suspicion.score(
        Look(
            is_handed_in=row.is_here,
            is_ticked=row.tick is not None,
            is_answered=row.query == QueryStatus.ANSWERED,
            is_missing=row.said is None,
            hard=hard,
            unexplained=unexplained,
            explained=len(row.findings) - hard - unexplained,
            change=row.change_percent,
            usual_change=usual,
        )
    )
