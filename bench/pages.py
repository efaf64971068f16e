"""What pages cost the server, against a bare Django that says hello, and what the API's figures cost.

``hello`` is ``bench/hello.py`` on a gunicorn of its own with the same settings; the others are asked in
turn with it: the overview as the next of the same rights gets it (drawn once, kept by the server), drawn anew
each time (``KEEP_PAGES=0``), and not sent at all (304). What happens in a browser: ``bench/drawing.py``.
"""

import socket
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import environ
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from accounts.models import User
from accounts.queries import actors
from accounts.services.acting import acting_as
from bench import drawing, measure, refiling
from bench.load import Request, per_second
from bench.measure import Case
from bench.rollup import rebuilt
from bench.world import Scale
from progress.models import Judgement, Rollup
from stack import services
from stack.paths import Checkout
from stack.supervisor import Supervisor

ROUNDS = 9
SECONDS = 1.5
ROWS = 500
PAGES = ("overview", "matrix", "carbon", "promises")
PRODUCT, HELLO = "jining_carbon.wsgi:application", "bench.hello:application"
TOKEN = "b" * 32
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def run(scale: Scale, rounds: int | None = None) -> None:
    """Measure everything of pages in one world."""
    rebuilt(scale)
    user, _ = refiling.reviewer()
    session = Client()
    session.force_login(user)
    rounds = rounds or ROUNDS
    with ExitStack() as sites:
        hello, kept = (sites.enter_context(_site(application)) for application in (HELLO, PRODUCT))
        with _site(PRODUCT, KEEP_PAGES="0") as anew:
            _served(scale, session, hello=hello, kept=kept, anew=anew, rounds=rounds)
        drawing.run(scale, port=kept, rival=hello, session=session, rounds=rounds)
    _queries(scale, user)
    _figures(scale, user, rounds)


def _served(scale: Scale, session: Client, *, hello: int, kept: int, anew: int, rounds: int) -> None:
    path, cookie = reverse("overview"), f"{settings.SESSION_COOKIE_NAME}={session.session.session_key}"
    cookie += f"; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}

    def unchanged() -> float:
        asked = urllib.request.Request(f"http://127.0.0.1:{kept}{path}", headers=headers)
        with urllib.request.urlopen(asked) as answer:
            held = {"If-None-Match": answer.headers["ETag"]}
        return per_second(kept, Request(path, headers | held, status=304), SECONDS)

    cases = {
        "hello": lambda: per_second(hello, Request("/", {}), SECONDS),
        "overview unchanged": unchanged,
        "overview kept": lambda: per_second(kept, Request(path, headers), SECONDS),
        "overview drawn": lambda: per_second(anew, Request(path, headers), SECONDS),
    }
    rates: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, measured in cases.items():
            rate = measured()
            if number:
                rates[name].append(rate)
    for name, found in rates.items():
        shares = [100 * one / bare for one, bare in zip(found, rates["hello"], strict=True)]
        more = {"per_second": round(statistics.median(found), 1), "of_hello": round(statistics.median(shares), 2)}
        measure.tell(name, scale.name, [1 / one for one in found], **more)


def _queries(scale: Scale, user: User) -> None:
    """Tell the most queries of any page, session and account included: drawn anew, kept, and not sent."""
    most = {"drawn": 0, "kept": 0, "unchanged": 0}
    for name in PAGES:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        tag = client.get(reverse(name)).headers["ETag"]
        for way in most:
            headers = {"If-None-Match": tag} if way == "unchanged" else {}
            with override_settings(KEEP_PAGES=way != "drawn"), CaptureQueriesContext(connection) as asked:
                client.get(reverse(name), headers=headers)
            most[way] = max(most[way], sum(not one["sql"].startswith(FRAME) for one in asked))
    measure.tell_line({"case": "queries", "scale": scale.name, "pages": len(PAGES), **most})


class _Figure(serializers.ModelSerializer):
    class Meta:
        model = Rollup
        fields = ("numerator", "denominator", "value", "reported", "expected", "void_reason")


class _Judged(serializers.ModelSerializer):
    """What a REST framework's tutorial would write for the same rows."""

    area = serializers.SlugRelatedField(slug_field="code", read_only=True)
    indicator = serializers.SlugRelatedField(slug_field="code", read_only=True)
    figure = serializers.SerializerMethodField()

    class Meta:
        model = Judgement
        fields = (
            *("area", "indicator", "figure", "year", "stage", "basis", "judged_year", "target_year", "comparator"),
            *("target_value", "target_upper", "status", "reason", "flags", "expected_value", "shortfall"),
        )

    def get_figure(self, row: Judgement) -> dict[str, object]:
        """Return the figure that was judged."""
        return _Figure(self.context["figures"][row.area_id, row.indicator_id, row.year]).data


def _figures(scale: Scale, user: User, rounds: int) -> None:
    """A page of the API's figures against the same rows by serializers."""
    client, asked = Client(SERVER_NAME="127.0.0.1"), {"limit": ROWS, "stage": "best", "basis": "approved"}
    client.force_login(user)
    actor = actors.of_user(user)

    def ours() -> None:
        answer = client.get(reverse("api-rollups"), asked)
        if answer.content.count(b'"void_reason"') != ROWS:
            raise SystemExit(f"the API answered {answer.status_code}")

    def theirs() -> None:
        with acting_as(actor):
            wanted = {"stage": "best", "basis": "approved"}
            rows = Judgement.objects.filter(**wanted).select_related("area", "indicator")
            page = list(rows.order_by("area__order", "indicator__order", "year")[:ROWS])
            figures = Rollup.objects.filter(**wanted, area__in={row.area_id for row in page})
            known = {(one.area_id, one.indicator_id, one.year): one for one in figures}
            JSONRenderer().render(_Judged(page, many=True, context={"figures": known}).data)

    cases = [Case("figures by the API", ours), Case("figures by serializers", theirs)]
    measure.in_turn(cases, 1)
    seconds = measure.in_turn(cases, rounds)
    against = ("figures by the API", seconds["figures by the API"])
    measure.tell("figures by the API", scale.name, seconds["figures by the API"])
    measure.tell("figures by serializers", scale.name, seconds["figures by serializers"], against=against)


@contextmanager
def _site(application: str, **more: str) -> Iterator[int]:
    """gunicorn as ``dev.py up`` runs it; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener, tempfile.TemporaryDirectory() as logs:
        listener.set_inheritable(True)
        supervisor = Supervisor(Path(logs), print)
        try:
            supervisor.start(services.web(Checkout(), listener, {**environ, **more}, application))
            yield listener.getsockname()[1]
        finally:
            supervisor.stop()
