"""The page of one value over HTTP: who sees its thread, and what each may do there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.models import Query, Value
from tests.factories import LIANGSHAN
from tests.reports.factories import SCAN, SYSTEM, draft, fresh, returned
from tests.reports.queries import asked, proposed, reported

pytestmark = pytest.mark.usefixtures("english_noon")


def page(report, quantity="greenway_built", step=""):
    return f"/values/{report.pk}/{quantity}/" + (f"{step}/" if step else "")


def version(acting_as, report):
    with acting_as(SYSTEM):
        return Query.objects.get(report=report, quantity__code="greenway_built").version


@pytest.mark.parametrize(
    ("role", "details", "status"),
    [
        ("clerk", {"bureau": "urban_management"}, 200),
        ("clerk", {"bureau": "housing"}, 404),
        ("clerk", {"bureau": "urban_management", "area": LIANGSHAN}, 404),
        ("lead", {}, 200),
        ("lead", {"area": LIANGSHAN}, 404),
        ("checker", {"bureau": "water"}, 200),
        ("reviewer", {}, 200),
        ("leader", {}, 200),
        ("plan_manager", {}, 200),
        ("system_admin", {}, 403),
    ],
)
def test_its_bureau_its_lead_and_the_city_see_a_thread(as_, role, details, status):
    report = reported()
    asked(report, reason="与台账不符")
    response = as_(role, **details).get(page(report))
    assert response.status_code == status
    assert ("与台账不符" in response.content.decode()) is (status == 200)


def test_a_visitor_is_asked_to_log_in(client):
    report = reported()
    for step in ("", "ask", "close", "answer"):
        response = client.post(page(report, step=step)) if step else client.get(page(report))
        assert (response.status_code, response.headers["Location"].startswith("/login/")) == (302, True)


def test_the_city_sees_no_draft(as_):
    assert as_("reviewer").get(page(draft())).status_code == 404
    assert as_("reviewer").get(page(returned())).status_code == 200


def test_the_city_sees_nothing_of_a_value_before_it_is_handed_in(as_):
    report = reported()
    asked(report)
    proposed(report, "4.75", words="重新测量")
    for_city = as_("reviewer").get(page(report)).content.decode()
    assert "4.75" not in for_city
    assert "重新测量" not in for_city
    for_bureau = as_("clerk", bureau="urban_management").get(page(report)).content.decode()
    assert "4.75" in for_bureau
    assert "重新测量" in for_bureau


def test_a_reviewer_asks_and_the_clerk_answers(as_, acting_as):
    report = reported()
    reviewer, clerk = as_("reviewer"), as_("clerk", bureau="urban_management")
    number = fresh(report).submitted_revision.number
    response = reviewer.post(page(report, step="ask"), {"revision": number, "reason": "与台账不符"}, follow=True)
    assert "Queried." in response.content.decode()
    seen = version(acting_as, report)
    response = clerk.post(page(report, step="answer"), {"version": seen, "words": "台账已更新"}, follow=True)
    assert "Answered." in response.content.decode()
    response = reviewer.post(page(report, step="close"), {"version": seen + 1}, follow=True)
    assert "Query closed." in response.content.decode()


def test_another_value_is_kept_with_its_words(as_, acting_as):
    report = reported()
    asked(report)
    clerk = as_("clerk", bureau="urban_management")
    with acting_as(SYSTEM):
        seen = Value.objects.get(report=report, quantity__code="greenway_built").version
    sent = {
        "version": 1, "words": "重新测量",
        "seen-greenway_built": f"{seen}.x", "value-greenway_built": "4.25",
        "reason-greenway_built": "", "note-greenway_built": "",
    }  # fmt: skip
    response = clerk.post(page(report, step="propose"), {**sent, "value-greenway_built": "abc"})
    assert response.status_code == 409
    assert 'value="abc"' in response.content.decode()
    assert "重新测量" in response.content.decode()
    response = clerk.post(page(report, step="propose"), sent, follow=True)
    assert "Kept." in response.content.decode()
    assert "4.25" in response.content.decode()
    response = clerk.post(page(report, step="discard"), {"version": 1}, follow=True)
    assert "What counts stands in the form again." in response.content.decode()


def test_what_was_typed_is_not_lost_when_it_is_refused(as_):
    report = reported()
    asked(report)
    response = as_("reviewer").post(page(report, step="ask"), {"revision": 1, "reason": "再问一次"})
    assert response.status_code == 409
    response = as_("clerk", bureau="urban_management").post(
        page(report, step="answer"), {"version": 9, "words": "说明"}
    )
    assert response.status_code == 409
    assert "说明" in response.content.decode()


def test_an_old_page_and_empty_words_are_refused(as_):
    report = reported()
    asked(report)
    clerk = as_("clerk", bureau="urban_management")
    assert clerk.post(page(report, step="answer"), {"version": 1, "words": " "}).status_code == 422
    assert clerk.post(page(report, step="answer"), {"version": "x", "words": "说明"}).status_code == 422


def test_a_queried_row_alone_is_open_on_the_form(as_):
    report = reported()
    asked(report, reason="与台账不符")
    html = as_("clerk", bureau="urban_management").get("/filing/2026/estimate/").content.decode()
    assert 'name="value-greenway_built"' in html
    assert 'name="value-lamps_total"' not in html
    assert "only what is queried can be changed" in html
    assert "与台账不符" in html
    assert page(report) in html


def test_the_bureau_of_a_task_asks_and_another_does_not(as_, acting_as):
    report = reported()
    sent = {"revision": 1, "reason": "?"}
    assert as_("checker", bureau="energy").post(page(report, step="ask"), sent).status_code == 403
    with acting_as(SYSTEM):
        assert not Query.objects.filter(report=report).exists()
    assert as_("checker", bureau="water").post(page(report, step="ask"), sent).status_code == 302


def test_a_clerk_of_another_bureau_finds_no_query(as_):
    report = reported()
    asked(report)
    sent = {"version": 1, "words": "说明"}
    assert as_("clerk", bureau="housing").post(page(report, step="answer"), sent).status_code == 404
    assert (
        as_("clerk", bureau="urban_management", area=LIANGSHAN).post(page(report, step="answer"), sent).status_code
        == 404
    )
    assert as_("lead", area=LIANGSHAN).post(page(report, step="answer"), sent).status_code == 404


def test_the_lead_hands_corrections_in(as_, acting_as):
    report = reported()
    asked(report)
    lead = as_("lead")
    area = "/filing/2026/estimate/"
    assert lead.get(area + "correction/").status_code == 200
    assert lead.post(area + "lock/", {"version": fresh(report).version}).status_code == 409
    proposed(report, "4.75", words="重新测量")
    html = lead.get(area + "area/").content.decode()
    assert "4.75" in html
    assert "重新测量" in html
    assert lead.post(area + "lock/", {"version": fresh(report).version}).status_code == 302
    paper = lead.get(area + "correction/").content.decode()
    assert fresh(report).locked_digest in paper
    assert "4.75" in paper
    scan = SimpleUploadedFile("更正页.pdf", SCAN, "application/pdf")
    lead.post(area + "evidence/upload/", {"about": "stamp", "file": scan})
    sent = {"version": fresh(report).version, "key": "k", "checked": "1"}
    response = lead.post(area + "correct/", sent, follow=True)
    assert "Handed in." in response.content.decode()
    after = fresh(report)
    assert (after.submitted_revision.number, after.submitted_revision.step) == (2, "correct")
    receipt = lead.get(area + "receipt/").content.decode()
    assert "Correction received" in receipt
    assert after.submitted_revision.digest in receipt
    assert lead.post(area + "correct/", sent).status_code == 302
    assert fresh(report).submitted_revision_id == after.submitted_revision_id
    assert lead.get(area + "correction/").status_code == 404


def test_queries_stand_first_on_the_to_do_page(as_):
    report = reported()
    asked(report, reason="与台账不符")
    asked(report, "heat_supplied", reason="热量有误")
    clerk = as_("clerk", bureau="urban_management").get("/filing/").content.decode()
    assert "与台账不符" in clerk
    assert "热量有误" not in clerk
    lead = as_("lead").get("/filing/").content.decode()
    assert "与台账不符" in lead
    assert "热量有误" in lead
    assert "热量有误" not in as_("lead", area=LIANGSHAN).get("/filing/").content.decode()
