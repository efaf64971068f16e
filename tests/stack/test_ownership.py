"""One owner of a clone's servers, and its borrowers."""

import os
import subprocess
import sys

from stack.ownership import Ownership, State
from stack.paths import ROOT

HOLD = """
import sys, time
from pathlib import Path
from stack.ownership import Ownership, State
owner = Ownership(Path(sys.argv[1]))
owner.try_acquire("up")
owner.publish(State(1234, "up", 8000, "/tmp/jining-carbon-x", "postgresql://", "unix://"))
print("held", flush=True)
time.sleep(60)
"""


def hold(folder):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert process.stdout.readline() == b"held\n"
    return process


def end(process):
    process.kill()
    process.wait()
    process.stdout.close()


def test_there_is_one_owner_and_a_killed_one_leaves_word(tmp_path):
    process = hold(tmp_path)
    ours = Ownership(tmp_path)
    try:
        assert ours.try_acquire("manage") is None
        assert ours.read().pid == 1234
    finally:
        end(process)
    assert ours.try_acquire("manage") == State(1234, "up", 8000, "/tmp/jining-carbon-x", "postgresql://", "unix://")
    assert ours.read() == State(os.getpid(), "manage")
    ours.release()
    assert ours.read() is None
    assert ours.try_acquire("up") == State(0, "up")
    ours.release()


def test_only_its_user_reads_the_state(tmp_path):
    ours = Ownership(tmp_path / "run")
    ours.try_acquire("up")
    assert ours.file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
    ours.release()


def test_nothing_is_lent_before_it_is_ready(tmp_path):
    ours = Ownership(tmp_path)
    ours.try_acquire("manage")
    with Ownership(tmp_path).borrowing() as state:
        assert state is None
    ours.publish(State(os.getpid(), "manage", database_url="postgresql://"))
    with Ownership(tmp_path).borrowing() as state:
        assert state.database_url == "postgresql://"
    ours.release()


def test_a_damaged_state_is_no_state(tmp_path):
    (tmp_path / "stack.json").write_text("{")
    assert Ownership(tmp_path).read() is None


def test_whoever_wants_to_be_alone_waits_and_says_so(tmp_path, capfd):
    ours = Ownership(tmp_path)
    with ours.alone("waiting"):
        pass
    assert capfd.readouterr().err == ""
    locker = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl, sys\nf = open(sys.argv[1], 'a')\nfcntl.flock(f, fcntl.LOCK_SH)\n"
            "print('held', flush=True)\nsys.stdin.read()",
            tmp_path / "borrowers.lock",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert locker.stdout.readline() == b"held\n"
    waiting = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\nfrom pathlib import Path\nfrom stack.ownership import Ownership\n"
            "with Ownership(Path(sys.argv[1])).alone('waiting for others'):\n    print('alone')",
            tmp_path,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert waiting.stderr.readline() == "waiting for others\n"
    assert waiting.poll() is None
    locker.communicate()
    assert waiting.communicate(timeout=120)[0] == "alone\n"
