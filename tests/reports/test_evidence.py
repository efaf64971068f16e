"""Evidence: who may keep and remove which file, what is left on disk, in the rows and in the journal."""

import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.actors import ANONYMOUS
from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from reports.domain.words import Stage
from reports.models import Evidence, Report, Section
from reports.queries import evidence as shelf
from reports.services import evidence, sweeping
from reports.services.evidence import STAMP, About
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    database_refuses,
    draft,
    fresh,
    journalled,
    key_of,
    locked,
    refused,
    returned,
    row_security_refuses,
    submitted,
    typed,
)
from tests.reports.uploads import PDF, docx, png

pytestmark = pytest.mark.usefixtures("plan")
LAMPS = About(quantity="lamps_total")
HEAT = About(quantity="heat_supplied")
HEAT_ONLY = {"heat_supplied": typed("100")}
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


@pytest.fixture
def store():
    def call(actor, about=LAMPS, name="验收.pdf", content=PDF, now=NOON, **key):
        key.setdefault("area", actor.area_code or "370831")
        with acting_as(actor):
            file = io.BytesIO(content)
            return evidence.store(
                key=key_of(**key), about=about, name=name, file=file, size=len(content), actor=actor, now=now
            )

    return call


@pytest.fixture
def remove():
    def call(actor, row):
        with acting_as(actor):
            return evidence.remove(evidence_id=row.pk, actor=actor, now=NOON)

    return call


@pytest.fixture
def seen():
    def call(actor, row):
        with acting_as(actor):
            rows = Evidence.objects.filter(pk=row.pk)
            return rows.exists(), rows.visible_to(actor).exists()

    return call


def on_disk(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def found_by(path):
    return "EICAR" if b"EICAR" in Path(path).read_bytes() else ""


def broken_scanner(path):
    raise ConnectionRefusedError


def silent_scanner(path):
    return None


def test_the_first_file_opens_the_report_and_lies_under_a_name_of_the_servers(store, clerk, root):
    row = store(clerk, name="../../验收.pdf")
    report = fresh(row.report)
    assert (report.status, report.version) == ("draft", 2)
    (path,) = on_disk(root)
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert path == root / row.stored_as
    assert "pdf" not in row.stored_as
    assert (row.name, row.kind, row.size) == ("验收.pdf", "application/pdf", len(PDF))
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (row.uploaded_by_id, row.uploaded_as, row.bureau_id) == (clerk.user_id, clerk.name, clerk.bureau_id)


def test_every_file_raises_the_version_and_voids_a_lock(store, clerk):
    report = locked(draft(HEAT_ONLY))
    assert report.is_locked
    store(clerk)
    after = fresh(report)
    assert after.version == report.version + 1
    assert not after.is_locked


def test_upload_and_removal_are_journalled(store, remove, clerk):
    row = store(clerk)
    remove(clerk, row)
    told = {"id": str(row.pk), "for": "quantity lamps_total", "name": "验收.pdf", "kind": "application/pdf"}
    told |= {"size": str(len(PDF)), "sha256": row.sha256}
    for action in ("evidence.upload", "evidence.remove"):
        (record,) = journalled(action)
        assert (record.user_id, record.subject, record.detail) == (clerk.user_id, key_of().subject, told)


def test_the_same_file_again_is_kept_once(store, clerk, root):
    first, second = store(clerk), store(clerk, name="again.pdf")
    assert first.pk == second.pk
    assert len(on_disk(root)) == 1
    assert fresh(first.report).version == 2
    assert store(clerk, About(quantity="construction_waste_franchise")).pk != first.pk


def test_a_task_takes_files_of_the_bureaus_that_report_under_it(store, clerk, lead, plan):
    task = plan.quantities.get(code="lamps_total").task.code
    row = store(clerk, About(task=task))
    assert (row.task.code, row.quantity, row.is_stamp) == (task, None, False)
    refused("no_such_task", store, clerk, About(task="none"))


@pytest.mark.parametrize(
    ("about", "code"),
    [
        (HEAT, "other_bureau"),
        (About(quantity="renewal_special_plan_issued"), "no_such_quantity"),
        (About(quantity="nothing"), "no_such_quantity"),
        (STAMP, "wrong_role"),
    ],
)
def test_a_clerk_files_for_what_their_bureau_reports(store, clerk, root, about, code):
    refused(code, store, clerk, about)
    assert on_disk(root) == []
    with acting_as(SYSTEM):
        assert not Report.objects.exists()


def test_the_lead_files_for_their_own_bureau_only(store, lead):
    store(lead, HEAT)
    refused("other_bureau", store, lead, LAMPS)


@pytest.mark.parametrize("role", ["reviewer", "checker", "leader", "plan_manager", "system_admin"])
def test_nobody_else_files(store, role):
    refused("wrong_role", store, make_actor(role), LAMPS)


def test_the_neighbour_cannot_file_here_nor_anybody_too_early(store, clerk):
    refused("other_area", store, make_actor("clerk", area=LIANGSHAN, bureau="urban_management"), area="370831")
    refused("not_begun", store, clerk, year=2027)
    refused("not_begun", store, clerk, stage=Stage.FINAL)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "file_type"),
        ("a.pdf", png(), "file_mismatch"),
        ("a.docx", docx("x/vbaProject.bin"), "file_macros"),
    ],
)
def test_a_file_that_is_not_accepted_leaves_nothing(store, clerk, root, name, content, code):
    refused(code, store, clerk, name=name, content=content)
    assert on_disk(root) == []
    with acting_as(SYSTEM):
        assert not Evidence.objects.exists()


