"""Targets by the year they are due: how many there are, and how they stand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.domain.definitions import Definition
from dashboards.domain.lights import SHOWN_ORDER
from dashboards.domain.rows import Verdict
from progress.domain.judgement import Status

# Not due in a year: what always holds, and what is to be done without a date.
STANDING, UNDATED = "standing", "undated"
NO_NUMBER = frozenset({Status.MONITORED, Status.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Due:
    """The targets due in one year, or without one (``standing``, ``undated``).

    ``counts`` are of those that bind, the worst first, ``softer`` of those the plan strives
    for, encourages or means in principle.
    """

    key: str
    counts: tuple[tuple[Status, int], ...]
    softer: tuple[tuple[Status, int], ...]

    @property
    def year(self) -> int | None:
        """The target year; None for what has none."""
        return int(self.key) if self.key.isdecimal() else None

    @property
    def number(self) -> int:
        """How many targets bind."""
        return sum(number for _status, number in self.counts)

    @property
    def soft(self) -> int:
        """How many do not."""
        return sum(number for _status, number in self.softer)


def due_key(definition: Definition, verdict: Verdict) -> str:
    """Return when a target is due: its year, ``standing`` or ``undated``."""
    if verdict.target_year is not None:
        return str(verdict.target_year)
    return UNDATED if definition.is_milestone else STANDING


def dues_of(judged: Iterable[tuple[Definition, Verdict]]) -> tuple[Due, ...]:
    """Return targets by when they are due, years first; what sets no number, or does not apply, is left out.

    Args:
        judged: every target of one area, as seen from one year.
    """
    binding: dict[str, Counter[Status]] = {}
    softer: dict[str, Counter[Status]] = {}
    for definition, verdict in judged:
        if verdict.status in NO_NUMBER:
            continue
        counted = binding if verdict.binds else softer
        counted.setdefault(due_key(definition, verdict), Counter())[verdict.status] += 1
    keys = sorted({*binding, *softer}, key=lambda key: (not key.isdecimal(), key))
    return tuple(Due(key, _in_order(binding.get(key)), _in_order(softer.get(key))) for key in keys)


def _in_order(counted: Counter[Status] | None) -> tuple[tuple[Status, int], ...]:
    return tuple((status, counted[status]) for status in SHOWN_ORDER if counted[status]) if counted else ()
