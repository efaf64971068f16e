"""Pages of the people who fill: what they have to do, and their form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.deadlines import ZONE
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.forms import wording
from reports.forms.sheet import SheetForm
from reports.queries import evidence, needs, reminded, sections, threads, todo, verified
from reports.queries.reports import Head
from reports.services import explanations
from reports.services import filing as filing_service
from reports.services.refusals import recorded
from reports.views import asking
from targets.models import Plan


@require_GET
def filing(request: HttpRequest) -> HttpResponse:
    """Show what the actor has to do, the work of these days before earlier years."""
    return todo_page(request)


def todo_page(request: HttpRequest) -> HttpResponse:
    """Render what the actor has to do."""
    now = clock.now()
    plan = asking.plan_of(request)
    filings = todo.to_do(plan, request.actor, now)
    this_year = now.astimezone(ZONE).year
    wholes = [one for one in filings if one.is_owed]
    parts = [one for one in wholes if one.own and not one.own.sign_off.is_confirmed]
    waiting = {"wholes": [(one.year, one.stage) for one in wholes], "parts": [(one.year, one.stage) for one in parts]}
    context = {
        "present": [one for one in filings if one.is_present(this_year)],
        "earlier": [one for one in filings if not one.is_present(this_year)],
        "queries": threads.put_to(plan, request.actor, now),
        "verified": verified.of_area(plan, request.actor),
        "reminded": reminded.received(plan, request.actor, **waiting),
        "is_lead": request.actor.has(Role.LEAD),
    }
    return render(request, "reports/filing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the form of the actor's own bureau, or take it."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    section = asking.own_section(request, plan, head) if request.method == "POST" else None
    if section is None:
        return fresh_sheet(request, plan, head)
    form = SheetForm(section, request.POST)
    actor, now = request.actor, clock.now()
    try:
        with recorded(action="report.save", subject=head.key.subject, actor=actor, now=now):
            saved = filing_service.save(key=head.key, entries=form.entries(), actor=actor, now=now, keep_good=True)
            _explain(request, head, form)
    except Refused as refused:
        asking.forbid(refused)
        return _sheet_page(request, head, form, refused)
    if saved.findings:
        return _partly_saved(request, plan, head, saved)
    _tell_saved(request, len(saved.changed))
    return redirect("filing-sheet", year=year, stage=stage)


def fresh_sheet(request: HttpRequest, plan: Plan, head: Head) -> HttpResponse:
    """Render the form with what is stored."""
    section = asking.own_section(request, plan, head)
    if section is None:
        return render(request, "reports/sheet_empty.html", {"head": head})
    return _sheet_page(request, head, SheetForm(section))


def _partly_saved(request: HttpRequest, plan, head, saved: filing_service.Saved) -> HttpResponse:  # type: ignore[no-untyped-def]
    """Show what could not be stored beside what now is; the report may have begun with this save."""
    head = asking.own_head(request, plan, head.key.year, head.key.stage)
    section = asking.own_section(request, plan, head)
    form = SheetForm(section, request.POST, saved.findings, kept=True)
    return _sheet_page(request, head, form, status=422)


def _explain(request: HttpRequest, head, form: SheetForm) -> None:  # type: ignore[no-untyped-def]
    """Store the reasons that came with the values; what was put right with them needs none any more."""
    for quantity, code, reason, shown in form.reasons():
        words = {"quantity": quantity, "code": code, "reason": reason, "seen_reason": shown}
        try:
            explanations.save(key=head.key, **words, actor=request.actor, now=clock.now())
        except Refused as refused:
            if refused.code != "finding_gone":
                raise


def _sheet_page(request: HttpRequest, head, form: SheetForm, refused: Refused | None = None, status=200):  # type: ignore[no-untyped-def]
    sign_off = sections.sign_off(head.id, request.actor.bureau_id, request.actor)
    form.files = evidence.counts(head.id, request.actor)
    plan = asking.plan_of(request)
    form.needed = needs.needed(plan, head.key.year)
    is_open = head.is_open and not sign_off.is_confirmed
    form.queries = threads.by_code(head.id, request.actor, clock.now())
    form.opened = None if is_open else threads.opened(head, form.queries)
    context = {
        "head": head,
        "form": form,
        "sign_off": sign_off,
        "seen": sections.fingerprint(head.id, request.actor.bureau_id, request.actor),
        "is_open": is_open or bool(form.opened),
        "is_back_filling": head.key.year < needs.first_filing_year(plan),
        "refused": wording.refusal(refused) if refused else "",
        "kept_as": f"{head.key.subject}:{form.section.office.code}",
    }
    return render(request, "reports/sheet.html", context, status=409 if refused else status)


def _tell_saved(request: HttpRequest, changed: int) -> None:
    if changed:
        told = ngettext("%(n)d value saved.", "%(n)d values saved.", changed) % {"n": changed}
        messages.success(request, told)
    else:
        messages.info(request, _("Nothing had changed."))
