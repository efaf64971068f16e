"""The words for statuses, flags, reasons and targets: every code of ``progress`` said to a reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progress.domain.judgement import Flag, Status
from progress.domain.readings import Void
from progress.domain.tracing import Presence
from reports.domain.words import Basis, Stage
from targets.domain.algebra import Accrual, Comparator, Comparison, Firmness, Pooling

STATUS: dict[Status, Promise] = {
    Status.NOT_APPLICABLE: pgettext_lazy("light", "Not applicable"),
    Status.MONITORED: pgettext_lazy("light", "Monitored only"),
    Status.NOT_ALLOCATED: pgettext_lazy("light", "Not allocated"),
    Status.NOT_REPORTED: pgettext_lazy("light", "Not reported"),
    Status.UNDETERMINED: pgettext_lazy("light", "Undetermined"),
    Status.MET: pgettext_lazy("light", "Met"),
    Status.BREACHED: pgettext_lazy("light", "Breached"),
    Status.IN_PROGRESS: pgettext_lazy("light", "In progress"),
    Status.AWAITING_FINAL: pgettext_lazy("light", "Awaiting final"),
    Status.MISSED: pgettext_lazy("light", "Missed"),
    Status.ON_TRACK: pgettext_lazy("light", "On track"),
    Status.BEHIND: pgettext_lazy("light", "Behind"),
    Status.FAR_BEHIND: pgettext_lazy("light", "Far behind"),
    Status.NOT_DUE: pgettext_lazy("light", "Not due"),
}

FLAG: dict[Flag, Promise] = {
    Flag.EARLY: pgettext_lazy("flag", "early"),
    Flag.ESTIMATE: pgettext_lazy("flag", "estimate"),
    Flag.INCOMPLETE: pgettext_lazy("flag", "incomplete"),
    Flag.LATE: pgettext_lazy("flag", "late"),
    Flag.OVERDUE: pgettext_lazy("flag", "overdue"),
}

FLAG_MEANING: dict[Flag, Promise] = {
    Flag.EARLY: _("Early: the target holds already before its year."),
    Flag.ESTIMATE: _("Estimate: at least one input is the November estimate, not the year-end figure."),
    Flag.INCOMPLETE: _("Incomplete: not every area that owes a figure has reported it."),
    Flag.LATE: _("Late: the target was reached only after its year."),
    Flag.OVERDUE: _("Overdue: the deadline for this figure has passed."),
}

# The judgement table, in its order: the first row that applies decides.
RULES: tuple[tuple[int, tuple[Status, ...], Promise], ...] = (
    (1, (Status.NOT_APPLICABLE,), _("it does not apply here, or there was nothing to apply it to")),
    (2, (Status.MONITORED,), _("the plan sets no number: never judged")),
    (3, (Status.NOT_ALLOCATED,), _("the county was allocated no target; the city's is shown as a reference")),
    (4, (Status.NOT_REPORTED,), _("nothing was reported")),
    (5, (Status.UNDETERMINED,), _("something needed for judging is missing, provisional or contradictory: never red")),
    (6, (Status.MET,), _("the comparison with the target holds")),
    (7, (Status.BREACHED,), _("a standing requirement does not hold")),
    (8, (Status.IN_PROGRESS,), _("a milestone is not done, and it has no date or its date is ahead")),
    (9, (Status.AWAITING_FINAL,), _("the target year is here and it fails, but on estimates or some areas only")),
    (10, (Status.MISSED,), _("complete final figures of the target year fail")),
    (11, (Status.ON_TRACK, Status.BEHIND, Status.FAR_BEHIND), _("the shortfall from expected progress decides")),
    (12, (Status.NOT_DUE,), _("the target year is ahead and no path of expected progress can be drawn")),
)  # fmt: skip

VOID: dict[str, Promise] = {
    Void.NOT_APPLICABLE: _("does not apply here"),
    Void.NOTHING_TO_APPLY: _("there was nothing to apply it to (0 of 0)"),
    Void.NOTHING_REPORTED: _("nothing was reported"),
    Void.TERM_MISSING: _("a quantity of the formula was not reported"),
    Void.GAP: _("a year is missing in the cumulative sum"),
    Void.BASE_MISSING: _("figures of the base year are missing"),
    Void.FACTOR_MISSING: _("a factor of the formula has no value yet"),
    Void.ZERO_DENOMINATOR: _("the denominator is zero although the numerator is not"),
    Void.ZERO_BASE: _("the base-year figure is zero, so no drop can be computed"),
    Void.NOTHING_MET: _("nothing could be judged"),
}

REASON: dict[str, Promise] = {
    **VOID,
    "no_number_in_plan": _("the plan sets no number for it"),
    "no_allocation": _("no target was allocated to this area"),
    "factor_provisional": _("a factor of the formula is provisional, so no judgement is made on it"),
    "holds": _("the figure stands to the target as the plan demands"),
    "milestone_open": _("it is not done yet, and it is not due"),
    "coverage_incomplete": _("not all areas have reported, and the missing figures could decide it either way"),
    "only_an_estimate": _("the comparison fails so far, but the year-end figures are still to come"),
    "fails": _("the figure does not stand to the target as the plan demands"),
    "holds_on_incomplete_coverage": _("the areas that reported meet the target; the others are awaited"),
    "fails_whatever_is_missing": _("no figure that is still missing could mend it"),
    "no_path": _("the target year is ahead, and the plan implies no path of yearly progress"),
    "no_progress_expected_yet": _("no progress was expected yet, so a shortfall cannot be computed"),
    "path": _("the figure is compared with expected progress"),
    "each_holds": _("every area it binds meets it"),
    "each_fails": _("at least one area it binds does not meet it"),
    "each_is_silent": _("only areas that have not reported stand in the way"),
}

COMPARATOR = {
    Comparator.AT_LEAST: "≥",
    Comparator.ABOVE: ">",
    Comparator.AT_MOST: "≤",
    Comparator.BELOW: "<",
    Comparator.EQUAL: "=",
}

FIRMNESS: dict[Firmness, Promise] = {
    Firmness.BINDING: pgettext_lazy("firmness", "binding"),
    Firmness.STRIVE: pgettext_lazy("firmness", "to strive for"),
    Firmness.ENCOURAGE: pgettext_lazy("firmness", "encouraged"),
    Firmness.PRINCIPLE: pgettext_lazy("firmness", "in principle"),
}

BASIS: dict[Basis, Promise] = {
    Basis.APPROVED: _("Approved reports only"),
    Basis.PROVISIONAL: _("Submitted reports too"),
}

PRESENCE: dict[Presence, Promise] = {
    Presence.REPORTED: pgettext_lazy("value", "reported"),
    Presence.NOT_APPLICABLE: pgettext_lazy("value", "not applicable"),
    Presence.MISSING: pgettext_lazy("value", "not reported"),
    Presence.HIDDEN: pgettext_lazy("value", "another bureau's"),
}

STAGE: dict[str, Promise] = {
    Stage.ESTIMATE: pgettext_lazy("stage", "estimate"),
    Stage.FINAL: pgettext_lazy("stage", "final"),
}

POOLING: dict[Pooling, Promise] = {
    Pooling.POOLED: _("Areas are summed first and divided once; percentages are never averaged."),
    Pooling.EACH: _("Every area is judged on its own; the city shows how many meet it."),
    Pooling.CITY: _("One figure for the whole city, filed by a municipal bureau."),
}

ACCRUAL: dict[Accrual, Promise] = {
    Accrual.LEVEL: _("figure of the year"),
    Accrual.STOCK: _("figure at the end of the year"),
    Accrual.CUMULATIVE: _("sum of the years since %(year)s"),
}

COMPARISON: dict[Comparison, Promise] = {
    Comparison.VALUE: _("the figure itself is compared with the target"),
    Comparison.DROP_POINTS: _("its drop since %(year)s, in percentage points, is compared with the target"),
    Comparison.DROP_PERCENT: _("its drop since %(year)s, in percent, is compared with the target"),
}

# Why a ranking was not published, or not withdrawn.
PUBLISHING: dict[str, Promise] = {
    "title_missing": _("Give the ranking a title."),
    "words_too_long": _("The words are too long."),
    "forbidden_character": _("There is a character that cannot be stored."),
    "reason_missing": _("Say why."),
    "no_such_indicator": _("Areas have no figures of their own for this indicator."),
    "nothing_to_rank": _("No area has an approved figure: there is nothing to publish yet."),
    "stale": _("The figures changed since you looked. Nothing was published: look again below."),
    "published_already": _("This indicator and year are published already. Withdraw that ranking first."),
    "withdrawn_already": _("It was withdrawn already."),
}


def rule_of(status: Status) -> int:
    """Return the number of the row of the judgement table that gives a status.

    >>> rule_of(Status.FAR_BEHIND)
    11
    """
    return next(number for number, statuses, _words in RULES if status in statuses)
