"""The pages of review, by Django's client: what each person sees and can do."""

import re

import pytest

from reports.domain.words import Stage
from tests.factories import LIANGSHAN
from tests.reports.browsing import text
from tests.reports.factories import (
    approved,
    draft,
    fresh,
    not_applicable,
    submitted,
    typed,
)

pytestmark = pytest.mark.usefixtures("english_noon")
SHEET = "/filing/2026/estimate/"


def test_the_reviewer_sees_the_frozen_facts_with_last_year_and_the_change(as_):
    approved({"heat_supplied": typed("100")}, year=2025, stage=Stage.FINAL)
    report = submitted({"heat_supplied": typed("112.5"), "greenway_built": not_applicable("当年无")})
    page = as_("reviewer").get(f"/review/{report.pk}/")
    told = text(page)
    assert "Heat supplied at district-heating source outlets 112.5 10⁴ GJ 100 +12.5 %" in told
    assert "Not applicable – – 当年无" in told
    assert "Revision 1" in told
    assert report.submitted_revision.digest in told
    assert "Approve" in told


def test_a_checker_looks_and_decides_nothing(as_):
    report = submitted()
    checker = as_("checker")
    page = checker.get(f"/review/{report.pk}/")
    assert page.status_code == 200
    assert "Decision" not in text(page)
    for step in ("approve", "return", "reopen"):
        answer = checker.post(f"/review/{report.pk}/{step}/", {"version": report.version, "reason": "x"})
        assert answer.status_code == 403


def test_approve_return_and_reopen_by_button(as_):
    reviewer = as_("reviewer")
    report = submitted()
    at = f"/review/{report.pk}/"
    empty = reviewer.post(at + "return/", {"version": report.version, "reason": " "})
    assert empty.status_code == 422
    assert reviewer.post(at + "return/", {"version": report.version, "reason": "口径"}).url == at
    told = text(reviewer.get(at))
    assert "Returned to its area." in told
    assert "Returned: 口径" in told
    other = submitted(area=LIANGSHAN)
    at = f"/review/{other.pk}/"
    assert reviewer.post(at + "approve/", {"version": other.version}).status_code == 302
    again = reviewer.post(at + "approve/", {"version": other.version})
    assert again.status_code == 409
    assert "changed after you opened the page" in text(again)
    other = fresh(other)
    assert reviewer.post(at + "reopen/", {"version": other.version, "reason": "更正"}).status_code == 302
    told = text(reviewer.get(at))
    assert re.search(r"Reopened .* 更正", told)
    assert fresh(other).status == "returned"


@pytest.mark.parametrize("version", [None, "", "abc", "0", "-1", "99999999999999999999"])
def test_a_decision_without_a_proper_version_is_none(as_, version):
    report = submitted()
    sent = {} if version is None else {"version": version}
    assert as_("reviewer").post(f"/review/{report.pk}/approve/", sent).status_code == 422
    assert fresh(report).status == "submitted"


def test_a_draft_is_404_for_the_city_as_if_it_were_not_there(as_):
    report = draft()
    for role in ("reviewer", "checker"):
        client = as_(role)
        there, nowhere = client.get(f"/review/{report.pk}/"), client.get("/review/999999/")
        assert there.status_code == nowhere.status_code == 404
        assert text(there) == text(nowhere).replace("999999", str(report.pk))
        assert client.get("/review/" + "9" * 15 + "/").status_code == 404
    assert as_("reviewer").post(f"/review/{report.pk}/approve/", {"version": 2}).status_code == 404
