"""Made-up figures of part two: green buildings, efficiency, retrofits, housing (2020 to 2026)."""

from reports.domain.demonstration.recipes import Amount, Listed, Part, Recipe
from reports.domain.demonstration.units import (
    GAOXIN,
    JINXIANG,
    LIANGSHAN,
    QUFU,
    RENCHENG,
    TAIBAI,
    YANZHOU,
    ZOUCHENG,
)

COMPLETED_AREA = ("completed_residential_area", "completed_public_area")
STARTED_AREA = ("started_residential_area", "started_public_area")

COMPLETED: dict[str, Recipe] = {
    "completed_residential_area": Amount(("290", "282", "272", "262", "256", "250", "244")),
    "completed_public_area": Amount(("98", "90", "86", "83", "82", "79", "78")),
    "completed_green_area": Part(COMPLETED_AREA, ("95.2", "100", "100", "100", "100", "100", "100"), "3"),
    "completed_star_area": Part(
        ("completed_green_area",), ("21.5", "24.8", "28.6", "32.4", "36.3", "40.1", "43.2"), "8"
    ),
    "completed_civil_projects": Amount(("268", "262", "251", "244", "238", "232", "228"), decimals=0),
    "completed_projects_green_accepted": Part(
        ("completed_civil_projects",), ("91", "95", "98", "99", "100", "100", "100"), "3", decimals=0
    ),
    "completed_super_high_rises": Listed({(RENCHENG, 2023): "1", (RENCHENG, 2024): "2", (GAOXIN, 2025): "2"}),
    "completed_super_high_rises_labelled": Listed({(RENCHENG, 2024): "1", (GAOXIN, 2025): "1"}),
    "labelled_green_projects": Amount(("148", "167", "186", "205", "225", "244", "262"), decimals=0, stock=True),
    "labelled_green_projects_connected": Part(
        ("labelled_green_projects",), ("22", "28", "34", "41", "47", "53", "58"), "8", decimals=0
    ),
    "completed_projects_four_systems": Part(
        ("completed_civil_projects",), ("61", "68", "75", "82", "88", "93", "95"), "5", decimals=0
    ),
    "design_change_projects": Part(("completed_civil_projects",), ("18",) * 7, "3", decimals=0),
    "design_change_projects_compliant": Part(
        ("design_change_projects",), ("94", "96", "98", "100", "100", "100", "100"), "4", decimals=0
    ),
    "completed_green_material_area": Part(
        COMPLETED_AREA, ("38.4", "41.5", "44.3", "47.2", "50.1", "52.8", "55.2"), "5"
    ),
}

