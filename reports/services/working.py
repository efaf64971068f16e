"""Who may work on a report, and on which part of it: what every service of the workbench asks first."""

from collections.abc import Iterable
from datetime import datetime

from accounts.domain.actors import Actor
from accounts.models import Area
from reports.domain.deadlines import has_begun
from reports.domain.entries import ReportKey
from reports.domain.refusals import Refused
from reports.domain.workflow import OPEN, QueryStatus, Status
from reports.models import FilingYear, Query, Report, Section


def check_may_work(*, actor: Actor, area: Area, key: ReportKey, now: datetime) -> None:
    """Refuse whoever does not work on this area's reports, or does so too early; the system may.

    Raises:
        Refused: ``wrong_role``, ``other_area``, ``not_begun`` or ``year_closed``.
    """
    if actor.is_system:
        return
    if not actor.is_filer:
        raise Refused("wrong_role")
    if actor.area_id != area.pk:
        raise Refused("other_area")
    year = FilingYear.objects.filter(plan__slug=key.plan, year=key.year).first()
    if not has_begun(key.year, key.stage, now, year.opens_at if year else None):
        raise Refused("not_begun")
    if year is not None:
        check_year_open(year, actor=actor)


def check_year_open(year: FilingYear, *, actor: Actor) -> None:
    """Refuse any filing for a year that the plan manager closed; the system may.

    Raises:
        Refused: ``year_closed``.
    """
    if year.closed_at is not None and not actor.is_system:
        raise Refused("year_closed")


def check_unconfirmed(report: Report, bureaus: Iterable[int | None]) -> None:
    """Refuse a change of what one of these bureaus has signed off; the report must be locked for update.

    Raises:
        Refused: ``section_confirmed``.
    """
    if Section.objects.filter(report=report, bureau__in=list(bureaus), confirmed_at__isnull=False).exists():
        raise Refused("section_confirmed")


def queried(report: Report) -> frozenset[int]:
    """Return the quantities that open queries unlock in a submitted report; none in any other state."""
    if report.status != Status.SUBMITTED:
        return frozenset()
    rows = Query.objects.filter(report=report, status=QueryStatus.OPEN)
    return frozenset(rows.values_list("quantity", flat=True))


def check_unlocked(report: Report, parts: Iterable[tuple[int | None, int | None]]) -> None:
    """Refuse a change of what is closed; the report must be locked for update.

    An open report is closed bureau by bureau, where a section is confirmed. Of a submitted
    one nothing may change but the quantities that open queries name.

    Args:
        report: in any state.
        parts: what would change, as bureau and quantity; None as quantity for what belongs to none.

    Raises:
        Refused: ``wrong_status`` or ``section_confirmed``.
    """
    wanted = list(parts)
    if report.status in OPEN:
        check_unconfirmed(report, {bureau for bureau, _ in wanted})
        return
    named = queried(report)
    if not named or any(quantity not in named for _, quantity in wanted):
        raise Refused("wrong_status")
