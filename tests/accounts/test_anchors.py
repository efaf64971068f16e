"""Heads of the journal outside the database: written once a day, and whatever was cut or rewritten shows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts import tasks
from accounts.domain.actors import ANONYMOUS, system
from accounts.domain.chain import digest_of
from accounts.queries import journal as journal_query
from accounts.queries import verification
from accounts.services import anchoring, journal
from accounts.services.acting import acting_as as acting
from tests.accounts.tampering import rewritten_from, tampering
from tests.factories import make_actor

SYSTEM = system("tests")
# 23:30 in Jining.
LATE = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def heads(settings, tmp_path):
    """The file of anchored heads, of this test alone."""
    settings.JOURNAL_ANCHORS = tmp_path / "journal" / "heads.txt"
    with translation.override("en"):
        yield settings.JOURNAL_ANCHORS


def write(*actions):
    with acting(SYSTEM):
        for action in actions:
            journal.record(actor=ANONYMOUS, now=LATE, action=action)


def anchor(now=LATE, **options):
    with acting(SYSTEM):
        return anchoring.anchor(actor=SYSTEM, now=now, **options)


def lines(path):
    return Path(path).read_text().splitlines()


def verified():
    with acting(SYSTEM):
        outcome = verification.verified()
    return outcome.fault, outcome.where


def numbers():
    with acting(SYSTEM):
        return [link.number for link in journal_query.links()]


def test_a_line_says_when_which_record_how_many_and_the_digest(empty_database, heads):
    write("a", "b")
    made = anchor()
    (line,) = lines(heads)
    assert line == f"2026-11-22T23:30:00+08:00 record={made.number} count=2 head={made.digest} before={'0' * 64}"
    assert (heads.stat().st_mode & 0o777, heads.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_same_head_is_written_once_a_day_and_a_new_one_again(empty_database, heads):
    write("a")
    assert anchor() is not None
    assert anchor(LATE + timedelta(minutes=10)) is None
    write("b")
    assert anchor(LATE + timedelta(minutes=20)) is not None
    assert anchor(LATE + timedelta(minutes=31)) is not None  # past midnight
    assert [line[:10] for line in lines(heads)] == ["2026-11-22", "2026-11-22", "2026-11-23"]


def test_the_daily_task_writes_one_line_a_day_and_catches_up(empty_database, heads, monkeypatch):
    write("a")
    for moment in (LATE, LATE + timedelta(minutes=20), LATE + timedelta(days=3)):
        monkeypatch.setattr("accounts.queries.clock.wall", lambda moment=moment: moment)
        tasks.anchor_journal()
        write("b")
    assert [line[:10] for line in lines(heads)] == ["2026-11-22", "2026-11-25"]


def test_nothing_is_anchored_of_an_empty_journal(empty_database, heads):
    assert anchor() is None
    assert lines(heads) == []


def test_nobody_but_the_system_anchors(db):
    for actor in (ANONYMOUS, make_actor("lead"), make_actor("system_admin")):
        with acting(actor), pytest.raises(anchoring.AnchoringRefused):
            anchoring.anchor(actor=actor, now=LATE)


def test_a_line_half_written_when_the_power_went_is_taken_back(empty_database, heads):
    write("a")
    anchor()
    with heads.open("a") as file:
        file.write("2026-11-23T00:00:00+08:00 reco")
    assert verified() == ("", 0)
    write("b")
    anchor()
    assert len(lines(heads)) == 2
    assert verified() == ("", 0)


def test_every_line_carries_the_digest_of_the_one_before(empty_database, heads):
    for day in range(3):
        write("a")
        anchor(LATE + timedelta(days=day))
    first, second, third = lines(heads)
    for damaged, where in (
        ([first, third], 2),
        ([second, third], 1),
        ([first, second.replace("count=2", "count=3"), third], 3),
        ([first, second, "no line of ours"], 3),
    ):
        heads.write_text("".join(f"{line}\n" for line in damaged))
        fault, line = verified()
        assert (fault, line) == ("anchors", where) or fault in ("rewritten", "gone")


def test_a_tail_cut_off_after_it_was_anchored_shows(empty_database):
    write("a", "b", "c")
    anchor()
    assert verified() == ("", 0)
    last = numbers()[-1]
    with tampering(empty_database) as cursor:
        cursor.execute(f"DELETE FROM accounts_journalrecord WHERE id = {last}")
    assert verified() == ("gone", last)
    write("something new, in its place")
    assert verified()[0] == "gone"


def test_a_chain_written_anew_shows_at_the_first_anchored_record(empty_database):
    write("a", "b", "c")
    anchor()
    with tampering(empty_database) as cursor:
        rewritten_from(cursor, numbers()[0], actor="somebody else")
    assert verified() == ("rewritten", numbers()[-1])


def test_a_guard_switched_off_shows(empty_database):
    write("a")
    anchor()
    with empty_database.as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_journalrecord DISABLE TRIGGER journal_is_append_only")
    assert verified() == ("unguarded", 0)


def test_the_command_says_which_record_is_wrong(empty_database):
    write("a", "b")
    anchor()
    with tampering(empty_database) as cursor:
        cursor.execute(f"UPDATE accounts_journalrecord SET subject = 'x' WHERE id = {numbers()[0]}")
    with pytest.raises(CommandError, match=f"Record {numbers()[0]} is not as it was written"):
        call_command("verify_journal")


def test_a_missing_file_is_said_plainly_and_may_be_left_out(empty_database, heads, capsys):
    write("a")
    with pytest.raises(CommandError, match="no file of anchored heads"):
        call_command("verify_journal")
    call_command("verify_journal", no_anchors=True)
    call_command("anchor_journal")
    call_command("anchor_journal")
    call_command("verify_journal")
    said = capsys.readouterr().out
    assert "1 records, head" in said
    assert "nothing new since" in said
    assert f"1 anchored heads in {heads} hold" in said


def test_everybody_may_know_the_head_and_nothing_else(db):
    lead = make_actor("lead")
    with acting(lead):
        journal.record(actor=lead, now=LATE, action="a")
        head = journal_query.head()
        assert list(journal_query.links()) == []
    with acting(SYSTEM):
        *_, last = journal_query.links()
    assert (head.number, head.digest) == (last.number, last.digest)
    assert last.digest == digest_of(last.entry, last.previous_digest)
