"""The Excel round trip: download a prefilled workbook, upload it, look at what it changes, apply it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries import clock
from reports.documents import books
from reports.domain import zip_budget
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.words import Stage
from reports.forms import workbook_preview, workbook_wording
from reports.forms.workbook import FilingWorkbook, UploadForm
from reports.queries import sheets
from reports.services import workbook_seals, workbooks
from reports.services.refusals import recorded
from reports.views import asking


@require_GET
def download(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Hand out the workbook of the actor's own bureau, filled with what is stored now."""
    filing = _own_workbook(request, year, stage)
    content = filing.content(workbook_seals.sealed_stamp(filing.stamp))
    workbooks.handed_out(key=filing.head.key, content=content, actor=request.actor, now=clock.now())
    disposition = content_disposition_header(True, filing.file_name)
    return HttpResponse(content, content_type=books.XLSX, headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Ask for a filled-in workbook, or preview what it would change."""
    filing = _own_workbook(request, year, stage)
    if request.method != "POST":
        return _page(request, filing)
    actor, now, key = request.actor, clock.now(), filing.head.key
    try:
        with recorded(action="workbook.upload", subject=key.subject, actor=actor, now=now):
            content = _content(request, filing)
            found = workbooks.compare(
                content=content, key=key, wanted=filing.stamp, items=filing.items, actor=actor, now=now
            )
    except Refused as refused:
        return _page(request, filing, refused=refused)
    told = workbook_preview.carried(found, filing.section, workbooks.digest_of(content))
    context = {
        "head": filing.head,
        "section": filing.section,
        "rows": workbook_preview.rows_of(found, filing.section, stage),
        "errors": workbook_preview.errors_of(found.faults, filing.section),
        "preview": "" if found.faults else workbook_seals.sealed_preview(told, key=key, actor=actor),
    }
    return render(request, "reports/workbook_preview.html", context, status=422 if found.faults else 200)


@require_POST
def apply(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Store what was previewed, all or nothing."""
    filing = _own_workbook(request, year, stage)
    actor, now, key = request.actor, clock.now(), filing.head.key
    rows: dict[str, int] = {}
    try:
        with recorded(action="workbook.apply", subject=key.subject, actor=actor, now=now):
            told = workbook_seals.opened_preview(request.POST.get("preview", ""), key=key, actor=actor)
            rows = {code: one["row"] for code, one in told["entries"].items()}
            entries = workbook_preview.entries_of(told, request.POST)
            saved = workbooks.apply(key=key, entries=entries, sha256=told["sha256"], actor=actor, now=now)
    except FindingsRefused as refused:
        errors = workbook_preview.errors_at_save(refused, rows, filing.section)
        return _page(request, filing, refused=refused, errors=errors)
    except Refused as refused:
        asking.forbid(refused)
        return _page(request, filing, refused=refused)
    changed = len(saved.changed)
    done = ngettext("%(n)d value stored from the workbook.", "%(n)d values stored from the workbook.", changed)
    messages.success(request, done % {"n": changed})
    return redirect("filing-sheet", year=year, stage=stage)


def _own_workbook(request: HttpRequest, year: int, stage: Stage) -> FilingWorkbook:
    plan = asking.plan_of(request)
    head = asking.own_head(request, plan, year, stage)
    found = sheets.being_filled(head, plan=plan, actor=request.actor, bureau_id=request.actor.bureau_id)
    if not found.sections:
        raise Http404
    return FilingWorkbook(plan, head, found.sections[0], clock.now(), clock.is_demo())


def _content(request: HttpRequest, filing: FilingWorkbook) -> bytes:
    """Return the uploaded file, no more of it than is ever accepted."""
    if not filing.head.is_open:
        raise Refused("wrong_status")
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused("no_file")
    file = form.cleaned_data["workbook"]
    if not file.name.lower().endswith(".xlsx"):
        raise Refused("not_a_workbook")
    return file.read(zip_budget.MAX_BYTES + 1)


def _page(request: HttpRequest, filing: FilingWorkbook, refused=None, errors=()) -> HttpResponse:  # type: ignore[no-untyped-def]
    context = {
        "head": filing.head,
        "section": filing.section,
        "form": UploadForm(),
        "reason": workbook_wording.refusal(refused) if refused else "",
        "errors": errors,
    }
    status = 200 if refused is None else 422 if isinstance(refused, FindingsRefused) else 409
    return render(request, "reports/workbook.html", context, status=status)
