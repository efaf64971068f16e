"""What CI runs, on a machine whose programs only write down how they were called."""

import shutil
import subprocess

import pytest

from stack.paths import ROOT

PROGRAMS = {
    "apt-get": 'echo "apt-get $*" >> "$CALLS"; [ "$(grep -c "apt-get $1" "$CALLS")" -gt "${FAILURES:-0}" ]',
    "python3": 'case "$1" in -c) exit "${NO_VENV:-0}";; esac; echo "CI=$CI python3 $*" >> "$CALLS"; exit 7',
    "fc-list": 'echo "$FONTS"',
    "id": "echo 0",
    "sleep": "true",
}


@pytest.fixture
def ci(tmp_path):
    """Return a function that runs .ci/run and returns (exit code, calls)."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in PROGRAMS.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    for name in ("bash", "sh", "dirname", "grep", "env"):
        (folder / name).symlink_to(shutil.which(name))
    calls = tmp_path / "calls"

    def run(installed=(), **variables):
        for name in installed:
            (folder / name).write_text("#!/bin/sh\n")
            (folder / name).chmod(0o755)
        calls.write_text("")
        done = subprocess.run(
            ["bash", ROOT / ".ci" / "run"],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": str(folder), "CALLS": str(calls), **variables},
        )
        return done.returncode, calls.read_text().splitlines()

    return run


def test_it_installs_what_is_missing_and_then_calls_the_test_command(ci):
    assert ci(FONTS="", NO_VENV="1") == (
        7,
        [
            "apt-get update -q",
            "apt-get install -q -y --no-install-recommends chromium fonts-wqy-microhei fontconfig python3-venv",
            "CI=1 python3 dev.py test",
        ],
    )


def test_it_installs_nothing_that_is_there(ci):
    assert ci(installed=["chromium"], FONTS="a font") == (7, ["CI=1 python3 dev.py test"])


def test_it_tries_a_shaky_mirror_three_times(ci):
    code, calls = ci(FONTS="a font", FAILURES="2")
    assert code == 7
    assert [call.split()[1] for call in calls if call.startswith("apt-get")] == ["update"] * 3 + ["install"] * 3


def test_it_fails_when_the_mirror_stays_away(ci):
    code, calls = ci(FONTS="a font", FAILURES="3")
    assert code != 0
    assert [call.split()[1] for call in calls] == ["update"] * 3
