"""How large an area is in a year: its own figure, with the zones that file within it.

Of several years the nearest earlier one counts, else the earliest, and it is said which.
The register of areas knows one population, of a parent with all its zones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from progress.domain.rollup import Zone


@dataclass(frozen=True, slots=True)
class Known:
    """A size as set for a year, of an area as it files itself that year."""

    year: int
    value: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """A size to divide by; ``years`` are those of its parts, empty where all of it is from the register."""

    value: Decimal
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sizes:
    """All that is known of one kind of size: what was set by area, and what the register says."""

    known: Mapping[str, Sequence[Known]]
    register: Mapping[str, Decimal]
    zones: Sequence[Zone]

    def of(self, area: str, year: int) -> Size | None:
        """Return an area's size in a year, with the zones that file within it then; None where a part is unknown."""
        own = self._own(area, year)
        since = own.years[-1] if own and own.years else None
        within = [zone.code for zone in self.zones if zone.parent == area and not zone.is_on(year)]
        # What was set for a year in which a zone filed within the area has that zone in it already.
        apart = [code for code in within if since is None or self._zone(code).is_on(since)]
        return _added([own, *(self._own(code, year) for code in apart)])

    def together(self, areas: Iterable[str], year: int) -> Size | None:
        """Return the sum over areas; None where one of them is unknown."""
        return _added([self.of(area, year) for area in areas])

    def unknown(self, areas: Iterable[str], year: int) -> tuple[str, ...]:
        """Return the areas of which nothing is known."""
        return tuple(area for area in areas if self.of(area, year) is None)

    def _zone(self, code: str) -> Zone:
        return next(zone for zone in self.zones if zone.code == code)

    def _own(self, area: str, year: int) -> Size | None:
        known = sorted(self.known.get(area, ()), key=lambda one: one.year)
        if known:
            earlier = [one for one in known if one.year <= year]
            one = earlier[-1] if earlier else known[0]
            return Size(one.value, (one.year,))
        whole = self.register.get(area)
        zones = [self.register.get(zone.code) for zone in self.zones if zone.parent == area]
        if whole is None or None in zones:
            return None
        return Size(whole - sum((zone for zone in zones if zone is not None), Decimal(0)))


def _added(parts: Sequence[Size | None]) -> Size | None:
    sizes = [part for part in parts if part is not None]
    if not sizes or len(sizes) < len(parts):
        return None
    years = sorted({year for size in sizes for year in size.years})
    return Size(sum((size.value for size in sizes), Decimal(0)), tuple(years))
