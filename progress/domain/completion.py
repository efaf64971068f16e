"""How much of the way to a target an area has gone: for scoring only, never for a light."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from progress.domain.judgement import Flag, Status
from progress.domain.paths import CEILINGS
from progress.domain.schemes import Against
from targets.domain.algebra import Comparator, Firmness

FULL = Fraction(1)
MOST = Fraction(2)
# A factor is nobody's to report: waiting for one costs no area a point.
NOBODYS_FAULT = frozenset({"factor_missing", "factor_provisional"})


class Why(StrEnum):
    """Why a line earned what it did; those of ``OUTSIDE`` are taken out of the maximum."""

    MET = "met"
    SHARE = "share"
    BREACHED = "breached"
    NOT_DONE = "not_done"
    NOT_REPORTED = "not_reported"
    UNDETERMINED = "undetermined"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"
    MONITORED = "monitored"
    NOT_ALLOCATED = "not_allocated"
    NOT_BINDING = "not_binding"
    NOT_DUE = "not_due"
    NO_FACTOR = "no_factor"
    NOT_JUDGED = "not_judged"


OUTSIDE = frozenset(
    {
        *(Why.NOT_APPLICABLE, Why.MONITORED, Why.NOT_ALLOCATED, Why.NOT_BINDING),
        *(Why.NOT_DUE, Why.NO_FACTOR, Why.NOT_JUDGED),
    }
)
_PLAIN = {
    Status.NOT_APPLICABLE: Why.NOT_APPLICABLE,
    Status.MONITORED: Why.MONITORED,
    Status.NOT_ALLOCATED: Why.NOT_ALLOCATED,
    Status.NOT_REPORTED: Why.NOT_REPORTED,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One target of one indicator as judged for one area, with the figure it rests on.

    ``value``, ``bound``, ``upper``, ``expected`` and ``start`` (where progress counts from:
    a stored baseline; 0 for drops and cumulatives) are in the indicator's unit; ``met`` of
    ``owed`` areas where each is judged on its own. ``firmness`` None: the plan sets no number.
    """

    indicator: str
    key: str
    status: Status
    target_year: int | None = None
    comparator: Comparator | None = None
    bound: Decimal | None = None
    upper: Decimal | None = None
    firmness: Firmness | None = Firmness.BINDING
    reason: str = ""
    flags: frozenset[Flag] = frozenset()
    expected: Decimal | None = None
    start: Decimal | None = None
    value: Decimal | None = None
    judged_year: int = 0
    reported: int = 1
    owing: int = 1
    met: int | None = None
    owed: int | None = None
    is_milestone: bool = False

    @property
    def binds(self) -> bool:
        """Whether its target binds: it is not only striven for, encouraged or meant in principle."""
        return self.firmness in (None, Firmness.BINDING)


@dataclass(frozen=True, slots=True)
class Course:
    """The way to ``goal``; ``start`` is where it begins: None is 0 on the way up, and nowhere on the way down."""

    falls: bool
    goal: Decimal
    start: Decimal | None

    def gone(self, value: Decimal) -> Fraction:
        """Return the share of the way gone at ``value``; on the way down without a start, goal over value.

        >>> up, down = Course(False, Decimal(60), Decimal(30)), Course(True, Decimal(8), Decimal(12))
        >>> up.gone(Decimal(45)), down.gone(Decimal(10)), Course(True, Decimal(8), None).gone(Decimal(10))
        (Fraction(1, 2), Fraction(1, 2), Fraction(4, 5))
        """
        here, goal = Fraction(value), Fraction(self.goal)
        if self.falls and self.start is None:
            if here <= goal <= 0:
                return FULL
            return MOST if here <= 0 else max(goal, Fraction(0)) / here
        begin = Fraction(self.start or 0)
        if not self.falls and goal <= begin:
            return FULL if here >= goal else Fraction(0)
        return (here - begin) / (goal - begin)


@dataclass(frozen=True, slots=True)
class Completion:
    """Why, and how much of the way was gone: 1 is all of it, None: taken out of the maximum.

    ``reference`` is what the figure was held against, where it was a share of the way to it.
    """

    why: Why
    gone: Fraction | None
    reference: Decimal | None = None


def completion(one: Judged, against: Against, year: int) -> Completion:
    """Say how much of the way to a target an area has gone, uncapped (see ``scoring``, the law of points).

    Args:
        one: the judgement.
        against: what an open target is held against.
        year: the year looked at.
    """
    nothing = Fraction(0)
    if one.status in _PLAIN:
        why = _PLAIN[one.status]
        return Completion(why, None if why in OUTSIDE else nothing)
    if one.status is Status.UNDETERMINED and one.reason in NOBODYS_FAULT:
        return Completion(Why.NO_FACTOR, None)
    if one.status is Status.UNDETERMINED and one.reason != "no_progress_expected_yet":
        return Completion(Why.UNDETERMINED, nothing)
    if one.owed:
        met = Fraction(one.met or 0, one.owed)
        return Completion(Why.MET if met == FULL else Why.SHARE, met)
    reference = _reference(one, against, year)
    if one.status is Status.MET:
        return Completion(Why.MET, max(FULL, _way(one, reference)) if _can_be_exceeded(one) else FULL, reference)
    if Flag.INCOMPLETE in one.flags:
        return Completion(Why.INCOMPLETE, nothing)
    if one.status is Status.BREACHED:
        return Completion(Why.BREACHED, nothing)
    if against is Against.EXPECTED and one.status in (Status.IN_PROGRESS, Status.NOT_DUE, Status.UNDETERMINED):
        return Completion(Why.NOT_DUE, None)
    if one.is_milestone:
        return Completion(Why.NOT_DONE, nothing)
    return Completion(Why.SHARE, _way(one, reference), reference)


def _can_be_exceeded(one: Judged) -> bool:
    """Whether exceeding the target can be measured: not of milestones, bands, and what must always hold."""
    return not one.is_milestone and one.target_year is not None and one.comparator is not Comparator.BETWEEN


def _reference(one: Judged, against: Against, year: int) -> Decimal | None:
    """What a figure is held against: e of the year while its target is open, else the target."""
    is_open = one.target_year is not None and one.target_year >= year
    if against is Against.EXPECTED and is_open and one.expected is not None:
        return one.expected
    return one.bound


def course_of(one: Judged, reference: Decimal | None) -> Course | None:
    """Return the way from where progress counts to ``reference``; None where nothing is to be gone or told.

    Args:
        one: a judgement with its figure.
        reference: what the figure is held against; of a band the lower bound.
    """
    if one.value is None or reference is None:
        return None
    if one.comparator is Comparator.BETWEEN and one.upper is not None:
        return Course(True, one.upper, None) if one.value > one.upper else Course(False, reference, None)
    falls = one.comparator in CEILINGS or (one.comparator is Comparator.EQUAL and one.value > reference)
    if falls:
        return Course(True, reference, one.start if one.start is not None and one.start > reference else None)
    return Course(False, reference, one.start or None)


def _way(one: Judged, reference: Decimal | None) -> Fraction:
    course = course_of(one, reference)
    return Fraction(0) if course is None or one.value is None else course.gone(one.value)
