"""The plan's text with its live lights."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboards.forms import PlanTextForm
from dashboards.queries.plan_text import plan_page
from dashboards.views.looking import found, looked_at


def promises(request: HttpRequest) -> HttpResponse:
    """Show the plan as published, every promise marked with its light."""
    form = PlanTextForm(request.GET)
    scope = looked_at(request, form)
    if scope is None:
        return render(request, "dashboards/no_plan.html")
    place = found(scope.readable_place(form.cleaned_data["area"] or scope.home.code))
    page = plan_page(scope, place, form.wanted())
    return render(request, "dashboards/plan_text.html", {"page": page, "scope": scope, "place": place})
