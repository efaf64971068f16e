"""A product of a few lines in a folder of its own, to try dev.py's commands on in seconds.

It uses this clone's virtual environment as it is; everything else is made anew.
"""

import re
import subprocess
import sys
from contextlib import contextmanager

from stack import servers
from stack.ownership import Ownership
from stack.paths import ROOT, Checkout
from stack.processes import wait_until
from tests.stack.processes_of import clean_environment, descendants, survivors

FILES = {
    "manage.py": """
import os, sys
with open(os.path.join(os.path.dirname(__file__), "commands.txt"), "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1] == "demo_accounts":
    print("clerk / secret")
if sys.argv[1] == "echo":
    print("out", os.getcwd(), os.environ["DATABASE_URL"].split(":")[0], sys.stdin.read().strip())
    sys.exit(3)
if sys.argv[1] == "wait":
    print("waiting", flush=True)
    sys.stdin.read()
""",
    "jining_carbon/__init__.py": "from jining_carbon.celery import app as celery\n",
    "jining_carbon/celery.py": """
import os
from celery import Celery
app = Celery("small", broker=os.environ["REDIS_URL"].replace("unix://", "redis+socket://"))
app.conf.broker_connection_retry_on_startup = True
""",
    "jining_carbon/wsgi.py": """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"well"]
""",
    "jining_carbon/settings.py": "",
    "var/static/a.css": "",
    "targets/plans/jining-2024/plan.yaml": "",
}
DRIVER = """
import sys
from pathlib import Path
from stack import assets, commands, environment, paths, preparation
root, venv = map(Path, sys.argv[1:3])
paths.Checkout.venv = property(lambda self: venv)
commands.Checkout = lambda: paths.Checkout(root)
environment.prepare = lambda checkout, lock, steps: steps.skip("Python packages")
assets.prepare = lambda checkout, steps: steps.skip("front-end files")
sys.exit(commands.main(sys.argv[3:]))
"""


def make(folder):
    """Write the product into a folder and return it."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def commands_of(product):
    """Return the management commands that ran, in order."""
    file = product / "commands.txt"
    return file.read_text().splitlines() if file.exists() else []


def dev(product, *arguments, **options):
    """Start dev.py on the product; returns the running process."""
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, product, Checkout().venv, *arguments],
        env=clean_environment() | {"PYTHONPATH": str(ROOT)} | options.pop("variables", {}),
        stdin=options.pop("stdin", subprocess.DEVNULL),
        text=True,
        **options,
    )


def run(product, *arguments, **options):
    """Run dev.py on the product to its end; returns (exit code, standard output, standard error)."""
    given = options.pop("given", "")
    process = dev(product, *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    output, errors = process.communicate(given, timeout=240)
    return process.returncode, output, errors


class Up:
    """A running ``up``: its process, what it has printed, where it answers."""

    def __init__(self, process, log):
        self.process = process
        self.log = log

    def said(self):
        """Return everything printed so far."""
        return self.log.read_text()

    @property
    def url(self):
        """Where it answers."""
        return re.search(r"^ready: (\S+)$", self.said(), re.MULTILINE).group(1)

    def says(self, words, seconds=120):
        """Tell whether it prints these words in time."""
        return wait_until(lambda: words in self.said() or self.process.poll() is not None, seconds) and (
            words in self.said()
        )


@contextmanager
def up(product, *arguments, **options):
    """Run ``up`` during the block; afterwards nothing of it may be left."""
    log = product / "up.log"
    with log.open("w") as stream:
        process = dev(product, "up", *arguments, stdout=stream, stderr=stream, **options)
    below = []
    try:
        running = Up(process, log)
        assert running.says("Ctrl-C stops everything"), running.said()
        below = descendants(process.pid)
        yield running
    finally:
        if process.poll() is None:
            below += descendants(process.pid)
            process.kill()
            process.wait()
            left = Ownership(Checkout(product).run).read()
            servers.forget_sockets(left.sockets if left else "")
    assert survivors(below, 10) == []
