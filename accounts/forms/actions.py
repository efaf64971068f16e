"""What the journal's records say, in words: actions, roles, results, and the details of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.actors import SYSTEM, WAITING
from accounts.domain.roles import Role

ACTIONS: dict[str, Promise] = {
    "account.log_in": _("Logged in"),
    "account.log_out": _("Logged out"),
    "account.use_token": _("Came with an API token"),
    "account.change_password": _("Changed the own password"),
    "account.choose_language": _("Chose a language"),
    "account.create": _("Opened an account"),
    "account.change": _("Changed an account"),
    "account.disable": _("Disabled an account"),
    "account.enable": _("Enabled an account"),
    "account.unlock": _("Unlocked an account"),
    "account.reset_password": _("Reset a password"),
    "account.create_token": _("Issued an API token"),
    "account.revoke_tokens": _("Revoked API tokens"),
    "account.end_sessions": _("Ended sessions"),
    "role.change": _("Changed a role"),
    "journal.view": _("Read the journal"),
    "journal.export": _("Exported the journal"),
    "journal.verify": _("Verified the journal"),
    "request": _("Asked for something not allowed"),
    "plan.load": _("Loaded the plan"),
    "plan.thresholds": _("Changed thresholds"),
    "allocations.import": _("Imported allocations"),
    "allocation.start": _("Began a version of an allocation"),
    "allocation.save": _("Edited an allocation"),
    "allocation.propose": _("Put an allocation forward"),
    "allocation.take_back": _("Took an allocation back"),
    "allocation.withdraw": _("Gave a version of an allocation up"),
    "allocation.approve": _("Approved an allocation"),
    "allocation.return": _("Returned an allocation"),
    "allocation.export": _("Exported an allocation"),
    "baselines.import": _("Imported baselines"),
    "factor.value": _("Changed a factor's value"),
    "factor.trust": _("Changed a factor's standing"),
    "scenario.set": _("Set scenario assumptions"),
    "sizes.set": _("Set populations or floor areas"),
    "zone.switch": _("Switched a zone"),
    "filing_year.open": _("Opened a filing year"),
    "filing_year.deadlines": _("Changed deadlines"),
    "report.save": _("Saved figures"),
    "report.explain": _("Explained a doubt"),
    "report.import": _("Imported figures"),
    "report.lock": _("Locked a report"),
    "report.unlock": _("Unlocked a report"),
    "report.submit": _("Submitted a report"),
    "report.approve": _("Approved a report"),
    "report.return": _("Returned a report"),
    "report.reopen": _("Reopened a report"),
    "section.confirm": _("Confirmed a bureau's part"),
    "section.withdraw": _("Withdrew a confirmation"),
    "section.hand_back": _("Handed a part back to its bureau"),
    "narrative.save": _("Saved a narrative"),
    "evidence.upload": _("Uploaded evidence"),
    "evidence.remove": _("Removed evidence"),
    "evidence.download": _("Downloaded evidence"),
    "workbook.download": _("Downloaded a workbook"),
    "workbook.upload": _("Uploaded a workbook"),
    "workbook.apply": _("Stored figures from a workbook"),
    "reminder.send": _("Sent a reminder"),
    "ranking.publish": _("Published a ranking"),
    "ranking.withdraw": _("Withdrew a ranking"),
    "note.write": _("Wrote a note on an indicator"),
    "note.withdraw": _("Withdrew a note on an indicator"),
    "scoring.turn": _("Turned scoring on or off"),
    "scheme.load": _("Loaded a scoring scheme"),
    "scheme.copy": _("Copied a scoring scheme"),
    "scheme.edit": _("Changed a scoring scheme"),
    "scheme.activate": _("Put a scoring scheme in force"),
    "scheme.discard": _("Discarded a scoring scheme"),
    "scores.export": _("Exported scores"),
    "export.progress": _("Exported progress"),
    "definitions.amend": _("Changed definitions"),
    "definitions.withdraw": _("Withdrew a change of definitions"),
    "board.export": _("Exported the filing board"),
    "figures.export": _("Exported the numbers of a chart"),
    "reminder.schedule": _("Sent the reminders that were due"),
    "reminder.ask": _("Asked for reminders"),
    "reminder.mail": _("Mailed a reminder"),
    "reminder.settings": _("Changed the settings of reminders"),
    "digest.mail": _("Mailed the weekly digest"),
    "digest.prefer": _("Switched their own digest mail on or off"),
    "digest.settings": _("Changed when the weekly digest is mailed"),
    "query.ask": _("Queried a value"),
    "query.ask_again": _("Queried a value again"),
    "query.answer": _("Answered a query"),
    "query.close": _("Closed a query"),
    "query.withdraw": _("Withdrew a query"),
    "query.propose": _("Kept a correction"),
    "query.discard": _("Dropped a correction"),
    "query.correct": _("Handed in corrections"),
    "value.tick": _("Ticked a value as checked"),
    "value.untick": _("Took a tick back"),
    "value.verify": _("Recorded a verified value"),
    "value.object": _("Objected to a verified value"),
    "value.uphold": _("Upheld a verified value"),
    "value.lift": _("Lifted a verified value"),
    "task.cosign": _("Co-signed a task"),
    "task.object": _("Objected to a task"),
    "filing_year.close": _("Closed a filing year"),
    "filing_year.extend": _("Extended a deadline"),
    "report.correct": _("Corrected a report"),
    "report.verify": _("Verified a value of a report"),
}
SUBJECTS: dict[str, Promise] = {
    "account": _("account"),
    "allocation": _("allocation"),
    "report": _("report"),
    "journal": _("journal"),
    "plan": _("plan"),
    "digest": _("weekly digest"),
    "evidence": _("evidence file"),
    "area": _("area"),
    "board": _("filing board"),
    "factor": _("factor"),
    "filing_year": _("filing year"),
    "organisation": _("organisation"),
    "indicator": _("indicator"),
    "note": _("note"),
    "ranking": _("ranking"),
    "scheme": _("scoring scheme"),
    "scores": _("scores"),
    "reminder": _("reminder"),
    "reminders": _("reminders"),
    "task": _("task"),
    "value": _("value"),
}
RESULTS: dict[str, Promise] = {"done": _("done"), "refused": _("refused")}
ROLE_NAMES: dict[str, Promise | str] = {
    "": _("Visitor"),
    SYSTEM: _("The system"),
    WAITING: _("No role yet"),
    Role.CLERK: _("Clerk"),
    Role.LEAD: _("Area lead"),
    Role.CHECKER: _("Bureau checker"),
    Role.REVIEWER: _("Reviewer"),
    Role.LEADER: _("Leader"),
    Role.PLAN_MANAGER: _("Plan manager"),
    Role.SYSTEM_ADMIN: _("System administrator"),
    Role.SECURITY_ADMIN: _("Security administrator"),
    Role.AUDIT_ADMIN: _("Audit administrator"),
}
NAMES: dict[str, Promise | str] = {
    "reason": _("Reason"),
    "basis": _("Basis"),
    "gap_reason": _("Why despite the difference"),
    "lines": _("Targets"),
    "added": _("Added"),
    "changed": _("Changed"),
    "removed": _("Removed"),
    "copied_from": _("Copied from version"),
    "version": _("Version"),
    "source": _("Source"),
    "role": _("Role"),
    "full_name": _("Name"),
    "email": _("E-mail"),
    "organisation": _("Belongs to"),
    "language": _("Language"),
    "area": _("Area"),
    "bureau": _("Bureau"),
    "code": _("Code"),
    "path": _("Page"),
    "status": _("Status"),
    "digest": _("Digest"),
    "sha256": "SHA-256",
    "revision": _("Revision"),
    "is_late": _("Late"),
    "number": _("Record"),
    "count": _("Records"),
    "rows": _("Rows"),
    "fault": _("Fault"),
    "person": _("Person"),
    "action": _("Action"),
    "result": _("Result"),
    "subject": _("Subject"),
    "first_day": _("From"),
    "last_day": _("To"),
    "where": _("First wrong record or line"),
    "anchors": _("Heads outside the database"),
    "anchored_at": _("Last of them written"),
    "anchored_number": _("Last of them names record"),
    "label": _("Label"),
    "tokens": _("API tokens"),
    "old": _("before it"),
    "new": _("after it"),
    "state": _("State"),
    "word": _("Said"),
    "words": _("Words"),
    "areas": _("Areas"),
    "quantity": _("Quantity"),
    "indicator": _("Indicator"),
    "task": _("Task"),
    "year": _("Year"),
    "stage": _("Stage"),
    "title": _("Title"),
    "name": _("File name"),
    "for": _("For"),
    "to": _("To whom"),
    "people": _("People"),
    "kind": _("Kind"),
    "size": _("Size (bytes)"),
    "seen": _("Version seen"),
    "fingerprint": _("Fingerprint of the figures"),
    "revisions": _("Revisions"),
    "effective_from": _("In force from"),
    "against": _("Held against"),
    "evidence": _("Evidence"),
    "by_mail": _("By mail"),
    "is_on": _("Switched on"),
    "weekday": _("Weekday"),
    "at": _("Time"),
    "sent": _("Sent"),
    "refused": _("Refused"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One detail of a record: its name, what it was before (None: no before), and what it is."""

    name: str
    old: str | None
    new: str


