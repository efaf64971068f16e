"""From request to actor: transaction, language, headers, hostile values, refusals in the journal."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import Area, Installation, JournalRecord
from accounts.services import journal
from accounts.views import home as home_views
from jining_carbon import urls as root
from tests.factories import change_user, make_user

SEEN = {}


def tell(request):
    """A view for these tests: who does the database think asks?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.role', true), current_setting('app.area_id', true)")
        SEEN["told"] = cursor.fetchone()
    SEEN["autocommit"] = not connection.in_atomic_block
    return HttpResponse("told")


def write_and_fail(request):
    journal.record(actor=request.actor, now=home_views.clock.wall(), action="test.write")
    raise RuntimeError("our own mistake")


def write_and_answer_503(request):
    journal.record(actor=request.actor, now=home_views.clock.wall(), action="test.write")
    return HttpResponse(status=503)


def look_up(request):
    """Hand whatever was sent to the database, in one of the ways views do."""
    for field, value in request.GET.items():
        if field == "offset":
            list(Area.objects.all()[int(value) : int(value) + 1])
        elif field == "count":
            int(Decimal(value))
        elif field == "name":
            Area.objects.filter(name_zh=json.loads(f'"{value}"')).exists()
        else:
            Installation.objects.filter(**{field: value}).exists()
    return HttpResponse("fine")


urlpatterns = [
    *root.urlpatterns,
    path("tell/", tell, name="tell"),
    path("write-and-fail/", write_and_fail, name="write-and-fail"),
    path("write-and-503/", write_and_answer_503, name="write-and-503"),
    path("look-up/", look_up, name="look-up"),
]
handler400, handler403, handler404, handler500 = root.handler400, root.handler403, root.handler404, root.handler500


@pytest.fixture
def more_routes(settings):
    settings.ROOT_URLCONF = __name__
    more = {name: frozenset({"lead", "audit_admin"}) for name in ("write-and-fail", "write-and-503", "look-up")}
    settings.ROUTE_ACCESS = {**settings.ROUTE_ACCESS, **more, "tell": frozenset({"public"})}


def actions(acting_as, system_actor):
    with acting_as(system_actor):
        return list(JournalRecord.objects.exclude(action="plan.load").values_list("action", "subject", "result"))


def test_the_database_knows_who_asks(more_routes, plan, client, client_of):
    lead = make_user("lead")
    client_of(lead).get("/tell/")
    assert SEEN["told"] == ("lead", str(lead.organisation.area_id))
    assert SEEN["autocommit"] is False
    client.get("/tell/")
    assert SEEN["told"] == ("", "")


@pytest.mark.parametrize("address", ["/write-and-fail/", "/write-and-503/"])
def test_an_answer_of_500_or_more_leaves_nothing_written(
    more_routes, plan, client_of, acting_as, system_actor, address
):
    client = client_of(make_user("lead"), raise_request_exception=False)
    response = client.get(address)
    assert response.status_code >= 500
    assert actions(acting_as, system_actor) == []


def test_the_error_page_shows_nothing_of_the_error_in_either_language(more_routes, plan, client_of):
    response = client_of(make_user("lead"), raise_request_exception=False).get("/write-and-fail/")
    assert "our own mistake" not in response.content.decode()
    assert "系统出错" in response.content.decode()
    assert "Something went wrong" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "abc"),
        ("id", "1\x00"),
        ("id", "Infinity"),
        ("id", "\ud800"),
        ("id", "1" * 5000),
        ("demo_now", "0000-01-01"),
        ("demo_now", "yesterday"),
        ("offset", "10000000000000000000"),
        ("count", "Infinity"),
        ("count", "NaN"),
        ("name", "\\ud800"),
        ("name", "\\u0000"),
    ],
)
def test_hostile_scalars_are_400_and_never_500(more_routes, plan, client_of, acting_as, system_actor, field, value):
    query = f"{field}=" + "".join(f"%{byte:02X}" for byte in value.encode(errors="surrogatepass"))
    response = client_of(make_user("lead")).get(f"/look-up/?{query}")
    assert response.status_code == 400
    assert "<main" in response.content.decode()
    assert actions(acting_as, system_actor) == []


