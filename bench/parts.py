"""One part of the bench at one scale, in a process of its own: ``python -m bench.parts PART --scale SCALE``."""

import argparse
import hashlib
import os
import sys
import time
from contextlib import closing
from pathlib import Path

import django
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "targets" / "plans" / "jining-2024"

django.setup()

from bench import approvals_per_second, measure, pages, rollup, submit_to_dashboard, world  # noqa: E402 - models need the setup


def main() -> int:
    """Run the part that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["world", *PARTS])
    parser.add_argument("--scale", required=True, choices=sorted(world.SCALES))
    parser.add_argument("--rounds", type=int)
    asked = parser.parse_args()
    scale = world.SCALES[asked.scale]
    if asked.part == "world":
        _make(scale)
    else:
        PARTS[asked.part](scale, asked.rounds)
    return 0


PARTS = {
    "rollup": rollup.run,
    "submit": submit_to_dashboard.submits,
    "waiting": submit_to_dashboard.waiting,
    "approvals": approvals_per_second.run,
    "pages": pages.run,
}


def _make(scale: world.Scale) -> None:
    """Make the scale's database, unless a former run left the same one."""
    name, stamp = settings.DATABASES["owner"]["NAME"], _stamp(scale)
    with closing(psycopg2.connect(os.environ["BENCH_SERVER_URL"])) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() == (stamp,):
                return
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
            call_command("prepare_database", verbosity=0)
            call_command("load_plan", str(PLAN), verbosity=0)
            began = time.perf_counter()
            world.build(scale)
            seconds = time.perf_counter() - began
            connections.close_all()
            cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{stamp}'")
    measure.tell("world", scale.name, [seconds], **world.size())


def _stamp(scale: world.Scale) -> str:
    """Tell the world apart from one made by other code."""
    sources = [ROOT / "bench" / "world.py", *sorted(ROOT.glob("*/migrations/*.py")), *sorted(PLAN.iterdir())]
    text = b"".join(source.read_bytes() for source in sources if source.is_file())
    return hashlib.sha256(text + repr(scale).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
