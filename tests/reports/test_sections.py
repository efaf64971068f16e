"""Signing off inside the county: confirm, withdraw, hand back."""

from datetime import timedelta

import pytest

from reports.domain.sections import SectionState
from reports.models import Report, Section
from reports.queries import sections as queries
from reports.services import narratives, sections
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    database_refuses,
    draft,
    fresh,
    journalled,
    key_of,
    refused,
    save,
    seen_of,
    submitted,
    typed,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("plan")
PARKS = "urban_management"


def call(service, actor, bureau=PARKS, *, key=None, now=NOON, acting_as=None, **words):
    words.setdefault("seen", seen_of(bureau, key))
    with acting_as(actor):
        return service(key=key or key_of(), bureau=bureau, actor=actor, now=now, **words)


@pytest.fixture
def do(acting_as):
    """Call a service as somebody: ``do(sections.confirm, actor)``."""
    return lambda service, actor, bureau=PARKS, **words: call(service, actor, bureau, acting_as=acting_as, **words)


@pytest.fixture
def clerk():
    return make_actor("clerk", bureau=PARKS, full_name="李园林")


def stored(report, bureau=PARKS, acting_as=None):
    with acting_as(SYSTEM):
        return Section.objects.get(report=report, bureau__code=bureau)


def test_a_clerk_confirms_and_the_record_says_who_and_when(do, clerk, acting_as):
    report = draft()
    do(sections.confirm, clerk)
    row = stored(report, acting_as=acting_as)
    assert (row.confirmed_at, row.confirmed_as, row.confirmed_by_id) == (NOON, "李园林", clerk.user_id)
    assert (row.on_behalf_reason, row.handed_back_at) == ("", None)
    assert fresh(report).version == report.version + 1
    (record,) = journalled("section.confirm")
    assert (record.subject, record.detail) == ("report jining-2024/2026/370831/estimate", {"bureau": PARKS})


def test_confirming_twice_is_refused(do, clerk):
    draft()
    do(sections.confirm, clerk)
    refused("section_confirmed", do, sections.confirm, clerk)


def test_a_section_that_says_nothing_is_not_confirmed(do, clerk):
    refused("empty", do, sections.confirm, clerk)
    draft({"heat_supplied": typed("100")})
    refused("empty", do, sections.confirm, clerk)
    refused("empty", do, sections.hand_back, make_actor("lead"), reason="请填报")


def test_a_section_with_open_findings_is_not_confirmed(do):
    draft({"county_town_built_area": typed("10")})
    land = make_actor("clerk", bureau="natural_resources")
    save(land, {"county_town_construction_land": typed("11")})
    lead = make_actor("lead")
    refused("findings_open", do, sections.confirm, lead, "natural_resources", reason="代为确认")
    save(land, {"county_town_construction_land": typed("9", seen_version=3)})
    do(sections.confirm, lead, "natural_resources", reason="代为确认")


def test_only_ones_own_bureau_unless_one_leads(do, acting_as):
    report = draft()
    refused("other_bureau", do, sections.confirm, make_actor("clerk"))
    lead = make_actor("lead", full_name="赵汇总")
    refused("reason_missing", do, sections.confirm, lead, reason=" ")
    do(sections.confirm, lead, reason="经办人出差，电话确认")
    row = stored(report, acting_as=acting_as)
    assert (row.confirmed_as, row.on_behalf_reason) == ("赵汇总", "经办人出差，电话确认")
    assert journalled("section.confirm")[0].detail["on_behalf_reason"] == "经办人出差，电话确认"


def test_a_reason_for_ones_own_section_is_not_kept(do, acting_as):
    report = draft()
    do(sections.confirm, make_actor("lead"), "housing", reason="x")
    assert stored(report, "housing", acting_as=acting_as).on_behalf_reason == ""


def test_a_confirmation_is_withdrawn_by_its_bureau_only(do, clerk, acting_as):
    report = draft()
    refused("section_not_confirmed", do, sections.withdraw, clerk)
    do(sections.confirm, clerk)
    refused("other_bureau", do, sections.withdraw, make_actor("lead"))
    refused("other_bureau", do, sections.withdraw, make_actor("clerk"))
    do(sections.withdraw, clerk)
    row = stored(report, acting_as=acting_as)
    assert (row.confirmed_at, row.confirmed_as, row.confirmed_by_id) == (None, "", None)
    assert fresh(report).version == report.version + 2
    assert len(journalled("section.withdraw")) == 1


