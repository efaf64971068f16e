"""Sign-off and reminders: buttons on the to-do page, the form and the area's page."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.queries import clock
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.forms import wording
from reports.forms.sections import BACK, SectionForm
from reports.services import reminders, sections
from reports.services.refusals import recorded
from reports.views import asking


@require_POST
def confirm(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Sign a section off."""
    return _do(request, year, stage, "section.confirm", sections.confirm, _("Section confirmed."), with_reason=True)


@require_POST
def withdraw(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Take one's own sign-off back."""
    return _do(request, year, stage, "section.withdraw", sections.withdraw, _("Confirmation withdrawn."))


@require_POST
def hand_back(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Return a section to its bureau with a reason."""
    done = _("Section handed back to its bureau.")
    return _do(request, year, stage, "section.hand_back", sections.hand_back, done, with_reason=True)


@require_POST
def remind(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Remind one bureau, or without a bureau every late one."""
    if request.POST.get("bureau"):
        return _do(request, year, stage, "reminder.send", reminders.send, _("Bureau reminded."))
    return _do(request, year, stage, "reminder.send", _remind_all, "")


def _remind_all(*, bureau: str, **rest: object) -> str:
    reached = len(reminders.send_all(**rest))  # type: ignore[arg-type]
    return ngettext("%(n)d bureau reminded.", "%(n)d bureaus reminded.", reached) % {"n": reached}


def _do(
    request: HttpRequest,
    year: int,
    stage: Stage,
    action: str,
    service: Callable[..., object],
    done: str,
    with_reason: bool = False,
) -> HttpResponse:
    head, actor, now = asking.own_head(request, asking.plan_of(request), year, stage), request.actor, clock.now()
    form = SectionForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    back = redirect("filing") if said["back"] in ("", "todo") else redirect(BACK[said["back"]], year, stage)
    words = {"reason": request.POST.get("reason", "")} if with_reason else {}
    bureau = said["bureau"] or actor.bureau_code
    try:
        with recorded(action=action, subject=head.key.subject, actor=actor, now=now):
            answer = service(key=head.key, bureau=bureau, actor=actor, now=now, **words)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        asking.forbid(refused)
        messages.error(request, wording.refusal(refused))
        return back
    messages.success(request, done or str(answer))
    return back
