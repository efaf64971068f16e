"""People at work at the same time, each in a thread and a transaction of their own."""

import threading
import time

import pytest
from django.db import IntegrityError, connection

from accounts.services.acting import acting_as
from reports.domain.refusals import Refused

PATIENCE = 20


class Person(threading.Thread):
    """Does one thing in one transaction, and keeps it open until told to go on."""

    def __init__(self, actor, act, waits=False):
        super().__init__(daemon=True)
        self.actor, self.act, self.waits = actor, act, waits
        self.connected, self.done, self.may_commit = threading.Event(), threading.Event(), threading.Event()
        self.pid = self.outcome = None

    def run(self):
        try:
            connection.ensure_connection()
            self.pid = connection.connection.info.backend_pid
            self.connected.set()
            with acting_as(self.actor):
                self.outcome = self.act(self.actor)
                self.done.set()
                if self.waits:
                    assert self.may_commit.wait(PATIENCE)
        except (Refused, IntegrityError) as refused:
            self.outcome = refused
        finally:
            self.done.set()
            connection.close()


def one_after_the_other(database, first, second):
    """Run both; the second must be blocked by the first's uncommitted work. What came of them."""
    first.waits = True
    first.start()
    assert first.done.wait(PATIENCE)
    second.start()
    assert second.connected.wait(PATIENCE)
    _wait_until_blocked(database, second.pid, first.pid)
    first.may_commit.set()
    for person in (first, second):
        person.join(PATIENCE)
        assert not person.is_alive()
    return first.outcome, second.outcome


def _wait_until_blocked(database, pid, by):
    deadline = time.monotonic() + PATIENCE
    with database.as_owner() as observer, observer.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT %s = ANY(pg_blocking_pids(%s))", [by, pid])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    pytest.fail("the second never waited for the first")
