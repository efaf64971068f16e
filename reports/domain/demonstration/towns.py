"""Made-up figures of part one: infrastructure, county towns, villages (2020 to 2026)."""

from reports.domain.demonstration.recipes import Amount, Line, Listed, Part, Recipe, Since
from reports.domain.demonstration.units import (
    GAOXIN,
    JIAXIANG,
    JINXIANG,
    LIANGSHAN,
    RENCHENG,
    SISHUI,
    TAIBAI,
    WEISHAN,
    WENSHANG,
    YANZHOU,
    YUTAI,
    ZOUCHENG,
    By,
)

# Streets only: nobody heats in a village there.
NO_VILLAGES = (GAOXIN, TAIBAI)

HEATING: dict[str, Recipe] = {
    "central_heating_area": Amount(("11400", "11750", "12050", "12350", "12620", "12880", "13120"), stock=True),
    # GJ per m², in percent.
    "heat_supplied": Part(
        ("central_heating_area",), ("45.2", "44.0", "42.4", "40.6", "38.8", "37.0", "36.4"), "-0.4", "-4", most=None
    ),
    "heat_delivered": Part(("heat_supplied",), ("85.4", "85.7", "86.1", "86.6", "87.1", "87.5", "87.8"), "1", "1.2"),
    "heating_pipe_renewed": Amount(("96", "104", "118", "131", "142", "150", "138")),
}

STREETS: dict[str, Recipe] = {
    "utility_tunnel_built": Amount(
        ("6.4", "7.1", "8.2", "7.6", "6.9", "6.2", "5.8"), among=(RENCHENG, YANZHOU, ZOUCHENG, GAOXIN, TAIBAI)
    ),
    "greenway_built": Amount(("78", "84", "92", "101", "108", "113", "106")),
    "pocket_parks_built": Amount(("62", "71", "84", "92", "97", "101", "95"), decimals=0),
    "ecological_corridor_built": Amount(("35", "43", "45", "41", "39", "38.5", "36"), By.PEOPLE),
    "sewage_treated": Amount(("19600", "20150", "20700", "21200", "21750", "22400", "22900"), uneven=8),
    "reclaimed_water_used": Part(
        ("sewage_treated",), ("42.1", "44.6", "47.2", "49.6", "51.7", "53.4", "55.1"), "6", "1"
    ),
    "water_supplied": Amount(("21800", "22300", "22700", "23150", "23600", "24000", "24350"), uneven=8),
    "water_registered_use": Part(("water_supplied",), ("87.6", "88.0", "88.6", "89.1", "89.6", "90.1", "90.4"), "1.6"),
    "water_leakage_correction": Part(("water_supplied",), ("3.3", "3.2", "3.0", "2.8", "2.6", "2.4", "2.3"), "0.3"),
    "lamps_total": Amount(
        ("268000", "273500", "279000", "284600", "289900", "295200", "299800"), decimals=0, stock=True
    ),
    # Twelve old lamps are left in Liangshan in 2025: 99.996 % of the city's, which is not 100 %.
    "lamps_energy_saving": Part(
        ("lamps_total",),
        ("96.4", "97.5", "98.5", "99.2", "99.7", "100", "100"),
        "2",
        decimals=0,
        but={(LIANGSHAN, 2025): "99.949"},
    ),
    "lamps_led": Part(("lamps_energy_saving",), ("46", "53", "60", "67", "74.5", "81.6", "85.2"), "7", decimals=0),
}

COUNTY_TOWNS: dict[str, Recipe] = {
    "low_carbon_county_pilot_accepted": Since({JIAXIANG: 2025}),
    "county_town_population": Line(
        {
            SISHUI: ("17.20", "18.40"),
            WEISHAN: ("15.10", "15.90"),
            YUTAI: ("13.40", "14.10"),
            JINXIANG: ("19.80", "21.50"),
            JIAXIANG: ("21.50", "23.40"),
            WENSHANG: ("14.40", "15.20"),
            LIANGSHAN: ("20.30", "21.70"),
        }
    ),
    # Wenshang's town has spread too thinly for the plan: under 0.6.
    "county_town_built_area": Line(
        {
            SISHUI: ("23.00", "24.30"),
            WEISHAN: ("26.60", "28.20"),
            YUTAI: ("18.20", "19.00"),
            JINXIANG: ("25.60", "27.10"),
            JIAXIANG: ("25.20", "26.60"),
            WENSHANG: ("25.00", "26.40"),
            LIANGSHAN: ("21.00", "22.40"),
        }
    ),
    "county_town_construction_land": Part(
        ("county_town_built_area",), ("94", "94.2", "94.3", "94.5", "94.6", "94.8", "94.9"), "1"
    ),
    # Floor area ratio, in percent of km² in 万㎡.
    "county_town_floor_area": Part(
        ("county_town_construction_land",), ("6680", "6730", "6790", "6850", "6910", "6960", "7000"), "350", most=None
    ),
    "county_town_buildings_over_fire_reach": Listed({(LIANGSHAN, 2021): "2", (JIAXIANG, 2022): "1"}),
    "county_town_new_residential_area": Part(
        ("started_residential_area",), ("62", "62.5", "63", "63.2", "63.5", "64", "64"), "4"
    ),
    "county_town_new_lowrise_area": Part(
        ("county_town_new_residential_area",), ("46", "50", "54", "58", "62", "65.5", "68"), "8"
    ),
}

VILLAGES: dict[str, Recipe] = {
    "rural_heating_households": Amount(
        ("1012000", "1003000", "995000", "987000", "979000", "970000", "962000"),
        By.VILLAGE,
        0,
        stock=True,
        without=NO_VILLAGES,
    ),
    "rural_clean_heating_households": Part(
        ("rural_heating_households",), ("62.5", "69.0", "75.4", "80.6", "85.0", "88.2", "89.6"), "5", decimals=0
    ),
    "rural_electric_heating_households": Part(
        ("rural_clean_heating_households",), ("52", "53", "54.2", "55.4", "56.5", "57.5", "58.2"), "6", decimals=0
    ),
    "rural_heat_pump_households": Part(
        ("rural_electric_heating_households",), ("44", "48", "52", "56", "59", "61.5", "63"), "6", decimals=0
    ),
    "rural_demo_projects_required": Amount(
        ("92", "96", "104", "110", "115", "118", "112"), By.VILLAGE, 0, without=NO_VILLAGES
    ),
    "rural_demo_projects_compliant": Part(
        ("rural_demo_projects_required",),
        ("78", "84", "90", "94", "97", "100", "100"),
        "5",
        decimals=0,
        but={(YUTAI, 2025): "75", (SISHUI, 2025): "89"},
    ),
    "rural_houses_retrofitted": Amount(
        ("18400", "17600", "16200", "14300", "12500", "10800", "9200"), By.VILLAGE, 0, without=NO_VILLAGES
    ),
    "rural_green_houses_built": Amount(
        ("120", "185", "260", "380", "520", "690", "860"), By.VILLAGE, 0, without=NO_VILLAGES
    ),
}

TOWNS: dict[str, Recipe] = HEATING | STREETS | COUNTY_TOWNS | VILLAGES
