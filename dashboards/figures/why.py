"""Why a light is what it is: every step from the sums to the status, with the numbers put in."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dashboards.domain.definitions import Definition
from dashboards.domain.formulas import base_of, in_words, measured, with_numbers
from dashboards.domain.numbers import MINUS, plain, shown
from dashboards.domain.rows import Figure, Verdict
from dashboards.figures import phrases, wording
from progress.domain.judgement import Flag, Status
from progress.domain.paths import Path
from progress.domain.readings import to_decimal
from targets.domain.algebra import Accrual, Comparison

FLAG_ORDER = tuple(Flag)
EXTRA = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: what it is, the expression with its numbers, and what it comes to."""

    name: str
    expression: str
    result: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A band of shortfalls and the status it gives."""

    status: Status
    words: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "why this light?"; empty where a part does not apply."""

    rule: int
    rule_words: str | Promise
    reason: str | Promise
    formula: str
    accrual: str
    steps: tuple[Step, ...]
    void: str
    gap: str
    path: Step | None
    shortfall: Step | None
    thresholds: tuple[Threshold, ...]
    pace: str
    flags: tuple[Promise, ...]

    @property
    def table(self) -> tuple[tuple[int, tuple[Status, ...], Promise], ...]:
        """The whole judgement table."""
        return wording.RULES


def why(
    definition: Definition,
    figure: Figure | None,
    verdict: Verdict,
    path: Path | None,
    *,
    base_year: int,
    on_track_below: Decimal,
    behind_below: Decimal,
) -> Why:
    """Explain one judgement.

    Args:
        definition: the indicator as in force.
        figure: the one that was judged, of ``verdict.judged_year``.
        verdict: the judgement.
        path: expected progress of the area; None where the law gives none.
        base_year: of the plan, for drops.
        on_track_below: shortfall in percent under which a figure is on track.
        behind_below: shortfall in percent from which on it is far behind.
    """
    rule = wording.rule_of(verdict.status)
    here = verdict if path is not None and verdict.expected is not None and not verdict.is_passed else None
    return Why(
        rule=rule,
        rule_words=next(words for number, _statuses, words in wording.RULES if number == rule),
        reason=wording.REASON.get(verdict.reason, verdict.reason),
        formula=in_words(definition),
        accrual=_accrual(definition, base_year),
        steps=_steps(definition, figure, verdict, base_year),
        void="" if figure is not None and figure.value is not None else phrases.absence(figure),
        gap=_gap(definition, figure, verdict),
        path=_path_step(definition, here, path) if here and path else None,
        shortfall=_shortfall_step(definition, figure, here, path, on_track_below, behind_below)
        if here and path
        else None,
        thresholds=_thresholds(verdict, on_track_below, behind_below) if here and verdict.shortfall is not None else (),
        pace=phrases.pace_of(definition, figure, verdict),
        flags=tuple(wording.FLAG_MEANING[flag] for flag in FLAG_ORDER if flag in verdict.flags),
    )


def _accrual(definition: Definition, base_year: int) -> str:
    algebra = definition.algebra
    words = str(wording.ACCRUAL[algebra.accrual])
    if algebra.accrual is Accrual.CUMULATIVE:
        words %= {"year": algebra.count_from}
    if algebra.comparison is Comparison.VALUE:
        return words
    compared = str(wording.COMPARISON[algebra.comparison]) % {"year": base_year}
    return _("%(sum)s; %(comparison)s") % {"sum": words, "comparison": compared}


def _steps(definition: Definition, figure: Figure | None, verdict: Verdict, base_year: int) -> tuple[Step, ...]:
    """The division (twice for drops, and the drop) with the sums put in."""
    if figure is None or figure.numerator is None or verdict.is_counted:
        return ()
    now = measured(definition, figure.numerator, figure.denominator)
    bounds = phrases.bounds_of(verdict) if definition.algebra.comparison is Comparison.VALUE else ()
    steps = [_division(definition, str(figure.year), figure.numerator, figure.denominator, now, bounds)]
    base = base_of(definition, figure)
    if definition.algebra.comparison is Comparison.VALUE or base is None or figure.base_numerator is None:
        return tuple(steps)
    first = _division(definition, str(base_year), figure.base_numerator, figure.base_denominator, base)
    steps.insert(0, first)
    if now is not None and figure.value is not None:
        steps.append(_drop(definition, figure, verdict, base, now))
    return tuple(steps)


