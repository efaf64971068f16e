"""A scoring scheme (考核评分方案): what indicators weigh, what is deducted, what is added. Data, no plan's words.

The plan itself sets no weights: whoever scores says so in a scheme, and a score is only
ever an internal reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class SchemeStatus(StrEnum):
    """Drafts are edited; what was in force stays as it was."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Against(StrEnum):
    """What a figure is held against: expected progress of the year (序时进度), or the target itself."""

    EXPECTED = "expected"
    TARGET = "target"


class RuleKind(StrEnum):
    """Why points are deducted or added: days late, missing reports and documents, returns; early and 力争 targets."""

    LATE_DAY = "late_day"
    MISSING_REPORT = "missing_report"
    MISSING_EVIDENCE = "missing_evidence"
    RETURNED = "returned"
    EARLY = "early"
    STRETCH = "stretch"


DEDUCTIONS = (RuleKind.LATE_DAY, RuleKind.MISSING_REPORT, RuleKind.MISSING_EVIDENCE, RuleKind.RETURNED)
BONUSES = (RuleKind.EARLY, RuleKind.STRETCH)


@dataclass(frozen=True, slots=True)
class Line:
    """What an indicator weighs, in points; ``cap`` is the completion above which nothing more is earned (1: 100 %)."""

    indicator: str
    weight: Decimal
    cap: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rule:
    """``points`` each time, at most ``most`` in all (None: no limit); both positive."""

    points: Decimal
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """Lines in their order, and the rules that apply."""

    lines: tuple[Line, ...]
    against: Against = Against.EXPECTED
    rules: Mapping[RuleKind, Rule] = field(default_factory=dict)
