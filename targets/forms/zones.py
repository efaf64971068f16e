"""The form that switches a zone."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SwitchForm(forms.Form):
    """Which zone, from which year on, and how it files."""

    zone = forms.ChoiceField(label=_("Zone"))
    year = forms.TypedChoiceField(label=_("From the year"), coerce=int)
    is_on = forms.TypedChoiceField(
        label=_("It files"),
        coerce=lambda word: word == "on",
        choices=[("on", _("for itself")), ("off", _("within its parent"))],
    )

    def __init__(self, *args: object, zones: list[tuple[str, str]], years: range, **words: object) -> None:
        super().__init__(*args, **words)
        self.fields["zone"].choices = zones
        self.fields["year"].choices = [(year, year) for year in years]