def test_the_lead_hands_back_with_a_reason_which_clears_the_confirmation(do, clerk, acting_as):
    report = draft()
    do(sections.confirm, clerk)
    lead = make_actor("lead", full_name="赵汇总")
    refused("reason_missing", do, sections.hand_back, lead, reason="")
    refused("words_too_long", do, sections.hand_back, lead, reason="长" * 501)
    refused("forbidden_character", do, sections.hand_back, lead, reason="\x07")
    refused("wrong_role", do, sections.hand_back, clerk, reason="x")
    do(sections.hand_back, lead, reason="绿道长度与上年不符")
    row = stored(report, acting_as=acting_as)
    assert (row.confirmed_at, row.confirmed_as) == (None, "")
    assert (row.handed_back_at, row.handed_back_as, row.hand_back_reason) == (NOON, "赵汇总", "绿道长度与上年不符")
    assert journalled("section.hand_back")[0].detail == {"bureau": PARKS, "reason": "绿道长度与上年不符"}
    with acting_as(clerk):
        assert queries.sign_off(report.pk, clerk.bureau_id, clerk).state(1) is SectionState.HANDED_BACK
    do(sections.confirm, clerk, now=NOON + timedelta(hours=1))
    assert stored(report, acting_as=acting_as).hand_back_reason == ""


def test_a_change_of_a_section_voids_a_lock(do, clerk, acting_as):
    report = draft()
    with acting_as(SYSTEM):
        version = report.version + 1
        lock = {"locked_version": version, "locked_at": NOON, "locked_digest": "d"}
        Report.objects.filter(pk=report.pk).update(version=version, **lock)
    do(sections.confirm, clerk)
    assert fresh(report).locked_version != fresh(report).version


def test_a_submitted_report_is_closed(do, clerk):
    submitted()
    for service, words in ((sections.confirm, {}), (sections.withdraw, {})):
        refused("wrong_status", do, service, clerk, **words)
    refused("wrong_status", do, sections.hand_back, make_actor("lead"), reason="x")


def test_the_neighbour_the_reviewer_and_the_future_are_refused(do, clerk):
    draft()
    refused("other_area", do, sections.confirm, make_actor("lead", area=LIANGSHAN), reason="x")
    refused("other_area", do, sections.hand_back, make_actor("lead", area=LIANGSHAN), reason="x")
    refused("wrong_role", do, sections.confirm, make_actor("reviewer"))
    refused("not_begun", do, sections.confirm, clerk, key=key_of(year=2027))


def test_the_neighbour_sees_no_sign_off(do, clerk, acting_as):
    report = draft()
    do(sections.confirm, clerk)
    for who in (make_actor("lead", area=LIANGSHAN), make_actor("clerk"), make_actor("reviewer")):
        with acting_as(who):
            assert queries.sign_offs([report.pk], who) == {}
            assert not Section.objects.filter(report=report).exists()


def test_what_is_confirmed_is_closed_for_words(do, clerk, acting_as):
    draft()
    do(sections.confirm, clerk)
    with acting_as(clerk):
        words = {"task": "1.1", "practice": "做法", "problems": "", "intentions": "", "seen_version": 0}
        refused("section_confirmed", narratives.save, key=key_of(), **words, actor=clerk, now=NOON)


def test_the_database_wants_one_state_and_its_reasons(acting_as):
    report = draft()
    bureau = make_actor("clerk", bureau=PARKS).bureau_id
    row = {"report": report, "area_id": report.area_id, "bureau_id": bureau}
    with acting_as(SYSTEM):
        with database_refuses("section_is_confirmed_or_handed_back_not_both"):
            both = {"confirmed_at": NOON, "confirmed_as": "x", "handed_back_at": NOON, "hand_back_reason": "x"}
            Section.objects.create(**row, **both)
        with database_refuses("section_handed_back_says_why"):
            Section.objects.create(**row, handed_back_at=NOON)
        with database_refuses("section_confirmed_says_by_whom"):
            Section.objects.create(**row, confirmed_at=NOON)
