"""Allocations in words: what a check came to, why a promise cannot be allocated, what was done to a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dashboards.domain.numbers import plain, shown
from dashboards.figures.wording import COMPARATOR
from progress.domain.readings import to_decimal
from targets.domain.algebra import Comparison, Indicator, Target
from targets.domain.allocating import Check, Obstacle, Outcome, is_sum
from targets.domain.allocation_states import Act, State
from targets.domain.spreading import Rule, SpreadRefused

OUTCOMES: dict[Outcome, tuple[str, Promise]] = {
    Outcome.EMPTY: ("", gettext_lazy("nothing allocated")),
    Outcome.HOLDS: ("green", gettext_lazy("reaches the city's target")),
    Outcome.FAILS: ("red", gettext_lazy("misses the city's target")),
    Outcome.INCOMPLETE: ("amber", gettext_lazy("some areas have no target yet")),
    Outcome.UNWEIGHTED: ("amber", gettext_lazy("cannot be checked: weights are missing")),
    Outcome.NO_TARGET: ("", gettext_lazy("interim year: the city has no target to check against")),
}
OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.NOT_JUDGED: gettext_lazy("The plan sets no number: only watched."),
    Obstacle.EACH: gettext_lazy("Binds every county alike, each judged on its own: nothing to divide."),
    Obstacle.CITY: gettext_lazy("One figure for the whole city, from a municipal bureau."),
    Obstacle.STANDING: gettext_lazy("A standing requirement: binds every county at any time."),
    Obstacle.UNDATED: gettext_lazy("A milestone without a date: there is no year to allocate for."),
    Obstacle.RANGE: gettext_lazy("A range with two bounds: an allocation has one value."),
}
STATES: dict[State, tuple[str, Promise]] = {
    State.DRAFT: ("", pgettext_lazy("allocation", "draft")),
    State.PROPOSED: ("amber", pgettext_lazy("allocation", "awaits approval")),
    State.RETURNED: ("red", pgettext_lazy("allocation", "returned")),
    State.APPROVED: ("green", pgettext_lazy("allocation", "approved")),
    State.WITHDRAWN: ("", pgettext_lazy("allocation", "given up")),
}
ACTS: dict[str, Promise] = {
    Act.START: pgettext_lazy("allocation", "begun"),
    Act.SAVE: pgettext_lazy("allocation", "edited"),
    Act.PROPOSE: pgettext_lazy("allocation", "put forward"),
    Act.TAKE_BACK: pgettext_lazy("allocation", "taken back"),
    Act.APPROVE: pgettext_lazy("allocation", "approved, in force"),
    Act.RETURN: pgettext_lazy("allocation", "returned"),
    Act.WITHDRAW: pgettext_lazy("allocation", "given up"),
}
RULES: dict[Rule, Promise] = {
    Rule.EQUAL: gettext_lazy("alike"),
    Rule.POPULATION: gettext_lazy("by population"),
    Rule.BASE: gettext_lazy("by the base year's figures"),
    Rule.LAST_YEAR: gettext_lazy("by last year's figures"),
}
WEIGHTED_RULES: dict[Rule, Promise] = {
    Rule.EQUAL: gettext_lazy("the city's target for everybody"),
    Rule.BASE: gettext_lazy("from the base year's figures, all by the same amount"),
    Rule.LAST_YEAR: gettext_lazy("from last year's figures, all by the same amount"),
}
SPREAD_REFUSALS = {
    "no_bound": gettext_lazy("The city has no target of one number for that year, so there is nothing to spread."),
    "input_missing": gettext_lazy("Not known for %(areas)s, so the rule cannot be followed; missing is not zero."),
    "input_negative": gettext_lazy("Below zero for %(areas)s, so nothing can be divided by it."),
    "inputs_are_zero": gettext_lazy("All of these figures are zero, so nothing can be divided by them."),
    "population_spreads_sums": gettext_lazy("Population divides sums, not ratios."),
    "weight_missing": gettext_lazy("The approved denominator of %(areas)s is not known, so it cannot be weighed."),
    "out_of_reach": gettext_lazy("No common change would reach the city's target."),
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A year's check to read: ``tone`` is a badge's colour; numbers have their unit."""

    year: int
    target: str
    pooled: str
    difference: str
    tone: str
    words: str
    missing: tuple[str, ...]
    unweighted: tuple[str, ...]
    needs_a_reason: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """Which rule filled a column: its inputs by area, and for whom the result was changed by hand afterwards."""

    year: int
    rule: str
    inputs: tuple[tuple[str, str], ...]
    changed: tuple[str, ...]


def check_line(year: int, check: Check, indicator: Indicator, unit: str, names: Mapping[str, str]) -> CheckLine:
    """Word a year's check; ``names`` are the areas' by code."""
    tone, words = OUTCOMES[check.outcome]
    bound = check.target.value if check.target else None
    decimals = max(indicator.decimals, 2 if not is_sum(indicator) else 0)
    pooled = "" if check.pooled is None else shown(to_decimal(check.pooled), decimals, (bound,))
    difference = ""
    if check.difference is not None:
        sign = "+" if check.difference > 0 else ""
        difference = f"{sign}{shown(to_decimal(check.difference), decimals, (Decimal(0),))}"
    return CheckLine(
        year=year,
        target=bound_words(check.target, unit),
        pooled=f"{pooled} {unit}".strip() if pooled else "",
        difference=f"{difference} {_difference_unit(indicator, unit)}".strip() if difference else "",
        tone=tone,
        words=str(words),
        missing=tuple(names.get(code, code) for code in check.missing),
        unweighted=tuple(names.get(code, code) for code in check.unweighted),
        needs_a_reason=check.needs_a_reason,
    )


def bound_words(target: Target | None, unit: str) -> str:
    """Return what the city is held to, such as ``≥ 50 %``; empty for an interim year."""
    if target is None or target.value is None:
        return ""
    return f"{COMPARATOR[target.comparator]} {plain(target.value)} {unit}".rstrip()


def rules_of(indicator: Indicator) -> dict[Rule, Promise]:
    """Return the rules that an indicator can be spread by, in words."""
    return RULES if is_sum(indicator) else WEIGHTED_RULES


def spread_refusal(refused: SpreadRefused, names: Mapping[str, str]) -> str:
    """Say why a rule could not be followed, and for whom."""
    areas = _(", ").join(names.get(code, code) for code in refused.areas)
    return str(SPREAD_REFUSALS[refused.code]) % {"areas": areas}


def memories(
    rules: Mapping[str, Any], lines: Mapping[tuple[str, int], Decimal], indicator: Indicator, names: Mapping[str, str]
) -> tuple[Memory, ...]:
    """Word which rules filled a version's columns, and what was changed by hand since."""
    found = []
    for year, said in sorted(rules.items()):
        result = {area: Decimal(value) for area, value in said["result"].items()}
        values = {area: value for (area, of), value in lines.items() if of == int(year)}
        changed = [area for area in {**result, **values} if result.get(area) != values.get(area)]
        words = rules_of(indicator).get(said["rule"], RULES[said["rule"]])
        inputs = tuple((names.get(area, area), plain(Decimal(number))) for area, number in said["inputs"].items())
        found.append(Memory(int(year), str(words), inputs, tuple(names.get(area, area) for area in changed)))
    return tuple(found)


def _difference_unit(indicator: Indicator, unit: str) -> str:
    return _("percentage points") if unit == "%" and indicator.comparison is not Comparison.DROP_POINTS else unit