def test_a_confirmed_section_takes_and_gives_nothing(store, remove, clerk, root):
    row = store(clerk)
    with acting_as(SYSTEM):
        details = {"area_id": row.area_id, "bureau_id": row.bureau_id, "confirmed_at": NOON, "confirmed_as": "张"}
        Section.objects.create(report=row.report, **details)
    refused("section_confirmed", store, clerk, content=PDF + b"%%EOF")
    refused("section_confirmed", remove, clerk, row)
    assert len(on_disk(root)) == 1


def test_a_submitted_report_takes_and_gives_nothing(store, remove, clerk, root):
    row = store(clerk)
    report = submitted()
    assert report.pk == row.report_id
    before = on_disk(root)
    refused("wrong_status", store, clerk, content=PDF + b"%%EOF")
    refused("wrong_status", remove, clerk, row)
    with acting_as(clerk), database_refuses("work_changes_only_in_an_open_report"):
        Evidence.objects.filter(pk=row.pk).update(removed_at=NOON)
    assert on_disk(root) == before


def test_the_quota_is_the_areas_and_the_years(store, remove, clerk, lead, settings, root):
    settings.EVIDENCE_QUOTA_MB = 1
    large = PDF + bytes(600_000) + b"%%EOF"
    row = store(clerk, content=large)
    refused("evidence_quota", store, lead, HEAT, content=large)
    assert len(on_disk(root)) == 1
    store(make_actor("lead", area=LIANGSHAN), HEAT, content=large)
    store(lead, HEAT, content=large, year=2025)
    remove(clerk, row)
    store(lead, HEAT, content=large)


def test_a_disk_without_room_refuses_and_keeps_nothing(store, clerk, settings, root):
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
def test_what_a_scanner_finds_or_cannot_judge_is_refused(store, clerk, settings, root, scanner, content, code):
    settings.EVIDENCE_SCANNER = f"{__name__}.{scanner}"
    refused(code, store, clerk, content=content)
    assert on_disk(root) == []


def test_what_a_scanner_finds_clean_is_kept(store, clerk, settings, root):
    settings.EVIDENCE_SCANNER = f"{__name__}.found_by"
    store(clerk)
    assert len(on_disk(root)) == 1


# The stamped page


def test_the_stamped_page_belongs_to_a_locked_report_and_leaves_it_locked(store, remove, lead, clerk):
    refused("not_locked", store, lead, STAMP)
    report = locked(draft())
    refused("wrong_role", store, clerk, STAMP)
    refused("stamp_kind", store, lead, STAMP, "a.docx", docx())
    first = store(lead, STAMP, "盖章页.png", png())
    stamped = fresh(report)
    assert (stamped.is_locked, stamped.version, stamped.stamp_id) == (True, report.version + 1, first.pk)
    second = store(lead, STAMP)
    assert fresh(report).stamp_id == second.pk
    with acting_as(lead):
        assert Evidence.objects.get(pk=first.pk).removed_at == NOON
        assert shelf.of_report(report.pk, lead).stamp.id == second.pk
    remove(lead, second)
    bare = fresh(report)
    assert (bare.is_locked, bare.stamp_id) == (True, None)


def test_a_page_cannot_be_stamped_once_the_report_changed(store, lead, clerk):
    locked(draft(HEAT_ONLY))
    store(clerk)
    refused("not_locked", store, lead, STAMP)


# Who sees what


def test_a_file_is_seen_by_its_bureau_and_the_lead_in_both_locks(store, clerk, lead, seen):
    row = store(clerk)
    assert seen(clerk, row) == (True, True)
    assert seen(lead, row) == (True, True)
    others = [make_actor("clerk", bureau="housing"), make_actor("lead", area=LIANGSHAN), make_actor("reviewer")]
    others += [make_actor("clerk", area=LIANGSHAN, bureau="urban_management"), make_actor("audit_admin"), ANONYMOUS]
    for other in others:
        assert seen(other, row) == (False, False), other.role


