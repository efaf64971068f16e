"""``dev.py manage``: one management command against this clone's servers."""

import os
import sys
import time
from collections.abc import Sequence

from stack import assets, credentials, environment, interruption, locks, preparation, servers
from stack.display import Steps
from stack.ownership import Ownership, State
from stack.paths import Checkout
from stack.processes import Program, start
from stack.servers import Servers
from stack.supervisor import Supervisor

STEPS = 8
LOOK_SECONDS = 0.2


def run(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Run ``manage.py`` with these arguments, input, output and working directory passed through.

    Servers that are up are used; else they are started for its duration, and an empty
    database first gets its tables and the plan, so that the command works in a new clone.

    Returns:
        The command's exit code.
    """
    steps = Steps(STEPS, sys.stderr, quiet_when_done=True)
    ownership = Ownership(checkout.run)
    _install(checkout, ownership, steps)
    database_url, redis_url = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if database_url and redis_url:  # nothing of ours is needed
        return run_command(checkout, _settings(checkout, Servers(database_url, redis_url)), arguments)
    told = False
    while True:
        left = ownership.try_acquire("manage")
        if left is not None:
            return _run_as_owner(checkout, ownership, left, steps, arguments)
        with ownership.borrowing() as state:
            if state:
                lent = Servers(database_url or state.database_url, redis_url or state.redis_url)
                return run_command(checkout, _settings(checkout, lent), arguments)
        if not told:
            told = True
            steps.say("waiting for the dev.py that is just starting this clone's servers …")
        time.sleep(LOOK_SECONDS)


def run_command(checkout: Checkout, settings: dict[str, str], arguments: Sequence[str]) -> int:
    """Run the command itself in the foreground; returns its exit code, or as a shell does 128 + the signal."""
    child = start(
        Program([checkout.root / "manage.py", *arguments], kind="script", python=checkout.python, environment=settings),
        log=None,
        own_group=False,
    )
    with interruption.passed_on(child):
        code = child.wait()
    return code if code >= 0 else 128 - code


def _run_as_owner(checkout: Checkout, ownership: Ownership, left: State, steps: Steps, arguments: Sequence[str]) -> int:
    servers.forget_sockets(left.sockets)
    supervisor = Supervisor(checkout.logs, steps.say)
    try:
        with servers.socket_folder() as sockets:
            try:
                started = servers.start(checkout, supervisor, sockets, steps)
                settings = _settings(checkout, started)
                if started.is_embedded:
                    preparation.database(checkout, settings, started, steps, always=False)
                ownership.publish(
                    State(os.getpid(), "manage", 0, str(sockets), started.database_url, started.redis_url)
                )
                return run_command(checkout, settings, arguments)
            finally:
                interruption.hurry(supervisor.kill)
                with ownership.alone("waiting for other `dev.py manage` commands to finish …"):
                    ownership.publish(State(os.getpid(), "manage"))  # nobody may borrow what we stop
                supervisor.stop()
    finally:
        ownership.release()


def _install(checkout: Checkout, ownership: Ownership, steps: Steps) -> None:
    with ownership.preparing("waiting for another dev.py to finish installing …"):
        environment.prepare(checkout, locks.EMBEDDED, steps)
        preparation.translations(checkout, steps)
        assets.prepare(checkout, steps)


def _settings(checkout: Checkout, started: Servers) -> dict[str, str]:
    return servers.django_environment(started, credentials.load_or_create(checkout.secrets).secret_key)
