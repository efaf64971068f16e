"""The reviewer's page, batch approval, verified values, comparison and history, by Django's client."""

import json
import re

import pytest

from accounts.services.acting import acting_as
from reports.domain.entries import Entry
from reports.domain.words import State
from reports.services import querying, reviews, submissions, verifying
from tests.factories import LIANGSHAN, make_actor, make_user
from tests.reports.browsing import text
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    draft,
    fresh,
    journalled,
    returned,
    save,
    stamped,
    submitted,
    typed,
    withdrawn,
)

pytestmark = pytest.mark.usefixtures("english_noon")
HEAT = "heat_supplied"


def put(report, number="90"):
    """A verified value, put by a reviewer."""
    with acting_as(actor := make_actor("reviewer")):
        verifying.put(
            report_id=report.pk, quantity=HEAT, entry=Entry(State.REPORTED, number), reason="核对报表",
            seen_version=fresh(report).version, actor=actor, now=NOON,
        )  # fmt: skip


def object_to(report):
    """An objection of the value's clerk."""
    with acting_as(actor := make_actor("clerk")):
        verifying.object_to(report_id=report.pk, quantity=HEAT, words="口径不同", seen=1, actor=actor, now=NOON)


def ask(report):
    """A query of the reviewer about the heat."""
    with acting_as(actor := make_actor("reviewer")):
        querying.ask(
            report_id=report.pk, quantity=HEAT, reason="与上年差异大", actor=actor, now=NOON,
            seen_revision=fresh(report).submitted_revision.number,
        )  # fmt: skip


def test_the_page_shows_what_is_open_at_a_glance_and_where(as_):
    report = submitted()
    ask(report)
    put(report)
    object_to(report)
    told = text(as_("reviewer").get(f"/review/{report.pk}/"))
    assert "1 open queries 1 open objections 0 findings unexplained" in told
    assert "90 10⁴ GJ verified declared: 100" in told
    assert "A query is not closed." in told
    assert "This value" not in told
    assert "Revision 2" in told


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(ask, "A query is not closed."), (lambda one: (put(one), object_to(one)), "An objection to a verified value")],
)
def test_an_approval_is_refused_with_a_sentence_while_something_is_open(as_, spoil, words):
    report = submitted()
    spoil(report)
    page = as_("reviewer").post(
        f"/review/{report.pk}/approve/", {"version": fresh(report).version, "remarks": "同意，注意口径"}
    )
    assert page.status_code == 409
    assert words in text(page)
    assert "同意，注意口径" in text(page)
    assert fresh(report).status == "submitted"


def test_who_entered_a_figure_is_told_that_another_person_approves(client_of):
    user = make_user("reviewer")
    report = submitted()
    entered_by(report, user.pk)
    page = client_of(user).post(f"/review/{report.pk}/approve/", {"version": fresh(report).version})
    assert page.status_code == 409
    assert "entered a figure of it cannot approve it" in text(page)
    assert fresh(report).status == "submitted"


def entered_by(report, user_id):
    """The report handed in again, with a figure that this person entered (before they became a reviewer)."""
    actor = make_actor("reviewer")
    with acting_as(actor):
        reviews.return_report(
            report_id=report.pk, seen_version=fresh(report).version, reason="x", actor=actor, now=NOON
        )
    clerk = make_actor("clerk")
    withdrawn(fresh(report))
    save(type(clerk)(user_id, "x", "clerk", clerk.area_id, clerk.bureau_id, clerk.area_code, clerk.bureau_code),
         {"heat_delivered": typed("5")})  # fmt: skip
    hand_in(report)


def hand_in(report):
    """Submit again."""
    lead = make_actor("lead")
    report = stamped(fresh(report), lead=lead)
    with acting_as(lead):
        submissions.submit(report_id=report.pk, seen_version=report.version, actor=lead, now=NOON)


def test_remarks_of_an_approval_are_in_the_history(as_):
    report, reviewer = submitted(), as_("reviewer")
    reviewer.post(f"/review/{report.pk}/approve/", {"version": report.version, "remarks": "同意，注意口径"})
    assert re.search(r"Approved · .*Revision 2 同意，注意口径", text(reviewer.get(f"/review/{report.pk}/")))
    assert journalled("report.approve")[0].detail["remarks"] == "同意，注意口径"


