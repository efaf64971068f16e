"""Allocations and baselines from files: checked by line, all or nothing, idempotent, superseding."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.actors import system
from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from targets.models import Allocation, Baseline, Indicator, Plan, PlanEvent, PlanMark
from targets.services import events
from targets.services.county_targets import Imported, import_allocations, import_baselines
from targets.services.refusals import FilesRefused
from tests.targets.folders import LAKESIDE, NOW

HEAD = "area,indicator,year,value\n"


@pytest.fixture
def lakeside(load):
    load(LAKESIDE)
    with acting_as(system("test")):
        yield Plan.objects.get(slug="lakeside-2023")


def run(service, plan, text, *, now=NOW):
    content = text if isinstance(text, bytes) else text.encode()
    return service(plan_id=plan.pk, content=content, name="file.csv", actor=system("test"), now=now)


def refused(service, plan, text):
    with pytest.raises(FilesRefused) as caught:
        run(service, plan, text)
    return [(one.line, one.field, one.message) for one in caught.value.problems]


def test_allocations_are_stored_exactly(lakeside):
    text = HEAD + "990101,reuse-share,2025,31.123456789012\n990102,mains,2026,18\n"
    assert run(import_allocations, lakeside, text) == Imported(added=2, changed=0, unchanged=0)
    rows = Allocation.objects.order_by("area__code").values_list(
        "area__code", "indicator__code", "year", "edition", "value", "recorded_at", "superseded_at"
    )
    assert list(rows) == [
        ("990101", "reuse-share", 2025, 1, Decimal("31.123456789012"), NOW, None),
        ("990102", "mains", 2026, 1, Decimal(18), NOW, None),
    ]


def test_the_columns_may_stand_in_any_order_after_a_byte_order_mark(lakeside):
    text = b"\xef\xbb\xbfyear, value ,indicator,area\r\n2030,44.5,reuse-share,990103\r\n"
    assert run(import_allocations, lakeside, text).added == 1
    assert Allocation.objects.get().value == Decimal("44.5")


def test_an_import_again_changes_nothing(lakeside):
    text = HEAD + "990101,reuse-share,2025,31.10\n"
    run(import_allocations, lakeside, text)
    events = PlanEvent.objects.count()
    with acting_as(system("test")):
        records = JournalRecord.objects.count()
    again = HEAD + "990101,reuse-share,2025,31.1\n"
    assert run(import_allocations, lakeside, again) == Imported(added=0, changed=0, unchanged=1)
    assert (Allocation.objects.count(), PlanEvent.objects.count()) == (1, events)
    with acting_as(system("test")):
        assert JournalRecord.objects.count() == records


def test_a_changed_allocation_supersedes_the_former_and_keeps_it(lakeside):
    later = NOW + timedelta(hours=1)
    run(import_allocations, lakeside, HEAD + "990101,reuse-share,2025,31\n990102,reuse-share,2025,32\n")
    changed = run(import_allocations, lakeside, HEAD + "990101,reuse-share,2025,33\n", now=later)
    assert changed == Imported(added=0, changed=1, unchanged=0)
    rows = Allocation.objects.filter(area__code="990101").order_by("edition")
    assert [(one.edition, one.value, one.superseded_at) for one in rows] == [
        (1, Decimal(31), later),
        (2, Decimal(33), None),
    ]
    assert Allocation.objects.get(area__code="990102").superseded_at is None


def test_an_import_is_an_event_with_a_mark_and_a_record_without_numbers(lakeside):
    run(import_allocations, lakeside, HEAD + "990101,reuse-share,2025,31.77\n")
    event = PlanEvent.objects.get(kind="allocations")
    assert (event.plan, event.summary) == (lakeside, {"added": 1, "changed": 0, "unchanged": 0})
    assert PlanMark.objects.filter(event=event).exists()
    record = JournalRecord.objects.get(action="allocations.import")
    assert record.subject == "plan lakeside-2023"
    assert "31.77" not in str(record.detail)


def test_an_import_wakes_the_roll_up_where_it_changes_something(lakeside, monkeypatch):
    woken = []
    monkeypatch.setattr(events, "wake_rollup", woken.append)
    for _ in range(2):
        run(import_allocations, lakeside, HEAD + "990101,reuse-share,2025,31\n")
        run(import_baselines, lakeside, HEAD + "990101,leakage,2019,14\n")
    assert woken == ["plan lakeside-2023: allocations", "plan lakeside-2023: baselines"]


SAME = "must be from 2020 to 2027: after the base year, not after the last target"
ALLOCATION_FAULTS = [
    ("990100,reuse-share,2025,30", "area", "the city's own targets stand in the plan; allocations are for counties"),
    ("990109,reuse-share,2025,30", "area", "unknown area 990109"),
    ("370831,reuse-share,2025,30", "area", "unknown area 370831"),
    ("990101,no-such,2025,30", "indicator", "unknown indicator no-such"),
    ("990101,heating-network-loss-cut,2025,30", "indicator", "unknown indicator heating-network-loss-cut"),
    ("990101,lake-heat,2025,30", "indicator", "lake-heat has no dated target"),
    ("990101,led-share,2025,30", "indicator", "led-share has no dated target"),
    ("990102,water-saving-rule,2025,1", "indicator", "water-saving-rule has no dated target"),
    (
        "990101,lake-level,2028,22",
        "indicator",
        "lake-level is not pooled over counties, so there is nothing to allocate",
    ),
    ("990103,mains,2027,3", "area", "mains does not apply to 990103"),
    ("990101,mains,2019,3", "year", SAME),
    ("990101,mains,2028,3", "year", SAME),
    ("990101,mains,27,3", "year", "must be a year of four digits"),
    ("990101,mains,２０２７,3", "year", "must be a year of four digits"),
    ("990101,mains,2027,", "value", "must be a number such as 12.5"),
    ("990101,mains,2027,NaN", "value", "must be a number such as 12.5"),
    ("990101,mains,2027,Infinity", "value", "must be a number such as 12.5"),
    ("990101,mains,2027,1e3", "value", "must be a number such as 12.5"),
    ('990101,mains,2027,"1,000"', "value", "must be a number such as 12.5"),
    (
        "990101,mains,2027,1.0000000000001",
        "value",
        "1.0000000000001 has too many digits: at most 18 before the point and 12 after",
    ),
    (
        "990101,mains,2027,1234567890123456789",
        "value",
        "1234567890123456789 has too many digits: at most 18 before the point and 12 after",
    ),
    ("990101,reuse-share,2025,101", "value", "101 is no percentage from 0 to 100"),
    ("990101,mains,2027", "", "must have 4 cells; found 3"),
    ("990101,mains,2027,3,", "", "must have 4 cells; found 5"),
]


@pytest.mark.parametrize(("line", "field", "message"), ALLOCATION_FAULTS, ids=[fault[0] for fault in ALLOCATION_FAULTS])
def test_a_faulty_allocation_is_named_by_line_and_nothing_is_stored(lakeside, line, field, message):
    good = "990101,reuse-share,2030,46\n"
    assert refused(import_allocations, lakeside, HEAD + good + line + "\n") == [(3, field, message)]
    assert not Allocation.objects.exists()
    assert not PlanEvent.objects.filter(kind="allocations").exists()


def test_a_range_cannot_be_allocated(lakeside):
    Indicator.objects.get(code="mains").versions.get().targets.update(
        comparator="between", value=None, lower=1, upper=2
    )
    assert refused(import_allocations, lakeside, HEAD + "990101,mains,2026,1.5\n") == [
        (2, "indicator", "a range cannot be allocated")
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", (0, "", "the file is empty")),
        (
            b"area,indicator,year\n",
            (1, "", "the columns must be area,indicator,year,value; found area,indicator,year"),
        ),
        (
            b"area,indicator,year,value,note\n",
            (1, "", "the columns must be area,indicator,year,value; found area,indicator,year,value,note"),
        ),
        (
            b"area,area,year,value\n",
            (1, "", "the columns must be area,indicator,year,value; found area,area,year,value"),
        ),
        (HEAD.encode() + b"990101,mains,2027,3\n\xff\xfe,x\n", (3, "", "is not UTF-8")),
        (HEAD.encode() + b'990101,mains,2027,"3\n', (2, "", "is not CSV: unexpected end of data")),
        (
            HEAD.encode() + b"\n990101,mains,2027,3\n990101,mains,2027,4\n",
            (4, "", "says again what line 3 says"),
        ),
    ],
)
def test_a_faulty_file_is_refused(lakeside, content, problem):
    assert problem in refused(import_allocations, lakeside, content)
    assert not Allocation.objects.exists()


def test_every_fault_of_a_file_is_found_at_once(lakeside):
    text = HEAD + "990100,mains,2027,1\n990101,mains,2027,x\n990103,mains,2035,1\n"
    assert [(line, field) for line, field, _ in refused(import_allocations, lakeside, text)] == [
        (2, "area"),
        (3, "value"),
        (4, "area"),
        (4, "year"),
    ]


def test_baselines_are_one_per_area_and_indicator(lakeside):
    later = NOW + timedelta(hours=1)
    first = HEAD + "990100,leakage,2020,12.0\n990101,leakage,2019,14\n"
    assert run(import_baselines, lakeside, first).added == 2
    assert run(import_baselines, lakeside, first).unchanged == 2
    assert run(import_baselines, lakeside, HEAD + "990100,leakage,2021,12.0\n", now=later).changed == 1
    rows = Baseline.objects.order_by("area__code", "edition")
    assert [(one.area.code, one.year, one.edition, one.value, one.superseded_at) for one in rows] == [
        ("990100", 2020, 1, Decimal(12), later),
        ("990100", 2021, 2, Decimal(12), None),
        ("990101", 2019, 1, Decimal(14), None),
    ]
    assert PlanEvent.objects.filter(kind="baselines").count() == 2


BASELINE_FAULTS = [
    ("990109,leakage,2020,12", "area", "unknown area 990109"),
    ("990101,led-share,2020,12", "indicator", "led-share has no dated target"),
    ("990101,leakage,2025,12", "year", "must be before the first target year 2025"),
    (
        "990101,lamp-power-cut,2020,12",
        "indicator",
        "lamp-power-cut is a drop or a sum since a year: its path starts at 0 and has no baseline",
    ),
    (
        "990101,mains,2020,12",
        "indicator",
        "mains is a drop or a sum since a year: its path starts at 0 and has no baseline",
    ),
    ("990101,lake-level,2020,12", "area", "lake-level does not apply to 990101"),
]


@pytest.mark.parametrize(("line", "field", "message"), BASELINE_FAULTS, ids=[fault[0] for fault in BASELINE_FAULTS])
def test_a_faulty_baseline_is_named_by_line_and_nothing_is_stored(lakeside, line, field, message):
    good = "990100,leakage,2020,12.0\n"
    assert refused(import_baselines, lakeside, HEAD + good + line + "\n") == [(3, field, message)]
    assert not Baseline.objects.exists()


def test_two_baselines_of_one_path_are_refused(lakeside):
    text = HEAD + "990100,leakage,2020,12\n990100,leakage,2021,11\n"
    assert refused(import_baselines, lakeside, text) == [(3, "", "says again what line 2 says")]


def test_the_commands_import_and_say_how_much(plan, tmp_path):
    path = tmp_path / "allocations.csv"
    path.write_text(HEAD + "370831,heating-network-loss-cut,2030,5.25\n", encoding="utf-8")
    out = io.StringIO()
    call_command("import_allocations", str(path), stdout=out)
    call_command("import_allocations", str(path), "--plan", "jining-2024", stdout=out)
    path.write_text(HEAD + "370800,water-network-leakage-rate,2020,12\n", encoding="utf-8")
    call_command("import_baselines", str(path), stdout=out)
    assert out.getvalue().splitlines() == [
        "added 1, changed 0, unchanged 0",
        "added 0, changed 0, unchanged 1",
        "added 1, changed 0, unchanged 0",
    ]


def test_the_command_prints_each_fault_with_its_line(plan, tmp_path):
    path = tmp_path / "baselines.csv"
    path.write_text(HEAD + "370831,nothing,2020,x\n370831,nothing,2020,1\n", encoding="utf-8")
    errors = io.StringIO()
    with pytest.raises(CommandError, match=r"2 problem\(s\); nothing was loaded"):
        call_command("import_baselines", str(path), stderr=errors)
    assert errors.getvalue().splitlines() == [
        "baselines.csv:2: value: must be a number such as 12.5",
        "baselines.csv:3: indicator: unknown indicator nothing",
    ]


def test_among_several_plans_one_must_be_named(lakeside, tmp_path):
    path = tmp_path / "allocations.csv"
    path.write_text(HEAD, encoding="utf-8")
    with pytest.raises(CommandError, match="name one of these plans with --plan: jining-2024, lakeside-2023"):
        call_command("import_allocations", str(path))


def test_a_file_that_is_not_there_is_said_so(plan, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_allocations", str(tmp_path / "nothing.csv"))
