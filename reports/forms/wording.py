"""The wording of refusals and findings: from a code to a sentence in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.domain.checks import Finding
from reports.domain.import_file import COLUMNS, LineFault
from reports.domain.refusals import Refused

FINDINGS = {
    "forbidden_character": gettext_noop("There is a character in here that cannot be stored; type it again."),
    "words_too_long": gettext_noop("Reason and note may have at most %(limit)s characters each."),
    "text_too_long": gettext_noop("At most %(limit)s characters."),
    "words_without_a_value": gettext_noop("A reason or note needs a value, or “not applicable”, beside it."),
    "value_missing": gettext_noop("The value is missing."),
    "value_beside_not_applicable": gettext_noop("Either a value or “not applicable”, not both."),
    "reason_missing": gettext_noop("Say why."),
    "text_expected": gettext_noop("This asks for words, not for a number."),
    "number_expected": gettext_noop("This asks for a number."),
    "not_a_number": gettext_noop("This is not a number: digits, at most one decimal point, no unit."),
    "too_long": gettext_noop("This number has too many digits."),
    "too_large": gettext_noop("This number is too large: at most 14 digits before the decimal point."),
    "not_a_milestone": gettext_noop("0 for not done or 1 for done, not %(value)s."),
    "below_minimum": gettext_noop("%(value)s is below the least possible value, %(limit)s."),
    "too_many_decimals": gettext_noop("%(value)s has too many decimals: at most %(limit)s."),
    "more_than": gettext_noop("%(value)s is more than %(others)s, which is %(limit)s."),
    "more_than_sum": gettext_noop("%(value)s is more than the sum of %(others)s, which is %(limit)s."),
    "conflict": gettext_noop("Somebody else changed this value while you were typing. Nothing was overwritten."),
    "other_bureau": gettext_noop("Another bureau reports this."),
    "not_owed": gettext_noop("This is not reported here."),
}

REFUSALS = {
    "stale": gettext_noop("This report changed after you opened the page. Look at it again, then decide."),
    "wrong_status": gettext_noop("The report is not in a state that allows this."),
    "wrong_role": gettext_noop("Your account may not do this."),
    "other_area": gettext_noop("This report belongs to another area."),
    "own_report": gettext_noop("Who submitted a report cannot approve it."),
    "empty": gettext_noop("Nothing has been reported yet."),
    "findings": gettext_noop("Some values are not right; nothing was saved."),
    "conflict": gettext_noop("Somebody else changed a value meanwhile; nothing was saved."),
    "not_begun": gettext_noop("This year and stage cannot be filed yet."),
    "year_outside_plan": gettext_noop("The plan has no such year."),
    "reason_missing": gettext_noop("Say why."),
    "words_too_long": gettext_noop("This is too long."),
    "forbidden_character": gettext_noop("There is a character in here that cannot be stored; type it again."),
    "deadlines_out_of_order": gettext_noop("Estimates are due before finals."),
    "named_twice": gettext_noop("The same quantity is named twice."),
    "version_missing": gettext_noop("Say which version you saw."),
}

FAULTS = {
    "not_utf8": gettext_noop("the file is not UTF-8"),
    "wrong_header": gettext_noop("the columns must be exactly %(columns)s"),
    "wrong_columns": gettext_noop("%(about)s columns instead of 6"),
    "malformed": gettext_noop("no proper CSV: %(about)s"),
    "not_a_year": gettext_noop("“%(about)s” is not a year"),
    "unknown_stage": gettext_noop("the stage is estimate or final, not “%(about)s”"),
    "unknown_state": gettext_noop("the state is reported or not_applicable, not “%(about)s”"),
    "unknown_area": gettext_noop("there is no area %(about)s"),
    "unknown_quantity": gettext_noop("there is no quantity %(about)s"),
    "year_outside_plan": gettext_noop("the plan has no year %(about)s"),
    "not_owed": gettext_noop("not reported there: %(about)s"),
    "duplicate": gettext_noop("the same value as in line %(about)s"),
}


def finding(found: Finding, names: Mapping[str, str] | None = None) -> str:
    """Word a hard error.

    Args:
        found: what the check saw.
        names: of other quantities, by code, in the reader's language.
    """
    saw = dict(found.saw)
    if "others" in saw:
        saw["others"] = _(", ").join((names or {}).get(code, code) for code in saw["others"].split(","))
    return _(FINDINGS[found.code]) % saw


def refusal(refused: Refused) -> str:
    """Word why a change was refused."""
    return _(REFUSALS.get(refused.code, refused.code))


def fault(of_line: LineFault) -> str:
    """Word what is wrong with a line of an import file."""
    if of_line.code in FAULTS:
        return _(FAULTS[of_line.code]) % {"about": of_line.about, "columns": ",".join(COLUMNS)}
    told = _(FINDINGS[of_line.code]) % _Blank(of_line.saw)
    return f"{of_line.about}: {told}"


class _Blank(dict):
    def __missing__(self, key: str) -> str:
        return "…"
