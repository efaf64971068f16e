"""Ends whatever a program leaves behind, also what it started in a session of its own.

For tests: they start workers, servers and browsers in many ways, and a killed test run
must not leave one of them.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path
from types import FrameType

PR_SET_CHILD_SUBREAPER = 36


def keep() -> int:
    """Fork; the child goes on as the program, this process only watches over it.

    Orphans of the program become children of this process instead of init's, so that they
    are found. SIGTERM, the death signal to give this process, ends them all.

    Returns:
        In the child: this process's id. In this process it never returns, but exits as the program did.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    keeper = os.getpid()
    program = os.fork()
    if program == 0:
        return keeper
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which may want to report
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == program:
            end_children()
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def end_children() -> None:
    """Kill all children and, as they become ours, all of theirs."""
    while True:
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                facts = stat.read_text().rsplit(")", 1)[1].split()
                if int(facts[1]) == os.getpid():
                    os.kill(int(stat.parent.name), signal.SIGKILL)
            except OSError:
                continue  # it was quicker
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _end(number: int, frame: FrameType | None) -> None:
    end_children()
    os._exit(128 + number)
