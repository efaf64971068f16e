"""The weekly digest (周报): one week of what changed, and who gets it by mail."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.roles import Role
from accounts.queries import clock
from dashboards.figures.digests import REFUSED
from dashboards.forms import DigestScheduleForm, PlaceForm
from dashboards.queries.digests import digest_of, running_week
from dashboards.queries.scopes import Scope
from dashboards.views.looking import found, looked_at
from progress.domain.digests import Week, read_week
from progress.queries import digests as queries
from progress.services import digests as services
from reports.domain.refusals import Refused
from reports.services.refusals import recorded
from reports.views import asking


@require_GET
def digest(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show what changed in a week, the running one unless the address names another, in one area and below it."""
    form = PlaceForm(request.GET)
    scope = looked_at(request, form)
    if scope is None:
        return render(request, "dashboards/no_plan.html")
    week = _week(scope, code)
    place = found(scope.readable_place(form.cleaned_data["area"] or scope.home.code))
    shown = digest_of(scope, week, place, actor=request.actor)
    facts = {"digest": shown, "scope": scope, "place": place, "is_running": week == running_week(scope)}
    return render(request, "dashboards/digest.html", facts | _mailing(request, scope, week))


@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Switch one's own digest by mail on or off."""
    by_mail, actor, now = request.POST.get("by_mail") == "1", request.actor, clock.now()
    with recorded(action="digest.prefer", subject="digest", actor=actor, now=now):
        services.prefer(by_mail=by_mail, actor=actor, now=now)
    on, off = _("You get the weekly digest by mail."), _("You get no weekly digest by mail any more.")
    messages.success(request, on if by_mail else off)
    return redirect(asking.back(request, "digest"))


@require_POST
def schedule(request: HttpRequest) -> HttpResponse:
    """Set when the plan's digests are mailed."""
    plan, actor, now = asking.plan_of(request), request.actor, clock.now()
    form = DigestScheduleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was saved: choose a weekday and a time."))
        return redirect("digest")
    try:
        with recorded(action="digest.settings", subject=f"digest {plan.slug}", actor=actor, now=now):
            services.set_schedule(plan=plan, **form.terms(), actor=actor, now=now)
    except Refused as refused:
        asking.forbid(refused)
        messages.error(request, REFUSED[refused.code])
    else:
        messages.success(request, _("The schedule of the digest is set."))
    return redirect("digest")


def _week(scope: Scope, code: str) -> Week:
    """Return the week an address names.

    Raises:
        Http404: there is none of this name, or it has not begun.
    """
    running = running_week(scope)
    try:
        week = read_week(code) if code else running
    except ValueError as unknown:
        raise Http404 from unknown
    if week > running:
        raise Http404
    return week


def _mailing(request: HttpRequest, scope: Scope, week: Week) -> dict[str, object]:
    """Return what the page says about mails: how the reader stands to them, and the plan manager's form."""
    kept = queries.schedule(scope.plan)
    return {
        "schedule": kept,
        "weekday": dict(DigestScheduleForm.WEEKDAYS)[kept.weekday],
        "subscription": queries.subscription(scope.plan.pk, week, actor=request.actor),
        "mails": bool(settings.EMAIL_HOST),
        "form": DigestScheduleForm.of(kept) if request.actor.has(Role.PLAN_MANAGER) else None,
    }
