"""What every area says for every year and stage: the recipes carried out."""

from decimal import Decimal
from functools import cache

from reports.domain.demonstration import absences, words
from reports.domain.demonstration.buildings import BUILDINGS
from reports.domain.demonstration.construction import CONSTRUCTION
from reports.domain.demonstration.energy import ENERGY
from reports.domain.demonstration.municipal import NUMBERS
from reports.domain.demonstration.recipes import Asked
from reports.domain.demonstration.towns import COUNTY_TOWNS, TOWNS
from reports.domain.demonstration.units import CITY, FIRST_YEAR, LAST_YEAR, UNITS, WITH_A_COUNTY_TOWN
from reports.domain.entries import Said
from reports.domain.words import Stage, State

RECIPES = TOWNS | BUILDINGS | ENERGY | CONSTRUCTION


def figures_of(area: str, year: int, stage: Stage) -> dict[str, Said]:
    """Return everything an area says in a report, by quantity code; empty where it is silent.

    More quantities than an area owes may be named; the caller takes those it owes.

    Args:
        area: the code of a filing area, or of the city.
        year: 2020 to 2026.
        stage: the estimate of a year that is over misses the final by a little.

    >>> figures_of("370831", 2025, Stage.FINAL)["construction_waste_plants"].number
    Decimal('1')
    >>> figures_of("370827", 2022, Stage.FINAL)
    {}
    """
    if (area, year) in absences.SILENT:
        return {}
    if area == CITY:
        said = {code: _number(Decimal(years[year - FIRST_YEAR])) for code, years in NUMBERS.items()}
        return said | {"renewal_pilot_progress": Said(State.REPORTED, text=words.progress_of_pilots(year))}
    said = {}
    unanswered = absences.UNANSWERED.get((area, year), frozenset())
    for code in RECIPES:
        if code in unanswered or (code in COUNTY_TOWNS and area not in WITH_A_COUNTY_TOWN):
            continue
        reason = absences.reason_not_applicable(area, code)
        guessed = stage is Stage.ESTIMATE and year < LAST_YEAR
        said[code] = Said(State.NOT_APPLICABLE, reason=reason) if reason else _number(_made(code, area, year, guessed))
    if text := words.progress_of_cluster(area, year):
        said["industry_cluster_progress"] = Said(State.REPORTED, text=text)
    return said


def _number(number: Decimal) -> Said:
    return Said(State.REPORTED, number=number)


@cache
def _made(code: str, area: str, year: int, guessed: bool) -> Decimal:
    asked = Asked(code, UNITS[area], year, guessed)
    return RECIPES[code].make(asked, lambda other: _made(other, area, year, guessed))
