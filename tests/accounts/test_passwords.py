"""Passwords: what is refused, and who may change them."""

import pytest

from accounts.domain.passwords import context_word_in
from accounts.models import User
from accounts.queries import clock
from accounts.services import passwords
from tests.factories import PASSWORD, make_actor, make_user

WEAK = {
    "short-1a": "too short",
    "1234567890": "digits only, common",
    "20261122152637": "digits only",
    "password123": "common",
    "qwertyuiop": "common",
    "woaini1314": "common",
    "sishui2026": "the county",
    "Sishui-9-boat": "the county, hidden by capitals",
    "5i5hu1-9-boat": "the county, hidden by digits",
    "ｓｉｓｈｕｉ-9-boat": "the county, hidden by width",
    "jining-is-home": "the city",
    "泗水县城的河流很美丽": "the county in Chinese",
    "my-housing-77": "the bureau",
    "carbon-peak-2030": "the system",
    "Kong.Xiangrui-7": "the person",
    "clerk-kong-2026": "the account",
}


@pytest.mark.parametrize("weak", WEAK, ids=WEAK.values())
def test_a_weak_password_is_refused(db, acting_as, weak):
    user = make_user("clerk", username="clerk-kong", full_name="Kong Xiangrui")
    with acting_as(user) as actor, pytest.raises(passwords.PasswordRefused) as refused:
        passwords.change(actor=actor, now=clock.wall(), current=PASSWORD, new=weak)
    assert refused.value.field == "new"
    assert refused.value.messages


@pytest.mark.parametrize("strong", ["Qufu-1573-ston3", "lotus rain by the west gate", "莲花与微山湖上的雨声九"])
def test_a_strong_password_is_taken(db, acting_as, strong):
    with acting_as(make_user("clerk")) as actor:
        assert passwords.change(actor=actor, now=clock.wall(), current=PASSWORD, new=strong).check_password(strong)


def test_the_wrong_present_password_changes_nothing(db, acting_as):
    with acting_as(make_user("clerk")) as actor, pytest.raises(passwords.PasswordRefused) as refused:
        passwords.change(actor=actor, now=clock.wall(), current="wrong", new="lotus rain 44")
    assert refused.value.field == "current"


def test_the_last_five_passwords_are_refused_and_the_sixth_may_return(db, acting_as):
    user = make_user("clerk")
    new = [f"lotus-rain-{number}{number}" for number in range(1, 6)]
    with acting_as(user) as actor:
        before = PASSWORD
        for password in new[:4]:
            passwords.change(actor=actor, now=clock.wall(), current=before, new=password)
            before = password
        for known in [PASSWORD, *new[:4]]:
            with pytest.raises(passwords.PasswordRefused):
                passwords.change(actor=actor, now=clock.wall(), current=before, new=known)
        passwords.change(actor=actor, now=clock.wall(), current=before, new=new[4])
        passwords.change(actor=actor, now=clock.wall(), current=new[4], new=PASSWORD)
    assert len(User.objects.get(pk=user.pk).former_passwords) == 4


def test_one_changes_only_ones_own_password(db, acting_as):
    mine, other = make_actor("clerk"), make_user("clerk")
    with acting_as(mine):
        passwords.change(actor=mine, now=clock.wall(), current=PASSWORD, new="lotus rain 44")
    other.refresh_from_db()
    assert other.check_password(PASSWORD)


def test_short_words_and_empty_names_are_no_context():
    assert context_word_in("lotus-an-li-44", ["An Li", "", "区"]) is None


def test_the_form_shows_each_refusal_beside_its_field(client_of, plan):
    client = client_of(make_user("clerk"))
    page = client.post("/password/", {"current": "x", "new": "lotus rain 44", "again": "lotus rain 45"})
    assert 'id="id_again_error"' in page.content.decode()
    page = client.post("/password/", {"current": "wrong", "new": "lotus rain 44", "again": "lotus rain 44"})
    assert 'id="id_current_error"' in page.content.decode()
