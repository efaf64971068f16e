"""Who may use which route: the whole table, as literals, for every role and the visitor.

``login`` means a redirection to the log-in page; ``home``-like redirections are plain 302.
Where the role may, 400 and 404 stand for an empty body or a report that does not exist.
"""

import json

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse

from accounts.domain.roles import Role
from tests.factories import make_user

COLUMNS = [
    *("visitor", "clerk", "lead", "checker", "reviewer", "leader", "plan_manager"),
    *("system_admin", "security_admin", "audit_admin"),
]

# fmt: off
EXPECTED = {
    #                                visitor  clerk lead chk  rev  ldr  pm   sys  sec  aud
    ("GET", "healthz"):             (200,     200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "login"):               (200,     302, 302, 302, 302, 302, 302, 302, 302, 302),
    ("POST", "set-language"):       (400,     400, 400, 400, 400, 400, 400, 400, 400, 400),
    ("POST", "logout"):             ("login", 302, 302, 302, 302, 302, 302, 302, 302, 302),
    ("GET", "password"):            ("login", 200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "home"):                ("login", 302, 302, 302, 302, 302, 302, 302, 302, 302),
    ("GET", "api-session"):         (401,     200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "api-schema"):          (401,     200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("GET", "accounts"):            ("login", 403, 403, 403, 403, 403, 403, 200, 403, 403),
    ("GET", "account-new"):         ("login", 403, 403, 403, 403, 403, 403, 200, 403, 403),
    ("GET", "account"):             ("login", 403, 403, 403, 403, 403, 403, 404, 403, 403),
    ("POST", "account-reset"):      ("login", 403, 403, 403, 403, 403, 403, 404, 403, 403),
    ("POST", "account-act"):        ("login", 403, 403, 403, 403, 403, 403, 404, 403, 403),
    ("GET", "roles"):               ("login", 403, 403, 403, 403, 403, 403, 403, 200, 403),
    ("GET", "role"):                ("login", 403, 403, 403, 403, 403, 403, 403, 404, 403),
    ("GET", "journal"):             ("login", 403, 403, 403, 403, 403, 403, 403, 403, 200),
    ("GET", "journal-export"):      ("login", 403, 403, 403, 403, 403, 403, 403, 403, 200),
    ("POST", "journal-verify"):     ("login", 403, 403, 403, 403, 403, 403, 403, 403, 302),
    ("GET", "api-areas"):           (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-plan"):            (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-quantities"):      (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-indicators"):      (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-indicator"):       (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-targets"):         (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-rollups"):         (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-explain"):         (401,     400, 400, 400, 400, 400, 400, 403, 403, 403),
    ("GET", "api-reports"):         (401,     200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "api-report"):          (401,     404, 404, 404, 404, 404, 404, 403, 403, 403),
    ("PUT", "api-report-values"):   (401,     400, 400, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "api-report-lock"):    (401,     403, 404, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "api-report-submit"):  (401,     403, 404, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "api-report-approve"): (401,     403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("POST", "api-report-return"):  (401,     403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("POST", "api-report-reopen"):  (401,     403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("GET", "filing"):              ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-sheet"):        ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-autosave"):    ("login", 409, 409, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-explain"):     ("login", 409, 409, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-indicators"):  ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-area"):         ("login", 403, 200, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-paper"):        ("login", 403, 200, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-lock"):        ("login", 403, 422, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-unlock"):      ("login", 403, 422, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-reason"):      ("login", 403, 422, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-submit"):      ("login", 403, 422, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-correction"):   ("login", 403, 404, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-correct"):     ("login", 403, 422, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-receipt"):      ("login", 403, 404, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-workbook"):     ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-workbook-upload"): ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-workbook-apply"): ("login", 409, 409, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-confirm"):     ("login", 302, 302, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-withdraw"):    ("login", 302, 302, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-hand-back"):   ("login", 403, 302, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-remind"):      ("login", 403, 302, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-narratives"):   ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-carry"):        ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-carry-undo"):  ("login", 302, 302, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "filing-years"):        ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "filing-evidence"):     ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "filing-evidence-upload"): ("login", 404, 404, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "evidence"):            ("login", 404, 404, 404, 404, 404, 404, 403, 403, 403),
    ("POST", "evidence-remove"):    ("login", 404, 404, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "board"):               ("login", 403, 403, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "board-export"):        ("login", 403, 403, 200, 200, 200, 200, 403, 403, 403),
    ("POST", "board-remind"):       ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("GET", "reminders"):           ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "review"):              ("login", 403, 403, 200, 200, 403, 403, 403, 403, 403),
    ("GET", "review-report"):       ("login", 403, 403, 404, 404, 403, 403, 403, 403, 403),
    ("POST", "review-approve"):     ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("POST", "review-return"):      ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("POST", "review-reopen"):      ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("POST", "review-approve-chosen"): ("login", 403, 403, 403, 302, 403, 403, 403, 403, 403),
    ("GET", "report-compare"):      ("login", 404, 404, 404, 404, 404, 404, 403, 403, 403),
    ("GET", "value-history"):       ("login", 404, 404, 404, 404, 404, 404, 403, 403, 403),
    ("GET", "value-verified"):      ("login", 404, 404, 404, 404, 404, 404, 403, 403, 403),
    ("POST", "value-put"):          ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("POST", "value-lift"):         ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("POST", "value-object"):       ("login", 404, 404, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "value-uphold"):       ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("GET", "check"):               ("login", 403, 403, 200, 200, 403, 403, 403, 403, 403),
    ("POST", "check-tick"):         ("login", 403, 403, 404, 404, 403, 403, 403, 403, 403),
    ("POST", "check-co-sign"):      ("login", 403, 403, 422, 403, 403, 403, 403, 403, 403),
    ("GET", "value-thread"):        ("login", 404, 404, 404, 404, 404, 404, 403, 403, 403),
    ("POST", "value-ask"):          ("login", 403, 403, 404, 404, 403, 403, 403, 403, 403),
    ("POST", "value-ask-again"):    ("login", 403, 403, 404, 404, 403, 403, 403, 403, 403),
    ("POST", "value-close"):        ("login", 403, 403, 404, 404, 403, 403, 403, 403, 403),
    ("POST", "value-withdraw"):     ("login", 403, 403, 404, 404, 403, 403, 403, 403, 403),
    ("POST", "value-answer"):       ("login", 404, 404, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "value-propose"):      ("login", 404, 404, 403, 403, 403, 403, 403, 403, 403),
    ("POST", "value-discard"):      ("login", 404, 404, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "plan"):                ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-definitions"):    ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-quantity"):       ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-indicator"):      ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-reporting"):      ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("POST", "plan-withdraw"):      ("login", 403, 403, 403, 403, 403, 302, 403, 403, 403),
    ("GET", "plan-factors"):        ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-factor"):         ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-thresholds"):     ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-scenario"):       ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-sizes"):          ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-allocations"):    ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-allocation"):     ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("POST", "plan-allocation-check"): ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "plan-allocation-file"): ("login", 403, 403, 403, 200, 403, 200, 403, 403, 403),
    ("GET", "allocation-reviews"):  ("login", 403, 403, 403, 200, 403, 403, 403, 403, 403),
    ("GET", "allocation-review"):   ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("GET", "own-targets"):         ("login", 200, 200, 403, 403, 403, 403, 403, 403, 403),
    ("GET", "zones"):               ("login", 403, 403, 403, 403, 403, 200, 403, 403, 403),
    ("GET", "matrix"):              ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "indicator-areas"):     ("login", 403, 403, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "overview"):            ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "indicator"):           ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("POST", "indicator-note"):     ("login", 403, 403, 403, 422, 403, 422, 403, 403, 403),
    ("POST", "indicator-note-withdraw"): ("login", 403, 403, 403, 422, 403, 422, 403, 403, 403),
    ("GET", "carbon"):              ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "carbon-area"):         ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "theme"):               ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "area"):                ("login", 404, 404, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "promises"):            ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "task"):                ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "bureau"):              ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "bureau-filing"):       ("login", 403, 403, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "digest"):              ("login", 403, 403, 403, 200, 200, 200, 403, 403, 403),
    ("GET", "digest-week"):         ("login", 403, 403, 403, 200, 200, 200, 403, 403, 403),
    ("POST", "digest-mail"):        ("login", 403, 403, 403, 302, 302, 302, 403, 403, 403),
    ("POST", "digest-schedule"):    ("login", 403, 403, 403, 403, 403, 302, 403, 403, 403),
    ("GET", "screen"):              ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "screen-show"):         ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "screen-version"):      ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "rankings"):            ("login", 200, 200, 200, 200, 200, 200, 403, 403, 403),
    ("GET", "ranking"):             ("login", 404, 404, 404, 404, 404, 404, 403, 403, 403),
    ("GET", "ranking-new"):         ("login", 403, 403, 403, 200, 403, 403, 403, 403, 403),
    ("POST", "ranking-publish"):    ("login", 403, 403, 403, 422, 403, 403, 403, 403, 403),
    ("POST", "ranking-withdraw"):   ("login", 403, 403, 403, 404, 403, 403, 403, 403, 403),
    ("GET", "scores"):              ("login", 403, 403, 403, 404, 404, 200, 403, 403, 403),
    ("GET", "scores-area"):         ("login", 403, 403, 403, 404, 404, 404, 403, 403, 403),
    ("GET", "scores-export"):       ("login", 403, 403, 403, 404, 404, 404, 403, 403, 403),
    ("GET", "scores-schemes"):      ("login", 403, 403, 403, 404, 404, 200, 403, 403, 403),
    ("GET", "scores-scheme"):       ("login", 403, 403, 403, 404, 404, 404, 403, 403, 403),
    ("POST", "scores-turn"):        ("login", 403, 403, 403, 403, 403, 409, 403, 403, 403),
    ("POST", "scores-scheme-edit"): ("login", 403, 403, 403, 403, 403, 404, 403, 403, 403),
    ("POST", "scores-scheme-copy"): ("login", 403, 403, 403, 403, 403, 404, 403, 403, 403),
    ("POST", "scores-scheme-what-if"): ("login", 403, 403, 403, 403, 403, 404, 403, 403, 403),
    ("POST", "scores-scheme-activate"): ("login", 403, 403, 403, 403, 403, 404, 403, 403, 403),
    ("POST", "scores-scheme-discard"): ("login", 403, 403, 403, 403, 403, 404, 403, 403, 403),
}
# fmt: on
NO_REPORT = {"report_id": 999999}
NO_EVIDENCE = {"evidence_id": "00000000-0000-4000-8000-000000000000"}
FILING = {"year": 2026, "stage": "estimate"}
VALUE = {"report_id": 999999, "quantity": "greenway_built"}
STEPS = ("ask", "ask-again", "close", "withdraw", "answer", "propose", "discard")
ARGUMENTS = {
    **{route: {"user_id": 999999} for route in ("account", "account-reset", "role")},
    "account-act": {"user_id": 999999, "act": "disable"},
    **dict.fromkeys(("value-thread", *(f"value-{step}" for step in STEPS)), VALUE),
    "indicator": {"code": "water-network-leakage-rate"},
    "indicator-areas": {"code": "water-network-leakage-rate"},
    "indicator-note": {"code": "water-network-leakage-rate"},
    "indicator-note-withdraw": {"code": "water-network-leakage-rate", "note_id": 999999},
    "carbon-area": {"code": "370800"},
    "theme": {"code": "green-building"},
    "task": {"code": "1.1"},
    **{route: {"code": "water"} for route in ("bureau", "bureau-filing")},
    "plan-factor": {"code": "tce_gas"},
    **dict.fromkeys(("value-history", "value-verified", "value-put"), VALUE),
    **dict.fromkeys(("value-lift", "value-object", "value-uphold"), VALUE),
    "plan-quantity": {"code": "heat_supplied"},
    "plan-indicator": {"code": "water-network-leakage-rate"},
    "ranking": {"publication_id": 999999},
    "scores-area": {"code": "370831"},
    "scores-scheme": {"edition": 999999},
    **{f"scores-scheme-{act}": {"edition": 999999} for act in ("edit", "copy", "what-if", "activate", "discard")},
    "ranking-withdraw": {"publication_id": 999999},
    "digest-week": {"code": "2026-W40"},
    "area": {"code": "370832"},  # the filers here are of 370831, the neighbour
    "api-indicator": {"code": "water-network-leakage-rate"},
    "api-report": NO_REPORT,
    "api-report-values": FILING,
    "api-report-lock": NO_REPORT,
    "api-report-submit": NO_REPORT,
    "api-report-approve": NO_REPORT,
    "api-report-return": NO_REPORT,
    "api-report-reopen": NO_REPORT,
    "filing-sheet": FILING,
    "filing-autosave": FILING,
    "filing-explain": FILING,
    "filing-indicators": FILING,
    "filing-area": FILING,
    "filing-paper": FILING,
    "filing-lock": FILING,
    "filing-unlock": FILING,
    "filing-reason": FILING,
    "filing-submit": FILING,
    **dict.fromkeys(("filing-receipt", "filing-correction", "filing-correct"), FILING),
    "filing-workbook": FILING,
    "filing-workbook-upload": FILING,
    "filing-workbook-apply": FILING,
    **dict.fromkeys(("filing-confirm", "filing-withdraw", "filing-hand-back", "filing-remind"), FILING),
    **dict.fromkeys(("filing-narratives", "filing-carry", "filing-carry-undo"), FILING),
    "filing-evidence": FILING,
    "filing-evidence-upload": FILING,
    "evidence": NO_EVIDENCE,
    "evidence-remove": NO_EVIDENCE,
    "plan-allocation": {"code": "retrofitted-area"},
    "plan-allocation-check": {"code": "retrofitted-area"},
    "plan-allocation-file": {"code": "retrofitted-area", "kind": "csv"},
    "allocation-review": {"version_id": 999},
    "review-report": NO_REPORT,
    "report-compare": NO_REPORT,
    "review-approve": NO_REPORT,
    "review-return": NO_REPORT,
    "review-reopen": NO_REPORT,
}


