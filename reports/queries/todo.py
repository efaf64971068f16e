"""What a filer has to do: every year and stage of their area, how far it is, and what stands in the way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area
from reports.domain import checks
from reports.domain.deadlines import days_left
from reports.domain.entries import ReportKey, Said
from reports.domain.sections import SectionState, may_remind_again
from reports.domain.words import Stage, State
from reports.domain.workflow import OPEN, Status
from reports.models import Fact, FilingYear, Reminder, Report, Value
from reports.queries import deadlines, definitions, needs, places, reports, sections, sheets
from reports.queries.definitions import Definitions, Owed
from reports.queries.places import Office
from reports.queries.sections import SignOff
from reports.queries.sheets import Line, Sheet
from targets.domain.algebra import Kind
from targets.models import Plan


class NextStep(StrEnum):
    """What the area's lead does next with the whole report."""

    CONFIRM = "confirm"
    LOCK = "lock"
    STAMP = "stamp"
    SUBMIT = "submit"
    WAIT = "wait"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A quantity with an open finding."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One bureau's part of a filing.

    ``needed`` quantities must be answered, of which ``answered`` are; in years before the plan the other
    ``optional`` ones are owed by nobody. ``said`` counts both, ``seen`` is the section's fingerprint.
    """

    office: Office
    said: int
    needed: int
    answered: int
    optional: int
    troubles: tuple[Trouble, ...]
    sign_off: SignOff
    changed_at: datetime | None
    reminded_at: datetime | None
    reminded_by: str
    can_remind: bool
    seen: str

    @property
    def missing(self) -> int:
        """How many that are needed have no answer."""
        return self.needed - self.answered

    @property
    def state(self) -> SectionState:
        """Where the section stands."""
        return self.sign_off.state(self.said)

    @property
    def is_blocked(self) -> bool:
        """Whether the section is still to be confirmed; one of which nothing is needed or said is not."""
        return not self.sign_off.is_confirmed and bool(self.needed or self.said)


@dataclass(frozen=True, slots=True)
class Filing:
    """A year and stage that a filer can file.

    ``status`` None: nothing filed yet. ``days_left`` counts to the last day in time and is
    negative after it; a year that is closed owes nothing any more. ``own`` is the actor's
    own section, None where their bureau owes nothing; ``desks`` are all that they see.
    ``carryable`` counts the year-end figures of their own section that can be taken over
    from last year.
    """

    key: ReportKey
    status: Status | None
    is_late: bool
    return_reason: str
    deadline: datetime
    days_left: int
    is_back_filling: bool
    is_closed: bool
    is_locked: bool
    is_stamped: bool
    carryable: int
    own: Desk | None
    desks: tuple[Desk, ...]

    @property
    def year(self) -> int:
        """The filing year."""
        return self.key.year

    @property
    def stage(self) -> Stage:
        """The stage."""
        return self.key.stage

    @property
    def is_open(self) -> bool:
        """Whether its values can be changed."""
        return self.is_owed

    @property
    def days_overdue(self) -> int:
        """Calendar days since the last day in time; 0 until then."""
        return max(0, -self.days_left)

    @property
    def is_owed(self) -> bool:
        """Whether the report is still with its area, and may still be filed."""
        return not self.is_handed_in and not self.is_closed

    @property
    def is_handed_in(self) -> bool:
        """Whether the report is with the city."""
        return self.status in (Status.SUBMITTED, Status.APPROVED)

    def is_present(self, this_year: int) -> bool:
        """Whether it is the work of these days: this year's, not yet due, begun, or sent back."""
        return self.year == this_year or (self.is_owed and (self.status is not None or self.days_left >= 0))

    @property
    def answered(self) -> int:
        """Needed quantities of all visible sections that have an answer."""
        return sum(desk.answered for desk in self.desks)

    @property
    def needed(self) -> int:
        """Needed quantities of all visible sections."""
        return sum(desk.needed for desk in self.desks)

    @property
    def said(self) -> int:
        """Quantities of all visible sections that have an answer, needed or not."""
        return sum(desk.said for desk in self.desks)

    @property
    def optional(self) -> int:
        """Quantities of all visible sections that are owed by nobody."""
        return sum(desk.optional for desk in self.desks)

    @property
    def unconfirmed(self) -> int:
        """How many of the visible sections are not confirmed."""
        return sum(desk.is_blocked for desk in self.desks)

    @property
    def can_remind(self) -> bool:
        """Whether there is a bureau to remind now."""
        return any(desk.can_remind for desk in self.desks)

    @property
    def next_step(self) -> NextStep:
        """What comes next for the whole report."""
        if not self.is_owed:
            return NextStep.DONE if self.status is Status.APPROVED else NextStep.WAIT
        if self.is_locked:
            return NextStep.SUBMIT if self.is_stamped else NextStep.STAMP
        return NextStep.CONFIRM if self.unconfirmed else NextStep.LOCK


