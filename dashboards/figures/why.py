"""Why a light is what it is: every step from the sums to the status, with the numbers put in."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards.domain.definitions import Definition
from dashboards.domain.formulas import base_of, in_words, measured, with_numbers
from dashboards.domain.numbers import MINUS, plain, shown
from dashboards.domain.rows import Verdict
from dashboards.figures import phrases, wording
from progress.domain.judgement import Flag, Status
from progress.domain.lineage import FactorValue, Lineage, Total
from progress.domain.paths import Path
from progress.domain.readings import to_decimal
from targets.domain.algebra import Accrual, Comparison

FLAG_ORDER = tuple(Flag)
EXTRA = 2
FACTOR_PLACES = 12


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
class FactorUse:
    """A factor's value as it was used; ``year`` is the value's own, where that is another than the figure's."""

    name: str
    value: str
    for_year: int
    year: int | None
    edition: int | None
    source: str
    is_provisional: bool


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
    factors: tuple[FactorUse, ...]
    flags: tuple[Promise, ...]

    @property
    def table(self) -> tuple[tuple[int, tuple[Status, ...], Promise], ...]:
        """The whole judgement table."""
        return wording.RULES


def why(definition: Definition, verdict: Verdict, lineage: Lineage) -> Why:
    """Word one judgement's lineage.

    Args:
        definition: the indicator as in force in the judged year, in the language of the page.
        verdict: the judgement explained.
        lineage: of the same.
    """
    rule, figure = wording.rule_of(verdict.status), lineage.total
    here = lineage.is_open and lineage.path is not None and verdict.expected is not None
    return Why(
        rule=rule,
        rule_words=next(words for number, _statuses, words in wording.RULES if number == rule),
        reason=wording.REASON.get(verdict.reason, verdict.reason),
        formula=in_words(definition),
        accrual=_accrual(definition, lineage.base_year),
        steps=_steps(definition, verdict, lineage),
        void="" if figure is not None and figure.value is not None else phrases.absence(figure),
        gap=_gap(definition, lineage),
        path=_path_step(definition, verdict, lineage.path) if here and lineage.path else None,
        shortfall=_shortfall_step(definition, verdict, lineage) if here else None,
        thresholds=_thresholds(verdict, lineage) if here and verdict.shortfall is not None else (),
        pace=phrases.pace_words(definition, lineage.pace),
        factors=tuple(_factor(value) for one in lineage.coefficients for value in one.factor),
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


def _factor(value: FactorValue) -> FactorUse:
    english = get_language() == "en"
    number = "—" if value.value is None else plain(value.value, FACTOR_PLACES)
    return FactorUse(
        name=value.named.en if english else value.named.zh,
        value=f"{number} {value.unit}".rstrip(),
        for_year=value.for_year,
        year=value.of_year,
        edition=value.edition,
        source=value.source,
        is_provisional=value.is_provisional,
    )


def _steps(definition: Definition, verdict: Verdict, lineage: Lineage) -> tuple[Step, ...]:
    """The division (twice for drops, and the drop) with the sums put in."""
    figure = lineage.total
    if figure is None or figure.numerator is None or verdict.is_counted:
        return ()
    now = measured(definition, figure.numerator, figure.denominator)
    bounds = phrases.bounds_of(verdict) if definition.algebra.comparison is Comparison.VALUE else ()
    steps = [_division(definition, str(lineage.judged_year), figure.numerator, figure.denominator, now, bounds)]
    base = base_of(definition, figure)
    if definition.algebra.comparison is Comparison.VALUE or base is None or figure.base_numerator is None:
        return tuple(steps)
    first = _division(definition, str(lineage.base_year), figure.base_numerator, figure.base_denominator, base)
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


def _drop(definition: Definition, figure: Total, verdict: Verdict, base: Decimal, now: Decimal) -> Step:
    before, after = (shown(number, definition.decimals + EXTRA) for number in (base, now))
    expression = f"{before} {MINUS} {after}"
    if definition.algebra.comparison is Comparison.DROP_PERCENT:
        expression = f"({expression}) ÷ {before} × 100"
    return Step(_("drop"), expression, phrases.with_unit(definition, figure, verdict))


def _gap(definition: Definition, lineage: Lineage) -> str:
    """How far the figure is from a bound it does not hold."""
    if lineage.distance is None:
        return ""
    distance = shown(lineage.distance, definition.decimals, (Decimal(0),))
    return f"{distance} {phrases.difference_unit(definition)}".rstrip()


def _path_step(definition: Definition, verdict: Verdict, path: Path) -> Step:
    name, year = _("expected in %(year)s") % {"year": verdict.year}, verdict.year
    result = phrases.expected_of(definition, verdict)
    for (before, low), (after, high) in pairwise(path.points):
        if before < year < after:
            start, end = plain(to_decimal(low)), plain(to_decimal(high))
            expression = f"{start} + ({end} {MINUS} {start}) × ({year} {MINUS} {before}) ÷ ({after} {MINUS} {before})"
            return Step(name, expression, result)
    return Step(name, _("a known point of the path"), result)


def _shortfall_step(definition: Definition, verdict: Verdict, lineage: Lineage) -> Step | None:
    figure, path = lineage.total, lineage.path
    if path is None or figure is None or figure.value is None:
        return None
    if verdict.shortfall is None or verdict.expected is None:
        return None
    places = definition.decimals + EXTRA
    actual, expected, start = (shown(number, places) for number in (figure.value, verdict.expected, _decimal(path)))
    above, below = f"({actual} {MINUS} {start})", f"({expected} {MINUS} {start})"
    if path.start == 0:
        above, below = actual, expected
    result = shown(verdict.shortfall, 1, (Decimal(0), lineage.on_track_below, lineage.behind_below))
    return Step(_("shortfall"), f"100 × (1 {MINUS} {above} ÷ {below})", f"{result} %")


def _decimal(path: Path) -> Decimal:
    return to_decimal(Fraction(path.start))


def _thresholds(verdict: Verdict, lineage: Lineage) -> tuple[Threshold, ...]:
    low, high = plain(lineage.on_track_below), plain(lineage.behind_below)
    bands = {
        Status.ON_TRACK: f"< {low} %",
        Status.BEHIND: f"{low} – < {high} %",
        Status.FAR_BEHIND: f"≥ {high} %",
    }
    return tuple(Threshold(status, words, status is verdict.status) for status, words in bands.items())
