"""The plan manager's page of who reports what: a task's quantities by area, from a year on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import clock
from reports.queries import filed
from reports.views.amending import Amended, answered
from targets.domain.algebra import Level
from targets.domain.catalogue import QuantityRow
from targets.forms.definitions import MARK, ReportingForm
from targets.queries import keeping
from targets.queries.stored_rows import definitions_of
from targets.queries.tasks import TaskDefinitions, tasks_with
from targets.views import asking


@require_http_methods(["GET", "HEAD", "POST"])
def reporting_page(request: HttpRequest) -> HttpResponse:
    """Show which areas report the quantities of a task; preview and save other ticks."""
    plan, english = asking.plan_or_404(), get_language() == "en"
    known, names = definitions_of(plan, plan.last_year), keeping.names(plan, english=english)
    tasks = {one.code: one for one in tasks_with(plan, known, english=english) if _of_counties(one)}
    asked = request.POST.get("task") or request.GET.get("task", "")
    task = tasks.get(asked) or next(iter(tasks.values()))
    years = range(plan.base_year + 1, plan.last_year + 1)
    form = ReportingForm(request.POST or None, years=years, initial={"since": min(clock.now().year + 1, years[-1])})
    said = Amended()
    if request.method == "POST" and form.is_valid():
        said = answered(request, plan, form.cleaned_data, form.change(request.POST, _of_counties(task)), names)
        if said.is_done:
            messages.success(request, _("Set; every figure is being counted again."))
            return redirect(f"{reverse('plan-reporting')}?task={task.code}")
    context = _matrix(request, task, known.areas, names) | {"tasks": tasks.values(), "form": form, "said": said}
    context |= {"english": english, "names": names, "used": filed.by_year(plan, request.actor)}
    return render(request, "reports/reporting.html", context, status=said.status(form))


def _of_counties(task: TaskDefinitions) -> list[QuantityRow]:
    return [row for row in task.quantities if row.level is Level.COUNTY]


def _matrix(
    request: HttpRequest, task: TaskDefinitions, areas: tuple[str, ...], names: dict[str, str]
) -> dict[str, object]:
    rows = []
    for row in _of_counties(task):
        sent = request.POST.getlist(f"{MARK}{row.code}") if request.method == "POST" else row.areas
        rows.append((row, [(code, names[f"area {code}"], code in sent) for code in areas]))
    return {"task": task, "rows": rows, "areas": [names[f"area {code}"] for code in areas], "mark": MARK}
