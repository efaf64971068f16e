"""Evidence in a browser: several files at once, each with its progress and its fault, by mouse, keyboard and form."""

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.models import Evidence
from tests.factories import PASSWORD, make_actor, make_user
from tests.reports.factories import NOON, save, typed
from tests.reports.filing_browser import change_hands
from tests.reports.uploads import PDF, png

pytestmark = pytest.mark.browser
PAGE = "/filing/2026/estimate/evidence/"
LAMPS = "#quantity-lamps_total"
DROP = """([selector, files]) => {
  const carried = new DataTransfer();
  files.forEach(([name, content]) => carried.items.add(new File([content], name)));
  const place = document.querySelector(selector);
  for (const name of ["dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


def payload(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def clerk(committed_db, visit, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.EVIDENCE_ROOT = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    with acting_as(system("test")):
        make_user("clerk", bureau="urban_management", username="clerk")

    def start(**options):
        visitor = visit(**options)
        visitor.log_in("clerk", PASSWORD, PAGE)
        return visitor

    return start


def stored():
    with acting_as(system("test")):
        return sorted(Evidence.objects.filter(removed_at=None).values_list("name", flat=True))


def test_several_chosen_files_are_uploaded_and_a_bad_one_says_why(clerk):
    page = clerk().page
    slot = page.locator(LAMPS)
    slot.locator("input[type=file]").set_input_files(
        [payload("验收.pdf", PDF), payload("坏.pdf", b"MZ"), payload("照片.png", png())]
    )
    expect(slot.locator(".file__name")).to_have_count(2)
    expect(slot.locator(".field-error")).to_have_text("文件内容与扩展名不符。")
    expect(slot.locator(".upload", has=page.locator(".field-error")).locator(".upload__name")).to_have_text("坏.pdf")
    slot.get_by_role("button", name="关闭").click()
    expect(slot.locator(".field-error")).to_have_count(0)
    assert stored() == ["照片.png", "验收.pdf"]


def test_the_marks_of_a_missing_file_go_with_the_file(clerk):
    with acting_as(system("test")):
        actor = make_actor("clerk", bureau="urban_management")
    save(actor, {"construction_waste_franchise": typed("1")})
    page = clerk().page
    marks = page.locator("[data-missing], [data-missing-notice], .slot--missing")
    expect(marks).to_have_count(3)
    page.locator("#quantity-construction_waste_franchise input[type=file]").set_input_files(payload("a.pdf", PDF))
    expect(marks).to_have_count(0)


def test_dropped_files_are_uploaded(clerk):
    page = clerk().page
    page.evaluate(DROP, [LAMPS, [["a.pdf", PDF.decode()], ["b.pdf", PDF.decode() + "%%EOF"]]])
    expect(page.locator(f"{LAMPS} .file__name")).to_have_count(2)
    assert stored() == ["a.pdf", "b.pdf"]


def test_progress_is_shown_and_an_upload_can_be_cancelled_and_tried_again(clerk):
    visitor = clerk()
    page, slot = visitor.page, visitor.page.locator(LAMPS)
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", limits | {"uploadThroughput": 200_000})
    content = PDF + bytes(2_000_000) + b"%%EOF"
    slot.locator("input[type=file]").set_input_files(payload("大.pdf", content))
    page.wait_for_function("p => p.value > 0.05 && p.value < 0.95", arg=slot.locator("progress").element_handle())
    slot.get_by_role("button", name="取消").click()
    expect(slot.locator(".field-error")).to_have_text("已取消")
    assert stored() == []
    slow.send("Network.emulateNetworkConditions", limits | {"uploadThroughput": -1})
    slot.get_by_role("button", name="重试").click()
    expect(slot.locator(".file__name")).to_have_text("大.pdf")
    assert stored() == ["大.pdf"]


def test_a_lost_connection_and_an_ended_session_keep_the_file_for_another_try(clerk):
    visitor = clerk()
    page, slot = visitor.page, visitor.page.locator(LAMPS)
    page.context.set_offline(True)
    slot.locator("input[type=file]").set_input_files(payload("a.pdf", PDF))
    expect(slot.locator(".field-error")).to_contain_text("网络不通")
    page.context.set_offline(False)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    slot.get_by_role("button", name="重试").click()
    expect(slot.locator(".field-error")).to_contain_text("登录已失效")
    page.context.add_cookies(cookies)
    slot.get_by_role("button", name="重试").click()
    expect(slot.locator(".file__name")).to_have_text("a.pdf")
    visitor.complaints.clear()  # the browser's own word for the request that could not leave


def test_a_file_is_never_uploaded_under_another_account(clerk):
    visitor = clerk()
    slot = visitor.page.locator(LAMPS)
    change_hands(visitor)
    slot.locator("input[type=file]").set_input_files(payload("a.pdf", PDF))
    expect(slot.locator(".field-error")).to_contain_text("另一账号")
    expect(slot.locator(".file__name")).to_have_count(0)
    assert stored() == []


def test_a_file_over_the_limit_is_not_even_sent(clerk):
    page = clerk().page
    page.evaluate(f"document.querySelector('{LAMPS} form[data-dropzone]').dataset.max = '10'")
    page.evaluate(DROP, [LAMPS, [["a.pdf", PDF.decode()]]])
    expect(page.locator(f"{LAMPS} .field-error")).to_have_text("文件超过50 MB。")
    assert stored() == []


def test_a_file_is_downloaded_under_its_name_and_removed_after_asking(clerk):
    visitor = clerk()
    page, slot = visitor.page, visitor.page.locator(LAMPS)
    slot.locator("input[type=file]").set_input_files(payload("验收 报告.pdf", PDF))
    with page.expect_download() as download:
        slot.locator(".file__name").click()
    assert download.value.suggested_filename == "验收 报告.pdf"
    assert download.value.path().read_bytes() == PDF
    slot.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".notice--success")).to_contain_text("验收 报告.pdf")
    assert stored() == []


def test_the_form_alone_uploads_without_scripts(clerk):
    page = clerk(java_script_enabled=False).page
    slot = page.locator(LAMPS)
    slot.locator("input[type=file]").set_input_files([payload("a.pdf", PDF), payload("b.png", png())])
    with page.expect_navigation():
        slot.get_by_role("button", name="上传").click()
    expect(page.locator(f"{LAMPS} .file__name")).to_have_count(2)
    assert page.url.endswith(LAMPS)
    assert stored() == ["a.pdf", "b.png"]


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_window(clerk, width):
    visitor = clerk(width=width)
    slot = visitor.page.locator(LAMPS)
    names = ["验收" * 40 + ".pdf", "a" * 100 + ".pdf"]
    slot.locator("input[type=file]").set_input_files([payload(name, PDF + name.encode() + b"%%EOF") for name in names])
    slot.locator("input[type=file]").set_input_files(payload("坏的文件" * 20 + ".pdf", b"MZ"))
    expect(slot.locator(".file__name")).to_have_count(2)
    expect(slot.locator(".field-error")).to_have_count(1)
    assert visitor.overflow() <= 0
