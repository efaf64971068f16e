"""One task of the plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboards.forms import PlaceForm
from dashboards.queries.tasks import task_page
from dashboards.views.looking import found, looked_at


def task(request: HttpRequest, code: str) -> HttpResponse:
    """Show a task: its clause, its indicators with their lights, and who is behind."""
    form = PlaceForm(request.GET)
    scope = found(looked_at(request, form))
    place = found(scope.readable_place(form.cleaned_data["area"] or scope.home.code))
    page = task_page(scope, place, found(scope.catalogue.task(code)))
    return render(request, "dashboards/task.html", {"page": page, "scope": scope, "place": place})
