"""Become another program that dies when its parent dies, however the parent dies.

Started by file name, so that it works in any folder and with any interpreter::

    python stack/child.py [--parent PID] [--death-signal N] [--forks] [--keep]
                          [--user UID:GID | --namespace] exec|module|script NAME [ARGS...]

``exec`` replaces itself by a program; ``module`` and ``script`` run Python in place, and
with ``--forks`` everything that this Python forks (gunicorn's and Celery's workers) dies
with its own parent in the same way; with ``--keep`` nothing that it started in any way
outlives it, see ``keeper``. ``kill -9`` of ``dev.py`` so leaves no process behind.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __name__ == "__main__" and sys.path and Path(sys.path[0]).resolve() == HERE:
    # Python put this folder first; our modules would hide others of the same name.
    sys.path[0] = str(HERE.parent)

import argparse  # noqa: E402 - only once the path is right
import ctypes  # noqa: E402
import runpy  # noqa: E402
import signal  # noqa: E402

from stack.keeper import keep  # noqa: E402

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NAMESPACE_ID = 1000


def die_with_parent(parent: int, death_signal: int) -> None:
    """Ask the kernel for a signal at the parent's death.

    Args:
        parent: the process id of the parent; if it is gone already, this process ends here.
        death_signal: the number of the signal to get.

    Outside Linux there is no such thing: there only an orderly stop ends the children.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def forks_die_with_parent(death_signal: int) -> None:
    """Make every process that this Python forks from now on die with its parent."""
    parents: list[int] = []
    os.register_at_fork(
        before=lambda: parents.append(os.getpid()),
        after_in_parent=lambda: parents.clear(),
        after_in_child=lambda: die_with_parent(parents[-1], death_signal),
    )


def become_user(uid: int, gid: int) -> None:
    """Give up root for good: group first, since only root may change it."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def enter_namespace() -> None:
    """Appear as an ordinary user to this program and its children, and stay who we are to the files.

    PostgreSQL refuses to run as root; in a user namespace of its own root has another number.

    Raises:
        OSError: the machine forbids user namespaces.
    """
    uid, gid = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{NAMESPACE_ID} {uid} 1"),
        ("gid_map", f"{NAMESPACE_ID} {gid} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(line)


def main() -> None:
    """Read the command line, prepare this process and become the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, default=os.getppid())
    parser.add_argument("--death-signal", type=int, default=int(signal.SIGKILL))
    parser.add_argument("--forks", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--user", default="")
    parser.add_argument("--namespace", action="store_true")
    parser.add_argument("kind", choices=("exec", "module", "script"))
    parser.add_argument("name")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if asked.user:
        uid, gid = asked.user.split(":")
        become_user(int(uid), int(gid))
    if asked.namespace:
        enter_namespace()
    # After the change of user: the kernel forgets the death signal when credentials change.
    die_with_parent(asked.parent, asked.death_signal)
    if asked.keep:
        die_with_parent(keep(), signal.SIGKILL)
    if asked.forks:
        forks_die_with_parent(asked.death_signal)
    sys.argv = [asked.name, *asked.arguments]
    if asked.kind == "exec":
        os.execv(asked.name, sys.argv)
    if asked.kind == "module":
        runpy.run_module(asked.name, run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = str(Path(asked.name).resolve().parent)
        runpy.run_path(asked.name, run_name="__main__")


if __name__ == "__main__":
    main()
