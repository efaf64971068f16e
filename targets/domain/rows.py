"""Typed reading of one mapping: keys, types and sizes, each refusal at its own line.

Every getter reports what is wrong and then returns a harmless stand-in, so that one
run finds as many problems as possible; a plan with any problem is never built.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from targets.domain import located
from targets.domain.exact import too_precise
from targets.domain.located import Findings, Node, Place, Scalar, gettext_noop

W = TypeVar("W", bound=StrEnum)
SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
NAME = r"[a-z][a-z0-9_]*"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

TOO_LONG = gettext_noop("is longer than %(most)s characters")


class Row:
    """A mapping with its known keys; anything else in it is a problem."""

    def __init__(
        self,
        node: Node | None,
        findings: Findings,
        *,
        required: Sequence[str],
        optional: Sequence[str] = (),
        patterns: Sequence[str] = (),
        place: Place | None = None,
    ) -> None:
        self.findings = findings
        self.nodes: dict[str, Node] = {}
        self.place = node.place if node is not None else place or Place("")
        if not isinstance(node, located.Mapping):
            findings.add(self.place, gettext_noop("must be a mapping of keys to values"))
            self.broken = True
            return
        self.broken = False
        for key, value in node.entries:
            name = key.value
            known = isinstance(name, str) and (
                name in required or name in optional or any(re.fullmatch(one, name) for one in patterns)
            )
            if isinstance(name, str) and known:
                self.nodes[name] = value
            else:
                findings.add(key.place, gettext_noop("unknown key %(key)s"), key=name)
        for name in required:
            if name not in self.nodes:
                findings.add(self.place, gettext_noop("missing key %(key)s"), key=name)

    def at(self, key: str) -> Place:
        """Return where ``key``'s value stands, or the row itself."""
        node = self.nodes.get(key)
        return node.place if node is not None else self.place

    def has(self, key: str) -> bool:
        """Whether ``key`` is given and not null."""
        node = self.nodes.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.value is None)

    def _scalar(self, key: str) -> Scalar | None:
        node = self.nodes.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.findings.add(node.place, gettext_noop("must be a single value"))
            return None
        return node

    def text(self, key: str, longest: int, *, blank: bool = False, pattern: str = "") -> str:
        """Return a text of at most ``longest`` characters; numbers must be quoted to be text."""
        node = self._scalar(key)
        return "" if node is None else text_of(node, self.findings, longest, blank=blank, pattern=pattern)

    def text_or_none(self, key: str, longest: int) -> str | None:
        """Return a text, or None where the value is null or absent."""
        return self.text(key, longest) if self.has(key) else None

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        node = self._scalar(key)
        return low if node is None else whole_of(node, self.findings, low, high)

    def number(self, key: str, digits: int, places: int) -> Decimal:
        """Return an exact number of at most ``digits`` digits, ``places`` of them decimals."""
        node = self._scalar(key)
        return Decimal(1) if node is None else number_of(node, self.findings, digits, places)

    def number_or_none(self, key: str, digits: int, places: int) -> Decimal | None:
        """Return an exact number, or None where the value is null or absent."""
        return self.number(key, digits, places) if self.has(key) else None

    def flag(self, key: str) -> bool:
        """Return true or false."""
        node = self._scalar(key)
        if node is not None and not isinstance(node.value, bool):
            self.findings.add(node.place, gettext_noop("must be true or false"))
        return node is not None and node.value is True

    def day(self, key: str) -> date:
        """Return a date, written as one or as text such as '2024-09-13'."""
        node = self._scalar(key)
        if node is None:
            return date(1, 1, 1)
        if isinstance(node.value, date):
            return node.value
        try:
            return date.fromisoformat(node.value if isinstance(node.value, str) else "")
        except ValueError:
            self.findings.add(node.place, gettext_noop("must be a date such as 2024-09-13"))
            return date(1, 1, 1)

    def word(self, key: str, words: type[W]) -> W:
        """Return one of the known ``words``."""
        node = self._scalar(key)
        first = next(iter(words))
        if node is None:
            return first
        known = {word.value: word for word in words}
        if not isinstance(node.value, str) or node.value not in known:
            message = gettext_noop("must be one of: %(words)s; found %(value)s")
            self.findings.add(node.place, message, words=", ".join(known), value=node.value)
            return first
        return known[node.value]

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the items of a list."""
        node = self.nodes.get(key)
        if node is None:
            return ()
        if not isinstance(node, located.Sequence):
            self.findings.add(node.place, gettext_noop("must be a list"))
            return ()
        return node.items

    def texts(self, key: str, longest: int) -> tuple[str, ...]:
        """Return a list of texts without repetitions."""
        found: list[str] = []
        for item in self.items(key):
            text = text_of(item, self.findings, longest)
            if text in found and text:
                self.findings.add(item.place, gettext_noop("%(value)s is named twice"), value=text)
            found.append(text)
        return tuple(found)

    def pairs(self, key: str) -> Iterator[tuple[Scalar, Node]]:
        """Yield the entries of a mapping."""
        node = self.nodes.get(key)
        if isinstance(node, located.Mapping):
            yield from node.entries
        elif node is not None:
            self.findings.add(node.place, gettext_noop("must be a mapping of keys to values"))


def text_of(node: Node, findings: Findings, longest: int, *, blank: bool = False, pattern: str = "") -> str:
    """Return ``node`` as a text of at most ``longest`` characters."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        findings.add(node.place, gettext_noop("must be a text; put it in quotes if it looks like a number or a date"))
        return ""
    text = node.value
    findings.check(blank or text.strip(), node.place, gettext_noop("must not be blank"))
    findings.check(len(text) <= longest, node.place, TOO_LONG, most=longest)
    findings.check(not CONTROL.search(text), node.place, gettext_noop("holds a control character"))
    if pattern and text and not re.fullmatch(pattern, text):
        findings.add(node.place, gettext_noop("%(value)s is not spelled as a code must be"), value=text)
    return text


def number_of(node: Node, findings: Findings, digits: int, places: int) -> Decimal:
    """Return ``node`` as an exact number that a column of ``digits`` and ``places`` can hold."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool) or not isinstance(node.value, Decimal):
        findings.add(node.place, gettext_noop("must be a number"))
        return Decimal(1)
    if too_precise(node.value, digits, places):
        message = gettext_noop("%(value)s has too many digits: at most %(whole)s before the point and %(places)s after")
        findings.add(node.place, message, value=node.value, whole=digits - places, places=places)
        return Decimal(1)
    return node.value


def whole_of(node: Node, findings: Findings, low: int, high: int) -> int:
    """Return ``node`` as a whole number from ``low`` to ``high``."""
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or not isinstance(value, Decimal) or value != value.to_integral_value():
        findings.add(node.place, gettext_noop("must be a whole number"))
        return low
    if not low <= value <= high:
        message = gettext_noop("must be from %(low)s to %(high)s; found %(value)s")
        findings.add(node.place, message, low=low, high=high, value=value)
        return low
    return int(value)


def same_names(rows: Mapping[str, Row], field: str, names: Mapping[str, str], findings: Findings) -> None:
    """Refuse two rows with one name: ``names`` maps a row's code to the text of ``field``."""
    first: dict[str, str] = {}
    for code, name in names.items():
        if name in first and name:
            message = gettext_noop("%(other)s has the same %(field)s")
            findings.add(rows[code].at(field), message, other=first[name], field=field)
        first.setdefault(name, code)
