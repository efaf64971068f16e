"""The judgement table (architecture.md): this order is law, and the first match wins.

Everything here is pure: a target, the readings of the years, and what binds the area.
Comparison is on exact fractions; strict is strict.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from progress.domain.paths import Path
from progress.domain.readings import OUTSIDE, Reading, Void
from targets.domain.algebra import Comparator, Comparison, Group, Indicator, Target


class Status(StrEnum):
    """What a leader sees, in the order of the table."""

    NOT_APPLICABLE = "not_applicable"
    MONITORED = "monitored"
    NOT_ALLOCATED = "not_allocated"
    NOT_REPORTED = "not_reported"
    UNDETERMINED = "undetermined"
    MET = "met"
    BREACHED = "breached"
    IN_PROGRESS = "in_progress"
    AWAITING_FINAL = "awaiting_final"
    MISSED = "missed"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    NOT_DUE = "not_due"


class Flag(StrEnum):
    """What must be said beside a status."""

    EARLY = "early"
    ESTIMATE = "estimate"
    INCOMPLETE = "incomplete"
    LATE = "late"
    OVERDUE = "overdue"


UNCOUNTED = frozenset({Void.TERM_MISSING, Void.GAP, Void.BASE_MISSING})
SETTLED = frozenset({Status.NOT_APPLICABLE, Status.MONITORED, Status.NOT_ALLOCATED, Status.MET})


@dataclass(frozen=True, slots=True)
class Bench:
    """What one area's figures of one indicator are held against.

    ``bound`` of ``judge`` is the target that binds this area; ``provisional`` says that a
    provisional factor is named in the measure; thresholds are shortfalls in percent.
    """

    indicator: Indicator
    path: Path | None = None
    provisional: bool = False
    on_track_below: Decimal = Decimal(10)
    behind_below: Decimal = Decimal(30)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status with what it rests on; ``year`` is the year whose figures were judged.

    ``expected`` is e of the year looked from, where there is one; ``shortfall`` is in percent
    of expected progress and belongs to a target that is still open. ``met`` of ``owed`` areas
    is the city's figure of an ``each`` rule.
    """

    status: Status
    year: int
    reason: str = ""
    flags: frozenset[Flag] = field(default_factory=frozenset)
    expected: Fraction | None = None
    shortfall: Fraction | None = None
    met: int | None = None
    owed: int | None = None


def holds(value: Fraction, target: Target) -> bool:
    """Whether ``value`` stands to the bound(s) as the plan's words demand.

    >>> over = Target(2025, Comparator.ABOVE, Decimal(55))
    >>> holds(Fraction(55), over), holds(Fraction("55.000001"), over)
    (False, True)
    """
    if target.comparator is Comparator.BETWEEN:
        assert target.lower is not None and target.upper is not None
        return Fraction(target.lower) <= value <= Fraction(target.upper)
    assert target.value is not None
    bound = Fraction(target.value)
    match target.comparator:
        case Comparator.AT_LEAST:
            return value >= bound
        case Comparator.ABOVE:
            return value > bound
        case Comparator.AT_MOST:
            return value <= bound
        case Comparator.BELOW:
            return value < bound
        case _:
            return value == bound


def judge(
    bench: Bench, bound: Target | None, target: Target | None, year: int, reading_of: Callable[[int], Reading]
) -> Judgement:
    """Judge one target for one area as seen from ``year``.

    Args:
        bench: what the area is held against.
        bound: the target that binds this area (its allocation, or the plan's own); None
            where the area was allocated nothing.
        target: the plan's target, None where the plan sets no number.
        year: the year looked from; a target whose year has passed is judged on its own
            year's figures, and if these fail on the first later year that holds (one that
            does not bind the area is not judged: the year's own figure stands beside it).
        reading_of: the area's reading of a year (of ``year`` itself in the stage asked for,
            of any other year its final, else its estimate).
    """
    if target is None:
        return _judge_in(bench, None, None, year, reading_of(year))
    if target.year is None or year <= target.year or bound is None:
        return _judge_in(bench, bound, target, year, reading_of(year))
    passed = _judge_passed(bench, bound, target, year, reading_of)
    expected = bench.path.expected(year) if bench.path and passed.status is not Status.NOT_APPLICABLE else None
    return replace(passed, expected=expected, shortfall=None)


def _judge_passed(
    bench: Bench, bound: Target | None, target: Target, year: int, reading_of: Callable[[int], Reading]
) -> Judgement:
    """Fine print 1: its own year's figures; if these do not hold, the first later year that does."""
    assert target.year is not None
    own = _judge_in(bench, bound, target, target.year, reading_of(target.year))
    if own.status in SETTLED:
        return own
    for later in range(target.year + 1, year + 1):
        then = _judge_in(bench, bound, target, later, reading_of(later))
        if then.status is Status.MET:
            return replace(then, flags=then.flags | {Flag.LATE})
    return own


