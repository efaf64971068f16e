"""The auditor's pages: the journal to read, to export and to verify."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.actors import Actor
from accounts.forms.trail import TrailForm, heading, line, shown
from accounts.forms.verification import FAULTS, sentence
from accounts.queries import clock, journal, trail
from accounts.queries.trail import Wanted
from accounts.services import auditing
from accounts.services.acting import acting_as
from accounts.views import refusals

LARGEST = 2**62


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """Show records, newest first; that they were looked at, and with which filter, is a record itself."""
    form = TrailForm(request.GET, actions=trail.actions())
    below = request.GET.get("below", "")
    if below and not (below.isdecimal() and int(below) < LARGEST):
        return refusals.bad_request(request)
    page = trail.page(form.wanted, below=int(below or 0))
    context = {
        "form": form,
        "records": [shown(record) for record in page.records],
        "older": page.older,
        "below": below,
        "head": journal.head(),
        **_verified(),
    }
    if not below:
        auditing.look(wanted=form.wanted, actor=request.actor, now=clock.wall())
    return render(request, "accounts/journal.html", context, status=200 if form.is_valid() else 422)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the whole journal now and say what was found."""
    outcome = auditing.verify(actor=request.actor, now=clock.wall())
    tell = messages.error if outcome.fault else messages.success
    tell(request, sentence(outcome))
    return redirect("journal")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Stream the filtered records as CSV; the export is a record, and not among them."""
    form = TrailForm(request.GET, actions=trail.actions())
    if not form.is_valid():
        return refusals.bad_request(request)
    up_to, actor, wanted = journal.head().number, request.actor, form.wanted
    auditing.export(wanted=wanted, rows=trail.count(wanted, up_to=up_to), actor=actor, now=clock.wall())
    lines = _lines(wanted, up_to, actor, translation.get_language())
    name = f"journal-{timezone.localtime(clock.wall()):%Y%m%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _lines(wanted: Wanted, up_to: int, actor: Actor, language: str) -> Iterator[str]:
    """A streamed answer is produced after the request's transaction: each batch acts for itself."""
    with translation.override(language):
        yield heading()
    with acting_as(actor):
        ranges = list(trail.batches(up_to=up_to))
    for low, high in ranges:
        with acting_as(actor):
            found = trail.between(wanted, low, high)
        with translation.override(language):
            yield from [line(record) for record in found]


def _verified() -> dict[str, object]:
    """Return what the last verification found, for the top of the page."""
    record = trail.last_verification()
    if record is None:
        return {"verified": None}
    detail = record.detail
    fault = FAULTS.get(detail.get("fault", ""))
    return {
        "verified": record,
        "verified_fault": str(fault) % {"where": detail.get("where", 0)} if fault else "",
        "anchored_at": _moment(detail.get("anchored_at", "")),
    }


def _moment(text: str) -> datetime | None:
    return parse_datetime(text) if text else None
