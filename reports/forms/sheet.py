"""The form of a sheet: what is shown in its fields, beside them, and what was typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.dateparse import parse_datetime

from reports.domain.checks import Noted
from reports.domain.entries import Entry
from reports.domain.findings import Finding
from reports.forms import sending, wording
from reports.forms.naming import name_of
from reports.forms.sending import Typed, shown_of
from reports.queries.needs import Reason
from reports.queries.sheets import Line, Section, TaskLines
from reports.queries.threads import Asked
from targets.domain.algebra import Kind


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another person's value, shown beside the one that was typed; ``seen`` is what choosing names."""

    said: Typed
    seen: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a check found, in words; ``reason`` is the one that was given for these numbers."""

    code: str
    words: str
    is_hard: bool
    is_open: bool
    reason: str
    earlier_reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity of the form. ``seen`` holds the version and the fingerprint of what was shown.

    ``errors`` say why what is typed is not stored, ``doubts`` what the checks found in what
    is; ``files`` counts its evidence; ``needed_for`` says what for, in a year before the plan.
    ``is_open``: it may be typed into; ``query`` is the one about it that is not closed.
    """

    line: Line
    typed: Typed
    seen: str
    errors: tuple[str, ...] = ()
    conflict: Conflict | None = None
    doubts: tuple[Doubt, ...] = ()
    files: int = 0
    needed_for: tuple[Reason, ...] = ()
    is_open: bool = True
    query: Asked | None = None

    @property
    def is_text(self) -> bool:
        """Whether words are asked for."""
        return self.line.rule.kind is Kind.TEXT

    @property
    def is_milestone(self) -> bool:
        """Whether 0 or 1 is asked for."""
        return self.line.rule.kind is Kind.MILESTONE

    @property
    def owes_evidence(self) -> bool:
        """Whether a file is owed: for a milestone that is done."""
        said = self.line.said
        return self.is_milestone and said is not None and said.number == 1

    @property
    def is_silent(self) -> bool:
        """Whether nothing stands in the fields: not reported, which is neither zero nor "not applicable"."""
        return not self.typed.value.strip() and not self.typed.not_applicable

    @property
    def is_unsaved(self) -> bool:
        """Whether the fields hold something else than what is stored."""
        return self.typed != shown_of(self.line.said)

    @property
    def has_words(self) -> bool:
        """Whether the reason or the note should be open from the start."""
        return bool(self.typed.not_applicable or self.typed.reason or self.typed.note)

    @property
    def state(self) -> str:
        """How saving it ended: ``saved``, ``wrong`` or ``conflict``."""
        return "conflict" if self.conflict else "wrong" if self.errors else "saved"


@dataclass(slots=True)
class SheetForm:
    """A section's form, shown fresh or with what was sent.

    Args:
        section: what is stored.
        data: what was sent; None shows what is stored.
        findings: why entries of ``data`` were not stored, by quantity code.
        kept: whether the other entries of ``data`` were; they are shown as stored.
        files: how many files of evidence each quantity has, by code.
        needed: what for, by code, in a year before the plan, of which nothing else is owed.
        opened: the quantities that may be typed into; None for all.
        queries: what the city asks, by code.
    """

    section: Section
    data: Mapping[str, str] | None = None
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    kept: bool = False
    files: Mapping[str, int] = field(default_factory=dict)
    needed: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    opened: frozenset[str] | None = None
    queries: Mapping[str, Asked] = field(default_factory=dict)

    def entries(self) -> dict[str, Entry]:
        """Return what was changed against what was shown, by quantity code."""
        return sending.changed(self.data or {}, {line.code: line.rule.kind for line in self.section.lines})

    def reasons(self) -> list[tuple[str, str, str, str]]:
        """Return the reasons that were written or changed: (quantity, check, reason, the one that was shown)."""
        own = {line.code for line in self.section.lines}
        sent = sending.reasons(self.data or {})
        return [(*about, *words) for about, words in sent.items() if about[0] in own]

    @property
    def tasks(self) -> list[tuple[TaskLines, list[Row]]]:
        """The tasks of the section with the rows of each."""
        return [(task, [self.row(line) for line in task.lines]) for task in self.section.tasks]

    @property
    def rows(self) -> list[Row]:
        """Every row."""
        return [self.row(line) for line in self.section.lines]

    @property
    def wrong(self) -> list[Row]:
        """The rows that were not stored, for the summary above the form."""
        return [row for row in self.rows if row.state != "saved"]

    @property
    def doubtful(self) -> int:
        """How many quantities have to be put right or explained."""
        return sum(line.is_open for line in self.section.lines)

    @property
    def unsaved(self) -> list[tuple[Line, Typed]]:
        """What was typed and is stored nowhere, to be shown where the fields are closed by now."""
        changed = self.entries()
        return [(line, self._sent(line)) for line in self.section.lines if line.code in changed]

    def row(self, line: Line) -> Row:
        """Return one quantity's fields."""
        stored, found = shown_of(line.said), self.findings.get(line.code, ())
        fresh = f"{line.version}.{stored.print}"
        names = names_beside(line)
        doubts = tuple(_doubt(one, names) for one in line.noted)
        about = {"files": self.files.get(line.code, 0), "needed_for": self.needed.get(line.code, ())}
        about["is_open"] = self.opened is None or line.code in self.opened
        about["query"] = self.queries.get(line.code)
        if not self._shows_sent(line.code):
            return Row(line, stored, fresh, doubts=doubts, **about)
        return Row(
            line,
            self._sent(line),
            sending.seen_of(self.data or {}, line.code),
            tuple(wording.finding(one, names) for one in found if one.code != "conflict"),
            _conflict(found, stored, fresh),
            doubts,
            **about,
        )

    def _shows_sent(self, code: str) -> bool:
        if not sending.seen_of(self.data or {}, code) or sending.gave_way(self.data or {}, code):
            return False
        return code in self.findings or not self.kept

    def _sent(self, line: Line) -> Typed:
        return sending.typed_in(self.data or {}, line.code)


def names_beside(line: Line) -> dict[str, str]:
    """Return the names of the quantities that a line is compared with, by code."""
    return {limit.code: name_of(limit) for limit in line.limits}


def _doubt(one: Noted, names: Mapping[str, str]) -> Doubt:
    words = wording.finding(one.finding, names)
    return Doubt(one.finding.code, words, one.is_hard, one.is_open, one.reason, one.earlier_reason)


def _conflict(found: tuple[Finding, ...], stored: Typed, seen: str) -> Conflict | None:
    saw = next((one.saw for one in found if one.code == "conflict"), None)
    if saw is None:
        return None
    return Conflict(stored, seen, saw.get("by", ""), parse_datetime(saw["at"]) if "at" in saw else None)
