"""The canonical text of a report, and its digest: what a revision's hash is a hash of.

The text is JSON with sorted keys, no spaces, non-ASCII characters as they are, encoded
as UTF-8. Facts are ordered by quantity code. Numbers are plain strings: no exponent, no
trailing zeros, no negative zero (``"12.5"``, ``"0"``), and null where there is none.
Newlines in words are ``\\n``. The digest is SHA-256 over those bytes, as 64 hexadecimal
digits. Nothing of when, who or which version is inside: equal content, equal digest.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from reports.domain.entries import ReportKey, Said
from targets.domain.exact import plain

FORMAT = 1


@dataclass(frozen=True, slots=True)
class CanonicalFact:
    """One value as it is frozen: what was said, by which bureau, in which unit, and how it came."""

    quantity: str
    bureau: str
    said: Said
    unit: str
    provenance: str


def canonical_text(key: ReportKey, facts: Iterable[CanonicalFact]) -> str:
    """Return the one text that stands for this content.

    >>> from reports.domain.words import Stage, State
    >>> key = ReportKey("p", 2025, "370826", Stage.FINAL)
    >>> said = Said(State.NOT_APPLICABLE, reason="无")
    >>> text = canonical_text(key, [CanonicalFact("roofs", "energy", said, "万㎡", "typed")])
    >>> text[:54]
    '{"area":"370826","facts":[{"bureau":"energy","note":""'
    >>> text[-46:]
    'mat":1,"plan":"p","stage":"final","year":2025}'
    """
    content = {
        "format": FORMAT,
        "plan": key.plan,
        "year": key.year,
        "area": key.area,
        "stage": key.stage.value,
        "facts": [_fact(fact) for fact in sorted(facts, key=lambda fact: fact.quantity)],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text.

    >>> digest("{}")
    '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _fact(fact: CanonicalFact) -> dict[str, str | None]:
    said = fact.said
    return {
        "quantity": fact.quantity,
        "bureau": fact.bureau,
        "state": said.state.value,
        "number": None if said.number is None else plain(said.number),
        "text": said.text,
        "unit": fact.unit,
        "reason": said.reason,
        "note": said.note,
        "provenance": fact.provenance,
    }
