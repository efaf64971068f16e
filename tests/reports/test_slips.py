"""The filing board's table as literals: states, slips, rates, reasons and quiet hours, to the instant."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.domain.reminding import due_reason, is_quiet
from reports.domain.slips import Count, SlipRules, days_late, slip, standing, total
from reports.domain.workflow import Status

ZONE = ZoneInfo("Asia/Shanghai")
DEADLINE = datetime(2026, 11, 16, tzinfo=ZONE)
LAST_MOMENT = DEADLINE - timedelta(microseconds=1)
NOVEMBER_1 = datetime(2026, 11, 1, 9, tzinfo=ZONE)
RULES = SlipRules(blue_days=30, yellow_days=10, yellow_below=80)


@pytest.mark.parametrize(
    ("status", "said", "confirmed", "begun", "now", "expected"),
    [
        (None, 0, False, False, NOVEMBER_1, "not_yet"),
        (None, 0, False, True, NOVEMBER_1, "due"),
        ("draft", 0, False, True, NOVEMBER_1, "due"),
        ("draft", 1, False, True, LAST_MOMENT, "in_progress"),
        ("draft", 1, False, True, DEADLINE, "late"),
        (None, 0, False, True, DEADLINE, "late"),
        ("draft", 1, True, True, DEADLINE, "confirmed"),
        ("returned", 1, False, True, NOVEMBER_1, "returned"),
        ("returned", 1, False, True, DEADLINE, "returned"),
        ("returned", 1, True, True, DEADLINE, "confirmed"),
        ("submitted", 1, True, True, DEADLINE, "submitted"),
        ("submitted", 0, False, True, DEADLINE, "submitted"),
        ("approved", 1, True, True, DEADLINE, "approved"),
    ],
)
def test_where_a_report_or_a_part_stands(status, said, confirmed, begun, now, expected):
    status = status and Status(status)
    found = standing(status, said=said, deadline=DEADLINE, now=now, has_begun=begun, is_confirmed=confirmed)
    assert found == expected


def on(day, hour=9):
    return datetime(2026, day // 100, day % 100, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("status", "said", "in_time", "now", "expected"),
    [
        (None, 0, False, on(1015), None),
        (None, 0, False, on(1016), "blue"),
        (None, 0, False, on(1104), "blue"),
        (None, 0, False, on(1105), "yellow"),
        ("draft", 79, False, on(1105), "yellow"),
        ("draft", 80, False, on(1105), "blue"),
        ("draft", 100, False, LAST_MOMENT, "blue"),
        ("draft", 0, False, LAST_MOMENT, "yellow"),
        ("draft", 100, False, DEADLINE, "red"),
        ("returned", 100, True, on(1110), "blue"),
        ("returned", 100, True, DEADLINE, "yellow"),
        ("returned", 100, False, DEADLINE, "red"),
        ("submitted", 10, True, DEADLINE, None),
        ("approved", 10, False, DEADLINE, None),
    ],
)
def test_which_slip_is_earned(status, said, in_time, now, expected):
    status = status and Status(status)
    count = Count(said, 100)
    assert slip(status, count=count, was_in_time=in_time, deadline=DEADLINE, now=now, rules=RULES) == expected


def test_an_extension_moves_the_slip():
    later = DEADLINE + timedelta(days=5)
    facts = {"count": Count(100, 100), "was_in_time": False, "rules": RULES}
    assert slip(None, deadline=DEADLINE, now=DEADLINE, **facts) == "red"
    assert slip(None, deadline=later, now=DEADLINE, **facts) == "blue"
    assert days_late(DEADLINE, None, later) == 6
    assert days_late(later, None, later) == 1
    assert days_late(later, DEADLINE, on(1230)) == 0


def test_rates_are_sums_over_sums():
    counts = [Count(9, 10), Count(0, 90)]
    assert (total(counts).percent, total(counts).missing) == (9, 91)
    assert Count(0, 0).percent is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1031, ""), (1101, "before:14"), (1104, "before:14"), (1105, ""), (1108, "before:7"), (1112, ""),
        (1114, "before:1"), (1115, "before:0"), (1116, ""), (1117, ""), (1118, "after:3"), (1121, "after:3"),
        (1122, ""),
    ],
)  # fmt: skip
def test_of_missed_reminders_only_the_latest_is_caught_up(day, expected):
    assert due_reason((14, 7, 1, 0), (3,), DEADLINE, on(day)) == expected


def test_a_day_begins_at_midnight_in_china():
    assert due_reason((7,), (), DEADLINE, datetime(2026, 11, 7, 15, 59, tzinfo=ZoneInfo("UTC"))) == ""
    assert due_reason((7,), (), DEADLINE, datetime(2026, 11, 7, 16, tzinfo=ZoneInfo("UTC"))) == "before:7"


@pytest.mark.parametrize(
    ("hours", "quiet"),
    [
        ((time(20), time(8)), [0, 7, 20, 23]),
        ((time(1), time(7)), [1, 6]),
        ((time(0), time(0)), []),
    ],
)
def test_quiet_hours_end_where_they_end_also_over_midnight(hours, quiet):
    asked = [hour for hour in (0, 1, 6, 7, 8, 19, 20, 23) if is_quiet(on(1110, hour), *hours)]
    assert [hour for hour in asked if hour in quiet] == quiet
    assert is_quiet(on(1110, 8), time(20), time(8)) is False
