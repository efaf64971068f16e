"""Lines of pages: indicators in an area with figure and light."""

from collections.abc import Iterable

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lines import Line
from dashboards.queries.figures import Standings


def line_of(found: Standings, definition: Definition, place: Place, year: int) -> Line:
    """Put an indicator, its figure and its light in one area together, as seen from ``year``."""
    key = (place.id, definition.id, year)
    light = found.light(key)
    judged_year = light.verdict.judged_year if light else year
    return Line(
        definition=definition,
        place=place,
        year=year,
        figure=found.figures.get(key),
        light=light,
        judged=None if judged_year == year else found.figures.get((place.id, definition.id, judged_year)),
    )


def lines_of(found: Standings, definitions: Iterable[Definition], place: Place, year: int) -> tuple[Line, ...]:
    """Put several indicators of one area together, in their order."""
    return tuple(line_of(found, definition, place, year) for definition in definitions)
