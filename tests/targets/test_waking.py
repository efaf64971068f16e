"""Waking the roll-up: after the commit, within seconds, and never an error."""

import logging
import socket
import time

import pytest
from celery import current_app
from django.db import connection, transaction

from targets.services import waking


@pytest.fixture
def listener():
    """A server that accepts connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(5)
        yield server.getsockname()[1]


def test_nothing_is_sent_before_the_commit_and_nothing_after_a_rollback(db, monkeypatch):
    sent = []
    monkeypatch.setattr(waking, "_publish", sent.append)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        waking.wake_rollup("lost")
        raise ZeroDivisionError
    with transaction.atomic():
        waking.wake_rollup("kept")
        assert sent == []
    for _, callback, *_ in connection.run_on_commit:
        callback()
    assert sent == ["kept"]


def test_a_transaction_with_many_changes_sends_one_message_also_where_the_first_was_rolled_back(db, monkeypatch):
    sent = []
    monkeypatch.setattr(waking, "_publish", sent.append)
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            waking.wake_rollup("lost")
            waking.wake_rollup("lost too")
            raise ZeroDivisionError
        for number in range(3):
            with transaction.atomic():
                waking.wake_rollup(f"change {number}")
    for _, callback, *_ in connection.run_on_commit:
        callback()
    assert sent == ["change 0"]


def test_a_message_wakes_the_drain(publishing_to, settings):
    publishing_to("memory://")
    waking._publish("test")
    with current_app.connection_for_write() as there:
        message = there.SimpleQueue("celery").get(block=False)
    assert message.headers["task"] == "progress.drain"
    message.ack()


@pytest.mark.parametrize("state", ["hung", "down"])
def test_a_broker_that_does_not_answer_costs_seconds_and_a_log_line(publishing_to, listener, caplog, state):
    publishing_to(f"redis://127.0.0.1:{listener if state == 'hung' else 1}/0")
    start = time.monotonic()
    with caplog.at_level(logging.WARNING):
        waking._publish("report 7")
    assert time.monotonic() - start < 10
    assert "could not wake the roll-up after report 7" in caplog.text
