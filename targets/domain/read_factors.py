"""Reads and checks units.yaml and factors.yaml."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from targets.domain.algebra import Lookup
from targets.domain.catalogue import FactorRow, Published, UnitRow
from targets.domain.exact import plain
from targets.domain.located import Findings, Node, Place, gettext_noop
from targets.domain.read_places import rows_of
from targets.domain.rows import NAME, Row, number_of, whole_of
from targets.domain.unit_algebra import Dimension, parse, simple

PLACEHOLDER = "placeholder, to be set by bureau"
CONFIDENCES = ("verified", "secondary", "derived", PLACEHOLDER)


def read_units(node: Node | None, findings: Findings) -> tuple[tuple[UnitRow, ...], dict[str, Dimension]]:
    """Return the units, and what they are made of by their canonical spelling."""
    top = Row(node, findings, required=("units",))
    units: dict[str, UnitRow] = {}
    for item in top.items("units"):
        row = Row(item, findings, required=("zh", "en", "dimension", "si"))
        if row.broken:
            continue
        zh = row.text("zh", 20, blank=True)
        si = row.number("si", 40, 20)
        findings.check(si > 0, row.at("si"), gettext_noop("must be above zero"))
        findings.check("/" not in zh, row.at("zh"), gettext_noop("a compound unit is not listed, its parts are"))
        findings.check(zh not in units, row.at("zh"), gettext_noop("code %(code)s is used twice"), code=zh)
        units[zh] = UnitRow(zh, row.text("en", 40, blank=True), row.text("dimension", 30), si if si > 0 else Decimal(1))
    known = {zh: simple(unit.dimension, Fraction(unit.si)) for zh, unit in units.items()}
    return tuple(units.values()), known


def dimension_of(text: str, place: Place, units: Mapping[str, Dimension], findings: Findings) -> Dimension | None:
    """Return what a unit is made of; None, and a problem at ``place``, when a part of it is unknown."""
    found = parse(text, units)
    findings.check(found is not None, place, gettext_noop("unknown unit %(unit)s"), unit=text or "''")
    return found


def read_factors(
    node: Node | None, units: Mapping[str, Dimension], findings: Findings
) -> tuple[dict[str, FactorRow], dict[str, Row]]:
    """Return the factors and their rows by code; both empty where the plan has no such file."""
    if node is None:
        return {}, {}
    top = Row(node, findings, required=("factors",), optional=("lookup",))
    if top.has("lookup"):
        top.word("lookup", Lookup)
    rows = rows_of(
        top, "factors", findings,
        required=("code", "name_zh", "name_en", "unit", "values", "source", "confidence", "provisional", "note"),
        optional=("published", "conversion", "lookup"), pattern=NAME,
    )  # fmt: skip
    default = top.word("lookup", Lookup) if top.has("lookup") else Lookup.NEAREST_EARLIER
    return {code: _factor(code, row, default, units) for code, row in rows.items()}, rows


def _factor(code: str, row: Row, default: Lookup, units: Mapping[str, Dimension]) -> FactorRow:
    unit = row.text("unit", 40, blank=True)
    dimension_of(unit, row.at("unit"), units, row.findings)
    confidence, provisional = row.text("confidence", 60), row.flag("provisional")
    row.findings.check(
        confidence in CONFIDENCES,
        row.at("confidence"),
        gettext_noop("must be one of: %(words)s; found %(value)s"),
        words="; ".join(CONFIDENCES),
        value=confidence,
    )
    row.findings.check(
        provisional == (confidence == PLACEHOLDER),
        row.at("provisional"),
        gettext_noop("a factor is provisional exactly when its confidence says placeholder"),
    )
    values = _by_year(row, "values")
    row.findings.check(
        values or provisional, row.at("values"), gettext_noop("only a provisional factor may be without a value")
    )
    return FactorRow(
        code=code,
        name_zh=row.text("name_zh", 120),
        name_en=row.text("name_en", 200),
        unit=unit,
        values=tuple(sorted(values.items())),
        lookup=row.word("lookup", Lookup) if row.has("lookup") else default,
        published=_published(row, values, provisional),
        source=row.text("source", 2000),
        confidence=confidence,
        provisional=provisional,
        note_zh=row.text("note", 4000, blank=True),
    )


def _by_year(row: Row, key: str) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for year, value in row.pairs(key):
        found[whole_of(year, row.findings, 1990, 2100)] = number_of(value, row.findings, 30, 12)
    return found


def _published(row: Row, values: Mapping[int, Decimal], provisional: bool) -> Published | None:
    """The value as its source prints it; every year's value is published × conversion, exactly."""
    if not row.has("published") or not row.has("conversion"):
        row.findings.check(
            provisional and not row.has("published") and not row.has("conversion"),
            row.place,
            gettext_noop("published and conversion belong together; only a provisional factor has neither"),
        )
        return None
    published = Row(row.nodes["published"], row.findings, required=("unit", "values"))
    printed = _by_year(published, "values")
    conversion = row.number("conversion", 30, 12)
    row.findings.check(
        set(printed) == set(values), published.at("values"), gettext_noop("must give the same years as values")
    )
    for year, node in row.pairs("values"):
        known = year.value if isinstance(year.value, Decimal) else None
        if known in printed:
            row.findings.check(
                Fraction(values[int(known)]) == Fraction(printed[int(known)]) * Fraction(conversion),
                node.place,
                gettext_noop("%(value)s is not published × conversion = %(product)s"),
                value=values[int(known)],
                product=plain(printed[int(known)] * conversion),
            )
    return Published(published.text("unit", 40, blank=True), tuple(sorted(printed.items())), conversion)
