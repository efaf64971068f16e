"""As whom PostgreSQL runs."""

import os
import pwd
import subprocess
import tempfile
from pathlib import Path

import pytest

from stack import identity
from stack.errors import Problem
from stack.paths import Checkout
from stack.postgres import find_programs

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes others")


@pytest.fixture
def programs(tmp_path):
    """Return a folder with a program in it, and no data yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "postgres").write_text("#!/bin/sh\n")
    (folder / "postgres").chmod(0o755)
    return folder


@pytest.fixture
def reachable(monkeypatch):
    """Return a switch: is everything reachable for other users?"""

    def switch(answer):
        monkeypatch.setattr(identity, "is_reachable", lambda path, uid: answer)

    return switch


def test_an_ordinary_user_runs_it_himself(tmp_path, programs):
    chosen = identity.choose(programs, tmp_path / "data", uid=1234)
    assert (chosen.arguments, chosen.owner) == ((), None)


def test_an_ordinary_user_is_told_when_the_data_is_anothers(tmp_path, programs):
    (tmp_path / "data").mkdir()
    with pytest.raises(Problem, match="belongs to another user"):
        identity.choose(programs, tmp_path / "data", uid=os.geteuid() + 1)


def test_root_becomes_another_user_where_that_one_can_reach_everything(tmp_path, programs, reachable):
    reachable(True)
    chosen = identity.choose(programs, tmp_path / "data", uid=0, namespaces=lambda: True)
    user = identity._unprivileged_user()
    assert chosen.arguments == ("--user", f"{user.pw_uid}:{user.pw_gid}")
    assert user.pw_name in ("postgres", "nobody")


def test_root_uses_a_namespace_where_others_cannot_reach(tmp_path, programs, reachable):
    reachable(False)
    chosen = identity.choose(programs, tmp_path / "data", uid=0, namespaces=lambda: True)
    assert (chosen.arguments, chosen.owner, chosen.data) == (("--namespace",), None, tmp_path / "data")


def test_root_without_namespaces_runs_a_copy_in_a_public_place(tmp_path, reachable, monkeypatch):
    reachable(False)
    monkeypatch.setattr(identity, "PUBLIC_FOLDER", tmp_path / "public")
    chosen = identity.choose(find_programs(Checkout()), tmp_path / "data", uid=0, namespaces=lambda: False)
    assert chosen.data.is_relative_to(tmp_path / "public")
    assert chosen.arguments[0] == "--user"
    asked = subprocess.run([chosen.programs / "initdb", "--version"], capture_output=True, text=True, check=False)
    assert "PostgreSQL" in asked.stdout, asked.stderr
    assert all(path.stat().st_mode & 0o004 for path in (tmp_path / "public").rglob("*"))


@only_root
def test_the_owner_of_the_data_runs_it_ever_after(tmp_path, programs, reachable):
    reachable(True)
    data = tmp_path / "data"
    data.mkdir()
    assert identity.choose(programs, data, namespaces=lambda: True).arguments == ("--namespace",)
    nobody = pwd.getpwnam("nobody")
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    assert identity.choose(programs, data, namespaces=lambda: True).owner == (nobody.pw_uid, nobody.pw_gid)


@only_root
def test_data_that_its_owner_can_no_longer_reach_is_explained(tmp_path, programs, reachable):
    reachable(False)
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, pwd.getpwnam("nobody").pw_uid, 0)
    with pytest.raises(Problem, match="cannot reach it"):
        identity.choose(programs, data, namespaces=lambda: True)


@pytest.mark.parametrize(("mode", "answer"), [(0o755, True), (0o711, True), (0o700, False), (0o750, False)])
def test_a_path_is_reachable_when_every_folder_above_is_passable(mode, answer):
    # Not in tmp_path, whose own parents are closed.
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        inner = Path(folder) / "closed" / "inner"
        inner.mkdir(parents=True, mode=0o755)
        Path(folder).chmod(0o755)
        inner.parent.chmod(mode)
        assert identity.is_reachable(inner, os.geteuid() + 1) is answer
        assert identity.is_reachable(inner.parent, os.geteuid()) is True


def test_a_path_that_is_not_there_is_not_reachable(tmp_path):
    assert identity.is_reachable(tmp_path / "nothing", os.geteuid()) is False