def routes(resolver=None, prefix=""):
    """Every pattern of the resolver as (name, pattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name, prefix + str(entry.pattern)
        else:
            yield from routes(entry, prefix + str(entry.pattern))


def test_every_route_has_a_name_of_its_own():
    names = [name for name, _ in routes()]
    assert None not in names
    assert sorted(names) == sorted(set(names))


def test_every_route_is_in_the_table_and_every_entry_is_a_route():
    assert set(settings.ROUTE_ACCESS) == {name for name, _ in routes()}


def test_every_route_is_tried_here():
    assert {route for _, route in EXPECTED} == {name for name, _ in routes()}


def test_the_columns_are_all_roles_there_are():
    assert COLUMNS[1:] == [role.value for role in Role]


@pytest.mark.parametrize("who", COLUMNS)
def test_each_role_gets_in_exactly_where_the_table_says(who, client, client_of, plan):
    user = None if who == "visitor" else make_user(who)
    found = {}
    for method, route in EXPECTED:
        visitor = client_of(user) if user else client
        sent = {"content_type": "application/json", "data": json.dumps({})} if method == "PUT" else {}
        response = visitor.generic(method, reverse(route, kwargs=ARGUMENTS.get(route)), **sent)
        to_log_in = response.status_code == 302 and response["Location"].startswith("/login/?next=")
        found[method, route] = "login" if to_log_in else response.status_code
    column = COLUMNS.index(who)
    assert found == {key: statuses[column] for key, statuses in EXPECTED.items()}


def test_a_route_missing_from_the_table_is_refused_and_logged(client_of, plan, settings, caplog):
    lead = make_user("lead")
    settings.ROUTE_ACCESS = {name: roles for name, roles in settings.ROUTE_ACCESS.items() if name != "password"}
    assert client_of(lead).get("/password/").status_code == 404
    assert "not in ROUTE_ACCESS" in caplog.text


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("clerk", "/filing/"),
        ("lead", "/filing/"),
        ("checker", "/review/"),
        ("reviewer", "/review/"),
        ("leader", "/overview/"),
        ("plan_manager", "/overview/"),
        ("system_admin", "/accounts/"),
        ("security_admin", "/roles/"),
        ("audit_admin", "/journal/"),
    ],
)
def test_everybody_begins_where_their_work_is(role, home, client_of, plan):
    assert client_of(make_user(role)).get("/")["Location"] == home
