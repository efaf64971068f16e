"""From a submission to the light on a page.

``submits``: what counting one county's report costs, its own figures and every area above
it, against a bare update of one row with its commit.

``waiting``: from the reviewer's POST until the figures are stored, through gunicorn, a
Celery worker and Valkey, against one GET of the overview from the same server.
"""

import http.client
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench import measure, refiling
from bench.measure import Case
from bench.rollup import rebuilt
from bench.truth import check, sampled
from bench.world import Scale
from progress.models import AsOf
from progress.queries.shapes import tree_of
from progress.services.draining import drain
from stack import services
from stack.paths import Checkout
from stack.supervisor import Supervisor

ROUNDS = {"city": 21, "prefectures": 15, "nation": 7}
CORRECTED = 2025
TOKEN = "b" * 32
LOOK_SECONDS = 0.002
PATIENCE_SECONDS = 600.0


def submits(scale: Scale, rounds: int | None = None) -> None:
    """Measure the drain of one county's report: of the present year, and a correction of a past one."""
    plan, rounds = rebuilt(scale), rounds or ROUNDS[scale.name]
    _bare_table()
    tree = tree_of(plan)
    counties = tuple(pk for pk in (sampled(tree) if scale.provinces else tree).units)
    kinds = {"submit": (scale.years[-1], "estimate"), "correction": (_corrected(scale), "final")}
    waiting = {
        kind: refiling.reports_of(year=year, stage=stage, areas=counties) for kind, (year, stage) in kinds.items()
    }
    turn = {kind: iter(range(10**9)) for kind in kinds}

    def hand_in(kind: str) -> None:
        refiling.hand_in(waiting[kind][next(turn[kind]) % len(waiting[kind])])

    def count() -> None:
        drain(now=scale.now, plans=[plan.pk])

    cases = [Case("bare update", _update)]
    cases += [Case(kind, count, lambda kind=kind: hand_in(kind)) for kind in kinds]
    measure.in_turn(cases, 1)
    seconds = measure.in_turn(cases, rounds)
    checked = check(plan, scale, thorough=scale.name != "nation").as_line
    more = {"levels_above": len(_above(counties[0])), "changed": refiling.CHANGED, "areas": len(tree.codes)}
    measure.tell("bare update", scale.name, seconds["bare update"])
    for kind in kinds:
        against = ("bare update", seconds["bare update"])
        measure.tell(kind, scale.name, seconds[kind], against=against, **checked, **more)


def waiting(scale: Scale, rounds: int | None = None) -> None:
    """Measure how long a reviewer's decision takes to become a light."""
    plan, rounds = rebuilt(scale), rounds or ROUNDS[scale.name]
    user, _ = refiling.reviewer()
    session = Client()
    session.force_login(user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.cookies[settings.SESSION_COOKIE_NAME].value}"
    cookie += f"; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    tree = tree_of(plan)
    units = (sampled(tree) if scale.provinces else tree).units
    reports = refiling.reports_of(year=scale.years[-1], stage="estimate", areas=units)
    seconds: dict[str, list[float]] = {"get": [], "post": [], "light": []}
    with _site() as port:
        for number in range(rounds + 1):
            handed = refiling.hand_in(reports[number % len(reports)])
            drain(now=timezone.now(), plans=[plan.pk])
            taken = {"get": _get(port, cookie)}
            taken["post"], taken["light"] = _approve(port, cookie, handed)
            for name, value in taken.items() if number else ():
                seconds[name].append(value)
    checked = check(plan, scale, thorough=False).as_line
    measure.tell("dashboard get", scale.name, seconds["get"])
    measure.tell("post", scale.name, seconds["post"], against=("dashboard get", seconds["get"]))
    measure.tell(
        "post to light",
        scale.name,
        seconds["light"],
        against=("dashboard get", seconds["get"]),
        take=measure.p95,
        **checked,
    )


def _corrected(scale: Scale) -> int:
    return CORRECTED if CORRECTED in scale.years else scale.years[0]


def _bare_table() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_bare (n bigint)")
        cursor.execute("DELETE FROM bench_bare")
        cursor.execute("INSERT INTO bench_bare VALUES (0)")
        cursor.execute("GRANT SELECT, UPDATE ON bench_bare TO jc_app")


def _update() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bench_bare SET n = n + 1")


def _above(area: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up AS (SELECT parent_id FROM accounts_area WHERE id = %s UNION ALL"
            " SELECT a.parent_id FROM accounts_area a JOIN up ON a.id = up.parent_id) SELECT parent_id FROM up"
            " WHERE parent_id IS NOT NULL",
            [area],
        )
        return [pk for (pk,) in cursor.fetchall()]


@contextmanager
def _site() -> Iterator[int]:
    """The web server and the worker, as ``dev.py up`` runs them; yields the port."""
    checkout, env = Checkout(), dict(environ)
    with socket.create_server(("127.0.0.1", 0)) as listener, tempfile.TemporaryDirectory() as logs:
        listener.set_inheritable(True)
        supervisor = Supervisor(Path(logs), print)
        try:
            supervisor.start(services.worker(checkout, env))
            supervisor.start(services.web(checkout, listener, env))
            yield listener.getsockname()[1]
        finally:
            supervisor.stop()


def _get(port: int, cookie: str) -> float:
    began = time.perf_counter()
    status, _ = _request(port, "GET", reverse("overview"), {"Cookie": cookie})
    if status != http.HTTPStatus.OK:
        raise SystemExit(f"the overview answered {status}")
    return time.perf_counter() - began


def _approve(port: int, cookie: str, handed: refiling.Handed) -> tuple[float, float]:
    """Approve over HTTP; returns the seconds until the answer, and until the figures are stored."""
    body = urlencode({"version": handed.version, "remarks": ""})
    headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
    began = time.perf_counter()
    status, _ = _request(port, "POST", reverse("review-approve", args=[handed.report_id]), headers, body)
    answered = time.perf_counter() - began
    if status != http.HTTPStatus.FOUND:
        raise SystemExit(f"the approval was answered by {status}")
    while AsOf.objects.values_list("report_event_id", flat=True).get() <= handed.event_id:
        if time.perf_counter() - began > PATIENCE_SECONDS:
            raise SystemExit("the figures never came")
        time.sleep(LOOK_SECONDS)
    return answered, time.perf_counter() - began


def _request(port: int, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        client.request(method, path, body, headers)
        answer = client.getresponse()
        return answer.status, answer.read()
    finally:
        client.close()
