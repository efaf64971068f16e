"""The lock files: which there are, what is in them, how they are made."""

import re
from pathlib import Path

from stack.errors import Problem
from stack.paths import Checkout
from stack.processes import Program, run_logged

RUNTIME = "requirements.txt"
EMBEDDED = "requirements-embedded.txt"
DEVELOPMENT = "requirements-dev.txt"
NODE = "requirements-node.txt"
OLDEST_PYTHON = "3.11"
COMMAND = "python3 dev.py lock"


def pinned(lock: Path, package: str) -> str:
    """Return one package's lines of a lock, hashes included, as a lock of its own.

    Raises:
        Problem: the lock does not have it.
    """
    entry = re.search(rf"^{re.escape(package)}==(?:[^\n]*\\\n)*[^\n]*", lock.read_text(), re.MULTILINE)
    if entry is None:
        raise Problem(f"{lock.name} does not lock {package}", f"run: {COMMAND}")
    return entry.group(0) + "\n"


def compile_locks(checkout: Checkout, uv: Path, environment: dict[str, str]) -> None:
    """Write every lock anew from its ``.in`` file: universal, hashed, without addresses.

    Args:
        uv: the installer's program, which also resolves.
        environment: what the installer needs to reach the package index.

    Each lock is constrained by the smaller one below it, so that tests, trial and
    production run the same versions.
    """
    below = {EMBEDDED: RUNTIME, DEVELOPMENT: EMBEDDED}
    for lock in (RUNTIME, EMBEDDED, DEVELOPMENT, NODE):
        constraint = ["--constraint", below[lock]] if lock in below else []
        run_logged(
            Program(
                [
                    *(uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-config"),
                    *("--python-version", OLDEST_PYTHON, "--custom-compile-command", COMMAND),
                    *constraint,
                    *("--output-file", lock, lock.replace(".txt", ".in")),
                ],
                environment=environment,
                folder=checkout.root,
            ),
            checkout.logs / "setup.log",
            why=f"resolving {lock}",
            advice="read the conflict above and change a version in the .in file.",
        )
