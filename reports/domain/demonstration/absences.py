"""What is deliberately not there: silent years, unanswered questions, and what does not apply."""

from reports.domain.demonstration.energy import NO_LARGE_UNITS
from reports.domain.demonstration.towns import HEATING, NO_VILLAGES, VILLAGES
from reports.domain.demonstration.units import WEISHAN, YUTAI

# Yutai filed nothing for 2022: its cumulative figures have a gap until it does.
SILENT = frozenset({(YUTAI, 2022)})

# Weishan has no meter readings of the base year's heating: no drop can be computed for it.
UNANSWERED = {
    (WEISHAN, 2020): frozenset(HEATING) - {"heating_pipe_renewed"},
}

_NOT_APPLICABLE = (
    (NO_VILLAGES, tuple(VILLAGES), "辖区均为街道，没有农村取暖户和农房项目"),
    (NO_LARGE_UNITS, ("chp_waste_heat_area_added",), "辖区及周边没有可供余热的大容量机组"),
)


def reason_not_applicable(area: str, quantity: str) -> str:
    """Return why a quantity does not apply to an area; empty where it does.

    >>> reason_not_applicable("3708X1", "chp_waste_heat_area_added")
    '辖区及周边没有可供余热的大容量机组'
    """
    for areas, quantities, reason in _NOT_APPLICABLE:
        if area in areas and quantity in quantities:
            return reason
    return ""
