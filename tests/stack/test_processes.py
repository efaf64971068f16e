"""Nothing outlives dev.py, however it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stack import processes
from stack.errors import Problem
from stack.paths import ROOT
from stack.processes import Program, ask_to_stop, finish, rotate, run_logged, start, wait_until
from tests.stack.processes_of import descendants, survivors

PARENT = """
import sys, time
from pathlib import Path
from stack.processes import Program, start
log = open(sys.argv[1], "ab")
start(Program([sys.argv[2]], kind="script", forks=True), log)
start(Program(["/bin/sleep", "60"]), log)
time.sleep(60)
"""
FORKING = """
import os, time
for _ in range(2):
    if os.fork() == 0:
        break
print("forked", flush=True)
time.sleep(60)
"""


def test_kill_9_of_the_parent_ends_its_children_and_what_they_forked(tmp_path):
    log, forking = tmp_path / "log", tmp_path / "forking.py"
    forking.write_text(FORKING)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, log, forking], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        assert wait_until(lambda: log.exists() and log.read_text().count("forked") == 3, 10), log.read_text()
        below = descendants(parent.pid)
        assert len(below) == 4  # sleep, the forking one and its two
    finally:
        parent.kill()
        parent.wait()
    assert survivors(below, 5) == []


CARELESS = """
import subprocess, sys, time
subprocess.Popen(["/bin/sh", "-c", "sleep 61.NUMBER & sleep 62.NUMBER"], start_new_session=True)
print("started", flush=True)
if len(sys.argv) > 1:
    sys.exit(5)
time.sleep(60)
"""
KEEPING = """
import signal, sys, time
from stack.processes import Program, start
program = Program(sys.argv[2:], kind="script", keep=True, death_signal=signal.SIGTERM)
sys.exit(start(program, open(sys.argv[1], "ab")).wait())
"""


@pytest.fixture
def keeping(tmp_path):
    """Return a function that runs a careless program under a keeper: (log, process)."""
    log, careless = tmp_path / "log", tmp_path / "careless.py"
    careless.write_text(CARELESS.replace("NUMBER", str(os.getpid())))
    log.touch()

    def run(*arguments):
        return log, subprocess.Popen(
            [sys.executable, "-c", KEEPING, log, careless, *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    return run


def test_kill_9_ends_also_what_was_started_in_a_session_of_its_own(keeping):
    log, parent = keeping()
    try:
        assert wait_until(lambda: "started" in log.read_text() and len(descendants(parent.pid)) == 5, 20)
        below = descendants(parent.pid)  # keeper, program, sh and two sleeps
    finally:
        parent.kill()
        parent.wait()
    assert survivors(below, 5) == []


def test_a_program_that_ends_leaves_nothing_and_its_exit_code_is_kept(keeping):
    _, parent = keeping("end")
    assert parent.wait(20) == 5
    sleeping = [path for path in Path("/proc").glob("[0-9]*/cmdline") if is_sleeping(path)]
    assert sleeping == []


def is_sleeping(path):
    try:
        return path.read_text() in (f"sleep\0{seconds}.{os.getpid()}\0" for seconds in (61, 62))
    except OSError:
        return False


def test_a_child_whose_parent_is_gone_already_does_not_begin(tmp_path):
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    mark = tmp_path / "began"
    command = Program(["/bin/touch", mark]).command()
    command[command.index("--parent") + 1] = str(gone.pid)
    assert subprocess.run(command, check=False).returncode == 1
    assert not mark.exists()


def test_our_modules_hide_none_of_the_same_name(tmp_path):
    script = tmp_path / "who.py"
    script.write_text("import sys; print(sys.path[0]); print(sys.argv[1:])")
    written = run_logged(Program([script, "--port", "1"], kind="script"), tmp_path / "log", why="asking", advice="none")
    assert written == f"{tmp_path}\n['--port', '1']\n"


def test_the_output_of_a_command_is_returned_and_its_log_has_all(tmp_path):
    log = tmp_path / "log"
    written = run_logged(
        Program(["/bin/sh", "-c", "cat; echo out; echo err >&2"]), log, why="talking", advice="none", feed=b"in\n"
    )
    assert written == "in\nout\n"
    assert {"err", "in", "out"} <= set(log.read_text().splitlines())


def test_a_command_that_fails_is_explained_with_its_last_words(tmp_path):
    log = tmp_path / "log"
    log.write_text("of another command\n")
    with pytest.raises(Problem) as caught:
        run_logged(
            Program(["/bin/sh", "-c", "seq 100; echo broken >&2; exit 3"]), log, why="counting", advice="stop it."
        )
    text = caught.value.text()
    assert "counting failed (exit code 3)" in text
    assert "  | broken" in text or "  | 100" in text
    assert f"what to do: stop it. (Whole log: {log})" in text
    assert "of another command" not in text


def test_a_command_is_ended_with_us(tmp_path, monkeypatch):
    began = tmp_path / "began"

    def interrupted(self, *arguments):
        assert wait_until(began.exists, 5)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_logged(
            Program(["/bin/sh", "-c", f"echo $$ > {began}.part; mv {began}.part {began}; sleep 60"]),
            tmp_path / "log",
            why="sleeping",
            advice="none",
        )
    assert survivors([int(began.read_text())], 5) == []


def test_a_child_that_does_not_listen_is_killed(tmp_path):
    ready = tmp_path / "ready"
    child = start(
        Program(["/bin/sh", "-c", f"trap '' TERM; touch {ready}; while :; do sleep 0.1; done"]), subprocess.DEVNULL
    )
    assert wait_until(ready.exists, 5)
    ask_to_stop(child, signal.SIGTERM)
    assert finish(child, 0.3) is False
    assert child.returncode == -signal.SIGKILL


def test_a_child_that_listens_is_not(tmp_path):
    child = start(Program(["/bin/sleep", "60"]), subprocess.DEVNULL)
    ask_to_stop(child, signal.SIGTERM)
    assert finish(child, 60) is True


def test_the_last_three_logs_are_kept(tmp_path):
    log = tmp_path / "web.log"
    for number in range(6):
        log.write_text(str(number))
        rotate(log)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "web.log.1": "5",
        "web.log.2": "4",
        "web.log.3": "3",
    }
    assert processes.LOG_GENERATIONS == 3
