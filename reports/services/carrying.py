"""Carrying: year-end figures that did not change are taken over from last year, and marked so."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.models import Area
from reports.domain.entries import Entry, ReportKey, Said
from reports.domain.refusals import Refused
from reports.domain.words import Provenance, State
from reports.queries import carrying, reports
from reports.queries.reports import Head
from reports.services import filing
from reports.services.filing import Saved
from targets.models import Plan


@transaction.atomic
def carry_over(*, key: ReportKey, quantities: Iterable[str] | None, actor: Actor, now: datetime) -> Saved:
    """Take last year's counted numbers over for stock quantities that say nothing yet.

    Args:
        key: which report; it need not exist yet.
        quantities: codes to take over; others than ``carrying.carryable`` offers are left
            out. None takes all that are offered.
        actor: a clerk or the lead, for their own bureau.
        now: when.

    Raises:
        Refused: ``nothing_to_carry``, and whatever ``filing.save`` refuses.
        ObjectDoesNotExist: no such plan or area.
    """
    plan, head = _head(key, actor)
    offered = {line.code: line for line in carrying.carryable(head, plan=plan, actor=actor)}
    chosen = offered.keys() if quantities is None else offered.keys() & set(quantities)
    if not chosen:
        raise Refused("nothing_to_carry")
    entries = {
        code: _as_last_year(line.last)
        for code, line in offered.items()
        if code in chosen and line.last is not None and line.last.number is not None
    }
    return filing.save(key=key, entries=entries, actor=actor, now=now)


@transaction.atomic
def undo(*, key: ReportKey, actor: Actor, now: datetime) -> Saved:
    """Clear what the bureau's last take-over wrote, except what was edited since.

    Raises:
        Refused: ``nothing_to_undo``, and whatever ``filing.save`` refuses.
        ObjectDoesNotExist: no such plan or area.
    """
    _, head = _head(key, actor)
    carried = carrying.last_carried(head.id, actor)
    if not carried:
        raise Refused("nothing_to_undo")
    entries = {code: Entry(None, seen_version=version) for code, version in carried.items()}
    return filing.save(key=key, entries=entries, actor=actor, now=now)


def _as_last_year(last: Said) -> Entry:
    """Take a figure over in the unit in which it was typed: it may have more places than its own unit allows."""
    typed = last.number if last.typed_number is None else last.typed_number
    return Entry(State.REPORTED, "" if typed is None else typed, provenance=Provenance.CARRIED, unit=last.typed_unit)


def _head(key: ReportKey, actor: Actor) -> tuple[Plan, Head]:
    plan, area = Plan.objects.get(slug=key.plan), Area.objects.get(code=key.area)
    return plan, reports.head_of(plan=plan, area=area, year=key.year, stage=key.stage, actor=actor)