def test_a_resubmission_is_shown_beside_the_one_before(as_):
    report = returned({HEAT: typed("100"), "greenway_built": typed("3.5")})
    withdrawn(fresh(report))
    with acting_as(SYSTEM):
        version = report.values.get(quantity__code=HEAT).version
    save(make_actor("clerk"), {HEAT: typed("95", seen_version=version)})
    hand_in(report)
    client = as_("reviewer")
    told = text(client.get(f"/review/{report.pk}/"))
    assert re.search(
        r"Changed since revision 1 .*Heat supplied at district-heating source outlets 100 10⁴ GJ 95 1", told
    )
    only = client.get(f"/review/{report.pk}/?only=changed")
    assert 'id="line-heat_supplied"' in only.content.decode()
    assert 'id="line-greenway_built"' not in only.content.decode()


def test_two_revisions_are_compared_for_those_who_may_see_them(as_):
    report = submitted()
    first = report.submitted_revision.digest
    put(report)
    second = fresh(report).submitted_revision.digest
    at = f"/reports/{report.pk}/compare/"
    for role in ("reviewer", "checker", "leader", "lead", "clerk"):
        told = text(as_(role).get(at + "?a=1&b=2"))
        assert first in told and second in told
        assert "100 10⁴ GJ 90 10⁴ GJ verified declared: 100" in told
    other = as_("clerk", bureau="urban_management").get(at)
    assert "100 10⁴ GJ" not in text(other) and "Nothing differs" in text(other)
    assert as_("lead", area=LIANGSHAN).get(at).status_code == 404
    reviewer = as_("reviewer")
    for query in ("?a=9", "?b=abc", "?a=1&b=99999999999999999999"):
        assert reviewer.get(at + query).status_code == 404
    assert "Nothing differs" in text(reviewer.get(at + "?a=2&b=2"))


# Batch approval


def test_each_chosen_report_is_approved_or_refused_for_itself(as_):
    good, blocked, stale = submitted(), submitted(area=LIANGSHAN), submitted(area="370811")
    ask(blocked)
    chosen = [f"{good.pk}.{good.version}", f"{blocked.pk}.{fresh(blocked).version}", f"{stale.pk}.{stale.version - 1}"]
    reviewer = as_("reviewer")
    told = text(reviewer.post("/review/approve/", {"report": chosen}, follow=True))
    assert "Sishui County 2026 Estimate: Approved." in told
    assert "Liangshan County 2026 Estimate: A query is not closed." in told
    assert "Rencheng District 2026 Estimate: This report changed after you opened the page." in told
    assert [fresh(one).status for one in (good, blocked, stale)] == ["approved", "submitted", "submitted"]
    again = text(reviewer.post("/review/approve/", {"report": chosen[:1]}, follow=True))
    assert "This report changed after you opened the page." in again
    with acting_as(SYSTEM):
        assert good.revisions.count() == 2


def test_a_script_is_told_of_each(as_):
    report = submitted()
    answer = as_("reviewer").post(
        "/review/approve/", {"report": f"{report.pk}.{report.version}"}, headers={"accept": "application/json"}
    )
    assert json.loads(answer.content) == {
        "reports": [{"id": report.pk, "name": "Sishui County 2026 Estimate", "done": True, "words": "Approved."}]
    }


@pytest.mark.parametrize("sent", ["x", "1", "1.", "1.0x", "-1.1", "9" * 16 + ".1"])
def test_a_batch_of_something_else_is_refused(as_, sent):
    assert as_("reviewer").post("/review/approve/", {"report": sent}).status_code == 422


def test_a_draft_in_a_batch_is_404_as_if_it_were_not_there(as_):
    report = draft()
    assert as_("reviewer").post("/review/approve/", {"report": f"{report.pk}.{report.version}"}).status_code == 404


def test_the_list_says_what_is_open_and_only_the_reviewer_chooses(as_):
    report = submitted()
    page = as_("reviewer").get("/review/")
    assert "values missing" in text(page)
    assert f'value="{report.pk}.{report.version}"' in page.content.decode()
    assert "data-clear" not in page.content.decode()
    ask(report)
    page = as_("reviewer").get("/review/")
    assert "1 open query" in text(page)
    assert "disabled" in page.content.decode()
    assert 'name="report"' not in as_("checker").get("/review/").content.decode()


def test_an_objection_after_the_approval_is_on_the_reviewers_list(as_):
    report = submitted()
    put(report)
    with acting_as(actor := make_actor("reviewer")):
        reviews.approve(report_id=report.pk, seen_version=fresh(report).version, actor=actor, now=NOON)
    object_to(report)
    assert "Objections to verified values 1" in text(as_("reviewer").get("/review/"))


# Verified values on pages


