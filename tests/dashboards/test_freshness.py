"""A page that did not change is not sent again, after one query; whatever changes it, sends it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.models import AsOf
from progress.services.draining import as_rollup
from reports.models import FilingYear
from targets.models import Plan, PlanEvent
from tests.dashboards.conftest import RECYCLING
from tests.dashboards.made import NOW
from tests.factories import make_user

PAGE = "/overview/?year=2026"


@pytest.fixture
def leader(city, client_of):
    return client_of(make_user("leader", language="en"))


def again(client, path=PAGE, first=None, **headers):
    """What a browser gets that holds ``first`` of this address."""
    first = first or client.get(path)
    return client.get(path, headers={"If-None-Match": first["ETag"], **headers})


def test_an_unchanged_page_is_answered_after_one_query(leader):
    first = leader.get(PAGE)
    assert (first["Cache-Control"], first.status_code) == ("private, no-cache", 200)
    with CaptureQueriesContext(connection) as asked:
        answer = again(leader, first=first)
    assert (answer.status_code, answer.content, len(asked)) == (304, b"", 1)


def figures_counted():
    with as_rollup():
        AsOf.objects.update(sequence=2)


def definition_changed():
    PlanEvent.objects.create(plan=Plan.objects.get(), kind="factors", at=NOW, actor="test")


def deadline_moved():
    FilingYear.objects.update(closed_at=NOW)


@pytest.mark.parametrize("change", [figures_counted, definition_changed, deadline_moved])
def test_whatever_is_shown_changes_the_page(leader, acting_as, system_actor, change):
    first = leader.get(PAGE)
    with acting_as(system_actor):
        Plan.objects.get().filing_years.get_or_create(
            year=2026, defaults={"estimate_deadline": NOW, "final_deadline": NOW + timedelta(days=90)}
        )
    first = leader.get(PAGE)
    assert again(leader, first=first).status_code == 304
    with acting_as(system_actor):
        change()
    assert again(leader, first=first).status_code == 200


def test_a_new_day_changes_the_page(leader, monkeypatch):
    first = leader.get(PAGE)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    assert again(leader, first=first).status_code == 200


def test_another_language_is_another_page(leader):
    first = leader.get(PAGE)
    leader.post("/language/", {"language": "zh-hans"})
    assert again(leader, first=first).status_code == 200


def test_nobody_elses_tag_is_taken(leader, client_of):
    first = leader.get(PAGE)
    other = client_of(make_user("leader", language="en"))
    assert again(other, first=first).status_code == 200
    leader.logout()
    assert again(leader, first=first).status_code == 302


@pytest.mark.parametrize("tag", ['"1.x"', '""', "W/", '"999999999999999999999.0"', '"-1.a"', "*", '"1"', '"\x00.1"'])
def test_a_made_up_tag_is_worth_nothing(leader, tag):
    assert leader.get(PAGE, headers={"If-None-Match": tag}).status_code in (200, 400)


def test_a_thousand_made_up_tags_cost_one_query(leader):
    tags = ", ".join(['"1.x"'] * 1000)
    leader.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        again(leader, first={"ETag": '"1.x"'})
    with CaptureQueriesContext(connection) as many:
        again(leader, first={"ETag": tags})
    assert len(many) == len(few)


def test_a_disabled_account_is_not_told_that_its_page_still_holds(leader, city, client_of, acting_as, system_actor):
    user = make_user("leader", language="en")
    client = client_of(user)
    first = client.get(PAGE)
    with acting_as(system_actor):
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert again(client, first=first).status_code == 302


def test_a_page_in_use_keeps_its_session_alive(leader, monkeypatch):
    first = leader.get(PAGE)
    later = timezone.now() + timedelta(seconds=90)
    monkeypatch.setattr(clock, "wall", lambda: later)
    assert again(leader, first=first).status_code == 304
    assert leader.session["seen_at"] == int(later.timestamp())


def test_an_idle_session_is_over_whatever_the_browser_holds(leader, monkeypatch):
    first = leader.get(PAGE)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "wall", lambda: later)
    assert again(leader, first=first).status_code == 302


def test_pages_of_drafts_and_files_are_never_kept(city, client_of):
    clerk = client_of(make_user("clerk", language="en"))
    assert clerk.get("/filing/")["Cache-Control"] == "no-store, private"
    answer = clerk.get(f"/indicators/{RECYCLING}/?download=trajectory.csv")
    assert (answer.status_code, answer.has_header("ETag")) == (200, False)


def test_an_installation_may_forbid_keeping(leader, settings):
    settings.KEEP_PAGES = False
    answer = leader.get(PAGE)
    assert (answer["Cache-Control"], answer.has_header("ETag")) == ("no-store, private", False)


def test_the_system_beats_the_pulse_in_the_transaction_of_the_change(plan, system_actor):
    def beats():
        with connection.cursor() as cursor:
            cursor.execute("SELECT beats FROM progress_pulse")
            return cursor.fetchone()[0]

    before = beats()
    with acting_as(system("test")):
        definition_changed()
    assert beats() == before + 1
