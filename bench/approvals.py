"""What becomes of a thousand rounds of eight approvals at once. Prints one line of JSON.

    python3 bench/approvals.py [--rounds 1000]

Every round: eight reviewers, each on a connection of their own, approve the version of
one report that all of them saw. ``wrong`` counts the rounds that came to anything else
than one approval with one revision, one event and one record of the journal, and seven
times "this page is old". ``control`` is the same without lock, version check and the
database's guards: it goes wrong, or the bench could not see anything.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Measure once; returns 1 where a guarded round went wrong or the control did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1000)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="jining-carbon-bench-") as folder:
        outcomes, log = Path(folder, "outcomes.json"), Path(folder, "log.txt")
        env = os.environ | {"APPROVAL_ROUNDS": str(rounds), "APPROVAL_OUTCOMES": str(outcomes)}
        command = [sys.executable, "dev.py", "test", "tests/reports/test_approval_rounds.py", "-q"]
        began = time.monotonic()
        with log.open("w") as stream:
            code = subprocess.run(command, cwd=ROOT, env=env, stdout=stream, stderr=stream, check=False).returncode
        told = json.loads(outcomes.read_text()) if outcomes.exists() else {"log": log.read_text()[-2000:]}
    print(json.dumps(told | {"seconds": round(time.monotonic() - began)}, ensure_ascii=False))
    return code


if __name__ == "__main__":
    sys.exit(main())
