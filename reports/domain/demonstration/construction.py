"""Made-up figures of part four: prefabrication, green materials, waste (2020 to 2026)."""

from reports.domain.demonstration.recipes import Amount, Line, Part, Recipe, Rest, Since
from reports.domain.demonstration.units import (
    GAOXIN,
    JIAXIANG,
    JINXIANG,
    LIANGSHAN,
    QUFU,
    RENCHENG,
    SISHUI,
    TAIBAI,
    WEISHAN,
    WENSHANG,
    YANZHOU,
    ZOUCHENG,
    By,
)

STARTED_AREA = ("started_residential_area", "started_public_area")

PREFABRICATION: dict[str, Recipe] = {
    "started_mandatory_area": Part(STARTED_AREA, ("24",) * 7, "3"),
    "started_mandatory_prefab_area": Part(
        ("started_mandatory_area",), ("84", "91", "100", "100", "100", "100", "100"), "6"
    ),
    "started_other_civil_area": Rest(STARTED_AREA, ("started_mandatory_area",)),
    "started_other_civil_prefab_area": Part(
        ("started_other_civil_area",), ("6.5", "11", "16.2", "22.4", "28", "32.7", "37.6"), "4", "6"
    ),
    "started_public_steel_area": Part(
        ("started_public_area",), ("31", "33.5", "36", "38.6", "41.2", "43.8", "46.2"), "6"
    ),
    "started_school_hospital_area": Part(("started_public_area",), ("22",) * 7, "2"),
    "started_school_hospital_steel_area": Part(
        ("started_school_hospital_area",),
        ("62", "74", "86", "94", "100", "100", "100"),
        "6",
        but={(LIANGSHAN, 2025): "72"},
    ),
    "started_civil_projects": Amount(("282", "270", "245", "230", "221", "211", "207"), decimals=0),
    "started_prefab_projects": Part(
        ("started_civil_projects",), ("32", "37", "42", "46", "50", "53", "56"), "5", decimals=0
    ),
    "started_prefab_projects_with_chapter": Part(
        ("started_prefab_projects",), ("88", "94", "98", "100", "100", "100", "100"), "4", decimals=0
    ),
    "industry_cluster_output": Line(
        {
            RENCHENG: ("18", "31.2"),
            YANZHOU: ("62", "88.4"),
            SISHUI: ("24", "33.6"),
            WEISHAN: ("15", "19.1"),
            JIAXIANG: ("41", "63.5"),
            LIANGSHAN: ("36", "52.3"),
        }
    ),
}

MATERIALS: dict[str, Recipe] = {
    "started_government_projects": Part(("started_civil_projects",), ("22",) * 7, "3", decimals=0),
    "started_government_projects_green_material": Part(
        ("started_government_projects",),
        ("71", "78", "84", "89", "93", "100", "100"),
        "5",
        decimals=0,
        but={(LIANGSHAN, 2025): "75"},
    ),
    "started_projects_green_material_chapter": Part(
        ("started_civil_projects",), ("58", "70", "82", "91", "97", "100", "100"), "5", decimals=0
    ),
    "started_star_prefab_projects": Part(
        ("started_civil_projects",), ("48", "53", "58", "62", "66", "70", "72"), "5", decimals=0
    ),
    "started_star_prefab_projects_30": Part(
        ("started_star_prefab_projects",), ("68", "74", "80", "85", "89", "92.5", "94"), "6", decimals=0
    ),
}

WASTE: dict[str, Recipe] = {
    "construction_projects_underway": Amount(("820", "846", "858", "851", "840", "832", "826"), decimals=0),
    "green_construction_projects": Part(
        ("construction_projects_underway",), ("88", "91", "93.5", "95.6", "97.2", "98.3", "98.8"), "2", decimals=0
    ),
    "construction_waste_plants": Since(
        {
            RENCHENG: 2020,
            ZOUCHENG: 2020,
            YANZHOU: 2021,
            JIAXIANG: 2022,
            QUFU: 2023,
            JINXIANG: 2024,
            SISHUI: 2025,
            WENSHANG: 2025,
        }
    ),
    "construction_waste_franchise": Since(
        {
            RENCHENG: 2023,
            ZOUCHENG: 2023,
            YANZHOU: 2024,
            GAOXIN: 2024,
            TAIBAI: 2024,
            QUFU: 2025,
            JIAXIANG: 2025,
            JINXIANG: 2025,
            WENSHANG: 2026,
        }
    ),
    "construction_waste_generated": Amount(("412", "425", "431", "428", "419", "408", "398"), By.PEOPLE),
    "construction_waste_recycled": Part(
        ("construction_waste_generated",), ("52", "55.6", "59", "62.3", "65.5", "68.4", "71"), "9"
    ),
    "urban_waste_collected": Amount(("96", "96.5", "96.8", "96.2", "95.6", "95.0", "94.6"), uneven=8),
    "urban_recyclables_recovered": Part(
        ("urban_waste_collected",), ("36", "39", "42", "45", "47.6", "50.2", "51.4"), "5"
    ),
    "urban_kitchen_waste_treated": Part(
        ("urban_waste_collected",), ("2.6", "3.6", "4.6", "5.5", "6.3", "7.0", "7.6"), "1.4"
    ),
    "urban_waste_landfilled": Part(
        ("urban_waste_collected",), ("8.5", "6.3", "4.2", "2.6", "1.4", "0.5", "0.2"), "-0.4"
    ),
    "urban_waste_incinerated": Rest(
        ("urban_waste_collected",), ("urban_kitchen_waste_treated", "urban_waste_landfilled")
    ),
    "rural_waste_collected": Amount(("88", "87.5", "87", "86.4", "85.7", "85", "84.3"), By.VILLAGE, uneven=8),
    "rural_waste_incinerated": Part(
        ("rural_waste_collected",), ("93.5", "95.6", "97.2", "98.3", "98.9", "99.3", "99.5"), "0.8"
    ),
}

CONSTRUCTION: dict[str, Recipe] = PREFABRICATION | MATERIALS | WASTE
