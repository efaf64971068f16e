"""The words of what is said about single values: threads, verified values, co-signatures."""

from enum import StrEnum

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from reports.domain.refusals import Refused


class RemarkKind(StrEnum):
    """What an entry in the thread of a value is."""

    ASK = "ask"
    EXPLAIN = "explain"
    CORRECT = "correct"
    ASK_AGAIN = "ask_again"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    VERIFY = "verify"
    LIFT = "lift"
    OBJECT = "object"
    UPHOLD = "uphold"


class VerifiedStatus(StrEnum):
    """Where a verified value stands: put, objected to by its bureau, upheld by the reviewer, or lifted."""

    STANDING = "standing"
    OBJECTED = "objected"
    UPHELD = "upheld"
    LIFTED = "lifted"


VERIFIED_STEPS: dict[tuple[Role, VerifiedStatus | None, VerifiedStatus], RemarkKind] = {
    (Role.REVIEWER, None, VerifiedStatus.STANDING): RemarkKind.VERIFY,
    (Role.CLERK, VerifiedStatus.STANDING, VerifiedStatus.OBJECTED): RemarkKind.OBJECT,
    (Role.LEAD, VerifiedStatus.STANDING, VerifiedStatus.OBJECTED): RemarkKind.OBJECT,
    (Role.REVIEWER, VerifiedStatus.OBJECTED, VerifiedStatus.UPHELD): RemarkKind.UPHOLD,
    (Role.REVIEWER, VerifiedStatus.STANDING, VerifiedStatus.LIFTED): RemarkKind.LIFT,
    (Role.REVIEWER, VerifiedStatus.OBJECTED, VerifiedStatus.LIFTED): RemarkKind.LIFT,
    (Role.REVIEWER, VerifiedStatus.UPHELD, VerifiedStatus.LIFTED): RemarkKind.LIFT,
}
"""Who takes a verified value from where to where. It is put and lifted while the report is
submitted; its bureau may object, and the reviewer uphold it, also after the approval."""


def check_verified_step(before: VerifiedStatus | None, after: VerifiedStatus, *, actor: Actor) -> RemarkKind:
    """Return the step that takes a verified value to ``after``, or refuse it; the system may take any.

    Raises:
        Refused: ``wrong_status`` or ``wrong_role``.

    >>> check_verified_step(VerifiedStatus.OBJECTED, VerifiedStatus.UPHELD, actor=Actor(7, "x", "reviewer")).value
    'uphold'
    """
    steps = {role: step for (role, *move), step in VERIFIED_STEPS.items() if move == [before, after]}
    if not steps:
        raise Refused("wrong_status")
    if actor.is_system:
        return next(iter(steps.values()))
    if actor.role not in steps:
        raise Refused("wrong_role")
    return steps[Role(actor.role)]


class CoSigned(StrEnum):
    """What a supporting bureau says of a task's figures."""

    COSIGNED = "cosigned"
    OBJECTED = "objected"


ANSWER = "query_answer"
"""The code of the explanation that goes with a queried value until its correction is handed in:
why it is another one now, in the words of its bureau. It is no check's."""
