"""Notes by reviewers on an indicator's page: who reads, writes and withdraws them there, and nothing typed is lost."""

import re

import pytest
from django.test import Client

from accounts.services.acting import acting_as as acting
from progress.models import IndicatorNote
from progress.services import noting
from targets.models import Plan
from tests.dashboards.conftest import RECYCLING, WHO
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI
from tests.dashboards.test_overview_parts import text_of
from tests.factories import make_actor, make_user
from tests.reports.factories import SYSTEM

PAGE = f"/indicators/{RECYCLING}/"
NOTES = f"{PAGE}notes/"
WORDS = "2026年为预计数。\n以年报数为准 <b>&</b>"
SHOWN = "2026年为预计数。<br>以年报数为准 &lt;b&gt;&amp;&lt;/b&gt;"


def noted(area, text, actor=None):
    actor = actor or make_actor("reviewer", full_name="王审核")
    with acting(actor):
        plan = Plan.objects.get().pk
        return noting.write(plan_id=plan, indicator=RECYCLING, area=area, year=2026, text=text, actor=actor, now=NOW)


def texts():
    with acting(SYSTEM):
        return list(IndicatorNote.objects.values_list("area__code", "year", "text"))


@pytest.mark.parametrize("role", WHO)
def test_notes_are_read_where_their_figure_is(city, looks, role):
    noted(CITY, WORDS)
    noted(SISHUI, "泗水自己的")
    noted(LIANGSHAN, "梁山不给人看的")
    whole, own = text_of(looks(role, PAGE)), text_of(looks(role, f"{PAGE}?area={SISHUI}"))
    assert SHOWN in whole and ">1 note</a>" in whole and "on 2026" in whole
    assert "王审核</strong> · Housing" in whole and "2026-11-22 10:00" in whole
    assert "泗水自己的" in own and "泗水自己的" not in whole
    assert "梁山不给人看的" not in whole + own
    theirs = looks(role, f"{PAGE}?area={LIANGSHAN}")
    assert (theirs.status_code, "梁山不给人看的" in text_of(theirs)) == (
        (404, False) if role in ("clerk", "lead") else (200, True)
    )
    writes = role in ("reviewer", "plan_manager")
    assert ("Write a note" in whole, "Withdraw this note" in whole) == (writes, role == "reviewer")


def test_nobody_is_sent_to_log_in_and_writes_nothing(city):
    response = Client().post(NOTES, {"text": WORDS})
    assert (response.status_code, response.url.startswith("/login/"), texts()) == (302, True, [])


def test_where_nothing_was_noted_it_says_so(city, looks):
    assert "No reviewer has written a note on this indicator in Sishui County." in text_of(
        looks("leader", f"{PAGE}?area={SISHUI}")
    )


@pytest.mark.parametrize("role", ["reviewer", "plan_manager"])
def test_a_note_is_written_and_withdrawn_on_the_page(city, client_of, role):
    client = client_of(make_user(role, language="en"))
    there = f"area={SISHUI}&year=2026&basis=approved"
    answer = client.post(f"{NOTES}?{there}", {"text": WORDS.replace("\n", "\r\n"), "year": ""})
    assert (answer.status_code, answer.url) == (302, f"{PAGE}?{there}#notes")
    assert texts() == [(SISHUI, None, WORDS)]
    page = text_of(client.get(f"{PAGE}?{there}"))
    assert SHOWN in page and "on all years" in page and "Noted." in page
    action = re.search(r'action="([^"]+/withdraw/[^"]+)"', page)[1].replace("&amp;", "&")
    wrong = client.post(action, {"reason": "\x07"})
    assert (wrong.status_code, "There is a character that cannot be stored." in text_of(wrong)) == (409, True)
    assert client.post(action, {"reason": "口径有误"}).url == f"{PAGE}?{there}#notes"
    page = text_of(client.get(f"{PAGE}?{there}"))
    assert "口径有误" in page and ">1 note</a>" not in page and "Withdraw this note" not in page
    again = client.post(action, {"reason": "再次"})
    assert (again.status_code, "It was withdrawn already." in text_of(again)) == (409, True)


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"text": ""}, 422, "Write the note."),
        ({"text": "字" * 1001}, 422, "The words are too long."),
        ({"text": "关于旧年", "year": "1999"}, 422, "Select a valid choice"),
        ({"text": "同事已写"}, 409, "A colleague has written the very same note here."),
    ],
)
def test_what_was_typed_stands_in_the_form_again(city, client_of, said, status, words):
    noted(SISHUI, "同事已写")
    client = client_of(make_user("plan_manager", language="en"))
    answer = client.post(f"{NOTES}?area={SISHUI}&year=2026", {"year": "2026"} | said)
    page = text_of(answer)
    assert (answer.status_code, words in page) == (status, True)
    assert re.search(r"<textarea[^>]*>\s*" + said["text"] + r"</textarea>", page)
    assert len(texts()) == 1


def test_a_plan_managers_button_is_not_shown_to_another(city, client_of):
    author, other = make_user("plan_manager", language="en"), make_user("plan_manager", language="en")
    clients = client_of(author), client_of(other)
    clients[0].post(f"{NOTES}?area={SISHUI}", {"text": WORDS, "year": "2026"})
    clients[0].get(f"{PAGE}?area={SISHUI}")
    pages = [text_of(client.get(f"{PAGE}?area={SISHUI}")) for client in clients]
    assert ["Withdraw this note" in page for page in pages] == [True, False]
    pk = re.search(r'id="note-(\d+)"', pages[1])[1]
    answer = clients[1].post(f"{NOTES}{pk}/withdraw/?area={SISHUI}", {"reason": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("address", [f"{NOTES}?area=999999", "/indicators/no-such/notes/", f"{NOTES}?year=1999"])
def test_an_address_that_is_none_of_ours_takes_no_note(city, client_of, address):
    client = client_of(make_user("reviewer"))
    assert (client.post(address, {"text": WORDS}).status_code, texts()) == (404, [])


def test_a_note_changes_the_page_that_a_county_keeps(city, client_of):
    client, reviewer = client_of(make_user("lead", language="en")), make_actor("reviewer")
    address = f"{PAGE}?area={SISHUI}&year=2026"

    def status():
        return client.get(address, headers={"If-None-Match": first["ETag"]}).status_code

    first = client.get(address)
    assert status() == 304
    note = noted(SISHUI, WORDS, reviewer)
    assert status() == 200
    first = client.get(address)
    assert SHOWN in text_of(first) and status() == 304
    with acting(reviewer):
        noting.withdraw(note_id=note.pk, reason="口径有误", actor=reviewer, now=NOW)
    assert status() == 200
    assert "预计数。" not in text_of(client.get(address))
