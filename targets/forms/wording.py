"""The wording of what the plan manager was refused."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from targets.services.refusals import PlanRefused

REFUSALS = {
    "wrong_role": gettext_noop("Your account may not do this."),
    "gone": gettext_noop("It is not there any more."),
    "stale": gettext_noop("It was changed after you opened the page. Look at it again, then decide."),
    "nothing_changed": gettext_noop("Nothing was changed."),
    "reason_missing": gettext_noop("Say why."),
    "reason_too_long": gettext_noop("A reason has at most 500 characters."),
    "words_out_of_range": gettext_noop("A text is missing or too long."),
    "year_outside_plan": gettext_noop("The plan has no such year."),
    "value_out_of_range": gettext_noop("A factor is a number from 0 on with at most 12 decimals."),
    "value_needed": gettext_noop("Only a provisional factor may be without any value."),
    "unknown_confidence": gettext_noop("Choose how far the factor can be trusted."),
    "thresholds_out_of_order": gettext_noop(
        "Both are percentages with at most two decimals: above 0, the second above the first, none above 100."
    ),
    "version_in_force": gettext_noop(
        "There is a version of that year or a later one already (%(about)s). Choose a later year, or withdraw it first."
    ),
    "used": gettext_noop("Reports have been handed in for %(about)s or later; make another version instead."),
    "not_the_latest": gettext_noop("A later version stands on this one; withdraw that one first."),
    "withdrawal_breaks": gettext_noop(
        "A later change relies on this one (%(about)s): make another version instead of withdrawing."
    ),
    "indicator_nowhere": gettext_noop(
        "Then no area would be left for the indicator %(about)s. An indicator ends with the plan's files alone."
    ),
    "quantity_nowhere": gettext_noop("At least one area reports each quantity (%(about)s)."),
    "unknown_area": gettext_noop("There is no such area."),
    "municipal_is_fixed": gettext_noop("What a municipal bureau reports (%(about)s) is reported by the city alone."),
    "not_reported_everywhere": gettext_noop("%(about)s would not be reported everywhere an indicator needs it."),
    "bound_unknown": gettext_noop("There is no number %(about)s that could be an upper limit."),
    "bound_of_another_unit": gettext_noop("%(about)s has another unit, or is reported at another level."),
    "bound_not_reported_everywhere": gettext_noop(
        "%(about)s is the upper limit of another figure, so it must be reported wherever that one is."
    ),
    "bounds_in_a_circle": gettext_noop("The upper limits run in a circle (%(about)s)."),
    "bound_changed": gettext_noop("The upper limits no longer fit the indicator %(about)s."),
    "name_taken": gettext_noop("This name is taken already (%(about)s)."),
    "milestone_is_fixed": gettext_noop("A milestone is 0 or 1: no decimals, smallest value 0."),
    "text_has_no_checks": gettext_noop("A text has no decimals, no smallest value and no limits."),
    "minimum_missing": gettext_noop("A number has a smallest value."),
    "minimum_too_precise": gettext_noop("The smallest value has at most six decimals."),
    "not_allocatable": gettext_noop("This promise cannot be allocated to counties."),
    "open_already": gettext_noop("Another version is on its way; finish or withdraw that one first."),
    "not_editable": gettext_noop("This version is no draft any more."),
    "not_proposed": gettext_noop("This version does not wait for a decision."),
    "own_work": gettext_noop("You worked on this version yourself, so somebody else approves it."),
    "gap_unexplained": gettext_noop(
        "Together the counties' targets of %(about)s are not shown to reach the city's. Correct them, or say why not."
    ),
    "year_outside_promise": gettext_noop(
        "Counties cannot be given targets for %(about)s: choose years after the base year, up to the last target."
    ),
    "not_its_indicator": gettext_noop("The indicator does not apply to %(about)s."),
    "value_not_possible": gettext_noop("The target of %(about)s is not possible: a percentage is from 0 to 100."),
    "assumptions_incomplete": gettext_noop("Something must be assumed about each line."),
    "assumption_out_of_order": gettext_noop("The assumptions about %(about)s do not go from low to high."),
    "size_out_of_range": gettext_noop("The figure of %(about)s is a number above 0 with at most six decimals."),
    "decimals_out_of_range": gettext_noop("There are 0 to 6 decimals."),
}


def refusal(refused: PlanRefused, names: dict[str, str] | None = None) -> str:
    """Word why a change did not happen; ``names`` gives codes in the reader's language."""
    about = " ".join((names or {}).get(word, word) for word in refused.about.split(" "))
    return _(REFUSALS[refused.code]) % {"about": about}
