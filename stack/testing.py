"""``dev.py test``: every test against servers of its own."""

import os
import signal
import sys
from collections.abc import Sequence

from stack import assets, browser, environment, interruption, locks, preparation, servers
from stack.credentials import random_password
from stack.display import Steps
from stack.ownership import Ownership
from stack.paths import Checkout
from stack.processes import Program, start
from stack.supervisor import Supervisor

STEPS = 5
MOST_PROCESSES = 4  # each has databases, a browser and children of its own


def run(checkout: Checkout, arguments: Sequence[str], variables: dict[str, str]) -> int:
    """Set up and run pytest; its servers and their data are gone afterwards.

    Args:
        arguments: for pytest.
        variables: our environment, in which CHROMIUM and CI count.

    Returns:
        pytest's exit code.

    Raises:
        Problem: something is missing, such as a browser under CI.
    """
    chromium, banner = browser.settings(variables, browser.home_folder())
    steps = Steps(STEPS, sys.stderr)
    if banner:
        steps.say(banner)
    with Ownership(checkout.run).preparing("waiting for another dev.py to finish installing …"):
        environment.prepare(checkout, locks.DEVELOPMENT, steps)
        preparation.translations(checkout, steps)
        assets.prepare(checkout, steps)
    with servers.scratch_folder() as scratch:
        sockets = scratch / "sockets"
        sockets.mkdir(mode=0o700)
        supervisor = Supervisor(scratch / "log", steps.say)
        try:
            with steps.step("PostgreSQL and Valkey, for these tests alone"):
                started = servers.start_scratch(checkout, supervisor, scratch, sockets)
            settings = servers.django_environment(started, random_password()) | chromium
            preparation.static_files(checkout, settings, steps)
            code = _pytest(checkout, settings, arguments)
        finally:
            interruption.hurry(supervisor.kill)
            supervisor.stop()
    if banner:
        steps.say(banner)  # again, where it is read: below the result
    return code


def _pytest(checkout: Checkout, settings: dict[str, str], arguments: Sequence[str]) -> int:
    """Run pytest in the foreground; Ctrl-C reaches it, and it reports before it ends.

    The whole suite is shared by several processes; what is asked for by name runs in one.
    """
    shared = ("--numprocesses", str(min(os.cpu_count() or 1, MOST_PROCESSES)), "--dist", "worksteal")
    program = Program(
        ["pytest", *(arguments or shared)],
        kind="module",
        python=checkout.python,
        death_signal=signal.SIGTERM,
        keep=True,  # tests start workers and browsers in ways of their own
        environment=settings,
        folder=checkout.root,
    )
    child = start(program, log=None, own_group=False)
    with interruption.passed_on(child):
        code = child.wait()
    return code if code >= 0 else 128 - code
