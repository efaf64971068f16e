"""What indicators come to while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from progress.queries import previewing
from reports.domain.words import Stage
from reports.forms import sending
from reports.views import asking


@require_POST
def indicators(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Answer with the indicators that the actor's fields feed, task by task; nothing is stored."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    strips = previewing.strips(head, sending.numbers(request.POST), plan=plan, actor=request.actor)
    return render(request, "progress/indicators.html", {"strips": strips, "year": year})
