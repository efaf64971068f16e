"""Pages of evidence: what people see, send and get, and what strangers do not."""

import re
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from reports.domain.files import MAX_BYTES
from reports.models import Evidence
from tests.factories import LIANGSHAN, make_actor, make_user
from tests.reports.browsing import text
from tests.reports.factories import SYSTEM, save, submitted, typed
from tests.reports.uploads import LAMPS, PDF, on_disk, png, store

pytestmark = pytest.mark.usefixtures("english_noon")
PAGE = "/filing/2026/estimate/evidence/"
UPLOAD = PAGE + "upload/"


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    return tmp_path


@pytest.fixture
def clerk(as_):
    return as_("clerk", bureau="urban_management")


def send(client, *files, about="quantity:lamps_total", script=False, **fields):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    headers = {"Accept": "application/json"} if script else {}
    user = {"user": client.session.get("_auth_user_id", "")} if script else {}
    return client.post(UPLOAD, {"about": about, **user, "file": sent, **fields}, headers=headers)


def rows():
    with acting_as(SYSTEM):
        return list(Evidence.objects.filter(removed_at__isnull=True))


def test_the_page_names_milestones_first_and_those_without_evidence(clerk):
    actor = make_actor("clerk", bureau="urban_management")
    save(actor, {"construction_waste_franchise": typed("1")})
    page = clerk.get(PAGE)
    said = text(page)
    assert said.index("Milestones") < said.index("Urban lighting luminaires, total")
    assert "1 milestone is reported as done and has no evidence." in said
    assert re.findall(r'slot--missing" id="([^"]+)"', page.content.decode()) == [
        "quantity-construction_waste_franchise"
    ]
    store(actor, evidence_about("construction_waste_franchise"))
    assert "slot--missing" not in clerk.get(PAGE).content.decode()


def evidence_about(code):
    return type(LAMPS)(quantity=code)


def test_a_form_without_scripts_takes_several_files_and_says_what_became_of_each(clerk, root):
    answer = send(clerk, ("a.pdf", PDF), ("b.pdf", png()), ("c.png", png()))
    assert (answer.status_code, answer.url) == (302, PAGE + "#quantity-lamps_total")
    assert sorted((row.name, row.kind) for row in rows()) == [("a.pdf", "application/pdf"), ("c.png", "image/png")]
    said = text(clerk.get(PAGE))
    assert "a.pdf is uploaded." in said
    assert "b.pdf: The content of the file is not what its name says." in said
    assert len(on_disk(root)) == 2


def test_a_script_gets_the_list_and_the_fault(clerk):
    good = send(clerk, ("a.pdf", PDF), script=True)
    assert (good.status_code, good.json()["files"]) == (200, [{"name": "a.pdf", "fault": "", "passes": False}])
    assert f"/evidence/{rows()[0].pk}/" in good.json()["html"]
    assert f'value="{PAGE}"' in good.json()["html"]
    bad = send(clerk, ("a.exe", b"MZ"), script=True)
    assert bad.status_code == 422
    assert bad.json()["files"][0]["fault"].startswith("Files of this type are not accepted")
    assert "a.pdf" in bad.json()["html"]


def test_nothing_chosen_is_said(clerk):
    assert send(clerk, script=True).json()["files"] == [{"name": "", "fault": "Choose a file first.", "passes": False}]


def test_a_page_of_another_account_uploads_nothing(clerk, root):
    other = make_user("clerk", bureau="urban_management")
    answer = clerk.post(
        UPLOAD,
        {"about": "quantity:lamps_total", "user": other.pk, "file": SimpleUploadedFile("a.pdf", PDF)},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, list(answer.json()), on_disk(root)) == (409, ["other"], [])


@pytest.mark.parametrize("about", ["", "quantity:", "report:1", "quantity:none", "task:none", "quantity:../x"])
def test_what_is_not_there_takes_no_file(clerk, about):
    assert send(clerk, ("a.pdf", PDF), about=about).status_code == 404
    assert rows() == []


def test_another_bureaus_quantity_is_forbidden(clerk):
    assert send(clerk, ("a.pdf", PDF), about="quantity:heat_supplied").status_code == 403
    assert send(clerk, ("a.pdf", PDF), about="stamp").status_code == 403
    assert rows() == []


def test_a_file_that_is_too_large_is_cut_off_and_said(clerk, root, monkeypatch):
    monkeypatch.setattr("reports.views.receiving.MAX_BYTES", 200_000)
    answer = send(clerk, ("big.pdf", PDF + bytes(300_000) + b"%%EOF"), ("a.pdf", PDF), script=True)
    assert answer.json()["files"] == [
        {"name": "big.pdf", "fault": "The file is larger than 50 MB.", "passes": False},
        {"name": "a.pdf", "fault": "", "passes": False},
    ]
    assert len(on_disk(root)) == 1
    with acting_as(SYSTEM):
        (record,) = JournalRecord.objects.filter(action="evidence.upload", result="refused")
        assert record.detail == {"code": "file_too_large"}


def test_a_whole_request_that_is_too_large_ends(clerk, root, monkeypatch):
    monkeypatch.setattr("reports.views.receiving.MAX_REQUEST_BYTES", 100_000)
    answer = send(clerk, ("big.pdf", PDF + bytes(300_000)), ("a.pdf", PDF), script=True)
    assert answer.json()["files"][0]["name"] == "big.pdf"
    assert on_disk(root) == []


def test_the_limit_is_fifty_megabytes():
    assert MAX_BYTES == 50 * 1024 * 1024


