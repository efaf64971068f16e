"""Pages of the area's lead: the whole, its lock and paper, the stamped page, submitting, the receipt."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.queries import clock, journal
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.domain.workflow import Status, Step
from reports.forms import wording
from reports.forms.decisions import LateReasonForm, SubmitForm, VersionForm
from reports.queries import changes, corrections, evidence, papers, reports, sheets, todo
from reports.queries.corrections import Correction
from reports.queries.reports import Head
from reports.queries.sheets import Line, Sheet
from reports.services import correcting, explanations, locking, submissions
from reports.services.refusals import recorded
from reports.views import asking
from targets.models import Plan


@require_GET
def area(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the lead the area's whole by bureau, what is open or missing, and the way to submit it."""
    plan = asking.plan_of(request)
    return area_page(request, plan, asking.own_head(request, plan, year, stage))


@require_GET
def paper(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the whole as it is printed and stamped, with the digest of the lock."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    sheet = sheets.being_filled(head, plan=plan, actor=request.actor)
    parts = papers.paper(head, sheet, request.actor)
    context = {"head": head, "plan": plan, "sheet": sheet, "parts": parts, "printed_at": clock.now()}
    return render(request, "reports/paper.html", context)


@require_POST
def lock(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Lock the whole for printing and stamping."""
    done = _("Locked. Print it, have it stamped, then attach the scan.")
    return _decide(request, year, stage, VersionForm(request.POST), "report.lock", locking.lock, done)


@require_POST
def unlock(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Void the lock and the stamped page."""
    done = _("Unlocked. The stamped page no longer counts.")
    return _decide(request, year, stage, VersionForm(request.POST), "report.unlock", locking.unlock, done)


@require_POST
def reason(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Take the lead's reason for what was found after the lock; the lock and the stamped page hold."""
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    head, form = asking.own_head(request, plan, year, stage), LateReasonForm(request.POST)
    if not form.is_valid():
        return area_page(request, plan, head, form)
    try:
        with recorded(action="report.explain", subject=head.key.subject, actor=actor, now=now):
            if not head.is_locked:
                raise Refused("not_locked")
            explanations.save(key=head.key, **form.cleaned_data, actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        return area_page(request, plan, head, form, refused)
    messages.success(request, _("Reason saved. The lock and the stamped page still count."))
    return redirect(reverse("filing-area", args=[year, stage]) + "#doubts")


@require_POST
def submit(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Hand the area's report in; a second click finds the receipt of the first."""
    form = SubmitForm(request.POST)
    key = {"key": form["key"].value() or ""}
    return _decide(request, year, stage, form, "report.submit", submissions.submit, "", **key)


@require_GET
def correction_paper(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the correction page (更正页) as it is printed and stamped, with the digest of the lock."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    sheet = sheets.being_filled(head, plan=plan, actor=request.actor)
    found = _corrections(head, sheet, request)
    if not found:
        raise Http404
    context = {"head": head, "plan": plan, "corrections": found, "printed_at": clock.now()}
    return render(request, "reports/correction_paper.html", context)


@require_POST
def correct(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Hand in what queries had changed; a second click finds it done."""
    form = SubmitForm(request.POST)
    key = {"key": form["key"].value() or ""}
    done = _("Handed in. The corrected values count now, and the queries are answered.")
    return _decide(request, year, stage, form, "query.correct", correcting.hand_in, done, **key)


@require_GET
def receipt(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show when the report was received, as which revision, with which digest; corrections handed in since, too."""
    head = asking.own_head(request, asking.plan_of(request), year, stage)
    if head.id is None or head.latest is None:
        raise Http404
    revisions = reports.history(head.id, request.actor).revisions
    submission = next(one for one in revisions if one.step == Step.SUBMIT)
    later = [one for one in reversed(revisions) if one.step == Step.CORRECT and one.number > submission.number]
    context = {"head": head, "receipt": submission, "later": later, "journal": journal.head(), "now": clock.wall()}
    return render(request, "reports/receipt.html", context)


def _decide(
    request: HttpRequest,
    year: int,
    stage: Stage,
    form: VersionForm,
    action: str,
    service: Callable[..., object],
    done: str,
    **more: str,
) -> HttpResponse:
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    head = asking.own_head(request, plan, year, stage)
    if head.id is None or not form.is_valid():
        return area_page(request, plan, head, form)
    try:
        with recorded(action=action, subject=head.key.subject, actor=actor, now=now):
            service(report_id=head.id, seen_version=form.cleaned_data["version"], actor=actor, now=now, **more)
    except Refused as refused:
        asking.forbid(refused)
        return area_page(request, plan, head, form, refused)
    if not done:
        return redirect("filing-receipt", year=year, stage=stage)
    messages.success(request, done)
    return redirect("filing-area", year=year, stage=stage)


def _corrections(head: Head, sheet: Sheet, request: HttpRequest) -> list[tuple[Line, Correction]]:
    """Pair what queries ask with the lines of the sheet, while the report is submitted."""
    if head.status is not Status.SUBMITTED:
        return []
    found = corrections.of_queries(head, request.actor)
    return [(sheet.lines[one.code], one) for one in found if one.code in sheet.lines]


def area_page(
    request: HttpRequest, plan: Plan, head: Head, form: Form | None = None, refused: Refused | None = None
) -> HttpResponse:
    """Show the whole, with the form that was sent or the refusal it met."""
    now = clock.now()
    sheet = sheets.being_filled(head, plan=plan, actor=request.actor)
    files = evidence.of_report(head.id, request.actor)
    context = {
        "head": head,
        "sheet": sheet,
        "doubted": [line for line in sheet.lines.values() if line.noted],
        "corrections": _corrections(head, sheet, request),
        "changes": changes.since_last_revision(head, sheet, request.actor),
        "filing": todo.one(plan, request.actor, now, year=head.key.year, stage=head.key.stage, sheet=sheet),
        "evidence": files,
        "stamp": files.stamp if head.is_locked else None,
        "form": form if isinstance(form, SubmitForm) else SubmitForm(initial={"version": head.version}),
        "late": form if isinstance(form, LateReasonForm) else None,
        "key": uuid4().hex,
        "is_past": now >= head.deadline,
        "now": now,
        "back": "area",
        "refused": wording.refusal(refused) if refused else "",
    }
    status = 409 if refused else 422 if form is not None else 200
    return render(request, "reports/area.html", context, status=status)
