"""The numbers behind the carbon page's charts, unrounded. The two accounts are never in one table."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.domain.avoided import Avoided, Measure
from dashboards.domain.carbon import Amount, Inventory, YearLine
from dashboards.domain.numbers import rounded
from dashboards.domain.tables import Cell, Table
from dashboards.figures import carbon_words, wording
from dashboards.figures.carbon import scenario_name


def years_table(drawn: Inventory) -> Table:
    """Return a row per year: every inventory, stage, coverage, per person and floor area, and the scenario."""
    band = {one.year: one for one in drawn.band.years}
    lines = {line.year: line for line in drawn.own.lines}
    rows: list[tuple[Cell, ...]] = []
    for year in sorted({*lines, *band}):
        line, one = lines.get(year), band.get(year)
        amounts = line.amounts if line else (None,) * len(drawn.definitions)
        scenario = (one.low, one.middle, one.high) if one else (None, None, None)
        rows.append((year, *map(_value, amounts), *_of(line), *_per(line), *map(_cut, scenario)))
    name = scenario_name()
    headings = (
        _("Year"),
        *(f"{one.name} ({one.unit})" for one in drawn.definitions),
        _("Stage"),
        _("Coverage"),
        _("Per person (tCO₂)"),
        _("Per m² of floor (kgCO₂)"),
        _("%(name)s, lower end") % {"name": name},
        f"{name} ({drawn.unit})",
        _("%(name)s, upper end") % {"name": name},
    )
    return Table(headings, tuple(rows)).without_empty_columns()


def energies_table(drawn: Inventory) -> Table:
    """Return a row per year and inventory: its energies, which add up to it exactly."""
    rows = [
        (line.year, one.name, *(amount.parts or (None,) * len(drawn.energies)), amount.value, *_stage(amount))
        for line in drawn.own.lines
        for one, amount in zip(drawn.definitions, line.amounts, strict=True)
        if amount is not None and amount.value is not None
    ]
    headings = (
        _("Year"),
        _("Counted at"),
        *(f"{energy} ({drawn.unit})" for energy in drawn.energies),
        f"{_('Together')} ({drawn.unit})",
        _("Stage"),
        _("Coverage"),
    )
    return Table(headings, tuple(rows))


def areas_table(drawn: Inventory) -> Table:
    """Return a row per area and year: every inventory, the first one's energies, per person and floor area."""
    rows = [
        (
            part.place.name,
            line.year,
            *map(_value, line.amounts),
            *((line.first.parts if line.first else None) or (None,) * len(drawn.energies)),
            *_of(line),
            *_per(line),
        )
        for part in drawn.parts
        for line in part.lines
        if any(one is not None and one.expected for one in line.amounts)
    ]
    headings = (
        _("Area"),
        _("Year"),
        *(f"{one.name} ({one.unit})" for one in drawn.definitions),
        *(f"{energy} ({drawn.unit})" for energy in drawn.energies),
        _("Stage"),
        _("Coverage"),
        _("Per person (tCO₂)"),
        _("Per m² of floor (kgCO₂)"),
    )
    return Table(headings, tuple(rows)).without_empty_columns()


def measures_table(ledgers: Sequence[Avoided], years: Sequence[int]) -> Table:
    """Return a row per measure: what its latest year rests on, what each year saved, and these years' sum.

    There is no row of totals: measures overlap.
    """
    rows = [
        (
            measure.definition.name,
            measure.definition.unit,
            *_basis(measure),
            *(_value(measure.amounts.get(year)) for year in years),
            measure.total.value if measure.total.value is not None else _("no figure"),
            f"{measure.total.first}–{measure.total.last}",
        )
        for ledger in ledgers
        for measure in ledger.measures
    ]
    headings = (
        _("Measure"),
        _("Unit"),
        _("Activity"),
        _("Factor"),
        _("Year of the factor"),
        _("Source"),
        _("Trust"),
        *map(str, years),
        _("Added over the years"),
        _("Years"),
    )
    return Table(headings, tuple(rows))


def _basis(measure: Measure) -> tuple[Cell, ...]:
    """Activity, factor, its year, source and trust; several terms stand in one cell, in order."""
    said = [one for one in measure.activities if one.factor]
    amounts = [
        f"{one.quantity.name} {_plain(one.amount)} {one.quantity.unit}".strip() if one.amount is not None else ""
        for one in measure.activities
    ]
    factors = [f"{one.factor.name} {_plain(one.factor.value)} {one.factor.unit}" for one in said if one.factor]
    return (
        "; ".join(filter(None, amounts)),
        "; ".join(factors),
        "; ".join(str(one.factor.year or "") for one in said if one.factor),
        "; ".join(one.factor.source or str(carbon_words.NOT_STATED) for one in said if one.factor),
        "; ".join(carbon_words.trust(one.factor.confidence) for one in said if one.factor),
    )


def _per(line: YearLine | None) -> tuple[Cell, ...]:
    return (_cut(line.per_person), _cut(line.per_floor)) if line else (None, None)


def _cut(quotient: Decimal | None) -> Decimal | None:
    """What was divided or raised to a power has no last digit: six places."""
    return None if quotient is None else rounded(quotient, 6)


def _plain(number: object) -> str:
    return "" if number is None else f"{number:f}"


def _value(amount: Amount | None) -> Cell:
    if amount is None:
        return None
    return amount.value if amount.value is not None else str(wording.VOID.get(amount.void, amount.void))


def _of(line: YearLine | None) -> tuple[Cell, ...]:
    return _stage(line.first) if line and line.first and line.first.value is not None else ("", "")


def _stage(amount: Amount) -> tuple[Cell, ...]:
    stage = pgettext("flag", "estimate") if amount.is_estimate else pgettext("stage", "final")
    return stage, f"{amount.reported}/{amount.expected}"
