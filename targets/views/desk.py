"""The plan desk (方案维护): where the plan manager finds everything that is kept without code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from targets.forms import changes
from targets.queries import keeping
from targets.views import asking

ENTRIES: tuple[tuple[str, Promise, Promise], ...] = (
    ("filing-years", _("Filing years"), _("Open, extend and close the years to report on, and set their deadlines.")),
    ("zones", _("Zones"), _("Whether a zone files for itself or within its parent, from a year on.")),
    ("plan-reporting", _("Who reports what"), _("Which areas report which quantities, task by task, from a year on.")),
    ("plan-definitions", _("Definitions"), _("Names, definitions, decimals and checks, from a year on.")),
    ("plan-factors", _("Factors"), _("Conversion and emission factors by year, with their sources.")),
    ("plan-scenario", _("Scenario assumptions"), _("What the carbon account assumes about the years ahead.")),
    ("plan-sizes", _("Population and floor area"), _("What the carbon account divides emissions by.")),
    (
        "plan-allocations",
        _("Allocations"),
        _("What each county is given of the city's targets; approved by the reviewer."),
    ),
    ("plan-thresholds", _("Thresholds"), _("From which shortfall on a figure is behind or far behind.")),
)


@require_safe
def desk_page(request: HttpRequest) -> HttpResponse:
    """List what can be kept, and what was changed last."""
    plan = asking.plan_or_404()
    names = keeping.names(plan, english=get_language() == "en")
    entries = [{"name": name, "words": words, "address": reverse(route)} for route, name, words in ENTRIES]
    context = {"entries": entries, "lines": changes.lines(keeping.changes(plan, most=20), names)}
    return render(request, "targets/desk.html", context)
