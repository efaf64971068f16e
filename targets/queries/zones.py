"""Switchable zones and in which years each files for itself."""

from dataclasses import dataclass

from accounts.models import Area, ZoneSwitch
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class ZoneYears:
    """A zone, its parent when off, and whether it is on in each year."""

    code: str
    name_zh: str
    name_en: str
    parent_zh: str
    parent_en: str
    years: tuple[tuple[int, bool], ...]


def zone_years(plan: Plan) -> list[ZoneYears]:
    """Return the plan's switchable zones in order; without a switch a zone is on."""
    switches: dict[int, dict[int, bool]] = {}
    for zone, year, is_on in ZoneSwitch.objects.values_list("zone_id", "year", "is_on"):
        switches.setdefault(zone, {})[year] = is_on
    zones = Area.objects.filter(parent=plan.city_id, switchable=True).select_related("parent_when_off")
    found = []
    for zone in zones:
        decided, is_on, years = switches.get(zone.pk, {}), True, []
        for year in range(plan.base_year, plan.last_year + 1):
            is_on = decided.get(year, is_on)
            years.append((year, is_on))
        parent = zone.parent_when_off
        found.append(ZoneYears(zone.code, zone.name_zh, zone.name_en, parent.name_zh, parent.name_en, tuple(years)))
    return found
