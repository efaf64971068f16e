"""What changed between two records of lights: what turned red, fell behind, turned green, or came late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from progress.domain.judgement import Flag, Status

RED = frozenset({Status.MISSED, Status.BREACHED})
BEHIND = frozenset({Status.FAR_BEHIND, Status.BEHIND})
GREEN = frozenset({Status.MET, Status.ON_TRACK, Status.IN_PROGRESS})


class Turn(StrEnum):
    """What kind of news a change is, the gravest first."""

    RED = "red"
    BEHIND = "behind"
    LATE = "late"
    GREEN = "green"
    OTHER = "other"

    @property
    def gravity(self) -> int:
        """Its place among all kinds; 0 is the gravest."""
        return list(Turn).index(self)


@dataclass(frozen=True, slots=True)
class Stand:
    """A light as recorded: its status and flags."""

    status: Status
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One target of one indicator (primary key) that stands otherwise than before; None: it was not judged then."""

    indicator_id: int
    key: str
    before: Stand | None
    after: Stand
    turn: Turn


# By indicator's primary key and target's key.
Lights = Mapping[tuple[int, str], Stand]


def changes(before: Lights, after: Lights) -> tuple[Change, ...]:
    """Return what stands otherwise now, the gravest news first.

    A flag alone is no news, except that a target was reached late. What is no longer judged
    at all is left out: its definition changed, which is no progress.

    >>> was = {(1, "2025"): Stand(Status.BEHIND), (2, "2030"): Stand(Status.MET)}
    >>> now = {(1, "2025"): Stand(Status.MISSED), (2, "2030"): Stand(Status.MET)}
    >>> [(one.indicator_id, one.turn.value) for one in changes(was, now)]
    [(1, 'red')]
    """
    found = (
        Change(*key, before.get(key), stand, turn_of(before.get(key), stand))
        for key, stand in after.items()
        if _differs(before.get(key), stand)
    )
    return tuple(sorted(found, key=lambda one: (one.turn.gravity, one.indicator_id, one.key)))


def turn_of(before: Stand | None, after: Stand) -> Turn:
    """Say what kind of news it is that ``before`` became ``after``."""
    if after.status in RED:
        return Turn.RED
    if after.status in BEHIND:
        eased = before is not None and before.status is Status.FAR_BEHIND
        return Turn.OTHER if eased else Turn.BEHIND
    if Flag.LATE in after.flags:
        return Turn.LATE
    return Turn.GREEN if after.status in GREEN else Turn.OTHER


def read_lights(stored: Mapping[str, Mapping[str, Iterable[str]]]) -> Lights:
    """Read lights as they are stored: ``{"17": {"2025": ["met", "late"]}}``."""
    found = {}
    for indicator, targets in stored.items():
        for key, (status, *flags) in targets.items():
            found[int(indicator), key] = Stand(Status(status), frozenset(Flag(flag) for flag in flags))
    return found


def _differs(before: Stand | None, after: Stand) -> bool:
    if before is None or before.status is not after.status:
        return True
    return (Flag.LATE in before.flags) is not (Flag.LATE in after.flags)
