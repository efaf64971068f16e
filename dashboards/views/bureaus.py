"""One municipal bureau, and how far its counterparts have filed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.queries import clock
from dashboards.forms import LookForm, PlaceForm
from dashboards.queries.bureaus import bureau_page, filing_of
from dashboards.views.looking import found, looked_at
from reports.views import asking


def bureau(request: HttpRequest, code: str) -> HttpResponse:
    """Show a bureau: the tasks it leads and supports, with their lights."""
    form = PlaceForm(request.GET)
    scope = found(looked_at(request, form))
    place = found(scope.readable_place(form.cleaned_data["area"] or scope.home.code))
    page = bureau_page(scope, place, found(scope.catalogue.office(code)))
    return render(request, "dashboards/bureau.html", {"page": page, "scope": scope, "place": place})


def filing(request: HttpRequest, code: str) -> HttpResponse:
    """Show how far a bureau's sections are in every area: a fragment of its page, or a page of its own."""
    scope = found(looked_at(request, LookForm(request.GET)))
    office = found(scope.catalogue.office(code))
    plan, now = asking.plan_of(request), clock.now()
    known = filing_of(plan, office, scope.year, actor=request.actor, now=now)
    name = "dashboards/_bureau_filing.html" if request.headers.get("HX-Request") else "dashboards/bureau_filing.html"
    return render(request, name, {"filing": known, "office": office, "scope": scope})
