"""Pages of the city: the board of reports, one report, and the decisions on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.deadlines import ZONE
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.forms import wording
from reports.forms.decisions import ReasonForm, VersionForm
from reports.queries import evidence, reports, sheets, worklists
from reports.services import reviews
from reports.services.refusals import recorded
from reports.views import asking


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Show what awaits a decision, and where every area stands for one year and stage."""
    plan, now = asking.plan_of(request), clock.now()
    this_year = now.astimezone(ZONE).year
    last = min(max(this_year, plan.base_year), plan.last_year)
    year, stage = _chosen_year(request, plan, last), _chosen_stage(request)
    context = {
        "awaiting": worklists.awaiting_review(plan, request.actor),
        "board": worklists.board(plan, year, stage, request.actor, now),
        "years": range(last, plan.base_year - 1, -1),
        "has_begun": reports.begun(plan, year, stage, now),
    }
    return render(request, "reports/review.html", context)


@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show one report as submitted, its history, and the decisions that are open to the reviewer."""
    return _page(request, asking.head(request, report_id))


@require_POST
def approve(request: HttpRequest, report_id: int) -> HttpResponse:
    """Accept the report."""
    return _decide(request, report_id, VersionForm(request.POST), reviews.approve, _("Approved."))


@require_POST
def return_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Send the report back with a reason."""
    return _decide(request, report_id, ReasonForm(request.POST), reviews.return_report, _("Returned to its area."))


@require_POST
def reopen(request: HttpRequest, report_id: int) -> HttpResponse:
    """Open an approved report for correction, with a reason."""
    return _decide(request, report_id, ReasonForm(request.POST), reviews.reopen, _("Opened for correction."))


def _decide(request: HttpRequest, report_id: int, form: VersionForm, service, done: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    head = asking.head(request, report_id)
    if not form.is_valid():
        return _page(request, head, form=form)
    actor, now = request.actor, clock.now()
    said = {"seen_version": form.cleaned_data["version"]}
    if "reason" in form.cleaned_data:
        said["reason"] = form.cleaned_data["reason"]
    try:
        with recorded(action=f"report.{service.__name__}", subject=head.key.subject, actor=actor, now=now):
            service(report_id=report_id, actor=actor, now=now, **said)
    except Refused as refused:
        asking.forbid(refused)
        return _page(request, head, form=form, refused=refused)
    messages.success(request, done)
    return redirect("review-report", report_id=report_id)


def _page(request: HttpRequest, head, form=None, refused=None) -> HttpResponse:  # type: ignore[no-untyped-def]
    plan = asking.plan_of(request)
    shown = head.counted or head.latest
    if shown is None:
        raise Http404
    context = {
        "head": head,
        "shown": shown,
        "sheet": sheets.frozen(head, plan=plan, actor=request.actor, snapshot_id=shown.snapshot_id),
        "evidence": evidence.of_report(head.id, request.actor, snapshot_id=shown.snapshot_id),
        "history": reports.history(head.id, request.actor),
        "form": form or ReasonForm(initial={"version": head.version}),
        "decides": request.actor.has(Role.REVIEWER),
        "refused": wording.refusal(refused) if refused else "",
    }
    return render(request, "reports/report.html", context, status=409 if refused else 422 if form else 200)


def _chosen_year(request: HttpRequest, plan, last: int) -> int:  # type: ignore[no-untyped-def]
    asked = request.GET.get("year", "")
    if not asked:
        return last
    if len(asked) == 4 and asked.isascii() and asked.isdecimal() and plan.base_year <= int(asked) <= last:
        return int(asked)
    raise Http404


def _chosen_stage(request: HttpRequest) -> Stage:
    asked = request.GET.get("stage", Stage.ESTIMATE.value)
    if asked in list(Stage):
        return Stage(asked)
    raise Http404
