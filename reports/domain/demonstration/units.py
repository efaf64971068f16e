"""The fourteen areas that file, and what makes one differ from another."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CITY = "370800"
FIRST_YEAR, LAST_YEAR = 2020, 2026
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


class By(StrEnum):
    """What a city-wide amount is spread over the areas by."""

    PEOPLE = "people"
    TOWN = "town"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Unit:
    """One area that files.

    ``people`` are its residents in 万人 at the end of 2023, without zones that file for
    themselves; ``urban`` is the share of them in towns. ``pace`` (-1 to 1) says how far it
    is ahead of the others with everything that the plan wants.
    """

    code: str
    people: Decimal
    urban: Decimal
    pace: Decimal

    def weight(self, by: By) -> Decimal:
        """Return the area's people, or those of its towns or its villages, in 万人."""
        if by is By.TOWN:
            return self.people * self.urban
        return self.people * (1 - self.urban) if by is By.VILLAGE else self.people


def _unit(code: str, people: str, urban: str, pace: str) -> Unit:
    return Unit(code, Decimal(people), Decimal(urban), Decimal(pace))


RENCHENG, YANZHOU, QUFU, SISHUI, ZOUCHENG = "370811", "370812", "370881", "370831", "370883"
WEISHAN, YUTAI, JINXIANG, JIAXIANG = "370826", "370827", "370828", "370829"
WENSHANG, LIANGSHAN = "370830", "370832"
GAOXIN, TAIBAI, JINGKAI = "370871", "3708X1", "3708X2"

# People: areas.yaml. Urban shares and paces are invented.
UNITS = {
    unit.code: unit
    for unit in (
        _unit(RENCHENG, "107.75", "0.78", "0.6"),
        _unit(YANZHOU, "63", "0.68", "0.7"),
        _unit(QUFU, "62", "0.58", "0.3"),
        _unit(SISHUI, "52.88", "0.44", "-0.5"),
        _unit(ZOUCHENG, "114.4", "0.62", "0.4"),
        _unit(WEISHAN, "60.32", "0.50", "-0.3"),
        _unit(YUTAI, "41", "0.47", "-0.6"),
        _unit(JINXIANG, "62.18", "0.51", "-0.8"),
        _unit(JIAXIANG, "68.3", "0.52", "0.1"),
        _unit(WENSHANG, "67.13", "0.50", "-0.2"),
        _unit(LIANGSHAN, "71", "0.49", "-0.6"),
        _unit(GAOXIN, "33.71", "0.86", "0.9"),
        _unit(TAIBAI, "8.54", "0.95", "0.8"),
        _unit(JINGKAI, "11.7", "0.60", "0"),
    )
}
WITH_A_COUNTY_TOWN = (SISHUI, WEISHAN, YUTAI, JINXIANG, JIAXIANG, WENSHANG, LIANGSHAN)
