"""Reads and checks areas.yaml and bureaus.yaml."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from targets.domain.catalogue import AppliesTo, AreaRow, BureauRow
from targets.domain.document import flatten
from targets.domain.located import Findings, Node, Scalar, gettext_noop
from targets.domain.located import Sequence as NodeList
from targets.domain.rows import NAME, Row, text_of

AREA_CODE = r"[0-9A-Za-z]+"
DEFAULT_NAMING = "{area}{county_suffix}"


class AreaKind(StrEnum):
    """What kinds of areas there are; all but the first two report."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    COUNTY = "county"
    COUNTY_LEVEL_CITY = "county_level_city"
    ZONE = "zone"


def rows_of(
    top: Row, key: str, findings: Findings, *, required: tuple[str, ...], optional: tuple[str, ...] = (),
    patterns: tuple[str, ...] = (), pattern: str = "", longest: int = 80,
) -> dict[str, Row]:  # fmt: skip
    """Return the rows of the list under ``key`` by their ``code``, each code once."""
    rows: dict[str, Row] = {}
    for node in top.items(key):
        row = Row(node, findings, required=required, optional=optional, patterns=patterns)
        if row.broken or "code" not in row.nodes:
            continue
        code = row.text("code", longest, pattern=pattern)
        if code in rows:
            findings.add(row.at("code"), gettext_noop("code %(code)s is used twice"), code=code)
        elif code:
            rows[code] = row
    return rows


def read_areas(node: Node | None, findings: Findings) -> dict[str, AreaRow]:
    """Return the areas by code, in the file's order."""
    top = Row(node, findings, required=("areas",), optional=("sources",))
    rows = rows_of(
        top, "areas", findings,
        required=("code", "code_scheme", "name_zh", "short_zh", "name_en", "kind", "order", "parent",
                  "has_county_town", "switchable"),
        optional=("parent_when_off", "note", "area_km2"),
        patterns=(r"tile_\d+", r"population_\d{4}", r"population_\d{4}_own"),
        pattern=AREA_CODE, longest=12,
    )  # fmt: skip
    areas = {code: _area(code, row, rows) for code, row in rows.items()}
    for key in ("tile", "tile_without_zones"):
        _no_collisions(areas, rows, key, findings)
    for code, area in areas.items():
        _no_circle(code, areas, rows[code], findings)
        if area.kind == AreaKind.ZONE:
            findings.check(
                area.parent_when_off is not None and not _is_kind(areas, area.parent_when_off, AreaKind.ZONE),
                rows[code].at("parent_when_off"),
                gettext_noop("a zone needs parent_when_off: the county it belongs to while it is off"),
            )
    return areas


def _area(code: str, row: Row, rows: Mapping[str, Row]) -> AreaRow:
    kind = row.word("kind", AreaKind)
    parent = row.text_or_none("parent", 12)
    when_off = row.text_or_none("parent_when_off", 12)
    for key, other in (("parent", parent), ("parent_when_off", when_off)):
        if other is not None and (other not in rows or other == code):
            row.findings.add(row.at(key), gettext_noop("unknown area %(code)s"), code=other)
    switchable = row.flag("switchable")
    row.findings.check(
        switchable == (kind is AreaKind.ZONE),
        row.at("switchable"),
        gettext_noop("zones, and only zones, are switchable"),
    )
    tiles = sorted((key for key in row.nodes if key.startswith("tile_")), key=lambda key: -int(key[5:]))
    people = sorted(key for key in row.nodes if re.fullmatch(r"population_\d{4}", key))
    return AreaRow(
        code=code,
        code_scheme=row.text("code_scheme", 16),
        name_zh=row.text("name_zh", 60),
        short_zh=row.text("short_zh", 20),
        name_en=row.text("name_en", 120),
        kind=kind.value,
        order=row.whole("order", 0, 32767),
        parent=parent,
        parent_when_off=when_off,
        has_county_town=row.flag("has_county_town"),
        switchable=switchable,
        tile=_tile(row, tiles[0]) if tiles else None,
        tile_without_zones=_tile(row, tiles[-1]) if tiles else None,
        population_10k=_positive(row, people[-1]) if people else None,
        area_km2=_positive(row, "area_km2"),
    )


def _positive(row: Row, key: str) -> Decimal | None:
    value = row.number_or_none(key, 12, 2)
    if value is not None:
        row.findings.check(value > 0, row.at(key), gettext_noop("must be above zero"))
    return value


def _tile(row: Row, key: str) -> tuple[int, int] | None:
    if not row.has(key):
        return None
    tile = Row(row.nodes[key], row.findings, required=("row", "col"))
    return (tile.whole("row", 0, 200), tile.whole("col", 0, 200))


def _is_kind(areas: Mapping[str, AreaRow], code: str | None, kind: AreaKind) -> bool:
    return code is not None and code in areas and areas[code].kind == kind


