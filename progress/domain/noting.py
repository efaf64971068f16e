"""Who writes and withdraws notes beside an indicator, and how long one may be."""

from accounts.domain.actors import Actor
from accounts.domain.roles import Role

NOTERS = frozenset({Role.REVIEWER, Role.PLAN_MANAGER})

LONGEST = 1000
"""Characters a note may have."""


def may_write(actor: Actor) -> bool:
    """Whether they may put a note beside an indicator, and see what was withdrawn: reviewers and plan managers.

    >>> may_write(Actor(1, "", Role.PLAN_MANAGER)), may_write(Actor(1, "", Role.LEADER))
    (True, False)
    """
    return actor.role in NOTERS or actor.is_system


def may_withdraw(actor: Actor, *, written_by: int | None) -> bool:
    """Whether they may withdraw a note of the account ``written_by``: its author, or any reviewer.

    >>> planner = Actor(1, "", Role.PLAN_MANAGER)
    >>> may_withdraw(planner, written_by=1), may_withdraw(planner, written_by=2)
    (True, False)
    """
    is_author = may_write(actor) and actor.user_id is not None and actor.user_id == written_by
    return is_author or actor.has(Role.REVIEWER) or actor.is_system
