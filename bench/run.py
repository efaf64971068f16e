#!/usr/bin/env python3
"""Measure the engine in worlds of any size, on servers of its own, and render docs/BENCH.md.

    python3 bench/run.py [--scale city --scale prefectures --scale nation] [--only rollup …] [--keep]

Every world is a database of its own on an embedded PostgreSQL with the settings that
``dev.py up`` uses (it syncs to disk), below ``var/bench``; ``--keep`` leaves it there for
the next run. Each part is a process of its own and prints a line of JSON per case; all
lines are kept in ``var/bench/results.jsonl``, of which the page shows the latest.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import page  # noqa: E402 - after the path is set
from stack import credentials, environment, interruption, locks, preparation, servers, services, valkey  # noqa: E402
from stack.display import Steps  # noqa: E402
from stack.errors import Problem  # noqa: E402
from stack.paths import Checkout  # noqa: E402
from stack.supervisor import Supervisor  # noqa: E402

SCALES = ("city", "prefectures", "nation")
PARTS = ("world", "rollup", "submit", "waiting", "approvals", "pages")
EXTRA = ROOT / "bench" / "requirements.txt"


def main() -> int:
    """Measure what was asked for; returns 1 where a result differs from the oracle or a part failed."""
    asked = _parse()
    checkout = Checkout()
    home = checkout.var / "bench"
    interruption.raise_when_asked_to_end()
    steps = Steps(4, sys.stderr)
    try:
        environment.prepare(checkout, locks.DEVELOPMENT, steps)
        with _servers(checkout, home, steps) as settings:
            preparation.static_files(checkout, settings, steps)
            settings |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(_extra(checkout, home))])}
            codes = [
                _part(checkout, home, settings, part, scale, asked)
                for scale in asked.scale
                for part in PARTS
                if part == "world" or part in asked.only
            ]
    except (Problem, interruption.Interrupted) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        if not asked.keep:
            shutil.rmtree(home / "postgres", ignore_errors=True)
    lines = page.read(home / "results.jsonl")
    if asked.write:
        (ROOT / "docs" / "BENCH.md").write_text(page.render(lines), encoding="utf-8")
    return int(any(codes) or any(line.get("diff") for line in lines))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", action="append", choices=SCALES, help="any number of times; city by default")
    parser.add_argument("--only", action="append", choices=PARTS, help="any number of times; every part by default")
    parser.add_argument("--rounds", type=int, help="instead of the scale's own number")
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    parser.add_argument("--no-page", dest="write", action="store_false", help="do not write docs/BENCH.md")
    asked = parser.parse_args()
    asked.scale, asked.only = asked.scale or ["city"], asked.only or list(PARTS)
    return asked


@contextmanager
def _servers(checkout: Checkout, home: Path, steps: Steps) -> Iterator[dict[str, str]]:
    """PostgreSQL as it is in earnest, and Valkey; yields the settings that Django needs."""
    home.mkdir(parents=True, exist_ok=True)
    secrets = credentials.load_or_create(checkout.secrets)
    supervisor = Supervisor(home / "log", steps.say)
    with servers.socket_folder() as sockets:
        sockets.chmod(0o755)
        cluster = servers.make_cluster(checkout, home / "postgres" / "data", sockets, secrets.owner_password)
        try:
            with steps.step("PostgreSQL and Valkey"):
                cluster.create_if_missing()
                supervisor.start(services.postgres(cluster))
                broker = valkey.Valkey(valkey.find_server(checkout), sockets)
                supervisor.start(services.valkey(broker))
            yield servers.django_environment(servers.Servers(cluster.url, broker.url), secrets.secret_key)
        finally:
            interruption.hurry(supervisor.kill)
            supervisor.stop()


def _part(
    checkout: Checkout, home: Path, settings: dict[str, str], part: str, scale: str, asked: argparse.Namespace
) -> int:
    """Run one part in a process of its own; keep and pass on what it prints."""
    parts = urlsplit(settings["DATABASE_URL"])
    own = urlunsplit(parts._replace(path=f"/bench_{scale}"))
    env = settings | {"DATABASE_URL": own, "BENCH_SERVER_URL": settings["DATABASE_URL"]}
    rounds = [] if asked.rounds is None else ["--rounds", str(asked.rounds)]
    command = [str(checkout.python), "-m", "bench.parts", part, "--scale", scale, *rounds]
    print(f"# {part} at scale {scale}", file=sys.stderr, flush=True)
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with (home / "results.jsonl").open("a", encoding="utf-8") as kept:
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith("{"):
                json.loads(line)
                kept.write(line)
    return process.wait()


def _extra(checkout: Checkout, home: Path) -> Path:
    """Install what only the comparison needs, beside the product's own packages; nothing where that fails."""
    folder = home / "packages"
    if not folder.exists():
        command = [environment.uv_program(checkout), "pip", "install", "--no-config", "--python", checkout.python]
        made = environment.uv_environment(environment.pip_command(checkout))
        ran = subprocess.run([*command, "--target", folder, "-r", EXTRA], env=made, check=False, capture_output=True)
        if ran.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            print("# the dataframe engine cannot be installed; its case is left out", file=sys.stderr)
    return folder


if __name__ == "__main__":
    sys.exit(main())
