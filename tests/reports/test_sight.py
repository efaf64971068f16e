"""Whoever signs a section off names what they saw of it: a colleague's change meanwhile is shown, not signed."""

import re

import pytest

from reports.domain.refusals import StaleReport
from reports.models import Section
from reports.queries.sections import SILENT
from reports.services import explanations, narratives, sections
from tests.factories import LIANGSHAN, make_actor, make_user
from tests.reports.browsing import text
from tests.reports.factories import NOON, SYSTEM, approved, draft, fresh, key_of, refused, save, seen_of, typed
from tests.reports.uploads import store

pytestmark = pytest.mark.usefixtures("english_noon")
PARKS = "urban_management"
BASE = "/filing/2026/estimate/"
STALE = "This report changed after you opened the page."


@pytest.fixture
def clerk():
    return make_actor("clerk", bureau=PARKS)


@pytest.fixture
def colleague():
    return make_actor("clerk", bureau=PARKS)


@pytest.fixture
def confirm(acting_as):
    def call(actor, seen, service=sections.confirm, **words):
        with acting_as(actor):
            return service(key=key_of(), bureau=PARKS, seen=seen, actor=actor, now=NOON, **words)

    return call


def _words(actor, acting_as, practice="已办结"):
    words = {"practice": practice, "problems": "", "intentions": "", "seen_version": 0}
    with acting_as(actor):
        narratives.save(key=key_of(), task="1.1", **words, actor=actor, now=NOON)


@pytest.mark.parametrize("change", ["value", "clearing", "words", "file"])
def test_a_colleagues_change_a_second_earlier_is_not_signed(
    change, clerk, colleague, confirm, acting_as, tmp_path, settings
):
    settings.EVIDENCE_ROOT = tmp_path
    report = draft()
    seen = seen_of(PARKS)
    if change == "value":
        save(colleague, {"lamps_total": typed("9")})
    elif change == "clearing":
        save(colleague, {"lamps_total": typed("9")})
        seen = seen_of(PARKS)
        save(SYSTEM, {"lamps_total": typed("8", seen_version=fresh(report).version)})
    elif change == "words":
        _words(colleague, acting_as)
    else:
        store(colleague)
    with pytest.raises(StaleReport):
        confirm(clerk, seen)
    confirm(clerk, seen_of(PARKS))
    with acting_as(SYSTEM):
        assert Section.objects.get().confirmed_by_id == clerk.user_id


def test_a_reason_beside_a_doubt_is_part_of_what_is_seen(clerk, colleague, confirm, acting_as):
    approved({"greenway_built": typed("5")}, year=2025)
    draft({"greenway_built": typed("5000")})
    before = seen_of(PARKS)
    with acting_as(SYSTEM):
        for code in ("year_on_year", "flow_jump", "unit_slip", "out_of_line_above", "unit_slip_among_peers_above"):
            about = {"quantity": "greenway_built", "code": code, "reason": "新建南部绿道"}
            try:
                explanations.save(key=key_of(), **about, actor=SYSTEM, now=NOON)
            except Exception as gone:
                assert getattr(gone, "code", "") == "finding_gone"
    assert seen_of(PARKS) != before


def test_another_bureaus_work_does_not_hinder(clerk, confirm):
    draft()
    seen = seen_of(PARKS)
    save(make_actor("clerk"), {"heat_delivered": typed("5")})
    confirm(clerk, seen)


def test_withdrawing_and_handing_back_name_what_was_seen_too(clerk, colleague, confirm):
    draft()
    lead = make_actor("lead")
    old = seen_of(PARKS)
    save(colleague, {"lamps_total": typed("9")})
    with pytest.raises(StaleReport):
        confirm(lead, old, sections.hand_back, reason="请核对")
    confirm(clerk, seen_of(PARKS))
    with pytest.raises(StaleReport):
        confirm(clerk, old, sections.withdraw)
    confirm(lead, seen_of(PARKS), sections.hand_back, reason="请核对")


def test_only_the_system_looks_at_no_page(clerk, confirm):
    draft()
    for nothing in (None, ""):
        with pytest.raises(StaleReport):
            confirm(clerk, nothing)
    confirm(SYSTEM, None)
    refused("section_confirmed", confirm, SYSTEM, None)


def _on_page(page):
    return re.findall(r'name="seen" value="([0-9a-f]{64})"', page.content.decode())


def test_the_pages_carry_the_fingerprint_of_what_they_show(as_):
    draft()
    clerk, lead = as_("clerk", bureau=PARKS), as_("lead")
    assert _on_page(clerk.get("/filing/"))[0] == seen_of(PARKS)
    assert _on_page(clerk.get(BASE)) == [seen_of(PARKS)]
    assert {seen_of(PARKS), seen_of("housing")} <= set(_on_page(lead.get(BASE + "area/")))
    assert seen_of(PARKS) in _on_page(lead.get("/filing/"))
    assert _on_page(as_("clerk", area=LIANGSHAN, bureau=PARKS).get(BASE)) == [SILENT]


@pytest.mark.parametrize(("role", "back"), [("clerk", "todo"), ("clerk", "sheet"), ("lead", "area"), ("lead", "todo")])
def test_a_stale_page_is_answered_with_how_it_now_stands(as_, role, back, colleague, acting_as):
    draft()
    sent = {"bureau": PARKS, "back": back, "seen": seen_of(PARKS), "reason": "代为确认"}
    save(colleague, {"lamps_total": typed("98765")})
    client = as_(role, bureau=PARKS) if role == "clerk" else as_(role)
    answer = client.post(BASE + "confirm/", sent)
    assert (answer.status_code, STALE in text(answer)) == (409, True)
    assert seen_of(PARKS) in _on_page(answer)
    with acting_as(SYSTEM):
        assert not Section.objects.exists()


def test_a_clerk_is_never_shown_the_leads_page(as_):
    draft()
    answer = as_("clerk", bureau=PARKS).post(BASE + "confirm/", {"back": "area", "seen": "x"})
    assert (answer.status_code, "Hand in" in text(answer)) == (409, False)


@pytest.fixture
def at_the_form(client_of):
    user = make_user("clerk", bureau=PARKS)
    client = client_of(user)

    def send(section, path="autosave/", **fields):
        return client.post(BASE + path, {"user": user.pk, "section": section, **fields}).json()

    return client, send


def test_ones_own_save_counts_as_seen(at_the_form):
    client, send = at_the_form
    said = send(SILENT, **{"seen-lamps_total": "0.x", "value-lamps_total": "9"})
    assert said["section"] == seen_of(PARKS) != SILENT
    again = send(said["section"], **{"seen-greenway_built": "0.x", "value-greenway_built": "2"})
    assert again["section"] == seen_of(PARKS) != said["section"]
    assert client.post(BASE + "confirm/", {"back": "sheet", "seen": again["section"]}).status_code == 302


def test_a_save_after_a_colleagues_change_names_nothing_new(at_the_form, colleague):
    client, send = at_the_form
    draft()
    page = seen_of(PARKS)
    save(colleague, {"lamps_total": typed("9")})
    said = send(page, **{"seen-pocket_parks_built": "0.x", "value-pocket_parks_built": "2"})
    assert (said["section"], said["rows"]["pocket_parks_built"]["state"]) == ("", "saved")
    assert client.post(BASE + "confirm/", {"back": "sheet", "seen": page}).status_code == 409
