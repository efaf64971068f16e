"""What the demonstration's counties were given of the city's targets, and where paths start.

The city's bounds are the plan's own; how they are divided among the areas is made up.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from reports.domain.demonstration.figures import figures_of
from reports.domain.demonstration.municipal import NUMBERS
from reports.domain.demonstration.towns import NO_VILLAGES
from reports.domain.demonstration.units import (
    CITY,
    FIRST_YEAR,
    GAOXIN,
    JINGKAI,
    RENCHENG,
    SISHUI,
    TAIBAI,
    UNITS,
    YANZHOU,
    ZOUCHENG,
    By,
)
from reports.domain.words import Stage


@dataclass(frozen=True, slots=True)
class Bound:
    """One area's own value of one indicator and year, in the indicator's unit."""

    area: str
    indicator: str
    year: int
    value: Decimal


def allocations() -> list[Bound]:
    """Return what was divided: sums exactly, rates alike or by how urban an area is."""
    urban = {RENCHENG, YANZHOU, ZOUCHENG, GAOXIN, TAIBAI}
    heated = _heated_in_the_base_year()
    bounds = [
        *_shared("retrofitted-area", 2024, "70"),
        *_shared("retrofitted-area", 2027, "260"),
        *_shared("green-building-area-added", 2025, "1600"),
        *_shared("shallow-geothermal-area", 2026, "550", from_base=heated),
        *_shared("shallow-geothermal-area", 2030, "600", from_base=heated),
    ]
    for area in UNITS:
        bounds += [
            _bound(area, "heating-energy-intensity-cut", 2025, "20"),
            _bound(area, "heating-energy-intensity-cut", 2030, "30"),
            _bound(area, "prefab-share-of-starts", 2025, "54" if area in urban else "45"),
            _bound(area, "prefab-share-of-starts", 2030, "64" if area in urban else "55"),
            _bound(area, "water-network-leakage-rate", 2025, "7.3" if area in urban else "8.4"),
            _bound(area, "led-lamp-share", 2030, "80"),
        ]
        if area not in (GAOXIN, TAIBAI, JINGKAI):
            bounds.append(_bound(area, "heating-network-loss-cut", 2030, "5"))
        if area not in NO_VILLAGES:
            # The hills of Sishui were given more time.
            bounds.append(_bound(area, "rural-clean-heating-rate", 2025, "80" if area == SISHUI else "85"))
    return bounds


def baselines() -> list[Bound]:
    """Return where paths start: the base year's figures, for the city and, of one stock, for every area."""
    heated = _heated_in_the_base_year()
    renewable = Decimal(NUMBERS["urban_renewable_energy"][0])
    conventional = Decimal(NUMBERS["urban_conventional_energy"][0])
    substituted = (100 * renewable / (renewable + conventional)).quantize(Decimal("0.01"))
    return [
        _bound(CITY, "building-electricity-share", FIRST_YEAR, "47.05"),
        _bound(CITY, "prefab-share-of-starts", FIRST_YEAR, "24.92"),
        _bound(CITY, "renewable-substitution-share", FIRST_YEAR, str(substituted)),
        _bound(CITY, "shallow-geothermal-area", FIRST_YEAR, str(sum(heated.values()))),
        *(_bound(area, "shallow-geothermal-area", FIRST_YEAR, str(number)) for area, number in heated.items()),
    ]


def _bound(area: str, indicator: str, year: int, value: str) -> Bound:
    return Bound(area, indicator, year, Decimal(value))


def _heated_in_the_base_year() -> dict[str, Decimal]:
    said = {area: figures_of(area, FIRST_YEAR, Stage.FINAL)["shallow_geothermal_area"] for area in UNITS}
    return {area: one.number or Decimal(0) for area, one in said.items()}


def _shared(indicator: str, year: int, total: str, from_base: dict[str, Decimal] | None = None) -> list[Bound]:
    """Divide a sum by people in towns, to one decimal; what rounding leaves goes to the largest.

    With ``from_base`` every area keeps what it had, and only the growth is divided.
    """
    base = from_base or dict.fromkeys(UNITS, Decimal(0))
    weights = {area: unit.weight(By.TOWN) for area, unit in UNITS.items()}
    growth, whole = Decimal(total) - sum(base.values()), sum(weights.values(), Decimal(0))
    parts = {
        area: (base[area] + growth * weight / whole).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
        for area, weight in weights.items()
    }
    parts[RENCHENG] += Decimal(total) - sum(parts.values(), Decimal(0))
    return [Bound(area, indicator, year, part) for area, part in parts.items()]
