"""The words and numbers of scoring: why a line earned what it did, what was deducted, what was refused."""

from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dashboards.domain.definitions import Catalogue
from dashboards.domain.numbers import MINUS, plain, shown
from dashboards.figures import wording
from progress.domain.completion import Course, Judged, Why, course_of
from progress.domain.judgement import Status
from progress.domain.readings import to_decimal
from progress.domain.schemes import Against, RuleKind, SchemeStatus
from progress.domain.scoring import Adjustment, Earned

WHY: dict[Why, Promise] = {
    Why.MET: pgettext_lazy("score", "holds: complete"),
    Why.SHARE: pgettext_lazy("score", "the share of the way it has gone"),
    Why.BREACHED: pgettext_lazy("score", "a requirement that must always hold does not: no points"),
    Why.NOT_DONE: pgettext_lazy("score", "not done: no points"),
    Why.NOT_REPORTED: pgettext_lazy("score", "not reported: no points"),
    Why.UNDETERMINED: pgettext_lazy("score", "cannot be judged: no points"),
    Why.INCOMPLETE: pgettext_lazy("score", "not all its areas have reported: no points"),
    Why.NOT_APPLICABLE: pgettext_lazy("score", "does not apply here"),
    Why.MONITORED: pgettext_lazy("score", "only watched"),
    Why.NOT_ALLOCATED: pgettext_lazy("score", "no target was allocated to the area"),
    Why.NOT_BINDING: pgettext_lazy("score", "does not bind: missed it costs nothing"),
    Why.NOT_DUE: pgettext_lazy("score", "not due, and nothing was expected by now"),
    Why.NO_FACTOR: pgettext_lazy("score", "waits for a factor, which no area reports"),
    Why.NOT_JUDGED: pgettext_lazy("score", "not in force that year, or not computed yet"),
}
RULES: dict[RuleKind, Promise] = {
    RuleKind.LATE_DAY: gettext_lazy("Late report, each day"),
    RuleKind.MISSING_REPORT: gettext_lazy("Report overdue and not received, each"),
    RuleKind.MISSING_EVIDENCE: gettext_lazy("Newly done without a document, each"),
    RuleKind.RETURNED: gettext_lazy("Report returned, each time"),
    RuleKind.EARLY: gettext_lazy("Target reached early, each"),
    RuleKind.STRETCH: gettext_lazy("Target reached that does not bind (to strive for), each"),
}
AGAINST: dict[Against, Promise] = {
    Against.EXPECTED: gettext_lazy("Expected progress of the year"),
    Against.TARGET: gettext_lazy("The target itself"),
}
STATUS: dict[SchemeStatus, Promise] = {
    SchemeStatus.DRAFT: pgettext_lazy("scheme", "Draft"),
    SchemeStatus.ACTIVE: pgettext_lazy("scheme", "In force"),
    SchemeStatus.RETIRED: pgettext_lazy("scheme", "Retired"),
}
STAGES: dict[str, Promise] = {
    "estimate": gettext_lazy("estimate (November)"),
    "final": gettext_lazy("final (year-end)"),
}
REFUSED: dict[str, Promise] = {
    "reason_missing": gettext_lazy("Say why."),
    "name_missing": gettext_lazy("Give the scheme a name."),
    "words_too_long": gettext_lazy("The words are too long."),
    "forbidden_character": gettext_lazy("There is a character that cannot be stored."),
    "nothing_changed": gettext_lazy("Nothing was changed."),
    "stale": gettext_lazy("The scheme changed since you opened this page. Nothing was stored: look again."),
    "scheme_in_force": gettext_lazy("This scheme is or was in force and stays as it is. Copy it and edit the copy."),
    "scheme_empty": gettext_lazy("Give at least one indicator a weight."),
    "scheme_copied": gettext_lazy("Another scheme was copied from this one, so it stays."),
    "no_such_year": gettext_lazy("The plan has no such year."),
    "no_such_indicator": gettext_lazy("The plan has no such indicator."),
}


