"""Keeps services running: starts them one after the other, restarts what dies, stops them in reverse order."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from stack.errors import Problem
from stack.processes import Program, ask_to_stop, finish, rotate, start, tail

LOOK_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# A service that lived this long was healthy: its next death is a new story.
HEALTHY_SECONDS = 60.0


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Service:
    """A process that has to run as long as we do.

    Args:
        name: what a person calls it; its log is ``NAME.log``.
        program: makes the program to start, anew at each start.
        is_ready: tells from what it has written since its start whether it does its work.
        before: runs before each start, to clear what a dead one left.
        stop_signal: what asks it to stop in order.
        stop_seconds: how long that may take before it is killed.
        ready_seconds: how long it may take until it is ready.
    """

    name: str
    program: Callable[[], Program]
    is_ready: Callable[[str], bool]
    before: Callable[[], None] = _nothing
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15.0
    ready_seconds: float = 60.0


@dataclass
class _Running:
    """One service and how it has been."""

    service: Service
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    log_start: int = 0
    deaths: int = 0
    restart_at: float | None = None
    is_ready: bool = False

    def output(self) -> str:
        """Return what it has written since its last start."""
        with self.log.open("rb") as stream:
            stream.seek(self.log_start)
            return stream.read().decode(errors="replace")


@dataclass
class Supervisor:
    """Holds the running services.

    Args:
        logs: the folder of their logs.
        say: prints a line for a person.
    """

    logs: Path
    say: Callable[[str], None]
    _groups: list[list[_Running]] = field(default_factory=list)

    def start(self, *services: Service) -> None:
        """Start services together and wait until each is ready; they will be stopped together.

        Raises:
            Problem: one died or was not ready in time; with the end of its log.
        """
        self.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        group: list[_Running] = []
        self._groups.append(group)
        for service in services:
            running = _Running(service, self.logs / f"{service.name}.log")
            rotate(running.log)
            self._spawn(running)
            group.append(running)
        for running in group:
            self._wait_until_ready(running)

    def watch(self) -> None:
        """Look after the services for ever; ends only by an exception such as Ctrl-C."""
        while True:
            now = time.monotonic()
            for running in self._all():
                self._look_after(running, now)
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop everything, the last started first; each may finish what it does."""
        while self._groups:
            group = [(running, running.process) for running in reversed(self._groups[-1]) if running.process]
            for running, process in group:
                ask_to_stop(process, running.service.stop_signal)
            for running, process in group:
                seconds = running.service.stop_seconds
                if not finish(process, seconds):
                    self.say(f"{running.service.name} did not stop in {seconds:.0f} s and was killed")
            self._groups.pop()

    def kill(self) -> None:
        """End everything at once, for a person who asks a second time.

        Waits for nobody: it may run in a signal's handler that interrupted a wait for the
        same child, and waiting twice in one thread never ends.
        """
        for running in reversed(self._all()):
            if running.process:
                running.process.kill()

    def _all(self) -> list[_Running]:
        return [running for group in self._groups for running in group]

    def _spawn(self, running: _Running) -> None:
        running.service.before()
        with running.log.open("ab") as stream:
            running.log_start = stream.tell()
            running.process = start(running.service.program(), stream)
        running.started, running.restart_at, running.is_ready = time.monotonic(), None, False

    def _wait_until_ready(self, running: _Running) -> None:
        service, process = running.service, running.process
        while not service.is_ready(running.output()):
            if process and process.poll() is not None:
                what = f"{service.name} ended while starting (exit code {process.returncode})"
            elif time.monotonic() - running.started > service.ready_seconds:
                what = f"{service.name} was not ready after {service.ready_seconds:.0f} s"
            else:
                time.sleep(0.02)
                continue
            raise Problem(what, f"read its log: {running.log}", tail(running.output()))
        running.is_ready = True

    def _look_after(self, running: _Running, now: float) -> None:
        name = running.service.name
        if running.restart_at is not None:
            if now >= running.restart_at:
                try:
                    self._spawn(running)
                except Problem as problem:
                    self.say(problem.text())
                    self._plan_restart(running, now)
        elif running.process and running.process.poll() is not None:
            if now - running.started > HEALTHY_SECONDS:
                running.deaths = 0
            pause = self._plan_restart(running, now)
            self.say(f"{name} ended (exit code {running.process.returncode}); starting it again in {pause:.1f} s")
        elif not running.is_ready and running.service.is_ready(running.output()):
            running.is_ready = True
            self.say(f"{name} is ready again")

    def _plan_restart(self, running: _Running, now: float) -> float:
        pause = min(FIRST_PAUSE_SECONDS * 2.0**running.deaths, LONGEST_PAUSE_SECONDS)
        running.deaths += 1
        running.restart_at = now + pause
        return pause
