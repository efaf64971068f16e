"""Which milestones the reviewer is told lack their document: those newly done, as the check asks."""

from io import BytesIO

import pytest

from accounts.services.acting import acting_as
from reports.domain.words import Stage
from reports.services import evidence
from tests.reports.browsing import text
from tests.reports.factories import NOON, SCAN, SYSTEM, draft, key_of, submitted, typed

pytestmark = pytest.mark.usefixtures("english_noon")
DONE = "construction_waste_franchise"
FIRST = {"year": 2025, "stage": Stage.FINAL}


def test_a_milestone_done_in_an_earlier_year_owes_no_document_again(as_):
    draft({DONE: typed("1")}, **FIRST)
    with acting_as(SYSTEM):
        evidence.store(
            key=key_of(**FIRST), about=evidence.About(quantity=DONE), name="合同.pdf", file=BytesIO(SCAN),
            size=len(SCAN), actor=SYSTEM, now=NOON,
        )  # fmt: skip
    submitted({DONE: typed("1")}, **FIRST)
    later = submitted({DONE: typed("1")})
    page = as_("reviewer").get(f"/review/{later.pk}/")
    assert "0 without evidence" in text(page)
    assert "Evidence missing" not in text(page)