def to_do(plan: Plan, actor: Actor, now: datetime) -> tuple[Filing, ...]:
    """Return every year and stage the actor's area can file, the latest first.

    A clerk sees their own bureau's part, a lead that of every bureau of the area. Open
    findings are those of all checks for the most urgent filing, and the comparisons within
    the report for the others. The number of queries depends on none of the sizes. Before
    the plan's first filing year only finals are asked for, unless an estimate was begun.
    """
    desk = _Desk(plan, actor, now, range(plan.base_year, plan.last_year + 1))
    filings = []
    for year, filing_year in reversed(desk.deadlines.years.items()):
        for stage in (Stage.FINAL, Stage.ESTIMATE):
            report = desk.reports.get((year, stage))
            skipped = stage is Stage.ESTIMATE and year < needs.first_filing_year(plan)
            if report is not None or (desk.deadlines.has_begun(year, stage, now) and not skipped):
                filings.append(desk.filing(filing_year, stage))
    return _with_all_checks(filings, plan, actor)


def one(plan: Plan, actor: Actor, now: datetime, *, year: int, stage: Stage, sheet: Sheet) -> Filing:
    """Return one year and stage, with the open findings of its ``sheet``, which the caller has read."""
    desk = _Desk(plan, actor, now, (year,))
    return _with_findings_of(sheet, desk.filing(desk.deadlines.years[year], stage))


class _Desk:
    """Everything the filings are put together from, read once."""

    def __init__(self, plan: Plan, actor: Actor, now: datetime, years: Iterable[int]) -> None:
        self.plan, self.actor, self.now = plan, actor, now
        self.known: Definitions = definitions.of_plan(plan.pk, area_id=actor.area_id)
        self.offices = places.offices_of(actor.area_id, plan)
        self.needs = needs.needed_by_year(plan, years)
        rows = Report.objects.visible_to(actor).filter(filing_year__plan=plan, area=actor.area_id)
        rows = rows.select_related("filing_year", "approved_revision", "submitted_revision")
        self.reports = {(report.filing_year.year, report.stage): report for report in rows}
        ids = [report.pk for report in self.reports.values()]
        self.said, self.changed = _said(ids, actor)
        self.signed = sections.sign_offs(ids, actor)
        self.prints = sections.fingerprints(ids, actor)
        self.reminded = _reminders(plan, actor)
        self.deadlines = deadlines.of_plan(plan, area_id=actor.area_id)
        self.last = self._last_years_stock()

    def filing(self, filing_year: FilingYear, stage: Stage) -> Filing:
        """Put one year and stage together."""
        year = filing_year.year
        deadline = self.deadlines.effective(year, stage, self.actor.area_id)
        report = self.reports.get((year, stage))
        owed = self.known.owed_by(self.actor.area_id, year)
        desks = self._desks(year, stage, report, owed)
        return Filing(
            key=ReportKey(self.plan.slug, year, self.actor.area_code, stage),
            status=Status(report.status) if report else None,
            is_late=report.is_late if report else False,
            return_reason=report.return_reason if report else "",
            deadline=deadline,
            days_left=days_left(deadline, self.now),
            is_back_filling=year < needs.first_filing_year(self.plan),
            is_closed=self.deadlines.is_closed(year),
            is_locked=report is not None and report.locked_version == report.version,
            is_stamped=report is not None and report.stamp_id is not None,
            carryable=self._carryable(year, report, owed),
            own=next((desk for desk in desks if desk.office.bureau_id == self.actor.bureau_id), None),
            desks=desks,
        )

    def _desks(self, year: int, stage: Stage, report: Report | None, owed: Mapping[str, Owed]) -> tuple[Desk, ...]:
        key = report.pk if report else 0
        said, changed = self.said[key], self.changed[key]
        is_open = (report is None or report.status in OPEN) and not self.deadlines.is_closed(year)
        found = {finding.quantity for finding in checks.compare((one.rule for one in owed.values()), said)}
        desks = []
        for bureau, office in self.offices.items():
            own = {code: one for code, one in owed.items() if one.bureau_id == bureau}
            if not own or not (self.actor.has(Role.LEAD) or bureau == self.actor.bureau_id):
                continue
            needed = own.keys() & self.needs[year].keys()
            signed = self.signed.get((key, bureau), sections.OPEN)
            at, by = self.reminded.get((year, stage, bureau), (None, ""))
            may = is_open and not signed.is_confirmed and may_remind_again(at, self.now)
            desks.append(
                Desk(
                    office=office,
                    said=len(own.keys() & said.keys()),
                    needed=len(needed),
                    answered=len(needed & said.keys()),
                    optional=len(own) - len(needed),
                    troubles=tuple(_trouble(one) for code, one in own.items() if code in found),
                    sign_off=signed,
                    changed_at=max((changed[code] for code in own if code in changed), default=None),
                    reminded_at=at,
                    reminded_by=by,
                    seen=self.prints.get((key, bureau), sections.SILENT),
                    can_remind=may and bool(needed) and self.actor.has(Role.LEAD),
                )
            )
        return tuple(desks)

    def _carryable(self, year: int, report: Report | None, owed: Mapping[str, Owed]) -> int:
        if report is not None and report.status not in OPEN:
            return 0
        said, before = self.said[report.pk if report else 0], self.known.in_force(year - 1)
        last = self.last.get((year - 1, Stage.FINAL), frozenset()) | self.last.get(
            (year - 1, Stage.ESTIMATE), frozenset()
        )
        same = {code for code in last & owed.keys() if before[code].unit == owed[code].unit}
        return sum(owed[code].bureau_id == self.actor.bureau_id for code in same - said.keys())

    def _last_years_stock(self) -> dict[tuple[int, str], frozenset[str]]:
        """Which year-end figures of the own bureau have a counted number, by year and stage."""
        counted = {
            revision.snapshot_id: place
            for place, report in self.reports.items()
            if (revision := report.approved_revision or report.submitted_revision)
        }
        facts = Fact.objects.visible_to(self.actor).filter(snapshot__in=counted, bureau=self.actor.bureau_id)
        facts = facts.filter(quantity__kind=Kind.STOCK, number__isnull=False)
        found: dict[tuple[int, str], set[str]] = defaultdict(set)
        for snapshot, code in facts.values_list("snapshot", "quantity__code"):
            found[counted[snapshot]].add(code)
        return {place: frozenset(codes) for place, codes in found.items()}


