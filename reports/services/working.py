"""Who may work on a report, and on which part of it: what every service of the workbench asks first."""

from collections.abc import Iterable
from datetime import datetime

from accounts.domain.actors import Actor
from accounts.models import Area
from reports.domain.deadlines import has_begun
from reports.domain.entries import ReportKey
from reports.domain.refusals import Refused
from reports.models import Report, Section


def check_may_work(*, actor: Actor, area: Area, key: ReportKey, now: datetime) -> None:
    """Refuse whoever does not work on this area's reports, or does so too early; the system may.

    Raises:
        Refused: ``wrong_role``, ``other_area`` or ``not_begun``.
    """
    if actor.is_system:
        return
    if not actor.is_filer:
        raise Refused("wrong_role")
    if actor.area_id != area.pk:
        raise Refused("other_area")
    if not has_begun(key.year, key.stage, now):
        raise Refused("not_begun")


def check_unconfirmed(report: Report, bureaus: Iterable[int | None]) -> None:
    """Refuse a change of what one of these bureaus has signed off; the report must be locked for update.

    Raises:
        Refused: ``section_confirmed``.
    """
    if Section.objects.filter(report=report, bureau__in=list(bureaus), confirmed_at__isnull=False).exists():
        raise Refused("section_confirmed")
