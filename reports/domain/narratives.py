"""A bureau's words on one task: what may be written, and how two writers are kept apart."""

from dataclasses import dataclass
from datetime import datetime

from reports.domain.reading import is_forbidden, tidy
from reports.domain.refusals import Refused

MAX_LENGTH = 2000
SUGGESTED = (100, 500)
"""How many characters a reader of the city report is well served with; a hint, no rule."""


@dataclass(frozen=True, slots=True)
class Words:
    """做法, 问题 and 打算 of one task; empty texts say nothing."""

    practice: str = ""
    problems: str = ""
    intentions: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether nothing is said at all."""
        return not (self.practice or self.problems or self.intentions)


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else wrote meanwhile, and the version of it that one has then seen."""

    words: Words
    version: int
    by: str
    at: datetime | None


class NarrativeClash(Refused):
    """Somebody else changed the words since they were opened: nothing was overwritten."""

    def __init__(self, theirs: Theirs) -> None:
        super().__init__("narrative_conflict")
        self.theirs = theirs


def read(practice: str, problems: str, intentions: str) -> Words:
    """Return the three texts tidied, or refuse them.

    Raises:
        Refused: ``forbidden_character``, or ``narrative_too_long`` (over ``MAX_LENGTH`` characters).

    >>> read(" 一\\r\\n二 ", "", "")
    Words(practice='一\\n二', problems='', intentions='')
    """
    texts = [tidy(text) for text in (practice, problems, intentions)]
    if any(is_forbidden(character) for text in texts for character in text):
        raise Refused("forbidden_character")
    if any(len(text) > MAX_LENGTH for text in texts):
        raise Refused("narrative_too_long")
    return Words(*texts)
