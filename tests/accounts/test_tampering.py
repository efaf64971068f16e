"""Whoever owns the database tampers with the journal: every attempt shows, in the chain or against the anchors.

120 attempts here; ``python3 bench/journal.py`` makes 1,200 and prints them by kind.
"""

import json
import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connections, transaction

from accounts.domain.actors import ANONYMOUS, system
from accounts.domain.anchors import parsed
from accounts.domain.chain import walked
from accounts.queries import journal as journal_query
from accounts.queries.verification import anchors_text
from accounts.services import anchoring, journal
from accounts.services.acting import acting_as
from tests.accounts.tamperings import KINDS, TABLE

BEGAN = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
ATTEMPTS = int(os.environ.get("JOURNAL_TAMPERINGS", "120"))
RECORDS = 60
SYSTEM = system("tests")


def written():
    """Sixty records of six days, each day's head anchored."""
    for number in range(RECORDS):
        now = BEGAN + timedelta(hours=2.4 * number)
        detail = {"changes": [{"quantity": f"q{number}", "old": None, "new": str(number)}]} if number % 3 else {}
        with acting_as(SYSTEM):
            journal.record(actor=ANONYMOUS, now=now, action="report.save", subject=f"report {number}", detail=detail)
            if number % 10 == 9:
                anchoring.anchor(actor=SYSTEM, now=now)


def broken(anchors):
    """What a walk over the owner's connection finds."""
    found = walked(journal_query.links(using="owner"), anchors).broken
    return found.kind if found else ""


def test_every_tampering_is_found_and_an_honest_journal_is_clean(empty_database, settings, tmp_path):
    settings.JOURNAL_ANCHORS = tmp_path / "heads.txt"
    written()
    anchors = parsed(anchors_text())
    chance = random.Random(20261123)
    tried, found, without = Counter(), Counter(), Counter()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY")
        assert (len(anchors), broken(anchors)) == (6, "")
        for kind, (attack, of_1200) in KINDS.items():
            for _ in range(max(1, of_1200 * ATTEMPTS // 1200)):
                mark = transaction.savepoint(using="owner")
                attack(cursor, chance)
                tried[kind] += 1
                found[kind] += bool(broken(anchors))
                without[kind] += bool(broken(()))
                transaction.savepoint_rollback(mark, using="owner")
        assert broken(anchors) == ""
        transaction.set_rollback(True, using="owner")
    if path := os.environ.get("JOURNAL_TAMPERINGS_TOLD"):
        told = {
            kind: {"tried": tried[kind], "found": found[kind], "by_the_chain_alone": without[kind]} for kind in KINDS
        }
        Path(path).write_text(json.dumps(told))
    assert found == tried
    # The control: without the anchors, what was chained anew is believed.
    assert without["tail cut"] == without["whole chain rewritten"] == 0
