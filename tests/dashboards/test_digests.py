"""The page of the weekly digest: what changed in which week, for whom, and by mail or not."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.queries import clock
from dashboards.domain.news import Digest, News, WeekNews, place_news
from progress.domain.digests import read_week
from progress.domain.judgement import Status
from progress.domain.turns import Change, Stand, Turn
from progress.models import AsOf, Snapshot, SnapshotLights
from progress.services import snapshots
from progress.services.draining import as_rollup
from targets.models import Indicator
from tests.dashboards.conftest import ENERGY_CUT, FILERS, RECYCLING, RURAL_HEATING
from tests.dashboards.made import CITY, COUNTY, LEAKAGE, LIANGSHAN, NEIGHBOUR, NOW, SISHUI, TOWN, put, stored
from tests.dashboards.test_overview_parts import judge, section, text_of
from tests.factories import make_user
from tests.reports.factories import journalled

READERS = ("leader", "reviewer", "plan_manager")


@pytest.fixture
def week(city):
    """Records of 15 and 22 November: two Sundays between which lights of the city and of Liangshan turned."""
    put(CITY, RURAL_HEATING, 2026, "80", stored("2025", "behind", "85", judged_year=2025))
    snapshots.take(now=NOW - timedelta(days=7))
    judge(CITY, RECYCLING, "2025", "missed")
    judge(CITY, ENERGY_CUT, "2030", "behind")
    judge(CITY, RURAL_HEATING, "2025", "met")
    judge(LIANGSHAN, RECYCLING, "2025", "missed")
    judge(SISHUI, RECYCLING, "2025", "met")
    snapshots.take(now=NOW)


def at(monkeypatch, **later):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(**later))


@pytest.mark.parametrize("role", READERS)
def test_a_week_says_what_turned_in_the_plans_words_binding_apart_from_the_rest(week, looks, role):
    text = text_of(looks(role, "/digest/"))
    assert "Week 47 of 2026" in text and "2026-11-16 to 2026-11-22 · still running" in text
    binding, softer = section(text, "binding"), section(text, "softer")
    assert binding.index("turned red <strong>1</strong>") < binding.index("fell behind <strong>1</strong>")
    assert "全市城市生活垃圾回收利用率达到37%以上" in binding
    address = f"/indicators/{RECYCLING}/?area={CITY}&amp;target=2025&amp;year=2026&amp;basis=approved#why"
    assert address in binding and "Met" in binding and "Missed" in binding
    assert RURAL_HEATING not in binding
    assert "到2025年力争农村地区清洁取暖率达到85%以上" in softer and "turned green <strong>1</strong>" in softer
    assert "to strive for" in softer


def test_the_areas_below_are_counted_and_those_that_fell_are_named(week, looks):
    areas = section(text_of(looks("leader", "/digest/")), "areas")
    rows = areas[: areas.index("</table>")]
    assert "Liangshan County" in rows and "Sishui County" in rows and "Rencheng" not in rows
    assert f"/digest/2026-W47/?area={LIANGSHAN}" in rows
    named = areas[areas.index("Binding targets that turned red or fell behind") :]
    assert "Liangshan" in named and "Sishui" not in named


def fell(place, key, status, turn):
    stands = Stand(Status.MET), Stand(Status(status))
    return News(LEAKAGE, place, Change(1, key, *stands, Turn(turn)), 2026)


def test_one_target_that_fell_in_several_areas_is_told_once_the_gravest_first():
    here = [fell(COUNTY, "2030", "behind", "behind"), fell(COUNTY, "2025", "missed", "red")]
    there = [fell(NEIGHBOUR, "2030", "behind", "behind"), fell(NEIGHBOUR, "2028", "far_behind", "behind")]
    there.append(fell(NEIGHBOUR, "2027", "met", "green"))
    quiet = WeekNews(read_week("2026-W47"), NOW, NOW, place_news(TOWN, []))
    below = (place_news(COUNTY, here), place_news(NEIGHBOUR, there))
    alarms = Digest(quiet, below, (), None).alarms
    assert [(one.first.change.key, [news.place.short for news in one.news]) for one in alarms] == [
        ("2025", ["Sishui"]),
        ("2028", ["Liangshan"]),
        ("2030", ["Sishui", "Liangshan"]),
    ]


def test_a_week_of_one_area_holds_its_own_alone(week, looks):
    text = text_of(looks("leader", "/digest/2026-W47/", area=SISHUI))
    assert "turned green <strong>1</strong>" in section(text, "binding")
    assert ENERGY_CUT not in text and 'id="areas"' not in text


def test_the_address_of_a_week_tells_the_same_long_after(week, looks, monkeypatch):
    before = section(text_of(looks("leader", "/digest/2026-W47/")), "binding")
    at(monkeypatch, days=60)
    judge(CITY, RECYCLING, "2025", "met")
    with as_rollup():
        AsOf.objects.update(sequence=8)
    assert snapshots.take(now=NOW + timedelta(days=60))
    text = text_of(looks("leader", "/digest/2026-W47/"))
    assert section(text, "binding") == before
    assert "still running" not in text and "/digest/2026-W48/" in text


def test_nothing_changed_is_said_plainly_and_so_is_what_was_not_recorded(week, looks, monkeypatch):
    at(monkeypatch, days=7)
    assert "Nothing changed so far: every light stands as it did." in text_of(looks("leader", "/digest/"))
    at(monkeypatch, days=14)
    text = text_of(looks("leader", "/digest/2026-W48/"))
    assert "Nothing changed in this week: every light stood as it did." in text
    assert "no new record of lights since <time" in text
    assert "There is no record of lights from before this week" in text_of(looks("leader", "/digest/2026-W46/"))


def test_the_weeks_in_which_figures_moved_are_listed_however_long_ago(week, looks, monkeypatch):
    at(monkeypatch, days=140)
    judge(CITY, RECYCLING, "2025", "met")
    with as_rollup():
        AsOf.objects.update(sequence=8)
    snapshots.take(now=NOW + timedelta(days=130))
    earlier = section(text_of(looks("leader", "/digest/")), "earlier")
    assert re.findall(r"/digest/([^/]+)/", earlier) == ["2027-W13", "2026-W47", "2026-W46"]
    assert earlier.index("turned green") < earlier.index("turned red") < earlier.index("the first record")


def test_before_the_first_record_there_is_nothing_to_compare_with(city, looks):
    response = looks("leader", "/digest/")
    assert response.status_code == 200
    assert "There is no record of lights from before this week" in text_of(response)


@pytest.mark.parametrize("address", ["/digest/2026-W48/", "/digest/2026-W54/", "/digest/soon/", "/digest/?area=1"])
def test_other_addresses_are_not_found(week, looks, address):
    assert looks("leader", address).status_code == 404


def test_an_indicator_the_plan_has_no_more_is_left_out(week, looks):
    with as_rollup():
        gone = str(Indicator.objects.get(code=RECYCLING).pk)
        for row in SnapshotLights.objects.all():
            row.lights = {"999999" if key == gone else key: lights for key, lights in row.lights.items()}
            row.save(update_fields=["lights"])
    text = text_of(looks("leader", "/digest/"))
    assert RECYCLING not in text and ENERGY_CUT in text


@pytest.mark.parametrize("role", [*FILERS, "checker", "audit_admin"])
def test_others_have_no_digest(week, looks, role):
    assert looks(role, "/digest/").status_code == 403
    assert looks(role, "/digest/2026-W47/").status_code == 403


def test_the_overview_leads_to_the_digest_of_those_who_have_one(week, looks):
    assert 'href="/digest/"' in section(text_of(looks("leader", "/overview/")), "changed-title")
    assert "/digest/" not in text_of(looks("checker", "/overview/"))


def queries_of(client):
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/digest/").status_code == 200
    return len(seen)


def test_a_week_costs_as_many_queries_however_much_changed(week, client_of):
    client = client_of(make_user("leader", language="en"))
    client.get("/digest/")
    few = queries_of(client)
    for area in (CITY, SISHUI, LIANGSHAN):
        judge(area, RECYCLING, "2025", "not_reported")
    with as_rollup():
        Snapshot.objects.filter(day=NOW.date()).delete()
    snapshots.take(now=NOW)
    assert queries_of(client) == few < 30


def test_a_person_switches_the_mail_off_and_the_page_is_not_the_one_kept(week, client_of, sink):
    client = client_of(make_user("leader", language="en", email="leader@example.org"))
    page = client.get("/digest/2026-W47/")
    assert "You get it at leader@example.org." in text_of(page)
    sent = {"by_mail": "0", "back": "/digest/2026-W47/"}
    response = client.post("/digest/mail/", sent)
    assert (response.status_code, response.url) == (302, "/digest/2026-W47/")
    text = text_of(client.get("/digest/2026-W47/", headers={"If-None-Match": page["ETag"]}))
    assert "You get no weekly digest by mail any more." in text and "You do not get it by mail." in text
    assert [one.detail for one in journalled("digest.prefer")] == [{"by_mail": False}]


def test_the_page_says_when_there_is_no_address_or_no_mail_server(week, looks):
    mail = section(text_of(looks("leader", "/digest/")), "by-mail")
    assert "No mail server is set up" in mail and "Your account has no mail address" in mail


def test_the_plan_manager_sets_when_it_is_mailed(week, client_of, sink):
    client = client_of(make_user("plan_manager", language="en"))
    assert "mailed on Monday after it, from 08:00 on" in text_of(client.get("/digest/"))
    terms = {"version": "0", "is_on": "on", "weekday": "5", "at": "17:30"}
    assert client.post("/digest/schedule/", terms).status_code == 302
    text = text_of(client.get("/digest/"))
    assert "The schedule of the digest is set." in text and "mailed on Friday after it, from 17:30 on" in text
    client.post("/digest/schedule/", terms)
    assert "Somebody else set the schedule meanwhile." in text_of(client.get("/digest/"))
    client.post("/digest/schedule/", terms | {"weekday": "8"})
    assert "Nothing was saved: choose a weekday and a time." in text_of(client.get("/digest/"))
    client.post("/digest/schedule/", terms | {"version": "1", "is_on": ""})
    assert "switched the mails of digests off" in text_of(client.get("/digest/"))


def test_only_the_plan_manager_has_the_form(week, looks):
    assert "/digest/schedule/" not in text_of(looks("leader", "/digest/"))
