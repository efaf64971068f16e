"""What the reviewer needs to decide: one report in a glance, and the list of what awaits a decision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from accounts.domain.actors import Actor
from reports.domain.annexes import AnnexKind
from reports.domain.checks import is_newly_done
from reports.domain.entries import words
from reports.domain.threads import CoSigned, VerifiedStatus
from reports.domain.words import Stage
from reports.domain.workflow import QueryStatus, Status, Step
from reports.models import Annex, CoSignature, Fact, Report, Revision
from reports.queries import comparing, definitions, evidence, sheets, verified
from reports.queries.comparing import Comparison
from reports.queries.evidence import Grouped
from reports.queries.places import Place
from reports.queries.reports import Head, Receipt
from reports.queries.sheets import Line, Sheet
from reports.queries.verified import Verified
from targets.domain.algebra import Kind
from targets.models import Plan, Quantity, Task, TaskBureau


@dataclass(frozen=True, slots=True)
class Ticks:
    """How many of the values that a bureau leads it ticked (核对) as they stand."""

    name_zh: str
    name_en: str
    ticked: int
    of: int


@dataclass(frozen=True, slots=True)
class Told:
    """A bureau's words on a task, as they were handed in."""

    office_zh: str
    office_en: str
    clause: str
    title_zh: str
    title_en: str
    practice: str
    problems: str
    intentions: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What a supporting bureau said of a task's figures of this year and stage."""

    name_zh: str
    name_en: str
    clause: str
    title_zh: str
    title_en: str
    is_objection: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stamped:
    """A stamped page of what counts: the whole report's, then those of its corrections, with their revisions."""

    id: str
    name: str
    revision: int


@dataclass(frozen=True, slots=True)
class Review:
    """A report as the reviewer sees it: what counts, what changed, what is open.

    ``unsettled`` are the codes of quantities with an unclosed query, ``missing_evidence``
    the milestones that are newly reported as done and have no file.
    """

    sheet: Sheet
    files: Grouped
    since: Comparison | None
    unsettled: Mapping[str, str]
    verified: tuple[Verified, ...]
    missing_evidence: tuple[Line, ...]
    told: tuple[Told, ...]
    ticks: tuple[Ticks, ...]
    signed: tuple[Signed, ...]
    stamped: tuple[Stamped, ...]

    @property
    def ticked(self) -> int:
        """How many values are ticked as they stand."""
        return sum(one.ticked for one in self.ticks)

    @property
    def to_tick(self) -> int:
        """How many values there are to tick."""
        return sum(one.of for one in self.ticks)

    @property
    def objections(self) -> int:
        """How many objections to verified values wait."""
        return sum(one.is_objected for one in self.verified)

    @property
    def doubted(self) -> tuple[Line, ...]:
        """The quantities that something was found beside."""
        return tuple(line for line in self.sheet.lines.values() if line.noted)

    @property
    def cosigned(self) -> int:
        """How many supporting bureaus co-signed."""
        return sum(not one.is_objection for one in self.signed)

    @property
    def objected(self) -> int:
        """How many supporting bureaus objected to a task."""
        return sum(one.is_objection for one in self.signed)

    @property
    def changed(self) -> frozenset[str]:
        """The codes of what changed since the last submission."""
        return self.since.changed if self.since else frozenset()

    @property
    def doubtful(self) -> frozenset[str]:
        """The codes of what to look at: found, queried, verified or without its file."""
        codes = {line.code for line in (*self.doubted, *self.missing_evidence)}
        return frozenset(codes | set(self.unsettled) | {one.code for one in self.verified})


