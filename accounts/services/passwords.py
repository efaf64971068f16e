"""Passwords: a person changes their own; nobody else ever knows a lasting one (trust.md, 2 and 3)."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.actors import Actor
from accounts.domain.passwords import REMEMBERED, context_word_in
from accounts.models import Organisation, User
from accounts.services import journal


class PasswordRefused(Exception):
    """The new password, or the present one, is not accepted; ``field`` and ``messages`` say why."""

    def __init__(self, field: str, messages: list[str]) -> None:
        super().__init__(field)
        self.field = field
        self.messages = messages


def change(*, actor: Actor, now: datetime, current: str, new: str) -> User:
    """Give the actor's own account a new password; their other sessions end with the old one.

    Raises:
        PasswordRefused: ``current`` is wrong, or ``new`` is weak, common, made of words
            around the account, or one of the last five; recorded as a refusal.
    """
    try:
        return _changed(actor, now, current, new)
    except PasswordRefused as refused:
        journal.record(
            actor=actor,
            now=now,
            action="account.change_password",
            subject=f"account {actor.username}",
            result=journal.REFUSED,
            detail={"code": refused.field},
        )
        raise


@transaction.atomic
def _changed(actor: Actor, now: datetime, current: str, new: str) -> User:
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.user_id)
    if not check_password(current, user.password):
        raise PasswordRefused("current", [_("The present password is not right.")])
    _check(user, new)
    user.former_passwords = [user.password, *user.former_passwords][: REMEMBERED - 1]
    user.password = make_password(new)
    user.must_change_password = False
    user.save(update_fields=["former_passwords", "password", "must_change_password"])
    journal.record(actor=actor, now=now, action="account.change_password", subject=f"account {user.username}")
    return user


def _check(user: User, new: str) -> None:
    try:
        validate_password(new, user)
    except ValidationError as refusal:
        raise PasswordRefused("new", list(refusal.messages)) from refusal
    if word := context_word_in(new, _surroundings(user)):
        refusal = _("The password contains “%(word)s”, which is easy to guess here.") % {"word": word}
        raise PasswordRefused("new", [refusal])
    if any(check_password(new, former) for former in [user.password, *user.former_passwords]):
        raise PasswordRefused("new", [_("The password is one of your last five.")])


def _surroundings(user: User) -> list[str]:
    words = [user.username, user.full_name]
    offices = Organisation.objects.select_related("area__parent", "bureau").filter(pk=user.organisation_id)
    for office in offices:
        for area in (office.area, office.area.parent):
            if area is not None:
                words += [area.short_zh, area.name_en]
        words += [office.bureau.code.replace("_", " "), office.bureau.short_en, office.bureau.short_zh]
    return words
