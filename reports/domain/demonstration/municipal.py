"""Made-up figures that the city's own bureaus report (2020 to 2026)."""

from reports.domain.demonstration.recipes import Years

NUMBERS: dict[str, Years] = {
    "central_city_residential_land": ("4310", "4362", "4415", "4468", "4521", "4573", "4620"),
    "central_city_residential_land_near_park": ("3620.4", "3720.6", "3828.2", "3932.9", "4036.4", "4139.1", "4227.3"),
    "central_city_built_area": ("128.4", "130.6", "132.9", "135.1", "137.2", "139.3", "141.2"),
    "central_city_green_area": ("4995", "5096", "5206", "5315", "5420", "5527", "5626"),
    "central_city_park_area": ("1664", "1711", "1760", "1812", "1866", "1921", "1968"),
    "central_city_population": ("118.0", "120.2", "122.5", "124.8", "127.0", "129.2", "131.1"),
    "lighting_digital_system_built": ("0", "0", "0", "0", "0", "0", "0"),
    "renewal_pilot_city_accepted": ("0", "0", "0", "0", "0", "1", "1"),
    "renewal_pilot_area_accepted": ("0", "0", "0", "0", "0", "0", "0"),
    "renewal_special_plan_issued": ("0", "0", "0", "1", "1", "1", "1"),
    "renewal_action_plan_issued": ("0", "0", "1", "1", "1", "1", "1"),
    "renewal_granary_included": ("0", "0", "0", "0", "1", "1", "1"),
    "renewal_canal_memory_included": ("0", "0", "0", "0", "1", "1", "1"),
    "renewal_guanghe_included": ("0", "0", "0", "0", "0", "0", "0"),
    "renewal_existing_area": ("0", "0", "86.5", "142.0", "188.6", "231.4", "262.0"),
    "renewal_demolished_area": ("0", "0", "6.2", "13.8", "21.5", "28.9", "33.4"),
    "retrofit_database_built": ("0", "0", "0", "0", "1", "1", "1"),
    "retrofit_pipeline_built": ("0", "0", "0", "0", "0", "1", "1"),
    "urban_renewable_energy": ("166300", "192700", "219400", "251200", "284500", "316900", "339000"),
    "urban_conventional_energy": ("2560000", "2600000", "2630000", "2670000", "2710000", "2760000", "2800000"),
    "prefab_plan_issued": ("0", "0", "0", "0", "0", "1", "1"),
    "construction_waste_rules_issued": ("0", "0", "0", "0", "1", "1", "1"),
    "waste_sorting_system_built": ("0", "0", "0", "0", "0", "1", "1"),
}
