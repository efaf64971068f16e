"""The filing board's choices and words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.domain.reminding import Whom
from reports.domain.slips import Slip, Standing
from reports.domain.words import Stage
from reports.queries.board import Board, Row

STANDINGS: Mapping[Standing, str] = {
    Standing.NOT_YET: gettext_noop("Not open yet"),
    Standing.DUE: gettext_noop("To be filled in"),
    Standing.IN_PROGRESS: gettext_noop("Being filled in"),
    Standing.CONFIRMED: gettext_noop("Section confirmed"),
    Standing.LATE: gettext_noop("Overdue, not submitted"),
    Standing.SUBMITTED: gettext_noop("Submitted"),
    Standing.RETURNED: gettext_noop("Returned"),
    Standing.APPROVED: gettext_noop("Approved"),
}
LIGHTS: Mapping[Standing, str] = {
    Standing.NOT_YET: "not_applicable",
    Standing.DUE: "not_due",
    Standing.IN_PROGRESS: "in_progress",
    Standing.CONFIRMED: "on_track",
    Standing.LATE: "missed",
    Standing.SUBMITTED: "awaiting_final",
    Standing.RETURNED: "far_behind",
    Standing.APPROVED: "met",
}
SLIPS: Mapping[Slip, str] = {
    Slip.BLUE: gettext_noop("Blue: due soon"),
    Slip.YELLOW: gettext_noop("Yellow: behind"),
    Slip.RED: gettext_noop("Red: overdue"),
}
VIEWS = ("bureaus", "years")


def standing_word(standing: Standing) -> str:
    """Return the word for where something stands."""
    return _(STANDINGS[standing])


def slip_word(slip: Slip | None) -> str:
    """Return the word for a slip; nothing for none."""
    return _(SLIPS[slip]) if slip else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the board is looked at."""

    view: str
    year: int
    stage: Stage
    only_behind: bool
    by_urgency: bool

    def rows(self, board: Board) -> tuple[Row, ...]:
        """Return the board's rows as chosen."""
        rows = board.by_urgency if self.by_urgency else board.rows
        return tuple(row for row in rows if row.is_behind or not self.only_behind)


def choice(sent: QueryDict, *, years: range, present: int) -> Choice | None:
    """Read what is asked for; None where there is no such year, stage or view.

    Args:
        sent: the query of the address.
        years: those of the plan that have begun.
        present: the year that shows unless asked.
    """
    view, stage, year = sent.get("view", VIEWS[0]), sent.get("stage", Stage.ESTIMATE.value), sent.get("year", "")
    if view not in VIEWS or stage not in list(Stage):
        return None
    if year and not (len(year) == 4 and year.isascii() and year.isdecimal() and int(year) in years):
        return None
    return Choice(
        view=view,
        year=int(year) if year else present,
        stage=Stage(stage),
        only_behind=sent.get("behind") == "1",
        by_urgency=sent.get("sort") == "slip",
    )


def whom(said: str) -> Whom | None:
    """Read who is to be reminded: ``behind``, ``AREA`` or ``AREA:BUREAU``; None for anything else.

    >>> whom("behind"), whom("370831").area, whom("370831:housing").bureau, whom("")
    (Whom(area='', bureau=''), '370831', 'housing', None)
    """
    if said == "behind":
        return Whom()
    area, _colon, bureau = said.partition(":")
    return Whom(area, bureau) if area and len(said) <= 60 else None
