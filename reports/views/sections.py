"""Sign-off and reminders: buttons on the to-do page, the form and the area's page."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.refusals import Refused, StaleReport
from reports.domain.words import Stage
from reports.forms import wording
from reports.forms.sections import BACK, SectionForm
from reports.queries.reports import Head
from reports.services import reminders, sections
from reports.services.refusals import recorded
from reports.views import asking, filing, submitting
from targets.models import Plan


@require_POST
def confirm(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Sign a section off as it was seen."""
    return _do(request, year, stage, "section.confirm", sections.confirm, _("Section confirmed."), "seen", "reason")


@require_POST
def withdraw(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Take one's own sign-off back."""
    return _do(request, year, stage, "section.withdraw", sections.withdraw, _("Confirmation withdrawn."), "seen")


@require_POST
def hand_back(request: HttpRequest, year: int, stage: Stage) -> HttpResponse:
    """Return a section to its bureau with a reason."""
    done = _("Section handed back to its bureau.")
    return _do(request, year, stage, "section.hand_back", sections.hand_back, done, "seen", "reason")


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
    *names: str,
) -> HttpResponse:
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    head, form = asking.own_head(request, plan, year, stage), SectionForm(request.POST)
    if not form.is_valid():
        raise Http404
    bureau, back = form.cleaned_data["bureau"] or actor.bureau_code, form.cleaned_data["back"] or "todo"
    words = {name: request.POST.get(name, "") for name in names}
    try:
        with recorded(action=action, subject=head.key.subject, actor=actor, now=now):
            answer = service(key=head.key, bureau=bureau, actor=actor, now=now, **words)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        asking.forbid(refused)
        messages.error(request, wording.refusal(refused))
        if isinstance(refused, StaleReport):
            return _as_it_is(request, plan, head, back)
    else:
        messages.success(request, done or str(answer))
    return redirect(BACK[back]) if back == "todo" else redirect(BACK[back], year, stage)


def _as_it_is(request: HttpRequest, plan: Plan, head: Head, back: str) -> HttpResponse:
    """Show the page somebody came from with what it says now."""
    if back == "area" and request.actor.has(Role.LEAD):
        page = submitting.area_page(request, plan, head)
    elif back in ("sheet", "narratives"):
        page = filing.fresh_sheet(request, plan, head)
    else:
        page = filing.todo_page(request)
    page.status_code = 409
    return page
