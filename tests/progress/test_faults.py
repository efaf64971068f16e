"""What may fail between an approval and its light: the broker, and the worker in the middle of its work."""

import time

import pytest
from redis import Redis

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from progress.models import AsOf
from targets.services.waking import wake_rollup
from tests.progress import lamps
from tests.progress.lamps import blocked_drains, differences_from_the_oracle, light, marks
from tests.progress.processes import READY, Broker, beat, kill, supervised, times_said, wait_for, worker

# A publication to a hung broker blocked for more than 40 s by Celery's defaults; ours gives up
# after a second per attempt. Between them, with room for a loaded machine.
PROMPTLY_SECONDS = 15


@pytest.fixture
def broker(tmp_path_factory, publishing_to):
    broker = Broker(tmp_path_factory.mktemp("b"))
    broker.start()
    publishing_to(broker.url.replace("unix://", "redis+socket://"))
    yield broker
    broker.stop()


@pytest.fixture
def env(committed_db, broker):
    return {**committed_db.env, "REDIS_URL": broker.url, "CATCH_UP_SECONDS": "3"}


def test_an_approval_while_the_broker_is_down_is_counted_within_a_minute_of_its_return(
    env, committed_db, broker, tmp_path
):
    with supervised(env, tmp_path):
        lamps.approve(tmp_path, 90)
        wait_for(lambda: light() == "breached", what="the first light")
        log = tmp_path / "worker.log"
        with lamps.held(committed_db, "progress_rollup"):
            lamps.approve(tmp_path, 95)
            wait_for(blocked_drains, what="the drain's reaching the lock")
            # Messages that wait inside the worker: Celery 5.7 dies of losing them with its broker.
            seen = times_said(log, "received")
            wait_for(lambda: times_said(log, "received") > seen + 2, what="more messages")
            broker.stop()
        lamps.approve(tmp_path, 100)
        assert marks() > 0
        assert light() == "breached"
        broker.start()
        # Patience for a loaded machine, not a measure: rounds come every three seconds here.
        wait_for(lambda: light() == "met", seconds=180, what="the light's change")
        an_approval_while_the_broker_hangs_is_prompt_and_counted_afterwards(broker, tmp_path)
    assert marks() == 0
    assert differences_from_the_oracle() == []


def an_approval_while_the_broker_hangs_is_prompt_and_counted_afterwards(broker, folder):
    """Part of the test above, which has worker and beat running."""
    broker.pause()
    began = time.monotonic()
    lamps.approve(folder, 80)
    assert time.monotonic() - began < PROMPTLY_SECONDS
    assert marks() > 0
    assert light() == "met"
    broker.resume()
    wait_for(lambda: light() == "breached", seconds=180, what="the light's change")


def test_a_worker_killed_in_the_middle_of_a_roll_up_leaves_correct_figures(env, committed_db, tmp_path):
    lamps.approve(tmp_path, 90)
    with worker(env, tmp_path) as first:
        wait_for(lambda: times_said(tmp_path / "worker.log", READY), what="the worker's start")
        with lamps.held(committed_db, "progress_rollup"):
            with beat(env, tmp_path):
                wait_for(blocked_drains, what="the drain's reaching the lock")
            kill(first)
    wait_for(lambda: not lamps.open_drains(), what="the killed worker's transaction to end")
    assert marks() > 0, "the marks come back with the transaction that was lost"
    assert light() is None
    with worker(env, tmp_path), beat(env, tmp_path):
        wait_for(lambda: light() == "breached", what="the light")
    assert differences_from_the_oracle() == []


def test_an_event_delivered_five_times_counts_once_and_one_whose_message_was_flushed_counts_too(
    env, committed_db, broker, tmp_path
):
    lamps.approve(tmp_path, 90)
    queue = Redis.from_url(broker.url)
    assert queue.llen("celery") > 0, "the approval sent its message"
    queue.flushall()
    with worker(env, tmp_path, children=4):
        wait_for(lambda: times_said(tmp_path / "worker.log", READY), what="the worker's start")
        with beat(env, tmp_path):
            wait_for(lambda: light() == "breached", what="the light of the approval whose message was lost")
        wait_for(lambda: not lamps.open_drains(), what="quiet")
        before = counted()
        with lamps.held(committed_db, "progress_rollup"):
            lamps.approve(tmp_path, 100)
            for _ in range(4):
                wake_rollup("again")
            wait_for(lambda: blocked_drains() >= 4, what="four drains at once")
        wait_for(lambda: light() == "met", what="the light's change")
        wait_for(lambda: not lamps.open_drains(), what="the end of all five")
    assert counted() == before + 1
    assert marks() == 0
    assert differences_from_the_oracle() == []


def counted():
    """How many times something was counted."""
    with acting_as(system("test")):
        return AsOf.objects.get().sequence