def _judge_in(bench: Bench, bound: Target | None, target: Target | None, year: int, reading: Reading) -> Judgement:
    indicator, sums = bench.indicator, reading.sums
    flags = _figure_flags(reading)
    if reading.void in OUTSIDE:
        return Judgement(Status.NOT_APPLICABLE, year, reading.void, flags)
    if target is None or not indicator.judged:
        return Judgement(Status.MONITORED, year, "no_number_in_plan", flags)
    if bound is None:
        return Judgement(Status.NOT_ALLOCATED, year, "no_allocation", flags)
    ahead = bound.year is not None and year < bound.year
    seen = Judgement(Status.NOT_DUE, year, "", flags, _expected(bench, bound, year))
    if sums.reported == 0 and not sums.touched:
        return replace(seen, status=Status.NOT_REPORTED, reason=Void.NOTHING_REPORTED)
    if reading.value is None:
        return replace(seen, status=Status.UNDETERMINED, reason=reading.void)
    if bench.provisional:
        return replace(seen, status=Status.UNDETERMINED, reason="factor_provisional")
    seen = replace(seen, shortfall=_shortfall(bench, seen.expected, year, reading))
    held = holds(reading.value, bound)
    if held and (sums.complete or _cannot_be_undone(indicator, bound)):
        return replace(seen, status=Status.MET, reason="holds", flags=flags | ({Flag.EARLY} if ahead else set()))
    if is_standing(indicator, bound):
        return _judge_standing(seen, indicator, bound, reading, held=held)
    if indicator.group is Group.MILESTONE and (bound.year is None or ahead):
        return replace(seen, status=Status.IN_PROGRESS, reason="milestone_open")
    if not ahead:
        if held or not sums.complete:
            return replace(seen, status=Status.AWAITING_FINAL, reason="coverage_incomplete")
        if sums.has_estimate:
            return replace(seen, status=Status.AWAITING_FINAL, reason="only_an_estimate")
        return replace(seen, status=Status.MISSED, reason="fails")
    if held:
        return replace(seen, status=Status.ON_TRACK, reason="holds_on_incomplete_coverage")
    return _judge_on_path(bench, seen, sums_complete=sums.complete)


def _judge_standing(seen: Judgement, indicator: Indicator, bound: Target, reading: Reading, *, held: bool) -> Judgement:
    if held:
        return replace(seen, status=Status.UNDETERMINED, reason="coverage_incomplete")
    if reading.sums.complete:
        return replace(seen, status=Status.BREACHED, reason="fails")
    if _cannot_be_mended(indicator, bound, reading):
        return replace(seen, status=Status.BREACHED, reason="fails_whatever_is_missing")
    return replace(seen, status=Status.UNDETERMINED, reason="coverage_incomplete")


def _judge_on_path(bench: Bench, seen: Judgement, *, sums_complete: bool) -> Judgement:
    if seen.expected is None:
        return replace(seen, reason="no_path")
    if not sums_complete and is_sum(bench.indicator):
        return replace(seen, reason="coverage_incomplete")
    if seen.shortfall is None:
        return replace(seen, status=Status.UNDETERMINED, reason="no_progress_expected_yet")
    if seen.shortfall < Fraction(bench.on_track_below):
        return replace(seen, status=Status.ON_TRACK, reason="path")
    if seen.shortfall < Fraction(bench.behind_below):
        return replace(seen, status=Status.BEHIND, reason="path")
    return replace(seen, status=Status.FAR_BEHIND, reason="path")


def _expected(bench: Bench, bound: Target, year: int) -> Fraction | None:
    """e(year), which belongs to dated targets."""
    if bench.path is None or bound.year is None:
        return None
    return bench.path.expected(year)


def _shortfall(bench: Bench, expected: Fraction | None, year: int, reading: Reading) -> Fraction | None:
    """The shortfall from e(year); a sum is compared with its path only when complete (fine print 5)."""
    if bench.path is None or expected is None or reading.value is None:
        return None
    if not reading.sums.complete and is_sum(bench.indicator):
        return None
    return bench.path.shortfall(reading.value, year)


