"""The carbon page (碳账): what buildings emitted, and beside it what measures are estimated to have avoided."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboards.figures import carbon as drawing
from dashboards.figures import carbon_tables as tables
from dashboards.figures.carbon_words import band_words, sayings, subject_name
from dashboards.forms import IndicatorForm
from dashboards.queries.carbon import CarbonPage, carbon_page
from dashboards.queries.scopes import Scope
from dashboards.views.charts import Chart, chart
from dashboards.views.downloads import page_or_download
from dashboards.views.looking import found, looked_at


@require_safe
def carbon(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show both accounts of an area: the city to its offices, to filers their own, unless the address names one."""
    form = IndicatorForm(request.GET)
    scope = looked_at(request, form)
    if scope is None:
        return render(request, "dashboards/no_plan.html")
    chosen = form.cleaned_data["area"]
    if chosen:
        here = reverse("carbon-area", args=[found(scope.readable_place(chosen)).code])
        return redirect(f"{here}?{scope.query}")
    place = found(scope.readable_place(code)) if code else scope.home
    page = carbon_page(scope, place, actor=request.actor, english=get_language() == "en")
    charts = _charts(page, scope)
    facts = {"page": page, "scope": scope, "place": place, "charts": charts} | _said(page, scope)
    facts["may_set"] = request.actor.role in settings.ROUTE_ACCESS["plan-scenario"]
    return page_or_download(request, "dashboards/carbon.html", facts, charts=charts.values(), scope=scope)


def _charts(page: CarbonPage, scope: Scope) -> dict[str, Chart]:
    """Return the charts by name: what has no number is not drawn."""
    drawn, name, charts = page.inventory, page.place.name, {}
    span = (scope.years[0], max(scope.years[-1], scope.catalogue.last_year))
    if drawn is not None and drawn.has_figures:
        figure = drawing.years_figure(drawn, looked_at=scope.year, years=span)
        charts["years"] = chart("years", f"{drawn.definitions[0].name}: {name}", figure, tables.years_table(drawn))
        heading = _("%(indicator)s by energy: %(area)s") % {"indicator": drawn.definitions[0].name, "area": name}
        figure = drawing.energies_figure(drawn, years=(scope.years[0], scope.years[-1]))
        charts["energies"] = chart("energies", heading, figure, tables.energies_table(drawn))
    if drawn is not None and drawn.parts:
        words = {"indicator": drawn.definitions[0].name, "year": scope.year}
        figure = drawing.areas_figure(drawn, looked_at=scope.year)
        heading = _("%(indicator)s, %(year)s: by area") % words
        charts["areas"] = chart("areas", heading, figure, tables.areas_table(drawn))
    if any(ledger.has_figures for ledger in page.avoided):
        heading = _("Estimated avoided emissions by measure, %(year)s: %(area)s") % {"year": scope.year, "area": name}
        figure = drawing.measures_figure(page.avoided, looked_at=scope.year)
        charts["measures"] = chart("measures", heading, figure, tables.measures_table(page.avoided, scope.years))
    return charts


def _said(page: CarbonPage, scope: Scope) -> dict[str, object]:
    """Return what is said of the inventory: its peaks, why there is no scenario, and what the scenario assumes."""
    drawn = page.inventory
    if drawn is None:
        return {}
    names = {place.code: place.short for place in scope.readable}
    held = drawn.band.held
    return {
        "sayings": sayings(drawn, names, first_year=scope.years[0]),
        "band_doubt": band_words(drawn),
        "assumed": [(subject_name(one.subject, drawn.definitions[0]), one) for one in held.assumptions] if held else [],
    }
