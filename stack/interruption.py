"""Signals that end us, made into one exception, so that every ``finally`` and ``with`` does its work."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody asked us to end. Not an ``Exception``: nobody is to handle it by accident."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


def raise_when_asked_to_end() -> None:
    """From now on Ctrl-C, SIGTERM and a closed terminal raise ``Interrupted``, once; more are ignored."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        ignore()
        raise Interrupted(number)

    for number in ENDING:
        signal.signal(number, interrupt)


def ignore() -> None:
    """Let signals pass unheard, while we stop in order."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def passed_on(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    """While a child has the terminal: Ctrl-C reaches it without us, other signals we pass on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: child.send_signal(received))
    try:
        yield
    finally:
        raise_when_asked_to_end()


def hurry(kill: Callable[[], None]) -> None:
    """While we stop in order: whoever presses Ctrl-C again wants it at once.

    Args:
        kill: ends all children; then we end, too.
    """

    def at_once(number: int, frame: FrameType | None) -> None:
        kill()
        os._exit(128 + number)

    for number in ENDING:
        signal.signal(number, at_once)
