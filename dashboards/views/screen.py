"""The big screen: what it shows is chosen on one page, shown on another, and kept current by a third."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries import clock
from dashboards.forms import LookForm, ScreenForm
from dashboards.queries.screen import pages, slides, version_of
from dashboards.views.looking import found, looked_at


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask what the screen shall show."""
    scope = looked_at(request, LookForm(request.GET))
    if scope is None:
        return render(request, "dashboards/no_plan.html")
    hours = settings.SESSION_COOKIE_AGE // 3600
    facts = {"scope": scope, "pages": pages(scope), "seconds": ScreenForm.SECONDS, "hours": hours}
    return render(request, "dashboards/screen.html", facts)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show slides that change by themselves."""
    version = version_of(request.actor)
    form = ScreenForm(request.GET)
    scope = found(looked_at(request, form))
    try:
        shown = slides(scope, request.GET.getlist("pages"))
    except LookupError as problem:
        raise Http404 from problem
    ends = clock.wall() + timedelta(seconds=_left(request))
    facts = {"scope": scope, "slides": shown, "seconds": form.stay(), "version": version, "ends": ends}
    return render(request, "dashboards/screen_show.html", facts)


@require_safe
def version(request: HttpRequest) -> HttpResponse:
    """Say which figures are the newest; 304 (``kept_until_changed``) as long as nothing changed."""
    return JsonResponse({"version": version_of(request.actor)})


def _left(request: HttpRequest) -> int:
    """Seconds until the session ends, however busy it is."""
    now = int(clock.wall().timestamp())
    return settings.SESSION_COOKIE_AGE - (now - request.session.get("started_at", now))
