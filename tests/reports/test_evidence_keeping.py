"""Files on disk: room, scanners, what is swept, and what no longer is what it was."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from reports.services import evidence, sweeping
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import NOON, SYSTEM, refused
from tests.reports.uploads import HEAT, PDF, on_disk, remove, store

pytestmark = pytest.mark.usefixtures("plan")
EICAR = PDF + b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\n%%EOF"


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "evidence" / "incoming"
    return tmp_path / "evidence"


@pytest.fixture
def clerk():
    return make_actor("clerk", bureau="urban_management")


@pytest.fixture
def lead():
    return make_actor("lead")


def found_by(path):
    return "EICAR" if b"EICAR" in Path(path).read_bytes() else ""


def broken_scanner(path):
    raise ConnectionRefusedError


def silent_scanner(path):
    return None


def test_the_quota_is_the_areas_and_the_years(clerk, lead, settings, root):
    settings.EVIDENCE_QUOTA_MB = 1
    large = PDF + bytes(600_000) + b"%%EOF"
    row = store(clerk, content=large)
    refused("evidence_quota", store, lead, HEAT, content=large)
    assert len(on_disk(root)) == 1
    store(make_actor("lead", area=LIANGSHAN), HEAT, content=large)
    store(lead, HEAT, content=large, year=2025)
    remove(clerk, row)
    store(lead, HEAT, content=large)


def test_a_disk_without_room_refuses_and_keeps_nothing(clerk, settings, root):
    settings.EVIDENCE_FREE_MB = 10**12
    refused("storage_unavailable", store, clerk)
    assert on_disk(root) == []


@pytest.mark.parametrize(
    ("scanner", "content", "code"),
    [
        ("found_by", EICAR, "file_infected"),
        ("broken_scanner", PDF, "scanner_unavailable"),
        ("silent_scanner", PDF, "scanner_unavailable"),
        ("there_is_none", PDF, "scanner_unavailable"),
    ],
)
def test_what_a_scanner_finds_or_cannot_judge_is_refused(clerk, settings, root, scanner, content, code):
    settings.EVIDENCE_SCANNER = f"{__name__}.{scanner}"
    refused(code, store, clerk, content=content)
    assert on_disk(root) == []


def test_what_a_scanner_finds_clean_is_kept(clerk, settings, root):
    settings.EVIDENCE_SCANNER = f"{__name__}.found_by"
    store(clerk)
    assert len(on_disk(root)) == 1


# Sweeping


def age(path, days):
    moment = NOON.timestamp() - days * 86400
    os.utime(path, (moment, moment))


def test_only_what_nothing_speaks_of_is_swept_and_only_after_a_day(clerk, root):
    row = store(clerk)
    removed = store(clerk, content=PDF + b"%%EOF")
    remove(clerk, removed)
    (root / "incoming").mkdir()
    (root / "ab" / "cd").mkdir(parents=True, exist_ok=True)
    old = {
        "orphan": root / "ab" / "cd" / ("0" * 32),
        "left over": root / "incoming" / "x.upload.pdf",
        "foreign": root / "ab" / "cd" / "notes.txt",
    }
    young = [root / "ab" / "cd" / ("1" * 32), root / "incoming" / "y.upload.pdf"]
    for path in (*old.values(), *young):
        path.write_bytes(b"x")
    for path in (*old.values(), root / row.stored_as, root / removed.stored_as):
        age(path, 2)
    for path in young:
        age(path, 0)
    with acting_as(SYSTEM):
        assert sweeping.sweep(now=NOON) == sweeping.Swept(incoming=1, orphans=1, removed=0)
        assert (root / removed.stored_as).exists()
        assert sweeping.sweep(now=NOON + timedelta(days=31)).removed == 1
        assert list(sweeping.faults()) == []
    assert on_disk(root) == sorted([old["foreign"], root / row.stored_as])


def test_verifying_reports_missing_and_changed_files(clerk, root, capsys):
    first, second = store(clerk), store(clerk, content=PDF + b"%%EOF")
    call_command("sweep_evidence", "--verify")
    (root / first.stored_as).unlink()
    (root / second.stored_as).write_bytes(b"changed")
    with pytest.raises(CommandError):
        call_command("sweep_evidence", "--verify")
    told = capsys.readouterr().err
    assert f"missing {first.pk}" in told
    assert f"changed {second.pk}" in told


def test_a_download_is_journalled_once(clerk):
    row = store(clerk)
    with acting_as(clerk):
        evidence.record_download(evidence_id=row.pk, actor=clerk, now=NOON)
    with acting_as(SYSTEM):
        assert JournalRecord.objects.filter(action="evidence.download", detail__id=str(row.pk)).count() == 1
