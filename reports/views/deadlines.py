"""The plan manager's page of filing years: openings, deadlines, extensions of single areas, closings."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from accounts.queries import clock
from reports.domain.refusals import Refused
from reports.forms import wording
from reports.forms.deadlines import DeadlinesForm, ExtensionForm, OpeningForm, ReasonedForm, TakeBackForm
from reports.queries import deadlines, needs
from reports.services import filing_years
from reports.services.refusals import recorded
from reports.views import asking

ACTS = {
    "deadlines": (DeadlinesForm, filing_years.set_deadlines, gettext_noop("Deadlines of %(year)d set.")),
    "opening": (OpeningForm, filing_years.set_opening, gettext_noop("Opening of %(year)d set.")),
    "close": (ReasonedForm, filing_years.close, gettext_noop("%(year)d is closed for filing.")),
    "reopen": (ReasonedForm, filing_years.reopen, gettext_noop("%(year)d is open for filing again.")),
    "extend": (ExtensionForm, filing_years.extend, gettext_noop("Extension granted for %(year)d.")),
    "take_back": (TakeBackForm, filing_years.take_back, gettext_noop("Extension of %(year)d taken back.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def filing_year_page(request: HttpRequest) -> HttpResponse:
    """List the years with the deadlines of both stages, or do one of ``ACTS`` with one year."""
    plan = asking.plan_of(request)
    if request.method != "POST":
        return _page(request, plan)
    act = request.POST.get("act", "deadlines")
    if act not in ACTS:
        raise Http404
    kind, service, done = ACTS[act]
    form, actor, now = kind(request.POST), request.actor, clock.now()
    if not form.is_valid():
        return _page(request, plan, form, act=act)
    year = form.cleaned_data["year"]
    try:
        with recorded(action=f"filing_year.{act}", subject=f"filing_year {plan.slug}/{year}", actor=actor, now=now):
            kept = filing_years.ensure(plan=plan, year=year, actor=actor, now=now)
            service(filing_year_id=kept.pk, **form.words(), actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        if refused.code == "year_outside_plan":
            raise Http404 from refused
        return _page(request, plan, form, refused, act)
    messages.success(request, _(done) % {"year": year})
    return redirect("filing-years")


def _page(request: HttpRequest, plan, form=None, refused=None, act="") -> HttpResponse:  # type: ignore[no-untyped-def]
    context = {
        "years": deadlines.kept_years(plan),
        "first": needs.first_filing_year(plan),
        "areas": deadlines.who_may_be_granted(plan, clock.now().year),
        "form": form,
        "act": act,
        "refused": wording.refusal(refused) if refused else "",
    }
    return render(request, "reports/filing_years.html", context, status=409 if refused else 422 if form else 200)
