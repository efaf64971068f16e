"""Three administrators in a browser: an account is opened, gets a role, and its holder finds their work."""

import pytest

from accounts.domain.actors import system
from accounts.models import Organisation
from accounts.queries import clock
from accounts.services import anchoring
from accounts.services.acting import acting_as
from tests.factories import PASSWORD, SISHUI, make_user

pytestmark = pytest.mark.browser
OWN = "lotus rain 44 bridge"


def test_an_account_is_opened_given_a_role_and_used(visit):
    make_user("system_admin", username="sys", language="en")
    make_user("security_admin", username="sec", language="en")
    office = Organisation.objects.get(area__code=SISHUI, bureau__code="housing").pk

    admin = visit()
    admin.log_in("sys", PASSWORD)
    admin.page.click("text=Open an account")
    admin.page.fill("[name=username]", "wang.li")
    admin.page.fill("[name=full_name]", "王丽")
    admin.page.select_option("[name=organisation]", str(office))
    admin.page.select_option("select[name=language]", "en")
    admin.page.click("main .panel button")
    password = admin.page.inner_text(".one-time")
    admin.page.click("text=Noted")
    assert "No role yet" in admin.page.inner_text("main .facts")

    person = visit()
    person.log_in("wang.li", password)
    person.page.fill("[name=current]", password)
    person.page.fill("[name=new]", OWN)
    person.page.fill("[name=again]", OWN)
    person.page.click("main button")
    assert person.page.inner_text("main h1") == "Waiting for a role"

    security = visit()
    security.log_in("sec", PASSWORD)
    security.page.click("text=Change role 王丽")
    security.page.select_option("[name=role]", "clerk")
    security.page.fill("[name=reason]", "takes over from Li Qiang")
    security.page.click("main .panel button")
    assert "王丽: Clerk from now on." in security.page.inner_text("main .notice")

    person.go("/")
    assert person.page.url.endswith("/login/?next=/")  # the change ended the session
    person.log_in("wang.li", OWN)
    assert person.page.url.endswith("/filing/")
    assert person.page.locator("main h1").count() == 1


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_administration_fit_and_answer_to_keys(visit, width, language, settings, tmp_path):
    settings.JOURNAL_ANCHORS = tmp_path / "heads.txt"
    lead = make_user("lead", username="lead", full_name="孔祥瑞", email="kong@example.org")
    for role, name in (("system_admin", "sys"), ("security_admin", "sec"), ("audit_admin", "aud")):
        make_user(role, username=name, language=language)
    with acting_as(system("tests")) as actor:
        anchoring.anchor(actor=actor, now=clock.wall())
    pages = {
        "sys": ["/accounts/", "/accounts/new/", f"/accounts/{lead.pk}/"],
        "sec": ["/roles/", f"/roles/{lead.pk}/"],
        "aud": ["/journal/", "/journal/?action=account.log_in"],
    }
    for name, paths in pages.items():
        visitor = visit(width=width)
        visitor.log_in(name, PASSWORD)
        for number, path in enumerate(paths):
            visitor.go(path)
            assert (path, visitor.overflow(), visitor.page.locator("main h1").count()) == (path, 0, 1)
            if name == "aud" and number == 0:
                visitor.page.focus("main form[action$='verify/'] button")
                visitor.page.keyboard.press("Enter")
                visitor.page.wait_for_selector("main .notice--success")
                visitor.page.locator("details.journal__more summary, .journal__details summary").first.press("Enter")
                assert visitor.page.locator(".journal__details[open], .journal__details details[open]").count() == 1
                assert visitor.overflow() == 0
