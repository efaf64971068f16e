"""The page that lays two revisions of a report side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.queries import comparing
from reports.queries.reports import Receipt
from reports.views import asking


@require_safe
def compare(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show what differs between two revisions; unless told, between the last one and the one before."""
    head, plan = asking.head(request, report_id), asking.plan_of(request)
    known = comparing.revisions(head, request.actor)
    if not known:
        raise Http404
    newer = _chosen(request.GET.get("b", ""), known) or known[-1]
    older = _chosen(request.GET.get("a", ""), known) or comparing.before(newer, known) or known[0]
    if older.number > newer.number:
        older, newer = newer, older
    context = {
        "head": head,
        "revisions": known,
        "comparison": comparing.of(head, older, newer, plan=plan, actor=request.actor),
    }
    return render(request, "reports/report_compare.html", context)


def _chosen(asked: str, known: tuple[Receipt, ...]) -> Receipt | None:
    """Return the revision that was asked for, None where none was.

    Raises:
        Http404: there is no such revision.
    """
    if not asked:
        return None
    for one in known:
        if str(one.number) == asked:
            return one
    raise Http404
