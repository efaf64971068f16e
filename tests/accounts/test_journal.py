"""The journal: appended by all, changed by nobody, chained, and whatever was tampered with shows."""

import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from accounts.domain.actors import ANONYMOUS, system
from accounts.domain.chain import Break, first_break
from accounts.models import JournalRecord
from accounts.queries import journal as journal_query
from accounts.services import journal
from accounts.services.acting import acting_as as acting
from tests.accounts.tampering import tampering
from tests.factories import LIANGSHAN, make_actor

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def write(actor, *actions, **more):
    with acting(actor):
        for number, action in enumerate(actions):
            journal.record(actor=actor, now=NOW + timedelta(seconds=number), action=action, **more)


def read(reader):
    with acting(reader):
        return list(JournalRecord.objects.exclude(action="plan.load").order_by("id"))


def test_a_record_says_who_when_what_and_from_where(db):
    lead = make_actor("lead", full_name="孔祥瑞")
    detail = {"old": Decimal("1.50"), "new": None, "at": NOW}
    write(lead, "report.submit", subject="report 12", detail=detail)
    (record,) = read(system("tests"))
    assert (record.at, record.user_id, record.actor, record.role) == (NOW, lead.user_id, "孔祥瑞", "lead")
    assert (record.action, record.subject, record.result) == ("report.submit", "report 12", "done")
    assert record.detail == {"old": "1.50", "new": None, "at": "2026-11-22T09:30:00Z"}


def test_the_first_record_is_chained_to_nothing(empty_database):
    write(ANONYMOUS, "a")
    (record,) = read(system("tests"))
    assert record.previous_digest == "0" * 64


def test_each_record_is_chained_to_the_one_before(db):
    write(ANONYMOUS, "a", "b", "c")
    first, second, third = read(system("tests"))
    assert (second.previous_digest, third.previous_digest) == (first.digest, second.digest)
    with acting(system("tests")):
        assert first_break(journal_query.links()) is None


def test_a_binary_float_is_refused(db):
    with pytest.raises(TypeError):
        write(ANONYMOUS, "a", detail={"values": [{"number": 0.1}]})


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "plan_manager", "system_admin", "security_admin"])
def test_everybody_appends_and_nobody_but_the_auditor_reads(db, role):
    actor = make_actor(role)
    write(actor, "a")
    assert read(actor) == []
    assert [row.action for row in read(make_actor("audit_admin"))] == ["a"]


def test_the_visitor_and_the_neighbour_read_nothing(db):
    write(make_actor("lead"), "a")
    assert read(ANONYMOUS) == []
    assert read(make_actor("lead", area=LIANGSHAN)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_journalrecord SET actor = 'x'",
        "DELETE FROM accounts_journalrecord",
        "TRUNCATE accounts_journalrecord",
        "ALTER TABLE accounts_journalrecord DISABLE TRIGGER USER",
    ],
)
def test_the_application_cannot_change_the_journal(db, statement):
    auditor, refused = make_actor("audit_admin"), pytest.raises(DatabaseError)
    with acting(auditor), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_owner_is_stopped_by_the_trigger(empty_database, statement):
    refused = pytest.raises(Exception, match="the journal is append-only")
    with empty_database.as_owner() as owner, owner.cursor() as cursor, refused:
        cursor.execute(statement.format("accounts_journalrecord"))


def test_the_journal_knows_two_results(db):
    with pytest.raises(IntegrityError, match="journal_result_is_done_or_refused"):
        write(ANONYMOUS, "a", result="perhaps")


def test_a_digest_is_unique(db):
    write(ANONYMOUS, "a")
    insert_again = pytest.raises(IntegrityError, match="digest")
    with acting(system("tests")), insert_again, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_journalrecord"
            " (at, actor, role, address, action, subject, result, detail, previous_digest, digest)"
            " SELECT at, actor, role, address, action, subject, result, detail, previous_digest, digest"
            " FROM accounts_journalrecord LIMIT 1"
        )


def numbers():
    return [record.pk for record in read(system("tests"))]


def broken():
    with acting(system("tests")):
        return first_break(journal_query.links())


def test_every_kind_of_tampering_shows(empty_database):
    write(ANONYMOUS, "a", "b", "c", "d")
    one, two, three, four = numbers()
    attacks = {
        "edit": (f"UPDATE accounts_journalrecord SET actor = 'x' WHERE id = {two}", Break(two, "content")),
        "backdate": (
            f"UPDATE accounts_journalrecord SET at = at - interval '1 day' WHERE id = {three}",
            Break(three, "content"),
        ),
        "delete": (f"DELETE FROM accounts_journalrecord WHERE id = {two}", Break(three, "order")),
        "behead": (f"DELETE FROM accounts_journalrecord WHERE id = {one}", Break(two, "order")),
        "insert": (
            "INSERT INTO accounts_journalrecord"
            " (id, at, actor, role, address, action, subject, result, detail, previous_digest, digest)"
            f" SELECT {four} + 1, at, actor, role, address, 'forged', subject, result, detail, digest, repeat('a', 64)"
            f" FROM accounts_journalrecord WHERE id = {four}",
            Break(four + 1, "content"),
        ),
        "reorder": (
            "UPDATE accounts_journalrecord SET id = CASE id"
            f" WHEN {two} THEN 1000 + {three} WHEN {three} THEN 1000 + {two} END WHERE id IN ({two}, {three});"
            "UPDATE accounts_journalrecord SET id = id - 1000 WHERE id > 1000",
            Break(two, "order"),
        ),
    }
    found = {}
    for name, (statement, _) in attacks.items():
        with tampering(empty_database) as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT * FROM accounts_journalrecord")
            cursor.execute(statement)
        found[name] = broken()
        with tampering(empty_database) as cursor:
            cursor.execute("TRUNCATE accounts_journalrecord")
            cursor.execute("INSERT INTO accounts_journalrecord SELECT * FROM kept; DROP TABLE kept")
    assert found == {name: expected for name, (_, expected) in attacks.items()}
    assert broken() is None


def test_a_tail_cut_off_shows_against_a_head_kept_elsewhere(empty_database, capsys):
    write(ANONYMOUS, "a", "b")
    call_command("verify_journal", no_anchors=True)
    head = capsys.readouterr().out.split()[-1]
    with tampering(empty_database) as cursor:
        cursor.execute(f"DELETE FROM accounts_journalrecord WHERE id = {numbers()[-1]}")
    call_command("verify_journal", no_anchors=True)
    with translation.override("en"), pytest.raises(CommandError, match="is gone"):
        call_command("verify_journal", no_anchors=True, contains=head)


def test_writers_take_turns_so_that_the_chain_never_forks(empty_database, django_db_blocker):
    first_wrote, go_on = threading.Event(), threading.Event()

    def first():
        with django_db_blocker.unblock(), acting(ANONYMOUS):
            journal.record(actor=ANONYMOUS, now=NOW, action="first")
            first_wrote.set()
            go_on.wait(10)
        connection.close()

    def second():
        with django_db_blocker.unblock():
            write(ANONYMOUS, "second")
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert first_wrote.wait(10)
    threads[1].start()
    with empty_database.as_owner() as owner, owner.cursor() as cursor:
        waiting, until = 0, time.monotonic() + 10
        while waiting == 0 and time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            (waiting,) = cursor.fetchone()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert [record.action for record in read(system("tests"))] == ["first", "second"]
    assert broken() is None