STARTED: dict[str, Recipe] = {
    "started_residential_area": Amount(("288", "276", "246", "228", "216", "205", "201")),
    "started_public_area": Amount(("108", "104", "98", "95", "93", "90", "89")),
    # The 83 % standard was to be applied in the course of 2022.
    "started_residential_compliant_area": Part(
        ("started_residential_area",), ("0", "0", "38", "100", "100", "100", "100"), "8"
    ),
    "started_public_compliant_area": Part(
        ("started_public_area",), ("12", "46", "88", "100", "100", "100", "100"), "6"
    ),
    "started_two_star_required_area": Part(STARTED_AREA, ("22", "24", "26", "28", "30", "32", "34"), "5"),
    "started_two_star_compliant_area": Part(
        ("started_two_star_required_area",),
        ("78", "84", "90", "94", "97", "100", "100"),
        "6",
        but={(JINXIANG, 2025): "84", (LIANGSHAN, 2025): "91.5", (JINXIANG, 2026): "93"},
    ),
    "started_one_star_required_area": Part(("started_public_area",), ("34",) * 7, "4"),
    "started_one_star_compliant_area": Part(
        ("started_one_star_required_area",), ("86", "91", "95", "98", "100", "100", "100"), "4"
    ),
    "started_super_high_rises": Listed(
        {
            (RENCHENG, 2021): "2",
            (RENCHENG, 2022): "1",
            (GAOXIN, 2022): "2",
            (GAOXIN, 2023): "1",
            (TAIBAI, 2024): "1",
        }
    ),
    "started_super_high_rises_three_star": Listed(
        {
            (RENCHENG, 2021): "1",
            (RENCHENG, 2022): "1",
            (GAOXIN, 2022): "2",
            (GAOXIN, 2023): "1",
            (TAIBAI, 2024): "1",
        }
    ),
    "started_high_quality_projects": Amount(
        ("0", "0", "0", "6", "14", "22", "26"), decimals=0, among=(RENCHENG, YANZHOU, QUFU, ZOUCHENG, GAOXIN, TAIBAI)
    ),
    "started_high_quality_projects_50": Part(
        ("started_high_quality_projects",), ("60", "60", "60", "72", "78", "84", "88"), "6", decimals=0
    ),
    "started_ultra_low_energy_area": Listed(
        {
            (GAOXIN, 2021): "0.40",
            (YANZHOU, 2022): "0.60",
            (ZOUCHENG, 2023): "0.42",
            (GAOXIN, 2023): "0.50",
            (RENCHENG, 2024): "0.62",
            (QUFU, 2024): "0.70",
            (RENCHENG, 2025): "0.90",
            (GAOXIN, 2025): "1.02",
            (YANZHOU, 2026): "0.80",
            (TAIBAI, 2026): "0.55",
        }
    ),
    "started_ultra_low_energy_decentralized_area": Listed(
        {
            (YANZHOU, 2022): "0.60",
            (ZOUCHENG, 2023): "0.42",
            (GAOXIN, 2023): "0.50",
            (RENCHENG, 2024): "0.62",
            (RENCHENG, 2025): "0.90",
            (GAOXIN, 2025): "0.48",
            (YANZHOU, 2026): "0.80",
            (TAIBAI, 2026): "0.55",
        }
    ),
    "ultra_low_energy_pilots": Listed(
        {(GAOXIN, year): "1" for year in range(2023, 2027)} | {(YANZHOU, year): "1" for year in range(2024, 2027)}
    ),
}

ENERGY_USE: dict[str, Recipe] = {
    "decentralized_heating_area": Amount(("900", "960", "1030", "1110", "1180", "1250", "1320"), stock=True),
    # 万kWh and 万m³ per 万㎡, in percent.
    "decentralized_heating_electricity": Part(
        ("decentralized_heating_area",), ("1020", "1060", "1100", "1140", "1170", "1200", "1220"), "60", most=None
    ),
    "decentralized_heating_gas": Part(
        ("decentralized_heating_area",), ("460", "440", "420", "400", "380", "360", "350"), "-30", most=None
    ),
    "decentralized_heating_coal": Part(
        ("building_coal",), ("9.4", "8.4", "7.2", "6.1", "5.0", "3.9", "3.1"), "-1", decimals=0
    ),
    "metered_heating_area": Part(("central_heating_area",), ("18", "20", "22.4", "24.6", "26.9", "29", "31"), "7"),
    "public_buildings_in_statistics": Amount(("640", "690", "738", "785", "830", "872", "910"), decimals=0),
    "public_buildings_audited": Amount(("12", "16", "20", "25", "30", "35", "38"), decimals=0),
    "public_buildings_monitored": Amount(("46", "68", "91", "116", "141", "165", "188"), decimals=0, stock=True),
}

RETROFITS: dict[str, Recipe] = {
    "retrofitted_residential_area": Amount(("52", "58", "61", "49", "53.4", "40.6", "60"), uneven=35),
    "retrofitted_public_area": Amount(("8", "9", "10", "11", "13.4", "10.8", "15"), uneven=30),
    "retrofit_pipeline_projects": Amount(("0", "18", "36", "60", "96", "122", "140"), decimals=0, stock=True),
}


BUILDINGS: dict[str, Recipe] = COMPLETED | STARTED | ENERGY_USE | RETROFITS
