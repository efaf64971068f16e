"""Sign-offs: who confirmed which bureau's section, and what its lead handed back."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet, TextField
from django.db.models import Value as Text
from django.db.models.functions import Cast

from accounts.domain.actors import Actor
from reports.domain.sections import SectionState
from reports.models import Evidence, Explanation, Narrative, Section, Value


@dataclass(frozen=True, slots=True)
class SignOff:
    """Where a section's confirmation stands; all empty while its bureau is filling.

    ``on_behalf_reason`` says why the lead confirmed in the bureau's place.
    """

    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    on_behalf_reason: str = ""
    handed_back_at: datetime | None = None
    handed_back_by: str = ""
    hand_back_reason: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the section is closed."""
        return self.confirmed_at is not None

    @property
    def is_handed_back(self) -> bool:
        """Whether its lead asked for a correction that is not confirmed yet."""
        return self.handed_back_at is not None

    def state(self, said: int) -> SectionState:
        """Return the section's state, where ``said`` quantities have an answer."""
        if self.is_confirmed:
            return SectionState.CONFIRMED
        if self.is_handed_back:
            return SectionState.HANDED_BACK
        return SectionState.FILLING if said else SectionState.NOT_STARTED


OPEN = SignOff()


def sign_offs(report_ids: Iterable[int], actor: Actor) -> dict[tuple[int, int], SignOff]:
    """Return the sign-offs of reports by report and bureau, as far as the actor may see them; one query."""
    rows = Section.objects.visible_to(actor).filter(report__in=list(report_ids))
    return {(row.report_id, row.bureau_id): _sign_off(row) for row in rows}


def sign_off(report_id: int | None, bureau_id: int | None, actor: Actor) -> SignOff:
    """Return one section's sign-off; of a report that does not exist yet, an open one."""
    if report_id is None or bureau_id is None:
        return OPEN
    return sign_offs([report_id], actor).get((report_id, bureau_id), OPEN)


def speaking(report_id: int, actor: Actor) -> frozenset[int]:
    """Return the bureaus that say something in a report: a value, words on a task, or a file; three queries."""
    rows = (
        Value.objects.visible_to(actor).filter(report=report_id),
        Narrative.objects.visible_to(actor).filter(report=report_id),
        Evidence.objects.visible_to(actor).filter(report=report_id, removed_at=None, is_stamp=False),
    )
    return frozenset(bureau for one in rows for bureau in one.order_by().values_list("bureau", flat=True).distinct())


def fingerprints(report_ids: Iterable[int], actor: Actor) -> dict[tuple[int, int], str]:
    """Return the fingerprints of what sections say, by report and bureau; one query.

    A fingerprint is the SHA-256 over a section's values and words with their versions, its
    files, and its reasons beside doubts: whoever signs the section off names the one they
    saw. A section that says nothing is not named; its fingerprint is ``SILENT``.
    """
    ids, said = list(report_ids), defaultdict(list)
    present = Evidence.objects.visible_to(actor).filter(removed_at=None, is_stamp=False, is_of_review=False)
    values, *others = (
        _lines(rows.filter(report__in=ids), *columns)
        for rows, *columns in (
            (Value.objects.visible_to(actor), Text("value"), F("quantity__code"), F("version")),
            (Narrative.objects.visible_to(actor), Text("words"), F("task__code"), F("version")),
            (present, Text("file"), F("pk"), Text("")),
            (Explanation.objects.visible_to(actor), F("code"), F("quantity__code"), F("reason")),
        )
    )
    for report, bureau, *line in values.union(*others, all=True):
        said[report, bureau].append(line)
    return {part: _fingerprint(lines) for part, lines in said.items()}


def fingerprint(report_id: int | None, bureau_id: int | None, actor: Actor) -> str:
    """Return the fingerprint of one section as it stands, see ``fingerprints``."""
    if report_id is None or bureau_id is None:
        return SILENT
    return fingerprints([report_id], actor).get((report_id, bureau_id), SILENT)


def _lines(rows: QuerySet, kind: F | Text, about: F, what: F | Text) -> QuerySet:
    columns = {name: Cast(one, TextField()) for name, one in (("word_1", kind), ("word_2", about), ("word_3", what))}
    return rows.order_by().annotate(**columns).values_list("report", "bureau", *columns)


def _fingerprint(lines: list[list[str]]) -> str:
    return hashlib.sha256(json.dumps(sorted(lines)).encode()).hexdigest()


SILENT = _fingerprint([])


def _sign_off(row: Section) -> SignOff:
    return SignOff(
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_as,
        on_behalf_reason=row.on_behalf_reason,
        handed_back_at=row.handed_back_at,
        handed_back_by=row.handed_back_as,
        hand_back_reason=row.hand_back_reason,
    )
