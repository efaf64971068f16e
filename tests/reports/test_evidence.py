"""Evidence: who may keep and remove which file, what is left on disk, in the rows and in the journal."""

import hashlib

import pytest

from accounts.domain.actors import ANONYMOUS
from accounts.services.acting import acting_as
from reports.domain.words import Stage
from reports.models import Evidence, Report, Section
from reports.queries import evidence as shelf
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
    withdrawn,
)
from tests.reports.uploads import HEAT, LAMPS, PDF, docx, on_disk, png, remove, store

pytestmark = pytest.mark.usefixtures("plan")
HEAT_ONLY = {"heat_supplied": typed("100")}


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


def seen(actor, row):
    """Whether row-level security, and the queryset, show it."""
    with acting_as(actor):
        rows = Evidence.objects.filter(pk=row.pk)
        return rows.exists(), rows.visible_to(actor).exists()


def test_the_first_file_opens_the_report_and_lies_under_a_name_of_the_servers(clerk, root):
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


def test_every_file_raises_the_version_and_voids_a_lock(clerk):
    report = locked(draft(HEAT_ONLY))
    assert report.is_locked
    store(clerk)
    after = fresh(report)
    assert after.version == report.version + 1
    assert not after.is_locked


def test_upload_and_removal_are_journalled(clerk):
    row = store(clerk)
    remove(clerk, row)
    told = {"id": str(row.pk), "for": "quantity lamps_total", "name": "验收.pdf", "kind": "application/pdf"}
    told |= {"size": str(len(PDF)), "sha256": row.sha256}
    for action in ("evidence.upload", "evidence.remove"):
        (record,) = journalled(action)
        assert (record.user_id, record.subject, record.detail) == (clerk.user_id, key_of().subject, told)


def test_the_same_file_again_is_kept_once(clerk, root):
    first, second = store(clerk), store(clerk, name="again.pdf")
    assert first.pk == second.pk
    assert len(on_disk(root)) == 1
    assert fresh(first.report).version == 2
    assert store(clerk, About(quantity="construction_waste_franchise")).pk != first.pk


def test_a_task_takes_files_of_the_bureaus_that_report_under_it(clerk, lead, plan):
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
def test_a_clerk_files_for_what_their_bureau_reports(clerk, root, about, code):
    refused(code, store, clerk, about)
    assert on_disk(root) == []
    with acting_as(SYSTEM):
        assert not Report.objects.exists()


def test_the_lead_files_for_their_own_bureau_only(lead):
    store(lead, HEAT)
    refused("other_bureau", store, lead, LAMPS)


@pytest.mark.parametrize("role", ["reviewer", "checker", "leader", "plan_manager", "system_admin"])
def test_nobody_else_files(role):
    refused("wrong_role", store, make_actor(role), LAMPS)


def test_the_neighbour_cannot_file_here_nor_anybody_too_early(clerk):
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
def test_a_file_that_is_not_accepted_leaves_nothing(clerk, root, name, content, code):
    refused(code, store, clerk, name=name, content=content)
    assert on_disk(root) == []
    with acting_as(SYSTEM):
        assert not Evidence.objects.exists()


def test_a_confirmed_section_takes_and_gives_nothing(clerk, root):
    row = store(clerk)
    with acting_as(SYSTEM):
        details = {"area_id": row.area_id, "bureau_id": row.bureau_id, "confirmed_at": NOON, "confirmed_as": "张"}
        Section.objects.create(report=row.report, **details)
    refused("section_confirmed", store, clerk, content=PDF + b"%%EOF")
    refused("section_confirmed", remove, clerk, row)
    assert len(on_disk(root)) == 1


def test_a_submitted_report_takes_and_gives_nothing(clerk, root):
    row = store(clerk)
    report = submitted()
    assert report.pk == row.report_id
    before = on_disk(root)
    refused("wrong_status", store, clerk, content=PDF + b"%%EOF")
    refused("wrong_status", remove, clerk, row)
    with acting_as(clerk), database_refuses("work_changes_only_in_an_open_report"):
        Evidence.objects.filter(pk=row.pk).update(removed_at=NOON)
    assert on_disk(root) == before


# The stamped page


def test_the_stamped_page_belongs_to_a_locked_report_and_leaves_it_locked(lead, clerk):
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


def test_a_page_cannot_be_stamped_once_the_report_changed(lead, clerk):
    locked(draft(HEAT_ONLY))
    store(clerk)
    refused("not_locked", store, lead, STAMP)


# Who sees what


def test_a_file_is_seen_by_its_bureau_and_the_lead_in_both_locks(clerk, lead):
    row = store(clerk)
    assert seen(clerk, row) == (True, True)
    assert seen(lead, row) == (True, True)
    others = [make_actor("clerk", bureau="housing"), make_actor("lead", area=LIANGSHAN), make_actor("reviewer")]
    others += [make_actor("clerk", area=LIANGSHAN, bureau="urban_management"), make_actor("audit_admin"), ANONYMOUS]
    for other in others:
        assert seen(other, row) == (False, False), other.role


def test_the_city_sees_what_a_submission_named_and_nothing_else(clerk, lead):
    named, removed = (store(clerk, content=PDF + tail) for tail in (b"1 %%EOF", b"2 %%EOF"))
    remove(clerk, removed)
    city = make_actor("reviewer")
    assert seen(city, named) == (False, False)
    report = withdrawn(returned(HEAT_ONLY), "urban_management")
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


def test_files_are_grouped_and_counted_without_the_removed(clerk, lead, plan):
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


def test_only_ones_own_bureaus_files_are_removed(clerk, lead):
    row = store(clerk)
    refused("other_bureau", remove, lead, row)
    for other in (make_actor("clerk"), make_actor("clerk", area=LIANGSHAN, bureau="urban_management")):
        with pytest.raises(Evidence.DoesNotExist):
            remove(other, row)
    remove(clerk, row)
    with pytest.raises(Evidence.DoesNotExist):
        remove(clerk, row)


def test_the_database_refuses_a_file_in_anothers_name_or_for_another_bureau(clerk, lead):
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
