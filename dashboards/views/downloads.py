"""The numbers behind the charts of a page, as files: any page's address with ``&download=NAME.csv`` or ``.xlsx``."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.queries import clock
from accounts.services import journal
from dashboards.domain.tables import Numbers
from dashboards.figures.wording import BASIS
from dashboards.queries.scopes import Scope
from dashboards.views.charts import Chart
from reports.documents import books


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
    sample = _("Sample data: synthetic figures for demonstration, not statistics.") if clock.is_demo() else ""
    page = books.Page(chart.heading, chart.heading, _lines(scope), chart.table.headings, chart.table.rows)
    if kind == "csv":
        content, content_type = books.write_csv(page), books.CSV
    else:
        content, content_type = books.write(books.Book(sample, (page,))), books.XLSX
    journal.record(
        actor=request.actor,
        now=clock.now(),
        action="figures.export",
        subject=request.path,
        detail={"chart": chart.name, "kind": kind, "year": scope.year, "basis": scope.basis.value},
    )
    marked = f"{_('Sample data (示例数据)')} {chart.heading}" if sample else chart.heading
    headers = {"Content-Disposition": content_disposition_header(True, f"{marked}.{kind}")}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _lines(scope: Scope) -> tuple[str, ...]:
    """What the numbers are: whose plan, of which reports, how current."""
    counted = _("%(year)s, %(basis)s") % {"year": scope.year, "basis": BASIS[scope.basis]}
    if scope.as_of is None:
        return scope.catalogue.title, counted
    moment = f"{timezone.localtime(scope.as_of):%Y-%m-%d %H:%M}"
    return scope.catalogue.title, counted, _("Figures as of") + f" {moment}"
