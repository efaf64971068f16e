"""The words of reporting: stage, basis, state of a value, and where it came from."""

from enum import StrEnum


class Stage(StrEnum):
    """Which filing of a year: the November estimate (预计数) or the year-end final (年报数)."""

    ESTIMATE = "estimate"
    FINAL = "final"


class Basis(StrEnum):
    """What counts: approved reports only, or submitted ones too."""

    APPROVED = "approved"
    PROVISIONAL = "provisional"


class State(StrEnum):
    """What was said of a quantity. Silence is no state: missing is not zero, nor 不适用."""

    REPORTED = "reported"
    NOT_APPLICABLE = "not_applicable"


class Provenance(StrEnum):
    """How a value came to be; nothing assumes that a person typed it."""

    TYPED = "typed"
    CARRIED = "carried"
    WORKBOOK = "workbook"
    IMPORTED = "imported"
    FEED = "feed"
    COMPUTED = "computed"
