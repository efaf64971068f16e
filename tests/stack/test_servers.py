"""The embedded servers: who may enter, what a crash leaves, that nothing stays behind."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from stack import postgres, servers, services, valkey
from stack.errors import Problem
from stack.paths import ROOT, Checkout
from stack.processes import wait_until
from stack.supervisor import Supervisor
from tests.stack.processes_of import clean_environment, descendants, survivors

pytestmark = pytest.mark.stack

HOLDER = """
import json, sys, time
from pathlib import Path
from stack import servers
from stack.paths import Checkout
from stack.supervisor import Supervisor
scratch = Path(sys.argv[1])
supervisor = Supervisor(scratch / "log", print)
started = servers.start_scratch(Checkout(), supervisor, scratch, Path(sys.argv[2]))
print(json.dumps([started.database_url, started.redis_url]), flush=True)
time.sleep(60)
"""


@contextmanager
def cluster_in(folder, password="secret-1"):
    """Yield a cluster, made but not started, and a supervisor that stops what is started."""
    with servers.socket_folder() as sockets:
        cluster = servers.make_cluster(Checkout(), folder / "data", sockets, password, is_scratch=True)
        supervisor = Supervisor(folder / "log", print)
        cluster.create_if_missing()
        try:
            yield cluster, supervisor
        finally:
            supervisor.stop()


def ask(cluster, statement, url=None):
    asked = subprocess.run(
        [cluster.identity.programs / "psql", "--no-psqlrc", "-Atc", statement, url or cluster.url],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment() | {"PGPASSWORD": ""},
    )
    return asked.stdout.strip() or asked.stderr.strip()


def test_the_owner_makes_roles_and_databases_but_is_no_superuser_and_bypasses_nothing(tmp_path):
    with cluster_in(tmp_path) as (cluster, supervisor):
        supervisor.start(services.postgres(cluster))
        rights = "rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        assert ask(cluster, f"SELECT {rights} FROM pg_roles WHERE rolname = current_user") == "jining_owner|f|f|t|t"
        assert (
            ask(
                cluster,
                "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database "
                "WHERE datname = current_database()",
            )
            == "b|C.UTF-8|UTF8"
        )
        assert ask(cluster, "CREATE EXTENSION btree_gist; SELECT 1").endswith("1")

        wrong = cluster.url.replace("secret-1", "secret-2")
        assert "password authentication failed" in ask(cluster, "SELECT 1", wrong)
        superuser = cluster.url.replace("jining_owner:secret-1", "postgres:")
        assert "SELECT" not in ask(cluster, "SELECT 1", superuser)
        assert "password" in ask(cluster, "SELECT 1", superuser)
        assert ask(cluster, "SHOW listen_addresses") == ""


def test_a_killed_server_starts_again_although_its_number_now_belongs_to_another_process(tmp_path):
    with cluster_in(tmp_path) as (cluster, supervisor):
        supervisor.start(services.postgres(cluster))
        ask(cluster, "SET synchronous_commit = on; CREATE TABLE kept AS SELECT 7 AS seven")
        supervisor.kill()
        supervisor.stop()
        lock = cluster.identity.data / "postmaster.pid"
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

        supervisor.start(services.postgres(cluster))
        assert ask(cluster, "SELECT seven FROM kept") == "7"


def test_a_server_that_really_runs_on_the_data_is_not_disturbed(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "ORPHAN_SECONDS", 0.1)
    with cluster_in(tmp_path) as (cluster, supervisor):
        supervisor.start(services.postgres(cluster))
        with pytest.raises(Problem, match=r"another PostgreSQL .* is running"):
            cluster.clear_stale_lock()
        assert ask(cluster, "SELECT 1") == "1"


def test_half_a_cluster_is_made_anew_and_a_whole_one_is_kept(tmp_path):
    half = tmp_path / "data.partial"
    half.mkdir()
    (half / "PG_VERSION").write_text("broken")
    with cluster_in(tmp_path) as (cluster, _):
        assert (tmp_path / "data" / "PG_VERSION").read_text().strip() == "18"
        assert cluster.create_if_missing() is False
        assert not half.exists()


def test_data_of_another_major_version_is_refused_with_advice(tmp_path):
    with cluster_in(tmp_path) as (cluster, _):
        (tmp_path / "data" / "PG_VERSION").write_text("12\n")
        with pytest.raises(Problem, match="made by PostgreSQL 12"):
            cluster.create_if_missing()


def test_the_data_of_a_killed_test_run_is_removed_by_the_next_and_that_of_a_living_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(servers, "_short_temporary", lambda: tmp_path)
    killed = tmp_path / f"{servers.SCRATCH_FOLDER_PREFIX}killed"
    killed.mkdir()
    (killed / servers.IN_USE).touch()
    with servers.scratch_folder() as living:
        assert not killed.exists()
        with servers.scratch_folder() as ours:
            assert set(tmp_path.iterdir()) == {living, ours}
    assert list(tmp_path.iterdir()) == []


def test_valkey_starts_where_a_killed_one_left_its_socket(tmp_path):
    with servers.socket_folder() as sockets:
        server = valkey.Valkey(valkey.find_server(Checkout()), sockets)
        supervisor = Supervisor(tmp_path, print)
        try:
            supervisor.start(services.valkey(server))
            supervisor.kill()
            supervisor.stop()
            assert server.socket_file.exists()
            assert not server.is_ready()
            supervisor.start(services.valkey(server))
            assert server.is_ready()
            assert server.socket_file.stat().st_mode & 0o777 == 0o700
        finally:
            supervisor.stop()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_kill_of_the_holder_leaves_no_process_behind(tmp_path, number):
    with servers.socket_folder() as sockets:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, tmp_path, sockets],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        )
        try:
            urls = json.loads(holder.stdout.readline())
            below = descendants(holder.pid)
        finally:
            holder.send_signal(number)
            holder.wait()
            holder.stdout.close()
        assert [url.split(":")[0] for url in urls] == ["postgresql", "unix"]
        assert len(below) > 5  # PostgreSQL has children of its own
        assert survivors(below, 10) == []


def test_a_scratch_cluster_is_not_in_the_clone(tmp_path):
    with cluster_in(tmp_path) as (cluster, supervisor):
        supervisor.start(services.postgres(cluster))
        assert ask(cluster, "SHOW fsync") == "off"
        assert not str(cluster.identity.data).startswith(str(ROOT))
        assert wait_until(cluster.is_ready, 5)
