"""1,200 tamperings with the journal by its owner, guards off: how many of each kind are found. Prints a table.

    python3 bench/journal.py [--count 1200]

Runs tests/accounts/test_tampering.py with that many attempts, on a database of its own.
The last column is what the hash chain finds alone, without the heads kept outside.
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
    """Measure once; returns 1 if anything went unseen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        environment = os.environ | {"JOURNAL_TAMPERINGS": str(asked.count), "JOURNAL_TAMPERINGS_TOLD": str(told)}
        command = [sys.executable, "dev.py", "test", "tests/accounts/test_tampering.py", "-q"]
        began = time.monotonic()
        ran = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        seconds = time.monotonic() - began
        if not told.exists():
            print(ran.stdout + ran.stderr, file=sys.stderr)
            return 1
        kinds = json.loads(told.read_text())
    print(f"{'kind':32}{'tried':>8}{'found':>8}{'by the chain alone':>20}")
    for kind, counts in kinds.items():
        print(f"{kind:32}{counts['tried']:>8}{counts['found']:>8}{counts['by_the_chain_alone']:>20}")
    tried, found = (sum(one[name] for one in kinds.values()) for name in ("tried", "found"))
    print(f"{'all':32}{tried:>8}{found:>8}   in {seconds:.0f} s, untampered: clean before and after")
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main())
