"""The numbers behind the charts of a page, as files: any page's address with ``&download=NAME.csv`` or ``.xlsx``."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import clock
from dashboards.domain.tables import Numbers
from dashboards.figures.wording import BASIS
from dashboards.queries.scopes import Scope
from dashboards.views.charts import Chart
from reports.documents import books
from reports.forms.naming import sample_words
from reports.views.handing_out import handed_out


def page_or_download(
    request: HttpRequest, template: str, facts: dict[str, object], *, charts: Iterable[Chart | Numbers], scope: Scope
) -> HttpResponse:
    """Render the page, or hand out the numbers of the chart (or other table) that the address names.

    Raises:
        Http404: there is no such chart on the page, or no such kind of file.
    """
    wanted = request.GET.get("download")
    if wanted is None:
        return render(request, template, facts)
    name, _dot, kind = wanted.rpartition(".")
    chart = next((one for one in charts if one.name == name), None)
    if chart is None or kind not in ("csv", "xlsx"):
        raise Http404
    return _file(request, chart, kind, scope)


def _file(request: HttpRequest, chart: Chart | Numbers, kind: str, scope: Scope) -> HttpResponse:
    lines = (scope.catalogue.title, *basis_lines(scope))
    page = books.Page(chart.heading, chart.heading, lines, chart.table.headings, chart.table.rows)
    return handed_out(
        request,
        books.Book(sample_words(is_demo=clock.is_demo()), (page,)),
        name=chart.heading,
        kind=kind,
        action="figures.export",
        subject=request.path,
        detail={"chart": chart.name, "kind": kind, "year": scope.year, "basis": scope.basis.value},
    )


def basis_lines(scope: Scope) -> tuple[str, ...]:
    """Say for a file what its numbers are: of which reports, how current."""
    counted = _("%(year)s, %(basis)s") % {"year": scope.year, "basis": BASIS[scope.basis]}
    if scope.as_of is None:
        return (counted,)
    return counted, _("Figures as of") + f" {timezone.localtime(scope.as_of):%Y-%m-%d %H:%M}"