def action_words(action: str) -> str:
    """Return an action in words; one that is not known here as it is stored."""
    return str(ACTIONS.get(action, action))


def subject_words(subject: str) -> str:
    """Return what a record is about, its first word in the reader's language."""
    noun, space, rest = subject.partition(" ")
    return f"{SUBJECTS.get(noun, noun)}{space}{rest}"


def facts(detail: dict[str, Any]) -> list[Fact]:
    """Return the details of a record to read, old and new side by side where both are known."""
    return list(_facts(detail, ""))


def _facts(detail: dict[str, Any], above: str) -> Iterator[Fact]:
    for key, value in detail.items():
        name = str(NAMES.get(key, key))
        whole = f"{above} · {name}" if above else name
        if isinstance(value, dict) and {"old", "new"} <= value.keys():
            yield Fact(whole, _said(value["old"]), _said(value["new"]))
        elif isinstance(value, dict):
            yield from _facts(value, whole)
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for number, one in enumerate(value, start=1):
                yield from _listed(one, number, whole)
        else:
            yield Fact(whole, None, _said(value))


def _listed(one: dict[str, Any], number: int, above: str) -> Iterator[Fact]:
    """A list of changes names what changed in its first text; anything else is numbered."""
    if {"old", "new"} <= one.keys():
        name = next((value for key, value in one.items() if key not in ("old", "new")), number)
        yield Fact(f"{above} · {name}", _said(one["old"]), _said(one["new"]))
    else:
        yield from _facts(one, f"{above} · {number}")


def _said(value: Any) -> str:
    if value is None or value == "":
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return "; ".join(f"{NAMES.get(key, key)}: {_said(one)}" for key, one in value.items() if one not in (None, ""))
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value) or gettext("nothing")
    return str(ROLE_NAMES.get(value, value))
