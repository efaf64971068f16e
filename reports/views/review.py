"""Pages of the city: the board of reports, one report, and the decisions on it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.forms import naming, wording
from reports.forms.decisions import ReasonForm, RemarksForm, VersionForm, chosen
from reports.forms.parts import parts
from reports.queries import histories, reviewing, verified
from reports.services import reviews
from reports.services.refusals import recorded
from reports.views import asking

WORDED = frozenset({"own_report"})
"""Refusals that the page words itself: they are no trespass, and nothing on the page is lost."""
STAGES = {Stage.ESTIMATE: gettext_noop("Estimate"), Stage.FINAL: gettext_noop("Final")}


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Show what awaits a decision, and the objections that wait for an answer."""
    plan = asking.plan_of(request)
    context = {
        "awaiting": reviewing.awaiting(plan, request.actor),
        "objected": verified.objected(plan, request.actor),
        "decides": request.actor.has(Role.REVIEWER),
    }
    return render(request, "reports/review.html", context)


@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show one report as submitted, its history, and the decisions that are open to the reviewer."""
    return _page(request, asking.head(request, report_id))


@require_POST
def approve(request: HttpRequest, report_id: int) -> HttpResponse:
    """Accept the report, with remarks if any."""
    return _decide(request, report_id, RemarksForm(request.POST), reviews.approve, _("Approved."))


@require_POST
def approve_chosen(request: HttpRequest) -> HttpResponse:
    """Approve each of the chosen reports as it was seen; answer a script with what became of each.

    A script sends one report at a time, so that each is a transaction of its own; a form
    sends all, and each is approved or refused for itself.
    """
    wanted = chosen(request.POST.getlist("report"))
    if wanted is None:
        return HttpResponse(status=422)
    outcomes = [_approved(request, report_id, version) for report_id, version in wanted.items()]
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"reports": outcomes})
    for one in outcomes:
        tell = messages.success if one["done"] else messages.error
        tell(request, "{name}: {words}".format(**one))
    if not outcomes:
        messages.error(request, _("Choose a report first."))
    return redirect("review")


def _approved(request: HttpRequest, report_id: int, version: int) -> dict[str, object]:
    head, actor, now = asking.head(request, report_id), request.actor, clock.now()
    name = f"{naming.name_of(head.area)} {head.key.year} {_(STAGES[head.key.stage])}"
    told = {"id": report_id, "name": name}
    try:
        with (
            recorded(action="report.approve", subject=head.key.subject, actor=actor, now=now, worded=WORDED),
            transaction.atomic(),
        ):
            reviews.approve(report_id=report_id, seen_version=version, actor=actor, now=now)
    except Refused as refused:
        if refused.code not in WORDED:
            asking.forbid(refused)
        return told | {"done": False, "words": wording.refusal(refused)}
    return told | {"done": True, "words": _("Approved.")}


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
    said = dict(form.cleaned_data)
    said["seen_version"] = said.pop("version")
    action = f"report.{service.__name__.removesuffix('_report')}"
    try:
        with recorded(action=action, subject=head.key.subject, actor=actor, now=now, worded=WORDED):
            service(report_id=report_id, actor=actor, now=now, **said)
    except Refused as refused:
        if refused.code not in WORDED:
            asking.forbid(refused)
        return _page(request, head, form=form, refused=refused)
    messages.success(request, done)
    return redirect("review-report", report_id=report_id)


def _page(request: HttpRequest, head, form=None, refused=None) -> HttpResponse:  # type: ignore[no-untyped-def]
    plan = asking.plan_of(request)
    shown = head.counted or head.latest
    if shown is None:
        raise Http404
    review, only = reviewing.of_report(head, shown, plan=plan, actor=request.actor), request.GET.get("only", "")
    codes = {"changed": review.changed, "doubtful": review.doubtful}.get(only)
    context = {
        "head": head,
        "shown": shown,
        "review": review,
        "comparison": review.since,
        "parts": parts(review, codes),
        "only": only if codes is not None else "",
        "moments": histories.of_report(head.id, request.actor),
        "form": form or ReasonForm(initial={"version": head.version}),
        "decides": request.actor.has(Role.REVIEWER),
        "refused": wording.refusal(refused) if refused else "",
    }
    return render(request, "reports/report.html", context, status=409 if refused else 422 if form else 200)
