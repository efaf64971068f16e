"""Reads and checks quantities.yaml: what is reported, by whom, where, and its checks."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from targets.domain.algebra import Kind, Level
from targets.domain.catalogue import AreaRow, BureauRow, QuantityRow
from targets.domain.located import Findings, Node, Place, Scalar, Sequence, gettext_noop
from targets.domain.read_factors import dimension_of
from targets.domain.read_places import applies_to, rows_of
from targets.domain.rows import NAME, Row, same_names, text_of
from targets.domain.unit_algebra import Dimension, parse

Bound = tuple[str, Place]
CHECKS = ("not_more_than", "not_more_than_sum_of", "never_falls")


def read_quantities(
    node: Node | None,
    areas: Mapping[str, AreaRow],
    bureaus: Mapping[str, BureauRow],
    units: Mapping[str, Dimension],
    findings: Findings,
) -> tuple[dict[str, QuantityRow], dict[str, Row]]:
    """Return the quantities and their rows by code; ``task`` is filled in once indicators are known."""
    top = Row(node, findings, required=("quantities",))
    rows = rows_of(
        top, "quantities", findings,
        required=("code", "name_zh", "name_en", "unit", "kind", "reported_by", "applies_to", "note"),
        optional=("checks", "decimals", "minimum", "evidence_for"), pattern=NAME,
    )  # fmt: skip
    quantities: dict[str, QuantityRow] = {}
    bounds: dict[str, list[Bound]] = {}
    for code, row in rows.items():
        quantities[code], bounds[code] = _quantity(code, row, areas, bureaus, units)
    same_names(rows, "name_zh", {code: row.name_zh for code, row in quantities.items()}, findings)
    same_names(rows, "name_en", {code: row.name_en for code, row in quantities.items()}, findings)
    for code, named in bounds.items():
        for other, place in named:
            _check_bound(code, other, place, quantities, units, findings)
    _no_circles({code: [other for other, _ in named] for code, named in bounds.items()}, rows, findings)
    return quantities, rows


def _quantity(
    code: str, row: Row, areas: Mapping[str, AreaRow], bureaus: Mapping[str, BureauRow], units: Mapping[str, Dimension]
) -> tuple[QuantityRow, list[Bound]]:
    findings = row.findings
    kind = row.word("kind", Kind)
    unit = row.text("unit", 40, blank=True)
    dimension_of(unit, row.at("unit"), units, findings)
    duty = Row(row.nodes.get("reported_by"), findings, required=("level", "bureau"), place=row.place)
    level, bureau = duty.word("level", Level), duty.text("bureau", 40)
    findings.check(bureau in bureaus, duty.at("bureau"), gettext_noop("unknown bureau %(code)s"), code=bureau)
    written, where = applies_to(row, areas)
    kinds = {areas[area].kind for area in where}
    findings.check(
        kinds == {"city"} if level is Level.MUNICIPAL else not kinds & {"city", "province"},
        row.at("applies_to"),
        gettext_noop("a municipal quantity applies to the city alone, a county one to counties"),
    )
    _needed(row, kind)
    single, several, never_falls, bounds = _checks(row)
    quantity = QuantityRow(
        code=code,
        task="",
        kind=kind,
        level=level,
        bureau=bureau,
        name_zh=row.text("name_zh", 120),
        name_en=row.text("name_en", 200),
        unit=unit,
        decimals=row.whole("decimals", 0, 6) if row.has("decimals") else 0,
        minimum=row.number_or_none("minimum", 20, 6),
        not_more_than=single,
        not_more_than_sum_of=several,
        never_falls=never_falls,
        note_zh=row.text("note", 2000),
        applies_to=written,
        areas=where,
        evidence_for=row.text_or_none("evidence_for", 80),
        line=row.place.line,
    )
    if kind is Kind.MILESTONE:
        findings.check(
            quantity.decimals == 0 and quantity.minimum == Decimal(0),
            row.place,
            gettext_noop("a milestone is 0 or 1: decimals 0, minimum 0"),
        )
    return quantity, bounds


def _needed(row: Row, kind: Kind) -> None:
    """A text names the indicator it is evidence for; every other kind has decimals and a minimum."""
    words, figures = ["evidence_for"], ["decimals", "minimum"]
    needed, barred = (words, [*figures, "checks"]) if kind is Kind.TEXT else (figures, words)
    for key in needed:
        row.findings.check(row.has(key), row.place, gettext_noop("missing key %(key)s"), key=key)
    for key in barred:
        message = gettext_noop("a quantity of kind %(kind)s has no %(key)s")
        row.findings.check(not row.has(key), row.at(key), message, kind=kind, key=key)


def _checks(row: Row) -> tuple[str | None, tuple[str, ...], bool, list[Bound]]:
    if not row.has("checks"):
        return None, (), False, []
    checks = Row(row.nodes["checks"], row.findings, required=(), optional=CHECKS)
    never_falls = checks.flag("never_falls") if checks.has("never_falls") else False
    bounds: list[Bound] = []
    single = checks.text_or_none("not_more_than", 80)
    if single:
        bounds.append((single, checks.at("not_more_than")))
    node = checks.nodes.get("not_more_than_sum_of")
    if isinstance(node, Scalar):
        several: tuple[str, ...] = (text_of(node, row.findings, 80),)
    else:
        several = checks.texts("not_more_than_sum_of", 80)
    items = node.items if isinstance(node, Sequence) else (node,) * len(several)
    bounds += [(name, item.place) for name, item in zip(several, items, strict=True) if item is not None]
    return single, several, never_falls, bounds


def _check_bound(
    code: str, other: str, place: Place, quantities: Mapping[str, QuantityRow], units: Mapping[str, Dimension],
    findings: Findings,
) -> None:  # fmt: skip
    if other not in quantities or other == code:
        findings.add(place, gettext_noop("unknown quantity %(code)s"), code=other)
        return
    mine, bound = quantities[code], quantities[other]
    findings.check(bound.kind is not Kind.TEXT, place, gettext_noop("%(code)s is a text, not a number"), code=other)
    findings.check(
        parse(mine.unit, units) == parse(bound.unit, units),
        place,
        gettext_noop("%(code)s has another unit: %(unit)s"),
        code=other,
        unit=bound.unit or "''",
    )
    findings.check(mine.level is bound.level, place, gettext_noop("%(code)s is filled at another level"), code=other)
    findings.check(
        set(mine.areas) <= set(bound.areas),
        place,
        gettext_noop("%(code)s is not reported everywhere this one is"),
        code=other,
    )


def _no_circles(bounds: Mapping[str, list[str]], rows: Mapping[str, Row], findings: Findings) -> None:
    for code in bounds:
        seen: set[str] = set()
        todo = list(bounds[code])
        while todo:
            other = todo.pop()
            if other not in seen:
                seen.add(other)
                todo += bounds.get(other, [])
        if code in seen:
            findings.add(rows[code].at("checks"), gettext_noop("the checks run in a circle"))


def with_tasks(quantities: Mapping[str, QuantityRow], tasks: Mapping[str, str]) -> tuple[QuantityRow, ...]:
    """Return the quantities under the clause of the first indicator each serves."""
    return tuple(replace(row, task=tasks.get(code, "")) for code, row in quantities.items())
