"""Notes by reviewers: who writes, sees and withdraws one, and what the database itself refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from accounts.domain.actors import ANONYMOUS
from accounts.models import Area, JournalRecord
from accounts.services.acting import acting_as as acting
from progress.models import IndicatorNote, Pulse
from progress.queries.notes import notes_beside
from progress.services import noting
from targets.models import Indicator, Plan
from tests.factories import CITY, LIANGSHAN, SISHUI, make_actor
from tests.reports.factories import (
    SYSTEM,
    database_refuses,
    journalled,
    privilege_missing,
    refused,
    row_security_refuses,
    run,
)

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
LEAKAGE = "water-network-leakage-rate"
WORDS = "2026年为预计数。\n采暖季结束后以年报数为准。"
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def write(actor, *, area=SISHUI, text=WORDS, year=2026, indicator=LEAKAGE):
    plan = Plan.objects.get().pk
    with acting(actor):
        return noting.write(plan_id=plan, indicator=indicator, area=area, year=year, text=text, actor=actor, now=NOW)


def withdraw(actor, note, reason="口径有误"):
    with acting(actor):
        return noting.withdraw(note_id=note.pk, reason=reason, actor=actor, now=NOW)


def seen(actor):
    """Which areas' notes an actor sees: by the first lock (``visible_to``) and by the second alone."""
    with acting(actor):
        first = set(IndicatorNote.objects.visible_to(actor).values_list("area__code", flat=True))
        second = set(IndicatorNote.objects.values_list("area__code", flat=True))
    return first, second


@pytest.fixture
def reviewer(plan):
    return make_actor("reviewer", full_name="王审核")


EVERYWHERE, NOWHERE = {CITY, SISHUI, LIANGSHAN}, set()
SEES = [
    ("clerk", SISHUI, {CITY, SISHUI}),
    ("lead", SISHUI, {CITY, SISHUI}),
    ("lead", LIANGSHAN, {CITY, LIANGSHAN}),
    ("lead", CITY, {CITY}),
    ("checker", CITY, EVERYWHERE),
    ("reviewer", CITY, EVERYWHERE),
    ("leader", CITY, EVERYWHERE),
    ("plan_manager", CITY, EVERYWHERE),
    *((role, SISHUI, NOWHERE) for role in ADMINISTRATORS),
]


@pytest.mark.parametrize(("role", "area", "areas"), SEES)
def test_a_note_is_seen_by_its_area_and_the_city_alone_and_the_citys_by_all(reviewer, role, area, areas):
    for place in (CITY, SISHUI, LIANGSHAN):
        write(reviewer, area=place)
    assert seen(make_actor(role, area=area)) == (areas, areas)


def test_nobody_sees_none(reviewer):
    write(reviewer, area=CITY)
    assert seen(ANONYMOUS) == (NOWHERE, NOWHERE)


def test_beside_an_indicator_stand_its_own_notes_of_that_area_the_latest_first(reviewer):
    write(reviewer, text="一")
    write(reviewer, text="二", year=None)
    write(reviewer, area=LIANGSHAN)
    write(reviewer, indicator="county-town-density")
    indicator = Indicator.objects.get(code=LEAKAGE)
    ids = dict(Area.objects.values_list("code", "pk"))
    clerk = make_actor("clerk")
    with acting(clerk):
        about = {"readable": {ids[SISHUI], ids[CITY]}, "actor": clerk}
        notes = notes_beside(indicator.pk, ids[SISHUI], **about)
        assert notes_beside(indicator.pk, ids[LIANGSHAN], **about) == ()
    assert [(note.text, note.year, note.written_as, note.may_withdraw) for note in notes] == [
        ("二", None, "王审核", False),
        ("一", 2026, "王审核", False),
    ]
    assert {note.bureau_id for note in notes} == {reviewer.bureau_id}


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "leader", *ADMINISTRATORS])
def test_only_reviewers_and_plan_managers_write(reviewer, role):
    actor = make_actor(role)
    refused("wrong_role", write, actor)
    row = {"area": Area.objects.get(code=SISHUI), "indicator": Indicator.objects.get(code=LEAKAGE), "text": "x"}
    with acting(actor), row_security_refuses("progress_indicatornote"):
        IndicatorNote.objects.create(**row, written_at=NOW, written_by_id=actor.user_id, written_as="x")


def test_nobody_writes_in_anothers_name_or_what_is_withdrawn_already(reviewer):
    other = make_actor("reviewer")
    row = {"area": Area.objects.get(code=SISHUI), "indicator": Indicator.objects.get(code=LEAKAGE), "text": "x"}
    row |= {"written_at": NOW, "written_as": "x"}
    with acting(reviewer):
        with row_security_refuses("progress_indicatornote"):
            IndicatorNote.objects.create(**row, written_by_id=other.user_id)
        with row_security_refuses("progress_indicatornote"):
            gone = {"withdrawn_at": NOW, "withdrawn_because": "x"}
            IndicatorNote.objects.create(**row, **gone, written_by_id=reviewer.user_id)


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("note_missing", {"text": " \n"}),
        ("words_too_long", {"text": "字" * 1001}),
        ("forbidden_character", {"text": "\x07"}),
        ("no_such_indicator", {"indicator": "no-such"}),
        ("no_such_area", {"area": "370000"}),
        ("year_outside_plan", {"year": 2019}),
        ("year_outside_plan", {"year": 2031}),
    ],
)
def test_a_note_that_cannot_stand_is_refused(reviewer, code, wish):
    refused(code, write, reviewer, **wish)
    assert not journalled("note.write")


