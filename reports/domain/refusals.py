"""Why a change was refused: a code for programs, from which the interface words a sentence."""

from collections.abc import Mapping

from reports.domain.findings import Finding


class Refused(Exception):
    """A change that did not happen; ``code`` says why.

    ``message`` and ``fields`` are filled by the interface that words it, if any.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = ""
        self.fields: dict[str, object] = {}


class StaleReport(Refused):
    """The report changed after the page that decided on it was opened."""

    def __init__(self) -> None:
        super().__init__("stale")


class ReasonClash(Refused):
    """A colleague wrote another reason beside the same doubt meanwhile: nothing was overwritten."""

    def __init__(self, theirs: str) -> None:
        super().__init__("reason_clash")
        self.theirs = theirs


class FindingsRefused(Refused):
    """Values with hard errors: nothing of the request was written.

    ``findings`` maps a quantity's code to what is wrong with it. The code is ``conflict``
    where somebody else changed one of the values meanwhile, else ``findings``.
    """

    def __init__(self, findings: Mapping[str, tuple[Finding, ...]]) -> None:
        clash = any(found.code == "conflict" for beside in findings.values() for found in beside)
        super().__init__("conflict" if clash else "findings")
        self.findings = dict(findings)
