"""A text cut at quotes loses no letter, whatever the quotes; quotes are found where the plan was published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.domain.plan_text import ClauseHead, PartHead, Promised, read
from dashboards.domain.segments import Segment, Span, flattened, segments
from targets.domain.document import flatten

TEXTS = st.text(alphabet="到2030年，。 \n—%aé\u3000\U0001f600", max_size=60)


@st.composite
def marked(draw):
    text = draw(TEXTS.filter(bool))
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    pairs = draw(st.lists(ends.map(sorted).filter(lambda pair: pair[0] < pair[1]), max_size=8))
    return text, [Span(*pair) for pair in pairs], draw(st.lists(st.integers(-3, 70), max_size=5))


@given(marked())
def test_the_segments_together_are_the_text_byte_for_byte(world):
    text, spans, cuts = world
    found = segments(text, spans, cuts)
    assert "".join(one.text for one in found).encode() == text.encode()
    assert all(one.text for one in found)
    assert [one.start for one in found] == sorted({one.start for one in found})


@given(marked())
def test_every_span_is_the_segments_within_it(world):
    text, spans, cuts = world
    found = segments(text, spans, cuts)
    for number, span in enumerate(spans):
        own = [one for one in found if number in one.within]
        assert "".join(one.text for one in own) == text[span.start : span.stop]
        assert [number in one.opens for one in own] == [True] + [False] * (len(own) - 1)
        assert [number in one.closes for one in own] == [False] * (len(own) - 1) + [True]


@given(TEXTS)
def test_a_flattened_text_is_the_one_quotes_are_checked_against(text):
    flat = flattened(text)
    assert flat.text == flatten(text)
    assert [text[place] for place in flat.places] == list(flat.text)


def test_nested_quotes_show_the_shortest_first():
    assert segments("甲乙丙丁", [Span(0, 3), Span(0, 1), Span(0, 3)]) == (
        Segment(0, "甲", (1, 0, 2), (0, 1, 2), (1,)),
        Segment(1, "乙丙", (0, 2), (), (0, 2)),
        Segment(3, "丁"),
    )


def test_quotes_that_cross_are_cut_at_each_end():
    assert segments("甲乙丙", [Span(0, 2), Span(1, 3)]) == (
        Segment(0, "甲", (0,), (0,), ()),
        Segment(1, "乙", (0, 1), (1,), (0,)),
        Segment(2, "丙", (1,), (), (1,)),
    )


def test_a_text_without_quotes_is_one_segment_and_none_has_none():
    assert segments("甲", []) == (Segment(0, "甲"),)
    assert segments("", []) == ()


@pytest.mark.parametrize("span", [Span(0, 0), Span(2, 1), Span(0, 4), Span(-1, 1)])
def test_a_span_that_is_no_stretch_of_the_text_is_refused(span):
    with pytest.raises(ValueError, match="no stretch of a text of 3 letters"):
        segments("甲乙丙", [span])


PUBLISHED = """某市方案

为实现碳达峰，制定本方案。
一、基础

（一）供热。推进管网改造，到 2025 年

— 3 —

热损失不高于 8%，到 2030 年不高于 6%。全面
完成。
（二）供水。到 2030 年不高于 6%。
"""
PARTS = (PartHead("一", "基础", (ClauseHead("1.1", "一（一）", "供热"), ClauseHead("1.2", "一（二）", "供水"))),)


def said(plan, span):
    return plan.readable(span).strip()


def test_a_plan_is_read_into_front_parts_and_clauses():
    plan = read(PUBLISHED, PARTS, ())
    (part,) = plan.parts
    assert said(plan, plan.front) == "某市方案为实现碳达峰，制定本方案。"
    assert said(plan, part.heading) == "一、基础"
    assert [(one.code, said(plan, one.heading), said(plan, one.body)) for one in plan.clauses] == [
        ("1.1", "（一）供热。", "推进管网改造，到 2025 年— 3 —热损失不高于 8%，到 2030 年不高于 6%。全面完成。"),
        ("1.2", "（二）供水。", "到 2030 年不高于 6%。"),
    ]
    assert [PUBLISHED[span.start : span.stop] for span in plan.page_numbers] == ["— 3 —"]


def test_a_quote_is_found_in_the_clause_of_its_task_across_line_breaks_and_page_numbers():
    promised = [
        Promised("leak", "2025", "1.1", "到2025年热损失不高于8%"),
        Promised("leak", "2030", "1.1", "到2030年不高于6%"),
        Promised("water", "2030", "1.2", "到 2030 年不高于 6%"),
        Promised("other", "2030", "1.2", "到2030年不高于6%"),
        Promised("nowhere", "none", "1.2", "没有这句话"),
    ]
    plan = read(PUBLISHED, PARTS, promised)
    assert [(PUBLISHED[quote.span.start : quote.span.stop], quote.promises) for quote in plan.quotes] == [
        ("到 2025 年\n\n— 3 —\n\n热损失不高于 8%", (("leak", "2025"),)),
        ("到 2030 年不高于 6%", (("leak", "2030"),)),
        ("到 2030 年不高于 6%", (("water", "2030"), ("other", "2030"))),
    ]


def test_a_heading_that_is_not_in_the_text_leaves_its_words_to_the_clause_before():
    parts = (PartHead("一", "基础", (*PARTS[0].clauses, ClauseHead("1.3", "一（三）", "供气"))),)
    assert [one.code for one in read(PUBLISHED, parts, ()).clauses] == ["1.1", "1.2"]
    assert read("", PARTS, ()).parts == ()
