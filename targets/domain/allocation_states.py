"""The way of a version of an allocation (指标分解): drafted, proposed, approved by somebody else."""

from enum import StrEnum


class State(StrEnum):
    """Where a version stands. Only an approved one binds anybody; it and a withdrawn one stay as they are."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What is done to a version."""

    START = "start"
    SAVE = "save"
    PROPOSE = "propose"
    TAKE_BACK = "take_back"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"


OPEN = frozenset({State.DRAFT, State.PROPOSED, State.RETURNED})
"""An indicator has one version at a time in one of these."""

EDITABLE = frozenset({State.DRAFT, State.RETURNED})

WRITING = frozenset({Act.START, Act.SAVE, Act.PROPOSE})
"""Whoever did one of these to a version does not approve it."""

STEPS: dict[Act, tuple[frozenset[State], State]] = {
    Act.SAVE: (EDITABLE, State.DRAFT),
    Act.PROPOSE: (EDITABLE, State.PROPOSED),
    Act.TAKE_BACK: (frozenset({State.PROPOSED}), State.DRAFT),
    Act.APPROVE: (frozenset({State.PROPOSED}), State.APPROVED),
    Act.RETURN: (frozenset({State.PROPOSED}), State.RETURNED),
    Act.WITHDRAW: (EDITABLE, State.WITHDRAWN),
}
"""From which states an act is allowed, and where it leads; a start makes a draft."""
