"""The workflow of a report as one small table: who may take it from which status to which.

Bureaus fill while a report is open (draft or returned); the area's lead submits; the
reviewer approves or returns; a return of an approved report is its reopening, and the
approved revision stays in force until the next approval.
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


OPEN = frozenset({Status.DRAFT, Status.RETURNED})

STEPS: dict[tuple[Role, Status, Status], Step] = {
    (Role.LEAD, Status.DRAFT, Status.SUBMITTED): Step.SUBMIT,
    (Role.LEAD, Status.RETURNED, Status.SUBMITTED): Step.SUBMIT,
    (Role.REVIEWER, Status.SUBMITTED, Status.APPROVED): Step.APPROVE,
    (Role.REVIEWER, Status.SUBMITTED, Status.RETURNED): Step.RETURN,
    (Role.REVIEWER, Status.APPROVED, Status.RETURNED): Step.REOPEN,
}


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the rules need to know of a report."""

    status: Status
    area_id: int
    submitted_by: int | None


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
            another area) or ``own_report`` (the approver submitted it; trust.md, 16).
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
    if after is Status.APPROVED and report.submitted_by == actor.user_id:
        raise TransitionDenied("own_report")
    return steps[Role(actor.role)]
