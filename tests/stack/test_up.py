"""``dev.py up``, on a product of a few lines."""

import json
import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from stack.processes import wait_until
from tests.stack import small_product
from tests.stack.processes_of import descendants

pytestmark = pytest.mark.stack


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def child_of(pid, word):
    """Return the direct child of a process with a word in its command line."""
    for child in descendants(pid):
        stat = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        if int(stat[1]) == pid and word in Path(f"/proc/{child}/cmdline").read_text().replace("\0", " "):
            return child
    raise AssertionError(f"no child with {word}")


def test_it_prepares_serves_mends_and_stops_in_order(tmp_path):
    product = small_product.make(tmp_path)
    with small_product.up(product, "--port", "0") as running:
        assert small_product.commands_of(product) == [
            "collectstatic --noinput --clear",
            "prepare_database",
            "load_plan targets/plans/jining-2024",
            "load_demo",
            "demo_accounts",
        ]
        assert "ready: http://127.0.0.1:" in running.said()
        assert "clerk / secret" in running.said()
        assert fetch(running.url) == b"well"

        # A second one on the same clone is told where the first is.
        code, _, errors = small_product.run(product, "up", "--port", "0")
        assert code == 1
        assert f"already running: process {running.process.pid}, {running.url}" in errors

        # Commands borrow the servers, see the caller's folder and keep their streams and exit code.
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        code, output, errors = small_product.run(product, "manage", "echo", "--help", cwd=folder, given="in")
        assert (code, output, errors) == (3, f"out {folder} postgresql in\n", "")

        # What dies is started again.
        for word, name in (("gunicorn", "web"), ("postgres", "postgres")):
            os.kill(child_of(running.process.pid, word), signal.SIGKILL)
            assert running.says(f"{name} is ready again"), running.said()
        assert fetch(running.url) == b"well"

        running.process.send_signal(signal.SIGINT)
        running.process.wait(120)
        assert running.process.returncode == 0
        assert "was killed" not in running.said()
    stopped = (product / "var" / "log" / "postgres.log").read_text()
    assert stopped.rstrip().endswith("database system is shut down")


def test_kill_9_leaves_nothing_behind_and_the_next_start_keeps_the_data(tmp_path):
    product = small_product.make(tmp_path)
    with small_product.up(product, "--port", "0", "--no-demo") as running:
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait()
    assert "load_demo" not in small_product.commands_of(product)
    left = Path(json.loads((product / "var/run/stack.json").read_text())["sockets"])
    made = (product / "var/postgres/data/PG_VERSION").stat().st_mtime_ns
    with small_product.up(product, "--port", "0", "--no-demo") as running:
        assert not left.exists()
        assert (product / "var/postgres/data/PG_VERSION").stat().st_mtime_ns == made
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(120)


def test_a_taken_port_is_refused_with_advice_when_asked_for_and_stepped_over_when_not(tmp_path):
    product = small_product.make(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments, variables in ((["--port", port], {}), ([], {"PORT": port})):
            code, _, errors = small_product.run(product, "up", *arguments, variables=variables)
            assert code == 1
            assert f"port {port} is taken by another program" in errors
            assert "what to do" in errors
    assert small_product.commands_of(product) == []


def test_reset_asks_and_without_anyone_to_ask_deletes_nothing(tmp_path):
    product = small_product.make(tmp_path)
    data = product / "var" / "postgres" / "data"
    data.mkdir(parents=True)
    code, _, errors = small_product.run(product, "up", "--port", "0", "--reset")
    assert code == 1
    assert "nobody is here to be asked" in errors
    assert data.exists()


def test_reset_never_touches_a_database_that_is_not_ours(tmp_path):
    product = small_product.make(tmp_path)
    variables = {"DATABASE_URL": "postgresql://a:b@127.0.0.1/c"}
    code, _, errors = small_product.run(product, "up", "--port", "0", "--reset", "--yes", variables=variables)
    assert code == 1
    assert "never touches a database of yours" in errors


def test_a_command_that_fails_stops_the_start_and_says_why(tmp_path):
    product = small_product.make(tmp_path)
    manage = product / "manage.py"
    manage.write_text(manage.read_text() + "\nif sys.argv[1] == 'load_plan': sys.exit('tasks.yaml:7: no such unit')\n")
    code, output, errors = small_product.run(product, "up", "--port", "0")
    assert code == 1
    assert "plan …  failed after" in output
    assert "loading the plan (manage.py load_plan) failed (exit code 1)" in errors
    assert "| tasks.yaml:7: no such unit" in errors
    assert "stopping" in output


def test_manage_in_a_new_clone_starts_the_servers_loads_the_plan_and_stops_again(tmp_path):
    product = small_product.make(tmp_path)
    code, output, errors = small_product.run(product, "manage", "echo", cwd=tmp_path, given="x")
    assert (code, output) == (3, f"out {tmp_path} postgresql x\n")
    prepared = ["prepare_database", "load_plan targets/plans/jining-2024"]
    assert small_product.commands_of(product) == [*prepared, "echo"]
    assert "PostgreSQL" in errors

    # The second time nothing has changed.
    small_product.run(product, "manage", "echo", cwd=tmp_path)
    assert small_product.commands_of(product) == [*prepared, "echo", "echo"]
    assert not (product / "var/run/stack.json").exists()


def test_two_commands_at_once_share_the_servers_and_the_first_waits_for_the_second(tmp_path):
    product = small_product.make(tmp_path)
    first = small_product.dev(
        product, "manage", "wait", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert first.stdout.readline() == "waiting\n"
    second = small_product.dev(
        product, "manage", "wait", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert second.stdout.readline() == "waiting\n"
    first.stdin.close()
    heard = []
    assert wait_until(lambda: heard.append(first.stderr.readline()) or "waiting for other" in heard[-1], 120)
    assert first.poll() is None

    # Meanwhile `up` says who is in the way.
    code, _, errors = small_product.run(product, "up", "--port", "0")
    assert (code, f"(process {first.pid}) is using this clone's database" in errors) == (1, True)

    second.stdin.close()
    for process in (second, first):
        process.stdout.read()
        process.stderr.read()
        process.wait(120)
        process.stdout.close()
        process.stderr.close()
    assert (first.returncode, second.returncode) == (0, 0)
