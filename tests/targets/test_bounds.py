"""Which shares cannot exceed their scale."""

from dataclasses import replace
from decimal import Decimal

import pytest

from targets.domain.algebra import Kind, Level, Measure, Term
from targets.domain.bounds import is_bounded
from targets.domain.catalogue import QuantityRow
from tests.targets.folders import JINING, catalogue_of


def quantity(code, *, under=None, under_sum=(), minimum="0"):
    return QuantityRow(
        code=code, task="", kind=Kind.FLOW, level=Level.COUNTY, bureau="b", name_zh=code, name_en=code, unit="t",
        decimals=2, minimum=Decimal(minimum), not_more_than=under, not_more_than_sum_of=tuple(under_sum),
        never_falls=False,
        note_zh="", applies_to="all", areas=("1",), evidence_for=None,
    )  # fmt: skip


def known(*rows):
    return {row.code: row for row in rows}


def share(numerator, denominator):
    def terms(side):
        return tuple(
            Term(code, factor=value) if isinstance(value, str) else Term(code, coefficient=Decimal(value))
            for code, value in side.items()
        )

    return Measure(terms(numerator), terms(denominator) if denominator else None, Decimal(100))


ALL = quantity("all")
REST = quantity("rest")
SOME = quantity("some", under="all")
MORE = quantity("more", under="rest")
FREE = quantity("free")
CASES = [
    ("a part checked against its whole", {"some": 1}, {"all": 1}, True),
    ("a part that nothing bounds", {"free": 1}, {"all": 1}, False),
    ("a part with a heavier coefficient", {"some": 2}, {"all": 1}, False),
    ("a part with a lighter coefficient", {"some": 1}, {"all": 2}, True),
    ("a whole among other terms", {"all": 1}, {"all": 1, "free": 1}, True),
    ("two parts of two wholes", {"some": 1, "more": 1}, {"all": 1, "rest": 1}, True),
    ("two parts of one whole", {"some": 1, "other": 1}, {"all": 1}, False),
    ("a part of a sum", {"mixed": 1}, {"all": 1, "rest": 1}, True),
    ("a part of a sum over one of its terms", {"mixed": 1}, {"all": 1}, False),
    ("a part of a part", {"inner": 1}, {"all": 1}, True),
    ("what is lost of the whole", {"all": 1, "some": -1}, {"all": 1}, True),
    ("the same factor above and below", {"all": "k"}, {"all": "k", "free": "m"}, True),
    ("another factor above", {"all": "k"}, {"all": 1}, False),
    ("no denominator", {"some": 1}, None, False),
    ("a whole that may be negative", {"all": 1}, {"all": 1, "negative": 1}, False),
]


@pytest.mark.parametrize(
    ("numerator", "denominator", "bounded"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_share_is_bounded_where_the_checks_say_so(numerator, denominator, bounded):
    rows = known(
        ALL, REST, SOME, MORE, FREE, quantity("other", under="all"), quantity("mixed", under_sum=("all", "rest")),
        quantity("inner", under="some"), quantity("negative", minimum="-5"),
    )  # fmt: skip
    assert is_bounded(share(numerator, denominator), rows) is bounded


def test_either_of_two_checks_will_do():
    both = replace(quantity("both", under="all"), not_more_than_sum_of=("rest", "free"))
    rows = known(ALL, REST, FREE, both)
    assert is_bounded(share({"both": 1}, {"all": 1}), rows)
    assert is_bounded(share({"both": 1}, {"rest": 1, "free": 1}), rows)


def test_jinings_shares():
    indicators = {row.code: row.bounded for row in catalogue_of(JINING).indicators if row.measure.denominator}
    assert sorted(code for code, bounded in indicators.items() if not bounded) == [
        "county-town-density",
        "county-town-floor-area-ratio",
        "green-space-ratio",
        "heating-energy-intensity-cut",
        "park-area-per-capita",
        "prefab-other-civil-target-rate",
        "prefab-share-of-starts",
        "urban-waste-utilization-rate",
    ]
    assert len(indicators) == 55
