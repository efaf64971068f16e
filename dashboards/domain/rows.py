"""What pages show of figures and judgements: frozen rows, as the roll-up left them.

A ``Figure`` is a row of ``progress.Rollup``, a ``Verdict`` one of ``progress.Judgement``;
``lights.py`` says which verdict is an indicator's light.
"""

from dataclasses import dataclass
from decimal import Decimal

from progress.domain.lineage import Judged
from targets.domain.algebra import Firmness


@dataclass(frozen=True, slots=True)
class Figure:
    """One area's figure of one indicator and year.

    ``value`` is in the indicator's unit; where there is none ``void`` says why. The sums
    are those before ``scale``, ``base_*`` those of the base year (drops only).
    ``reported`` and ``expected`` count areas. ``counted`` says which areas directly below
    are in it and with how many of theirs, each as ``"17:1"``; None where that was not loaded.
    """

    area_id: int
    indicator_id: int
    year: int
    value: Decimal | None
    void: str
    numerator: Decimal | None
    denominator: Decimal | None
    base_numerator: Decimal | None
    base_denominator: Decimal | None
    reported: int
    expected: int
    is_estimate: bool
    counted: tuple[str, ...] | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every area that owes this figure reported it."""
        return self.reported == self.expected


@dataclass(frozen=True, slots=True)
class Verdict(Judged):
    """One target of one indicator judged for one area as seen from ``year``, and how binding the plan's words are."""

    area_id: int
    indicator_id: int
    year: int
    firmness: Firmness = Firmness.BINDING

    @property
    def binds(self) -> bool:
        """Whether the plan binds to it, rather than striving for it, encouraging it, or meaning it in principle."""
        return self.firmness is Firmness.BINDING

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """What the figure is compared with, for rounding that does not mislead."""
        return self.bound, self.upper

    @property
    def is_passed(self) -> bool:
        """Whether the target's year is over: expected progress is then no longer its measure."""
        return self.target_year is not None and self.target_year < self.year

    @property
    def is_counted(self) -> bool:
        """Whether the figure is n of N areas rather than a number with a unit."""
        return self.owed is not None