def test_the_city_sees_what_a_submission_named_and_nothing_else(store, remove, clerk, lead, seen):
    named, removed = (store(clerk, content=PDF + tail) for tail in (b"1 %%EOF", b"2 %%EOF"))
    remove(clerk, removed)
    city = make_actor("reviewer")
    assert seen(city, named) == (False, False)
    report = returned(HEAT_ONLY)
    later = store(clerk, content=PDF + b"3 %%EOF")
    remove(clerk, named)
    assert [seen(city, row) for row in (named, removed, later)] == [(True, True), (False, False), (False, False)]
    with acting_as(city):
        assert shelf.one(named.pk, city).name == "验收.pdf"
        found = shelf.of_report(report.pk, city)
        assert [file.id for file in found.of_quantity("lamps_total")] == [named.pk]
        assert found.stamp.kind == "application/pdf"
    with acting_as(clerk):
        assert [file.id for file in shelf.of_report(report.pk, clerk).of_quantity("lamps_total")] == [later.pk]
        assert shelf.one(named.pk, clerk).id == named.pk
        with pytest.raises(Evidence.DoesNotExist):
            shelf.one(removed.pk, clerk)


def test_files_are_grouped_and_counted_without_the_removed(store, remove, clerk, lead, plan):
    task = plan.quantities.get(code="lamps_total").task.code
    row = store(clerk)
    store(clerk, content=PDF + b"%%EOF")
    gone = store(clerk, content=PDF + b"gone %%EOF")
    remove(clerk, gone)
    store(clerk, About(task=task))
    store(lead, HEAT)
    with acting_as(clerk):
        found = shelf.of_report(row.report_id, clerk)
        assert {code: len(group.files) for code, group in found.quantities.items()} == {"lamps_total": 2}
        assert {code: len(group.files) for code, group in found.tasks.items()} == {task: 1}
        assert shelf.counts(row.report_id, clerk) == {"lamps_total": 2}
    with acting_as(lead):
        assert shelf.counts(row.report_id, lead) == {"lamps_total": 2, "heat_supplied": 1}
    assert shelf.counts(None, clerk) == {}


def test_only_ones_own_bureaus_files_are_removed(store, remove, clerk, lead):
    row = store(clerk)
    refused("other_bureau", remove, lead, row)
    for other in (make_actor("clerk"), make_actor("clerk", area=LIANGSHAN, bureau="urban_management")):
        with pytest.raises(Evidence.DoesNotExist):
            remove(other, row)
    remove(clerk, row)
    with pytest.raises(Evidence.DoesNotExist):
        remove(clerk, row)


def test_the_database_refuses_a_file_in_anothers_name_or_for_another_bureau(store, clerk, lead):
    row = store(clerk)
    forged = {"pk": None, "stored_as": "aa/bb/cc"}
    for change in (
        {"uploaded_by_id": lead.user_id},
        {"bureau_id": lead.bureau_id},
        {"quantity": None, "is_stamp": True},
    ):
        copy = Evidence(**{field.attname: getattr(row, field.attname) for field in Evidence._meta.fields})
        for name, value in (forged | change).items():
            setattr(copy, name, value)
        with acting_as(clerk), row_security_refuses("reports_evidence"):
            copy.save(force_insert=True)


# Sweeping


def age(path, days):
    moment = NOON.timestamp() - days * 86400
    os.utime(path, (moment, moment))


def test_only_what_nothing_speaks_of_is_swept_and_only_after_a_day(store, remove, clerk, root):
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


def test_verifying_reports_missing_and_changed_files(store, clerk, root, capsys):
    first, second = store(clerk), store(clerk, content=PDF + b"%%EOF")
    call_command("sweep_evidence", "--verify")
    (root / first.stored_as).unlink()
    (root / second.stored_as).write_bytes(b"changed")
    with pytest.raises(CommandError):
        call_command("sweep_evidence", "--verify")
    told = capsys.readouterr().err
    assert f"missing {first.pk}" in told
    assert f"changed {second.pk}" in told


def test_a_download_is_journalled_once(store, clerk):
    row = store(clerk)
    with acting_as(clerk):
        evidence.record_download(evidence_id=row.pk, actor=clerk, now=NOON)
    with acting_as(SYSTEM):
        assert JournalRecord.objects.filter(action="evidence.download", detail__id=str(row.pk)).count() == 1
