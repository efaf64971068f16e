"""Which of an indicator's judgements is its light (architecture.md, Judgement), and how lights are counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.domain.rows import Verdict
from progress.domain.judgement import Status
from progress.domain.lineage import chosen_of

Counts = tuple[tuple[Status, int], ...]


@dataclass(frozen=True, slots=True)
class Light:
    """An indicator's light: the verdict it shows, and missed targets as further marks."""

    verdict: Verdict
    missed: tuple[Verdict, ...] = ()

    def counts_as(self, *, binds: bool) -> frozenset[Status]:
        """The statuses it is counted and found under, of binding targets or of the others: the two are never mixed.

        Its own, and *missed* where a target that has passed was.
        """
        return frozenset(verdict.status for verdict in (self.verdict, *self.missed) if verdict.binds is binds)


def light_of(verdicts: Iterable[Verdict], year: int) -> Light | None:
    """Choose the light of one indicator in one area; None where nothing was judged yet.

    The next open target shows (the earliest target year not before ``year``); else a
    standing or undated one; else the last that has passed. Any other that was missed
    stays in the record beside it.

    Args:
        verdicts: of one area and indicator, all as seen from ``year``.
        year: the year looked at.
    """
    known = sorted(verdicts, key=lambda verdict: (verdict.target_year is None, verdict.target_year or 0))
    chosen = chosen_of(known, year)
    if chosen is None:
        return None
    return Light(chosen, tuple(other for other in known if other is not chosen and other.status is Status.MISSED))


def count_by_status(lights: Iterable[Light | None], *, binds: bool) -> dict[Status, int]:
    """Count lights by status, every status in the order of ``SHOWN_ORDER``; 0 where there is none.

    Args:
        lights: of one area; None where nothing was judged yet.
        binds: whether binding targets are counted (with what is only watched), or only those
            the plan strives for, encourages, or means in principle.
    """
    counted = Counter(status for light in lights if light for status in light.counts_as(binds=binds))
    return {status: counted[status] for status in SHOWN_ORDER}


# Worst news first: how a leader reads a strip of counts.
SHOWN_ORDER = (
    Status.MISSED,
    Status.BREACHED,
    Status.FAR_BEHIND,
    Status.BEHIND,
    Status.AWAITING_FINAL,
    Status.UNDETERMINED,
    Status.NOT_REPORTED,
    Status.IN_PROGRESS,
    Status.NOT_DUE,
    Status.ON_TRACK,
    Status.MET,
    Status.NOT_ALLOCATED,
    Status.MONITORED,
    Status.NOT_APPLICABLE,
)

# What a leader asks about first: something the plan promised is not, or may not be, kept.
PROBLEMS = frozenset({Status.MISSED, Status.BREACHED, Status.FAR_BEHIND, Status.BEHIND})
