"""What becomes of quantities, indicators and tasks that a later load no longer names."""

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from targets.models import (
    Factor,
    Indicator,
    Quantity,
    QuantityArea,
    QuantityVersion,
    Task,
)
from tests.targets.folders import LAKESIDE, NOW, copy_of, everything, refused


def without_lake_heat(target):
    """The lakeside plan without the indicator lake-heat, its quantity and its factor."""
    folder = copy_of(LAKESIDE, target, ("themes.yaml", "lake-level, lake-heat]", "lake-level]"))
    drop(folder / "indicators.yaml", "  - code: lake-heat\n", "  - code: lamp-power-cut\n")
    drop(folder / "quantities.yaml", "  - {code: lake_heat,", "  - {code: lamp_power,")
    (folder / "factors.yaml").unlink()
    return folder


def drop(path, start, stop):
    """Remove what stands from ``start`` to before ``stop``."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index(start)] + text[text.index(stop) :], encoding="utf-8")


def without_heat_reported(target):
    """The same plan with lake-heat computed from another quantity."""
    folder = copy_of(LAKESIDE, target, ("indicators.yaml", "numerator: {lake_heat:", "numerator: {lamp_power:"))
    drop(folder / "quantities.yaml", "  - {code: lake_heat,", "  - {code: lamp_power,")
    return folder


def test_an_indicator_that_something_refers_to_does_not_vanish(load, tmp_path):
    load(LAKESIDE)
    indicator = Indicator.objects.get(code="lake-heat")
    with acting_as(system("test")):
        indicator.baselines.create(area=indicator.plan.city, year=2020, value=1, recorded_at=NOW)
    before = everything()
    message = "indicator lake-heat is gone; a promise with figures, allocations or evidence stays"
    assert refused(load, without_lake_heat(tmp_path / "plan"))[0] == ("indicators.yaml", 0, "indicators", message)
    assert everything() == before


def test_what_nothing_refers_to_can_be_removed(load, tmp_path):
    load(LAKESIDE)
    loaded = load(without_lake_heat(tmp_path / "plan"))
    assert loaded.changes.removed == ["indicator lake-heat", "quantity lake_heat"]
    assert not Indicator.objects.filter(code="lake-heat").exists()
    assert not Quantity.objects.filter(code="lake_heat").exists()
    assert Factor.objects.filter(code="saving_lake_heat").exists()


def test_a_quantity_that_only_earlier_definitions_use_is_retired(load, tmp_path):
    load(LAKESIDE)
    folder = without_heat_reported(tmp_path / "plan")
    assert sorted(load(folder).changes.versions) == ["indicator lake-heat 2026", "quantity lake_heat 2026 retired"]
    versions = QuantityVersion.objects.filter(quantity__code="lake_heat").order_by("effective_from")
    assert [version.effective_from for version in versions] == [2019, 2026]
    assert [QuantityArea.objects.filter(version=version).count() for version in versions] == [3, 0]
    assert not load(folder).changes
    assert sorted(load(LAKESIDE, effective_from=2027).changes.versions) == [
        "indicator lake-heat 2027",
        "quantity lake_heat 2027",
    ]


def test_kind_and_level_of_a_quantity_cannot_change(load, tmp_path):
    load(LAKESIDE)
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("quantities.yaml", "name_en: Lamps, unit: 盏, kind: stock", "name_en: Lamps, unit: 盏, kind: flow"),
    )
    message = "kind and level of a loaded quantity cannot change; give it a new code"
    assert refused(load, folder) == [("quantities.yaml", 11, "quantities[lamps]", message)]


def test_a_task_that_nothing_belongs_to_can_be_removed(load, tmp_path):
    load(LAKESIDE)
    folder = copy_of(LAKESIDE, tmp_path / "plan")
    drop_last_task(folder)
    assert load(folder).changes.removed == ["task dry.2"]
    assert not Task.objects.filter(plan__slug="lakeside-2023", code="dry.2").exists()


def test_a_task_of_a_retired_quantity_does_not_vanish(load, tmp_path):
    load(LAKESIDE)
    task = Task.objects.get(plan__slug="lakeside-2023", code="dry.2")
    Quantity.objects.filter(code="lake_heat").update(task=task)
    folder = without_heat_reported(tmp_path / "plan")
    drop_last_task(folder)
    message = "task dry.2 is gone, but indicators or quantities loaded before belong to it"
    assert refused(load, folder) == [("plan.yaml", 0, "tasks", message)]


def drop_last_task(folder):
    """Remove task dry.2 from plan.yaml."""
    path = folder / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - code: dry.2\n")], encoding="utf-8")
