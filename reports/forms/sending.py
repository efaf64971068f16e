"""What a browser sends of the filing form: the texts of its fields, quantity by quantity.

For each quantity ``CODE`` of the form:

- ``seen-CODE``: the stored value's version and the fingerprint of what was shown of it;
- ``value-CODE``, ``unit-CODE``, ``na-CODE``, ``reason-CODE``, ``note-CODE``: the fields;
- ``theirs-CODE``: beside a conflict, the version and fingerprint of the other person's value;
- ``choose-CODE``: ``mine`` or ``theirs``, where a person decided a conflict;
- ``explain-CODE--CHECK``: the reason given beside a soft finding;
- ``explained-CODE--CHECK``: the reason that was shown there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from reports.domain.entries import Entry, Said
from reports.domain.reading import tidy
from reports.domain.words import State
from targets.domain.algebra import Kind
from targets.domain.exact import plain

MINE, THEIRS = "mine", "theirs"
MOST = 500
"""Quantities read from one request; no bureau has as many."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of one quantity, as text; ``unit`` is empty for the quantity's own."""

    value: str = ""
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    unit: str = ""

    @property
    def print(self) -> str:
        """A fingerprint, to know later whether anybody touched these fields."""
        text = "\x1f".join([self.value, "1" if self.not_applicable else "", self.reason, self.note, self.unit])
        return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "replace")).hexdigest()[:16]

    def entry(self, *, kind: Kind, version: int = 0) -> Entry:
        """Return it as an entry of a quantity of ``kind`` that was decided on seeing ``version``."""
        state = None
        if self.not_applicable:
            state = State.NOT_APPLICABLE
        elif self.value.strip():
            state = State.REPORTED
        is_text = kind is Kind.TEXT
        return Entry(
            state=state,
            typed="" if is_text else self.value,
            text=self.value if is_text else "",
            reason=self.reason,
            note=self.note,
            seen_version=version,
            unit=self.unit if self.value.strip() else "",
        )


def typed_in(sent: Mapping[str, str], code: str) -> Typed:
    """Return what was sent of one quantity."""
    return Typed(
        value=sent.get(f"value-{code}", ""),
        not_applicable=f"na-{code}" in sent,
        reason=sent.get(f"reason-{code}", ""),
        note=sent.get(f"note-{code}", ""),
        unit=sent.get(f"unit-{code}", ""),
    )


def shown_of(said: Said | None) -> Typed:
    """Return how the fields show what is said: in the unit in which it was typed."""
    if said is None:
        return Typed()
    number = said.number if said.typed_number is None else said.typed_number
    value = said.text if number is None else plain(number)
    return Typed(value, said.state is State.NOT_APPLICABLE, said.reason, said.note, said.typed_unit)


def seen_of(sent: Mapping[str, str], code: str) -> str:
    """Return the ``VERSION.FINGERPRINT`` that the sender saw: the other person's where they chose their own.

    Empty where the quantity was not sent.
    """
    theirs = sent.get(f"theirs-{code}", "") if sent.get(f"choose-{code}", "") == MINE else ""
    return theirs or sent.get(f"seen-{code}", "")


def gave_way(sent: Mapping[str, str], code: str) -> bool:
    """Whether the sender chose the other person's value."""
    return sent.get(f"choose-{code}", "") == THEIRS


def changed(sent: Mapping[str, str], kinds: Mapping[str, Kind]) -> dict[str, Entry]:
    """Return what was changed against what was shown, by quantity code.

    Fields nobody touched are left out, so that a page that is an hour old does not put back
    what a colleague has changed meanwhile; so are those where the other person's was chosen.

    Args:
        sent: the fields as sent.
        kinds: the quantities to look for, by code.
    """
    entries = {}
    for code, kind in kinds.items():
        version, _, shown = seen_of(sent, code).partition(".")
        typed = typed_in(sent, code)
        if shown and typed.print != shown and not gave_way(sent, code):
            entries[code] = typed.entry(kind=kind, version=int(version) if _is_version(version) else 0)
    return entries


def reasons(sent: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the reasons that were changed beside soft findings, with what was shown, by quantity and check."""
    found = {}
    for name, words in list(sent.items())[: 10 * MOST]:
        kind, _, about = name.partition("-")
        quantity, _, check = about.partition("--")
        shown = tidy(sent.get(f"explained-{about}", ""))
        if kind == "explain" and quantity and check and tidy(words) != shown:
            found[quantity, check] = (words, shown)
    return found


def numbers(sent: Mapping[str, str]) -> dict[str, Entry]:
    """Return every field with something in it as an entry for a number, whoever's quantity it is.

    "Not applicable" counts before its reason is written, and whatever number still stands beside it.
    """
    codes = [name.removeprefix("value-") for name, words in sent.items() if name.startswith("value-") and words.strip()]
    silent = [name.removeprefix("na-") for name in sent if name.startswith("na-")]
    found = {code: typed_in(sent, code) for code in codes[:MOST]}
    found |= {code: Typed(not_applicable=True, reason="…") for code in silent[:MOST]}
    return {code: typed.entry(kind=Kind.FLOW) for code, typed in found.items()}


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