def _division(
    definition: Definition,
    name: str,
    numerator: Decimal,
    denominator: Decimal | None,
    result: Decimal | None,
    bounds: tuple[Decimal | None, ...] = (),
) -> Step:
    expression = with_numbers(definition, numerator, denominator)
    if result is None:
        return Step(name, expression, "—")
    drops = definition.algebra.comparison is not Comparison.VALUE
    value = shown(result, definition.decimals + (EXTRA if drops else 0), bounds)
    return Step(name, expression, f"{value} {definition.measure_unit}".rstrip())


def _drop(definition: Definition, figure: Figure, verdict: Verdict, base: Decimal, now: Decimal) -> Step:
    before, after = (shown(number, definition.decimals + EXTRA) for number in (base, now))
    expression = f"{before} {MINUS} {after}"
    if definition.algebra.comparison is Comparison.DROP_PERCENT:
        expression = f"({expression}) ÷ {before} × 100"
    return Step(_("drop"), expression, phrases.with_unit(definition, figure, verdict))


def _gap(definition: Definition, figure: Figure | None, verdict: Verdict) -> str:
    """How far the figure is from a bound it does not hold."""
    if figure is None or figure.value is None or verdict.bound is None or verdict.is_counted:
        return ""
    if verdict.status is Status.MET or phrases.is_done_or_not(definition, verdict):
        return ""
    gap = abs(figure.value - verdict.bound)
    if verdict.upper is not None:
        gap = max(verdict.bound - figure.value, figure.value - verdict.upper)
    if gap <= 0:
        return ""
    return f"{shown(gap, definition.decimals, (Decimal(0),))} {phrases.difference_unit(definition)}".rstrip()


def _path_step(definition: Definition, verdict: Verdict, path: Path) -> Step:
    name, year = _("expected in %(year)s") % {"year": verdict.year}, verdict.year
    result = phrases.expected_of(definition, verdict)
    for (before, low), (after, high) in pairwise(path.points):
        if before < year < after:
            start, end = plain(to_decimal(low)), plain(to_decimal(high))
            expression = f"{start} + ({end} {MINUS} {start}) × ({year} {MINUS} {before}) ÷ ({after} {MINUS} {before})"
            return Step(name, expression, result)
    return Step(name, _("a known point of the path"), result)


def _shortfall_step(
    definition: Definition,
    figure: Figure | None,
    verdict: Verdict,
    path: Path,
    on_track_below: Decimal,
    behind_below: Decimal,
) -> Step | None:
    if figure is None or figure.value is None or verdict.shortfall is None or verdict.expected is None:
        return None
    places = definition.decimals + EXTRA
    actual, expected, start = (shown(number, places) for number in (figure.value, verdict.expected, _decimal(path)))
    above, below = f"({actual} {MINUS} {start})", f"({expected} {MINUS} {start})"
    if path.start == 0:
        above, below = actual, expected
    result = shown(verdict.shortfall, 1, (Decimal(0), on_track_below, behind_below))
    return Step(_("shortfall"), f"100 × (1 {MINUS} {above} ÷ {below})", f"{result} %")


def _decimal(path: Path) -> Decimal:
    return to_decimal(Fraction(path.start))


def _thresholds(verdict: Verdict, on_track_below: Decimal, behind_below: Decimal) -> tuple[Threshold, ...]:
    low, high = plain(on_track_below), plain(behind_below)
    bands = {
        Status.ON_TRACK: f"< {low} %",
        Status.BEHIND: f"{low} – < {high} %",
        Status.FAR_BEHIND: f"≥ {high} %",
    }
    return tuple(Threshold(status, words, status is verdict.status) for status, words in bands.items())
