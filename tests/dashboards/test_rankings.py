"""Published rankings: until the reviewer publishes one no county sees another's number; then what was published."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.actors import ANONYMOUS
from accounts.models import Area
from progress.models import Publication, PublishedFigure, Rollup
from progress.queries import rankings
from progress.services import publishing
from progress.services.draining import as_rollup
from reports.domain.refusals import Refused
from targets.models import Plan
from tests.dashboards.conftest import ADMINISTRATORS, LEAKAGE, RECYCLING, WHO
from tests.dashboards.made import NOW, put, stored
from tests.factories import make_actor, make_user
from tests.reports.factories import SYSTEM, database_refuses, journalled, privilege_missing, row_security_refuses, run

SHOWN = ["41.7777", "37.0515"]


def look(actor, **wish):
    wish = {"indicator": RECYCLING, "year": 2026, "highest_first": True} | wish
    return rankings.ranking(Plan.objects.get(), actor=actor, **wish)


def publish(actor, **wish):
    seen = wish.pop("seen", None)
    wish = {"indicator": RECYCLING, "year": 2026, "highest_first": True} | wish
    title = wish.pop("title", "2026年生活垃圾回收利用率通报")
    seen = look(actor, **wish).fingerprint if seen is None else seen
    return publishing.publish(plan_id=Plan.objects.get().pk, **wish, title=title, seen=seen, actor=actor, now=NOW)


def refused(code, call, *args, **words):
    with pytest.raises(Refused) as refusal:
        call(*args, **words)
    assert refusal.value.code == code


@pytest.fixture
def reviewer(acting_as):
    actor = make_actor("reviewer")
    with acting_as(actor):
        yield actor


def test_areas_are_ranked_by_their_unrounded_approved_figures(city, reviewer):
    shown = look(reviewer)
    assert [(row.area_zh, row.rank, str(row.value.normalize())) for row in shown.rows] == [
        ("梁山县", 1, "41.7777"),
        ("泗水县", 2, "37.0515"),
    ]
    assert [row.rank for row in look(reviewer, highest_first=False).rows] == [1, 2]
    assert look(reviewer, highest_first=False).rows[0].area_zh == "泗水县"


def test_a_silent_area_has_no_rank_and_is_last(city, reviewer, acting_as):
    silent = stored("2025", "not_reported", "7.9", "<=", judged_year=2026)
    put("370828", RECYCLING, 2026, "nothing_reported", silent, reported=0)
    with acting_as(reviewer):
        last = look(reviewer).rows[-1]
    assert (last.area_zh, last.rank, last.value, last.void_reason) == ("金乡县", None, None, "nothing_reported")


def test_what_is_published_stays_when_the_figures_move_on(city, reviewer, acting_as):
    made = publish(reviewer)
    with as_rollup():
        Rollup.objects.filter(indicator__code=RECYCLING).update(value=Decimal(1))
    with acting_as(reviewer):
        lines = rankings.publication(made.pk, reviewer).ranking.rows
    assert [str(line.value.normalize()) for line in lines] == SHOWN


def test_the_database_keeps_what_was_published(city, reviewer, acting_as):
    made = publish(reviewer)
    with acting_as(SYSTEM):
        with privilege_missing():
            run("UPDATE progress_publishedfigure SET rank = 1")
        with privilege_missing():
            run("UPDATE progress_publication SET title = 'x'")
        with privilege_missing():
            run("DELETE FROM progress_publication")
    with acting_as(reviewer):
        publishing.withdraw(publication_id=made.pk, reason="口径有误", actor=reviewer, now=NOW)
    with acting_as(SYSTEM), database_refuses("publication_is_withdrawn_once_and_else_stays"):
        run("UPDATE progress_publication SET withdrawn_because = 'x'")


def test_what_was_not_looked_at_is_not_published(city, reviewer):
    refused("stale", publish, reviewer, seen="0" * 64)
    refused("stale", publish, reviewer, seen=look(reviewer, highest_first=False).fingerprint)
    assert not Publication.objects.exists()


def test_a_second_press_publishes_nothing_twice(city, reviewer):
    publish(reviewer)
    refused("published_already", publish, reviewer)
    assert Publication.objects.count() == 1


def test_what_has_no_figures_or_no_name_is_not_published(city, reviewer):
    refused("nothing_to_rank", publish, reviewer, indicator=LEAKAGE)
    refused("title_missing", publish, reviewer, title="  ")
    refused("forbidden_character", publish, reviewer, title="通\x00报")
    refused("words_too_long", publish, reviewer, title="报" * 121)
    refused("no_such_indicator", publish, reviewer, indicator="no-such", seen="x")


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "leader", "plan_manager", *ADMINISTRATORS])
def test_only_the_reviewer_publishes(city, acting_as, role):
    actor = make_actor(role, **WHO.get(role, {}))
    with acting_as(actor):
        refused("wrong_role", publish, actor, seen="x")
        row = dict.fromkeys(("plan_id", "indicator_id"), Plan.objects.get().pk) | {"published_by_id": actor.user_id}
        row |= {"year": 2026, "stage": "best", "title": "x", "highest_first": True, "decimals": 1, "as_of": NOW}
        with row_security_refuses("progress_publication"):
            Publication.objects.create(**row, published_at=NOW)


def test_a_withdrawal_says_why_and_happens_once(city, reviewer):
    made = publish(reviewer)
    withdraw = publishing.withdraw
    refused("reason_missing", withdraw, publication_id=made.pk, reason=" ", actor=reviewer, now=NOW)
    withdraw(publication_id=made.pk, reason="口径有误", actor=reviewer, now=NOW)
    refused("withdrawn_already", withdraw, publication_id=made.pk, reason="再次", actor=reviewer, now=NOW)
    assert rankings.publication(made.pk, reviewer).withdrawn_because == "口径有误"
    publish(reviewer)  # and it may be published again


def test_publishing_and_withdrawing_leave_a_record(city, reviewer):
    made = publish(reviewer)
    publishing.withdraw(publication_id=made.pk, reason="口径有误", actor=reviewer, now=NOW)
    (first,), (last,) = journalled("ranking.publish"), journalled("ranking.withdraw")
    assert (first.detail["title"], first.detail["areas"]) == ("2026年生活垃圾回收利用率通报", 2)
    assert last.detail == {"title": "2026年生活垃圾回收利用率通报", "reason": "口径有误"}


def test_until_it_is_published_and_after_it_is_withdrawn_a_county_sees_nothing(city, acting_as, looks):
    reviewer = make_actor("reviewer")
    for role in ("clerk", "lead"):
        assert "Liangshan" not in looks(role, "/rankings/").content.decode()
    with acting_as(reviewer):
        made = publish(reviewer)
    page = f"/rankings/{made.pk}/"
    for role in ("clerk", "lead"):
        shown = looks(role, page).content.decode()
        assert "Liangshan" in shown
        assert "41.78" in shown
        assert "通报" in looks(role, "/rankings/").content.decode()
        assert looks(role, "/areas/370832/").status_code == 404  # nothing else of the neighbour
    with acting_as(reviewer):
        publishing.withdraw(publication_id=made.pk, reason="口径有误", actor=reviewer, now=NOW)
    for role in ("clerk", "lead"):
        assert looks(role, page).status_code == 404
        assert "通报" not in looks(role, "/rankings/").content.decode()
    assert "口径有误" in looks("leader", page).content.decode()


def test_a_county_of_another_city_and_the_database_itself_show_nothing(city, acting_as):
    reviewer = make_actor("reviewer")
    with acting_as(reviewer):
        made = publish(reviewer)
    elsewhere = Area.objects.create(code="999999", code_scheme="x", name_zh="他县", name_en="Elsewhere", order=999)
    stranger = replace(make_actor("lead"), area_id=elsewhere.pk)
    for actor in (stranger, ANONYMOUS, *(make_actor(role) for role in ADMINISTRATORS)):
        with acting_as(actor):
            assert not Publication.objects.visible_to(actor).filter(pk=made.pk).exists()
            assert (Publication.objects.count(), PublishedFigure.objects.count()) == (0, 0)


def test_the_reviewer_looks_chooses_and_publishes_in_the_browsers_words(city, client_of):
    client = client_of(make_user("reviewer", language="en"))
    assert client.get("/rankings/new/").status_code == 200
    wish = {"indicator": RECYCLING, "year": 2026, "order": "plan"}
    page = client.get("/rankings/new/", wish)
    seen = page.context["ranking"].fingerprint
    assert seen in page.content.decode()
    assert client.post("/rankings/publish/", wish | {"title": "", "seen": seen}).status_code == 422
    assert client.post("/rankings/publish/", wish | {"title": "Waste", "seen": "x"}).status_code == 409
    done = client.post("/rankings/publish/", wish | {"title": "Waste", "seen": seen}, follow=True)
    assert "Published to every county." in done.content.decode()
    address = done.redirect_chain[-1][0]
    assert client.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert "Withdrawn" in client.post(f"{address}withdraw/", {"reason": "Wrong"}, follow=True).content.decode()


def test_the_page_asks_as_much_for_two_areas_as_for_three(city, client_of, django_assert_num_queries, acting_as):
    reviewer = make_actor("reviewer")
    with acting_as(reviewer):
        made = publish(reviewer)
    client = client_of(make_user("leader"))
    client.get(f"/rankings/{made.pk}/")
    with CaptureQueriesContext(connection) as two:
        client.get(f"/rankings/{made.pk}/")
    with acting_as(reviewer):
        publishing.withdraw(publication_id=made.pk, reason="口径有误", actor=reviewer, now=NOW)
    put("370828", RECYCLING, 2026, "20", stored("2025", "missed", "37", judged_year=2025))
    with acting_as(reviewer):
        again = publish(reviewer)
    with django_assert_num_queries(len(two)):
        client.get(f"/rankings/{again.pk}/")
