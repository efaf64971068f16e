"""What a report holds beside its facts: findings with reasons, narratives, evidence, sign-offs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AnnexKind(StrEnum):
    """Which kind of thing an annex is; ``body`` has these keys, all plain strings.

    - ``explanation``: code, reason, and what the check saw as ``saw.NAME``;
    - ``narrative``: practice, problems, intentions;
    - ``evidence``: name, kind, size, sha256, and ``for``: a quantity's or task's code;
    - ``sign_off``: at, by, and the reason where the lead confirmed for the bureau;
    - ``finding``: what the checks found on receipt: code, severity, reason, ``saw.NAME``;
    - ``stamp``: name, kind, size, sha256, and ``locked``: the digest on the stamped page;
    - ``verified``: reason, at, by: why the reviewer put another value than was declared; ``file`` and
      ``sha256`` of what proves it, where there is something.

    Findings and stamps come with the submission and are no part of the canonical text: the text
    is fixed when the report is locked, and its digest is on the page that is stamped.
    """

    EXPLANATION = "explanation"
    NARRATIVE = "narrative"
    EVIDENCE = "evidence"
    SIGN_OFF = "sign_off"
    FINDING = "finding"
    STAMP = "stamp"
    VERIFIED = "verified"


CANONICAL = frozenset(
    {AnnexKind.EXPLANATION, AnnexKind.NARRATIVE, AnnexKind.EVIDENCE, AnnexKind.SIGN_OFF, AnnexKind.VERIFIED}
)


@dataclass(frozen=True, slots=True)
class CanonicalAnnex:
    """One annex as it is frozen: of which bureau, about what, saying what."""

    kind: AnnexKind
    bureau: str
    subject: str
    body: Mapping[str, str]
