"""Reads and checks an indicator's measure: linear sums whose units give the declared one."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from targets.domain import located
from targets.domain.algebra import Accrual, Kind, Level, Measure, Pooling, Term
from targets.domain.catalogue import AreaRow, FactorRow, QuantityRow
from targets.domain.located import Node, Scalar, gettext_noop
from targets.domain.read_factors import dimension_of
from targets.domain.rows import Row, number_of
from targets.domain.unit_algebra import ONE, Dimension, parse


@dataclass(frozen=True, slots=True)
class Known:
    """What a measure may refer to."""

    quantities: Mapping[str, QuantityRow]
    factors: Mapping[str, FactorRow]
    units: Mapping[str, Dimension]
    areas: Mapping[str, AreaRow]


def read_measure(row: Row, result_key: str, known: Known) -> Measure:
    """Return the measure; its scale must give the unit under ``result_key``."""
    inner = Row(row.nodes.get("measure"), row.findings, required=("numerator", "denominator", "scale"), place=row.place)
    scale = inner.number("scale", 20, 10)
    row.findings.check(scale > 0, inner.at("scale"), gettext_noop("must be above zero"))
    row.findings.check(inner.has("numerator"), inner.at("numerator"), gettext_noop("a measure needs a numerator"))
    top, top_unit = _side(inner, "numerator", known)
    bottom: tuple[Term, ...] | None = None
    bottom_unit: Dimension | None = ONE
    if inner.has("denominator"):
        bottom, bottom_unit = _side(inner, "denominator", known)
        for term in bottom:
            if term.coefficient is not None and term.coefficient <= 0:
                message = gettext_noop("the coefficient of %(code)s must be above zero in a denominator")
                row.findings.add(inner.at("denominator"), message, code=term.quantity)
    want: Dimension | None = None
    if result_key in row.nodes:
        want = dimension_of(row.text(result_key, 40, blank=True), row.at(result_key), known.units, row.findings)
    if top_unit is not None and bottom_unit is not None and want is not None:
        got = top_unit / bottom_unit
        row.findings.check(
            got.powers == want.powers and got.multiple == Fraction(scale) * want.multiple,
            inner.at("scale"),
            gettext_noop("scale %(scale)s does not give the unit %(unit)s"),
            scale=scale,
            unit=row.text(result_key, 40, blank=True) or "''",
        )
    return Measure(numerator=top, denominator=bottom, scale=scale)


def _side(inner: Row, key: str, known: Known) -> tuple[tuple[Term, ...], Dimension | None]:
    """The terms of one sum and their common unit (None where one is unknown or they differ)."""
    node = inner.nodes.get(key)
    if not isinstance(node, located.Mapping):
        if node is not None and inner.has(key):
            inner.findings.add(node.place, gettext_noop("must map quantities to numbers or factors"))
        return (), None
    inner.findings.check(node.entries, node.place, gettext_noop("must name at least one quantity"))
    terms: list[Term] = []
    units: list[Dimension | None] = []
    for name, coefficient in node.entries:
        term, unit = _term(name, coefficient, inner, known)
        if term is None:
            units.append(None)
            continue
        terms.append(term)
        if unit is not None and units and units[0] is not None:
            inner.findings.check(
                unit == units[0],
                name.place,
                gettext_noop("%(code)s has another unit than %(other)s: unlike units cannot be added"),
                code=term.quantity,
                other=terms[0].quantity,
            )
        units.append(unit)
    same = units and all(unit is not None and unit == units[0] for unit in units)
    return tuple(terms), units[0] if same else None


def _term(name: Scalar, coefficient: Node, inner: Row, known: Known) -> tuple[Term | None, Dimension | None]:
    findings = inner.findings
    code = name.value
    if not isinstance(code, str) or code not in known.quantities:
        findings.add(name.place, gettext_noop("unknown quantity %(code)s"), code=code)
        return None, None
    unit = parse(known.quantities[code].unit, known.units)
    if isinstance(coefficient, Scalar) and isinstance(coefficient.value, str):
        factor = known.factors.get(coefficient.value)
        if factor is None:
            message = gettext_noop("a coefficient is a number or a factor; there is no factor %(code)s")
            findings.add(coefficient.place, message, code=coefficient.value)
            return None, None
        times = parse(factor.unit, known.units)
        return Term(code, factor=factor.code), unit * times if unit is not None and times is not None else None
    value = number_of(coefficient, findings, 24, 12)
    findings.check(value != 0, coefficient.place, gettext_noop("a coefficient must not be zero"))
    return Term(code, coefficient=value if value else Decimal(1)), unit


def check_use(
    row: Row, measure: Measure, accrual: Accrual, pooling: Pooling, where: tuple[str, ...], known: Known
) -> None:
    """Check accrual against the kinds, pooling against the levels, areas against the quantities'."""
    findings = row.findings
    used = [known.quantities[code] for code in measure.quantities if code in known.quantities]
    if not used:
        return
    kinds = {quantity.kind for quantity in used}
    findings.check(Kind.TEXT not in kinds, row.at("measure"), gettext_noop("a measure cannot use a text"))
    if accrual is Accrual.STOCK:
        findings.check(
            kinds <= {Kind.STOCK, Kind.MILESTONE, Kind.TEXT},
            row.at("accrual"),
            gettext_noop("accrual stock needs year-end stocks or milestones, not yearly flows"),
        )
    elif accrual is Accrual.CUMULATIVE:
        findings.check(
            kinds <= {Kind.FLOW, Kind.TEXT},
            row.at("accrual"),
            gettext_noop("accrual cumulative needs yearly flows only"),
        )
    else:
        findings.check(
            Kind.FLOW in kinds, row.at("accrual"), gettext_noop("accrual level needs a yearly flow; use stock")
        )
    wanted = Level.MUNICIPAL if pooling is Pooling.CITY else Level.COUNTY
    for quantity in used:
        findings.check(
            quantity.level is wanted,
            row.at("pooling"),
            gettext_noop("pooling %(pooling)s needs %(level)s quantities; %(code)s is none"),
            pooling=pooling,
            level=wanted,
            code=quantity.code,
        )
        findings.check(
            set(where) <= set(quantity.areas),
            row.at("applies_to"),
            gettext_noop("%(code)s is not reported everywhere the indicator applies"),
            code=quantity.code,
        )
