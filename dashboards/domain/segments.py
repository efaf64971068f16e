"""A published text cut into stretches at quotes and other marks, none of its letters lost.

Line breaks, blanks and page numbers of a published document carry no meaning
(``targets.domain.document``), so quotes are looked for in the flattened text and marked
in the text as it was published.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

PAGE_NUMBER = re.compile(r"—\d+—")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From ``start`` up to, and not including, ``stop``: places in a text."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many letters it holds."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text in which no span begins or ends.

    ``within`` are the numbers of the spans that hold it, the shortest first; ``opens`` of
    those that begin with it, ``closes`` of those that end with it, in their order.
    """

    start: int
    text: str
    within: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Flattened:
    """A text without white space and page numbers, and where each of its letters was published."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, stop: int) -> Span:
        """Return where ``text[start:stop]`` was published; it holds at least one letter."""
        return Span(self.places[start], self.places[stop - 1] + 1)

    def find(self, words: str, start: int = 0, stop: int | None = None) -> Span | None:
        """Return where flattened words were published first between two places of ``text``; None if nowhere."""
        at = self.text.find(words, start, len(self.text) if stop is None else stop) if words else -1
        return None if at < 0 else self.span(at, at + len(words))

    def all(self, words: str) -> tuple[Span, ...]:
        """Return every place where flattened words were published, none overlapping the one before."""
        found = re.finditer(re.escape(words), self.text) if words else ()
        return tuple(self.span(match.start(), match.end()) for match in found)


def flattened(text: str) -> Flattened:
    """Flatten a text as ``targets.domain.document.flatten`` does, remembering the places of its letters.

    >>> flattened("到 2030\\n— 6 —\\n年").text, flattened("到 2030\\n— 6 —\\n年").places
    ('到2030年', (0, 2, 3, 4, 5, 13))
    """
    letters = [(letter, at) for at, letter in enumerate(text) if not letter.isspace()]
    dense = "".join(letter for letter, _ in letters)
    numbers = {at for match in PAGE_NUMBER.finditer(dense) for at in range(*match.span())}
    kept = [pair for number, pair in enumerate(letters) if number not in numbers]
    return Flattened("".join(letter for letter, _ in kept), tuple(at for _, at in kept))


def segments(text: str, spans: Sequence[Span], cuts: Iterable[int] = ()) -> tuple[Segment, ...]:
    """Cut a text wherever a span begins or ends: spans may overlap, hold and equal one another.

    The segments' texts, one after the other, are ``text``.

    Args:
        text: as published.
        spans: none is empty, all lie within the text; their numbers are their places in the sequence.
        cuts: further places to cut at, such as where paragraphs begin; those outside the text are passed over.

    Raises:
        ValueError: a span is empty or reaches beyond the text.

    >>> [(one.text, one.within) for one in segments("abcd", [Span(0, 3), Span(0, 1)])]
    [('a', (1, 0)), ('bc', (0,)), ('d', ())]
    """
    for span in spans:
        if not 0 <= span.start < span.stop <= len(text):
            raise ValueError(f"{span} is no stretch of a text of {len(text)} letters")
    opens, closes = defaultdict(list), defaultdict(list)
    for number, span in enumerate(spans):
        opens[span.start].append(number)
        closes[span.stop].append(number)
    places = sorted({0, len(text), *opens, *closes} | {place for place in cuts if 0 < place < len(text)})
    found, holding = [], set[int]()
    for start, stop in pairwise(places):
        holding = holding.difference(closes[start]).union(opens[start])
        within = tuple(sorted(holding, key=lambda number: (spans[number].length, number)))
        found.append(Segment(start, text[start:stop], within, tuple(opens[start]), tuple(closes[stop])))
    return tuple(found)
