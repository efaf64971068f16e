"""The history of one value, on a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.roles import Role
from reports.queries import histories, sheets, threads
from reports.queries.reports import Head
from reports.queries.sheets import Line
from reports.views import asking


@require_safe
def value_history(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Show who said what of a value, when, and how it came."""
    head = asking.head(request, report_id)
    line = line_of(request, head, quantity)
    moments = histories.of_value(report_id, quantity, request.actor)
    return render(request, "reports/value_history.html", {"head": head, "line": line, "moments": moments})


def line_of(request: HttpRequest, head: Head, quantity: str) -> Line:
    """Return one quantity of a report: as it stands for those who file, as it counts for the city.

    Raises:
        Http404: it is not reported there, or not theirs to see.
    """
    plan, actor = asking.plan_of(request), request.actor
    also = threads.spoken_of(head.id, quantity, actor)
    if actor.is_filer:
        sheet = sheets.being_filled(head, plan=plan, actor=actor, also=also)
    else:
        shown = head.counted or head.latest
        if shown is None:
            raise Http404
        sheet = sheets.frozen(head, plan=plan, actor=actor, snapshot_id=shown.snapshot_id, also=also)
    line = sheet.lines.get(quantity)
    if line is None or (actor.has(Role.CLERK) and line.bureau_id != actor.bureau_id):
        raise Http404
    return line
