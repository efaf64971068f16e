"""The canonical text of a report, and its digest: what a revision's hash is a hash of.

The text is JSON with sorted keys, no spaces, non-ASCII characters as they are, encoded
as UTF-8. Facts are ordered by quantity code, annexes by what they
are about. Numbers are plain strings: no exponent, no
trailing zeros, no negative zero (``"12.5"``, ``"0"``), and null where there is none.
Newlines in words are ``\\n``. The digest is SHA-256 over those bytes, as 64 hexadecimal
digits. Nothing of the version is inside, nor when or by whom a value was typed; sign-offs are.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.domain.annexes import CANONICAL, CanonicalAnnex
from reports.domain.entries import ReportKey, Said
from targets.domain.exact import plain

FORMAT = 2
"""Format 1 had no annexes and no typed numbers; its digests stay as they were made."""


@dataclass(frozen=True, slots=True)
class CanonicalFact:
    """One value as it is frozen: what counts, by which bureau, in which unit, and how it came.

    ``declared`` is what the area declared, where the reviewer verified another value.
    """

    quantity: str
    bureau: str
    said: Said
    unit: str
    provenance: str
    declared: Said | None = None


def canonical_text(key: ReportKey, facts: Iterable[CanonicalFact], annexes: Iterable[CanonicalAnnex] = ()) -> str:
    """Return the one text that stands for this content.

    Of the annexes those that are fixed when the report is locked (``annexes.CANONICAL``).

    >>> from reports.domain.words import Stage, State
    >>> key = ReportKey("p", 2025, "370826", Stage.FINAL)
    >>> said = Said(State.NOT_APPLICABLE, reason="无")
    >>> text = canonical_text(key, [CanonicalFact("roofs", "energy", said, "万㎡", "typed")])
    >>> text[:54]
    '{"annexes":[],"area":"370826","facts":[{"bureau":"ener'
    >>> text[-46:]
    'mat":2,"plan":"p","stage":"final","year":2025}'
    """
    content = {
        "format": FORMAT,
        "plan": key.plan,
        "year": key.year,
        "area": key.area,
        "stage": key.stage.value,
        "facts": [_fact(fact) for fact in sorted(facts, key=lambda fact: fact.quantity)],
        "annexes": [_annex(annex) for annex in sorted(annexes, key=_place) if annex.kind in CANONICAL],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text.

    >>> digest("{}")
    '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _fact(fact: CanonicalFact) -> dict[str, object]:
    said = fact.said
    text: dict[str, object] = {
        "quantity": fact.quantity,
        "bureau": fact.bureau,
        "state": said.state.value,
        "number": None if said.number is None else plain(said.number),
        "text": said.text,
        "unit": fact.unit,
        "typed_number": None if said.typed_number is None else plain(said.typed_number),
        "typed_unit": said.typed_unit,
        "reason": said.reason,
        "note": said.note,
        "provenance": fact.provenance,
    }
    if fact.declared is not None:  # only then, so that every other digest is as it was
        told = fact.declared
        number = None if told.number is None else plain(told.number)
        text["declared"] = {"state": told.state.value, "number": number, "text": told.text}
    return text


def _annex(annex: CanonicalAnnex) -> dict[str, str | Mapping[str, str]]:
    return {
        "kind": annex.kind.value,
        "bureau": annex.bureau,
        "subject": annex.subject,
        "body": dict(annex.body),
    }


def _place(annex: CanonicalAnnex) -> tuple[str, str, str, str]:
    """Order annexes by what they are about; several findings of one value by their code."""
    return annex.kind.value, annex.bureau, annex.subject, annex.body.get("code", "")
