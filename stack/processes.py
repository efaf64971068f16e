"""Starting, asking and stopping processes. Every long-lived child goes through ``start``."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from stack.errors import Problem

CHILD = Path(__file__).with_name("child.py")
LOG_GENERATIONS = 3
KILL_SECONDS = 5.0


@dataclass(frozen=True)
class Program:
    """What to run and as whom.

    Args:
        arguments: the program and its arguments; with ``kind`` module or script the first is
            the module's or file's name.
        kind: ``exec`` for any program, ``module`` and ``script`` for Python run in place.
        python: the interpreter that starts it, and runs it when it is Python.
        identity: arguments for ``child.py`` that change the user, see ``identity``.
        death_signal: what it gets when its parent dies.
        forks: whether what it forks must die with it, too (Python only).
        keep: whether nothing that it starts in any way may outlive it; give it SIGTERM as death signal.
        environment: the whole environment, or None for ours.
        folder: the working directory, or None for ours.
    """

    arguments: Sequence[str | Path]
    kind: str = "exec"
    python: str | Path = sys.executable
    identity: Sequence[str] = ()
    death_signal: signal.Signals = signal.SIGKILL
    forks: bool = False
    keep: bool = False
    environment: Mapping[str, str] | None = None
    folder: Path | None = None
    pass_fds: Sequence[int] = field(default=())

    def command(self) -> list[str]:
        """Return the command line that starts it under ``child.py``."""
        wrapped = [self.python, CHILD, "--parent", os.getpid(), "--death-signal", int(self.death_signal)]
        options = [*(["--forks"] if self.forks else []), *(["--keep"] if self.keep else [])]
        return [str(part) for part in (*wrapped, *options, *self.identity, self.kind, *self.arguments)]


def start(program: Program, log: IO[bytes] | int | None, own_group: bool = True) -> "subprocess.Popen[bytes]":
    """Start a child that dies with us. Call it from the main thread only.

    Args:
        log: where its output goes; a file, never a pipe that nobody drains. None inherits ours.
        own_group: keep Ctrl-C of the terminal away from it, so that we decide the order of stopping.
    """
    return subprocess.Popen(
        program.command(),
        stdin=subprocess.DEVNULL if log is not None else None,
        stdout=log,
        stderr=log,
        env=program.environment,
        cwd=program.folder,
        pass_fds=program.pass_fds,
        start_new_session=own_group,
    )


def run_logged(program: Program, log: Path, *, why: str, advice: str, feed: bytes = b"") -> str:
    """Run a program to its end, with everything it writes appended to a log.

    Args:
        why: what it is for, to begin the error message.
        advice: what to do when it fails.
        feed: its standard input.

    Returns:
        What it wrote on standard output.

    Raises:
        Problem: it failed; with the last lines it wrote.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        stream.write(f"$ {' '.join(map(str, program.arguments))}\n".encode())
        stream.flush()
        before = stream.tell()
        # A session of its own: at Ctrl-C we end it here, instead of it printing a traceback.
        with subprocess.Popen(
            program.command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stream,
            env=program.environment,
            cwd=program.folder,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(feed)
            except BaseException:
                stop_group(process)
                raise
        stream.write(output)
    if process.returncode != 0:
        written = log.read_bytes()[before:].decode(errors="replace")
        raise Problem(f"{why} failed (exit code {process.returncode})", f"{advice} (Whole log: {log})", tail(written))
    return output.decode(errors="replace")


def stop_group(process: "subprocess.Popen[bytes]") -> None:
    """End a process started in a session of its own, with everything it started."""
    for number, seconds in ((signal.SIGTERM, KILL_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
        try:
            os.killpg(process.pid, number)
            process.wait(seconds)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def ask_to_stop(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Send a child the signal that stops it in order; a dead one needs none."""
    if process.poll() is None:
        process.send_signal(number)


def finish(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Wait for a child that was asked to stop, then force it.

    Args:
        seconds: how long it may take before SIGKILL.

    Returns:
        Whether it went by itself.
    """
    try:
        process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Wait for something to become true; False after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def rotate(log: Path) -> None:
    """Keep the last few logs: ``web.log`` becomes ``web.log.1``, and so on."""
    for number in range(LOG_GENERATIONS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))


def tail(text: str, lines: int = 20) -> str:
    """Return the last lines of an output, for an error message."""
    return "\n".join(text.rstrip().splitlines()[-lines:])
