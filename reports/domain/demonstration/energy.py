"""Made-up figures of parts three and five: energy of buildings, sharing of data, publicity (2020 to 2026)."""

from reports.domain.demonstration.recipes import Amount, Part, Recipe, Since
from reports.domain.demonstration.units import (
    GAOXIN,
    JIAXIANG,
    JINGKAI,
    JINXIANG,
    LIANGSHAN,
    QUFU,
    RENCHENG,
    TAIBAI,
    WEISHAN,
    WENSHANG,
    YANZHOU,
    ZOUCHENG,
    By,
)

# No power station near enough to heat with.
NO_LARGE_UNITS = (TAIBAI, JINGKAI)
INDUSTRIAL = (RENCHENG, YANZHOU, ZOUCHENG, WEISHAN, JIAXIANG, WENSHANG, LIANGSHAN, GAOXIN)

SUPPLY: dict[str, Recipe] = {
    "completed_hot_water_required_area": Part(
        ("completed_residential_area", "completed_public_area"), ("78",) * 7, "2"
    ),
    "completed_hot_water_renewable_area": Part(
        ("completed_hot_water_required_area",), ("97", "98", "99", "100", "100", "100", "100"), "2"
    ),
    "completed_public_institution_roof_area": Amount(("13.5", "13.9", "14.2", "14.4", "14.1", "13.8", "13.6")),
    "completed_public_institution_pv_area": Part(
        ("completed_public_institution_roof_area",), ("14", "24", "35", "44", "51", "57", "61"), "10"
    ),
    "completed_factory_roof_area": Amount(("186", "192", "197", "201", "204", "198", "195")),
    "completed_factory_pv_area": Part(
        ("completed_factory_roof_area",), ("11.5", "18.2", "26.8", "35.4", "43.9", "50.9", "53.6"), "7", "3"
    ),
    "existing_public_pv_capacity_added": Amount(("6.2", "9.4", "13.5", "17.2", "20.8", "23.1", "24.6"), decimals=3),
    "rooftop_pv_generation": Amount(("18600", "27400", "41000", "58500", "79200", "98600", "116000"), By.PEOPLE),
    "chp_waste_heat_area_added": Amount(
        ("60", "140", "165", "180", "190", "182", "120"), uneven=30, without=NO_LARGE_UNITS
    ),
    "industrial_waste_heat_area": Amount(
        ("1620", "1910", "2230", "2560", "2860", "3120", "3300"), stock=True, among=INDUSTRIAL
    ),
    "started_public_geothermal_area": Part(("started_public_area",), ("12", "15.5", "19", "23", "27", "31", "34"), "3"),
    "geothermal_demo_projects": Amount(("6", "7", "9", "11", "13", "15", "17"), decimals=0, stock=True),
    "shallow_geothermal_area": Amount(("470", "482", "495", "509", "522", "534", "558"), stock=True, uneven=30),
    "started_public_all_electric_area": Part(
        ("started_public_area",), ("6", "8.5", "11.2", "14.3", "17.6", "20.9", "24.1"), "6"
    ),
}

USE: dict[str, Recipe] = {
    "energy_data_sharing_established": Since(
        {
            RENCHENG: 2023,
            YANZHOU: 2023,
            GAOXIN: 2023,
            ZOUCHENG: 2024,
            QUFU: 2024,
            TAIBAI: 2024,
            JIAXIANG: 2024,
            WENSHANG: 2025,
            JINXIANG: 2025,
            WEISHAN: 2025,
        }
    ),
    "building_electricity": Amount(
        ("1420000", "1500000", "1585000", "1675000", "1765000", "1860000", "1945000"), By.PEOPLE, uneven=6
    ),
    "building_heat": Part(("heat_delivered",), ("104", "104", "104", "104", "104", "104", "104"), "0.4", most=None),
    "building_gas": Amount(("18900", "20000", "21000", "22100", "23200", "24200", "24500"), uneven=8),
    "building_coal": Amount(
        ("212000", "178000", "146000", "116000", "88000", "60000", "47000"), By.VILLAGE, 0, stock=True
    ),
}

SAFEGUARDS: dict[str, Recipe] = {
    "green_finance_projects": Amount(("0", "2", "6", "9", "12", "14", "15"), decimals=0),
    "green_finance_amount": Amount(("0", "42000", "96000", "158000", "214000", "268000", "318000")),
    "publicity_events": Amount(("96", "108", "121", "134", "146", "158", "162"), By.PEOPLE, 0),
    "people_trained": Amount(("6800", "7400", "8300", "9100", "10200", "11100", "11600"), By.PEOPLE, 0),
}

ENERGY: dict[str, Recipe] = SUPPLY | USE | SAFEGUARDS
