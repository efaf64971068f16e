"""Noting: the city's reviewers say beside an indicator why its figure is what it is, or take a note back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.services import journal
from progress.domain.noting import LONGEST, may_withdraw, may_write
from progress.models import IndicatorNote
from progress.queries.shapes import tree_of
from reports.domain import reading
from reports.domain.refusals import Refused
from targets.models import Indicator, Plan


@transaction.atomic
def write(
    *, plan_id: int, indicator: str, area: str, year: int | None, text: str, actor: Actor, now: datetime
) -> IndicatorNote:
    """Put a note beside an indicator of an area. Sent twice by the same person, it is written once.

    Args:
        plan_id: whose indicator.
        indicator: its code.
        area: code of the city or of one of its areas, which is who will read it besides the city.
        year: the year of the plan that it is about; None for all of them.
        text: at most 1,000 characters; line breaks are kept.
        actor: a reviewer or plan manager.
        now: when.

    Raises:
        Refused: ``wrong_role``, ``note_missing``, ``words_too_long``, ``forbidden_character``,
            ``no_such_indicator``, ``no_such_area``, ``year_outside_plan`` or ``said_already`` (by
            somebody else).
    """
    if not may_write(actor):
        raise Refused("wrong_role")
    text = _checked(text)
    plan = Plan.objects.get(pk=plan_id)
    about = {"indicator": _indicator(plan, indicator), "area": _area(plan, area), "year": year, "text": text}
    if year is not None and not plan.base_year <= year <= plan.last_year:
        raise Refused("year_outside_plan")
    by = {"written_at": now, "written_by_id": actor.user_id, "written_as": actor.name[:120]}
    try:
        with transaction.atomic():
            note = IndicatorNote.objects.create(**about, **by, bureau_id=actor.bureau_id)
    except IntegrityError as clash:
        note = IndicatorNote.objects.visible_to(actor).get(**about, withdrawn_at__isnull=True)
        if note.written_by_id != actor.user_id:
            raise Refused("said_already") from clash
        return note
    detail = {"indicator": indicator, "area": area, "year": year, "words": text}
    journal.record(actor=actor, now=now, action="note.write", subject=f"note {note.pk}", detail=detail)
    return note


@transaction.atomic
def withdraw(*, note_id: int, reason: str, actor: Actor, now: datetime) -> IndicatorNote:
    """Take a note back: only those who write notes still see it, and why it was withdrawn.

    Raises:
        IndicatorNote.DoesNotExist: none for this actor.
        Refused: ``wrong_role`` (neither its author nor a reviewer), ``withdrawn_already``, or the
            reason is missing or cannot be kept.
    """
    if not may_write(actor):
        raise Refused("wrong_role")
    rows = IndicatorNote.objects.visible_to(actor).select_related("area", "indicator")
    note = rows.select_for_update(of=("self",), no_key=True).get(pk=note_id)
    if not may_withdraw(actor, written_by=note.written_by_id):
        raise Refused("wrong_role")
    if note.withdrawn_at is not None:
        raise Refused("withdrawn_already")
    if fault := reading.fault_of_reason(reason):
        raise Refused(fault)
    note.withdrawn_at, note.withdrawn_by_id, note.withdrawn_as = now, actor.user_id, actor.name[:120]
    note.withdrawn_because = reading.tidy(reason)
    note.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_as", "withdrawn_because"])
    detail = {"indicator": note.indicator.code, "area": note.area.code, "year": note.year, "words": note.text}
    detail["reason"] = note.withdrawn_because
    journal.record(actor=actor, now=now, action="note.withdraw", subject=f"note {note.pk}", detail=detail)
    return note


def _checked(text: str) -> str:
    if fault := reading.fault_of_words(text, LONGEST):
        raise Refused(fault)
    if not reading.tidy(text):
        raise Refused("note_missing")
    return reading.tidy(text)


def _indicator(plan: Plan, code: str) -> Indicator:
    found = Indicator.objects.filter(plan=plan, code=code).first()
    if found is None:
        raise Refused("no_such_indicator")
    return found


def _area(plan: Plan, code: str) -> Area:
    pk = tree_of(plan).ids.get(code)
    if pk is None:
        raise Refused("no_such_area")
    return Area.objects.get(pk=pk)
