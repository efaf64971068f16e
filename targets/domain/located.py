"""Values that know where they were written, and problems that say so.

A plan is read from files by ``targets.services.plan_files`` into these nodes; the rest
of this package checks them and never touches a file. Numbers are exact Decimals made
from the text, never floats.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: ``line`` counts from 1 (0: the file as a whole)."""

    file: str
    line: int = 0
    field: str = ""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, number, boolean, date or null."""

    value: str | Decimal | bool | date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their nodes, in the file's order; no key occurs twice."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place

    def get(self, key: str) -> "Node | None":
        """Return the node under ``key``, or None."""
        return next((node for name, node in self.entries if name.value == key), None)


Node = Scalar | Sequence | Mapping


def gettext_noop(message: str) -> str:
    """Return ``message``; marks it for translation, which happens where it is shown.

    Messages are English with ``%(name)s`` places, the catalogue's msgid as they stand.
    """
    return message


def _as_is(message: str) -> str:
    return message


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a plan's files: where, and what, in words that can be translated."""

    file: str
    line: int
    field: str
    template: str
    parameters: dict[str, str]

    @property
    def message(self) -> str:
        """The English text.

        >>> Problem("plan.yaml", 3, "plan.slug", "unknown key %(key)s", {"key": "slag"}).message
        'unknown key slag'
        """
        return self.text(_as_is)

    def text(self, translate: Callable[[str], str]) -> str:
        """Return the message in the language of ``translate`` (such as gettext)."""
        return translate(self.template) % self.parameters if self.parameters else translate(self.template)


class Findings:
    """Collects problems while a plan is read, so that one run shows them all."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, place: Place, template: str, **parameters: object) -> None:
        """Note a problem at ``place``; ``parameters`` fill the template's named places."""
        words = {name: str(value) for name, value in parameters.items()}
        problem = Problem(place.file, place.line, place.field, template, words)
        if problem not in self.problems:
            self.problems.append(problem)

    def check(self, holds: object, place: Place, template: str, **parameters: object) -> bool:
        """Note a problem unless ``holds``; return whether it holds."""
        if not holds:
            self.add(place, template, **parameters)
        return bool(holds)
