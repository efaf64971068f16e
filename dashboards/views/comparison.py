"""One indicator in all areas."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from dashboards.figures.comparisons import ends_of, scale_of
from dashboards.forms import ComparisonForm
from dashboards.queries.boundaries import supplied_map
from dashboards.queries.comparison import comparison
from dashboards.views.looking import found, looked_at


@require_GET
def areas(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator's areas in order, over the years, and as tiles."""
    form = ComparisonForm(request.GET)
    scope = found(looked_at(request, form))
    colour = form.cleaned_data["colour"] or "status"
    other = form.cleaned_data["indicator"]
    if other and other != code:
        found(scope.catalogue.indicators.get(other))
        return redirect(f"{reverse('indicator-areas', args=[other])}?{urlencode(scope.fields | {'colour': colour})}")
    page = comparison(scope, found(scope.catalogue.indicators.get(code)))
    scale = scale_of(((one.line, one.targets) for one in page.courses), scope.catalogue.base_year)
    ends = ends_of(scale, page.definition.decimals)
    facts = {"page": page, "scope": scope, "scale": scale, "ends": ends, "colour": colour, "map": supplied_map()}
    return render(request, "dashboards/comparison.html", facts)
