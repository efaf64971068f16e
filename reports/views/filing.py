"""Pages of the people who fill: their list, their form, the area's whole, submitting, the receipt."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.deadlines import ZONE
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.words import Stage
from reports.domain.workflow import Status
from reports.forms import wording
from reports.forms.decisions import SubmitForm
from reports.forms.sheet import SheetForm
from reports.queries import reports, sheets, worklists
from reports.services import filing as filing_service
from reports.services import submissions
from reports.services.refusals import recorded
from reports.views import asking


@require_GET
def filing(request: HttpRequest) -> HttpResponse:
    """List the years and stages that the actor's area can file."""
    now = clock.now()
    filings = worklists.to_fill(asking.plan_of(request), request.actor, now)
    this_year = now.astimezone(ZONE).year
    context = {
        "present": [one for one in filings if one.is_present(this_year)],
        "earlier": [one for one in filings if not one.is_present(this_year)],
        "is_lead": request.actor.has(Role.LEAD),
    }
    return render(request, "reports/filing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the form of the actor's own bureau, or take it."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    section = _own_section(request, plan, head)
    if section is None:
        return render(request, "reports/sheet_empty.html", {"head": head})
    if request.method != "POST":
        return _sheet_page(request, head, SheetForm(section))
    form = SheetForm(section, request.POST)
    actor, now = request.actor, clock.now()
    try:
        with recorded(action="report.save", subject=head.key.subject, actor=actor, now=now):
            saved = filing_service.save(key=head.key, entries=form.entries(), actor=actor, now=now)
    except FindingsRefused as refused:
        return _sheet_page(request, head, SheetForm(section, request.POST, refused.findings), refused)
    except Refused as refused:
        asking.forbid(refused)
        return _sheet_page(request, head, form, refused)
    _tell_saved(request, len(saved.changed))
    return redirect("filing-sheet", year=year, stage=stage)


@require_GET
def area(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the lead the area's whole by bureau, what is missing, and the way to submit it."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    return _area_page(request, plan, head)


@require_POST
def submit(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Hand the area's report in; a second click finds the receipt of the first."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    form = SubmitForm(request.POST)
    if head.id is None or not form.is_valid():
        return _area_page(request, plan, head, form)
    actor, now = request.actor, clock.now()
    try:
        with recorded(action="report.submit", subject=head.key.subject, actor=actor, now=now):
            seen = form.cleaned_data["version"]
            submissions.submit(report_id=head.id, seen_version=seen, actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        if head.status is Status.SUBMITTED and head.submitted_by_id == actor.user_id:
            return redirect("filing-receipt", year=year, stage=stage)
        return _area_page(request, plan, head, form, refused)
    return redirect("filing-receipt", year=year, stage=stage)


@require_GET
def receipt(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show when the report was received, as which revision, with which digest."""
    head = asking.own_head(request, asking.plan_of(request), year, stage)
    if head.id is None or head.latest is None:
        raise Http404
    revisions = reports.history(head.id, request.actor).revisions
    submission = next(one for one in revisions if one.step == "submit")
    return render(request, "reports/receipt.html", {"head": head, "receipt": submission})


def _own_section(request: HttpRequest, plan, head):  # type: ignore[no-untyped-def]
    found = sheets.being_filled(head, plan=plan, actor=request.actor, bureau_id=request.actor.bureau_id)
    return next(iter(found.sections), None)


def _sheet_page(request: HttpRequest, head, form: SheetForm, refused: Refused | None = None) -> HttpResponse:  # type: ignore[no-untyped-def]
    context = {"head": head, "form": form, "refused": wording.refusal(refused) if refused else ""}
    status = 200 if refused is None else 422 if isinstance(refused, FindingsRefused) else 409
    return render(request, "reports/sheet.html", context, status=status)


def _area_page(request: HttpRequest, plan, head, form=None, refused=None) -> HttpResponse:  # type: ignore[no-untyped-def]
    sheet = sheets.being_filled(head, plan=plan, actor=request.actor)
    context = {
        "head": head,
        "sheet": sheet,
        "form": form or SubmitForm(initial={"version": head.version}),
        "is_past": clock.now() >= head.deadline,
        "refused": wording.refusal(refused) if refused else "",
    }
    return render(request, "reports/area.html", context, status=409 if refused else 422 if form else 200)


def _tell_saved(request: HttpRequest, changed: int) -> None:
    if changed:
        told = ngettext("%(n)d value saved.", "%(n)d values saved.", changed) % {"n": changed}
        messages.success(request, told)
    else:
        messages.info(request, _("Nothing had changed."))
