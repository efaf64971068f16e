"""The plan's document as a page shows it: parts, clauses and paragraphs, and where each promise is written."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboards.domain.segments import Flattened, Span, flattened
from targets.domain.document import SEPARATOR, Heading, cut, flatten

# A line shorter than these shares of the usual one ends its paragraph; the first line of one is indented.
FULL_LINE = 0.85
FULL_LINE_OF_A_SENTENCE = 0.92
PAGE_NUMBER = re.compile(r"—[^\S\n]*\d+[^\S\n]*—")
BREAK = re.compile(r"[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class ClauseHead:
    """A task as its part announces it: its code, its number (``一（二）``) and its title as published."""

    code: str
    clause: str
    title: str


@dataclass(frozen=True, slots=True)
class PartHead:
    """A part as the text announces it, with its clauses in order."""

    numeral: str
    title: str
    clauses: tuple[ClauseHead, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """The words of one target of an indicator in the clause of a task; ``key`` as in ``Verdict``."""

    indicator: str
    key: str
    task: str
    words: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the text, and which promises are made in it: pairs of an indicator's code and a target's key."""

    span: Span
    promises: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClauseText:
    """Where a task's heading and its words stand."""

    code: str
    heading: Span
    body: Span


@dataclass(frozen=True, slots=True)
class PartText:
    """Where a part's heading stands, with its clauses."""

    numeral: str
    heading: Span
    clauses: tuple[ClauseText, ...]


@dataclass(frozen=True, slots=True)
class PlanText:
    """The document: what stands before its first part, its parts, and every quote in the order of the text.

    ``breaks`` are the places where paragraphs begin, ``page_numbers`` what the printer put in between.
    """

    text: str
    flat: Flattened
    front: Span
    parts: tuple[PartText, ...]
    quotes: tuple[Quote, ...]
    breaks: tuple[int, ...]
    page_numbers: tuple[Span, ...]

    @property
    def clauses(self) -> tuple[ClauseText, ...]:
        """Every clause, part by part."""
        return tuple(clause for part in self.parts for clause in part.clauses)

    def readable(self, span: Span) -> str:
        """Return a stretch without the printer's line breaks: a blank stays between words that need one.

        >>> read("to reach\\n\\n55 %，到\\n2030 年", (), ()).readable(Span(0, 23))
        'to reach 55 %，到2030 年'
        """

        def joint(match: re.Match[str]) -> str:
            before, after = self.text[: match.start()][-1:], self.text[match.end() : match.end() + 1]
            return " " if before.isascii() and after.isascii() and before and after else ""

        pieces, at = [], span.start
        for match in BREAK.finditer(self.text, span.start, span.stop):
            pieces += [self.text[at : match.start()], joint(match)]
            at = match.end()
        return "".join([*pieces, self.text[at : span.stop]])


def read(text: str, parts: Sequence[PartHead], promised: Iterable[Promised]) -> PlanText:
    """Find parts, clauses, paragraphs and quotes in a published plan.

    A heading that is not in the text is passed over: its words then belong to the clause before. A quote
    is looked for in the clause of its task, then everywhere; one that is nowhere is left out.

    Args:
        text: the plan as published.
        parts: in the plan's order, each with its clauses.
        promised: what is quoted from it.
    """
    flat = flattened(text)
    found = _parts(text, flat, parts)
    begin = found[0].heading.start if found else len(text)
    heads = [span for part in found for span in (part.heading, *(clause.heading for clause in part.clauses))]
    return PlanText(
        text=text,
        flat=flat,
        front=Span(0, begin),
        parts=found,
        quotes=_quotes(flat, {clause.code: clause.body for part in found for clause in part.clauses}, promised),
        breaks=tuple(sorted({0} | {place for head in heads for place in (head.start, head.stop)} | _ends(text))),
        page_numbers=tuple(Span(*match.span()) for match in PAGE_NUMBER.finditer(text)),
    )


def _parts(text: str, flat: Flattened, parts: Sequence[PartHead]) -> tuple[PartText, ...]:
    headings = []
    for part in parts:
        headings.append(Heading(part.numeral, part.numeral, part.title))
        headings += [Heading(one.code, part.numeral, one.title, one.clause) for one in part.clauses]
    document, _ = cut(text, headings)
    starts: dict[str, tuple[int, int]] = {}
    cursor = document.start
    for code, words in document.clauses.items():
        at = flat.text.index(words, cursor)
        cursor = at + len(words)
        starts[code] = (at, cursor)
    found: list[PartText] = []
    cursor = document.start
    for part in parts:
        clauses = [one for one in part.clauses if one.code in starts]
        if clauses:
            heading = flat.span(cursor, starts[clauses[0].code][0])
            found.append(PartText(part.numeral, heading, tuple(_clause(flat, part, one, starts) for one in clauses)))
            cursor = starts[clauses[-1].code][1]
    return tuple(found)


def _clause(flat: Flattened, part: PartHead, head: ClauseHead, starts: dict[str, tuple[int, int]]) -> ClauseText:
    """Its heading runs to the full stop after its title, its body from there to the next heading."""
    start, stop = starts[head.code]
    number = re.escape(flatten(head.clause.removeprefix(part.numeral)))
    pattern = re.compile(number + SEPARATOR + re.escape(flatten(head.title)) + r"[。.:：]?")
    match = pattern.match(flat.text, start, stop)
    middle = match.end() if match else start + 1
    heading = flat.span(start, middle)
    return ClauseText(
        head.code, heading, flat.span(middle, stop) if middle < stop else Span(heading.stop, heading.stop)
    )


def _quotes(flat: Flattened, bodies: dict[str, Span], promised: Iterable[Promised]) -> tuple[Quote, ...]:
    made: dict[Span, list[tuple[str, str]]] = defaultdict(list)
    for promise in promised:
        words = flatten(promise.words)
        everywhere = flat.all(words)
        own = bodies.get(promise.task)
        inside = [span for span in everywhere if own and own.start <= span.start and span.stop <= own.stop]
        for span in (inside or everywhere)[:1]:
            made[span].append((promise.indicator, promise.key))
    return tuple(Quote(span, tuple(promises)) for span, promises in sorted(made.items()))


def _ends(text: str) -> set[int]:
    """Where paragraphs begin, by the look of the lines: after one that does not fill its line."""
    known = re.finditer(r"[^\n]*\S[^\n]*", text)
    lines = [match for match in known if not PAGE_NUMBER.fullmatch(match.group().strip())]
    widths = sorted(_width(line.group()) for line in lines)
    usual = widths[len(widths) * 9 // 10] if widths else 0
    return {
        following.end() - len(following.group().lstrip())
        for line, following in pairwise(lines)
        if _width(line.group()) < usual * (FULL_LINE_OF_A_SENTENCE if line.group().endswith("。") else FULL_LINE)
    }


def _width(line: str) -> float:
    """Return how wide a line is: a Chinese letter is one, a Latin one half."""
    return sum(0.5 if unicodedata.east_asian_width(one) in ("Na", "H", "N") else 1 for one in line.strip())
