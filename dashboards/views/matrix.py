"""Areas × indicators: the page, and the same as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dashboards.figures.heat import matrix_table
from dashboards.forms import MatrixForm
from dashboards.queries.matrix import matrix_page
from dashboards.views.charts import Chart
from dashboards.views.downloads import page_or_download
from dashboards.views.looking import found, looked_at


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the lights of the areas one may read, filtered and ordered as the address says."""
    form = MatrixForm(request.GET)
    scope = found(looked_at(request, form))
    try:
        page = matrix_page(scope, form.wish())
    except LookupError as problem:
        raise Http404 from problem
    heading = _("Areas × indicators, %(year)s") % {"year": scope.year}
    table = Chart("matrix", heading, height=0, figure={}, table=matrix_table(page.matrix))
    return page_or_download(
        request, "dashboards/matrix.html", {"page": page, "scope": scope}, charts=[table], scope=scope
    )
