"""Eight reviewers approve at the same instant: one approval; without the guard it goes wrong, so the test can see it.

bench/approvals.py runs a thousand rounds of the same.
"""

import json
import os
from pathlib import Path

from tests.reports import approval_rounds

ROUNDS = int(os.environ.get("APPROVAL_ROUNDS", "10"))
PEOPLE = 8


def _tell(name, outcome):
    if "APPROVAL_OUTCOMES" in os.environ:
        path = Path(os.environ["APPROVAL_OUTCOMES"])
        known = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(known | {name: outcome}))


def test_of_eight_approvals_at_once_one_counts(committed_db):
    outcome = approval_rounds.run(ROUNDS, PEOPLE)
    _tell("guarded", outcome)
    assert outcome == {"rounds": ROUNDS, "concurrent": PEOPLE, "approvals": ROUNDS, "wrong": 0}


def test_without_the_guard_several_count(committed_db):
    with approval_rounds.without_guard(committed_db):
        outcome = approval_rounds.run(ROUNDS, PEOPLE)
    _tell("control", outcome)
    assert outcome["wrong"] > 0
    assert outcome["approvals"] > ROUNDS