def of_report(head: Head, shown: Receipt, *, plan: Plan, actor: Actor) -> Review:
    """Return one report for the reviewer's page, as one of its revisions froze it."""
    sheet = sheets.frozen(head, plan=plan, actor=actor, snapshot_id=shown.snapshot_id)
    files = evidence.of_report(head.id, actor, snapshot_id=shown.snapshot_id)
    older = comparing.before(shown, comparing.revisions(head, actor))
    since = comparing.of(head, older, shown, plan=plan, actor=actor, sheet=sheet) if older else None
    report = Report.objects.visible_to(actor).get(pk=head.id)
    queries = report.queries.visible_to(actor).exclude(status=QueryStatus.CLOSED)
    return Review(
        sheet=sheet,
        files=files,
        since=since,
        unsettled=dict(queries.values_list("quantity__code", "status")),
        verified=verified.of_report(report.pk, actor),
        missing_evidence=tuple(line for line in sheet.lines.values() if _owes_a_file(line, files)),
        told=_told(shown.snapshot_id, sheet, plan, actor),
        ticks=_ticks(report, shown.snapshot_id, actor),
        signed=_signed(report, plan, actor),
        stamped=_stamped(head, shown, actor),
    )


def _stamped(head: Head, shown: Receipt, actor: Actor) -> tuple[Stamped, ...]:
    """The stamped pages from the submission that counts on, each with the first revision that carries it."""
    rows = Revision.objects.visible_to(actor).filter(report=head.id, number__lte=shown.number).order_by("number")
    since = max((row.number for row in rows if row.step == Step.SUBMIT), default=0)
    numbers = {row.snapshot_id: row.number for row in reversed(rows) if row.number >= since}
    pages: dict[str, Stamped] = {}
    annexes = Annex.objects.visible_to(actor).filter(kind=AnnexKind.STAMP, snapshot__in=numbers)
    for row in sorted(annexes, key=lambda row: numbers[row.snapshot_id]):
        pages.setdefault(row.subject, Stamped(row.subject, row.body["name"], numbers[row.snapshot_id]))
    return tuple(pages.values())


def _owes_a_file(line: Line, files: Grouped) -> bool:
    newly_done = line.rule.kind is Kind.MILESTONE and is_newly_done(line.said, line.last)
    return newly_done and not files.of_quantity(line.code)


def _told(snapshot_id: int, sheet: Sheet, plan: Plan, actor: Actor) -> tuple[Told, ...]:
    rows = list(Annex.objects.visible_to(actor).filter(snapshot=snapshot_id, kind=AnnexKind.NARRATIVE))
    if not rows:
        return ()
    tasks = {task.code: (number, task) for number, task in enumerate(Task.objects.filter(plan=plan).order_by("order"))}
    offices = {section.office.bureau_id: section.office for section in sheet.sections}
    found = [row for row in rows if row.subject in tasks and row.bureau_id in offices]
    found.sort(key=lambda row: tasks[row.subject][0])
    return tuple(
        Told(
            offices[row.bureau_id].name_zh,
            offices[row.bureau_id].name_en,
            *_title(tasks[row.subject][1]),
            *(row.body.get(part, "") for part in comparing.NARRATIVE),
        )
        for row in found
    )


def _title(task: Task) -> tuple[str, str, str]:
    return task.clause, task.title_zh, task.title_en


def _ticks(report: Report, snapshot_id: int, actor: Actor) -> tuple[Ticks, ...]:
    """Count by the first bureau that leads each value's task."""
    leads: dict[int, TaskBureau] = {}
    duties = TaskBureau.objects.filter(duty=TaskBureau.Duty.LEAD, task__plan=report.filing_year.plan_id)
    for duty in duties.select_related("bureau").order_by("order"):
        leads.setdefault(duty.task_id, duty)
    said = dict(report.verifications.visible_to(actor).values_list("quantity", "said"))
    task_of = dict(Quantity.objects.filter(plan=report.filing_year.plan_id).values_list("pk", "task"))
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    names = {}
    for fact in Fact.objects.visible_to(actor).filter(snapshot=snapshot_id):
        duty = leads.get(task_of[fact.quantity_id])
        if duty is None:
            continue
        names[duty.bureau_id] = duty.bureau
        counts[duty.bureau_id][1] += 1
        counts[duty.bureau_id][0] += said.get(fact.quantity_id) == words(fact.said)
    order = sorted(counts, key=lambda bureau: names[bureau].order)
    return tuple(Ticks(names[bureau].name_zh, names[bureau].name_en, *counts[bureau]) for bureau in order)


