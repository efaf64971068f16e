"""Logging in and out, the lock, the forced change, time-outs."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import JournalRecord
from tests.factories import PASSWORD, change_user, make_user

NEW = "Yanzhou-lake-77"


def log_in(client, user, password=PASSWORD, **extra):
    return client.post("/login/", {"username": user.username, "password": password, **extra})


def journal_of(acting_as, system_actor, action):
    with acting_as(system_actor):
        rows = JournalRecord.objects.filter(action=action).order_by("id")
        return [(row.subject, row.result, row.detail.get("reason")) for row in rows]


@pytest.fixture
def lead(db):
    return make_user("lead", username="sishui-lead")


def test_the_right_password_starts_a_session_and_leads_on(client, lead):
    response = log_in(client, lead, next="/password/")
    assert (response.status_code, response["Location"]) == (302, "/password/")
    assert client.get("/api/v1/session/").json()["username"] == "sishui-lead"


def test_the_wrong_password_starts_none(client, lead):
    response = log_in(client, lead, "wrong")
    assert response.status_code == 200
    assert client.get("/api/v1/session/").status_code == 401


def test_known_and_unknown_accounts_get_the_same_answer(client, lead):
    known = client.post("/login/", {"username": "sishui-lead", "password": "x"})
    unknown = client.post("/login/", {"username": "nobody-here", "password": "x"})
    bodies = [
        response.content.decode().replace("nobody-here", "").replace("sishui-lead", "").split("csrf")[-1][200:]
        for response in (known, unknown)
    ]
    assert known.status_code == unknown.status_code == 200
    assert bodies[0] == bodies[1]


def test_the_hasher_runs_for_unknown_accounts_too(client, db, monkeypatch):
    hashed = []
    monkeypatch.setattr("accounts.services.sessions.make_password", hashed.append)
    client.post("/login/", {"username": "nobody-here", "password": "tried"})
    assert hashed == ["tried"]


def test_five_failures_lock_the_account_even_for_the_right_password(client, lead):
    for _ in range(5):
        log_in(client, lead, "wrong")
    assert log_in(client, lead).status_code == 200
    change_user(lead, last_failure_at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert log_in(client, lead).status_code == 302


def test_four_failures_do_not_lock(client, lead):
    for _ in range(4):
        log_in(client, lead, "wrong")
    assert log_in(client, lead).status_code == 302
    lead.refresh_from_db()
    assert lead.failed_logins == 0


def test_old_failures_are_forgotten(client, lead):
    change_user(lead, failed_logins=4, last_failure_at=timezone.now() - timedelta(minutes=16))
    log_in(client, lead, "wrong")
    lead.refresh_from_db()
    assert lead.failed_logins == 1


def test_every_attempt_is_journalled_with_its_reason(client, lead, acting_as, system_actor):
    client.post("/login/", {"username": "my-password-in-the-wrong-box", "password": "x"})
    for _ in range(6):
        log_in(client, lead, "wrong")
    change_user(lead, failed_logins=0)
    log_in(client, lead)
    client.post("/logout/")
    assert journal_of(acting_as, system_actor, "account.log_in") == [
        ("an unknown account", "refused", "unknown"),
        ("account sishui-lead", "refused", "wrong_password"),
        ("account sishui-lead", "refused", "wrong_password"),
        ("account sishui-lead", "refused", "wrong_password"),
        ("account sishui-lead", "refused", "wrong_password"),
        ("account sishui-lead", "refused", "wrong_password_and_now_locked"),
        ("account sishui-lead", "refused", "locked"),
        ("account sishui-lead", "done", None),
    ]
    assert journal_of(acting_as, system_actor, "account.log_out") == [("account sishui-lead", "done", None)]


def test_a_disabled_account_cannot_log_in_and_its_sessions_are_dead(client, lead, client_of):
    before = client_of(lead)
    change_user(lead, is_active=False)
    assert before.get("/api/v1/session/").status_code == 401
    assert log_in(client, lead).status_code == 200


def test_logging_out_kills_the_session_on_the_server(client, lead):
    log_in(client, lead)
    key = client.session.session_key
    response = client.post("/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["sessionid"] = key
    assert client.get("/api/v1/session/").status_code == 401


def test_a_log_in_sweeps_out_the_sessions_that_have_ended(client, lead):
    ended = Session.objects.create(session_key="ended", session_data="x", expire_date=timezone.now() - timedelta(1))
    alive = Session.objects.create(session_key="alive", session_data="x", expire_date=timezone.now() + timedelta(1))
    log_in(client, lead)
    keys = set(Session.objects.values_list("session_key", flat=True))
    assert ended.session_key not in keys
    assert alive.session_key in keys


def test_logging_out_by_a_link_is_refused(client_of, lead):
    assert client_of(lead).get("/logout/").status_code == 405


def test_logging_in_changes_the_session_key(client, lead):
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    log_in(client, lead)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("key", "seconds", "status"),
    [
        ("seen_at", 30 * 60 - 5, 200),
        ("seen_at", 30 * 60, 401),
        ("started_at", 12 * 3600 - 5, 200),
        ("started_at", 12 * 3600, 401),
    ],
)
def test_a_session_ends_after_half_an_hour_of_silence_or_twelve_hours(client_of, lead, key, seconds, status):
    client = client_of(lead)
    now = int(timezone.now().timestamp())
    session = client.session
    session.update({"seen_at": now, "started_at": now} | {key: now - seconds})
    session.save()
    assert client.get("/api/v1/session/").status_code == status


def test_a_first_log_in_leads_to_the_password_page_and_nowhere_else(client, db):
    user = make_user("lead", must_change_password=True)
    assert log_in(client, user)["Location"] == "/password/"
    assert client.get("/")["Location"] == "/password/"
    assert client.get("/api/v1/session/").json()["code"] == "must_change_password"
    assert client.get("/password/").status_code == 200
    assert client.post("/language/", {"language": "en"}).status_code == 302
    client.post("/password/", {"current": PASSWORD, "new": NEW, "again": NEW})
    assert client.get("/api/v1/session/").status_code == 200


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(client_of, lead):
    here, there = client_of(lead), client_of(lead)
    response = here.post("/password/", {"current": PASSWORD, "new": NEW, "again": NEW})
    assert response.status_code == 302
    assert here.get("/api/v1/session/").status_code == 200
    assert there.get("/api/v1/session/").status_code == 401


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", ""],
)
def test_log_in_leads_to_no_other_host(client, lead, wanted):
    assert log_in(client, lead, next=wanted)["Location"] == "/"


def test_a_form_without_the_csrf_token_is_refused_and_journalled(lead, client_of, acting_as, system_actor):
    client = client_of(lead, enforce_csrf_checks=True)
    assert client.post("/logout/").status_code == 403
    assert client.post("/language/", {"language": "en"}).status_code == 403
    assert journal_of(acting_as, system_actor, "request") == [
        ("POST logout", "refused", None),
        ("POST set-language", "refused", None),
    ]
    assert client.get("/api/v1/session/").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "页面停留时间过长"), ("en", "This page was open for too long")]
)
def test_the_csrf_refusal_has_the_house_look_in_both_languages(db, client_of, language, words):
    page = client_of(make_user("lead", language=language), enforce_csrf_checks=True).post("/logout/")
    assert words in page.content.decode()
    assert "masthead" in page.content.decode()