def _said(ids: Iterable[int], actor: Actor) -> tuple[dict[int, dict[str, Said]], dict[int, dict[str, datetime]]]:
    said: dict[int, dict[str, Said]] = defaultdict(dict)
    changed: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = Value.objects.visible_to(actor).filter(report__in=list(ids))
    for report, code, state, number, at in rows.values_list(
        "report", "quantity__code", "state", "number", "changed_at"
    ):
        said[report][code] = Said(State(state), number)
        changed[report][code] = at
    return said, changed


def _reminders(plan: Plan, actor: Actor) -> dict[tuple[int, str, int], tuple[datetime, str]]:
    # Their lead's own; those of the city are another matter (reports.queries.reminded).
    rows = Reminder.objects.visible_to(actor).filter(filing_year__plan=plan, reason="").order_by("sent_at", "id")
    columns = ("filing_year__year", "stage", "bureau", "sent_at", "sent_as")
    return {(year, stage, bureau): (at, by) for year, stage, bureau, at, by in rows.values_list(*columns)}


def _with_all_checks(filings: list[Filing], plan: Plan, actor: Actor) -> tuple[Filing, ...]:
    """Look closely at the most urgent filing in which something is said: the checks ask a good deal."""
    open_ones = [one for one in filings if one.is_owed and one.said]
    if not open_ones:
        return tuple(filings)
    urgent = min(open_ones, key=lambda one: (abs(one.days_left), one.year))
    area = Area.objects.get(pk=actor.area_id)
    head = reports.head_of(plan=plan, area=area, year=urgent.year, stage=urgent.stage, actor=actor)
    checked = _with_findings_of(sheets.being_filled(head, plan=plan, actor=actor), urgent)
    return tuple(checked if filing is urgent else filing for filing in filings)


def _with_findings_of(sheet: Sheet, filing: Filing) -> Filing:
    found: dict[int, list[Trouble]] = defaultdict(list)
    for line in (one for one in sheet.lines.values() if one.is_open):
        found[line.bureau_id].append(_trouble(line))
    desks = tuple(replace(desk, troubles=tuple(found[desk.office.bureau_id])) for desk in filing.desks)
    own = filing.own and next(desk for desk in desks if desk.office == filing.own.office)
    return replace(filing, desks=desks, own=own)


def _trouble(one: Owed | Line) -> Trouble:
    return Trouble(one.code, one.name_zh, one.name_en)
