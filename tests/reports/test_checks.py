"""What can be read, as literal tables, and what contradicts another value."""

from decimal import Decimal

import pytest

from reports.domain.checks import compare
from reports.domain.entries import Entry, Said
from reports.domain.findings import Finding
from reports.domain.reading import Rule, fault_of_reason, read
from reports.domain.words import State
from targets.domain.algebra import Kind

FLOW = Rule("flow", Kind.FLOW, decimals=2, minimum=Decimal(0))
COUNT = Rule("count", Kind.STOCK, decimals=0, minimum=Decimal(0))
FREE = Rule("free", Kind.FLOW, decimals=1, minimum=None)
DONE = Rule("done", Kind.MILESTONE, decimals=0, minimum=Decimal(0))
WORDS = Rule("words", Kind.TEXT)
R, NA = State.REPORTED, State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rule", "typed", "number"),
    [
        (FLOW, "0", "0"),
        (FLOW, "-0", "0"),
        (FLOW, "-0.00", "0"),
        (FLOW, "12.5", "12.5"),
        (FLOW, " 12.50 ", "12.50"),
        (FLOW, "12.500000", "12.500000"),
        (FLOW, "+3", "3"),
        (FLOW, ".5", "0.5"),
        (FLOW, "007", "7"),
        (FLOW, "1,234,567.89", "1234567.89"),
        (FLOW, "１２３４．５６", "1234.56"),
        (FLOW, "１，２３４", "1234"),
        (FLOW, "　5　", "5"),
        (FLOW, "99999999999999", "99999999999999"),
        (FLOW, Decimal("1E+3"), "1000"),
        (FLOW, Decimal("0E-10"), "0"),
        (FLOW, Decimal("2.50"), "2.50"),
        (COUNT, "3.000", "3.000"),
        (FREE, "-4.5", "-4.5"),
        (FREE, "－４．５", "-4.5"),
        (FREE, "−4.5", "-4.5"),
        (DONE, "1", "1"),
        (DONE, "0", "0"),
    ],
)
def test_these_are_numbers(rule, typed, number):
    assert read(Entry(R, typed), rule) == Said(R, Decimal(number))


@pytest.mark.parametrize(
    ("rule", "typed", "code"),
    [
        (FLOW, "abc", "not_a_number"),
        (FLOW, "12 公里", "not_a_number"),
        (FLOW, "1 2", "not_a_number"),
        (FLOW, "1.2.3", "not_a_number"),
        (FLOW, "12.", "not_a_number"),
        (FLOW, "1e5", "not_a_number"),
        (FLOW, "1E5", "not_a_number"),
        (FLOW, "NaN", "not_a_number"),
        (FLOW, "sNaN", "not_a_number"),
        (FLOW, "Infinity", "not_a_number"),
        (FLOW, "-inf", "not_a_number"),
        (FLOW, "0x10", "not_a_number"),
        (FLOW, "1_000", "not_a_number"),
        (FLOW, "12,34", "not_a_number"),
        (FLOW, "1,2345", "not_a_number"),
        (FLOW, ",5", "not_a_number"),
        (FLOW, "5²", "not_a_number"),
        (FLOW, "½", "not_a_number"),
        (FLOW, "①", "not_a_number"),
        (FLOW, "٣", "not_a_number"),
        (FLOW, "一", "not_a_number"),
        (FLOW, "=1+1", "not_a_number"),
        (FLOW, "12%", "not_a_number"),
        (FLOW, Decimal("NaN"), "not_a_number"),
        (FLOW, Decimal("Infinity"), "not_a_number"),
        (FLOW, "1" * 41, "too_long"),
        (FLOW, "0." + "1" * 39, "too_long"),
        (FLOW, Decimal("1E-99999"), "too_long"),
        (FLOW, "100000000000000", "too_large"),
        (FLOW, Decimal("1E+999999"), "too_large"),
        (FLOW, "-1", "below_minimum"),
        (FLOW, "-0.01", "below_minimum"),
        (FLOW, "1.234", "too_many_decimals"),
        (COUNT, "1.5", "too_many_decimals"),
        (FREE, "0.25", "too_many_decimals"),
        (DONE, "2", "not_a_milestone"),
        (DONE, "0.5", "not_a_milestone"),
        (DONE, "-1", "not_a_milestone"),
        (WORDS, "5", "text_expected"),
    ],
)
def test_these_are_refused(rule, typed, code):
    found = read(Entry(R, typed), rule)
    assert isinstance(found, Finding)
    assert (found.code, found.quantity) == (code, rule.quantity)


