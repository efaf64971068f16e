"""The checks as literal tables, and what holds of them whatever the figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.checks import CHECKS, Seen, compare, examine
from reports.domain.entries import Entry, Said
from reports.domain.findings import Finding
from reports.domain.peers import Peer, Standing, standing
from reports.domain.reading import Rule, fault_of_reason, read
from reports.domain.words import Stage, State
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


LAST = Said(R, Decimal(100))


def _seen(number, rule=FLOW, **before):
    return Seen(rule, Said(R, Decimal(str(number))), **before)


STOCK = Rule("stock", Kind.STOCK, decimals=2, minimum=Decimal(0))
GROWING = Rule("pilots", Kind.STOCK, decimals=0, minimum=Decimal(0), never_falls=True)
FINAL_100 = {"last_final": LAST}
ESTIMATE_100 = {"last_estimate": LAST}


@pytest.mark.parametrize(
    ("seen", "stage", "codes"),
    [
        # Nothing to compare with, nothing to say.
        (_seen(5), Stage.ESTIMATE, []),
        (_seen(5, last_final=Said(State.NOT_APPLICABLE, reason="无")), Stage.ESTIMATE, []),
        (_seen(5, last_final=Said(R, Decimal(0))), Stage.ESTIMATE, []),
        # A flow may triple before it is doubted, a stock grow by half.
        (_seen(149, **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen(299, **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen(300, **ESTIMATE_100), Stage.ESTIMATE, ["jump"]),
        (_seen("33.4", **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen("33.3", **ESTIMATE_100), Stage.ESTIMATE, ["jump"]),
        (_seen(149, STOCK, **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen(150, STOCK, **ESTIMATE_100), Stage.ESTIMATE, ["jump"]),
        # Powers of ten are more than a jump, in both directions.
        (_seen(1000, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(790, **FINAL_100), Stage.ESTIMATE, ["jump"]),
        (_seen(800, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(10_000, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(100_000, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(1_000_000, **FINAL_100), Stage.FINAL, ["unit_slip"]),
        (_seen("0.01", **FINAL_100), Stage.FINAL, ["unit_slip"]),
        # Zero after something, never something after zero.
        (_seen(0, **FINAL_100), Stage.ESTIMATE, ["zero_after_nonzero"]),
        # An estimate half away from the last final; a final a fifth away from its estimate.
        (_seen(150, **FINAL_100), Stage.ESTIMATE, []),
        (_seen(151, **FINAL_100), Stage.ESTIMATE, ["far_from_final"]),
        (_seen(49, **FINAL_100), Stage.ESTIMATE, ["far_from_final"]),
        (_seen(151, **FINAL_100), Stage.FINAL, []),
        (_seen(120, this_estimate=LAST), Stage.FINAL, []),
        (_seen("120.01", this_estimate=LAST), Stage.FINAL, ["far_from_estimate"]),
        # A base for shares that moved.
        (_seen(110, STOCK, is_denominator=True, **FINAL_100), Stage.ESTIMATE, []),
        (_seen("110.01", STOCK, is_denominator=True, **FINAL_100), Stage.ESTIMATE, ["denominator_changed"]),
        (_seen(149, is_denominator=True, **FINAL_100), Stage.ESTIMATE, []),
        # What counts since the beginning cannot fall; the check is hard.
        (_seen(99, GROWING, **FINAL_100), Stage.ESTIMATE, ["cumulative_falls"]),
        (_seen(100, GROWING, **FINAL_100), Stage.ESTIMATE, []),
        (_seen(0, GROWING, **FINAL_100), Stage.ESTIMATE, ["cumulative_falls"]),
        # Small counts move by whole multiples.
        (_seen(6, COUNT, last_final=Said(R, Decimal(2))), Stage.ESTIMATE, []),
        # A milestone needs its document in the year it was reached, and is not undone silently.
        (_seen(1, DONE), Stage.ESTIMATE, ["milestone_without_evidence"]),
        (_seen(1, DONE, evidence=1), Stage.ESTIMATE, []),
        (_seen(1, DONE, last_final=Said(R, Decimal(1))), Stage.ESTIMATE, []),
        (_seen(0, DONE), Stage.ESTIMATE, []),
        (_seen(0, DONE, last_final=Said(R, Decimal(1))), Stage.ESTIMATE, ["milestone_withdrawn"]),
        # Among peers: the side, and how many they are.
        (_seen(5, standing=Standing("above", 12)), Stage.ESTIMATE, ["out_of_line_above"]),
        (_seen(5, standing=Standing("below", 12, 10_000)), Stage.ESTIMATE, ["unit_slip_among_peers_below"]),
    ],
)
def test_these_are_doubted_and_no_others(seen, stage, codes):
    assert [found.code for found in examine(seen, stage)] == codes


def test_a_finding_says_the_numbers_it_saw():
    (found,) = examine(_seen(1_000_000, **FINAL_100), Stage.ESTIMATE)
    assert dict(found.saw) == {"value": "1000000", "before": "100", "percent": "+999900.0", "times": "10000"}
    (found,) = examine(_seen(5, standing=Standing("above", 12)), Stage.ESTIMATE)
    assert dict(found.saw) == {"count": "12"}


HARD = {
    "below_minimum", "conflict", "cumulative_falls", "forbidden_character", "milestone_without_evidence", "more_than",
    "more_than_sum", "not_a_milestone", "not_a_number", "not_owed", "number_expected", "other_bureau",
    "reason_missing", "text_expected", "text_too_long", "too_large", "too_long", "too_many_decimals", "unknown_unit",
    "value_beside_not_applicable", "value_missing", "words_too_long", "words_without_a_value",
}  # fmt: skip
SOFT = {
    "denominator_changed", "far_from_estimate", "far_from_final", "jump", "milestone_withdrawn", "out_of_line_above",
    "out_of_line_below", "unit_slip", "unit_slip_among_peers_above", "unit_slip_among_peers_below",
    "zero_after_nonzero",
}  # fmt: skip


def test_the_checks_are_these():
    assert {code for code, check in CHECKS.items() if check.severity == "hard"} == HARD
    assert {code for code, check in CHECKS.items() if check.severity == "soft"} == SOFT


POSITIVE = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999999"), places=2)


@given(POSITIVE, POSITIVE, st.sampled_from(Stage), st.booleans())
def test_every_check_is_about_a_ratio_whatever_the_unit(now, before, stage, is_denominator):
    """Ten thousand times as much of everything is doubted just as much."""

    def codes(times):
        seen = Seen(STOCK, Said(R, now * times), last_final=Said(R, before * times), is_denominator=is_denominator)
        return [found.code for found in examine(seen, stage)]

    assert codes(1) == codes(10_000)


@given(POSITIVE, st.sampled_from(Stage))
def test_the_same_figure_again_is_never_doubted(number, stage):
    said = Said(R, number)
    assert examine(Seen(FLOW, said, said, said, said, is_denominator=True), stage) == []


@given(POSITIVE, POSITIVE, st.sampled_from(Stage))
def test_whoever_is_doubted_upwards_would_be_doubted_further_up(now, before, stage):
    seen = [Seen(FLOW, Said(R, now * times), last_final=Said(R, before)) for times in (1, 7)]
    if now > before and examine(seen[0], stage):
        assert examine(seen[1], stage)


@given(st.lists(POSITIVE, min_size=5, max_size=14), POSITIVE, st.integers(1, 3))
def test_where_one_stands_does_not_depend_on_the_others_order_or_unit(numbers, own, shift):
    others, size = [Peer(number, Decimal(30)) for number in numbers], Decimal(30)
    turned = [Peer(one.number * 10_000, one.size) for one in others[shift:] + others[:shift]]
    assert standing(Peer(own, size), others) == standing(Peer(own * 10_000, size), turned)


@given(st.lists(POSITIVE, min_size=0, max_size=4), POSITIVE)
def test_few_peers_say_nothing(numbers, own):
    assert standing(Peer(own, Decimal(1)), [Peer(number, Decimal(1)) for number in numbers]) is None


def test_one_wrong_peer_does_not_hide_a_wrong_figure():
    others = [Peer(Decimal(n), Decimal(10)) for n in (90, 100, 110, 95, 105, 1_000_000)]
    assert standing(Peer(Decimal(1_000_000), Decimal(10)), others) == Standing("above", 6, 10_000)


def test_peers_of_similar_size_come_first():
    alike = [Peer(Decimal(n), Decimal(50)) for n in (48, 50, 52, 49, 51)]
    large = [Peer(Decimal(9000), Decimal(200)) for _ in range(8)]
    assert standing(Peer(Decimal(5000), Decimal(50)), alike + large) == Standing("above", 5, 100)
