"""Lock and check the version: how every decision on a report begins."""

from accounts.domain.actors import Actor
from reports.domain.refusals import StaleReport
from reports.models import Report


def lock(report_id: int, *, seen_version: int, actor: Actor) -> Report:
    """Return the report, locked until the transaction ends, as the actor saw it.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: it changed since they saw it.
    """
    visible = Report.objects.visible_to(actor).select_related("filing_year__plan", "area")
    report = visible.select_for_update(of=("self",)).get(pk=report_id)
    if report.version != seen_version:
        raise StaleReport
    return report
