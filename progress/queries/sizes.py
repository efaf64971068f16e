"""How large areas are, as set for one year, and every size there was."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import Area
from progress.models import AreaSize
from progress.queries.shapes import tree_of
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Standing:
    """An area with the size in force for a year (None: none of that year), its edition (0: none) and source."""

    code: str
    name_zh: str
    name_en: str
    value: Decimal | None
    edition: int
    source: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A size that was set once; ``until`` is None while it is in force."""

    name_zh: str
    name_en: str
    kind: str
    year: int
    value: Decimal
    source: str
    reason: str
    at: datetime
    who: str
    until: datetime | None


def standings(plan: Plan, kind: str, year: int) -> tuple[Standing, ...]:
    """Return every reporting area in its order."""
    tree = tree_of(plan)
    rows = AreaSize.objects.filter(kind=kind, year=year, superseded_at__isnull=True)
    known = {row.area_id: row for row in rows}
    areas = Area.objects.filter(pk__in=tree.units).order_by("order", "code")
    return tuple(
        Standing(
            code=area.code,
            name_zh=area.name_zh,
            name_en=area.name_en,
            value=known[area.pk].value if area.pk in known else None,
            edition=known[area.pk].edition if area.pk in known else 0,
            source=known[area.pk].source if area.pk in known else "",
        )
        for area in areas
    )


def editions(kind: str, most: int = 60) -> tuple[Edition, ...]:
    """Return what was set last of one kind, the latest first."""
    rows = AreaSize.objects.filter(kind=kind).select_related("area").order_by("-set_at", "-year", "area__order")[:most]
    return tuple(
        Edition(
            name_zh=row.area.name_zh,
            name_en=row.area.name_en,
            kind=row.kind,
            year=row.year,
            value=row.value,
            source=row.source,
            reason=row.reason,
            at=row.set_at,
            who=row.set_as,
            until=row.superseded_at,
        )
        for row in rows
    )
