"""``export_progress``: a row per target, unrounded; silence overdue by the clock asked for."""

import csv
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

HEADER = "area,quantity,year,stage,state,value\n"
LINES = [
    "370831,lamps_total,2025,final,reported,3000",
    "370831,lamps_energy_saving,2025,final,reported,2999",
    "370831,lamps_led,2025,final,reported,1000",
]
COLUMNS = [
    "area", "indicator", "year", "stage", "basis", "numerator", "denominator", "value", "reported", "expected",
    "expected_value", "shortfall", "target_year", "comparator", "target_value", "status", "flags",
]  # fmt: skip


@pytest.fixture
def export(committed_db, tmp_path):
    """Return ``export(*arguments)``: its rows by (area, indicator, target year)."""
    (tmp_path / "values.csv").write_text(HEADER + "\n".join(LINES) + "\n")
    call_command("import_values", str(tmp_path / "values.csv"))

    def run(*arguments):
        file = tmp_path / "out.csv"
        call_command("export_progress", str(file), *arguments)
        with file.open(encoding="utf-8") as stream:
            reader = csv.DictReader(stream)
            assert reader.fieldnames == COLUMNS
            return {(row["area"], row["indicator"], row["target_year"]): row for row in reader}

    return run


def test_figures_are_exported_unrounded_with_their_judgement_and_silence_falls_overdue(export):
    rows = export("--year", "2025", "--as-of", "2025-11-16")
    county = rows["370831", "energy-saving-lamp-share", ""]
    assert (county["numerator"], county["denominator"]) == ("2999", "3000")
    assert abs(Decimal(county["value"]) - Decimal(299900) / 3000) < Decimal("1e-24")
    assert (county["reported"], county["expected"]) == ("1", "1")
    assert (county["comparator"], county["target_value"], county["status"], county["flags"]) == (
        "=", "100", "breached", "",
    )  # fmt: skip
    city = rows["370800", "energy-saving-lamp-share", ""]
    assert (city["reported"], city["expected"], city["status"], city["flags"]) == ("1", "14", "breached", "incomplete")
    led = rows["370831", "led-lamp-share", "2030"]
    assert (led["status"], led["target_value"]) == ("not_allocated", "80")
    assert rows["370831", "pocket-parks-built", ""]["status"] == "monitored"
    assert rows["370831", "green-space-ratio", "2025"]["status"] == "not_applicable"
    assert rows["370800", "county-town-density", ""]["target_value"] == "0.6..1"

    assert silent(export, "--as-of", "2025-11-15") == ("not_reported", "")
    assert silent(export, "--as-of", "2025-11-16") == ("not_reported", "overdue")
    assert silent(export, "--as-of", "2026-03-31", "--stage", "final") == ("not_reported", "")
    assert silent(export, "--as-of", "2026-04-01", "--stage", "final") == ("not_reported", "overdue")
    later = export("--year", "2027")
    assert {row["year"] for row in later.values()} == {"2027"}, "a year to come can be asked for"
    with pytest.raises((CommandError, ValueError)):
        export("--as-of", "2025-13-01")


def silent(export, *arguments):
    """Liangshan filed nothing: overdue from the day after the deadline of the stage."""
    row = export("--year", "2025", *arguments)["370832", "energy-saving-lamp-share", ""]
    return row["status"], row["flags"]
