"""The workflow as two small tables: of a report, and of a query about one of its values.

Bureaus fill while a report is open (draft or returned); the area's lead submits; the
reviewer approves or returns; a return of an approved report is its reopening, and the
approved revision stays in force until the next approval.

While a report is submitted, a checker or the reviewer queries (质询) one value: it alone
unlocks for its bureau, which answers with words or with a new value; whoever asked closes
the query or asks again. Nothing is approved before every query is closed.
"""

from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from reports.domain.refusals import Refused


class Status(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Step(StrEnum):
    """What was done to a report: the kind of its event."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    REOPEN = "reopen"
    CORRECT = "correct"
    VERIFY = "verify"


OPEN = frozenset({Status.DRAFT, Status.RETURNED})

STEPS: dict[tuple[Role, Status, Status], Step] = {
    (Role.LEAD, Status.DRAFT, Status.SUBMITTED): Step.SUBMIT,
    (Role.LEAD, Status.RETURNED, Status.SUBMITTED): Step.SUBMIT,
    (Role.REVIEWER, Status.SUBMITTED, Status.APPROVED): Step.APPROVE,
    (Role.REVIEWER, Status.SUBMITTED, Status.RETURNED): Step.RETURN,
    (Role.REVIEWER, Status.APPROVED, Status.RETURNED): Step.REOPEN,
}

IN_PLACE: dict[Step, Role] = {Step.CORRECT: Role.LEAD, Step.VERIFY: Role.REVIEWER}
"""What makes a new revision of a submitted report and leaves it submitted: the area's lead
hands in what queries asked for; the reviewer records a verified value (核定值)."""


class QueryStatus(StrEnum):
    """Where a query about one value stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class QueryStep(StrEnum):
    """What was done in a query."""

    ASK = "ask"
    ANSWER = "answer"
    ASK_AGAIN = "ask_again"
    CLOSE = "close"
    WITHDRAW = "withdraw"


QUERY_STEPS: dict[tuple[Role, QueryStatus | None, QueryStatus], QueryStep] = {
    (Role.CHECKER, None, QueryStatus.OPEN): QueryStep.ASK,
    (Role.REVIEWER, None, QueryStatus.OPEN): QueryStep.ASK,
    (Role.CLERK, QueryStatus.OPEN, QueryStatus.ANSWERED): QueryStep.ANSWER,
    (Role.LEAD, QueryStatus.OPEN, QueryStatus.ANSWERED): QueryStep.ANSWER,
    (Role.CHECKER, QueryStatus.ANSWERED, QueryStatus.OPEN): QueryStep.ASK_AGAIN,
    (Role.REVIEWER, QueryStatus.ANSWERED, QueryStatus.OPEN): QueryStep.ASK_AGAIN,
    (Role.CHECKER, QueryStatus.ANSWERED, QueryStatus.CLOSED): QueryStep.CLOSE,
    (Role.REVIEWER, QueryStatus.ANSWERED, QueryStatus.CLOSED): QueryStep.CLOSE,
    (Role.CHECKER, QueryStatus.OPEN, QueryStatus.CLOSED): QueryStep.WITHDRAW,
    (Role.REVIEWER, QueryStatus.OPEN, QueryStatus.CLOSED): QueryStep.WITHDRAW,
}


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the rules need to know of a report; ``filed_by`` are those who entered its figures."""

    status: Status
    area_id: int
    submitted_by: int | None
    filed_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """What the rules need to know of a query: whose value, which bureau asked, and what it checks.

    ``status`` is None before it is asked; ``asked_by_bureau`` then is that of who asks.
    ``led_by`` are the bureaus that lead the quantity's task.
    """

    status: QueryStatus | None
    report_status: Status
    area_id: int
    bureau_id: int
    asked_by_bureau: int | None
    led_by: frozenset[int]


class TransitionDenied(Refused):
    """This step is not theirs to take; ``code`` says why, for the interface to word."""


def is_allowed(role: str, before: str, after: str) -> bool:
    """Whether ``role`` may ever take a report from ``before`` to ``after``.

    >>> is_allowed("lead", "draft", "submitted"), is_allowed("lead", "draft", "approved")
    (True, False)
    """
    return (role, before, after) in STEPS


def check_transition(report: ReportFacts, after: Status, *, actor: Actor) -> Step:
    """Return the step that takes the report to ``after``, or refuse it.

    The system (a back-filling command) may take every step that some role may; it files
    and approves on behalf of a named organisation and is journalled as such.

    Raises:
        TransitionDenied: ``wrong_status``, ``wrong_role``, ``other_area`` (a lead of
            another area) or ``own_report`` (the approver submitted it or entered a figure of
            it; trust.md, 16).
    """
    steps = {role: step for (role, before, to), step in STEPS.items() if (before, to) == (report.status, after)}
    if not steps:
        raise TransitionDenied("wrong_status")
    if actor.is_system:
        return next(iter(steps.values()))
    if actor.role not in steps:
        raise TransitionDenied("wrong_role")
    if actor.role == Role.LEAD and actor.area_id != report.area_id:
        raise TransitionDenied("other_area")
    if after is Status.APPROVED and actor.user_id in {report.submitted_by, *report.filed_by}:
        raise TransitionDenied("own_report")
    return steps[Role(actor.role)]


def check_in_place(report: ReportFacts, step: Step, *, actor: Actor) -> None:
    """Refuse a new revision of a submitted report that is not theirs to make (``IN_PLACE``).

    Raises:
        TransitionDenied: ``wrong_status``, ``wrong_role`` or ``other_area``.
    """
    if report.status is not Status.SUBMITTED:
        raise TransitionDenied("wrong_status")
    if actor.is_system:
        return
    if not actor.has(IN_PLACE[step]):
        raise TransitionDenied("wrong_role")
    if actor.has(Role.LEAD) and actor.area_id != report.area_id:
        raise TransitionDenied("other_area")


def check_query_step(query: QueryFacts, after: QueryStatus, *, actor: Actor) -> QueryStep:
    """Return the step that takes a query to ``after``, or refuse it.

    A checker asks about the tasks that their bureau leads, and goes on with what their
    bureau asked; the reviewer with any. A clerk answers for their own bureau, a lead for
    any bureau of their area. While the report is back with its area nobody asks.

    Raises:
        TransitionDenied: ``wrong_status``, ``wrong_role``, ``other_area``, ``other_bureau``
            (not the value's, or not the one that asked) or ``other_task``.
    """
    steps = {role: step for (role, before, to), step in QUERY_STEPS.items() if (before, to) == (query.status, after)}
    if not steps or query.report_status not in {Status.SUBMITTED, *OPEN}:
        raise TransitionDenied("wrong_status")
    if actor.is_system:
        return next(iter(steps.values()))
    if actor.role not in steps:
        raise TransitionDenied("wrong_role")
    step = steps[Role(actor.role)]
    if step is QueryStep.ASK and query.report_status is not Status.SUBMITTED:
        raise TransitionDenied("wrong_status")
    if actor.is_filer and actor.area_id != query.area_id:
        raise TransitionDenied("other_area")
    if actor.has(Role.CLERK) and actor.bureau_id != query.bureau_id:
        raise TransitionDenied("other_bureau")
    if actor.has(Role.CHECKER):
        if actor.bureau_id not in query.led_by:
            raise TransitionDenied("other_task")
        if query.asked_by_bureau != actor.bureau_id:
            raise TransitionDenied("other_bureau")
    return step
