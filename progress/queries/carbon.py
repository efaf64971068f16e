"""Figures of the carbon ledgers: sums as rolled up, the activity behind them, and how large areas are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.db.models import Q

from progress.domain.rollup import BEST
from progress.domain.sizes import Known
from progress.models import AreaSize, Rollup
from reports.domain.words import Basis, Stage

ACTIVITIES = Path(__file__).resolve().parent.parent / "sql" / "activities.sql"
COLUMNS = (
    "area_id",
    "indicator_id",
    "year",
    "value",
    "numerator",
    "reported",
    "expected",
    "has_estimate",
    "void_reason",
)
Key = tuple[int, int, int]
"""Area, indicator, year."""


@dataclass(frozen=True, slots=True)
class Row:
    """A rolled-up figure: ``numerator`` is the sum before ``scale``; ``reported`` of ``expected`` areas count."""

    value: Decimal | None
    numerator: Decimal | None
    reported: int
    expected: int
    has_estimate: bool
    void: str

    @property
    def is_complete(self) -> bool:
        """Whether every area that owes it is in it, and there is one."""
        return 0 < self.expected == self.reported


@dataclass(frozen=True, slots=True)
class Rows:
    """What a page shows (``shown``), and what claims rest on: approved finals, and approved figures of any stage."""

    shown: dict[Key, Row]
    finals: dict[Key, Row]
    approved: dict[Key, Row]


def rows(*, indicators: Collection[int], areas: Collection[int], stage: str, basis: Basis) -> Rows:
    """Return the figures of all years; one query, under the row-level security of whoever asks.

    Args:
        indicators: primary keys.
        areas: primary keys of those the actor may see.
        stage: what the page shows (``best`` or ``final``).
        basis: what the page counts.
    """
    approved = Q(basis=Basis.APPROVED, stage__in=(BEST, Stage.FINAL.value))
    wanted = Rollup.objects.filter(approved | Q(basis=basis, stage=stage), indicator__in=indicators, area__in=areas)
    found: dict[tuple[str, str], dict[Key, Row]] = {}
    for kind, under, *cells in wanted.values_list("stage", "basis", *COLUMNS):
        found.setdefault((kind, under), {})[cells[0], cells[1], cells[2]] = Row(*cells[3:])
    return Rows(
        shown=found.get((stage, basis.value), {}),
        finals=found.get((Stage.FINAL.value, Basis.APPROVED.value), {}),
        approved=found.get((BEST, Basis.APPROVED.value), {}),
    )


def activities(
    plan_id: int, *, indicators: Collection[int], areas: Collection[int], years: Iterable[int], stage: str, basis: Basis
) -> dict[tuple[int, int], dict[str, Decimal]]:
    """Return by (indicator, year) what each quantity, by code, came to in the areas that count; one query.

    Args:
        areas: reporting ones whose filings the actor sees in full: of others nothing would be summed.
    """
    parameters = {
        "plan": plan_id,
        "indicators": list(indicators),
        "areas": list(areas),
        "years": list(years),
        "stage": stage,
        "basis": basis.value,
    }
    found: dict[tuple[int, int], dict[str, Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ACTIVITIES.read_text(encoding="utf-8"), parameters)
        for indicator, year, quantity, amount in cursor.fetchall():
            found.setdefault((indicator, year), {})[quantity] = amount
    return found


def sizes_in_force(areas: Collection[int]) -> dict[str, dict[str, tuple[Known, ...]]]:
    """Return the sizes in force of areas the actor may see, by kind and area code; one query."""
    rows = AreaSize.objects.filter(area__in=areas, superseded_at__isnull=True).order_by("year")
    found: dict[str, dict[str, tuple[Known, ...]]] = {kind: {} for kind in AreaSize.Kind.values}
    for kind, area, year, value, source in rows.values_list("kind", "area__code", "year", "value", "source"):
        found[kind][area] = (*found[kind].get(area, ()), Known(year, value, source))
    return found
