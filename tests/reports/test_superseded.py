"""A verified value whose declared value was corrected since no longer counts, and says so."""

from accounts.services.acting import acting_as
from reports.queries import verified as queries
from tests.factories import make_actor
from tests.reports.browsing import text
from tests.reports.queries import asked, handed_in, proposed, reported
from tests.reports.verified import counted, put


def test_a_verified_value_is_superseded_by_a_correction_and_not_shown_as_standing(plan, as_):
    report = reported()
    put(report, "3", quantity="greenway_built")
    reviewer = make_actor("reviewer")
    with acting_as(reviewer):
        assert not queries.of_value(report.pk, "greenway_built", reviewer).is_superseded
    asked(report)
    proposed(report, "4")
    handed_in(report)
    with acting_as(reviewer):
        assert queries.of_value(report.pk, "greenway_built", reviewer).is_superseded
    assert str(counted(report, "greenway_built").number.normalize()) == "4"
    page = text(as_("reviewer").get(f"/values/{report.pk}/greenway_built/verified/"))
    assert "不再计入：其后已另行申报" in page
