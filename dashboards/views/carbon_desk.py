"""The plan manager's pages of the carbon account: what a scenario assumes, and how large areas are."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import clock
from progress.domain import scenarios as scenario
from progress.forms import scenarios as typing
from progress.forms import sizes as sizing
from progress.models import AreaSize
from progress.queries import scenarios, sizes
from progress.services.scenarios import set_assumptions
from progress.services.sizes import set_sizes
from targets.models import Plan
from targets.queries import keeping
from targets.views import asking


@require_http_methods(["GET", "HEAD", "POST"])
def assumptions(request: HttpRequest) -> HttpResponse:
    """Show what is assumed and every version there was, or put another one in force."""
    plan, now = asking.plan_or_404(), clock.now()
    subjects, names = scenarios.subjects(plan, now.year), _names(plan)
    if request.method != "POST":
        versions = scenarios.history(plan.pk)
        chosen = [one for one in versions if str(one.version) == request.GET.get("from")] or versions
        read = typing.rows_of(subjects, names, next(iter(chosen), None))
        why = typing.WhyForm(initial={"seen": versions[0].version if versions else 0})
        return _assumptions(request, plan, read, why, names)
    read, why = typing.typed(request.POST, subjects, names), typing.WhyForm(request.POST)
    if not why.is_valid() or not read.assumptions:
        return _assumptions(request, plan, read, why, names, status=422)
    said = why.cleaned_data | {"assumptions": read.assumptions}
    change = partial(set_assumptions, plan_id=plan.pk, **said, actor=request.actor, now=now)
    refused = asking.attempt(change, action="scenario.set", actor=request.actor, now=now, names=names)
    if refused:
        return _assumptions(request, plan, read, why, names, refused=refused, status=409)
    messages.success(request, _("Set; the scenario is drawn anew."))
    return redirect("plan-scenario")


@require_http_methods(["GET", "HEAD", "POST"])
def area_sizes(request: HttpRequest) -> HttpResponse:
    """Show one kind of size of every area in a year, and what was set before; or set some of them."""
    plan, now = asking.plan_or_404(), clock.now()
    years = range(plan.base_year, plan.last_year + 1)
    choice = sizing.ChoiceForm(
        {"kind": AreaSize.Kind.POPULATION, "year": min(now.year, plan.last_year)} | request.GET.dict(), years=years
    )
    if not choice.is_valid():
        raise Http404
    wanted = choice.cleaned_data
    standings = sizes.standings(plan, **wanted)
    if request.method != "POST":
        return _sizes(request, choice, sizing.rows_of(standings), sizing.WhyForm())
    read, why = sizing.typed(request.POST, standings), sizing.WhyForm(request.POST)
    if not why.is_valid() or read.values is None:
        return _sizes(request, choice, read, why, status=422)
    said = wanted | why.cleaned_data | {"values": read.values, "seen": read.seen}
    change = partial(set_sizes, plan_id=plan.pk, **said, actor=request.actor, now=now)
    refused = asking.attempt(change, action="sizes.set", actor=request.actor, now=now, names=_names(plan))
    if refused:
        return _sizes(request, choice, read, why, refused=refused, status=409)
    messages.success(request, _("Set; what is divided by it is counted anew."))
    return redirect(f"{reverse('plan-sizes')}?{urlencode(wanted)}")


def _names(plan: Plan) -> dict[str, str]:
    """What assumptions and areas are called, by subject and by area code."""
    words = keeping.names(plan, english=get_language() == "en")
    found = {code.removeprefix("area "): name for code, name in words.items() if code.startswith("area ")}
    uses = {code: name for code, name in words.items() if code.startswith("quantity ")}
    found |= {
        scenario.use_of(code.removeprefix("quantity ")): _("%(energy)s, per floor area") % {"energy": name}
        for code, name in uses.items()
    }
    paths = {code: name for code, name in words.items() if code.startswith("factor ")}
    return found | paths | {scenario.FLOOR: _("Building floor area")}


def _assumptions(
    request: HttpRequest, plan: Plan, read: typing.Typed, why: typing.WhyForm, names: dict[str, str], refused: str = "",
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    versions = scenarios.history(plan.pk)
    context = {
        "read": read,
        "why": why,
        "refused": refused,
        "versions": [
            (one, [(names.get(line.subject, line.subject), line) for line in one.assumptions]) for one in versions
        ],
        "most": scenario.MOST,
    }
    return render(request, "dashboards/assumptions.html", context, status=status)


def _sizes(
    request: HttpRequest, choice: sizing.ChoiceForm, read: sizing.Typed, why: sizing.WhyForm, refused: str = "",
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    wanted = choice.cleaned_data
    context = {
        "choice": choice,
        "kind": sizing.KINDS[wanted["kind"]],
        "year": wanted["year"],
        "read": read,
        "why": why,
        "refused": refused,
        "editions": [(one, sizing.KINDS[one.kind]) for one in sizes.editions(wanted["kind"])],
        "english": get_language() == "en",
    }
    return render(request, "dashboards/sizes.html", context, status=status)
