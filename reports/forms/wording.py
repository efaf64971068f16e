"""The wording of refusals and findings: from a code to a sentence in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.domain.checks import CHECKS
from reports.domain.findings import Finding
from reports.domain.import_file import COLUMNS, LineFault
from reports.domain.refusals import ReasonClash, Refused
from reports.forms import evidence

REFUSALS = evidence.REFUSALS | {
    "stale": gettext_noop("This report changed after you opened the page. Look at it again, then decide."),
    "wrong_status": gettext_noop("The report is not in a state that allows this."),
    "wrong_role": gettext_noop("Your account may not do this."),
    "other_area": gettext_noop("This report belongs to another area."),
    "own_report": gettext_noop("Who submitted a report or entered a figure of it cannot approve it."),
    "queries_open": gettext_noop("A query is not closed. Close or withdraw every query, then approve."),
    "objections_open": gettext_noop(
        "An objection to a verified value is not settled: uphold the value with a reason, or lift it, then approve."
    ),
    "nothing_declared": gettext_noop("Nothing was declared here, so there is nothing to verify."),
    "same_as_declared": gettext_noop("This is what counts already; a verified value differs from it."),
    "no_verified_value": gettext_noop("There is no verified value here any more."),
    "empty": gettext_noop("Nothing has been reported yet."),
    "findings": gettext_noop("Some values are not right; nothing was saved."),
    "conflict": gettext_noop("Somebody else changed a value meanwhile; nothing was saved."),
    "other_account": gettext_noop("Another account is logged in now; nothing of this page is saved under it."),
    "reason_clash": gettext_noop(
        "A colleague wrote another reason meanwhile: “%(theirs)s”. Change yours to put it in its place."
    ),
    "finding_gone": gettext_noop("There is nothing to explain here any more."),
    "sections_unconfirmed": gettext_noop("Every bureau that reported something has to confirm its section first."),
    "not_locked": gettext_noop("The report is not locked. Lock it, print it, have it stamped, then submit."),
    "not_stamped": gettext_noop("The scan of the stamped page is missing."),
    "key_reused": gettext_noop("This submission key was used for something else."),
    "key_too_long": gettext_noop("A submission key has at most 64 characters."),
    "findings_open": gettext_noop("Some figures must be put right or explained first."),
    "section_confirmed": gettext_noop("The section is confirmed. Withdraw the confirmation first."),
    "not_begun": gettext_noop("This year and stage cannot be filed yet."),
    "year_outside_plan": gettext_noop("The plan has no such year."),
    "year_closed": gettext_noop("This year is closed for filing. Ask the plan manager to open it again."),
    "unknown_area": gettext_noop("There is no such area."),
    "not_later": gettext_noop("An extension ends after the deadline of its stage."),
    "opens_too_late": gettext_noop("Filing opens before the first deadline."),
    "nothing_changed": gettext_noop("Nothing was changed."),
    "reason_missing": gettext_noop("Say why."),
    "words_too_long": gettext_noop("This is too long."),
    "forbidden_character": gettext_noop("There is a character in here that cannot be stored; type it again."),
    "section_not_confirmed": gettext_noop("The section is not confirmed."),
    "nothing_owed": gettext_noop("This bureau reports nothing for this year."),
    "reminded_already": gettext_noop("Reminded within the last 24 hours."),
    "nothing_to_carry": gettext_noop("There is nothing to take over from last year."),
    "nothing_to_undo": gettext_noop("There is nothing to undo."),
    "no_such_task": gettext_noop("Your bureau reports nothing under this task."),
    "narrative_too_long": gettext_noop("At most 2,000 characters for each text; nothing was saved."),
    "narrative_conflict": gettext_noop(
        "Somebody else changed this text while you were typing. Nothing was overwritten."
    ),
    "incomplete": gettext_noop("The request was incomplete; nothing was saved."),
    "deadlines_out_of_order": gettext_noop("Estimates are due before finals."),
    "queried_already": gettext_noop("This value is being queried already; one query at a time."),
    "query_closed": gettext_noop("The query is closed by now."),
    "value_changed": gettext_noop(
        "Another value stands in the form. Hand it in as a correction, or put back what counts, before you answer."
    ),
    "nothing_to_correct": gettext_noop("Nothing was changed for a query yet."),
    "answer_words_missing": gettext_noop("A queried value was changed and nobody said why."),
    "other_task": gettext_noop("Another bureau leads this task."),
    "nothing_to_tick": gettext_noop("There is no such value to tick; look at the table again."),
    "nothing_to_co_sign": gettext_noop("Nothing of this task has been submitted yet."),
    "reminded_today": gettext_noop("Reminded today already; nothing was sent."),
    "nobody_behind": gettext_noop("Nobody is behind or overdue."),
    "yellow_after_blue": gettext_noop("Yellow begins on the same day as blue or later."),
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
    """Word what a check found.

    Args:
        found: what the check saw.
        names: of other quantities, by code, in the reader's language.
    """
    saw = dict(found.saw)
    if "others" in saw:
        saw["others"] = _(", ").join((names or {}).get(code, code) for code in saw["others"].split(","))
    return _(CHECKS[found.code].message) % saw


def refusal(refused: Refused) -> str:
    """Word why a change was refused."""
    told = _(REFUSALS.get(refused.code, refused.code))
    return told % {"theirs": refused.theirs} if isinstance(refused, ReasonClash) else told


def fault(of_line: LineFault) -> str:
    """Word what is wrong with a line of an import file."""
    if of_line.code in FAULTS:
        return _(FAULTS[of_line.code]) % {"about": of_line.about, "columns": ",".join(COLUMNS)}
    told = _(CHECKS[of_line.code].message) % _Blank(of_line.saw)
    return f"{of_line.about}: {told}"


class _Blank(dict):
    def __missing__(self, key: str) -> str:
        return "…"
