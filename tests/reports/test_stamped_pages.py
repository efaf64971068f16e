"""The stamped page of the whole report stays beside those of its corrections."""

from tests.reports.queries import asked, handed_in, proposed, reported


def test_a_correction_keeps_the_stamped_page_of_the_whole_beside_its_own(plan, as_):
    report = reported()
    asked(report)
    proposed(report, "4")
    handed_in(report)
    reviewer = as_("reviewer")
    stamped = reviewer.get(f"/review/{report.pk}/").context["review"].stamped
    assert [one.revision for one in stamped] == [1, 2]
    assert stamped[1].name == "更正页.pdf"
    for one in stamped:
        file = reviewer.get(f"/evidence/{one.id}/")
        assert b"".join(file.streaming_content)[:5] == b"%PDF-"
