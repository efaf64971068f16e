"""The form of a sheet: what is shown in its fields, and what was typed into them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.dateparse import parse_datetime

from reports.domain.checks import Finding
from reports.domain.entries import Entry, Said
from reports.domain.words import State
from reports.forms import wording
from reports.forms.naming import name_of
from reports.queries.sheets import Line, Section
from targets.domain.algebra import Kind
from targets.domain.exact import plain


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of one quantity, as text."""

    value: str = ""
    not_applicable: bool = False
    reason: str = ""
    note: str = ""

    @property
    def print(self) -> str:
        """A fingerprint, to know later whether anybody touched these fields."""
        text = "\x1f".join([self.value, "1" if self.not_applicable else "", self.reason, self.note])
        return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another person's value, shown beside the one that was typed."""

    said: Typed
    by: str
    at: object


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity of the form. ``seen`` holds the version and the fingerprint of what was shown."""

    line: Line
    typed: Typed
    seen: str
    errors: tuple[str, ...] = ()
    conflict: Conflict | None = None

    @property
    def is_text(self) -> bool:
        """Whether words are asked for."""
        return self.line.rule.kind is Kind.TEXT

    @property
    def is_milestone(self) -> bool:
        """Whether 0 or 1 is asked for."""
        return self.line.rule.kind is Kind.MILESTONE

    @property
    def has_words(self) -> bool:
        """Whether the reason or the note should be open from the start."""
        return bool(self.typed.not_applicable or self.typed.reason or self.typed.note)


@dataclass(slots=True)
class SheetForm:
    """A section's form, shown fresh or with what was sent.

    Args:
        section: what is stored.
        data: what was sent; None shows what is stored.
        findings: hard errors of the attempt to save ``data``, by quantity code.
    """

    section: Section
    data: Mapping[str, str] | None = None
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

    def entries(self) -> dict[str, Entry]:
        """Return what was changed against what was shown, by quantity code.

        Fields nobody touched are left out, so that a page that is an hour old does not
        put back what a colleague has changed meanwhile.
        """
        entries = {}
        for line in self.section.lines:
            version, _, shown = (self.data or {}).get(f"seen-{line.code}", "").partition(".")
            typed = self._sent(line)
            if shown and typed.print != shown:
                entries[line.code] = _entry(line, typed, int(version) if _is_version(version) else 0)
        return entries

    @property
    def tasks(self) -> list[tuple[object, list[Row]]]:
        """The tasks of the section with the rows of each."""
        return [(task, [self._row(line) for line in task.lines]) for task in self.section.tasks]

    @property
    def wrong(self) -> list[Row]:
        """The rows with errors, for the summary above the form."""
        return [row for _, rows in self.tasks for row in rows if row.errors]

    @property
    def unsaved(self) -> list[tuple[Line, Typed]]:
        """What was typed and is stored nowhere, to be shown where the fields are closed by now."""
        changed = self.entries() if self.data is not None else {}
        return [(line, self._sent(line)) for line in self.section.lines if line.code in changed]

    def _row(self, line: Line) -> Row:
        stored = shown_of(line.said)
        if self.data is None:
            return Row(line, stored, f"{line.version}.{stored.print}", self._errors(line))
        conflict = next((found for found in self.findings.get(line.code, ()) if found.code == "conflict"), None)
        if conflict is not None:  # having seen theirs, the next save decides
            seen = f"{conflict.saw['version']}.{stored.print}"
        else:
            seen = self.data.get(f"seen-{line.code}", f"{line.version}.{stored.print}")
        return Row(line, self._sent(line), seen, self._errors(line), _conflict(conflict))

    def _errors(self, line: Line) -> tuple[str, ...]:
        names = names_beside(line)
        found = self.findings.get(line.code, ()) if self.data is not None else line.findings
        return tuple(wording.finding(one, names) for one in found)

    def _sent(self, line: Line) -> Typed:
        sent = self.data or {}
        return Typed(
            value=sent.get(f"value-{line.code}", ""),
            not_applicable=f"na-{line.code}" in sent,
            reason=sent.get(f"reason-{line.code}", ""),
            note=sent.get(f"note-{line.code}", ""),
        )


def names_beside(line: Line) -> dict[str, str]:
    """Return the names of the quantities that a line is compared with, by code."""
    return {limit.code: name_of(limit) for limit in line.limits}


def shown_of(said: Said | None) -> Typed:
    """Return how the fields show what is said."""
    if said is None:
        return Typed()
    value = said.text if said.number is None else plain(said.number)
    return Typed(value, said.state is State.NOT_APPLICABLE, said.reason, said.note)


def _entry(line: Line, typed: Typed, version: int) -> Entry:
    state = None
    if typed.not_applicable:
        state = State.NOT_APPLICABLE
    elif typed.value.strip():
        state = State.REPORTED
    is_text = line.rule.kind is Kind.TEXT
    return Entry(
        state=state,
        typed="" if is_text else typed.value,
        text=typed.value if is_text else "",
        reason=typed.reason,
        note=typed.note,
        seen_version=version,
    )


def _conflict(found: Finding | None) -> Conflict | None:
    if found is None:
        return None
    saw = found.saw
    said = Typed(
        value=saw.get("number", "") or saw.get("text", ""),
        not_applicable=saw["state"] == State.NOT_APPLICABLE,
        reason=saw.get("reason", ""),
        note=saw.get("note", ""),
    )
    return Conflict(said, saw.get("by", ""), parse_datetime(saw["at"]) if "at" in saw else None)


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
