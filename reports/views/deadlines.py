"""The plan manager's page of filing years: until when each year's reports are in time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.queries import clock
from reports.domain.refusals import Refused
from reports.forms import wording
from reports.forms.deadlines import DeadlinesForm
from reports.queries import needs, reports
from reports.services import filing_years
from reports.services.refusals import recorded
from reports.views import asking


@require_http_methods(["GET", "HEAD", "POST"])
def filing_year_page(request: HttpRequest) -> HttpResponse:
    """List the years with the deadlines of both stages, or set those of one year."""
    plan = asking.plan_of(request)
    if request.method != "POST":
        return _page(request, plan)
    form, actor, now = DeadlinesForm(request.POST), request.actor, clock.now()
    if not form.is_valid():
        return _page(request, plan, form)
    year = form.cleaned_data["year"]
    subject = f"filing_year {plan.slug}/{year}"
    try:
        with recorded(action="filing_year.deadlines", subject=subject, actor=actor, now=now):
            kept = filing_years.ensure(plan=plan, year=year, actor=actor, now=now)
            filing_years.set_deadlines(filing_year_id=kept.pk, **form.deadlines(), actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        if refused.code == "year_outside_plan":
            raise Http404 from refused
        return _page(request, plan, form, refused)
    messages.success(request, _("Deadlines of %(year)d set.") % {"year": year})
    return redirect("filing-years")


def _page(request: HttpRequest, plan, form=None, refused=None) -> HttpResponse:  # type: ignore[no-untyped-def]
    context = {
        "years": reports.filing_years(plan),
        "first": needs.first_filing_year(plan),
        "form": form,
        "refused": wording.refusal(refused) if refused else "",
    }
    return render(request, "reports/filing_years.html", context, status=409 if refused else 422 if form else 200)
