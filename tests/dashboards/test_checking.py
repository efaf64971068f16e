"""The checker's table: all areas side by side, ticks, co-signatures; never a draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.queries import clock
from reports.domain.threads import CoSigned
from reports.domain.words import Stage
from reports.models import CoSignature, Verification
from reports.services import cosigning as cosigning_service
from reports.services import ticking
from tests.factories import LIANGSHAN, make_actor, make_user
from tests.reports.browsing import text
from tests.reports.factories import NOON, SYSTEM, draft, fresh, journalled, refused, returned, submitted, typed
from tests.reports.queries import CHECKED, asked, explained, handed_in, proposed, reported

PAGE = "/check/?year=2026&stage=estimate&task=1.1&quantity=greenway_built"


@pytest.fixture(autouse=True)
def _noon(plan, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr("accounts.middleware._language_of", lambda request: "en")
    return plan


def sees(client_of, role="reviewer", page=PAGE, **details):
    response = client_of(make_user(role, **details)).get(page)
    assert response.status_code == 200
    return response.content.decode()


def tick(plan, acting_as, reports, actor, quantity="greenway_built", seen=None):
    marks = {report.pk: seen or fresh(report).submitted_revision.number for report in reports}
    with acting_as(actor):
        return ticking.tick(
            plan=plan, year=2026, stage=Stage.ESTIMATE, quantity=quantity, seen=marks, actor=actor, now=NOON
        )


def test_every_area_has_its_row_and_a_draft_shows_nothing(client_of):
    reported()
    draft({"greenway_built": typed("87.65")}, area=LIANGSHAN)
    html = sees(client_of)
    assert "3.5" in html
    assert "87.65" not in html
    assert html.count("not handed in") == 13


def test_a_returned_report_counts_no_longer(client_of):
    returned({"greenway_built": typed("87.65")})
    html = sees(client_of)
    assert "87.65" not in html
    assert "Returned" in html


def test_missing_zero_and_not_applicable_are_told_apart(client_of):
    submitted({"heat_supplied": typed("1")})
    submitted({"greenway_built": typed("0")}, area=LIANGSHAN)
    html = sees(client_of)
    assert "not reported" in html
    assert '<span class="said-number">0</span>' in html


@pytest.mark.parametrize(
    ("role", "bureau", "page", "status"),
    [
        ("checker", "water", PAGE, 200),
        ("checker", "finance", PAGE, 404),
        ("checker", "energy", "/check/?task=1.3", 200),
        ("reviewer", "housing", PAGE.replace("greenway_built", "nothing"), 404),
        ("reviewer", "housing", "/check/?year=1999", 404),
        ("reviewer", "housing", "/check/?stage=x", 404),
        ("clerk", "housing", PAGE, 403),
        ("lead", "housing", PAGE, 403),
        ("leader", "housing", PAGE, 403),
    ],
)
def test_who_checks_what(client_of, role, bureau, page, status):
    assert client_of(make_user(role, bureau=bureau)).get(page).status_code == status


def test_a_tick_holds_while_the_value_says_the_same(plan, acting_as, client_of):
    report, checker = reported(), make_actor("checker", bureau="water", full_name="周涛")
    assert tick(plan, acting_as, [report], checker) == 1
    assert tick(plan, acting_as, [report], checker) == 0
    (record,) = journalled("value.tick")
    assert (record.subject, record.detail) == (
        "value jining-2024/2026/estimate/greenway_built", {"revisions": {"370831": 1}},
    )  # fmt: skip
    assert "✓ 周涛" in sees(client_of)
    reviewer = make_actor("reviewer")
    asked(report, actor=reviewer)
    proposed(report, "4.5")
    handed_in(report)
    assert "✓ 周涛" not in sees(client_of)
    with acting_as(SYSTEM):
        assert Verification.objects.count() == 1


def test_a_tick_is_refused_to_others_and_on_old_pages(plan, acting_as):
    report = reported()
    refused("other_task", tick, plan, acting_as, [report], make_actor("checker", bureau="energy"))
    refused("wrong_role", tick, plan, acting_as, [report], make_actor("leader"))
    refused("wrong_role", tick, plan, acting_as, [report], make_actor("clerk"))
    refused("stale", tick, plan, acting_as, [report], make_actor("reviewer"), seen=2)
    refused("nothing_to_tick", tick, plan, acting_as, [report], make_actor("reviewer"), "lamps_total")
    refused("wrong_status", tick, plan, acting_as, [returned(area=LIANGSHAN)], make_actor("reviewer"), seen=1)


def test_ticks_over_http(client_of, acting_as):
    report, other = reported(), reported(area=LIANGSHAN)
    client = client_of(make_user("reviewer"))
    sent = {"year": 2026, "stage": "estimate", "quantity": "greenway_built", "act": "tick"}
    marks = {"mark": [f"{report.pk}:1", f"{other.pk}:1"], "back": PAGE}
    response = client.post("/check/tick/", sent | marks, follow=True)
    assert "2 values ticked." in text(response)
    response = client.post("/check/tick/", sent | {"act": "untick", "mark": [f"{report.pk}:1"], "back": PAGE})
    assert response.headers["Location"] == PAGE
    with acting_as(SYSTEM):
        assert list(Verification.objects.values_list("area__code", flat=True)) == [LIANGSHAN]
    assert client.post("/check/tick/", sent | {"mark": ["1;2"]}).status_code == 404
    assert client_of(make_user("checker", bureau="energy")).post("/check/tick/", sent | marks).status_code == 403
    assert client_of(make_user("lead")).post("/check/tick/", sent | marks).status_code == 403


def test_answers_come_first_on_the_page(client_of):
    report, reviewer = reported(), make_actor("reviewer")
    asked(report, actor=reviewer)
    assert "1 query waits for its answer" in sees(client_of)
    explained(report, words="台账已更新")
    html = sees(client_of)
    assert "Answers to your queries" in html
    assert "台账已更新" in html
    assert "Answers to your queries" not in sees(client_of, "checker", bureau="water")
    move_close = client_of(make_user("reviewer")).post(
        f"/values/{report.pk}/greenway_built/close/", {"version": 2, "back": PAGE}
    )
    assert move_close.headers["Location"] == PAGE
    assert "Answers to your queries" not in sees(client_of)


def test_the_supporting_bureau_sees_and_co_signs_and_ticks_nothing(client_of, acting_as):
    report = reported()
    page = "/check/?year=2026&stage=estimate&task=1.3"
    html = sees(client_of, "checker", page, bureau="energy")
    assert "Co-sign" in html
    assert "check/tick" not in html
    assert "/ask/" not in html
    client = client_of(make_user("checker", bureau="energy", full_name="郑能"))
    seen = client.get(page).context["seen"]
    sent = {"year": 2026, "stage": "estimate", "task": "1.3", "seen": seen, "back": page}
    response = client.post("/check/co-sign/", sent | {"word": "objected", "reason": ""})
    assert response.status_code == 409
    response = client.post("/check/co-sign/", sent | {"word": "objected", "reason": "口径不一致"}, follow=True)
    assert "Objection recorded." in text(response)
    client.post("/check/co-sign/", sent | {"word": "cosigned", "reason": ""})
    assert [one.action for one in (*journalled("task.object"), *journalled("task.cosign"))] == [
        "task.object", "task.cosign",
    ]  # fmt: skip
    assert journalled("task.cosign")[0].detail["old"] == {"word": "objected", "reason": "口径不一致"}
    lead = sees(client_of, page=page)
    assert "郑能" in lead
    assert "figures changed since" not in lead
    asked(report)
    proposed(report, "4.5")
    handed_in(report)
    assert "figures changed since" in sees(client_of, page=page)
    assert client.post("/check/co-sign/", sent | {"word": "cosigned"}).status_code == 409
    with acting_as(SYSTEM):
        assert CoSignature.objects.count() == 1


def test_who_does_not_support_a_task_does_not_co_sign(plan, acting_as):
    reported()
    about = {"plan": plan, "year": 2026, "stage": Stage.ESTIMATE, "task": "1.3", "word": CoSigned.COSIGNED}
    for code, actor in (
        ("other_task", make_actor("checker", bureau="finance")),
        ("other_task", make_actor("checker", bureau="housing")),
        ("wrong_role", make_actor("reviewer")),
        ("wrong_role", make_actor("lead")),
    ):
        with acting_as(actor):
            refused(code, cosigning_service.say, **about, reason="", seen="", actor=actor, now=NOON)


def test_the_table_costs_the_same_for_one_area_and_for_many(client_of):
    reported()
    asked(reported(area=LIANGSHAN))
    client = client_of(make_user("reviewer"))

    def cost():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(PAGE).status_code == 200
        return len(caught)

    before = cost()
    for area in ("370811", "370812", "370881"):
        asked(submitted(CHECKED | {"lamps_total": typed("9")}, area=area))
    assert cost() == before <= 45
