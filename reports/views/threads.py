"""The page of one value: its thread, and what is said in it by the city and by its bureau."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import clock
from reports.domain.files import BY_EXTENSION, MAX_BYTES
from reports.domain.refusals import FindingsRefused, Refused
from reports.forms import sending, wording
from reports.forms.sheet import SheetForm
from reports.forms.threads import AskForm, StepForm, WordsForm
from reports.queries import value_pages
from reports.services import answering, querying
from reports.services.refusals import recorded
from reports.views import asking

SAID = {"seen_version": "version", "words": "words"}
ONLY_SEEN = {"seen_version": "version"}
ACCEPTED = ",".join(f".{extension}" for extension in BY_EXTENSION)


@require_safe
def thread(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Show everything that was said of one value, and what one may add."""
    return _page(request, report_id, quantity)


@require_POST
def ask(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Ask about the value."""
    form = AskForm(request.POST)
    seen = {"seen_revision": "revision", "reason": "reason"}
    return _do(request, report_id, quantity, form, "query.ask", querying.ask, _("Queried."), seen)


@require_POST
def ask_again(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Ask again."""
    form, done = WordsForm(request.POST), _("Queried again.")
    return _do(request, report_id, quantity, form, "query.ask_again", querying.ask_again, done)


@require_POST
def close(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Close an answered query."""
    return _do(request, report_id, quantity, StepForm(request.POST), "query.close", querying.close, _("Query closed."))


@require_POST
def withdraw(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Take a query back that nobody has answered."""
    done = _("Query withdrawn.")
    return _do(request, report_id, quantity, StepForm(request.POST), "query.withdraw", querying.withdraw, done)


@require_POST
def answer(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Answer with words."""
    done = _("Answered. The value is closed again.")
    return _do(request, report_id, quantity, WordsForm(request.POST), "query.answer", answering.explain, done)


@require_POST
def propose(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Enter another value and say why; the area's lead hands it in."""
    head = asking.head(request, report_id)
    page = value_pages.value_page(head, quantity, plan=asking.plan_of(request), actor=request.actor, now=clock.now())
    if page is None:
        raise Http404
    kind = page.line.rule.kind
    version = sending.seen_of(request.POST, quantity).partition(".")[0]
    seen = int(version) if version.isdecimal() and len(version) < 10 else 0
    entry = sending.typed_in(request.POST, quantity).entry(kind=kind, version=seen)
    done = _("Kept. The lead of your area hands it in as a correction.")
    return _do(
        request, report_id, quantity, WordsForm(request.POST), "query.propose", answering.propose, done, entry=entry
    )


@require_POST
def discard(request: HttpRequest, report_id: int, quantity: str) -> HttpResponse:
    """Put back what counts."""
    done = _("What counts stands in the form again.")
    form = StepForm(request.POST)
    return _do(request, report_id, quantity, form, "query.discard", answering.discard, done, ONLY_SEEN)


def _do(  # type: ignore[no-untyped-def]
    request: HttpRequest,
    report_id: int,
    quantity: str,
    form: Form,
    action: str,
    service: Callable[..., object],
    done: str,
    names: Mapping[str, str] = SAID,
    **more,
) -> HttpResponse:
    head, actor, now = asking.head(request, report_id), request.actor, clock.now()
    if not form.is_valid():
        return _page(request, report_id, quantity, form, action)
    said = {name: form.cleaned_data[field] for name, field in names.items()} | more
    try:
        with recorded(action=action, subject=head.key.subject, actor=actor, now=now):
            service(report_id=report_id, quantity=quantity, actor=actor, now=now, **said)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        asking.forbid(refused)
        return _page(request, report_id, quantity, form, action, refused)
    messages.success(request, done)
    return redirect(asking.back(request, reverse("value-thread", args=[report_id, quantity])))


def _page(
    request: HttpRequest,
    report_id: int,
    quantity: str,
    form: Form | None = None,
    action: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    head = asking.head(request, report_id)
    page = value_pages.value_page(head, quantity, plan=asking.plan_of(request), actor=request.actor, now=clock.now())
    if page is None:
        raise Http404
    wrong = refused.findings if isinstance(refused, FindingsRefused) else {}
    typed = request.POST if action == "query.propose" else None
    context = {
        "head": head,
        "value": page,
        "line": page.line,
        "row": SheetForm(page.section, typed, wrong, opened=frozenset({quantity})).row(page.line),
        "steps": {step.value for step in page.steps},
        "form": form,
        "sent": action.partition(".")[2],
        "back": asking.back(request, ""),
        "refused": wording.refusal(refused) if refused else "",
        "accepted": ACCEPTED,
        "max_bytes": MAX_BYTES,
    }
    return render(request, "reports/thread.html", context, status=409 if refused else 422 if form else 200)
