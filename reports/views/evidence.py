"""Evidence: its page, uploading, removing, downloading."""

import logging
from dataclasses import asdict, dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import clock
from reports.domain.files import BY_EXTENSION, KINDS, MAX_BYTES, clean_name
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.forms import wording
from reports.forms.evidence import about_of
from reports.queries import evidence, sections, sheets
from reports.queries.evidence import Attached
from reports.queries.reports import Head
from reports.services import evidence as evidence_service
from reports.services import storing
from reports.services.evidence import About
from reports.services.refusals import recorded
from reports.views import asking
from reports.views.receiving import refused_files

logger = logging.getLogger(__name__)

ACCEPTED = ",".join(f".{extension}" for extension in BY_EXTENSION)
ACCEPTED_SCANS = ",".join(f".{extension}" for kind in KINDS if kind.is_scan for extension in kind.extensions)
PASSING = frozenset({"scanner_unavailable", "storage_unavailable"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: ``fault`` says why it was refused, ``passes`` whether trying again may help."""

    name: str
    fault: str = ""
    passes: bool = False


@require_safe
def evidence_page(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Show the own bureau's quantities and tasks with their files, and take more while it may."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    actor = request.actor
    section = next(iter(sheets.being_filled(head, plan=plan, actor=actor, bureau_id=actor.bureau_id).sections), None)
    if section is None:
        return render(request, "reports/sheet_empty.html", {"head": head})
    is_confirmed = sections.sign_off(head.id, actor.bureau_id, actor).is_confirmed
    context = {
        "head": head,
        "office": section.office,
        "slots": evidence.slots_of(section, evidence.of_report(head.id, actor)),
        "is_confirmed": is_confirmed,
        "can_change": head.is_open and not is_confirmed,
        "upload_url": reverse("filing-evidence-upload", args=[year, stage]),
        "accepted": ACCEPTED,
        "max_bytes": MAX_BYTES,
    }
    return render(request, "reports/evidence.html", context)


@require_POST
def upload(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Take files for one thing; answer a script with the list as it now is, a form with a page."""
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    about = about_of(request.POST.get("about", ""))
    if about is None:
        raise Http404
    is_script = "application/json" in request.headers.get("Accept", "")
    if is_script and not asking.is_of_actor(request):
        return JsonResponse({"other": wording.refusal(Refused("other_account"))}, status=409)
    outcomes = [*_too_large(request, head), *_stored(request, head, about)] or [Outcome("", _("Choose a file first."))]
    page = reverse("filing-area" if about.is_stamp else "filing-evidence", args=[year, stage])
    back = asking.back(request, page)
    if is_script:
        return _answer(request, asking.own_head(request, plan, year, stage), about, outcomes, back)
    for one in outcomes:
        if one.fault:
            words = _("%(name)s: %(fault)s") if one.name else "%(fault)s"
            messages.error(request, words % {"name": one.name, "fault": one.fault})
        else:
            messages.success(request, _("%(name)s is uploaded.") % {"name": one.name})
    return redirect(f"{back}#{request.POST['about'].replace(':', '-')}")


@require_POST
def remove(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Take a file away."""
    actor, now = request.actor, clock.now()
    try:
        with recorded(action="evidence.remove", subject=f"evidence {evidence_id}", actor=actor, now=now):
            row = evidence_service.remove(evidence_id=evidence_id, actor=actor, now=now)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        asking.forbid(refused)
        messages.error(request, wording.refusal(refused))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": row.name})
    return redirect(asking.back(request, reverse("filing")))


@require_safe
def download(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Hand a file to whoever may see it: always to keep, never to show in the page's name."""
    try:
        file = evidence.one(evidence_id, request.actor)
        content = storing.path_of(file.stored_as).open("rb")
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except OSError as missing:
        logger.exception("the file of evidence %s is gone", evidence_id)
        raise Http404 from missing
    if request.method == "HEAD":
        content.close()
        return _attachment(HttpResponse(), file)
    evidence_service.record_download(evidence_id=evidence_id, actor=request.actor, now=clock.now())
    return _attachment(FileResponse(content), file)


def _attachment(response: HttpResponse, file: Attached) -> HttpResponse:
    """Set the headers of a file (trust.md, 31): a name, a type that was found, and no right to do anything."""
    response.headers["Content-Type"] = file.kind
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _stored(request: HttpRequest, head: Head, about: About) -> list[Outcome]:
    actor, outcomes = request.actor, []
    for file in request.FILES.getlist("file"):
        now, name = clock.now(), clean_name(file.name)
        try:
            with recorded(action="evidence.upload", subject=head.key.subject, actor=actor, now=now):
                evidence_service.store(
                    key=head.key, about=about, name=file.name, file=file, size=file.size, actor=actor, now=now
                )
        except Refused as refused:
            asking.forbid(refused)
            if refused.code in ("no_such_quantity", "no_such_task"):
                raise Http404 from refused
            outcomes.append(Outcome(name, wording.refusal(refused), refused.code in PASSING))
        else:
            outcomes.append(Outcome(name))
    return outcomes


def _too_large(request: HttpRequest, head: Head) -> list[Outcome]:
    """Word what was not even received, and leave a record of it."""
    outcomes = []
    for name, code in refused_files(request):
        try:
            with recorded(action="evidence.upload", subject=head.key.subject, actor=request.actor, now=clock.now()):
                raise Refused(code)
        except Refused as refused:
            outcomes.append(Outcome(name, wording.refusal(refused), code in PASSING))
    return outcomes


def _answer(request: HttpRequest, head: Head, about: About, outcomes: list[Outcome], back: str) -> HttpResponse:
    found = evidence.of_report(head.id, request.actor)
    files = found.of_quantity(about.quantity) if about.quantity else found.of_task(about.task, request.actor.bureau_id)
    if about.is_stamp:
        files = (found.stamp,) if found.stamp else ()
    context = {"evidence": files, "can_change": True, "back": back}
    answer = {
        "files": [asdict(one) for one in outcomes],
        "html": render_to_string("reports/_evidence_files.html", context, request),
    }
    return JsonResponse(answer, status=422 if any(one.fault for one in outcomes) else 200)
