"""The plan manager's pages of factors: all of them by year, and one with its whole history."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import clock
from targets.forms import changes
from targets.forms.factors import TRUST, RestoreForm, TrustForm, ValueForm
from targets.models import Plan, PlanEvent
from targets.queries import keeping
from targets.services import factors
from targets.views import asking

ACTS = {
    "value": (ValueForm, factors.set_value),
    "restore": (RestoreForm, factors.restore_value),
    "trust": (TrustForm, factors.set_trust),
}


@require_safe
def factor_list_page(request: HttpRequest) -> HttpResponse:
    """Show every factor with its values by year."""
    found = keeping.factors(asking.plan_or_404())
    years = keeping.years_with_values(found)
    rows = [(one, [one.value_of(year) for year in years]) for one in found]
    context = {"rows": rows, "years": years, "english": get_language() == "en"}
    return render(request, "targets/factors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def factor_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one factor, and set a year's value, go back to the files', or say how far it can be trusted."""
    plan = asking.plan_or_404()
    if request.method != "POST":
        return _page(request, plan, code)
    act = request.POST.get("act", "")
    if act not in ACTS or not keeping.factors(plan, code=code):
        raise Http404
    kind, service = ACTS[act]
    form, now = kind(request.POST), clock.now()
    if not form.is_valid():
        return _page(request, plan, code, act, form)
    change = partial(service, plan_id=plan.pk, code=code, **form.cleaned_data, actor=request.actor, now=now)
    refused = asking.attempt(change, action=f"factor.{act}", actor=request.actor, now=now)
    if refused:
        return _page(request, plan, code, act, form, refused)
    messages.success(request, _("Set; every figure is being counted again."))
    return redirect("plan-factor", code=code)


def _page(  # type: ignore[no-untyped-def]
    request: HttpRequest, plan: Plan, code: str, act: str = "", form=None, refused: str = ""
) -> HttpResponse:
    factor = next(iter(keeping.factors(plan, code=code)), None)
    if factor is None:
        raise Http404
    trust = {"source": factor.source, "confidence": factor.confidence}
    context = {
        "factor": factor,
        "trust_words": TRUST.get(factor.confidence, factor.confidence),
        "value_form": form if act == "value" else ValueForm(initial={"seen": 0, "year": clock.now().year}),
        "trust_form": form if act == "trust" else TrustForm(initial=trust),
        "act": act,
        "posted": request.POST.get("year", ""),
        "form": form,
        "refused": refused,
        "english": get_language() == "en",
        "lines": changes.lines(_of_trust(plan, code), {}),
    }
    return render(request, "targets/factor.html", context, status=409 if refused else 422 if form else 200)


def _of_trust(plan: Plan, code: str) -> list[keeping.ChangeFact]:
    """What was changed of its source and trust; values have a history of their own."""
    found = keeping.changes(plan, PlanEvent.Kind.FACTORS, most=500)
    return [one for one in found if one.summary["factor"] == code and "year" not in one.summary]
