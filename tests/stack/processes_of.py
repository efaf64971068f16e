"""Who descends from a process, read from /proc: for tests that kill."""

import os
import time
from pathlib import Path


def descendants(pid):
    """Return the ids of all living processes below one."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            child, rest = stat.read_text().split(" (", 1)
        except OSError:
            continue
        parent = int(rest.rsplit(")", 1)[1].split()[1])
        children.setdefault(parent, []).append(int(child))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def is_alive(pid):
    """Tell whether a process runs; a dead one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def survivors(pids, seconds):
    """Wait until all are gone, at most so long; return those that are not."""
    deadline = time.monotonic() + seconds
    while (left := [pid for pid in pids if is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def clean_environment():
    """Return our environment without the servers and settings of this test run."""
    ours = ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT")
    return {name: value for name, value in os.environ.items() if name not in ours}
