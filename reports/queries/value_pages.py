"""One value with everything around it: its line, what counts, its thread, its evidence, and what one may do."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from reports.domain.entries import Said
from reports.domain.workflow import QueryFacts, QueryStatus, QueryStep, Status, TransitionDenied, check_query_step
from reports.models import Fact
from reports.queries import corrections, duties, evidence, sheets, threads
from reports.queries.corrections import Correction
from reports.queries.evidence import Attached
from reports.queries.reports import Head
from reports.queries.sheets import Line, Section
from reports.queries.threads import Thread
from targets.models import Plan, Quantity


@dataclass(frozen=True, slots=True)
class ValuePage:
    """A value and its thread.

    ``section`` is the bureau's part with ``line`` in it. ``counted`` is what the submitted
    revision counts, ``declared`` what the area declared where a verified value counts.
    ``correction`` is what its bureau entered for an open query; nobody of the city sees it.
    ``steps`` are what this actor may do in the query now.
    """

    section: Section
    line: Line
    counted: Said | None
    declared: Said | None
    thread: Thread
    correction: Correction | None
    files: tuple[Attached, ...]
    steps: frozenset[QueryStep]
    may_enter: bool


def value_page(head: Head, code: str, *, plan: Plan, actor: Actor, now: datetime) -> ValuePage | None:
    """Return one value of a report; None where the actor sees no such value there.

    A clerk sees their own bureau's, a lead their area's, as they stand; the city what was
    submitted last, never a draft.
    """
    if head.id is None:
        return None
    shown, also = head.counted or head.latest, threads.spoken_of(head.id, code, actor)
    if actor.is_filer:
        bureau = None if actor.has(Role.LEAD) else actor.bureau_id
        sheet = sheets.being_filled(head, plan=plan, actor=actor, bureau_id=bureau, also=also)
    elif shown is not None:
        sheet = sheets.frozen(head, plan=plan, actor=actor, snapshot_id=shown.snapshot_id, also=also)
    else:
        return None
    section = next((one for one in sheet.sections if any(line.code == code for line in one.lines)), None)
    if section is None:
        return None
    line = sheet.lines[code]
    fact = _fact(shown.snapshot_id, code, actor) if shown else None
    thread = threads.of_value(head.id, code, actor, now)
    asked = corrections.of_queries(head, actor) if actor.is_filer and thread.query and thread.query.is_open else ()
    files = evidence.of_report(head.id, actor, snapshot_id=shown.snapshot_id if shown else None)
    steps = _steps(head, code, line, thread, actor)
    return ValuePage(
        section=section,
        line=line,
        counted=fact.said if fact else None,
        declared=fact.declared if fact and fact.is_verified else None,
        thread=thread,
        correction=next((one for one in asked if one.code == code), None),
        files=files.of_quantity(code),
        steps=steps,
        may_enter=QueryStep.ANSWER in steps and actor.bureau_id == line.bureau_id,
    )


def _fact(snapshot_id: int, code: str, actor: Actor) -> Fact | None:
    rows = Fact.objects.visible_to(actor).filter(snapshot=snapshot_id, quantity__code=code)
    return rows.select_related("quantity").first()


def _steps(head: Head, code: str, line: Line, thread: Thread, actor: Actor) -> frozenset[QueryStep]:
    """Return the steps that the table has for this actor now."""
    if head.status is None:
        return frozenset()
    query = thread.query
    facts = QueryFacts(
        status=QueryStatus(query.status) if query else None,
        report_status=Status(head.status),
        area_id=head.area.id,
        bureau_id=line.bureau_id,
        asked_by_bureau=query.asked_bureau_id if query else actor.bureau_id,
        led_by=duties.leading(Quantity.objects.get(plan__slug=head.key.plan, code=code).task_id),
    )
    found = set()
    for after in QueryStatus:
        try:
            found.add(check_query_step(facts, after, actor=actor))
        except TransitionDenied:
            continue
    return frozenset(found)
