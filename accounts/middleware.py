"""From a request to an actor, and whether that actor may use the route at all.

``language`` chooses the language of the page, ``actor`` finds out who asks and runs the
rest in one transaction as them, ``access`` holds the route against the one table in
``jining_carbon/access.py``. ``Compressed`` lets text travel small.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control

from accounts.domain.actors import ANONYMOUS
from accounts.queries import actors, clock
from accounts.services import journal, people
from accounts.services.acting import acting_as
from accounts.views import refusals

Respond = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

# Usable while a forced password change is pending.
BEFORE_PASSWORD = frozenset({"password", "logout", "set-language", "healthz"})
COMPRESSED = frozenset({"text/html", "application/json"})


class Compressed(GZipMiddleware):
    """Pages and the API's answers travel compressed, with random bytes against BREACH; files go as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Compress what is text and whole."""
        kind, _, _ = response.headers.get("Content-Type", "").partition(";")
        return super().process_response(request, response) if kind in COMPRESSED else response


def language(get_response: Respond) -> Respond:
    """Answer in the language of the cookie, else in Chinese; the browser's wish is not asked."""
    known = {code for code, _ in settings.LANGUAGES}

    def respond(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return respond


def actor(get_response: Respond) -> Respond:
    """Set ``request.user`` and ``request.actor``; run the rest in one transaction as that actor.

    A response of 500 or more rolls the transaction back. Refusals (403, and tokens that
    are none) are journalled here, once, whoever refused.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        request.actor, request.user, request.by_token, request.token_id = ANONYMOUS, AnonymousUser(), False, None
        if request.path_info == "/healthz" or request.path_info.startswith(f"/{settings.STATIC_URL.lstrip('/')}"):
            return get_response(request)
        if _has_nul(request.path_info, *request.COOKIES.values()):
            return refusals.bad_request(request)
        # Before the body is read: files are received from people who are logged in only.
        _identify(request)
        if _has_nul(*_typed(request)):
            return refusals.bad_request(request)
        with acting_as(request.actor), translation.override(_language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            if request.token_id:
                people.use_token(token_id=request.token_id, actor=request.actor, now=clock.wall())
            response = refusals.bad_token(request) if request.bad_token else get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif not transaction.get_rollback():
                _journal_refusal(request, response)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return respond


class _Access:
    """See ``access``."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Refuse, or let the view answer."""
        route = request.resolver_match.view_name
        allowed = settings.ROUTE_ACCESS.get(route)
        if allowed is None:
            logger.error("the route %r is not in ROUTE_ACCESS and hence refused", route)
            return refusals.not_found(request)
        if "public" in allowed:
            return None
        if request.actor.is_anonymous:
            return _ask_to_log_in(request)
        if request.actor.role not in allowed:
            return refusals.forbidden(request)
        if request.user.must_change_password and route not in BEFORE_PASSWORD:
            return refusals.password_first(request) if refusals.wants_json(request) else redirect("password")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a malformed value with 400 instead of 500."""
        if not refusals.is_malformed(exception):
            return None
        logger.warning("malformed value at %s", request.path_info, exc_info=exception)
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        return refusals.bad_request(request)


def access(get_response: Respond) -> Respond:
    """Let only those through whom the table of routes names; turn malformed values into 400."""
    return _Access(get_response)


def _has_nul(*texts: str) -> bool:
    """PostgreSQL has no NUL in texts; nobody types one."""
    return any("\x00" in text for text in texts)


def _typed(request: HttpRequest) -> list[str]:
    """Return every name and value of the address and of a form."""
    return [text for form in (request.GET, request.POST) for name, values in form.lists() for text in (name, *values)]


def _identify(request: HttpRequest) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    header = request.headers.get("Authorization", "")
    request.actor, request.bad_token = replace(ANONYMOUS, address=address), False
    if header and refusals.wants_json(request):
        scheme, _, token = header.partition(" ")
        holder = actors.of_token(token=token.strip(), address=address) if scheme.lower() == "token" else None
        request.by_token, request.bad_token = holder is not None, holder is None
    else:
        holder = _of_session(request.session, address)
    if holder:
        request.user, request.actor, request.token_id = holder.user, holder.actor, holder.token_id


def _of_session(session: SessionBase, address: str) -> actors.Holder | None:
    """Return whose session this is; end it after half an hour of silence, twelve hours, or a new password."""
    user_id = session.get(SESSION_KEY)
    if user_id is None:
        return None
    now = int(clock.wall().timestamp())
    idle, age = now - session.get("seen_at", now), now - session.get("started_at", now)
    holder = None
    if idle < settings.SESSION_IDLE_SECONDS and age < settings.SESSION_COOKIE_AGE:
        session_hash = session.get(HASH_SESSION_KEY, "")
        holder = actors.of_session(user_id=str(user_id), session_hash=session_hash, address=address)
    if holder is None:
        session.flush()
        return None
    session.setdefault("started_at", now)
    if now - session.get("seen_at", 0) >= 60:
        session["seen_at"] = now
    return holder


def _language_of(request: HttpRequest) -> str:
    return request.user.language if request.user.is_authenticated else translation.get_language()


def _ask_to_log_in(request: HttpRequest) -> HttpResponse:
    if refusals.wants_json(request):
        return refusals.log_in_first(request)
    redirection = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        # A fragment cannot hold the log-in page: htmx then loads the page as a whole.
        return HttpResponse(status=401, headers={"HX-Redirect": redirection.url})
    return redirection


def _journal_refusal(request: HttpRequest, response: HttpResponse) -> None:
    if response.status_code != 403 and not request.bad_token:
        return
    route = request.resolver_match.view_name if request.resolver_match else ""
    journal.record(
        actor=request.actor,
        now=clock.wall(),
        action="request",
        subject=f"{request.method} {route}",
        result=journal.REFUSED,
        detail={"path": request.path_info[:200], "status": response.status_code},
    )
