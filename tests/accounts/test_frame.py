"""The frame of every page in a real browser: phone and desk, Chinese and English, keyboard."""

from datetime import UTC, datetime

import pytest

from accounts.models import Installation
from accounts.queries import clock
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser
LANGUAGES = ["zh-hans", "en"]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_accounts_scrolls_sideways(visit, width, language):
    make_user("system_admin", username="admin", language=language)
    visitor = visit(width=width)
    visitor.go("/login/")
    visitor.page.click(f"button[value={language}]")
    assert visitor.overflow() == 0
    visitor.log_in("admin", "wrong")
    assert visitor.overflow() == 0
    visitor.log_in("admin", PASSWORD)
    for path in ("/", "/password/", "/nowhere/", "/filing/"):
        visitor.go(path)
        assert visitor.page.locator("main h1").count() == 1
        assert (path, visitor.overflow()) == (path, 0)
    visitor.page.click("summary.account__name")
    assert visitor.overflow() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_switched_and_stays(visit, language):
    visitor = visit()
    visitor.go("/login/")
    visitor.page.click(f"button[value={language}]")
    visitor.go("/nowhere/")
    assert visitor.page.get_attribute("html", "lang") == {"zh-hans": "zh-Hans", "en": "en"}[language]


def test_the_language_of_an_answer_to_a_form_is_switched_on_the_form(visit):
    make_user("lead", username="lead")
    visitor = visit()
    visitor.log_in("lead", PASSWORD, "/password/")
    visitor.page.fill("[name=current]", "wrong")
    visitor.page.fill("[name=new]", "lotus rain 44")
    visitor.page.fill("[name=again]", "lotus rain 44")
    visitor.page.click("main button")
    visitor.page.click("button[value=en]")
    visitor.page.wait_for_url("**/password/")
    assert visitor.page.inner_text("h1") == "Change password"


def test_the_first_key_leads_past_the_frame(visit):
    visitor = visit()
    visitor.go("/nowhere/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"


def test_on_a_phone_the_navigation_opens_and_closes(visit):
    make_user("lead", username="lead")
    visitor = visit(width=390)
    visitor.log_in("lead", PASSWORD, "/password/")
    navigation = visitor.page.locator("#navigation")
    assert not navigation.is_visible()
    visitor.page.click(".masthead__menu")
    assert navigation.is_visible()
    assert visitor.page.get_attribute(".masthead__menu", "aria-expanded") == "true"
    visitor.page.click(".masthead__menu")
    assert not navigation.is_visible()


def test_without_scripts_the_navigation_is_open_and_one_can_log_in_and_out(visit):
    make_user("lead", username="lead")
    visitor = visit(width=390, java_script_enabled=False)
    visitor.log_in("lead", PASSWORD, "/password/")
    assert visitor.page.locator("#navigation").is_visible()
    visitor.page.click("summary.account__name")
    visitor.page.click("form[action='/logout/'] button")
    assert visitor.page.url.endswith("/login/")


def test_the_account_menu_closes_with_escape_and_gives_the_focus_back(visit):
    make_user("audit_admin", username="audit")
    visitor = visit()
    visitor.log_in("audit", PASSWORD)
    visitor.page.click("summary.account__name")
    visitor.page.keyboard.press("Escape")
    assert visitor.page.locator("details.account[open]").count() == 0
    assert visitor.page.evaluate("document.activeElement.className") == "account__name"


def test_every_page_of_a_demonstration_says_so_and_shows_its_clock(visit):
    Installation.objects.update_or_create(
        id=1, defaults={"is_demo": True, "demo_now": clock.datetime.fromisoformat("2026-12-01T09:00:00+08:00")}
    )
    clock.reset()
    visitor = visit()
    for path in ("/login/", "/nowhere/"):
        visitor.go(path)
        assert visitor.page.locator(".demo").count() == 1
        assert "2026-12-01 09:00" in visitor.page.inner_text(".demo")


def test_other_pages_say_nothing_of_a_demonstration(visit):
    visitor = visit()
    visitor.go("/login/")
    assert visitor.page.locator(".demo").count() == 0


def test_an_inline_script_does_not_run(visit):
    visitor = visit()
    visitor.go("/login/")
    visitor.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
        }"""
    )
    assert visitor.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_nothing_of_a_page_is_kept_in_the_browsers_storage(visit):
    make_user("audit_admin", username="audit")
    visitor = visit()
    visitor.log_in("audit", PASSWORD)
    kept = visitor.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(kept) <= {"htmx-current-path-for-history"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_demonstration_says_so_in_chinese_in_both_languages(plan, client, system_actor, acting_as, language):
    with acting_as(system_actor):
        Installation.objects.create(is_demo=True, demo_now=datetime(2026, 11, 20, 2, tzinfo=UTC))
    clock.reset()
    client.cookies["django_language"] = language
    assert "示例数据" in client.get("/login/").content.decode()
