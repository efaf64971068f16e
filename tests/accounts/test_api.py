"""The API's door: sessions with CSRF, tokens without, refusals as JSON."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from rest_framework import exceptions

from accounts.api import refusal
from accounts.models import ApiToken, JournalRecord
from accounts.queries import clock
from accounts.services import people
from tests.factories import change_user, make_user

SESSION = "/api/v1/session/"


@pytest.fixture
def token(db, acting_as, system_actor):
    user = make_user("lead", username="sishui-lead", full_name="孔祥瑞")
    with acting_as(system_actor):
        text = people.create_token(actor=system_actor, now=clock.wall(), username=user.username, label="feed")
    return text


def bearing(token, **options):
    return Client(headers={"authorization": f"Token {token}"}, **options)


def test_a_token_says_who_asks(token):
    assert bearing(token).get(SESSION).json() == {
        "username": "sishui-lead",
        "full_name": "孔祥瑞",
        "role": "lead",
        "area": "370831",
        "bureau": "housing",
        "language": "zh-hans",
    }


def test_only_the_digest_of_a_token_is_stored(token):
    (stored,) = ApiToken.objects.all()
    assert token not in (stored.digest, stored.label)
    assert len(stored.digest) == 64


@pytest.mark.parametrize("header", ["Token nonsense", "Token ", "Bearer x", "Basic eDp5", "Token a b c"])
def test_a_bad_token_is_401_and_journalled(db, acting_as, system_actor, header):
    response = Client(headers={"authorization": header}).get(SESSION)
    assert (response.status_code, response.json()["code"], response["WWW-Authenticate"]) == (401, "bad_token", "Token")
    with acting_as(system_actor):
        assert JournalRecord.objects.filter(action="request", result="refused").count() == 1


def test_a_bad_token_does_not_fall_back_on_the_session(db, client_of):
    client = client_of(make_user("lead"))
    assert client.get(SESSION, headers={"authorization": "Token nonsense"}).status_code == 401


def test_a_revoked_token_and_one_of_a_disabled_account_are_dead(token, acting_as, system_actor):
    with acting_as(system_actor):
        ApiToken.objects.update(revoked_at=clock.wall())
    assert bearing(token).get(SESSION).status_code == 401
    with acting_as(system_actor):
        ApiToken.objects.update(revoked_at=None)
    assert bearing(token).get(SESSION).status_code == 200
    change_user(ApiToken.objects.get().user, is_active=False)
    assert bearing(token).get(SESSION).status_code == 401


def test_a_token_opens_no_page(token):
    assert bearing(token).get("/password/")["Location"] == "/login/?next=/password/"


def test_a_session_writes_only_with_the_csrf_token_and_an_api_token_needs_none(token, plan, client_of):
    address, body = "/api/v1/reports/2026/estimate/values/", json.dumps({})
    session = client_of(make_user("lead"), enforce_csrf_checks=True)
    refused = session.put(address, body, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    accepted = bearing(token, enforce_csrf_checks=True).put(address, body, "application/json")
    assert (accepted.status_code, accepted.json()["code"]) == (400, "invalid")


def test_the_schema_is_complete_and_names_both_ways_in(plan, client_of):
    response = client_of(make_user("lead")).get(
        "/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"}
    )
    schema = json.loads(response.content)
    assert set(schema["components"]["securitySchemes"]) == {"session", "token"}
    assert "/api/v1/session/" in schema["paths"]


def test_an_unknown_address_below_the_api_is_json(db, client):
    response = client.get("/api/v1/nothing/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_broken_json_is_400(token, plan):
    response = bearing(token).put("/api/v1/reports/2026/estimate/values/", "{", "application/json")
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


class Stale(Exception):
    """A refusal of a domain."""

    code = "stale"
    message = "Somebody was quicker."


Stale.__module__ = "reports.domain.refusals"


@pytest.mark.parametrize(
    ("exception", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (exceptions.ValidationError({"year": ["no"]}), 400, "invalid"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("GET"), 405, "method_not_allowed"),
        (exceptions.Throttled(wait=7), 429, "throttled"),
        (people.AccountRefused("not_yours"), 403, "not_yours"),
        (people.AccountRefused("username_taken"), 409, "username_taken"),
        (Stale(), 412, "stale"),
        (OverflowError(), 400, "bad_request"),
    ],
)
def test_every_refusal_has_its_status_and_code(db, exception, status, code):
    answer = refusal(exception, {})
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert set(answer.data) == {"code", "message", "fields"}


def test_our_own_mistakes_are_left_to_be_500(db):
    assert refusal(RuntimeError("mistake"), {}) is None
    assert refusal(KeyError("code"), {}) is None
