"""What a county was given (指标分解): its own targets with the document behind each, and what they were before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.figures.wording import COMPARATOR
from dashboards.views import allocation_tables as tables
from targets.domain.algebra import Comparator
from targets.queries import county
from targets.queries.plans import indicator_facts
from targets.views import asking


@require_safe
def own_target_page(request: HttpRequest) -> HttpResponse:
    """Show the actor's own area's targets, indicator by indicator; nobody else's."""
    plan, english = asking.plan_or_404(), tables.is_english()
    given = county.given_to(plan, request.actor)
    rows = []
    for _task, fact in indicator_facts(plan, plan.last_year):
        for one in given.get(fact.code, ()):
            following = next((target for target in fact.targets if target.year and target.year >= one.year), None)
            sign = COMPARATOR.get(Comparator(following.comparator), "") if following else ""
            rows.append((fact, one, sign))
    return render(request, "dashboards/own_targets.html", {"rows": rows, "english": english})
