"""Figures and targets in words."""

import ast
import inspect

import pytest
from django.utils import translation

from dashboards.figures import phrases, wording
from progress.domain import judgement
from progress.domain.judgement import Flag, Status
from progress.domain.readings import Void
from tests.dashboards.made import LEAKAGE, PILOT, defined, figure, verdict

DENSITY = defined(unit="persons/km²")
AREA = defined(top="a", bottom=None, scale="1", unit="10⁴ m²")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("definition", "judged", "expected"),
    [
        (LEAKAGE, verdict(), "by 2025: ≤ 7.9 %"),
        (AREA, verdict(bound="1600", comparator=">="), "by 2025: ≥ 1,600 10⁴ m²"),
        (LEAKAGE, verdict(bound="55", comparator=">"), "by 2025: > 55 %"),
        (LEAKAGE, verdict(bound="100", comparator="=", key="standing"), "always: = 100 %"),
        (
            DENSITY,
            verdict(bound="0.6", upper="1", comparator="between", key="standing"),
            "always: 0.6–1 persons/km²",
        ),
        (PILOT, verdict(bound="1", comparator=">=", key="2030"), "by 2030: done"),
        (PILOT, verdict(bound="3", comparator=">=", key="standing"), "no date: ≥ 3 items"),
        (LEAKAGE, verdict("monitored", bound=None, key="none"), ""),
    ],
)
def test_a_target_in_words(definition, judged, expected):
    assert phrases.target_of(definition, judged) == expected


@pytest.mark.parametrize(
    ("definition", "shown", "judged", "expected"),
    [
        (LEAKAGE, figure("8.2312"), verdict(), "8.23 %"),
        (LEAKAGE, figure("7.9004"), verdict(), "7.9004 %"),
        (LEAKAGE, figure("8.7198"), verdict(expected="8.72"), "8.7198 %"),
        (LEAKAGE, figure("53.2"), None, "53.20 %"),
        (LEAKAGE, figure(None, void="nothing_reported"), verdict(), ""),
        (LEAKAGE, figure("1"), verdict("breached", met=5, owed=7), "5 / 7 areas meet it"),
        (LEAKAGE, figure("1"), verdict("not_reported", met=0, owed=7), ""),
        (PILOT, figure("0"), verdict(bound="1", comparator=">="), "Not done"),
        (PILOT, figure("1"), verdict(bound="1", comparator=">="), "Done"),
        (PILOT, figure("1"), verdict(bound="2", comparator=">="), "1 items"),
    ],
)
def test_a_figure_in_words(definition, shown, judged, expected):
    assert phrases.with_unit(definition, shown, judged) == expected


def test_no_figure_says_why():
    assert phrases.absence(figure(None, void="gap_in_cumulative")) == "a year is missing in the cumulative sum"
    assert phrases.absence(None) == "not computed yet"


@pytest.mark.parametrize(
    ("shortfall", "expected"),
    [
        ("8.5366", "8.5 % short"),
        ("9.96", "9.96 % short"),
        ("29.999", "29.999 % short"),
        ("-3.21", "3.2 % ahead"),
        ("0.04", "0.04 % short"),
    ],
)  # fmt: skip
def test_a_shortfall_is_never_rounded_across_a_threshold(shortfall, expected):
    assert phrases.shortfall_of(verdict(shortfall=shortfall), (10, 30)) == expected


@pytest.mark.parametrize(
    ("value", "judged", "expected"),
    [
        ("43.4", verdict("not_due", bound="50", comparator=">=", key="2030"), "+1.10 percentage points a year needed"),
        ("9.1", verdict("not_due", key="2025"), "−1.20 percentage points a year needed"),
        ("7.1", verdict("met", key="2025"), ""),
        ("9.1", verdict("missed", key="2024"), ""),
        (
            "0.5",
            verdict("not_due", bound="0.6", upper="1", comparator="between", key="2030"),
            "+0.02 percentage points a year needed",
        ),
    ],
)
def test_the_pace_still_needed(value, judged, expected):
    assert phrases.pace_of(LEAKAGE, figure(value), judged) == expected


def test_expected_progress_belongs_to_an_open_target():
    assert phrases.expected_of(LEAKAGE, verdict(expected="8.72")) == "8.72 %"
    assert phrases.expected_of(LEAKAGE, verdict(expected="8.72", key="2023")) == ""


def test_every_status_flag_and_void_has_words():
    assert set(wording.STATUS) == set(Status)
    assert set(wording.FLAG) == set(wording.FLAG_MEANING) == set(Flag)
    assert set(wording.VOID) == set(Void) - {Void.NONE}
    assert [number for number, _statuses, _words in wording.RULES] == list(range(1, 13))
    assert sorted(status for _number, statuses, _words in wording.RULES for status in statuses) == sorted(Status)


def test_every_reason_a_judgement_can_give_has_words():
    tree = ast.parse(inspect.getsource(judgement))
    given = {
        argument.value.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for argument in call.keywords
        if argument.arg == "reason" and isinstance(argument.value, ast.Constant)
    }
    given |= {
        call.args[2].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Judgement" and len(call.args) > 2
        if isinstance(call.args[2], ast.Constant) and call.args[2].value
    }
    assert {"holds", "fails", "path", "no_allocation"} <= given
    assert given <= set(wording.REASON)


def test_the_chinese_words_of_the_law():
    with translation.override("zh-hans"):
        words = {status.value: str(word) for status, word in wording.STATUS.items()}
    assert words == {
        "not_applicable": "不适用", "monitored": "仅监测", "not_allocated": "未分解", "not_reported": "未报送",
        "undetermined": "无法判定", "met": "已达成", "breached": "未达要求", "in_progress": "推进中",
        "awaiting_final": "已到期待终值", "missed": "逾期未达成", "on_track": "正常", "behind": "滞后",
        "far_behind": "严重滞后", "not_due": "未到期",
    }  # fmt: skip