def _no_collisions(areas: Mapping[str, AreaRow], rows: Mapping[str, Row], key: str, findings: Findings) -> None:
    taken: dict[tuple[int, int], str] = {}
    for code, area in areas.items():
        tile = area.tile if key == "tile" else area.tile_without_zones
        if tile is None:
            continue
        if tile in taken:
            message = gettext_noop("its %(tile)s is that of %(other)s")
            findings.add(rows[code].place, message, tile=key, other=taken[tile])
        taken.setdefault(tile, code)


def _no_circle(code: str, areas: Mapping[str, AreaRow], row: Row, findings: Findings) -> None:
    seen: set[str] = set()
    at: str | None = code
    while at is not None and at in areas and at not in seen:
        seen.add(at)
        at = areas[at].parent
    findings.check(at not in seen, row.at("parent"), gettext_noop("the parents run in a circle"))


def read_bureaus(node: Node | None, flat: str, findings: Findings) -> tuple[dict[str, BureauRow], str]:
    """Return the bureaus by code and the pattern by which county bureaus are named."""
    top = Row(node, findings, required=("bureaus",), optional=("county_naming",))
    rows = rows_of(
        top, "bureaus", findings,
        required=("code", "order", "name_zh", "plan_name", "aliases", "short_zh", "name_en", "short_en",
                  "county_suffix", "coordinates"),
        pattern=NAME, longest=40,
    )  # fmt: skip
    bureaus = {code: _bureau(code, row, flat) for code, row in rows.items()}
    orders: dict[int, str] = {}
    for code, bureau in bureaus.items():
        other = orders.setdefault(bureau.order, code)
        findings.check(other == code, rows[code].at("order"), gettext_noop("the order of %(other)s"), other=other)
    leads = [code for code, bureau in bureaus.items() if bureau.coordinates]
    if bureaus and len(leads) != 1:
        message = gettext_noop("exactly one bureau coordinates; found %(count)s")
        findings.add(top.at("bureaus"), message, count=len(leads))
    return bureaus, _naming(top, bureaus, flat)


def _bureau(code: str, row: Row, flat: str) -> BureauRow:
    names = [(row.at("name_zh"), row.text("name_zh", 60)), (row.at("plan_name"), row.text("plan_name", 60))]
    aliases = row.texts("aliases", 60)
    names += [(item.place, alias) for item, alias in zip(row.items("aliases"), aliases, strict=True)]
    for place, name in names:
        row.findings.check(flatten(name) in flat, place, gettext_noop("%(name)s is not in the plan's text"), name=name)
    return BureauRow(
        code=code,
        order=row.whole("order", 0, 32767),
        name_zh=names[0][1],
        plan_name=names[1][1],
        aliases=aliases,
        short_zh=row.text("short_zh", 20),
        name_en=row.text("name_en", 160),
        short_en=row.text("short_en", 60),
        county_suffix=row.text("county_suffix", 60),
        coordinates=row.flag("coordinates"),
    )


def _naming(top: Row, bureaus: Mapping[str, BureauRow], flat: str) -> str:
    if not top.has("county_naming"):
        return DEFAULT_NAMING
    node = top.nodes["county_naming"]
    row = Row(node, top.findings, required=("pattern",), optional=("example", "source_quote", "note"))
    pattern = row.text("pattern", 120)
    places = set(re.findall(r"\{[^{}]*\}", pattern))
    row.findings.check(
        places == {"{area}", "{county_suffix}"} and not re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", pattern)),
        row.at("pattern"),
        gettext_noop("must name {area} and {county_suffix} and nothing else"),
    )
    quote = row.text_or_none("source_quote", 1000)
    if quote is not None:
        row.findings.check(flatten(quote) in flat, row.at("source_quote"), gettext_noop("is not in the plan's text"))
        for bureau in bureaus.values():
            row.findings.check(
                flatten(bureau.county_suffix) in flatten(quote),
                row.at("source_quote"),
                gettext_noop("does not name %(suffix)s"),
                suffix=bureau.county_suffix,
            )
    return pattern


def applies_to(row: Row, areas: Mapping[str, AreaRow]) -> tuple[AppliesTo, tuple[str, ...]]:
    """Return ``applies_to`` as written and spelled out in the order of the areas."""
    node = row.nodes.get("applies_to")
    reporting = tuple(code for code, area in areas.items() if area.reports)
    if isinstance(node, NodeList):
        named: list[str] = []
        for item in node.items:
            code = text_of(item, row.findings, 12)
            row.findings.check(code in areas, item.place, gettext_noop("unknown area %(code)s"), code=code)
            row.findings.check(code not in named, item.place, gettext_noop("%(value)s is named twice"), value=code)
            named.append(code)
        row.findings.check(named, node.place, gettext_noop("must name at least one area"))
        return tuple(named), tuple(code for code in areas if code in named)
    word = node.value if isinstance(node, Scalar) else None
    if word == "all":
        return "all", reporting
    if word == "county_towns":
        return "county_towns", tuple(code for code in reporting if areas[code].has_county_town)
    if node is not None:
        row.findings.add(node.place, gettext_noop("must be all, county_towns or a list of area codes"))
    return "all", reporting
