"""From located nodes to a catalogue: every check of a plan folder, in one pass."""

from collections.abc import Mapping
from dataclasses import dataclass

from targets.domain import coverage
from targets.domain.catalogue import AreaRow, BureauRow, Catalogue, IndicatorRow, PlanRow
from targets.domain.document import flatten
from targets.domain.located import Findings, Node, Place, Problem, gettext_noop
from targets.domain.read_factors import read_factors, read_units
from targets.domain.read_indicators import Promises, read_emissions, read_indicators
from targets.domain.read_measures import Known
from targets.domain.read_places import read_areas, read_bureaus
from targets.domain.read_plan import PlanFile, deadline, read_plan
from targets.domain.read_quantities import read_quantities, with_tasks
from targets.domain.rows import Row, same_names

REQUIRED = ("plan.yaml", "areas.yaml", "bureaus.yaml", "units.yaml", "quantities.yaml", "indicators.yaml")
OPTIONAL = ("factors.yaml", "emissions.yaml", "themes.yaml")
TEXT = "plan-text.txt"


@dataclass(frozen=True, slots=True)
class Reading:
    """A valid catalogue and no problems, or problems and no catalogue."""

    catalogue: Catalogue | None
    problems: tuple[Problem, ...]


def read_catalogue(files: Mapping[str, Node], text: str) -> Reading:
    """Check a plan folder and return its catalogue.

    Args:
        files: the content of each YAML file by its name (``REQUIRED``, ``OPTIONAL``).
        text: the plan as published (``plan-text.txt``).

    Returns:
        The catalogue, or every problem found, in the order of the files and lines.
    """
    findings = Findings()
    for name in REQUIRED:
        findings.check(name in files, Place(name), gettext_noop("the file is missing"))
    findings.check(text.strip(), Place(TEXT), gettext_noop("the file is missing or empty"))
    if findings.problems:
        return Reading(None, tuple(findings.problems))
    catalogue = _read(files, text, findings)
    if findings.problems:
        order = (*REQUIRED, *OPTIONAL)
        places = {name: number for number, name in enumerate(order)}
        found = sorted(findings.problems, key=lambda one: (places.get(one.file, -1), one.line))
        return Reading(None, tuple(found))
    return Reading(catalogue, ())


def _read(files: Mapping[str, Node], text: str, findings: Findings) -> Catalogue:
    unit_rows, units = read_units(files["units.yaml"], findings)
    areas = read_areas(files["areas.yaml"], findings)
    bureaus, naming = read_bureaus(files["bureaus.yaml"], flatten(text), findings)
    plan = read_plan(files["plan.yaml"], text, areas, bureaus, findings)
    factors, factor_rows = read_factors(files.get("factors.yaml"), units, findings)
    quantities, quantity_rows = read_quantities(files["quantities.yaml"], areas, bureaus, units, findings)
    known = Known(quantities, factors, units, areas)
    promises = Promises(plan.tasks, plan.document, plan.top.whole("base_year", 1990, 2100), known)
    own, own_rows = read_indicators(files["indicators.yaml"], promises, findings)
    ledgers, (carbon, carbon_rows) = read_emissions(files.get("emissions.yaml"), promises, findings)
    indicators, rows = own | carbon, own_rows | carbon_rows
    _check_indicators(own, carbon, indicators, rows, findings)
    coverage.check_use(indicators, quantities, quantity_rows, factors, factor_rows, findings)
    themes = coverage.read_themes(files.get("themes.yaml"), indicators, findings)
    explained = coverage.read_explained(files["indicators.yaml"], plan.document, indicators, rows, findings)
    _check_city(plan, areas, {code for row in quantities.values() for code in row.areas}, findings)
    _check_names(naming, areas, bureaus, plan.top)
    return Catalogue(
        text=text,
        plan=_plan_row(plan, indicators),
        parts=tuple(plan.parts.values()),
        tasks=tuple(plan.tasks.values()),
        areas=tuple(areas.values()),
        bureaus=tuple(bureaus.values()),
        county_naming=naming,
        units=unit_rows,
        factors=tuple(factors.values()),
        quantities=with_tasks(quantities, coverage.first_tasks(indicators, quantities)),
        indicators=tuple(indicators.values()),
        ledgers=ledgers,
        themes=themes,
        not_a_target=explained,
    )


def _check_indicators(
    own: Mapping[str, IndicatorRow],
    carbon: Mapping[str, IndicatorRow],
    every: Mapping[str, IndicatorRow],
    rows: Mapping[str, Row],
    findings: Findings,
) -> None:
    for code in set(own) & set(carbon):
        findings.add(rows[code].at("code"), gettext_noop("code %(code)s is used twice"), code=code)
    same_names(rows, "name_zh", {code: row.name_zh for code, row in every.items()}, findings)
    same_names(rows, "name_en", {code: row.name_en for code, row in every.items()}, findings)


def _check_city(plan: PlanFile, areas: Mapping[str, AreaRow], reporting: set[str], findings: Findings) -> None:
    """One city, to which every reporting unit belongs; municipal figures are this city's."""
    city = plan.top.text("city", 12)
    for area in areas.values():
        if area.reports and city in areas:
            findings.check(
                city in _ancestors(area, areas),
                plan.top.at("city"),
                gettext_noop("%(area)s reports but does not belong to the city"),
                area=area.code,
            )
    for code in sorted(reporting):
        if code in areas and areas[code].kind == "city":
            message = gettext_noop("municipal quantities are reported by %(area)s, which is not the plan's city")
            findings.check(code == city, plan.top.at("city"), message, area=code)


def _ancestors(area: AreaRow, areas: Mapping[str, AreaRow]) -> set[str]:
    found: set[str] = set()
    parent = area.parent
    while parent is not None and parent in areas and parent not in found:
        found.add(parent)
        parent = areas[parent].parent
    return found


def _check_names(naming: str, areas: Mapping[str, AreaRow], bureaus: Mapping[str, BureauRow], plan: Row) -> None:
    for area in areas.values():
        for bureau in bureaus.values() if area.reports else ():
            name = county_name(naming, area.name_zh, bureau.county_suffix)
            message = gettext_noop("the name %(name)s of a county bureau is longer than %(most)s characters")
            plan.findings.check(len(name) <= 120, Place("bureaus.yaml"), message, name=name, most=120)


def county_name(naming: str, area: str, suffix: str) -> str:
    """Return the name of a bureau's counterpart in a county.

    >>> county_name("{area}{county_suffix}", "泗水县", "能源局")
    '泗水县能源局'
    """
    return naming.replace("{area}", area).replace("{county_suffix}", suffix)


def _plan_row(file: PlanFile, indicators: Mapping[str, IndicatorRow]) -> PlanRow:
    plan = file.top
    month, day, quote = deadline(plan, file.document)
    base_year = plan.whole("base_year", 1990, 2100)
    years = [target.year for row in indicators.values() for target in row.targets if target.year is not None]
    return PlanRow(
        slug=plan.text("slug", 60),
        title_zh=plan.text("title", 120),
        title_en=plan.text("title_en", 200),
        document_no=plan.text("document_no", 60),
        issued_on=plan.day("issued_on"),
        issuers=plan.texts("issuers", 40),
        city=plan.text("city", 12),
        base_year=base_year,
        last_year=max([base_year + 1, *years]),
        deadline_month=month,
        deadline_day=day,
        deadline_quote=quote,
    )
