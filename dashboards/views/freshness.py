"""Pages that are sent again only when something changed: an ETag, and 304 after one query (ADR 0023).

``kept_until_changed`` and ``shared_until_changed`` name what a page rests on; the middleware
``unchanged`` stands before everything else and answers a browser that still holds the page.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from accounts.queries import clock
from dashboards.queries.freshness import State, state_of
from dashboards.views.shared import answer_alike

Respond = Callable[..., HttpResponse]
Draw = Callable[[], HttpResponse]

KEPT = "private, no-cache"
# A session is told once a minute that it is still in use: such a request goes the whole way.
SEEN_SECONDS = 60
SOURCES = frozenset({".py", ".html", ".css", ".js", ".sql", ".mo"})


def unchanged(get_response: Respond) -> Respond:
    """Answer 304 where the browser holds the page as it still is; anything else goes its way."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD") and "If-None-Match" in request.headers:
            # A browser holds one page of an address: nobody has a query made for each of a thousand tags.
            for tag in parse_etags(request.headers["If-None-Match"])[:1]:
                if _still_is(request, _opaque(tag)):
                    return _not_modified(tag)
        return get_response(request)

    return respond


def kept_until_changed(view: Respond) -> Respond:
    """Let the browser keep a page that shows figures and what stands beside them, and nothing of drafts."""
    return _kept(view, lambda request, state, draw: draw())


def shared_until_changed(view: Respond) -> Respond:
    """The same for a page that looks alike to everybody of the same rights: drawn once for all of them."""

    def answer(request: HttpRequest, state: State, draw: Draw) -> HttpResponse:
        return answer_alike(request, version=state.shown, today=_today(), draw=draw)

    return _kept(view, answer)


def _kept(view: Respond, answer: Callable[[HttpRequest, State, Draw], HttpResponse]) -> Respond:
    @wraps(view)
    def respond(request: HttpRequest, *args: object, **words: object) -> HttpResponse:
        state = _state(request)
        if state is None:
            return view(request, *args, **words)
        # Once a minute a browser that holds the page is let through, so that the session is told of its use.
        held = parse_etags(request.headers.get("If-None-Match", ""))[:1]
        if held and _opaque(held[0]) == _tag_for(request, state):
            return _not_modified(held[0])
        response = answer(request, state, lambda: view(request, *args, **words))
        if response.status_code == 200 and "Content-Disposition" not in response.headers:
            response.headers["ETag"], response.headers["Cache-Control"] = f'W/"{_tag_for(request, state)}"', KEPT
            patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return respond


def _state(request: HttpRequest) -> State | None:
    """Return what a page rests on that may be kept; None where it may not."""
    if not settings.KEEP_PAGES or request.method != "GET" or request.by_token or len(get_messages(request)):
        return None
    return state_of(session_key=request.session.session_key or "", user_id=request.user.pk)


def _tag_for(request: HttpRequest, state: State) -> str:
    return _tag(request, request.session.session_key or "", request.user.pk, state)


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/").strip('"')


def _not_modified(tag: str) -> HttpResponse:
    return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": KEPT})


def _today() -> date:
    return timezone.localdate(clock.now())


def _still_is(request: HttpRequest, tag: str) -> bool:
    user_id, _dot, _digest = tag.partition(".")
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not (user_id.isdecimal() and len(user_id) < 19 and session_key and "\x00" not in session_key):
        return False
    state = state_of(session_key=session_key, user_id=int(user_id))
    return state is not None and _is_in_use(state, user_id) and _tag(request, session_key, int(user_id), state) == tag


def _is_in_use(state: State, user_id: str) -> bool:
    session = SessionStore().decode(state.session)
    now = int(clock.wall().timestamp())
    is_young = now - session.get("started_at", 0) < settings.SESSION_COOKIE_AGE
    return session.get(SESSION_KEY) == user_id and is_young and now - session.get("seen_at", 0) < SEEN_SECONDS


def _tag(request: HttpRequest, session_key: str, user_id: int, state: State) -> str:
    """Return the tag of this address for this reader: a keyed digest, so that nobody can make one up."""
    rests_on = (
        session_key,
        # The cookie that came with the request, or the one that leaves with this very page.
        request.META.get("CSRF_COOKIE") or request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        request.headers.get("HX-Request", ""),
        request.headers.get("HX-Target", ""),
        request.get_full_path(),
        state.account,
        state.shown,
        _today().isoformat(),
        _release(),
    )
    digest = hmac.new(settings.SECRET_KEY.encode(), "\n".join(rests_on).encode(), hashlib.sha256)
    return f"{user_id}.{digest.hexdigest()[:32]}"


@cache
def _release() -> str:
    """Return a digest of the program this process runs: its sources, templates, words and style sheets."""
    root = Path(settings.BASE_DIR)
    rooms = ("accounts", "targets", "reports", "progress", "dashboards", "templates", "static", "locale")
    files = sorted(path for room in rooms for path in (root / room).rglob("*") if path.suffix in SOURCES)
    facts = (f"{path.relative_to(root)} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in files)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()
