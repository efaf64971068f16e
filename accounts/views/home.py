"""The way in for every role, the choice of language, and the sign of life."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.domain.roles import Role
from accounts.queries import clock
from accounts.services import people
from accounts.views import refusals
from accounts.views.sessions import next_page

# Where the day begins; who has no role yet waits.
HOMES = {
    Role.CLERK: "filing",
    Role.LEAD: "filing",
    Role.CHECKER: "review",
    Role.REVIEWER: "review",
    Role.LEADER: "overview",
    Role.PLAN_MANAGER: "overview",
    Role.SYSTEM_ADMIN: "accounts",
    Role.SECURITY_ADMIN: "roles",
    Role.AUDIT_ADMIN: "journal",
}
YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send people to where their work is."""
    if route := HOMES.get(request.actor.role):
        return redirect(route)
    return render(request, "accounts/waiting.html")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Take the chosen language: in a cookie, and with the account of those logged in."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return refusals.bad_request(request)
    if not request.actor.is_anonymous:
        people.choose_language(actor=request.actor, now=clock.wall(), language=chosen)
    response = redirect(next_page(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
    return response


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether this process serves and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})
