"""Fills an empty installation with the demonstration: people, history, and the fixed clock.

What happened is written in ``reports.domain.demonstration``; here it happens again, deed
by deed, through the services that everybody uses, each under its actor's row-level
security and at its own time. One transaction: all or nothing.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.db import connection, models
from django.utils.translation import gettext as _

from accounts.domain.actors import Actor
from accounts.models import Area, Bureau, Installation, User
from accounts.queries import actors, clock
from accounts.services import journal, people
from accounts.services.acting import acting_as
from progress.services import (
    demonstrating_allocations,
    demonstrating_carbon,
    demonstrating_notes,
    demonstrating_review,
    demonstrating_scores,
    snapshots,
)
from progress.services.demonstrating import LOADER, hand_in
from progress.services.draining import drain
from reports.domain.deadlines import ZONE
from reports.domain.demonstration.bounds import Bound, allocations, baselines
from reports.domain.demonstration.deeds import NOBODY, PLAN, Act, Deed
from reports.domain.demonstration.diary import diary
from reports.domain.demonstration.moments import NOW
from reports.domain.demonstration.past import BACKFILL_DEADLINE, REVIEWER
from reports.domain.demonstration.people import PASSWORD, PEOPLE, Person
from reports.domain.demonstration.reminders import DAYS_AFTER, DAYS_BEFORE, PLAN_MANAGER
from reports.domain.entries import Entry, Said
from reports.domain.reminding import Whom
from reports.models import Report, Value
from reports.queries import definitions
from reports.services import chasing, filing, filing_years, reviews, scheduling, steps
from reports.services.scheduling import Terms
from targets.domain.county_file import COLUMNS
from targets.models import Plan
from targets.services import county_targets

# When lights are recorded on the way, for the digests: Sundays on which finals were approved, and a week ago.
RECORDED = (*(datetime(2026, 3, day, 18, tzinfo=ZONE) for day in (1, 8, 15, 22, 29)), NOW - timedelta(days=7))


class DemonstrationRefused(Exception):
    """The demonstration cannot be loaded here; ``code`` is ``no_plan`` or ``not_empty``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def load(*, tell: Callable[[str], None]) -> bool:
    """Load the demonstration unless it is there already; the roll-up is drained by the caller.

    Args:
        tell: takes a line now and then on how far it is.

    Returns:
        Whether anything was loaded.

    Raises:
        DemonstrationRefused: the plan is not loaded, or people or reports are here that
            are no demonstration.
    """
    with acting_as(LOADER):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('demonstration'))")
        if Installation.objects.filter(is_demo=True).exists():
            return False
        plan = Plan.objects.filter(slug=PLAN).first()
        if plan is None:
            raise DemonstrationRefused("no_plan")
        if User.objects.exists() or Report.objects.exists():
            raise DemonstrationRefused("not_empty")
        Installation.objects.update_or_create(id=1, defaults={"is_demo": True, "demo_now": NOW})
        tell(_("%(count)s accounts …") % {"count": len(PEOPLE)})
        for person in PEOPLE:
            _create(person)
        player = _Player(plan)
        player.play(diary(), tell)
        with acting_as(player.actors[PLAN_MANAGER]) as planner:
            demonstrating_allocations.put_forward(plan, manager=planner, now=NOW - timedelta(hours=20))
            demonstrating_carbon.account(plan, actor=planner, now=NOW - timedelta(hours=1))
            demonstrating_scores.set_up(plan, actor=planner, now=NOW - timedelta(minutes=30))
        with acting_as(player.actors[REVIEWER]) as reviewer:
            demonstrating_notes.note(plan, actor=reviewer, now=NOW - timedelta(minutes=20))
        for person in PEOPLE:
            _finish(person)
    clock.reset()
    return True


def _create(person: Person) -> None:
    people.create(
        actor=LOADER,
        now=person.since,
        username=person.username,
        full_name=person.full_name,
        role=person.role,
        area_code=person.area,
        bureau_code=person.bureau,
        password=PASSWORD if person.shown else "",
    )


def _finish(person: Person) -> None:
    """Let the newcomer choose a password; disable those who only filed the history."""
    account = User.objects.filter(username=person.username)
    if person.is_new:
        account.update(must_change_password=True)
    if not person.shown:
        account.update(is_active=False)
        journal.record(actor=LOADER, now=NOW, action="account.disable", subject=f"account {person.username}")