def judge_each(target: Target, indicator: Indicator, year: int, units: list[Judgement]) -> Judgement:
    """Judge the city's n of N of an ``each`` rule from its areas' own judgements (fine print 12).

    Args:
        target: the rule that binds every area.
        indicator: an indicator with ``pooling: each``.
        year: the year looked from.
        units: the judgement of every area as seen from ``year``; silent ones included.
    """
    owed = [unit for unit in units if unit.status is not Status.NOT_APPLICABLE]
    met = [unit for unit in owed if unit.status is Status.MET]
    statuses = {unit.status for unit in owed}
    flags = frozenset[Flag]().union(*(unit.flags for unit in owed)) - {Flag.EARLY, Flag.LATE, Flag.OVERDUE}
    silent = [unit for unit in owed if unit.status is Status.NOT_REPORTED]
    without = [unit for unit in owed if unit.status is Status.NOT_REPORTED or unit.reason in UNCOUNTED]
    if without and len(without) < len(owed):
        flags |= {Flag.INCOMPLETE}
    judged_year = year if target.year is None else min(year, target.year)
    seen = Judgement(Status.NOT_DUE, judged_year, "", flags, met=len(met), owed=len(owed))
    ahead = target.year is not None and year < target.year
    if not owed:
        return replace(seen, status=Status.NOT_APPLICABLE, reason=Void.NOT_APPLICABLE)
    if len(silent) == len(owed):
        return replace(seen, status=Status.NOT_REPORTED, reason=Void.NOTHING_REPORTED)
    if len(met) == len(owed):
        timely = {Flag.EARLY} if ahead else {flag for unit in met for flag in unit.flags & {Flag.LATE}}
        return replace(seen, status=Status.MET, reason="each_holds", flags=flags | timely)
    barred = [unit.reason for unit in owed if unit.reason == "factor_provisional"]
    if barred or statuses == {Status.UNDETERMINED}:
        return replace(seen, status=Status.UNDETERMINED, reason=barred[0] if barred else owed[0].reason)
    if Status.BREACHED in statuses:
        return replace(seen, status=Status.BREACHED, reason="each_fails")
    if is_standing(indicator, target):
        return replace(seen, status=Status.UNDETERMINED, reason="each_is_silent")
    if indicator.group is Group.MILESTONE and (target.year is None or ahead):
        return replace(seen, status=Status.IN_PROGRESS, reason="milestone_open")
    if Status.MISSED in statuses:
        return replace(seen, status=Status.MISSED, reason="each_fails")
    if not ahead:
        return replace(seen, status=Status.AWAITING_FINAL, reason="each_is_silent")
    if statuses <= {Status.MET, Status.NOT_REPORTED, Status.UNDETERMINED}:
        return replace(seen, status=Status.ON_TRACK, reason="each_is_silent")
    return replace(seen, reason="no_path")


def is_standing(indicator: Indicator, target: Target) -> bool:
    """Whether a target is a standing requirement: no year, and no milestone (fine print 11)."""
    return target.year is None and indicator.group is not Group.MILESTONE


def is_sum(indicator: Indicator) -> bool:
    """Whether the figure is a plain sum, which every silent area makes smaller."""
    return indicator.measure.denominator is None and indicator.comparison is Comparison.VALUE


def _grows(indicator: Indicator) -> bool:
    """Whether no missing figure can lower it: a plain sum of terms that cannot be negative."""
    return is_sum(indicator) and all(
        term.coefficient is None or term.coefficient >= 0 for term in indicator.measure.numerator
    )


def _cannot_be_undone(indicator: Indicator, target: Target) -> bool:
    """Fine print 4: a floor on a growing sum, once held, holds whatever is still missing."""
    return _grows(indicator) and target.comparator in (Comparator.AT_LEAST, Comparator.ABOVE)


def _cannot_be_mended(indicator: Indicator, target: Target, reading: Reading) -> bool:
    """Fine print 3: a failing figure that no missing one could lift or lower into place."""
    value = reading.value
    assert value is not None
    if _grows(indicator):
        upper = target.upper if target.comparator is Comparator.BETWEEN else target.value
        above = upper is not None and value >= Fraction(upper)
        return above and target.comparator not in (Comparator.AT_LEAST, Comparator.ABOVE)
    whole = (
        indicator.measure.denominator is not None
        and indicator.comparison is Comparison.VALUE
        and target.value == indicator.measure.scale
    )
    demands_all = target.comparator is Comparator.EQUAL or (
        target.comparator is Comparator.AT_LEAST and indicator.bounded
    )
    return whole and demands_all and value < Fraction(indicator.measure.scale)


def _figure_flags(reading: Reading) -> frozenset[Flag]:
    """Flags that describe the figure rather than the verdict."""
    sums, flags = reading.sums, set()
    if sums.has_estimate:
        flags.add(Flag.ESTIMATE)
    if 0 < sums.reported < sums.expected:
        flags.add(Flag.INCOMPLETE)
    return frozenset(flags)