def _signed(report: Report, plan: Plan, actor: Actor) -> tuple[Signed, ...]:
    rows = CoSignature.objects.visible_to(actor).filter(filing_year=report.filing_year_id, stage=report.stage)
    return tuple(
        Signed(
            row.bureau.name_zh,
            row.bureau.name_en,
            *_title(row.task),
            row.word == CoSigned.OBJECTED,
            row.reason,
            row.at,
        )
        for row in rows.filter(task__plan=plan).select_related("bureau", "task")
    )


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A submitted report that waits for a decision, with its open points counted.

    ``on_paper``: a program filed it, so no stamped page is expected.
    """

    report_id: int
    version: int
    area: Place
    year: int
    stage: Stage
    submitted_at: datetime
    is_late: bool
    revision: int
    said: int
    owed: int
    queries: int
    objections: int
    unexplained: int
    is_stamped: bool
    on_paper: bool

    @property
    def missing(self) -> int:
        """How many values were not reported."""
        return max(0, self.owed - self.said)

    @property
    def lacks_stamp(self) -> bool:
        """Whether a stamped page is expected and there is none."""
        return not self.is_stamped and not self.on_paper

    @property
    def is_blocked(self) -> bool:
        """Whether an approval would be refused."""
        return bool(self.queries or self.objections)

    @property
    def is_clear(self) -> bool:
        """Whether there is no open point: it may be approved in a batch."""
        return not (self.is_blocked or self.unexplained or self.lacks_stamp or self.missing)


def awaiting(plan: Plan, actor: Actor) -> tuple[Awaiting, ...]:
    """Return every submitted report of the plan, whatever its year, the longest waiting first."""
    found = Annex.objects.filter(snapshot=OuterRef("submitted_revision__snapshot"))
    handed_by_person = Revision.objects.filter(report=OuterRef("pk"), step=Step.SUBMIT, by__isnull=False)
    rows = (
        Report.objects.visible_to(actor)
        .filter(filing_year__plan=plan, status=Status.SUBMITTED)
        .select_related("area", "filing_year", "submitted_revision")
        .annotate(
            unclosed=Count("queries", filter=~Q(queries__status=QueryStatus.CLOSED), distinct=True),
            objected=Count("verified_values", filter=Q(verified_values__status=VerifiedStatus.OBJECTED), distinct=True),
            stamped=Exists(found.filter(kind=AnnexKind.STAMP)),
            by_person=Exists(handed_by_person),
        )
        .order_by("submitted_at", "pk")
    )
    reports = list(rows)
    snapshots = [report.submitted_revision.snapshot_id for report in reports]
    said, doubts = _said(snapshots), _doubts(snapshots)
    owed = _owed(plan, {report.filing_year.year for report in reports})
    return tuple(
        Awaiting(
            report_id=report.pk,
            version=report.version,
            area=Place(report.area_id, report.area.code, report.area.name_zh, report.area.name_en),
            year=report.filing_year.year,
            stage=Stage(report.stage),
            submitted_at=report.submitted_at,
            is_late=report.is_late,
            revision=report.submitted_revision.number,
            said=said.get(report.submitted_revision.snapshot_id, 0),
            owed=sum(report.area_id in one for one in owed[report.filing_year.year]),
            queries=report.unclosed,
            objections=report.objected,
            unexplained=doubts.get(report.submitted_revision.snapshot_id, 0),
            is_stamped=report.stamped,
            on_paper=not report.by_person,
        )
        for report in reports
    )


def _said(snapshots: Iterable[int]) -> dict[int, int]:
    rows = Fact.objects.filter(snapshot__in=list(snapshots)).order_by()
    return dict(rows.values_list("snapshot").annotate(n=Count("pk")))


def _doubts(snapshots: Iterable[int]) -> dict[int, int]:
    rows = Annex.objects.filter(snapshot__in=list(snapshots), kind=AnnexKind.FINDING, body__reason="").order_by()
    return dict(rows.values_list("snapshot").annotate(n=Count("pk")))


def _owed(plan: Plan, years: Iterable[int]) -> dict[int, list[frozenset[int]]]:
    years = set(years)
    if not years:
        return {}
    known = definitions.of_plan(plan.pk)
    return {year: [one.areas for one in known.in_force(year).values()] for year in years}
