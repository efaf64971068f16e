"""What every page of an allocation shows: the table, the checks, the history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from dashboards.domain.allocation_tables import Cell, Difference, Row, cell, differences
from dashboards.domain.numbers import plain, shown
from dashboards.figures import allocating as words
from dashboards.figures.allocating import CheckLine
from dashboards.queries.allocating import Place, Sheet, sheet
from progress.domain.readings import to_decimal
from progress.queries.allocating import Ground
from targets.domain.allocating import is_sum, pool_of
from targets.domain.spreading import Rule
from targets.models import Plan
from targets.queries.allocating import Lines, StepFact, VersionFact

Texts = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Told:
    """A version in the history: its state in words, what it changed, and every step."""

    version: VersionFact
    tone: str
    state: object
    changed: tuple[Difference, ...]
    steps: tuple[tuple[StepFact, object], ...]


def is_english() -> bool:
    """Whether the page is in English."""
    return get_language() == "en"


def sheet_or_404(request: HttpRequest, plan: Plan, code: str, years: Iterable[int] = ()) -> Sheet:
    """Return what the page of one indicator needs.

    Raises:
        Http404: the plan has none of this code that can be allocated.
    """
    kept = [year for year in years if plan.base_year < year <= plan.last_year]
    found = sheet(plan, code, years=kept, actor=request.actor, english=is_english())
    if found is None:
        raise Http404
    return found


def names_of(shown_sheet: Sheet) -> dict[str, str]:
    """Return the areas' names by code."""
    return {place.code: place.name for place in shown_sheet.places}


def unit_of(shown_sheet: Sheet) -> str:
    """Return the indicator's unit in the language of the page."""
    return shown_sheet.fact.unit_en if is_english() else shown_sheet.fact.unit_zh


def table(
    found: Sheet, years: Iterable[int], texts: Texts, *, stored: Lines | None = None, faults: Texts | None = None
) -> dict[str, object]:
    """Return the table's rows, and which columns beside the targets have anything in them.

    Args:
        texts: what stands in the cells.
        stored: what a colleague saved meanwhile.
        faults: what is wrong with a cell, in words.
    """
    made = _rows(found, tuple(years), texts, stored, faults or {})
    shares, people = any(row.share for row in made), any(row.people for row in made)
    return {"rows": made, "has_shares": shares, "has_people": people}


def _rows(found: Sheet, years: tuple[int, ...], texts: Texts, stored: Lines | None, faults: Texts) -> tuple[Row, ...]:
    ground = found.grounds[max(found.grounds)]
    weights: dict[str, Fraction] = {}
    if not is_sum(ground.indicator):
        owed = {area: ground.known[area] for area in ground.owed if area in ground.known}
        weights = pool_of(ground.indicator, owed).weights
    made = []
    for place in found.places:
        cells = tuple(
            cell(
                place.code,
                year,
                texts,
                in_force=found.in_force,
                stored=stored,
                fault=faults.get((place.code, year), ""),
                is_owed=place.code in found.grounds[year].owed,
            )
            for year in years
        )
        made.append(_row(place, cells, ground, weights.get(place.code), found.fact.decimals))
    return tuple(made)


def _row(place: Place, cells: tuple[Cell, ...], ground: Ground, share: Fraction | None, decimals: int) -> Row:
    last, people = ground.last.get(place.code), ground.people.get(place.code)
    return Row(
        code=place.code,
        name=place.name,
        group=place.group,
        cells=cells,
        last="" if last is None else shown(last, decimals),
        last_year=ground.known_in.get(place.code),
        share="" if share is None else shown(to_decimal(100 * share), 1),
        people=plain(people) if people is not None and is_sum(ground.indicator) else "",
    )


def column(found: Sheet, year: int, rule: Rule | None = None) -> dict[str, object]:
    """Return a year's heading: what the city is held to then, and the rule that has just filled it."""
    target = next((one for one in found.grounds[year].indicator.targets if one.year == year), None)
    return {
        "year": year,
        "target": words.bound_words(target, unit_of(found)),
        "quote": target.quote if target else "",
        "spread": rule.value if rule else "",
        "is_interim": target is None,
    }


def check_lines(found: Sheet, years: Iterable[int], lines: Mapping[tuple[str, int], Decimal]) -> tuple[CheckLine, ...]:
    """Return each year's check in words."""
    names, unit = names_of(found), unit_of(found)
    checks = found.checks(lines, years)
    return tuple(
        words.check_line(year, one, found.grounds[year].indicator, unit, names) for year, one in checks.items()
    )


def history(found: Sheet) -> tuple[Told, ...]:
    """Return every version that the actor may see, the latest first."""
    return tuple(told(found, one) for one in found.versions)


def told(found: Sheet, version: VersionFact) -> Told:
    """Return a version with what it changes of the one before it, or of what is in force while it is on its way."""
    before = found.before(version)
    former = found.in_force if version.is_open else before.lines if before else {}
    areas = [place.code for place in found.places]
    tone, state = words.STATES[version.state]
    changed = differences(former, version.lines, names_of(found), areas)
    return Told(version, tone, state, changed, tuple((step, words.ACTS[step.act]) for step in version.steps))
