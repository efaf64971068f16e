"""The plan's text: flattened, cut into clauses, searched for quotes and figures.

Line breaks, blanks and page numbers of the published document carry no meaning, so
every comparison is made on the flattened text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SEPARATOR = r"[、.．,，:：)）]?"
NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CHINESE_DIGITS = {word: Decimal(number) for number, word in enumerate("一二三四五六七八九十", start=1)}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip

# How plans write measured figures: a range, a number with a unit, a star rating.
FIGURE = re.compile(
    r"\d+(?:\.\d+)?万?至\d+(?:\.\d+)?(?:万人)?"
    r"|\d+(?:\.\d+)?(?:个百分点|万平方米|平方米|万人|平方公里|公里|米|%|％)"
    r"|[一二三四五]星级"
)


def flatten(text: str) -> str:
    """Return the text without white space and without page numbers such as ``— 6 —``.

    >>> flatten("到 2030\\n— 6 —\\n年")
    '到2030年'
    """
    return re.sub(r"—\d+—", "", re.sub(r"\s+", "", text))


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """Return the figures written with digits.

    >>> numbers_in("7.9%以内，2030年"), numbers_in("1,600 hectares in 2025")
    ((Decimal('7.9'), Decimal('2030')), (Decimal('1600'), Decimal('2025')))
    """
    return tuple(Decimal(found.replace(",", "")) for found in NUMBER.findall(text))


def spells(text: str, value: Decimal) -> bool:
    """Whether ``text`` holds ``value`` as a single Chinese numeral.

    >>> spells("一县区一厂", Decimal(1)), spells("一县区一厂", Decimal(2))
    (True, False)
    """
    return any(CHINESE_DIGITS.get(letter) == value for letter in text)


def writes_day(text: str, month: int, day: int, year: int | None = None) -> bool:
    """Whether the flattened ``text`` writes a date, in Chinese, in English or as ISO does.

    >>> writes_day("每年11月15日前", 11, 15), writes_day("by15November", 11, 15), writes_day("11月1日", 11, 15)
    (True, True, False)
    """
    name = MONTHS[month - 1]
    if year is None:
        spellings = [f"{month}月{day}日", f"{day}{name}", f"{name}{day}", f"{month:02d}-{day:02d}"]
    else:
        iso = date(year, month, day).isoformat()
        spellings = [f"{year}年{month}月{day}日", f"{day}{name}{year}", f"{name}{day},{year}", iso]
    return any(spelling in text for spelling in spellings)


@dataclass(frozen=True, slots=True)
class Heading:
    """A part (``clause`` empty) or a task, as the plan's text announces it."""

    code: str
    numeral: str
    title: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The flattened text, the clause of every task, and where the body begins and ends."""

    flat: str
    clauses: dict[str, str]
    start: int
    stop: int

    def holds(self, quote: str) -> bool:
        """Whether the plan says ``quote``, white space aside."""
        return flatten(quote) in self.flat

    def figures(self) -> Iterator[re.Match[str]]:
        """Yield every figure with a unit in the body."""
        return FIGURE.finditer(self.flat, self.start, self.stop)


def _find(flat: str, number: str, title: str, begin: int) -> int:
    """Return where a heading starts: preferably one that ends with a full stop, else -1."""
    pattern = re.escape(flatten(number)) + SEPARATOR + re.escape(flatten(title))
    found = re.compile(pattern + r"[。.:：]").search(flat, begin) or re.compile(pattern).search(flat, begin)
    return found.start() if found else -1


def cut(text: str, headings: Sequence[Heading]) -> tuple[Document, tuple[str, ...]]:
    """Cut the plan's text at its headings, which are given in the plan's order.

    Args:
        text: the plan as published.
        headings: each part, followed by its tasks.

    Returns:
        The document, and the codes of the headings that were not found in order.
    """
    flat = flatten(text)
    missing: list[str] = []
    marks: list[tuple[int, str]] = []
    cursor = 0
    for heading in headings:
        if heading.clause:
            number = heading.clause.removeprefix(heading.numeral)
            at = _find(flat, number, heading.title, cursor)
        else:
            at = _part(flat, heading, cursor)
        if at < 0:
            missing.append(heading.code)
            continue
        marks.append((at, heading.code if heading.clause else ""))
        cursor = at + 1
    stops = [at for at, _ in marks[1:]] + [len(flat)]
    clauses = {code: flat[at:stop] for (at, code), stop in zip(marks, stops, strict=False) if code}
    return Document(flat, clauses, marks[0][0] if marks else 0, len(flat)), tuple(missing)


def _part(flat: str, heading: Heading, cursor: int) -> int:
    pattern = re.escape(flatten(heading.numeral)) + SEPARATOR + re.escape(flatten(heading.title))
    found = re.compile(pattern).search(flat, cursor)
    return found.start() if found else -1


def positions(quote: str, names: dict[str, Sequence[str]]) -> list[str]:
    """Return the codes whose names ``quote`` holds, in the order of the quote.

    The longest name wins where one holds another.

    >>> positions("市水务局、市能源局", {"energy": ["市能源局"], "water": ["市水务局"], "tax": ["税务局"]})
    ['water', 'energy']
    """
    spellings = sorted(((name, code) for code, some in names.items() for name in some), key=lambda one: -len(one[0]))
    found: list[tuple[int, str]] = []
    rest = flatten(quote)
    for name, code in spellings:
        at = rest.find(flatten(name))
        while name and at >= 0:
            found.append((at, code))
            rest = rest[:at] + "\0" * len(flatten(name)) + rest[at + len(flatten(name)) :]
            at = rest.find(flatten(name))
    return [code for _, code in sorted(found)]
