"""``dev.py up``: the whole product in the foreground."""

import os
import shutil
import socket
import sys
from contextlib import suppress
from dataclasses import replace

from stack import (
    assets,
    credentials,
    environment,
    identity,
    interruption,
    locks,
    ports,
    preparation,
    servers,
    services,
)
from stack.display import Steps
from stack.errors import Problem
from stack.ownership import Ownership, State
from stack.paths import Checkout
from stack.processes import rotate
from stack.supervisor import Supervisor

STEPS = 9


def run(checkout: Checkout, *, port: int | None, demo: bool, reset: bool, yes: bool) -> None:
    """Prepare, start and look after everything, until interrupted.

    Args:
        port: where to answer; None for the first free one from 8000 on.
        demo: whether to load the demo data.
        reset: whether to begin with an empty database, after asking.
        yes: do not ask.

    Raises:
        Problem: something cannot be done; what was started is stopped again.
    """
    ownership = Ownership(checkout.run)
    own(ownership)
    try:
        with ports.bind(port) as listener:
            if reset:
                _reset(checkout, yes)
            _run_as_owner(checkout, ownership, listener, demo)
    finally:
        ownership.release()


def own(ownership: Ownership) -> None:
    """Become the one who runs this clone's servers, and tidy up after one who was killed.

    Raises:
        Problem: somebody else is.
    """
    left = ownership.try_acquire("up")
    if left is None:
        other = ownership.read() or State(0, "up")
        if other.kind == "up":
            where = f"http://{ports.HOST}:{other.port}/" if other.port else "still starting"
            raise Problem(
                f"this clone is already running: process {other.pid}, {where}",
                f"use that one, stop it (kill {other.pid}), or run a second clone of the repository.",
            )
        raise Problem(
            f"a `dev.py manage` command (process {other.pid}) is using this clone's database",
            "let it finish, then run this again.",
        )
    servers.forget_sockets(left.sockets)


def _run_as_owner(checkout: Checkout, ownership: Ownership, listener: socket.socket, demo: bool) -> None:
    port = listener.getsockname()[1]
    state = State(os.getpid(), "up", port)
    ownership.publish(state)
    steps = Steps(STEPS + demo, sys.stdout)
    supervisor = Supervisor(checkout.logs, steps.say)
    with ownership.preparing("waiting for another dev.py to finish installing …"):
        rotate(checkout.logs / "setup.log")
        environment.prepare(checkout, locks.EMBEDDED, steps)
        preparation.translations(checkout, steps)
        assets.prepare(checkout, steps)
    with servers.socket_folder() as sockets:
        ownership.publish(replace(state, sockets=str(sockets)))
        try:
            started = servers.start(checkout, supervisor, sockets, steps)
            settings = servers.django_environment(started, credentials.load_or_create(checkout.secrets).secret_key)
            preparation.static_files(checkout, settings, steps)
            preparation.database(checkout, settings, started, steps, always=True)
            if demo:
                with steps.step("demo data", checkout.logs / "setup.log"):
                    preparation.manage(checkout, settings, "load_demo", why="loading the demo data")
            with steps.step("web, worker and beat"):
                supervisor.start(
                    services.web(checkout, listener, settings),
                    services.worker(checkout, settings),
                    services.beat(checkout, settings),
                )
            ownership.publish(
                replace(state, sockets=str(sockets), database_url=started.database_url, redis_url=started.redis_url)
            )
            accounts = preparation.manage(checkout, settings, "demo_accounts", why="listing the demo accounts")
            steps.say(f"ready: http://{ports.HOST}:{port}/")
            if accounts.strip():
                steps.say(accounts.rstrip())
            steps.say(f"Ctrl-C stops everything; the logs are in {os.path.relpath(checkout.logs)}/")
            with suppress(interruption.Interrupted):  # the ordinary end
                supervisor.watch()
        finally:
            interruption.hurry(supervisor.kill)
            steps.say("stopping …")
            supervisor.stop()
            steps.say("stopped")


def _reset(checkout: Checkout, yes: bool) -> None:
    """Delete the embedded database, with a person's consent.

    Raises:
        Problem: they did not consent, cannot be asked, or the database is not ours.
    """
    if os.environ.get("DATABASE_URL"):
        raise Problem("--reset never touches a database of yours (DATABASE_URL is set)", "empty it yourself.")
    data = checkout.postgres
    if not yes:
        if not sys.stdin.isatty():
            raise Problem("--reset deletes the database and nobody is here to be asked", "add --yes.")
        print(f"--reset deletes the database in {data}: all accounts, reports and the journal.")
        if input('Type "yes" to delete it: ').strip().lower() != "yes":
            raise Problem("nothing was deleted", "run `python3 dev.py up` without --reset to keep the database.")
    shutil.rmtree(data, ignore_errors=True)
    # Heads of a journal that is gone would accuse the next one.
    shutil.rmtree(checkout.var / "journal", ignore_errors=True)
    shutil.rmtree(identity.public_folder(data / "data"), ignore_errors=True)
