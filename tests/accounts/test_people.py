"""Three administrators: accounts, roles, the audit trail; each of them nothing else (trust.md, 15)."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from accounts.models import JournalRecord, Organisation, User
from accounts.queries import actors
from accounts.services import giving, keeping, people
from accounts.services.acting import acting_as as acting
from tests.factories import CITY, LIANGSHAN, PASSWORD, SISHUI, change_user, make_actor, make_user

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OTHERS = ["clerk", "lead", "checker", "reviewer", "leader", "plan_manager", "audit_admin"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def sysadmin(plan):
    return make_user("system_admin", username="sys", language="en")


@pytest.fixture
def secadmin(plan):
    return make_user("security_admin", username="sec", language="en")


@pytest.fixture
def told(acting_as, system_actor):
    """Return ``told(action)``: subject, result and detail of every record of an action."""

    def read(action):
        with acting_as(system_actor):
            rows = JournalRecord.objects.filter(action=action).order_by("id")
            return list(rows.values_list("subject", "result", "detail"))

    return read


def office(area=SISHUI, bureau="housing"):
    return Organisation.objects.get(area__code=area, bureau__code=bureau).pk


def give(secadmin, user, role, **more):
    actor = actors.of_user(secadmin)
    said = {"role": role, "seen_role": user.role, "reason": "new in the bureau", **more}
    with acting(actor):
        return giving.change(user_id=user.pk, actor=actor, now=NOW, **said)


def keep(sysadmin, service, user, **more):
    actor = actors.of_user(sysadmin)
    with acting(actor):
        return service(user_id=user.pk, actor=actor, now=NOW, **more)


# Opening accounts


def test_an_account_is_opened_without_a_role_and_its_password_shown_once(sysadmin, client_of, told):
    visitor = client_of(sysadmin)
    said = {
        "username": "wang.li",
        "full_name": "王丽",
        "organisation": office(),
        "email": "w@example.org",
        "language": "en",
    }
    answer = visitor.post("/accounts/new/", said)
    password = re.search(r'class="one-time">([a-z2-9-]{19})<', answer.content.decode())[1]
    user = User.objects.get(username="wang.li")
    assert (user.role, user.email, user.must_change_password, user.check_password(password)) == (
        *("", "w@example.org"),
        *(True, True),
    )
    assert password not in visitor.get(f"/accounts/{user.pk}/").content.decode()
    assert answer["Cache-Control"] == "no-store, private"
    detail = {"role": "", "area": SISHUI, "bureau": "housing"}
    assert told("account.create") == [("account wang.li", "done", detail)]


def test_a_name_is_given_once_and_the_refusal_is_recorded(sysadmin, client_of, told):
    make_user("lead", username="taken")
    said = {"username": "taken", "full_name": "王丽", "organisation": office(), "language": "en"}
    answer = client_of(sysadmin).post("/accounts/new/", said)
    assert (answer.status_code, "There is an account of this name already." in answer.content.decode()) == (409, True)
    assert told("account.create") == [("account taken", "refused", {"code": "username_taken"})]


@pytest.mark.parametrize("username", ["A", "Wang", "王丽", "a b", "-a", "a" * 61, "a\u202eb"])
def test_names_that_look_alike_are_not_given(sysadmin, client_of, username):
    said = {"username": username, "full_name": "王丽", "organisation": office(), "language": "en"}
    assert client_of(sysadmin).post("/accounts/new/", said).status_code == 422
    assert not User.objects.filter(full_name="王丽").exists()


def test_the_system_administrator_gives_no_role(sysadmin):
    actor = actors.of_user(sysadmin)
    with acting(actor), pytest.raises(people.AccountRefused, match="role"):
        people.create(actor=actor, now=NOW, username="x1", full_name="x", role="audit_admin")


def test_who_waits_for_a_role_may_only_wait(plan, client_of):
    user = make_user("", language="en")
    visitor = client_of(user)
    assert "no role yet" in visitor.get("/").content.decode()
    assert visitor.get("/password/").status_code == 200
    refused = ["/filing/", "/review/", "/overview/", "/accounts/", "/roles/", "/journal/", "/api/v1/areas/"]
    assert [visitor.get(path).status_code for path in refused] == [403] * len(refused)


# Keeping accounts


def test_a_disabled_account_is_out_at_once_and_comes_back(sysadmin, client_of, told):
    user = make_user("lead", username="lead")
    visitor = client_of(user)
    assert visitor.get("/filing/").status_code == 200
    admin = client_of(sysadmin)
    admin.post(f"/accounts/{user.pk}/disable/")
    assert visitor.get("/filing/").status_code == 302
    admin.post(f"/accounts/{user.pk}/enable/")
    assert visitor.get("/filing/").status_code == 302  # the old session stays dead
    assert client_of(User.objects.get(pk=user.pk)).get("/filing/").status_code == 200
    assert [told("account.disable")[0][:2], told("account.enable")[0][:2]] == [("account lead", "done")] * 2


def test_sessions_end_and_tokens_are_revoked(sysadmin, client_of, client, told, system_actor):
    user = make_user("lead", username="lead")
    with acting(system_actor):
        token = people.create_token(actor=system_actor, now=NOW, username="lead", label="feed")
    visitor, admin = client_of(user), client_of(sysadmin)
    admin.post(f"/accounts/{user.pk}/end-sessions/")
    assert visitor.get("/filing/").status_code == 302
    header = {"authorization": f"Token {token}"}
    assert client.get("/api/v1/session/", headers=header).status_code == 200
    admin.post(f"/accounts/{user.pk}/revoke-tokens/")
    assert client.get("/api/v1/session/", headers=header).status_code == 401
    assert told("account.revoke_tokens") == [("account lead", "done", {"tokens": 1})]
    admin.post(f"/accounts/{user.pk}/revoke-tokens/")
    assert told("account.revoke_tokens")[1] == ("account lead", "refused", {"code": "already"})


def test_a_locked_account_is_unlocked_and_a_reset_shows_a_password_once(sysadmin, client_of, client):
    user = make_user("lead", username="lead", failed_logins=5, last_failure_at=datetime.now(UTC))
    admin = client_of(sysadmin)
    assert "locked" in admin.get("/accounts/?state=locked").content.decode()
    admin.post(f"/accounts/{user.pk}/unlock/")
    assert client.post("/login/", {"username": "lead", "password": PASSWORD})["Location"] == "/"
    answer = admin.post(f"/accounts/{user.pk}/reset/").content.decode()
    password = re.search(r'class="one-time">([a-z2-9-]{19})<', answer)[1]
    assert client.get("/filing/").status_code == 302
    assert client.post("/login/", {"username": "lead", "password": password})["Location"] == "/password/"


def test_what_an_account_says_is_corrected_and_told_old_and_new(sysadmin, client_of, told):
    user = make_user("lead", username="lead", full_name="王丽")
    said = {"full_name": "王莉", "organisation": office(), "email": "w@example.org", "language": "zh-hans"}
    client_of(sysadmin).post(f"/accounts/{user.pk}/", said)
    assert told("account.change") == [
        (
            "account lead",
            "done",
            {"full_name": {"old": "王丽", "new": "王莉"}, "email": {"old": "", "new": "w@example.org"}},
        )
    ]


def test_the_office_of_a_role_stays_until_the_role_is_taken(sysadmin, secadmin):
    user = make_user("lead")
    more = {"full_name": "x", "email": "", "language": "en", "organisation_id": office(LIANGSHAN)}
    with pytest.raises(people.AccountRefused, match="organisation_of_a_role"):
        keep(sysadmin, keeping.change, user, **more)
    give(secadmin, user, "")
    assert keep(sysadmin, keeping.change, user, **more).organisation_id == office(LIANGSHAN)


def test_nobody_keeps_their_own_account(sysadmin):
    for service in (keeping.disable, keeping.unlock, keeping.end_sessions, keeping.revoke_tokens):
        with pytest.raises(people.AccountRefused, match="own_account"):
            keep(sysadmin, service, sysadmin)


def test_the_last_of_an_administration_is_not_disabled(sysadmin, secadmin):
    with pytest.raises(people.AccountRefused, match="last_administrator"):
        keep(sysadmin, keeping.disable, secadmin)
    make_user("security_admin", is_active=False)
    with pytest.raises(people.AccountRefused, match="last_administrator"):
        keep(sysadmin, keeping.disable, secadmin)
    make_user("security_admin")
    assert not keep(sysadmin, keeping.disable, secadmin).is_active


# Giving roles


def test_a_role_is_given_with_a_reason_and_told_old_and_new(secadmin, client_of, told):
    user = make_user("", username="newcomer")
    said = {"seen_role": "", "role": "clerk", "reason": " 接替李强 "}
    assert client_of(secadmin).post(f"/roles/{user.pk}/", said)["Location"] == "/roles/"
    assert User.objects.get(pk=user.pk).role == "clerk"
    detail = {"role": {"old": "", "new": "clerk"}, "reason": "接替李强"}
    assert told("role.change") == [("account newcomer", "done", detail)]


def test_a_new_role_counts_from_the_next_request_and_the_old_session_is_dead(secadmin, client_of):
    user = make_user("reviewer")
    visitor = client_of(user)
    assert visitor.get("/review/").status_code == 200
    give(secadmin, user, "leader")
    assert visitor.get("/review/")["Location"].startswith("/login/")
    assert client_of(User.objects.get(pk=user.pk)).get("/review/").status_code == 403


@pytest.mark.parametrize(
    ("role", "area", "code"),
    [
        ("audit_admin", SISHUI, "administrator_without_organisation"),
        ("reviewer", SISHUI, "municipal_role"),
        ("plan_manager", LIANGSHAN, "municipal_role"),
        ("clerk", None, "organisation_needed"),
        ("emperor", CITY, "role"),
        ("", None, "same_role"),
    ],
)
def test_a_role_fits_the_account_or_is_refused(secadmin, role, area, code):
    user = make_user("")
    change_user(user, organisation=office(area) if area else None)
    with pytest.raises(people.AccountRefused, match=f"^{code}$"):
        give(secadmin, user, role)


def test_nobody_gives_themselves_a_role(secadmin):
    make_user("security_admin")
    with pytest.raises(people.AccountRefused, match="own_role"):
        give(secadmin, secadmin, "")


def test_a_stale_page_and_a_missing_reason_are_refused(secadmin):
    user = make_user("lead")
    with pytest.raises(people.AccountRefused, match="stale"):
        give(secadmin, user, "clerk", seen_role="")
    with pytest.raises(people.AccountRefused, match="reason"):
        give(secadmin, user, "clerk", reason="  ")


def test_the_last_of_an_administration_keeps_the_role(secadmin, sysadmin, client_of, told):
    answer = client_of(secadmin).post(
        f"/roles/{sysadmin.pk}/", {"seen_role": "system_admin", "role": "", "reason": "x"}
    )
    assert (answer.status_code, User.objects.get(pk=sysadmin.pk).role) == (409, "system_admin")
    assert told("role.change") == [("account sys", "refused", {"code": "last_administrator"})]


# Nobody else


@pytest.mark.parametrize("role", [*OTHERS, "security_admin"])
def test_nobody_else_keeps_accounts(plan, role, told):
    user, actor = make_user("lead"), make_actor(role)
    with acting(actor):
        for service in (keeping.disable, keeping.enable, keeping.unlock, keeping.end_sessions, keeping.revoke_tokens):
            with pytest.raises(people.AccountRefused, match="not_yours"):
                service(user_id=user.pk, actor=actor, now=NOW)


@pytest.mark.parametrize("role", [*OTHERS, "system_admin"])
def test_nobody_else_gives_roles(plan, role):
    user, actor = make_user("lead"), make_actor(role)
    with acting(actor), pytest.raises(people.AccountRefused, match="not_yours"):
        giving.change(user_id=user.pk, role="clerk", seen_role="lead", reason="x", actor=actor, now=NOW)
