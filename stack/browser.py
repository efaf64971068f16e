"""The Chromium that browser tests drive."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from stack.errors import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Where Playwright's own download lies, should somebody have made it.
DOWNLOADED = ".cache/ms-playwright/chromium-*/chrome-linux*/chrome"

BANNER = """
################################################################################
##                                                                            ##
##   BROWSER TESTS ARE SKIPPED: no Chromium was found on this machine.        ##
##   apt-get install chromium fonts-wqy-microhei   (Debian, Ubuntu)           ##
##   or name one: CHROMIUM=/path/to/chromium python3 dev.py test              ##
##                                                                            ##
################################################################################
"""


def find(environment: Mapping[str, str], home: Path) -> str:
    """Return the path of a Chromium, or an empty text.

    Raises:
        Problem: the one named by CHROMIUM is not there.
    """
    named = environment.get("CHROMIUM", "")
    if named:
        found = shutil.which(named)
        if found is None:
            raise Problem(f"CHROMIUM names {named}, which cannot be run", "correct it, or unset it to search for one.")
        return found
    on_path = [found for found in map(shutil.which, NAMES) if found]
    downloaded = [str(path) for path in sorted(home.glob(DOWNLOADED), reverse=True) if os.access(path, os.X_OK)]
    return next(iter([*on_path, *downloaded]), "")


def settings(environment: Mapping[str, str], home: Path) -> tuple[dict[str, str], str]:
    """Decide whether browser tests run.

    Args:
        environment: CHROMIUM names a browser; CI makes a missing one an error.
        home: where a downloaded one would lie.

    Returns:
        What to set for the tests, and what to shout (or an empty text).

    Raises:
        Problem: there is none, under CI.
    """
    found = find(environment, home)
    if found:
        return {"CHROMIUM": found}, ""
    if environment.get("CI", "").lower() not in ("", "0", "false"):
        raise Problem(
            "no Chromium was found, and under CI the browser tests may not be skipped",
            "install one (Debian and Ubuntu: apt-get install chromium fonts-wqy-microhei), as .ci/run does.",
        )
    return {"SKIP_BROWSER_TESTS": "1"}, BANNER


def home_folder() -> Path:
    """Return the home folder, or a folder that does not exist for a user without one."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/nonexistent")
