"""What a check finds: a code, and what it saw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one quantity: a code of ``checks.CHECKS``, and what the check saw (plain strings)."""

    code: str
    quantity: str
    saw: Mapping[str, str] = field(default_factory=dict)


def by_quantity(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Group findings by the quantity they stand beside."""
    grouped: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        grouped[finding.quantity] = (*grouped.get(finding.quantity, ()), finding)
    return grouped
