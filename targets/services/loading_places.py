"""Loads areas, bureaus and organisations: who reports."""

from accounts.models import Area, Bureau, Organisation
from targets.domain.catalogue import AreaRow, BureauRow, Catalogue
from targets.domain.validation import county_name
from targets.services.synchronising import Changes, synchronise, update

Names = tuple[str, str]


def load_places(catalogue: Catalogue, changes: Changes) -> tuple[dict[str, Area], dict[str, Bureau]]:
    """Load areas, bureaus and organisations; return areas and bureaus by code.

    An organisation that was renamed by hand keeps its name; one that bears the name the
    files gave it follows the files.
    """
    known = {area.code: area for area in Area.objects.filter(code__in=[row.code for row in catalogue.areas])}
    city = known.get(catalogue.plan.city)
    present = {bureau.code: bureau for bureau in Bureau.objects.filter(city=city)} if city else {}
    given = {
        (area.pk, bureau.pk): names_of(area, bureau, catalogue.county_naming)
        for area in known.values()
        for bureau in present.values()
    }
    areas = _load_areas(catalogue.areas, known, changes)
    wanted = {row.code: _bureau(row, areas[catalogue.plan.city]) for row in catalogue.bureaus}
    bureaus = synchronise(Bureau, present, wanted, changes)
    _load_organisations(catalogue, areas, bureaus, given, changes)
    return areas, bureaus


def _load_areas(rows: tuple[AreaRow, ...], known: dict[str, Area], changes: Changes) -> dict[str, Area]:
    """Parents first, since a row names its parent's key."""
    loaded: dict[str, Area] = {}
    waiting = list(rows)
    while waiting:
        ready = [
            row for row in waiting if all(code is None or code in loaded for code in (row.parent, row.parent_when_off))
        ]
        wanted = {row.code: _area(row, loaded) for row in ready}
        loaded.update(synchronise(Area, {code: known[code] for code in wanted if code in known}, wanted, changes))
        waiting = [row for row in waiting if row not in ready]
    return loaded


def _area(row: AreaRow, loaded: dict[str, Area]) -> dict[str, object]:
    tile, other = row.tile or (None, None), row.tile_without_zones or (None, None)
    return {
        "code": row.code,
        "code_scheme": row.code_scheme,
        "name_zh": row.name_zh,
        "short_zh": row.short_zh,
        "name_en": row.name_en,
        "kind": row.kind,
        "order": row.order,
        "parent_id": loaded[row.parent].pk if row.parent else None,
        "parent_when_off_id": loaded[row.parent_when_off].pk if row.parent_when_off else None,
        "has_county_town": row.has_county_town,
        "switchable": row.switchable,
        "tile_row": tile[0],
        "tile_column": tile[1],
        "tile_row_without_zones": other[0],
        "tile_column_without_zones": other[1],
        "population_10k": row.population_10k,
        "area_km2": row.area_km2,
    }


def _bureau(row: BureauRow, city: Area) -> dict[str, object]:
    return {
        "city_id": city.pk,
        "code": row.code,
        "order": row.order,
        "name_zh": row.name_zh,
        "plan_name": row.plan_name,
        "aliases": list(row.aliases),
        "short_zh": row.short_zh,
        "name_en": row.name_en,
        "short_en": row.short_en,
        "county_suffix": row.county_suffix,
        "coordinates": row.coordinates,
    }


def names_of(area: Area, bureau: Bureau, naming: str) -> Names:
    """Return the Chinese and English name of a bureau's office in an area."""
    if area.pk == bureau.city_id:
        return bureau.name_zh, bureau.name_en
    return county_name(naming, area.name_zh, bureau.county_suffix), f"{bureau.short_en}, {area.name_en}"


def _load_organisations(
    catalogue: Catalogue,
    areas: dict[str, Area],
    bureaus: dict[str, Bureau],
    given: dict[tuple[int, int], Names],
    changes: Changes,
) -> None:
    places = [areas[row.code] for row in catalogue.areas if row.reports or row.code == catalogue.plan.city]
    present = {
        (one.area_id, one.bureau_id): one
        for one in Organisation.objects.filter(area__in=places, bureau__in=bureaus.values())
    }
    missing: list[Organisation] = []
    for area in places:
        for bureau in bureaus.values():
            key = area.pk, bureau.pk
            zh, en = names_of(area, bureau, catalogue.county_naming)
            office = present.get(key)
            if office is None:
                missing.append(Organisation(area=area, bureau=bureau, name_zh=zh, name_en=en))
            elif (office.name_zh, office.name_en) == given.get(key):
                update(office, {"name_zh": zh, "name_en": en}, changes, f"{area.code} {bureau.code}")
    Organisation.objects.bulk_create(missing)
    if missing:
        changes.created["organisation"] += len(missing)
