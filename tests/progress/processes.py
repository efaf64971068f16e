"""Real processes for fault tests: a broker that can be stopped, a worker that can be killed, beat."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from stack.paths import ROOT, Checkout
from stack.valkey import Valkey, find_server


def wait_for(condition, seconds=120, what="it"):
    """Poll until ``condition`` is true; fail loudly when it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if result := condition():
            return result
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {seconds} s")


class Broker:
    """A Valkey of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.server = Valkey(find_server(Checkout()), folder)
        self.process = None

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(part) for part in self.server.program().arguments], stdout=subprocess.DEVNULL
        )
        wait_for(self.server.is_ready, what="the broker's start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def pause(self) -> None:
        """Let it hang: its socket takes connections, and nobody answers."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on where it hung."""
        self.process.send_signal(signal.SIGCONT)


READY = " ready."


@contextmanager
def celery(env, *arguments, log: Path):
    """Run ``celery -A jining_carbon …`` until the block ends."""
    command = [sys.executable, "-m", "celery", "-A", "jining_carbon", *arguments]
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=stream, stderr=stream, start_new_session=True
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process) -> None:
    """kill -9 a process with everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def worker(env, folder: Path, children: int = 1):
    """One worker with one child or more, ready or not yet."""
    return celery(env, "worker", "--concurrency", str(children), "--loglevel", "INFO", log=folder / "worker.log")


def beat(env, folder: Path):
    """The scheduler."""
    return celery(env, "beat", "--schedule", str(folder / "beat"), log=folder / "beat.log")


def times_said(log: Path, words: str) -> int:
    """How often a process has written the words so far."""
    return log.read_text(errors="replace").count(words) if log.exists() else 0


SUPERVISED = """
import os, sys
from pathlib import Path
from stack import services
from stack.paths import Checkout
from stack.supervisor import Supervisor

class Scratch(Checkout):
    run = Path(sys.argv[1])

supervisor = Supervisor(Scratch.run, print)
supervisor.start(services.worker(Scratch(), dict(os.environ)), services.beat(Scratch(), dict(os.environ)))
print("supervised", flush=True)
supervisor.watch()
"""


@contextmanager
def supervised(env, folder: Path):
    """Worker and beat as ``dev.py up`` runs them: Celery dies of some broken connections, and is started again."""
    log = folder / "supervisor.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISED, str(folder)],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        wait_for(lambda: times_said(log, "supervised"), what="the start of worker and beat")
        yield process
    finally:
        kill(process)