def points(number: Fraction | Decimal | None) -> str:
    """Return points with two places; a dash where there are none.

    >>> points(Fraction(2, 3)), points(Decimal("-0.5"))
    ('0.67', '−0.50')
    """
    return "—" if number is None else shown(_decimal(number), 2)


def signed(number: Fraction | Decimal) -> str:
    """Return points with their sign.

    >>> signed(Fraction(3, 2)), signed(Fraction(-1, 2)), signed(Fraction(0))
    ('+1.50', '−0.50', '0.00')
    """
    text = points(number)
    return text if text.startswith(MINUS) or number == 0 else f"+{text}"


def percent(share: Fraction | None) -> str:
    """Return a share in percent with one place, never rounded onto 100; a dash where there is none.

    >>> percent(Fraction(2, 3)), percent(Fraction(9999, 10000)), percent(None)
    ('66.7 %', '99.99 %', '—')
    """
    return "—" if share is None else f"{shown(100 * to_decimal(share), 1, (Decimal(0), Decimal(100)))} %"


def why_words(earned: Earned) -> str:
    """Say why a line earned what it did; what cannot be judged says why not."""
    words = str(WHY[earned.why])
    judged = earned.judged
    if judged is not None and earned.why in (Why.UNDETERMINED, Why.NO_FACTOR) and judged.reason in wording.REASON:
        return _("%(words)s (%(reason)s)") % {"words": words, "reason": wording.REASON[judged.reason]}
    if earned.why is Why.NOT_BINDING and judged is not None and judged.status is Status.MET:
        return _("does not bind; reached, it counts as a bonus where the scheme has one")
    if earned.why is Why.SHARE and judged is not None and judged.owed:
        return _("%(met)d of %(owed)d areas meet it") % {"met": judged.met or 0, "owed": judged.owed}
    return words


def way_words(earned: Earned, decimals: int) -> str:
    """Return how a share was worked out, with the numbers put in, and its cap; empty where it is no share of a way.

    Args:
        earned: a line of a sheet.
        decimals: places the indicator is shown with.
    """
    judged = earned.judged
    if judged is None or earned.why is not Why.SHARE or judged.owed or judged.value is None:
        return ""
    course = course_of(judged, earned.reference)
    if course is None:
        return ""
    way = _way(course, judged, earned, decimals)
    if course.gone(judged.value) <= Fraction(earned.line.cap):
        return way
    return _("%(way)s, at most %(cap)s") % {"way": way, "cap": percent(Fraction(earned.line.cap))}


def about_words(adjustment: Adjustment, catalogue: Catalogue) -> str:
    """Name what a deduction or bonus counted: indicators, stages of reports, or quantities."""
    quantities = {
        code: quantity.name for one in catalogue.indicators.values() for code, quantity in one.quantities.items()
    }
    named = {code: one.name for code, one in catalogue.indicators.items()} | quantities
    return _("; ").join(str(STAGES.get(item) or named.get(item, item)) for item in adjustment.about)


def is_against_expected(earned: Earned) -> bool:
    """Whether a figure was held against expected progress rather than its target."""
    return earned.judged is not None and earned.reference is not None and earned.reference != earned.judged.bound


def _way(course: Course, judged: Judged, earned: Earned, decimals: int) -> str:
    assert judged.value is not None  # without a figure there is no course
    value = shown(judged.value, decimals, (judged.bound, judged.upper, earned.reference))
    goal = shown(course.goal, decimals, (judged.value,))
    if course.start is None:
        return f"{goal} / {value}" if course.falls else f"{value} / {goal}"
    start = plain(course.start)
    if course.falls:
        return f"({start} {MINUS} {value}) / ({start} {MINUS} {goal})"
    return f"({value} {MINUS} {start}) / ({goal} {MINUS} {start})"


def _decimal(number: Fraction | Decimal) -> Decimal:
    return to_decimal(number) if isinstance(number, Fraction) else number
