"""Changes of the lakeside plan, one each, with the one problem each must be found by."""

# name: (file, old, new), (file, line, field, message)
MUTATIONS = {
    "a_missing_key": (
        ("plan.yaml", "  document_no: 镜湖建字〔2023〕7号\n", ""),
        ("plan.yaml", 3, "plan", "missing key document_no"),
    ),
    "an_unknown_key": (
        ("themes.yaml", "code: lake,", "code: lake, colour: blue,"),
        ("themes.yaml", 2, "themes[lake].colour", "unknown key colour"),
    ),
    "a_key_given_twice": (
        ("units.yaml", "zh: km, en: km,", "zh: km, zh: km, en: km,"),
        ("units.yaml", 6, "units[4].zh", "the key zh is given twice"),
    ),
    "a_number_where_a_text_belongs": (
        ("plan.yaml", "city: '990100'", "city: 990100"),
        ("plan.yaml", 9, "plan.city", "must be a text; put it in quotes if it looks like a number or a date"),
    ),
    "a_yaml_1_1_boolean_where_a_text_belongs": (
        ("plan.yaml", "part: dry\n    clause: B2", "part: no\n    clause: B2"),
        ("plan.yaml", 43, "tasks[dry.2].part", "must be a text; put it in quotes if it looks like a number or a date"),
    ),
    "a_text_where_a_number_belongs": (
        ("indicators.yaml", "value: 40,", "value: '40',"),
        ("indicators.yaml", 75, "indicators[mains].targets[0].value", "must be a number"),
    ),
    "a_fraction_where_a_whole_number_belongs": (
        ("indicators.yaml", "count_from: 2023", "count_from: 2023.5"),
        ("indicators.yaml", 69, "indicators[mains].count_from", "must be a whole number"),
    ),
    "infinity": (
        ("indicators.yaml", "value: 40,", "value: .inf,"),
        ("indicators.yaml", 75, "indicators[mains].targets[0].value", "cannot be read: .inf"),
    ),
    "more_decimals_than_are_kept": (
        ("indicators.yaml", "value: 7.9,", "value: 7.9000001,"),
        (
            "indicators.yaml",
            17,
            "indicators[leakage].targets[0].value",
            "7.9000001 has too many digits: at most 14 before the point and 6 after",
        ),
    ),
    "a_list_where_a_mapping_belongs": (
        (
            "indicators.yaml",
            "measure: {numerator: {mains_laid: 1}, denominator: null, scale: 1}",
            "measure: [mains_laid]",
        ),
        ("indicators.yaml", 67, "indicators[mains].measure", "must be a mapping of keys to values"),
    ),
    "a_word_that_is_not_known": (
        ("indicators.yaml", "accrual: cumulative", "accrual: cumulated"),
        (
            "indicators.yaml",
            68,
            "indicators[mains].accrual",
            "must be one of: level, stock, cumulative; found cumulated",
        ),
    ),
    "a_code_used_twice": (
        ("quantities.yaml", "code: water_treated,", "code: water_reused,"),
        ("quantities.yaml", 5, "quantities[water_reused].code", "code water_reused is used twice"),
    ),
    "two_quantities_of_one_name": (
        ("quantities.yaml", "name_en: Water treated,", "name_en: Water billed,"),
        ("quantities.yaml", 5, "quantities[water_treated].name_en", "water_billed has the same name_en"),
    ),
    "broken_yaml": (
        ("areas.yaml", "areas:\n", "areas: [\n"),
        ("areas.yaml", 2, "", "is not valid YAML: expected the node content, but found '-'"),
    ),
    "an_unknown_parent_area": (
        ("areas.yaml", "order: 3, parent: '990100'", "order: 3, parent: '990199'"),
        ("areas.yaml", 5, "areas[990103].parent", "unknown area 990199"),
    ),
    "tiles_that_collide": (
        ("areas.yaml", "tile_3: {row: 1, col: 1}", "tile_3: {row: 0, col: 0}"),
        ("areas.yaml", 5, "areas[990103]", "its tile is that of 990102"),
    ),
    "a_bureau_that_the_text_does_not_name": (
        ("bureaus.yaml", "plan_name: 镜湖市街区局", "plan_name: 镜湖市街道局"),
        ("bureaus.yaml", 3, "bureaus[streets].plan_name", "镜湖市街道局 is not in the plan's text"),
    ),
    "two_bureaus_that_coordinate": (
        ("bureaus.yaml", "coordinates: false", "coordinates: true"),
        ("bureaus.yaml", 2, "bureaus", "exactly one bureau coordinates; found 2"),
    ),
    "a_title_that_the_text_does_not_have": (
        ("plan.yaml", "  title: 镜湖市绿色水务与街区行动方案", "  title: 镜湖市蓝色水务与街区行动方案"),
        ("plan.yaml", 4, "plan.title", "is not in the plan's text"),
    ),
    "an_issue_date_that_the_text_does_not_have": (
        ("plan.yaml", "issued_on: 2023-03-01", "issued_on: 2023-03-11"),
        ("plan.yaml", 7, "plan.issued_on", "is not in the plan's text"),
    ),
    "a_deadline_other_than_its_quote": (
        ("plan.yaml", "month_day: '06-30'", "month_day: '06-29'"),
        ("plan.yaml", 11, "plan.filing_deadline.month_day", "is not the day its quote names"),
    ),
    "a_heading_that_the_text_does_not_have": (
        ("plan.yaml", "clause: B2", "clause: B3"),
        (
            "plan.yaml",
            45,
            "tasks[dry.2].title",
            "the heading B3Reports is not in the plan's text, or not in this order",
        ),
    ),
    "a_clause_of_another_part": (
        ("plan.yaml", "clause: B2", "clause: A2"),
        ("plan.yaml", 44, "tasks[dry.2].clause", "a clause begins with its part's numeral B"),
    ),
    "a_led_task_with_two_leads": (
        ("plan.yaml", "mode: shared", "mode: led"),
        ("plan.yaml", 39, "tasks[dry.1].responsibility.lead", "a led task has exactly one lead bureau"),
    ),
    "an_unknown_bureau": (
        ("plan.yaml", "supporting: [streets]", "supporting: [roads]"),
        ("plan.yaml", 24, "tasks[wet.1].responsibility.supporting", "unknown bureau roads"),
    ),
    "a_responsibility_quote_of_another_clause": (
        ("plan.yaml", "quote: '(Lead: 镜湖市水务局)'}", "quote: 'The offices 镜湖市街区局 and 镜湖市水务局'}"),
        ("plan.yaml", 31, "tasks[wet.2].responsibility.quote", "the quote does not stand in clause wet.2"),
    ),
    "bureaus_in_another_order_than_the_quote": (
        ("plan.yaml", "lead: [streets, water]", "lead: [water, streets]"),
        (
            "plan.yaml",
            41,
            "tasks[dry.1].responsibility.quote",
            "the quote names streets, water, the file water, streets",
        ),
    ),
    "an_unknown_unit": (
        (
            "quantities.yaml",
            "unit: MWh, kind: flow, reported_by: {level: county, bureau: streets}",
            "unit: GWh, kind: flow, reported_by: {level: county, bureau: streets}",
        ),
        ("quantities.yaml", 10, "quantities[lamp_power].unit", "unknown unit GWh"),
    ),
    "a_municipal_quantity_of_counties": (
        ("quantities.yaml", "applies_to: ['990100']", "applies_to: ['990101']"),
        (
            "quantities.yaml",
            6,
            "quantities[lake_level].applies_to",
            "a municipal quantity applies to the city alone, a county one to counties",
        ),
    ),
    "an_unknown_area": (
        ("quantities.yaml", "applies_to: ['990101', '990102']", "applies_to: ['990101', '990109']"),
        ("quantities.yaml", 7, "quantities[mains_laid].applies_to[1]", "unknown area 990109"),
    ),
    "a_check_of_an_unknown_quantity": (
        ("quantities.yaml", "not_more_than: lamps_new}", "not_more_than: lamps_old}"),
        ("quantities.yaml", 13, "quantities[lamps_new_led].checks.not_more_than", "unknown quantity lamps_old"),
    ),
    "a_check_of_another_unit": (
        ("quantities.yaml", "not_more_than: lamps_new}", "not_more_than: water_in}"),
        ("quantities.yaml", 13, "quantities[lamps_new_led].checks.not_more_than", "water_in has another unit: ML"),
    ),
    "checks_in_a_circle": (
        ("quantities.yaml", "not_more_than_sum_of: [lamps]", "not_more_than_sum_of: [lamps_new_led]"),
        ("quantities.yaml", 12, "quantities[lamps_new].checks", "the checks run in a circle"),
    ),
    "a_text_that_is_evidence_for_nothing": (
        ("quantities.yaml", "evidence_for: water-saving-rule", "evidence_for: water-rule"),
        ("quantities.yaml", 14, "quantities[lessons].evidence_for", "unknown indicator water-rule"),
    ),
    "a_quantity_that_no_indicator_uses": (
        ("indicators.yaml", "{numerator: {lamps_new_led: 1}, denominator", "{numerator: {lamps_new: 1}, denominator"),
        ("quantities.yaml", 13, "quantities[lamps_new_led].code", "lamps_new_led is used by no indicator"),
    ),
    "a_factor_that_is_not_published_times_conversion": (
        ("factors.yaml", "conversion: 1", "conversion: 10"),
        ("factors.yaml", 6, "factors[saving_lake_heat].values.2019", "0.25 is not published × conversion = 2.5"),
    ),
    "a_provisional_factor_that_claims_a_source": (
        ("factors.yaml", "provisional: false", "provisional: true"),
        (
            "factors.yaml",
            11,
            "factors[saving_lake_heat].provisional",
            "a factor is provisional exactly when its confidence says placeholder",
        ),
    ),
    "a_formula_for_a_coefficient": (
        ("indicators.yaml", "{water_in: 1, water_billed: -1}", "{water_in: 1, water_billed: water_in * 2}"),
        (
            "indicators.yaml",
            9,
            "indicators[leakage].measure.numerator.water_billed",
            "a coefficient is a number or a factor; there is no factor water_in * 2",
        ),
    ),
    "unlike_units_added": (
        ("indicators.yaml", "{water_in: 1, water_billed: -1}", "{water_in: 1, water_treated: -1}"),
        (
            "indicators.yaml",
            9,
            "indicators[leakage].measure.numerator.water_treated",
            "water_treated has another unit than water_in: unlike units cannot be added",
        ),
    ),
    "a_scale_that_does_not_give_the_unit": (
        (
            "indicators.yaml",
            "{numerator: {water_reused: 1}, denominator: {water_treated: 1}, scale: 100}",
            "{numerator: {water_reused: 1}, denominator: {water_treated: 1}, scale: 1}",
        ),
        ("indicators.yaml", 28, "indicators[reuse-share].measure.scale", "scale 1 does not give the unit %"),
    ),
    "a_negative_denominator": (
        ("indicators.yaml", "denominator: {lamps_new: 1}", "denominator: {lamps_new: -1}"),
        (
            "indicators.yaml",
            144,
            "indicators[led-share].measure.denominator",
            "the coefficient of lamps_new must be above zero in a denominator",
        ),
    ),
    "a_stock_made_of_flows": (
        ("indicators.yaml", "accrual: cumulative\n    count_from: 2023", "accrual: stock\n    count_from: null"),
        (
            "indicators.yaml",
            68,
            "indicators[mains].accrual",
            "accrual stock needs year-end stocks or milestones, not yearly flows",
        ),
    ),
    "cumulative_without_count_from": (
        ("indicators.yaml", "count_from: 2023", "count_from: null"),
        (
            "indicators.yaml",
            69,
            "indicators[mains].count_from",
            "count_from is a year exactly where accrual is cumulative, else null",
        ),
    ),
    "county_quantities_pooled_as_the_citys": (
        ("indicators.yaml", "pooling: each", "pooling: city"),
        (
            "indicators.yaml",
            90,
            "indicators[water-saving-rule].pooling",
            "pooling city needs municipal quantities; rule_written is none",
        ),
    ),
    "an_indicator_wider_than_its_quantities": (
        (
            "indicators.yaml",
            "    applies_to: ['990101', '990102']\n    group: target",
            "    applies_to: all\n    group: target",
        ),
        (
            "indicators.yaml",
            72,
            "indicators[mains].applies_to",
            "mains_laid is not reported everywhere the indicator applies",
        ),
    ),
    "a_drop_without_a_measure_unit": (
        ("indicators.yaml", "    measure_unit: MWh/盏\n", ""),
        ("indicators.yaml", 117, "indicators[lamp-power-cut]", "missing key measure_unit"),
    ),
    "a_quote_with_one_letter_changed": (
        ("indicators.yaml", "quote: reach 30 % by 2025", "quote: reech 30 % by 2025"),
        ("indicators.yaml", 36, "indicators[reuse-share].targets[0].quote", "the quote is not in the plan's text"),
    ),
    "a_quote_of_another_clause": (
        ("indicators.yaml", "quote: All new lamps shall be LED", "quote: Every county reports"),
        ("indicators.yaml", 152, "indicators[led-share].targets[0].quote", "the quote does not stand in clause dry.1"),
    ),
    "a_quote_that_stands_twice": (
        ("indicators.yaml", "quote: reach 30 % by 2025", "quote: by 2025"),
        (
            "indicators.yaml",
            36,
            "indicators[reuse-share].targets[0].quote",
            "the quote stands 2 times in the plan's text; make it longer",
        ),
    ),
    "a_year_that_the_quote_does_not_write": (
        ("indicators.yaml", "{year: 2027,", "{year: 2028,"),
        ("indicators.yaml", 75, "indicators[mains].targets[0].year", "is not a year of the quote"),
    ),
    "a_year_before_the_base_year": (
        ("indicators.yaml", "{year: 2027,", "{year: 2019,"),
        ("indicators.yaml", 75, "indicators[mains].targets[0].year", "must be from 2020 to 2100; found 2019"),
    ),
    "a_value_that_the_quote_does_not_write": (
        ("indicators.yaml", "value: 40,", "value: 41,"),
        ("indicators.yaml", 75, "indicators[mains].targets[0].value", "is not a figure of the quote"),
    ),
    "a_range_upside_down": (
        ("indicators.yaml", "lower: 21.5, upper: 22.5", "lower: 22.5, upper: 21.5"),
        ("indicators.yaml", 56, "indicators[lake-level].targets[0].lower", "must be below upper"),
    ),
    "a_range_with_a_value": (
        ("indicators.yaml", "lower: 21.5, upper: 22.5,", "value: 22, lower: 21.5, upper: 22.5,"),
        ("indicators.yaml", 56, "indicators[lake-level].targets[0].value", "comparator between has no value"),
    ),
    "a_standing_rule_with_a_year_alone": (
        ("indicators.yaml", "group: standing", "group: target"),
        (
            "indicators.yaml",
            152,
            "indicators[led-share].targets",
            "an indicator of group target has dated targets and no other",
        ),
    ),
    "a_monitored_indicator_with_a_target": (
        ("indicators.yaml", "group: milestone", "group: monitored"),
        (
            "indicators.yaml",
            94,
            "indicators[water-saving-rule].targets",
            "an indicator of group monitored has no targets",
        ),
    ),
    "a_path_that_leads_nowhere": (
        (
            "indicators.yaml",
            "    definition_zh: 供热量乘以系数。\n    assumptions_zh: []\n    trajectory: none",
            "    definition_zh: 供热量乘以系数。\n    assumptions_zh: []\n    trajectory: linear",
        ),
        ("indicators.yaml", 116, "indicators[lake-heat].trajectory", "a linear path needs a dated target to run to"),
    ),
    "a_source_quote_that_the_text_does_not_have": (
        ("indicators.yaml", "source_quote: The heat drawn from", "source_quote: The heat taken from"),
        ("indicators.yaml", 113, "indicators[lake-heat].source_quote", "the quote is not in the plan's text"),
    ),
    "a_theme_of_an_unknown_indicator": (
        ("themes.yaml", "headline: [lake-level, leakage]", "headline: [lake-level, leak]"),
        ("themes.yaml", 2, "themes[lake].headline[1]", "unknown indicator leak"),
    ),
    "a_theme_of_four_headlines": (
        ("themes.yaml", "headline: [lake-level, leakage]", "headline: [lake-level, leakage, reuse-share, mains]"),
        ("themes.yaml", 2, "themes[lake].headline", "a theme has one to three headline indicators"),
    ),
}
