"""The supervisor: in order, patient, and it says what happened."""

import signal
import subprocess
import sys
import threading

import pytest

from stack import supervisor as supervision
from stack.errors import Problem
from stack.paths import ROOT
from stack.processes import Program, wait_until
from stack.supervisor import Service, Supervisor


def shell(name, script, **options):
    """Return a service that is a shell script and ready when it says so."""
    return Service(
        name,
        lambda: Program(["/bin/sh", "-c", script]),
        is_ready=options.pop("is_ready", lambda output: "ready" in output),
        **options,
    )


@pytest.fixture
def said():
    """Return the lines that were said."""
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    """Return a supervisor whose services are stopped after the test."""
    made = Supervisor(tmp_path / "log", said.append)
    yield made
    made.kill()
    made.stop()


def watch(supervisor, monkeypatch, until, seconds=120):
    """Let it look after its services until something is true."""

    class Enough(BaseException):
        pass

    def pause(_):
        if until() or late.is_set():
            raise Enough

    late = threading.Event()
    timer = threading.Timer(seconds, late.set)
    timer.start()
    monkeypatch.setattr(supervision.time, "sleep", pause)
    with pytest.raises(Enough):
        supervisor.watch()
    timer.cancel()
    timer.join()
    monkeypatch.undo()
    assert not late.is_set()


def test_services_stop_in_reverse_order(supervisor, tmp_path, said):
    order = tmp_path / "order"
    for name in ("first", "second", "third"):
        supervisor.start(
            shell(name, f"trap 'echo {name} >> {order}; exit' TERM; echo ready; while :; do sleep 0.02; done")
        )
    supervisor.stop()
    assert order.read_text().split() == ["third", "second", "first"]
    assert said == []


def test_services_started_together_are_asked_together(supervisor, said):
    # Each waits for the other to have been asked: one after the other, they would never end.
    waiting = "touch {0}; while ! test -e {1}; do sleep 0.02; done; exit"
    script = f"trap '{waiting}' TERM; echo ready; while :; do sleep 0.02; done"
    one, other = supervisor.logs / "one", supervisor.logs / "other"
    supervisor.start(shell("one", script.format(one, other)), shell("other", script.format(other, one)))
    supervisor.stop()
    assert said == []


def test_a_service_that_does_not_stop_is_killed_and_named(supervisor, said):
    supervisor.start(shell("deaf", "trap '' TERM; echo ready; while :; do sleep 0.02; done", stop_seconds=0.2))
    supervisor.stop()
    assert said == ["deaf did not stop in 0 s and was killed"]


def test_one_that_ends_while_starting_is_shown_with_its_last_words(supervisor):
    with pytest.raises(Problem) as caught:
        supervisor.start(shell("web", "echo starting; echo no such table >&2; exit 4"))
    assert "web ended while starting (exit code 4)" in caught.value.text()
    assert "| no such table" in caught.value.text()


def test_one_that_is_never_ready_is_given_up(supervisor):
    with pytest.raises(Problem, match="slow was not ready after 0 s"):
        supervisor.start(shell("slow", "sleep 60", ready_seconds=0.2))


def test_what_died_is_started_again_after_growing_pauses(supervisor, said, monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    supervisor.start(shell("weak", "echo ready; sleep 0.05; exit 7"))
    watch(supervisor, monkeypatch, lambda: sum("ended" in line for line in said) == 4)
    ended = [line for line in said if "ended" in line]
    assert ended == [
        f"weak ended (exit code 7); starting it again in {pause} s" for pause in ("0.0", "0.0", "0.0", "0.1")
    ]


def test_the_pause_has_a_limit(supervisor, monkeypatch):
    running = supervision._Running(shell("weak", "true"), None)
    pauses = [supervisor._plan_restart(running, now=0.0) for _ in range(9)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_a_long_life_is_forgiven(supervisor, said, monkeypatch):
    monkeypatch.setattr(supervision, "HEALTHY_SECONDS", 0.0)
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    supervisor.start(shell("weak", "echo ready; sleep 0.05; exit 7"))
    watch(supervisor, monkeypatch, lambda: sum("ended" in line for line in said) == 4)
    assert {running.deaths for running in supervisor._all()} == {1}


def test_it_says_when_a_service_is_ready_again(supervisor, said, monkeypatch, tmp_path):
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    once = tmp_path / "once"
    supervisor.start(shell("web", f"echo ready; test -e {once} || {{ touch {once}; exit 1; }}; sleep 60"))
    watch(supervisor, monkeypatch, lambda: "web is ready again" in said)
    assert said == ["web ended (exit code 1); starting it again in 0.0 s", "web is ready again"]


def test_what_a_dead_one_left_is_cleared_before_each_start(supervisor, said, monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    cleared = []
    supervisor.start(shell("weak", "echo ready; sleep 0.05; exit 1", before=lambda: cleared.append(1)))
    watch(supervisor, monkeypatch, lambda: len(cleared) == 3)


def test_a_start_that_cannot_be_made_ready_is_explained_and_tried_again(supervisor, said, monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    calls = []

    def before():
        calls.append(1)
        if len(calls) == 2:
            raise Problem("still in use", "wait.")

    supervisor.start(shell("weak", "echo ready; sleep 0.05; exit 1", before=before))
    watch(supervisor, monkeypatch, lambda: len(calls) == 3)
    assert any("still in use" in line for line in said)


def test_readiness_is_judged_by_what_was_written_since_the_last_start(supervisor, tmp_path):
    supervisor.start(shell("web", "echo ready; sleep 60"))
    running = supervisor._all()[0]
    running.process.kill()
    running.process.wait()
    supervisor._spawn(running)
    assert wait_until(lambda: running.output() == "ready\n", 5)
    assert running.log.read_text() == "ready\nready\n"


IMPATIENT = """
import os, signal, sys, threading
from pathlib import Path
from stack import interruption
from stack.processes import Program
from stack.supervisor import Service, Supervisor

def stubborn():
    return Program(["/bin/sh", "-c", "trap '' TERM; echo ready; while true; do sleep 0.1; done"])

supervisor = Supervisor(Path(sys.argv[1]), print)
supervisor.start(Service("stubborn", stubborn, is_ready=lambda said: "ready" in said, stop_seconds=600))
interruption.hurry(supervisor.kill)
for seconds in (0.5, 0.5, 0.6):
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()
supervisor.stop()
"""


def test_whoever_presses_ctrl_c_again_and_again_while_it_stops_is_heard_at_once(tmp_path):
    ended = subprocess.run([sys.executable, "-c", IMPATIENT, str(tmp_path)], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 128 + signal.SIGINT
