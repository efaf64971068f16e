"""Whoever has the same rights is given the same drawing, with their own name and token; nobody else is."""

import gzip
import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from dashboards.domain.deflated import Drawing
from dashboards.views.shared import Shelf, answer_alike, shelf
from progress.models import AsOf
from progress.services.draining import as_rollup
from tests.dashboards.conftest import RECYCLING
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI
from tests.factories import make_actor, make_user

TOKEN = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+')
PAGES = [
    "/overview/",
    "/overview/?due=2030",
    f"/indicators/{RECYCLING}/?area={SISHUI}",
    f"/indicators/{RECYCLING}/areas/",
    "/matrix/",
    "/themes/waste/",
    f"/areas/{SISHUI}/",
    "/carbon/",
    "/promises/",
    "/tasks/1.1/",
    "/bureaus/housing/",
]
# Session, account, begin and end of the transaction, the actor set and restored, what the page rests on.
ALIKE = 7


def text_of(answer):
    return answer.content.decode()


def look(client, path="/overview/"):
    return text_of(client.get(path))


def someone(client_of, name, role="leader", **office):
    return client_of(make_user(role, full_name=name, language="en", **office), enforce_csrf_checks=True)


@pytest.mark.parametrize("path", PAGES)
def test_the_same_drawing_is_what_would_be_drawn_anew_with_ones_own_name(city, client_of, settings, path):
    one, other = someone(client_of, "Frida One"), someone(client_of, "Otto Other")
    first = look(one, path)
    other.get("/password/")
    with CaptureQueriesContext(connection) as asked:
        second = look(other, path)
    assert len(asked) <= ALIKE
    settings.KEEP_PAGES = False
    assert TOKEN.sub("", second) == TOKEN.sub("", look(other, path))
    assert ("Frida One" in first, "Otto Other" in second, "Frida One" in second) == (True, True, False)
    assert not set(TOKEN.findall(first)) & set(TOKEN.findall(second))


def test_the_token_in_it_is_ones_own(city, client_of):
    look(someone(client_of, "Frida One"))
    other = someone(client_of, "Otto Other")
    token = TOKEN.search(look(other))[0]
    assert other.post("/language/", {"language": "en", "csrfmiddlewaretoken": token}).status_code == 302
    assert someone(client_of, "Third").post("/language/", {"csrfmiddlewaretoken": token}).status_code == 403


def test_nobody_of_other_rights_is_given_it(city, client_of):
    path = f"/indicators/{RECYCLING}/?area={SISHUI}"
    assert "37.05" in look(someone(client_of, "Own", "lead", area=SISHUI), path)
    neighbour = someone(client_of, "Neighbour", "lead", area=LIANGSHAN)
    assert neighbour.get(path).status_code == 404
    assert "Liangshan" in look(someone(client_of, "City"), f"/indicators/{RECYCLING}/")
    assert "Liangshan" not in look(
        someone(client_of, "Own", "lead", area=SISHUI), f"/indicators/{RECYCLING}/?area={CITY}"
    )
    assert client_of(make_user("system_admin")).get(path).status_code == 403


def test_rights_that_are_taken_away_take_the_drawing_with_them(city, client_of, acting_as, system_actor):
    user = make_user("leader", language="en")
    client = client_of(user)
    assert client.get("/matrix/").status_code == 200
    with acting_as(system_actor):
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/matrix/").status_code == 302


def test_what_changed_is_drawn_anew(city, client_of):
    client = someone(client_of, "Frida One")
    path = f"/indicators/{RECYCLING}/?area={SISHUI}"
    look(client, path)
    with as_rollup():
        AsOf.objects.update(sequence=2)
    with CaptureQueriesContext(connection) as asked:
        look(client, path)
    assert len(asked) > ALIKE


def test_a_page_with_a_form_of_its_own_is_nobody_elses(rf_as):
    request = rf_as("reviewer")
    answer = answer_alike(request, version="1", today=NOW.date(), draw=lambda: HttpResponse(get_token(request)))
    assert (answer.status_code, shelf.taken) == (200, 0)


def test_what_is_no_page_is_passed_on(rf_as):
    for given in (HttpResponse(status=302), HttpResponse(b"a,b", content_type="text/csv")):
        answer = answer_alike(rf_as("leader"), version="1", today=NOW.date(), draw=lambda given=given: given)
        assert (answer is given, shelf.taken) == (True, 0)


@pytest.fixture
def rf_as(plan):
    """Return ``rf_as(role)``: a bare request of somebody."""

    def make(role):
        request = RequestFactory().get("/overview/")
        request.user = make_user(role)
        request.actor = make_actor(role)
        return request

    return make


def test_a_shelf_lets_the_longest_unused_go():
    a, b, c = (Drawing((bytes([letter]) * 100,)) for letter in b"abc")
    small = Shelf(room=2 * a.size)
    small.put(("a",), a)
    small.put(("b",), b)
    assert small.take(("a",)) is a
    small.put(("c",), c)
    assert [small.take((name,)) for name in "abc"] == [a, None, c]
    small.put(("a",), b)
    assert small.taken == b.size + c.size
    small.put(("huge",), Drawing((b"0123456789" * 1000,)))
    assert (small.take(("huge",)), small.taken) == (None, 0)


def test_a_page_travels_compressed_and_nothing_of_a_persons_own_with_it(city, client_of):
    one = someone(client_of, "Frida One")
    for _ in range(2):
        packed = one.get("/overview/", headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert TOKEN.sub("", gzip.decompress(packed.content).decode()) == TOKEN.sub("", look(one))
    assert b"Frida One" in packed.content
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < 30_000
