"""The pages people look at: parse, call, answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dashboards.forms import LookForm, OverviewForm
from dashboards.queries.area import area_page
from dashboards.queries.overview import overview as overview_page
from dashboards.queries.theme import theme_page
from dashboards.views.charts import charts_of_theme
from dashboards.views.downloads import page_or_download
from dashboards.views.indicators import answer, looked_at_indicator
from dashboards.views.looking import found, looked_at


def overview(request: HttpRequest) -> HttpResponse:
    """Show what is due, the headline lights, what changed, who is behind, and every target of the city."""
    form = OverviewForm(request.GET)
    scope = looked_at(request, form)
    if scope is None:
        return render(request, "dashboards/no_plan.html")
    elsewhere = form.cleaned_data["area"]
    if elsewhere and elsewhere != scope.catalogue.city.code:
        place = found(scope.readable_place(elsewhere))
        return redirect(f"{reverse('area', args=[place.code])}?{scope.query}")
    page = overview_page(scope, form.wanted(), actor=request.actor)
    return render(request, "dashboards/overview.html", {"page": page, "scope": scope, "place": scope.catalogue.city})


def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show one indicator in one area: its years, its light and why, who contributes what."""
    return answer(request, looked_at_indicator(request, code))


def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Show one theme's targets, two charts and the counties' lights."""
    scope = found(looked_at(request, LookForm(request.GET)))
    page = theme_page(scope, found(scope.catalogue.theme(code)))
    charts = charts_of_theme(page)
    facts = {"page": page, "scope": scope, "charts": charts}
    return page_or_download(request, "dashboards/theme.html", facts, charts=charts, scope=scope)


def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show all indicators of one area beside the city's."""
    scope = found(looked_at(request, LookForm(request.GET)))
    place = found(scope.readable_place(code))
    page = area_page(scope, place, actor=request.actor)
    return render(request, "dashboards/area.html", {"page": page, "scope": scope, "place": place})