def test_put_object_and_uphold_by_button(as_):
    report, reviewer, clerk = submitted(), as_("reviewer"), as_("clerk")
    at = f"/values/{report.pk}/{HEAT}/verified/"
    wrong = reviewer.post(at + "put/", {"version": report.version, "reason": "x", f"value-{HEAT}": "abc"})
    assert wrong.status_code == 409
    assert "This is not a number" in text(wrong)
    assert 'value="abc"' in wrong.content.decode()
    assert reviewer.post(at + "put/", {"version": report.version, f"value-{HEAT}": "90"}).status_code == 422
    sent = {"version": report.version, "reason": "核对报表", f"value-{HEAT}": "90"}
    assert reviewer.post(at + "put/", sent).url == at
    told = text(clerk.get(at))
    assert "Declared value 100 10⁴ GJ Verified value 90 10⁴ GJ" in told
    assert clerk.post(at + "object/", {"seen": 1, "words": " "}).status_code == 422
    assert clerk.post(at + "object/", {"seen": 1, "words": "口径不同"}).url == at
    assert "objected to" in text(clerk.get(at))
    assert clerk.post(at + "object/", {"seen": 1, "words": "口径不同"}).status_code == 409
    assert reviewer.post(at + "uphold/", {"seen": 2, "words": "依据充分"}).url == at
    assert "upheld" in text(clerk.get(at))
    assert reviewer.post(at + "lift/", {"version": fresh(report).version, "reason": "更正"}).url == at
    assert "Verified value none" in text(reviewer.get(at))


def test_nobody_else_sees_or_does_it(as_, client):
    report = submitted()
    put(report)
    at = f"/values/{report.pk}/{HEAT}/verified/"
    assert client.get(at).status_code == 302
    assert client.post(at + "object/", {"seen": 1, "words": "x"}).status_code == 302
    for stranger in (as_("lead", area=LIANGSHAN), as_("clerk", bureau="urban_management")):
        for page in (at, f"/values/{report.pk}/{HEAT}/history/"):
            assert stranger.get(page).status_code == 404
    assert as_("lead", area=LIANGSHAN).post(at + "object/", {"seen": 1, "words": "x"}).status_code == 404
    assert as_("checker").post(at + "lift/", {"version": 1, "reason": "x"}).status_code == 403


def test_the_county_sees_both_values_on_its_list_and_its_form(as_):
    report = submitted()
    put(report)
    clerk = as_("clerk")
    assert "Verified values" in text(clerk.get("/filing/"))
    assert re.search(r"100 10⁴ GJ .*Verified value: 90 10⁴ GJ", text(clerk.get("/filing/2026/estimate/")))
    assert "Verified values" not in text(as_("clerk", bureau="urban_management").get("/filing/"))


# History


def test_the_history_of_a_value_is_told_in_order_to_its_bureau_and_without_drafts_to_the_city(as_):
    report = draft({HEAT: typed("80")})
    with acting_as(SYSTEM):
        version = report.values.get(quantity__code=HEAT).version
    save(make_actor("clerk"), {HEAT: typed("100", seen_version=version)})
    hand_in(report)
    put(report)
    at = f"/values/{report.pk}/{HEAT}/history/"
    mine = text(as_("clerk").get(at))
    assert re.search(r"80 → 100", mine.replace("before ", "").replace("after ", ""))
    assert "typed in the form" in mine
    theirs = text(as_("reviewer").get(at)).replace("before ", "").replace("after ", "")
    assert not re.search(r"\b80\b", theirs)
    assert "100 → 90" in theirs


@pytest.mark.parametrize("make", [submitted, approved, returned])
def test_the_report_page_lives_in_every_state(as_, make):
    report = make()
    for role in ("reviewer", "checker"):
        assert as_(role).get(f"/review/{report.pk}/").status_code == 200


def test_a_history_names_the_revision_of_each_step_even_when_all_are_taken_in_one_moment(as_):
    report = submitted()
    put(report)
    object_to(report)
    listed = text(as_("reviewer").get("/review/"))
    assert "Objection: 口径不同" in listed
    with acting_as(actor := make_actor("reviewer")):
        verifying.lift(
            report_id=report.pk, quantity=HEAT, reason="采用申报值", seen_version=fresh(report).version, actor=actor,
            now=NOON,
        )  # fmt: skip
    told = text(as_("reviewer").get(f"/values/{report.pk}/{HEAT}/history/"))
    assert re.findall(r"Revision (\d)", told) == ["3", "2", "1"]
