"""One line of the history: who did what when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reports.domain.demonstration.units import CITY
from reports.domain.entries import ReportKey, Said
from reports.domain.words import Provenance, Stage

PLAN = "jining-2024"
NOBODY = ""
"""The system itself: what was filed on behalf of bureaus whose people are not shown."""


class Act(StrEnum):
    """What may be done; each has its service."""

    SET_DEADLINES = "set_deadlines"
    SET_BASELINES = "set_baselines"
    ALLOCATE = "allocate"
    FILL = "fill"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    REOPEN = "reopen"
    ASK = "ask"
    EXPLAIN = "explain"
    CLOSE = "close"
    TICK = "tick"
    CO_SIGN = "co_sign"
    SET_SCHEDULE = "set_schedule"
    REMIND = "remind"
    REMIND_DUE = "remind_due"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, by a username or by ``NOBODY``.

    A person fills what ``figures`` hold of their own bureau's, nobody what they hold of
    all bureaus ``besides`` those named. ``about`` is the code of a quantity or a task.
    """

    at: datetime
    by: str
    act: Act
    key: ReportKey
    figures: Mapping[str, Said] = field(default_factory=dict)
    besides: frozenset[str] = frozenset()
    provenance: Provenance = Provenance.IMPORTED
    reason: str = ""
    about: str = ""


def key_of(year: int, area: str = CITY, stage: Stage = Stage.FINAL) -> ReportKey:
    """Return the key of a report of the plan."""
    return ReportKey(PLAN, year, area, stage)
