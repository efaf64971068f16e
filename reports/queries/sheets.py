"""Sheets: an area's quantities with what was said of each, for filling, checking and reviewing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.domain.actors import Actor
from reports.domain.checks import Noted
from reports.domain.entries import Said
from reports.domain.reading import Rule, UnitChoice
from reports.domain.words import Stage
from reports.models import Fact, Report, Value
from reports.queries import definitions, findings, places, verified
from reports.queries.definitions import Owed
from reports.queries.findings import NOTHING, Earlier
from reports.queries.places import Office
from reports.queries.reports import Head
from targets.domain.algebra import Kind
from targets.models import Plan, Task
from targets.queries.units import english_units, in_english


@dataclass(frozen=True, slots=True)
class Limit:
    """A quantity that another one, alone or with others, must not exceed."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity: its definition, what is said of it now, and what was said before.

    ``said`` None means nothing was said. ``version`` is the stored value's, 0 for none.
    ``last_final`` and ``last_estimate`` are last year's, ``this_estimate`` this year's
    on a final's sheet; all three as counted (approved, else submitted). ``noted`` is what
    the checks found, ``units`` what may be typed instead of the quantity's own.
    ``declared`` is what the area declared, on a frozen sheet where a verified value counts;
    ``verified`` the verified value that holds, on the sheet that is being filled.
    """

    code: str
    name_zh: str
    name_en: str
    unit: str
    unit_en: str
    definition_zh: str
    rule: Rule
    limits: tuple[Limit, ...]
    bureau_id: int
    said: Said | None
    version: int = 0
    changed_at: datetime | None = None
    last_final: Said | None = None
    last_estimate: Said | None = None
    this_estimate: Said | None = None
    noted: tuple[Noted, ...] = ()
    provenance: str = ""
    declared: Said | None = None
    verified: Said | None = None

    @property
    def units(self) -> tuple[UnitChoice, ...]:
        """The units that may be typed instead of the quantity's own."""
        return self.rule.units

    @property
    def is_open(self) -> bool:
        """Whether something keeps the report from being handed in."""
        return any(one.is_open for one in self.noted)

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be put right."""
        return any(one.is_hard for one in self.noted)

    @property
    def last(self) -> Said | None:
        """What was said last year: the final, else the estimate."""
        return self.last_final or self.last_estimate

    @property
    def change_percent(self) -> Decimal | None:
        """By how many percent the number differs from last year's; None where that means nothing."""
        before = self.last.number if self.last else None
        if self.rule.kind is Kind.MILESTONE or not before or self.said is None or self.said.number is None:
            return None
        return (self.said.number - before) / abs(before) * 100