@pytest.mark.parametrize(
    ("rule", "entry", "code"),
    [
        (FLOW, Entry(NA), "reason_missing"),
        (FLOW, Entry(NA, reason="  "), "reason_missing"),
        (FLOW, Entry(NA, "3", reason="无"), "value_beside_not_applicable"),
        (FLOW, Entry(NA, "0", reason="无"), "value_beside_not_applicable"),
        (WORDS, Entry(NA, text="x", reason="无"), "value_beside_not_applicable"),
        (FLOW, Entry(R), "value_missing"),
        (FLOW, Entry(None, note="待核"), "words_without_a_value"),
        (FLOW, Entry(None, reason="待核"), "words_without_a_value"),
        (FLOW, Entry(R, "", note="待核"), "words_without_a_value"),
        (FLOW, Entry(R, text="五"), "number_expected"),
        (FLOW, Entry(R, "1", text="五"), "number_expected"),
        (WORDS, Entry(R, "1", text="五"), "text_expected"),
        (WORDS, Entry(R, text="字" * 2001), "text_too_long"),
        (FLOW, Entry(R, "1", note="字" * 501), "words_too_long"),
        (FLOW, Entry(NA, reason="字" * 501), "words_too_long"),
        (FLOW, Entry(R, "1\x00"), "forbidden_character"),
        (FLOW, Entry(R, "1", note="a\x00b"), "forbidden_character"),
        (FLOW, Entry(R, "1", note="\ud800"), "forbidden_character"),
        (FLOW, Entry(NA, reason="\udfff"), "forbidden_character"),
        (WORDS, Entry(R, text="\x1b[0m"), "forbidden_character"),
    ],
)
def test_these_entries_are_refused(rule, entry, code):
    found = read(entry, rule)
    assert isinstance(found, Finding)
    assert found.code == code


@pytest.mark.parametrize(
    ("rule", "entry", "said"),
    [
        (FLOW, Entry(None), None),
        (FLOW, Entry(None, "  "), None),
        (FLOW, Entry(None, "5"), Said(R, Decimal(5))),
        (FLOW, Entry(NA, reason=" 无此项 "), Said(NA, reason="无此项")),
        (FLOW, Entry(R, "5", note="a\r\nb"), Said(R, Decimal(5), note="a\nb")),
        (WORDS, Entry(R, text=" 进展顺利😀 "), Said(R, text="进展顺利😀")),
        (WORDS, Entry(R, text="字" * 2000), Said(R, text="字" * 2000)),
    ],
)
def test_these_entries_say(rule, entry, said):
    assert read(entry, rule) == said


def test_a_refusal_says_what_it_saw():
    assert read(Entry(R, "-3.50"), FLOW) == Finding("below_minimum", "flow", {"value": "-3.5", "limit": "0"})
    assert read(Entry(R, "1.234"), FLOW) == Finding("too_many_decimals", "flow", {"value": "1.234", "limit": "2"})


PART = Rule("part", Kind.FLOW, not_more_than="whole")
SHARE = Rule("share", Kind.FLOW, not_more_than_sum_of=("homes", "offices"))


def number(value):
    return Said(R, Decimal(value))


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"part": number(8), "whole": number(8)}, []),
        ({"part": number("8.01"), "whole": number(8)}, ["more_than"]),
        ({"part": number(9)}, []),
        ({"whole": number(8)}, []),
        ({"part": number(9), "whole": Said(NA, reason="无")}, []),
        ({"part": Said(NA, reason="无"), "whole": number(8)}, []),
        ({"part": number(1), "whole": number(0)}, ["more_than"]),
        ({"share": number(5), "homes": number(2), "offices": number(3)}, []),
        ({"share": number("5.1"), "homes": number(2), "offices": number(3)}, ["more_than_sum"]),
        ({"share": number(9), "homes": number(2)}, []),
        ({"share": number(9), "homes": number(2), "offices": Said(NA, reason="无")}, []),
    ],
)
def test_quantities_are_compared_only_where_all_are_reported(said, codes):
    assert [found.code for found in compare([PART, SHARE], said)] == codes


def test_a_comparison_says_what_it_saw():
    said = {"share": number("5.10"), "homes": number(2), "offices": number(3)}
    assert compare([SHARE], said) == [
        Finding("more_than_sum", "share", {"value": "5.1", "limit": "5", "others": "homes,offices"})
    ]


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("口径不一致", ""),
        ("", "reason_missing"),
        (" \n ", "reason_missing"),
        ("字" * 500, ""),
        ("字" * 501, "words_too_long"),
        ("a\x00", "forbidden_character"),
        ("\ud83d", "forbidden_character"),
    ],
)
def test_a_reason_stands_or_not(reason, fault):
    assert fault_of_reason(reason) == fault
