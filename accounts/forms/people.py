"""The forms of the system and the security administrator, and the words of what is refused."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import Role
from accounts.forms.actions import ROLE_NAMES
from accounts.queries import people
from accounts.queries.people import Sought

STATES: dict[str, Promise] = {"active": _("active"), "disabled": _("disabled"), "locked": _("locked")}
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
REASONS: dict[str, Promise] = {
    "username_taken": _("There is an account of this name already."),
    "organisation": _("There is no such organisation."),
    "unknown": _("There is no such account."),
    "own_account": _("Another administrator changes your account; your password you change yourself."),
    "organisation_of_a_role": _(
        "The organisation changes only while the account has no role: have the role taken first."
    ),
    "already": _("There is nothing to change: it is so already."),
    "last_administrator": _("Nobody else would hold this administration: give it to another person first."),
    "own_role": _("Nobody changes their own role."),
    "stale": _("The role was changed meanwhile: look again."),
    "reason": _("Say why."),
    "same_role": _("The account has this role already."),
    "role": _("There is no such role."),
    "administrator_without_organisation": _("An administrator belongs to no organisation."),
    "organisation_needed": _("This role needs an account that belongs to an organisation."),
    "municipal_role": _("This role is for the city's own organisations."),
}
DONE: dict[str, Promise] = {
    "disable": _("The account is disabled; whoever was logged in with it is out."),
    "enable": _("The account may log in again."),
    "unlock": _("The account is unlocked."),
    "revoke-tokens": _("The API tokens are revoked."),
    "end-sessions": _("The account is logged out everywhere."),
}


class SoughtForm(forms.Form):
    """Which accounts to list."""

    text = forms.CharField(label=_("Account or name"), required=False, max_length=60)
    organisation = forms.TypedChoiceField(label=_("Belongs to"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *STATES.items()])
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["organisation"].choices = [("", _("all")), *offices()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("all")), ("waiting", ROLE_NAMES["waiting"]), *ROLES]  # type: ignore[attr-defined]

    @property
    def sought(self) -> Sought:
        """What is looked for; everybody where it cannot be understood."""
        return Sought(**self.cleaned_data) if self.is_valid() else Sought()


class PersonForm(forms.Form):
    """What an account says of its holder."""

    full_name = forms.CharField(label=_("Full name"), max_length=60)
    organisation = forms.TypedChoiceField(label=_("Belongs to"), required=False, coerce=int, empty_value=None)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial=settings.LANGUAGE_CODE)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["organisation"].choices = [("", _("none: for an administrator")), *offices()]  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """The same, and the name to log in with."""

    username = forms.CharField(
        label=_("Account (to log in)"),
        max_length=60,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]{1,59}$",
                _("Two to sixty small letters, digits, dots, hyphens or underscores."),
            )
        ],
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("username", "full_name", "organisation", "email", "language")


class RoleForm(forms.Form):
    """A role instead of the one that was seen, and why."""

    seen_role = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("New role"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["role"].choices = [("", ROLE_NAMES["waiting"]), *ROLES]  # type: ignore[attr-defined]


ROLES = [(role.value, ROLE_NAMES[role]) for role in Role]


def offices() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return every organisation by area, in the language of the page."""
    english = get_language() == "en"
    return [
        (name_en if english else name_zh, [(pk, en if english else zh) for pk, zh, en in found])
        for name_zh, name_en, found in people.offices()
    ]