def test_nothing_is_received_from_somebody_unknown(root, client, monkeypatch):
    kept = []
    monkeypatch.setattr("reports.views.receiving.TemporaryFileUploadHandler.receive_data_chunk", kept.append)
    answer = send(client, ("a.pdf", PDF))
    assert (answer.status_code, answer.url) == (302, f"/login/?next={UPLOAD}")
    assert (kept, on_disk(root)) == ([], [])


def test_uploads_and_removals_need_the_token(root):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("clerk", bureau="urban_management"))
    assert send(strict, ("a.pdf", PDF)).status_code == 403
    row = store(make_actor("clerk", bureau="urban_management"))
    assert strict.post(f"/evidence/{row.pk}/remove/").status_code == 403
    assert len(on_disk(root)) == 1


# Downloads


def fetched(client, address):
    return read(client.get(address))


def read(answer):
    """The file, to its end, which closes it."""
    return b"".join(answer.streaming_content)


def test_a_file_is_handed_over_to_keep_and_never_to_show(clerk):
    row = store(make_actor("clerk", bureau="urban_management"), name="验收 报告.pdf")
    answer = clerk.get(f"/evidence/{row.pk}/")
    assert read(answer) == PDF
    headers = dict(answer.headers)
    assert headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('验收 报告.pdf')}"
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(PDF))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"
    with acting_as(SYSTEM):
        assert JournalRecord.objects.filter(action="evidence.download", result="done").count() == 1


def test_asking_for_the_headers_alone_is_no_download(clerk):
    row = store(make_actor("clerk", bureau="urban_management"))
    answer = clerk.head(f"/evidence/{row.pk}/")
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (200, b"", str(len(PDF)))
    with acting_as(SYSTEM):
        assert not JournalRecord.objects.filter(action="evidence.download").exists()


def test_everybody_else_finds_nothing(as_, client):
    row = store(make_actor("clerk", bureau="urban_management"))
    address = f"/evidence/{row.pk}/"
    others = [as_("clerk"), as_("lead", area=LIANGSHAN), as_("clerk", area=LIANGSHAN, bureau="urban_management")]
    others += [as_("reviewer"), as_("checker"), as_("leader"), as_("plan_manager")]
    missing = as_("clerk").get("/evidence/00000000-0000-4000-8000-000000000000/").content
    for other in others:
        answer = other.get(address)
        assert answer.status_code == 404
        assert row.name not in answer.content.decode()
        assert len(answer.content) - len(missing) < 2000
    assert as_("clerk").post(f"{address}remove/").status_code == 404
    assert as_("audit_admin").get(address).status_code == 403
    assert client.get(address).url == f"/login/?next={address}"
    assert fetched(as_("lead"), address) == PDF


def test_the_city_downloads_what_was_submitted(as_):
    row = store(make_actor("clerk", bureau="urban_management"))
    reviewer = as_("reviewer")
    assert reviewer.get(f"/evidence/{row.pk}/").status_code == 404
    report = submitted({"heat_supplied": typed("100")})
    said = text(reviewer.get(f"/review/{report.pk}/"))
    assert said.index("Stamped page 盖章页.pdf") < said.index("Urban lighting luminaires, total 验收.pdf")
    assert fetched(reviewer, f"/evidence/{row.pk}/") == PDF


def test_the_lead_reads_the_files_of_every_bureau(as_):
    store(make_actor("clerk", bureau="urban_management"))
    page = as_("lead").get("/filing/2026/estimate/area/")
    assert "Urban lighting luminaires, total 验收.pdf" in text(page)


def test_a_file_that_is_gone_from_the_disk_is_not_found(clerk, root):
    row = store(make_actor("clerk", bureau="urban_management"))
    (root / row.stored_as).unlink()
    assert clerk.get(f"/evidence/{row.pk}/").status_code == 404


# Removing, and when nothing can be changed


@pytest.mark.parametrize(
    ("back", "to"),
    [(PAGE, PAGE), ("https://example.org/", "/filing/"), ("//example.org", "/filing/"), ("", "/filing/")],
)
def test_a_removed_file_is_gone_and_one_is_back_on_a_page_of_ours(clerk, back, to):
    row = store(make_actor("clerk", bureau="urban_management"))
    answer = clerk.post(f"/evidence/{row.pk}/remove/", {"back": back})
    assert (answer.status_code, answer.url) == (302, to)
    assert "验收.pdf is removed." in text(clerk.get(PAGE))
    assert clerk.get(f"/evidence/{row.pk}/").status_code == 404


def test_a_submitted_report_is_read_only(clerk):
    row = store(make_actor("clerk", bureau="urban_management"))
    submitted({"heat_supplied": typed("100")})
    page = clerk.get(PAGE)
    assert "Read only" in text(page)
    assert 'type="file"' not in page.content.decode()
    answer = send(clerk, ("b.pdf", PDF + b"%%EOF"), script=True)
    assert answer.json()["files"][0]["fault"] == "The report is not in a state that allows this."
    clerk.post(f"/evidence/{row.pk}/remove/", {"back": PAGE})
    assert [one.pk for one in rows() if not one.is_stamp] == [row.pk]


def test_the_number_of_queries_does_not_grow_with_the_files(
    clerk, django_assert_num_queries, django_assert_max_num_queries
):
    actor = make_actor("clerk", bureau="urban_management")
    store(actor)
    clerk.get(PAGE)
    with django_assert_max_num_queries(60) as first:
        clerk.get(PAGE)
    for n in range(5):
        store(actor, content=PDF + f"{n} %%EOF".encode())
        store(actor, evidence_about("construction_waste_franchise"), content=PDF + f"{n} %%EOF".encode())
    with django_assert_num_queries(len(first)):
        clerk.get(PAGE)