def test_a_thousand_characters_are_kept_to_the_letter_and_a_line_break_is_one(reviewer):
    text = "字" * 499 + "\r\n" + "符" * 500
    assert write(reviewer, text=text).text == "字" * 499 + "\n" + "符" * 500


def test_sent_twice_a_note_is_written_once_and_a_colleagues_copy_is_refused(reviewer):
    assert write(reviewer) == write(reviewer)
    refused("said_already", write, make_actor("plan_manager"))
    assert len(journalled("note.write")) == 1


def test_two_presses_at_once_write_one_note(committed_db):
    reviewer = make_actor("reviewer")

    def press(_number):
        try:
            return write(reviewer).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(press, range(2)))) == 1


def test_a_withdrawn_note_stays_for_who_writes_notes_and_nobody_else(reviewer):
    note = write(reviewer)
    planner = make_actor("plan_manager")
    withdraw(reviewer, note)
    for role, area, areas in [("reviewer", CITY, {SISHUI}), ("plan_manager", CITY, {SISHUI})]:
        assert seen(make_actor(role, area=area)) == (areas, areas)
    for role in ("clerk", "lead", "checker", "leader"):
        assert seen(make_actor(role)) == (NOWHERE, NOWHERE)
    with acting(planner):
        (kept,) = notes_beside(note.indicator_id, note.area_id, readable={note.area_id}, actor=planner)
    assert (kept.text, kept.withdrawn_because, kept.withdrawn_as) == (WORDS, "口径有误", "王审核")
    assert (kept.stands, kept.may_withdraw) == (False, False)
    assert write(reviewer).pk != note.pk  # the same words may stand again


def test_its_author_or_a_reviewer_withdraws_a_note_with_a_reason_and_once(reviewer):
    planner, colleague = make_actor("plan_manager"), make_actor("plan_manager")
    note = write(planner)
    refused("wrong_role", withdraw, colleague, note)
    refused("reason_missing", withdraw, planner, note, " ")
    withdraw(planner, note)
    refused("withdrawn_already", withdraw, reviewer, note)
    withdraw(reviewer, write(planner))
    for role in ("clerk", "lead", "checker", "leader"):
        refused("wrong_role", withdraw, make_actor(role), write(planner))


def test_writing_and_withdrawing_leave_a_record(reviewer):
    withdraw(reviewer, write(reviewer))
    (first,), (last,) = journalled("note.write"), journalled("note.withdraw")
    about = {"area": SISHUI, "indicator": LEAKAGE, "year": 2026, "words": WORDS}
    assert (first.detail, last.detail) == (about, about | {"reason": "口径有误"})
    assert first.subject == last.subject
    with acting(SYSTEM):
        assert JournalRecord.objects.get(pk=first.pk).user_id == reviewer.user_id


def test_the_application_changes_nothing_of_a_note_but_its_withdrawal(reviewer):
    write(reviewer)
    with acting(SYSTEM):
        for column in ("text", "written_as"):
            with privilege_missing():
                run(f"UPDATE progress_indicatornote SET {column} = 'x'")
        with privilege_missing():
            run("DELETE FROM progress_indicatornote")


def test_the_database_lets_only_author_and_reviewer_withdraw_and_under_their_own_name(reviewer):
    planner, colleague = make_actor("plan_manager"), make_actor("plan_manager")
    write(planner)
    gone = "UPDATE progress_indicatornote SET withdrawn_at = now(), withdrawn_because = 'x', withdrawn_by_id = %s"
    for actor, name in ((colleague, colleague), (planner, colleague), (reviewer, planner)):
        with acting(actor), row_security_refuses("progress_indicatornote"):
            run(gone, name.user_id)
    for role in ("lead", "checker", "leader"):
        actor = make_actor(role)
        with acting(actor):
            assert run(gone, actor.user_id) == 0
    with acting(planner):
        assert run(gone, planner.user_id) == 1
    with acting(SYSTEM), database_refuses("note_is_withdrawn_once_and_else_stays"):
        run("UPDATE progress_indicatornote SET withdrawn_because = 'y'")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("note_says_something", {"text": ""}),
        ("note_is_short", {"text": "字" * 1001}),
        ("note_withdrawn_says_why", {"withdrawn_because": "x"}),
        ("note_is_said_once_until_it_is_withdrawn", {"year": None}),
    ],
)
def test_the_database_holds_a_note_together(plan, acting_as, constraint, fields):
    row = {"area": Area.objects.get(code=SISHUI), "indicator": Indicator.objects.get(code=LEAKAGE), "text": "x"}
    row |= {"year": 2026, "written_at": NOW, "written_as": "x"}
    with acting_as(SYSTEM):
        IndicatorNote.objects.create(**row | {"year": None})
        with database_refuses(constraint):
            IndicatorNote.objects.create(**row | fields)
        with database_refuses("note_withdrawn_says_why"):
            IndicatorNote.objects.update(withdrawn_at=NOW)


def test_writing_and_withdrawing_beat_the_pulse(reviewer):
    before = Pulse.objects.get().beats
    note = write(reviewer)
    assert Pulse.objects.get().beats == before + 1
    withdraw(reviewer, note)
    assert Pulse.objects.get().beats == before + 2
