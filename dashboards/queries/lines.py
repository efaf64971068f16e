"""Lines of pages: indicators in an area with figure and light."""

from collections.abc import Iterable

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lights import Counts, Light, count_by_status
from dashboards.domain.lines import Line
from dashboards.queries.figures import Standings


def line_of(found: Standings, definition: Definition, place: Place, year: int) -> Line:
    """Put an indicator, its figure and its light in one area together, as seen from ``year``."""
    return _line(found, definition, place, year, found.light((place.id, definition.id, year)))


def lines_of(found: Standings, definitions: Iterable[Definition], place: Place, year: int) -> tuple[Line, ...]:
    """Put several indicators of one area together, in their order."""
    return tuple(line_of(found, definition, place, year) for definition in definitions)


def line_of_target(found: Standings, definition: Definition, place: Place, year: int, key: str) -> Line:
    """Put an indicator together with the light of one of its targets, whichever is the indicator's own.

    Args:
        key: of the target, as in ``Verdict``; the line has no light where it was not judged.
    """
    verdicts = found.verdicts.get((place.id, definition.id, year), ())
    verdict = next((verdict for verdict in verdicts if verdict.key == key), None)
    return _line(found, definition, place, year, Light(verdict) if verdict else None)


def concerns(definition: Definition, place: Place, city: Place) -> bool:
    """Whether an indicator is asked of an area; the city answers for every one."""
    return place == city or place.code in definition.algebra.applies_to


def counted(lines: Iterable[Line], *, binds: bool) -> Counts:
    """Count lights by status, those that bind or the others; statuses nobody has are left out."""
    counts = count_by_status((line.light for line in lines), binds=binds)
    return tuple((status, number) for status, number in counts.items() if number)


def _line(found: Standings, definition: Definition, place: Place, year: int, light: Light | None) -> Line:
    key = (place.id, definition.id, year)
    judged_year = light.verdict.judged_year if light else year
    return Line(
        definition=definition,
        place=place,
        year=year,
        figure=found.figures.get(key),
        light=light,
        judged=None if judged_year == year else found.figures.get((place.id, definition.id, judged_year)),
        earlier=tuple(found.earlier(key)),
    )
