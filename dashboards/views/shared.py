"""Pages that look alike to everybody of the same rights: drawn once, and kept by this process until something changes.

What is a person's own (the account menu, the token of forms) is left out of the drawing, where
marks stand for it, and put in for each. A process keeps its own drawings: no other server has to be
up for that, and no flood of addresses can fill one; it only pushes older drawings out.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from dashboards.domain.deflated import Drawing
from dashboards.views.chrome import Marks, person_tools

# So many bytes of pages a process keeps: some two hundred.
ROOM = 32_000_000
HTML = "text/html; charset=utf-8"
# Nobody can write what nobody ever sees: marks are replaced before a page leaves.
MARKS = Marks(token=f"token-{secrets.token_hex(16)}", tools=f"tools-{secrets.token_hex(16)}")


class Shelf:
    """Drawings by what they rest on; the one longest unused makes room for the next."""

    def __init__(self, room: int) -> None:
        self.room, self.taken = room, 0
        self._pages: OrderedDict[tuple[object, ...], Drawing] = OrderedDict()
        self._lock = Lock()

    def take(self, key: tuple[object, ...]) -> Drawing | None:
        """Return a drawing; None where there is none."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: tuple[object, ...], drawing: Drawing) -> None:
        """Keep a drawing."""
        with self._lock:
            former = self._pages.pop(key, None)
            self.taken += drawing.size - (former.size if former else 0)
            self._pages[key] = drawing
            while self.taken > self.room:
                self.taken -= self._pages.popitem(last=False)[1].size

    def clear(self) -> None:
        """Forget every drawing."""
        with self._lock:
            self._pages.clear()
            self.taken = 0


shelf = Shelf(ROOM)


def answer_alike(request: HttpRequest, *, version: str, today: date, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with the drawing for whoever has the same rights, made by ``draw`` where there is none yet.

    Args:
        request: whose address, language and rights the drawing is for.
        version: of everything shown, read before it is drawn: a drawing can only be newer than it says.
        today: what is overdue changes with the day.
        draw: the view; it may answer something else than a page, which is then passed on.
    """
    rights = replace(request.actor, user_id=None, name="", username="", address="")
    asked = (request.get_full_path(), request.headers.get("HX-Request", ""), request.headers.get("HX-Target", ""))
    key = (rights, get_language(), asked, version, today)
    drawing = shelf.take(key)
    if drawing is None:
        response = _drawn(request, draw)
        if response.status_code != 200 or response.headers["Content-Type"] != HTML:
            return response
        drawing = Drawing.cut(response.content, [MARKS.tools.encode(), MARKS.token.encode()])
        # A form within the page took a token: it is this person's own.
        if "CSRF_COOKIE_NEEDS_UPDATE" not in request.META:
            shelf.put(key, drawing)
    words = {MARKS.tools: person_tools(request, MARKS), MARKS.token: get_token(request)}
    return _answer(request, drawing, {mark.encode(): own.encode() for mark, own in words.items()})


def _answer(request: HttpRequest, drawing: Drawing, words: Mapping[bytes, bytes]) -> HttpResponse:
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(drawing.gzipped(words), headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(drawing.whole(words))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _drawn(request: HttpRequest, draw: Callable[[], HttpResponse]) -> HttpResponse:
    request.marks = MARKS
    try:
        return draw()
    finally:
        del request.marks
