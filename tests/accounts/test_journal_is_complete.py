"""One record for every write, log-in, refusal, export and download (trust.md, 26): how many each request makes.

Refusals are tried on every unsafe route there is. Rooms test the records of their further
services themselves.
"""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.domain.actors import system
from accounts.domain.roles import Role
from accounts.models import JournalRecord
from accounts.queries import clock
from accounts.services import people
from accounts.services.acting import acting_as
from tests.accounts.test_access import ARGUMENTS, EXPECTED
from tests.factories import PASSWORD, make_actor, make_user
from tests.reports.factories import NOON, confirmed, draft, fresh, locked, save, stamped, submitted, typed
from tests.reports.uploads import LAMPS, PDF, store

SYSTEM = system("tests")
UNSAFE = sorted({route for method, route in EXPECTED if method in ("POST", "PUT")})
SHEET = "/filing/2026/estimate/"


def last_number():
    with acting_as(SYSTEM):
        return JournalRecord.objects.values_list("pk", flat=True).order_by("pk").last() or 0


def since(number):
    with acting_as(SYSTEM):
        rows = JournalRecord.objects.filter(pk__gt=number).order_by("pk")
        return list(rows.values_list("action", "result"))


# Refusals


def stranger_to(route):
    """A role that may not use a route, administrators first; None where everybody may."""
    allowed = settings.ROUTE_ACCESS[route]
    roles = [Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN, *Role]
    return None if "public" in allowed else next((role for role in roles if role not in allowed), None)


@pytest.mark.parametrize("route", UNSAFE)
def test_a_refused_request_makes_exactly_one_record(plan, client_of, route):
    role = stranger_to(route)
    if role is None:
        assert route in ("logout", "set-language", "healthz", "password")
        return
    visitor, before = client_of(make_user(role)), last_number()
    for method in ("POST", "PUT"):
        if (method, route) in EXPECTED:
            visitor.generic(method, reverse(route, kwargs=ARGUMENTS.get(route)))
    assert since(before) == [("request", "refused")]


def test_a_page_that_is_not_yours_makes_one_record_and_what_is_not_there_none(plan, client_of):
    visitor, before = client_of(make_user("lead")), last_number()
    visitor.get("/review/")
    visitor.get("/review/999999/")
    visitor.get("/nothing/here/")
    assert since(before) == [("request", "refused"), ("request", "refused")]


def test_being_sent_to_the_log_in_page_is_no_refusal(plan, client):
    before = last_number()
    client.get("/filing/")
    client.post(SHEET + "lock/")
    assert since(before) == []


# Accounts


def test_log_in_failure_and_log_out(plan, client):
    make_user("lead", username="kong")
    before = last_number()
    client.post("/login/", {"username": "kong", "password": "wrong"})
    client.post("/login/", {"username": "nobody", "password": "wrong"})
    client.post("/login/", {"username": "kong", "password": PASSWORD})
    client.post("/logout/")
    assert since(before) == [
        *[("account.log_in", "refused")] * 2,
        *[("account.log_in", "done"), ("account.log_out", "done")],
    ]


def test_a_password_changed_and_one_refused(plan, client_of):
    visitor, before = client_of(make_user("lead")), last_number()
    for current, new in (("wrong", "lotus rain 44"), (PASSWORD, "password12"), (PASSWORD, "lotus rain 44")):
        visitor.post("/password/", {"current": current, "new": new, "again": new})
    action = "account.change_password"
    assert since(before) == [(action, "refused"), (action, "refused"), (action, "done")]


def test_a_language_chosen_and_the_same_again(plan, client_of):
    visitor, before = client_of(make_user("lead")), last_number()
    visitor.post("/language/", {"language": "en"})
    visitor.post("/language/", {"language": "en"})
    assert since(before) == [("account.choose_language", "done")]


def test_a_token_is_recorded_once_a_day_and_a_bad_one_each_time(plan):
    make_user("lead", username="kong")
    with acting_as(SYSTEM):
        token = people.create_token(actor=SYSTEM, now=clock.wall(), username="kong", label="feed")
    before = last_number()
    for text in (token, token, "nonsense", "nonsense"):
        Client(headers={"authorization": f"Token {text}"}).get("/api/v1/session/")
    assert since(before) == [("account.use_token", "done"), ("request", "refused"), ("request", "refused")]


