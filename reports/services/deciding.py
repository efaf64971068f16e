"""Lock and check the version: how every decision on a report begins."""

from accounts.domain.actors import Actor
from reports.domain.refusals import StaleReport
from reports.domain.workflow import TransitionDenied
from reports.models import Report


def lock(report_id: int, *, seen_version: int, actor: Actor) -> Report:
    """Return the report, locked until the transaction ends, as the actor saw it.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        TransitionDenied: ``wrong_role``: one who may look and decide nothing.
        StaleReport: it changed since they saw it.
    """
    visible = Report.objects.visible_to(actor).select_related("filing_year__plan", "area")
    report = visible.select_for_update(of=("self",), no_key=True).filter(pk=report_id).first()
    if report is None:
        visible.get(pk=report_id)
        raise TransitionDenied("wrong_role")  # seen, but the database lets them lock nothing
    if report.version != seen_version:
        raise StaleReport
    return report
