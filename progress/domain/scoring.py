"""The score of one area under a scheme, every point explained. Exact: nothing is rounded before it is shown.

The law of points, in order:

1. A line whose target does not bind, apply, or exist here, or that nobody could judge because
   a factor is not there, is taken out of the maximum: it costs nothing and earns nothing.
2. Silence, a missing term and an incomplete sum earn no points, and the sheet says so: absence
   never improves a score, and is never read as zero.
3. What holds is complete; a standing requirement, a milestone and n of N are counted as such;
   any other figure earns the share of the way it has gone, up to the line's cap.
4. Deductions, then bonuses; the total is never below zero nor above the maximum, and whatever
   was cut is a line of its own. Without a maximum there is no score.

A target that is only striven for (力争) is never part of the maximum: missed it costs nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from progress.domain.completion import Judged, Why, completion
from progress.domain.judgement import Flag, Status
from progress.domain.schemes import BONUSES, DEDUCTIONS, Against, Line, Rule, RuleKind, Scheme


@dataclass(frozen=True, slots=True)
class Filing:
    """How an area filed in a year: ``late`` are (stage, days) of what came late, ``missing`` the stages overdue.

    ``returns`` counts whole reports that were returned; ``unproved`` are the milestones
    reported as newly done without a document (codes of quantities).
    """

    late: tuple[tuple[str, int], ...] = ()
    missing: tuple[str, ...] = ()
    returns: int = 0
    unproved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earned:
    """A line of the sheet: ``completion`` is None where it is taken out of the maximum, else from 0 to the cap.

    ``reference`` is what the figure was held against, where it was a share of the way to it.
    """

    line: Line
    why: Why
    judged: Judged | None
    completion: Fraction | None
    reference: Decimal | None = None

    @property
    def is_scored(self) -> bool:
        """Whether it is part of the maximum."""
        return self.completion is not None

    @property
    def points(self) -> Fraction:
        """Weight times completion."""
        return Fraction(self.line.weight) * (self.completion or 0)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A deduction (negative points) or bonus; ``about`` names what was counted, ``is_capped`` that a limit applied."""

    kind: RuleKind
    count: int
    rule: Rule
    points: Fraction
    is_capped: bool
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """An area's score. ``attainable`` is the sum of the weights that are scored; ``total`` None where it is 0."""

    lines: tuple[Earned, ...]
    adjustments: tuple[Adjustment, ...]
    earned: Fraction
    attainable: Fraction
    total: Fraction | None
    cut: Fraction = Fraction(0)

    @property
    def share(self) -> Fraction | None:
        """Points of the attainable maximum, from 0 to 1: what areas are compared by."""
        return None if self.total is None else self.total / self.attainable

    @property
    def deducted(self) -> Fraction:
        """Points of all deductions, negative."""
        return sum((one.points for one in self.adjustments if one.points < 0), Fraction(0))

    @property
    def added(self) -> Fraction:
        """Points of all bonuses."""
        return sum((one.points for one in self.adjustments if one.points > 0), Fraction(0))

    @property
    def outside(self) -> tuple[Earned, ...]:
        """The lines that are taken out of the maximum."""
        return tuple(one for one in self.lines if not one.is_scored)

    @property
    def silent(self) -> tuple[Earned, ...]:
        """The lines that earned nothing because nothing was reported."""
        return tuple(one for one in self.lines if one.why is Why.NOT_REPORTED)


def score(scheme: Scheme, judged: Mapping[str, Iterable[Judged]], filing: Filing, year: int) -> Score:
    """Score one area.

    Args:
        scheme: weights and rules.
        judged: the area's judgements by indicator, all as seen from ``year``.
        filing: how it filed in that year.
        year: the year that is scored.
    """
    lines, early, stretched = [], [], []
    for line in scheme.lines:
        known = tuple(judged.get(line.indicator, ()))
        one = _earned(line, known, scheme.against, year)
        lines.append(one)
        if one.is_scored and one.judged and one.why is Why.MET and Flag.EARLY in one.judged.flags:
            early.append(line.indicator)
        striven = chosen((other for other in known if not other.binds), year)
        if striven and striven.status is Status.MET:
            stretched.append(line.indicator)
    counted = {
        RuleKind.LATE_DAY: (sum(days for _, days in filing.late), tuple(stage for stage, _ in filing.late)),
        RuleKind.MISSING_REPORT: (len(filing.missing), filing.missing),
        RuleKind.MISSING_EVIDENCE: (len(filing.unproved), filing.unproved),
        RuleKind.RETURNED: (filing.returns, ()),
        RuleKind.EARLY: (len(early), tuple(early)),
        RuleKind.STRETCH: (len(stretched), tuple(stretched)),
    }
    adjustments = tuple(
        _adjustment(kind, *counted[kind], scheme.rules[kind])
        for kind in (*DEDUCTIONS, *BONUSES)
        if kind in scheme.rules and counted[kind][0]
    )
    return _summed(tuple(lines), adjustments)


def _summed(lines: tuple[Earned, ...], adjustments: tuple[Adjustment, ...]) -> Score:
    earned = sum((one.points for one in lines), Fraction(0))
    attainable = sum((Fraction(one.line.weight) for one in lines if one.is_scored), Fraction(0))
    if not attainable:
        return Score(lines, adjustments, earned, attainable, None)
    raw = earned + sum((one.points for one in adjustments), Fraction(0))
    total = min(max(raw, Fraction(0)), attainable)
    return Score(lines, adjustments, earned, attainable, total, total - raw)


def _adjustment(kind: RuleKind, count: int, about: tuple[str, ...], rule: Rule) -> Adjustment:
    full = count * Fraction(rule.points)
    points = full if rule.most is None else min(full, Fraction(rule.most))
    signed = -points if kind in DEDUCTIONS else points
    return Adjustment(kind, count, rule, signed, points < full, about)


def chosen(known: Iterable[Judged], year: int) -> Judged | None:
    """Return the judgement that counts, as a light shows it: the next open target, else an undated, else the last.

    Args:
        known: of one indicator and area.
        year: the year looked at.
    """
    order = sorted(known, key=lambda one: (one.target_year is None, one.target_year or 0, one.key))
    ahead = [one for one in order if one.target_year is not None and one.target_year >= year]
    undated = [one for one in order if one.target_year is None]
    return next(iter(ahead or undated or order[-1:]), None)


def _earned(line: Line, known: tuple[Judged, ...], against: Against, year: int) -> Earned:
    if not known:
        return Earned(line, Why.NOT_JUDGED, None, None)
    one = chosen((other for other in known if other.binds), year)
    if one is None:
        return Earned(line, Why.NOT_BINDING, chosen(known, year), None)
    found = completion(one, against, year)
    if found.gone is None:
        return Earned(line, found.why, one, None)
    capped = min(max(found.gone, Fraction(0)), Fraction(line.cap))
    return Earned(line, found.why, one, capped, found.reference)