def test_everything_an_administrator_does(plan, client_of):
    admin, security = client_of(make_user("system_admin")), client_of(make_user("security_admin"))
    auditor = client_of(make_user("audit_admin"))
    lead = make_user("lead", username="kong")
    with acting_as(SYSTEM):
        people.create_token(actor=SYSTEM, now=clock.wall(), username="kong", label="feed")
    page = f"/accounts/{lead.pk}/"
    said = {"full_name": "新", "organisation": lead.organisation_id, "language": "en"}
    for visitor, path, fields, action in (
        (admin, "/accounts/new/", {**said, "username": "new.one"}, "account.create"),
        (admin, page, said, "account.change"),
        (admin, page + "disable/", {}, "account.disable"),
        (admin, page + "enable/", {}, "account.enable"),
        (admin, page + "end-sessions/", {}, "account.end_sessions"),
        (admin, page + "revoke-tokens/", {}, "account.revoke_tokens"),
        (admin, page + "reset/", {}, "account.reset_password"),
        (security, f"/roles/{lead.pk}/", {"seen_role": "lead", "role": "clerk", "reason": "x"}, "role.change"),
        (auditor, "/journal/verify/", {}, "journal.verify"),
    ):
        before = last_number()
        assert visitor.post(path, fields).status_code in (200, 302)
        assert (path, since(before)) == (path, [(action, "done")])
    before = last_number()
    b"".join(auditor.get("/journal/export/").streaming_content)
    auditor.get("/journal/")
    assert since(before) == [("journal.export", "done"), ("journal.view", "done")]
    for path, action in ((page + "enable/", "account.enable"), (page + "unlock/", "account.unlock")):
        before = last_number()
        admin.post(path)
        assert since(before) == [(action, "refused")]


# Reports


@pytest.fixture
def noon(plan, monkeypatch, settings, tmp_path):
    """The clock at noon of 10 November 2026, and a folder for files."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.EVIDENCE_ROOT = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"


def made_by(visitor, method, path, data=None, **options):
    """What one request left in the journal."""
    before = last_number()
    answer = getattr(visitor, method)(path, data, **options)
    if answer.streaming:
        b"".join(answer.streaming_content)
    assert answer.status_code in (200, 302), (path, re.findall(r"notice[^>]*>([^<]+)", answer.content.decode()))
    return since(before)


def test_locking_unlocking_and_submitting(noon, client_of):
    lead = make_user("lead")
    visitor = client_of(lead)
    report = confirmed(draft())
    assert made_by(visitor, "post", SHEET + "lock/", {"version": report.version}) == [("report.lock", "done")]
    report = fresh(report)
    assert made_by(visitor, "post", SHEET + "unlock/", {"version": report.version}) == [("report.unlock", "done")]
    report = stamped(fresh(report))
    said = {"version": report.version, "key": "k", "checked": "on"}
    assert made_by(visitor, "post", SHEET + "submit/", said) == [("report.submit", "done")]


def test_a_stale_lock_is_one_refusal(noon, client_of):
    report = locked(draft())
    visitor, before = client_of(make_user("lead")), last_number()
    visitor.post(SHEET + "submit/", {"version": report.version + 7, "key": "k", "checked": "on"})
    assert since(before) == [("report.submit", "refused")]


def test_deciding_on_a_report(noon, client_of):
    report = submitted()
    visitor, page = client_of(make_user("reviewer")), f"/review/{report.pk}/"
    said = {"version": report.version, "reason": "口径不一致", "remarks": ""}
    assert made_by(visitor, "post", page + "return/", said) == [("report.return", "done")]


def test_saving_over_the_api(noon, client_of):
    with acting_as(SYSTEM):
        make_user("clerk", username="kong", bureau="urban_management")
        token = people.create_token(actor=SYSTEM, now=clock.wall(), username="kong", label="feed")
    visitor = Client(headers={"authorization": f"Token {token}"})
    visitor.get("/api/v1/session/")
    before = last_number()
    body = {"values": {"lamps_total": {"state": "reported", "number": "5", "version": 0}}}
    answer = visitor.put("/api/v1/reports/2026/estimate/values/", body, content_type="application/json")
    found = since(before)
    assert found == ([("report.save", "done")] if answer.status_code == 200 else [])


def test_files_come_go_and_are_downloaded(noon, client_of):
    clerk = make_actor("clerk", bureau="urban_management")
    save(clerk, {"lamps_total": typed("5")})
    visitor = client_of(make_user("clerk", bureau="urban_management"))
    sent = {"about": "quantity:lamps_total", "file": [SimpleUploadedFile("a.pdf", PDF)]}
    assert made_by(visitor, "post", SHEET + "evidence/upload/", sent) == [("evidence.upload", "done")]
    row = store(clerk, LAMPS)
    assert made_by(visitor, "get", f"/evidence/{row.pk}/") == [("evidence.download", "done")]
    assert made_by(visitor, "post", f"/evidence/{row.pk}/remove/") == [("evidence.remove", "done")]


def test_a_workbook_goes_out_once_recorded(noon, client_of):
    visitor = client_of(make_user("clerk", bureau="urban_management"))
    assert made_by(visitor, "get", SHEET + "workbook/") == [("workbook.download", "done")]


def test_a_switched_zone(plan, client_of):
    visitor, before = client_of(make_user("plan_manager")), last_number()
    visitor.post("/zones/", {"zone": "", "year": "nonsense"})
    assert since(before) == []