def test_a_number_too_large_for_its_column_finds_nothing(more_routes, plan, client_of):
    assert client_of(make_user("lead")).get(f"/look-up/?id={10**20}").status_code == 200


@pytest.mark.parametrize("address", ["/%00", "/login/?next=%00", "/filing/%00/"])
def test_a_nul_in_an_address_is_400(plan, client, address):
    assert client.get(address).status_code == 400


def test_a_nul_in_a_form_or_a_cookie_is_400(plan, client):
    assert client.post("/login/", {"username": "a\x00b", "password": "x"}).status_code == 400
    assert client.get("/login/", HTTP_COOKIE='sessionid="\\000aaaaaaaaaaaaaaa"').status_code == 400


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_megabyte_in_the_log_in_form_is_answered_as_a_wrong_entry(plan, client, field):
    sent = {"username": "a", "password": "b", field: "x" * 1_000_000}
    assert client.post("/login/", sent).status_code == 200


def test_an_unknown_host_is_400(plan, client):
    assert client.get("/login/", HTTP_HOST="elsewhere.example").status_code == 400


def test_a_refusal_is_journalled_once(plan, client_of, acting_as, system_actor):
    assert client_of(make_user("leader")).get("/filing/").status_code == 403
    assert actions(acting_as, system_actor) == [("request", "GET filing", "refused")]


def test_a_redirect_to_the_log_in_is_no_refusal(plan, client, acting_as, system_actor):
    assert client.get("/filing/")["Location"] == "/login/?next=/filing/"
    assert actions(acting_as, system_actor) == []


def test_a_fragment_for_nobody_sends_the_whole_page_to_the_log_in(plan, client):
    response = client.get("/filing/", HTTP_HX_REQUEST="true")
    assert (response.status_code, response["HX-Redirect"]) == (401, "/login/?next=/filing/")


@pytest.mark.parametrize("address", ["/login/", "/password/", "/filing/", "/nowhere/", "/api/v1/session/"])
def test_pages_are_kept_by_no_cache_and_run_no_foreign_script(plan, client_of, address):
    response = client_of(make_user("lead")).get(address)
    assert response["Cache-Control"] in ("no-store, private", "private, no-store")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"


def test_pages_are_chinese_whatever_the_browser_asks_for(plan, client):
    page = client.get("/login/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert '<html lang="zh-Hans">' in page


def test_the_language_follows_the_cookie_and_then_the_account(plan, client, client_of):
    response = client.post("/language/", {"language": "en", "next": "/login/"})
    assert response["Location"] == "/login/"
    assert '<html lang="en">' in client.get("/login/").content.decode()
    lead = make_user("lead")
    mine = client_of(lead)
    mine.post("/language/", {"language": "en"})
    lead.refresh_from_db()
    assert lead.language == "en"
    assert '<html lang="en">' in client_of(lead).get("/password/").content.decode()


def test_an_unknown_language_is_400(plan, client):
    assert client.post("/language/", {"language": "tlh"}).status_code == 400


def test_a_changed_role_counts_from_the_next_request(plan, client_of):
    user = make_user("leader")
    client = client_of(user)
    assert client.get("/review/").status_code == 403
    change_user(user, role="reviewer")
    assert client.get("/review/").status_code == 200


def test_the_sign_of_life_needs_no_session_and_says_when_the_database_is_gone(db, client, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok"}

    def gone():
        raise home_views.DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(home_views.connection, "cursor", gone)
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "no database"})


def test_the_first_page_asks_few_questions(plan, client_of, django_assert_num_queries):
    client = client_of(make_user("lead"))
    client.get("/password/")
    # session, account, BEGIN is no query, who acts, plan; release and restore of the test's savepoint
    with django_assert_num_queries(7):
        client.get("/password/")


def test_visitors_cookies_are_few_and_scripts_cannot_read_the_session(plan, client):
    user = make_user("lead")
    response = client.post("/login/", {"username": user.username, "password": "Qufu-1573-stone"})
    morsel = response.cookies["sessionid"]
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")
    assert set(Client().get("/login/").cookies) == {"csrftoken"}
