"""The virtual environment and what is installed in it: exactly one hashed lock."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stack import locks
from stack.display import Steps
from stack.errors import Problem
from stack.paths import Checkout
from stack.processes import Program, run_logged
from stack.stamps import Stamp

# pip learned to install into another interpreter's environment in 22.3.
OLDEST_PIP = (22, 3)
# Variables that would lead Python or pip into another environment than ours.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
NETWORK_ADVICE = "check that this machine reaches its package index (pip's index-url and proxy are respected)."


def clean_environment() -> dict[str, str]:
    """Return our environment without what would mislead Python, for every child."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return kept | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def prepare(checkout: Checkout, lock: str, steps: Steps) -> None:
    """Make the virtual environment and install a lock in it, unless that is done already.

    Args:
        lock: ``locks.EMBEDDED`` to run, ``locks.DEVELOPMENT`` to test, too. A clone that has
            once tested keeps the larger one, so that running and testing do not undo each other.

    Raises:
        Problem: no pip, no network, or no package for this machine.
    """
    is_developer = _stamp(checkout, locks.DEVELOPMENT).file.exists()
    stamp = _stamp(checkout, locks.DEVELOPMENT if is_developer else lock)
    wanted = checkout.root / (locks.DEVELOPMENT if is_developer else lock)
    if checkout.python.exists() and stamp.is_current():
        steps.skip("Python packages")
        return
    with steps.step("Python packages", checkout.logs / "setup.log"):
        if not checkout.python.exists() or not _is_complete(checkout):
            _make_venv(checkout)
        _install(checkout, wanted)
        stamp.write()


def uv_program(checkout: Checkout) -> Path:
    """Return the installer inside the virtual environment."""
    return checkout.venv / "bin" / "uv"


def uv_environment(python: Sequence[str | Path]) -> dict[str, str]:
    """Return an environment in which uv finds the package index where pip finds it.

    Args:
        python: the command that runs pip. uv does not read pip's configuration; behind a
            mirror, a proxy or a certificate authority of one's own it would find nothing.
    """
    made = clean_environment() | {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}
    asked = subprocess.run(
        [*map(str, python), "config", "list"], capture_output=True, text=True, env=clean_environment(), check=False
    )
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "trusted-host": "UV_INSECURE_HOST",
        "cert": "SSL_CERT_FILE",
        "proxy": "ALL_PROXY",
    }
    # pip lists its files first and PIP_… variables as ":env:.", so that the later line wins, as in pip.
    for setting, value in re.findall(r"^(?:\S+?)\.([a-z-]+)='(.*)'$", asked.stdout, re.MULTILINE):
        if setting in names and names[setting] not in os.environ:
            made[names[setting]] = value
    return made


def pip_command(checkout: Checkout) -> list[str | Path]:
    """Return a command that runs pip for our virtual environment.

    The running Python's own pip is the quickest (bringing pip into the environment costs
    five seconds); else the one that Python carries inside.

    Raises:
        Problem: this Python has neither.
    """
    found = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"pip (\d+)\.(\d+)", found.stdout)
    if version and (int(version[1]), int(version[2])) >= OLDEST_PIP:
        return [sys.executable, "-m", "pip", "--python", checkout.python]
    own: list[str | Path] = [checkout.python, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    run_logged(
        Program([checkout.python, "-m", "ensurepip"], environment=clean_environment()),
        checkout.logs / "setup.log",
        why="this Python has no pip, and bringing its own",
        advice="install it (Debian and Ubuntu: apt-get install python3-venv) and run this again.",
    )
    return own


def install_also(checkout: Checkout, lock: Path) -> None:
    """Install a further lock into the environment beside what is there."""
    _uv(checkout, ["install", "-r"], lock)


def _stamp(checkout: Checkout, lock: str) -> Stamp:
    return Stamp(checkout.venv / f"{lock}.stamp", [str(checkout.root), sys.version, checkout.root / lock])


def _is_complete(checkout: Checkout) -> bool:
    """Tell whether the environment was once finished; half of one is made anew."""
    return any(_stamp(checkout, lock).file.exists() for lock in (locks.EMBEDDED, locks.DEVELOPMENT))


def _make_venv(checkout: Checkout) -> None:
    shutil.rmtree(checkout.venv, ignore_errors=True)
    log = checkout.logs / "setup.log"
    try:
        checkout.venv.parent.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise Problem(f"cannot write to {checkout.var}", "use a clone of your own, or mend its owner.") from error
    run_logged(
        Program([sys.executable, "-m", "venv", "--without-pip", checkout.venv], environment=clean_environment()),
        log,
        why="making the virtual environment",
        advice="install Python's venv module (Debian and Ubuntu: apt-get install python3-venv).",
    )


def _install(checkout: Checkout, lock: Path) -> None:
    log = checkout.logs / "setup.log"
    pip = pip_command(checkout)
    if not uv_program(checkout).exists():
        bootstrap = checkout.venv / "uv.txt"
        bootstrap.write_text(locks.pinned(checkout.root / locks.EMBEDDED, "uv"))
        run_logged(
            Program(
                [*pip, "install", "--require-hashes", "--no-deps", "-r", bootstrap], environment=clean_environment()
            ),
            log,
            why="installing the installer (uv)",
            advice=NETWORK_ADVICE,
        )
    try:
        _uv(checkout, ["sync"], lock)
    except Problem:
        # uv and pip differ in how they reach a network; the slower one is better than none.
        run_logged(
            Program([*pip, "install", "--require-hashes", "-r", lock], environment=clean_environment()),
            log,
            why=f"installing {lock.name}",
            advice=NETWORK_ADVICE,
        )


def _uv(checkout: Checkout, verb: Sequence[str], lock: Path) -> None:
    run_logged(
        Program(
            [
                *(str(uv_program(checkout)), "pip", *verb, str(lock)),
                *("--no-config", "--python", str(checkout.python), "--require-hashes", "--compile-bytecode"),
            ],
            environment=uv_environment(pip_command(checkout)),
        ),
        checkout.logs / "setup.log",
        why=f"installing {lock.name}",
        advice=NETWORK_ADVICE,
    )
