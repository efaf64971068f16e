"""PostgreSQL and Valkey under one roof: embedded, or those of DATABASE_URL and REDIS_URL."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stack import credentials, environment, identity, postgres, services, valkey
from stack.display import Steps
from stack.paths import Checkout
from stack.supervisor import Supervisor

# A socket's path may have 107 bytes; PostgreSQL's name and ours take up to 30 of them.
LONGEST_FOLDER = 70
SOCKET_FOLDER_PREFIX = "jining-carbon-"
SCRATCH_FOLDER_PREFIX = "jining-carbon-test-"
# Locked as long as the run that made the folder lives, however it ends.
IN_USE = "in-use"


@dataclass(frozen=True)
class Servers:
    """Where Django finds its servers.

    Args:
        database_url: of the owner role.
        redis_url: broker, results and cache.
        is_new: the embedded database was made just now and is empty.
        is_embedded: the database is ours to prepare and to reset.
    """

    database_url: str
    redis_url: str
    is_new: bool = False
    is_embedded: bool = False


@contextmanager
def socket_folder() -> Iterator[Path]:
    """Make a short-named folder for sockets, gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER_PREFIX, dir=_short_temporary()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder for the data of one test run, gone after the block; those of killed runs go first."""
    for left in _short_temporary().glob(f"{SCRATCH_FOLDER_PREFIX}*"):
        if _is_abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH_FOLDER_PREFIX, dir=_short_temporary()))
    folder.chmod(0o755)  # passable for the user who runs PostgreSQL; the data directory itself is closed
    try:
        with (folder / IN_USE).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forget_sockets(folder: str) -> None:
    """Remove the socket folder of an owner that was killed before it could."""
    if folder and Path(folder).name.startswith(SOCKET_FOLDER_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def start(checkout: Checkout, supervisor: Supervisor, sockets: Path, steps: Steps) -> Servers:
    """Start the embedded servers, except where the environment names others.

    Args:
        sockets: the folder for their sockets.

    Raises:
        Problem: a server cannot be made or started.
    """
    database_url, redis_url = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    is_embedded, is_new = not database_url, False
    if is_embedded:
        with steps.step("PostgreSQL"):
            secrets = credentials.load_or_create(checkout.secrets)
            cluster = make_cluster(checkout, checkout.postgres / "data", sockets, secrets.owner_password)
            is_new = cluster.create_if_missing()
            supervisor.start(services.postgres(cluster))
            database_url = cluster.url
    else:
        steps.skip("PostgreSQL", "yours (DATABASE_URL)")
    if not redis_url:
        with steps.step("Valkey"):
            redis_url = _start_valkey(checkout, supervisor, sockets)
    else:
        steps.skip("Valkey", "yours (REDIS_URL)")
    return Servers(database_url, redis_url, is_new, is_embedded)


def start_scratch(checkout: Checkout, supervisor: Supervisor, scratch: Path, sockets: Path) -> Servers:
    """Start servers for one test run, whose data is nobody's.

    Args:
        scratch: an empty folder for the data.
        sockets: the folder for their sockets.
    """
    cluster = make_cluster(checkout, scratch / "postgres" / "data", sockets, credentials.random_password(), True)
    cluster.create_if_missing()
    supervisor.start(services.postgres(cluster))
    return Servers(cluster.url, _start_valkey(checkout, supervisor, sockets), is_new=True, is_embedded=True)


def make_cluster(
    checkout: Checkout, data: Path, sockets: Path, owner_password: str, is_scratch: bool = False
) -> postgres.Cluster:
    """Describe the cluster on a data directory, with the user who can run it there."""
    data.parent.mkdir(parents=True, exist_ok=True)
    runs_as = identity.choose(postgres.find_programs(checkout), data)
    runs_as.give(sockets)
    return postgres.Cluster(runs_as, sockets, owner_password, checkout.logs / "setup.log", is_scratch)


def django_environment(servers: Servers, secret_key: str) -> dict[str, str]:
    """Return the environment that ``jining_carbon/settings.py`` reads.

    Args:
        secret_key: used unless the environment has its own.
    """
    return environment.clean_environment() | {
        "DJANGO_SETTINGS_MODULE": "jining_carbon.settings",
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key,
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or "127.0.0.1,localhost",
    }


def _short_temporary() -> Path:
    base = tempfile.gettempdir()
    return Path(base if len(base) < LONGEST_FOLDER else "/tmp")


def _is_abandoned(folder: Path) -> bool:
    try:
        with (folder / IN_USE).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:  # in use, just being made, or another user's
        return False


def _start_valkey(checkout: Checkout, supervisor: Supervisor, sockets: Path) -> str:
    server = valkey.Valkey(valkey.find_server(checkout), sockets)
    supervisor.start(services.valkey(server))
    return server.url