@dataclass(frozen=True, slots=True)
class TaskLines:
    """The quantities under one task of the plan."""

    code: str
    clause: str
    title_zh: str
    title_en: str
    lines: tuple[Line, ...]

    @property
    def said(self) -> int:
        """How many of them something was said of."""
        return sum(line.said is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """One bureau's part of a report, by task."""

    office: Office
    tasks: tuple[TaskLines, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every quantity of the section."""
        return tuple(line for task in self.tasks for line in task.lines)

    @property
    def owed(self) -> int:
        """How many quantities this bureau reports."""
        return len(self.lines)

    @property
    def said(self) -> int:
        """Of how many something was said."""
        return sum(line.said is not None for line in self.lines)

    @property
    def missing(self) -> int:
        """Of how many nothing was said."""
        return self.owed - self.said


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sections of a report that one sees."""

    sections: tuple[Section, ...]

    @property
    def lines(self) -> dict[str, Line]:
        """Every quantity by code."""
        return {line.code: line for section in self.sections for line in section.lines}

    @property
    def owed(self) -> int:
        """How many quantities there are."""
        return sum(section.owed for section in self.sections)

    @property
    def said(self) -> int:
        """Of how many something was said."""
        return sum(section.said for section in self.sections)

    @property
    def missing(self) -> int:
        """Of how many nothing was said."""
        return self.owed - self.said

    @property
    def faulty(self) -> int:
        """How many have something that has to be put right."""
        return sum(line.is_wrong for line in self.lines.values())

    @property
    def unexplained(self) -> int:
        """How many have something that has to be explained, and nothing to be put right."""
        return sum(line.is_open and not line.is_wrong for line in self.lines.values())

    @property
    def explained(self) -> int:
        """How many are doubted and explained."""
        return sum(bool(line.noted) and not line.is_open for line in self.lines.values())


@dataclass(frozen=True, slots=True)
class _Now:
    said: Said
    version: int = 0
    changed_at: datetime | None = None
    provenance: str = ""
    declared: Said | None = None
    verified: Said | None = None


def being_filled(
    head: Head, *, plan: Plan, actor: Actor, bureau_id: int | None = None, also: Iterable[str] = ()
) -> Sheet:
    """Return the sheet of a report with the values as they stand, open or not.

    Args:
        head: the report, which need not exist yet.
        plan: its plan.
        actor: sees their own bureau's values (clerk) or their area's (lead).
        bureau_id: only this bureau's section; None for all.
        also: quantities to show though the area reports them no longer.
    """
    now = {}
    if head.id is not None:
        beside = verified.holding(head.id, actor)
        for value in Value.objects.visible_to(actor).filter(report=head.id).select_related("quantity"):
            code, said = value.quantity.code, value.said
            now[code] = _Now(
                said,
                value.version,
                value.changed_at,
                value.provenance,
                verified=verified.beside(said, beside.get(code)),
            )
    owed, earlier = _owed(head, plan, also), _earlier(head, plan, actor)
    asked = {code: one for code, one in owed.items() if bureau_id is None or one.bureau_id == bureau_id}
    noted = findings.noted(head, plan=plan, actor=actor, owed=asked, said=_said(now), earlier=earlier)
    return _sheet(head, asked, now, earlier, noted, plan=plan, limits=owed)


def frozen(head: Head, *, plan: Plan, actor: Actor, snapshot_id: int, also: Iterable[str] = ()) -> Sheet:
    """Return the sheet of a report as it was frozen in one of its snapshots; ``also`` as ``being_filled``."""
    facts = Fact.objects.visible_to(actor).filter(snapshot=snapshot_id, snapshot__report=head.id)
    now = {
        fact.quantity.code: _Now(
            fact.said, provenance=fact.provenance, declared=fact.declared if fact.is_verified else None
        )
        for fact in facts.select_related("quantity")
    }
    owed, noted = _owed(head, plan, also), findings.frozen(snapshot_id, actor)
    return _sheet(head, owed, now, _earlier(head, plan, actor), noted, plan=plan, limits=owed)


def _owed(head: Head, plan: Plan, also: Iterable[str]) -> dict[str, Owed]:
    known = definitions.of_plan(plan.pk, area_id=head.area.id)
    in_force = known.in_force(head.key.year)
    return known.owed_by(head.area.id, head.key.year) | {code: in_force[code] for code in also if code in in_force}


def _sheet(
    head: Head,
    owed: Mapping[str, Owed],
    now: Mapping[str, _Now],
    earlier: Mapping[str, Earlier],
    noted: Mapping[str, tuple[Noted, ...]],
    *,
    plan: Plan,
    limits: Mapping[str, Owed],
) -> Sheet:
    units = english_units(plan)
    by_place: dict[tuple[int, int], list[Line]] = {}
    for code, one in owed.items():
        beside = _limits(one.rule, limits)
        line = _line(one, now.get(code), earlier.get(code, NOTHING), units, noted.get(code, ()), beside)
        by_place.setdefault((line.bureau_id, one.task_id), []).append(line)
    tasks = list(Task.objects.filter(plan=plan).order_by("order"))
    sections = []
    for bureau, office in places.offices_of(head.area.id, plan).items():
        groups = [_group(task, by_place[bureau, task.pk]) for task in tasks if (bureau, task.pk) in by_place]
        if groups:
            sections.append(Section(office, tuple(groups)))
    return Sheet(tuple(sections))


def _said(now: Mapping[str, _Now]) -> dict[str, Said]:
    return {code: one.said for code, one in now.items()}


def _group(task: Task, lines: Iterable[Line]) -> TaskLines:
    return TaskLines(task.code, task.clause, task.title_zh, task.title_en, tuple(lines))


def _line(
    owed: Owed,
    now: _Now | None,
    earlier: Earlier,
    units: Mapping[str, str],
    noted: tuple[Noted, ...],
    limits: tuple[Limit, ...],
) -> Line:
    return Line(
        code=owed.code,
        name_zh=owed.name_zh,
        name_en=owed.name_en,
        unit=owed.unit,
        unit_en=in_english(owed.unit, units),
        definition_zh=owed.definition_zh,
        rule=owed.rule,
        limits=limits,
        bureau_id=owed.bureau_id,
        said=now.said if now else None,
        version=now.version if now else 0,
        changed_at=now.changed_at if now else None,
        last_final=earlier.last_final,
        last_estimate=earlier.last_estimate,
        this_estimate=earlier.this_estimate,
        noted=noted,
        provenance=now.provenance if now else "",
        declared=now.declared if now else None,
        verified=now.verified if now else None,
    )


def _limits(rule: Rule, owed: Mapping[str, Owed]) -> tuple[Limit, ...]:
    codes = (rule.not_more_than,) if rule.not_more_than else rule.not_more_than_sum_of
    return tuple(Limit(code, owed[code].name_zh, owed[code].name_en) for code in codes if code in owed)


def _earlier(head: Head, plan: Plan, actor: Actor) -> dict[str, Earlier]:
    """Return what counted last year, and this year's estimate for a final, by quantity."""
    reports = Report.objects.visible_to(actor).filter(
        filing_year__plan=plan, area=head.area.id, filing_year__year__in=[head.key.year - 1, head.key.year]
    )
    counted: dict[int, str] = {}
    columns = ("filing_year__year", "stage", "approved_revision__snapshot", "submitted_revision__snapshot")
    for year, stage, approved, submitted in reports.values_list(*columns):
        when = "last" if year < head.key.year else "this"
        serves = when == "last" or (stage == Stage.ESTIMATE and head.key.stage is Stage.FINAL)
        if (approved or submitted) and serves:
            counted[approved or submitted] = f"{when}_{stage}"
    facts = Fact.objects.visible_to(actor).filter(snapshot__in=counted).select_related("quantity")
    before: dict[str, dict[str, Said]] = {}
    for fact in facts:
        before.setdefault(fact.quantity.code, {})[counted[fact.snapshot_id]] = fact.said
    return {code: Earlier(**said) for code, said in before.items()}
