"""A change of definitions on its way: previewed first, saved when it was seen."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest

from accounts.queries import clock
from accounts.services import journal
from reports.queries import filed
from targets.domain.amending import Amendment, Change, differences
from targets.forms import wording
from targets.forms.changes import FieldLine, field_line
from targets.models import Plan
from targets.services import amending
from targets.services.refusals import PlanRefused

SENT = ("csrfmiddlewaretoken", "act", "seen")


@dataclass(frozen=True, slots=True)
class Changed:
    """A definition that a change makes anew, in words; ``kind`` is ``quantity`` or ``indicator``."""

    kind: str
    name: str
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class Amended:
    """What came of it: a refusal, a preview with the mark to save it by, or done.

    ``concerned`` are the years from the change on for which reports were handed in, and how many.
    """

    refused: str = ""
    rows: tuple[Changed, ...] = ()
    seen: str = ""
    since: int = 0
    concerned: tuple[tuple[int, int], ...] = ()
    sent: tuple[tuple[str, str], ...] = field(default=())
    is_done: bool = False

    def status(self, form: Form) -> int:
        """Return the answer's status: a refusal is 409, what was mistyped 422."""
        return 409 if self.refused else 422 if form.is_bound and not form.is_valid() else 200


def answered(
    request: HttpRequest, plan: Plan, said: dict[str, object], change: Change, names: dict[str, str]
) -> Amended:
    """Preview a change, or save it where the preview was confirmed.

    Raises:
        PermissionDenied: not a plan manager.
    """
    since, used = int(str(said["since"])), filed.by_year(plan, request.actor)
    try:
        with transaction.atomic():
            if request.POST.get("act") == "save":
                _save(request, plan, since, change, str(said["reason"]), used)
                return Amended(is_done=True)
            made, seen = amending.preview(plan=plan, since=since, change=change)
    except PlanRefused as refused:
        return _refused(request, refused, names)
    concerned = tuple((year, count) for year, count in sorted(used.items()) if year >= since)
    sent = tuple((name, value) for name, values in request.POST.lists() if name not in SENT for value in values)
    return Amended(rows=_rows(made, names), seen=seen, since=since, concerned=concerned, sent=sent)


def _save(request: HttpRequest, plan: Plan, since: int, change: Change, reason: str, used: Collection[int]) -> None:
    amending.write(
        plan_id=plan.pk,
        since=since,
        change=change,
        reason=reason,
        seen=request.POST.get("seen", ""),
        filed_years=used,
        actor=request.actor,
        now=clock.now(),
    )


def _refused(request: HttpRequest, refused: PlanRefused, names: dict[str, str]) -> Amended:
    if refused.code == "wrong_role":
        raise PermissionDenied from refused
    detail = {"code": refused.code, "about": refused.about}
    said = {"actor": request.actor, "now": clock.now(), "action": "definitions.amend"}
    journal.record(**said, result=journal.REFUSED, detail=detail)
    return Amended(refused=wording.refusal(refused, _bare(names)))


def _rows(made: Amendment, names: dict[str, str]) -> tuple[Changed, ...]:
    pairs = [("quantity", *pair) for pair in made.quantities] + [("indicator", *pair) for pair in made.indicators]
    return tuple(
        Changed(
            kind,
            names.get(f"{kind} {new.code}", new.code),
            tuple(field_line(one, names) for one in differences(old, new)),
        )
        for kind, old, new in pairs
    )


def _bare(names: dict[str, str]) -> dict[str, str]:
    """Names by the bare code: a refusal is about a definition or an area, and codes of both never meet."""
    return {key.split(" ", 1)[1]: name for key, name in names.items()}
