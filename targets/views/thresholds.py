"""The plan manager's page of the two thresholds of expected progress."""

from decimal import Decimal
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import clock
from targets.domain.exact import exact
from targets.forms import changes
from targets.forms.thresholds import ThresholdsForm
from targets.models import Plan, PlanEvent
from targets.queries import keeping
from targets.services import thresholds
from targets.views import asking

NAMES = ("on_track_below", "behind_below")


@require_http_methods(["GET", "HEAD", "POST"])
def threshold_page(request: HttpRequest) -> HttpResponse:
    """Show the thresholds and what they were, or set both."""
    plan = asking.plan_or_404()
    if request.method != "POST":
        return _page(request, plan, ThresholdsForm(initial=_initial(plan)))
    form, now = ThresholdsForm(request.POST), clock.now()
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    said = form.cleaned_data
    seen = tuple(said.pop(f"seen_{name}") for name in NAMES)
    change = partial(thresholds.set_thresholds, plan_id=plan.pk, **said, seen=seen, actor=request.actor, now=now)
    refused = asking.attempt(change, action="plan.thresholds", actor=request.actor, now=now)
    if refused:
        return _page(request, plan, form, refused, status=409)
    messages.success(request, _("Set; every figure is being judged again."))
    return redirect("plan-thresholds")


def _initial(plan: Plan) -> dict[str, Decimal | None]:
    now = {name: exact(getattr(plan, name)) for name in NAMES}
    return now | {f"seen_{name}": value for name, value in now.items()}


def _page(
    request: HttpRequest, plan: Plan, form: ThresholdsForm, refused: str = "", *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "now": _initial(plan),
        "lines": changes.lines(keeping.changes(plan, PlanEvent.Kind.THRESHOLDS), {}),
    }
    return render(request, "targets/thresholds.html", context, status=status)
