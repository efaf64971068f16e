"""Wakes the roll-up after a commit, without ever holding up whoever committed (ADR 0005)."""

import logging
from dataclasses import dataclass

from celery import current_app
from django.db import transaction

TASK = "progress.drain"
AT_MOST = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry_on_timeout": False, "max_retries": 0}

logger = logging.getLogger(__name__)


def wake_rollup(reason: str) -> None:
    """Tell the worker, once the present transaction is committed, that there is something to count.

    The work list is in PostgreSQL; the message only shortens the wait for the minute's
    round. A broker that is down, hung or full therefore costs a log line and at most a
    second or two, never an error and never a number. A transaction with many changes
    sends one message.

    Args:
        reason: what happened, for the log.
    """
    waiting = transaction.get_connection().run_on_commit
    if not any(isinstance(call, _Wake) for _, call, *_ in waiting):
        transaction.on_commit(_Wake(reason))


@dataclass(frozen=True, slots=True)
class _Wake:
    """What waits for the commit; a class, so that a transaction finds the one it already has."""

    reason: str

    def __call__(self) -> None:
        _publish(self.reason)


def _publish(reason: str) -> None:
    try:
        with current_app.connection_for_write(transport_options=AT_MOST) as connection:
            current_app.send_task(TASK, connection=connection, retry=False)
    except Exception as error:
        logger.warning("could not wake the roll-up after %s: %s; the minute's round will count it", reason, error)
