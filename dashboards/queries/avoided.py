"""The ledgers of avoided emissions in an area: each measure with its activity, factor, source and savings."""

from decimal import Decimal
from fractions import Fraction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from dashboards.domain.avoided import Activity, Avoided, Measure, Source, total_of
from dashboards.domain.carbon import Amount
from dashboards.domain.definitions import Definition, Place
from dashboards.queries.scopes import Scope
from progress.domain.inventories import INVENTORY
from progress.domain.readings import to_decimal
from progress.queries import carbon
from progress.queries.carbon import Row, Rows
from progress.queries.ledgers import Ledgers


def avoided(
    scope: Scope, place: Place, ledgers: Ledgers, rows: Rows, *, actor: Actor, english: bool
) -> tuple[Avoided, ...]:
    """Return every ledger besides the inventory; one query.

    Args:
        scope: plan, year, basis and stage.
        place: an area the actor may read.
        ledgers: of the plan.
        rows: of the ledgers' indicators.
        actor: who asks; a clerk sees what their own bureau filed.
        english: in which language ledgers are named.
    """
    known = scope.catalogue.indicators
    others = [one for one in ledgers.ledgers if one.code != INVENTORY]
    definitions = [known[code] for ledger in others for code in ledger.indicators]
    done = _activities(scope, place, ledgers, definitions, actor)
    sources = {
        code: source_of(code, name, scope.year, ledgers, english=english)
        for one in definitions
        for code, name in one.factors.items()
    }
    measures = {}
    for one in definitions:
        years = {year: rows.shown.get((place.id, one.id, year)) for year in scope.years}
        measures[one.code] = _measure(one, scope, sources, years, done.get((one.id, scope.year), {}))
    return tuple(
        Avoided(one.name_en if english else one.name_zh, tuple(measures[code] for code in one.indicators))
        for one in others
    )


def _activities(
    scope: Scope, place: Place, ledgers: Ledgers, definitions: list[Definition], actor: Actor
) -> dict[tuple[int, int], dict[str, Decimal]]:
    """What was done, of areas whose filings the reader sees: all to the city's offices, a filer's own."""
    below = ledgers.leaves.get(place.code, (place.code,))
    if not scope.sees_everyone and below != (place.code,):
        return {}
    found = carbon.activities(
        scope.catalogue.plan_id,
        indicators=[one.id for one in definitions],
        areas=[one.id for one in scope.readable if one.code in below],
        years=[scope.year],
        stage=scope.stage,
        basis=scope.basis,
    )
    if not actor.has(Role.CLERK):
        return found
    offices = {code: quantity.office.id for one in definitions for code, quantity in one.quantities.items()}
    return {
        key: {code: amount for code, amount in amounts.items() if offices.get(code) == actor.bureau_id}
        for key, amounts in found.items()
    }


def _measure(
    definition: Definition,
    scope: Scope,
    sources: dict[str, Source],
    rows: dict[int, Row | None],
    done: dict[str, Decimal],
) -> Measure:
    amounts = {year: _amount(row) for year, row in rows.items()}
    return Measure(
        definition=definition,
        amounts=amounts,
        year=scope.year,
        activities=_terms(definition, sources, rows.get(scope.year), done),
        total=total_of(definition, amounts, first=scope.years[0], last=scope.year),
    )


def _amount(row: Row | None) -> Amount | None:
    return None if row is None else Amount(row.value, row.void, row.reported, row.expected, row.has_estimate)


def _terms(
    definition: Definition, sources: dict[str, Source], row: Row | None, done: dict[str, Decimal]
) -> tuple[Activity, ...]:
    """The terms with what was done, where this explains the sum to the last digit; a single term explains itself."""
    terms = definition.algebra.measure.numerator
    weights = {term.quantity: sources[term.factor].value if term.factor else term.coefficient for term in terms}
    amounts: dict[str, Decimal | None] = dict.fromkeys(weights)
    total = None if row is None else row.numerator
    if total is not None:
        amounts |= done if _explains(done, weights, total) else _only(weights, total)
    return tuple(
        Activity(
            definition.quantities[term.quantity], amounts[term.quantity], sources[term.factor] if term.factor else None
        )
        for term in terms
    )


def _explains(done: dict[str, Decimal], weights: dict[str, Decimal | None], total: Decimal) -> bool:
    if done.keys() != weights.keys():
        return False
    parts = [Fraction(done[name]) * Fraction(weight) for name, weight in weights.items() if weight is not None]
    return sum(parts, Fraction(0)) == Fraction(total)


def _only(weights: dict[str, Decimal | None], total: Decimal) -> dict[str, Decimal]:
    (name, weight), *others = weights.items()
    if others or not weight:
        return {}
    return {name: to_decimal(Fraction(total) / Fraction(weight))}


def source_of(code: str, name: str, year: int, ledgers: Ledgers, *, english: bool) -> Source:
    """Return a factor as it serves a year: its value, the year this is of, where it is from.

    Args:
        code: the factor's.
        name: in the reader's language.
        year: whose figures it serves.
        ledgers: of the plan.
        english: in which language its unit is written.
    """
    factor, fact = ledgers.factors[code], ledgers.facts[code]
    serving = factor.year_serving(year)
    set_for = fact.value_of(serving) if serving is not None else None
    return Source(
        code=code,
        name=name,
        unit=fact.unit_en if english else fact.unit_zh,
        value=factor.value_in(year),
        year=serving,
        source=(set_for.source if set_for else "") or fact.source,
        confidence=fact.confidence,
        provisional=fact.provisional,
        note=fact.note_zh,
    )
