"""Figures, targets and shortfalls as short phrases in the language of the page."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.domain.definitions import Definition
from dashboards.domain.numbers import grouped, plain, rounded, shown
from dashboards.domain.rows import Figure, Verdict
from dashboards.figures.wording import COMPARATOR, VOID
from progress.domain.judgement import Status
from progress.domain.lineage import Total
from progress.domain.pace import Pace, required_pace
from progress.domain.readings import to_decimal
from targets.domain.algebra import Comparator, Group

PERCENT = "%"


def is_done_or_not(definition: Definition, verdict: Verdict | None) -> bool:
    """Whether a milestone's figure is simply "done" or "not done"."""
    return definition.is_milestone and verdict is not None and verdict.bound == 1 and not verdict.is_counted


def value_of(definition: Definition, figure: Figure | Total | None, verdict: Verdict | None) -> str:
    """Return the figure without its unit; empty where there is none."""
    if verdict is not None and verdict.is_counted:
        silent = verdict.status in (Status.NOT_REPORTED, Status.NOT_APPLICABLE)
        return "" if silent else f"{verdict.met} / {verdict.owed}"
    if figure is None or figure.value is None:
        return ""
    if is_done_or_not(definition, verdict):
        return _("Done") if figure.value >= 1 else _("Not done")
    return shown(figure.value, definition.decimals, bounds_of(verdict))


def unit_of(definition: Definition, verdict: Verdict | None) -> str:
    """Return the unit that stands beside the figure."""
    if verdict is not None and verdict.is_counted:
        return ngettext("area meets it", "areas meet it", verdict.owed or 0)
    return "" if is_done_or_not(definition, verdict) else definition.unit


def with_unit(definition: Definition, figure: Figure | Total | None, verdict: Verdict | None) -> str:
    """Return the figure with its unit; empty where there is none."""
    value = value_of(definition, figure, verdict)
    return f"{value} {unit_of(definition, verdict)}".rstrip() if value else ""


def absence(figure: Figure | Total | None) -> str:
    """Say why there is no figure."""
    if figure is None:
        return _("not computed yet")
    return str(VOID.get(figure.void, figure.void))


def bounds_of(verdict: Verdict | None) -> tuple[Decimal | None, ...]:
    """What a figure is compared with, so that rounding never hides on which side it is."""
    return (verdict.bound, verdict.upper, verdict.expected) if verdict else ()


def bound_of(definition: Definition, verdict: Verdict) -> str:
    """Return what a target demands, such as ``≥ 55 %``; empty where the plan sets no number."""
    if verdict.comparator is None or verdict.bound is None:
        return ""
    if definition.is_milestone and verdict.bound == 1:
        return _("done")
    if verdict.comparator is Comparator.BETWEEN and verdict.upper is not None:
        return f"{plain(verdict.bound)}–{plain(verdict.upper)} {definition.unit}".rstrip()
    return f"{COMPARATOR[verdict.comparator]} {plain(verdict.bound)} {definition.unit}".rstrip()


def target_of(definition: Definition, verdict: Verdict) -> str:
    """Return a target in words, such as ``by 2025 ≥ 55 %``."""
    bound = bound_of(definition, verdict)
    if not bound:
        return ""
    if verdict.target_year is not None:
        return _("by %(year)s: %(bound)s") % {"year": verdict.target_year, "bound": bound}
    if definition.algebra.group is Group.MILESTONE:
        return _("no date: %(bound)s") % {"bound": bound}
    return _("always: %(bound)s") % {"bound": bound}


def expected_of(definition: Definition, verdict: Verdict) -> str:
    """Return expected progress with its unit; empty where there is none, or the target's year is over."""
    if verdict.expected is None or verdict.is_passed:
        return ""
    return f"{shown(verdict.expected, definition.decimals)} {definition.unit}".rstrip()


def shortfall_of(verdict: Verdict, thresholds: tuple[Decimal, ...]) -> str:
    """Return how far behind or ahead of the path, in percent of expected progress; empty without a path."""
    if verdict.shortfall is None:
        return ""
    percent = rounded(verdict.shortfall, 1, (Decimal(0), *thresholds))
    if percent <= 0:
        return _("%(percent)s %% ahead") % {"percent": grouped(abs(percent))}
    return _("%(percent)s %% short") % {"percent": grouped(percent)}


def coverage_of(figure: Figure) -> str:
    """Return how many of the areas that owe the figure reported it, such as ``12/14``."""
    return f"{figure.reported}/{figure.expected}"


def difference_unit(definition: Definition) -> str:
    """Return the unit of a difference of two figures: percentage points for percentages."""
    return _("percentage points") if definition.unit == PERCENT else definition.unit


def pace_of(definition: Definition, figure: Figure | None, verdict: Verdict) -> str:
    """Return what each year has still to bring to reach an open target; empty where none has."""
    target, value = verdict.target, figure.value if figure else None
    if value is None or target is None or verdict.is_counted or definition.is_milestone:
        return ""
    return pace_words(definition, required_pace(definition.algebra, target, Fraction(value), verdict.year))


def pace_words(definition: Definition, pace: Pace | None) -> str:
    """Return a pace in words: how far the figure has to move a year, or what a year has to add to the sum."""
    if pace is None:
        return ""
    change = shown(to_decimal(pace.change), definition.decimals, (Decimal(0),))
    if pace.adds:
        return _("%(amount)s to be added each year") % {"amount": f"{change} {definition.unit}".rstrip()}
    sign = "+" if pace.change > 0 else ""
    return _("%(change)s a year needed") % {"change": f"{sign}{change} {difference_unit(definition)}".rstrip()}
