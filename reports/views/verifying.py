"""The page of a verified value (核定值): both values side by side, what the reviewer decides, what the area objects."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.threads import VerifiedStatus
from reports.domain.workflow import Status
from reports.forms import sending, wording
from reports.forms.decisions import ObjectionForm, ReasonForm, VerifyForm
from reports.forms.sheet import names_beside
from reports.queries import histories, verified
from reports.services import verifying
from reports.services.evidence import Upload
from reports.services.refusals import recorded
from reports.views import asking
from reports.views.evidence import ACCEPTED
from reports.views.histories import line_of
from reports.views.receiving import refused_files

REASONED = {"seen_version": "version", "reason": "reason"}
SAID = {"seen": "seen", "words": "words"}


@require_safe
def verified_value(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Show the declared and the verified value, and what one may do."""
    return _page(request, report_id, quantity)


@require_POST
def put(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Record a verified value."""
    head = asking.head(request, report_id)
    line = line_of(request, head, quantity)
    form = VerifyForm(request.POST, request.FILES)
    entry = sending.typed_in(request.POST, quantity).entry(kind=line.rule.kind)
    sent = request.FILES.get("file")
    upload = Upload(sent.name, sent, sent.size) if sent else None
    for _name, code in refused_files(request):
        return _page(request, report_id, quantity, form, "put", Refused(code))
    done = _("Verified value recorded. It counts from now on; the declared one is kept beside it.")
    return _do(request, report_id, quantity, form, "verify", verifying.put, done, entry=entry, upload=upload)


@require_POST
def lift(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Take the verified value back."""
    done = _("Lifted. The declared value counts again.")
    return _do(request, report_id, quantity, ReasonForm(request.POST), "lift", verifying.lift, done)


@require_POST
def object_to(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Object to the verified value."""
    done = _("Your objection is with the reviewer.")
    return _do(request, report_id, quantity, ObjectionForm(request.POST), "object", verifying.object_to, done, SAID)


@require_POST
def uphold(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Settle an objection: the verified value stays."""
    done = _("Upheld. The verified value stays.")
    return _do(request, report_id, quantity, ObjectionForm(request.POST), "uphold", verifying.uphold, done, SAID)


def _do(  # type: ignore[no-untyped-def]
    request: HttpRequest,
    report_id: int,
    quantity: str,
    form: Form,
    step: str,
    service: Callable[..., object],
    done: str,
    names: Mapping[str, str] = REASONED,
    **more,
) -> HttpResponse:
    head, actor, now = asking.head(request, report_id), request.actor, clock.now()
    if not form.is_valid():
        return _page(request, report_id, quantity, form, step)
    said = {name: form.cleaned_data[field] for name, field in names.items()} | more
    try:
        with recorded(action=f"value.{step}", subject=head.key.subject, actor=actor, now=now):
            service(report_id=report_id, quantity=quantity, actor=actor, now=now, **said)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        asking.forbid(refused)
        return _page(request, report_id, quantity, form, step, refused)
    messages.success(request, done)
    return redirect("value-verified", report_id=report_id, quantity=quantity)


def _page(
    request: HttpRequest,
    report_id: int,
    quantity: str,
    form: Form | None = None,
    step: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    head, actor = asking.head(request, report_id), request.actor
    line, one = line_of(request, head, quantity), verified.of_value(report_id, quantity, actor)
    wrong = refused.findings.get(quantity, ()) if isinstance(refused, FindingsRefused) else ()
    is_reviewer, is_submitted = actor.has(Role.REVIEWER), head.status is Status.SUBMITTED
    context = {
        "head": head,
        "line": line,
        "declared": one.declared if one else line.declared or line.said,
        "one": one,
        "may_put": is_reviewer and is_submitted and line.said is not None,
        "may_lift": is_reviewer and is_submitted and one is not None,
        "may_uphold": is_reviewer and one is not None and one.is_objected,
        "may_object": actor.is_filer and one is not None and one.status == VerifiedStatus.STANDING,
        "typed": sending.typed_in(request.POST, quantity),
        "errors": [wording.finding(found, names_beside(line)) for found in wrong],
        "form": form,
        "sent": step,
        "accepted": ACCEPTED,
        "moments": histories.of_value(report_id, quantity, actor),
        "refused": wording.refusal(refused) if refused and not wrong else "",
    }
    return render(request, "reports/value_verified.html", context, status=409 if refused else 422 if form else 200)