class _Player:
    """Carries deeds out through the services of the rooms below."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.definitions = definitions.of_plan(plan.pk)
        self.areas = dict(Area.objects.values_list("code", "pk"))
        self.bureaus = dict(Bureau.objects.filter(city=plan.city_id).values_list("pk", "code"))
        users = User.objects.select_related("organisation__area", "organisation__bureau")
        self.actors = {user.username: actors.of_user(user) for user in users} | {NOBODY: LOADER}
        self.services: dict[Act, Callable[[Deed, Actor], object]] = {
            Act.SET_DEADLINES: self._set_deadlines,
            Act.SET_BASELINES: self._set_baselines,
            Act.ALLOCATE: self._allocate,
            Act.FILL: self._fill,
            Act.SUBMIT: self._submit,
            Act.APPROVE: self._approve,
            Act.RETURN: self._return,
            Act.REOPEN: self._reopen,
            **dict.fromkeys(demonstrating_review.ACTS, self._review),
            Act.SET_SCHEDULE: self._set_schedule,
            Act.REMIND: self._remind,
            Act.REMIND_DUE: lambda deed, actor: chasing.remind_due(actor=actor, now=deed.at),
        }

    def play(self, deeds: list[Deed], tell: Callable[[str], None]) -> None:
        """Do everything in order, each as who did it; lights are recorded on the way."""
        month, waiting = "", list(RECORDED)
        for number, deed in enumerate(deeds, start=1):
            while waiting and deed.at > waiting[0]:
                drain(now=waiting[0])
                snapshots.take(now=waiting.pop(0))
            if month != f"{deed.at:%Y-%m}":
                month = f"{deed.at:%Y-%m}"
                tell(f"{month} ({number}/{len(deeds)}) …")
            actor = self.actors[deed.by]
            with acting_as(actor):
                self.services[deed.act](deed, actor)

    def _set_deadlines(self, deed: Deed, actor: Actor) -> None:
        year = filing_years.ensure(plan=self.plan, year=deed.key.year, actor=actor, now=deed.at)
        filing_years.set_deadlines(
            filing_year_id=year.pk,
            estimate=BACKFILL_DEADLINE - timedelta(days=1),
            final=BACKFILL_DEADLINE,
            actor=actor,
            now=deed.at,
        )

    def _set_baselines(self, deed: Deed, actor: Actor) -> None:
        county_targets.import_baselines(
            plan_id=self.plan.pk, content=_csv(baselines()), name="baselines.csv", actor=actor, now=deed.at
        )

    def _allocate(self, deed: Deed, actor: Actor) -> None:
        reviewer = self.actors[REVIEWER]
        demonstrating_allocations.allocate(self.plan, allocations(), manager=actor, reviewer=reviewer, now=deed.at)

    def _fill(self, deed: Deed, actor: Actor) -> None:
        area_id = self.areas[deed.key.area]
        owed = self.definitions.owed_by(area_id, deed.key.year)
        seen = dict(self._values(deed, actor).values_list("quantity__code", "version"))
        entries = {
            code: _entry(said, seen.get(code, 0), deed)
            for code, said in deed.figures.items()
            if code in owed and self._is_filled_by(deed, actor, owed[code].bureau_id)
        }
        filing.save(key=deed.key, entries=entries, actor=actor, now=deed.at)

    def _is_filled_by(self, deed: Deed, actor: Actor, bureau_id: int) -> bool:
        if actor.is_system:
            return self.bureaus[bureau_id] not in deed.besides
        return bureau_id == actor.bureau_id

    def _submit(self, deed: Deed, actor: Actor) -> None:
        report = self._report(deed, actor)
        if deed.key.year == NOW.year:
            hand_in(report, key=deed.key, plan=self.plan, lead=actor, now=deed.at)
            return
        # Earlier years were handed in on paper, before there was a system to lock and stamp in.
        owed = self.definitions.owed_by(report.area_id, deed.key.year)
        with acting_as(LOADER):
            reports = Report.objects.select_related("filing_year__plan", "area")
            report = reports.select_for_update(of=("self",), no_key=True)
            steps.submit(report.get(**self._of(deed)), owed=owed, actor=LOADER, name=actor.name, now=deed.at)

    def _approve(self, deed: Deed, actor: Actor) -> None:
        report = self._report(deed, actor)
        reviews.approve(report_id=report.pk, seen_version=report.version, actor=actor, now=deed.at)

    def _return(self, deed: Deed, actor: Actor) -> None:
        report = self._report(deed, actor)
        reviews.return_report(
            report_id=report.pk, seen_version=report.version, reason=deed.reason, actor=actor, now=deed.at
        )

    def _reopen(self, deed: Deed, actor: Actor) -> None:
        report = self._report(deed, actor)
        reviews.reopen(report_id=report.pk, seen_version=report.version, reason=deed.reason, actor=actor, now=deed.at)

    def _set_schedule(self, deed: Deed, actor: Actor) -> None:
        terms = Terms(True, False, DAYS_BEFORE, DAYS_AFTER, time(20), time(8), 30, 10, 80)
        scheduling.set_schedule(plan=self.plan, seen_version=0, terms=terms, actor=actor, now=deed.at)

    def _remind(self, deed: Deed, actor: Actor) -> None:
        whom = Whom(deed.key.area)
        chasing.ask(plan=self.plan, year=deed.key.year, stage=deed.key.stage, whom=whom, actor=actor, now=deed.at)

    def _review(self, deed: Deed, actor: Actor) -> None:
        report = self._report(deed, actor)
        demonstrating_review.do(deed, plan=self.plan, report=report, actor=actor)

    def _report(self, deed: Deed, actor: Actor) -> Report:
        return Report.objects.visible_to(actor).get(**self._of(deed))

    def _values(self, deed: Deed, actor: Actor) -> models.QuerySet[Value]:
        return Value.objects.visible_to(actor).filter(
            **{f"report__{name}": one for name, one in self._of(deed).items()}
        )

    def _of(self, deed: Deed) -> dict[str, object]:
        return {
            "filing_year__plan": self.plan,
            "filing_year__year": deed.key.year,
            "area": self.areas[deed.key.area],
            "stage": deed.key.stage,
        }


def _entry(said: Said, seen_version: int, deed: Deed) -> Entry:
    return Entry(
        state=said.state,
        typed="" if said.number is None else said.number,
        text=said.text,
        reason=said.reason,
        note=said.note,
        seen_version=seen_version,
        provenance=deed.provenance,
    )


def _csv(bounds: Iterable[Bound]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    writer.writerows((bound.area, bound.indicator, bound.year, bound.value) for bound in bounds)
    return lines.getvalue().encode()
