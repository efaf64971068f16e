"""The forms of decisions on a report: the version that was seen, and a reason where one is due."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.domain.reading import MAX_WORDS


class VersionForm(forms.Form):
    """The version on the page from which somebody decides."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    """The same, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=MAX_WORDS, widget=forms.Textarea({"rows": 3}))


class LateReasonForm(forms.Form):
    """The lead's reason for what was found after the lock: beside which quantity, by which check."""

    quantity = forms.CharField(max_length=120, widget=forms.HiddenInput)
    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=MAX_WORDS, widget=forms.Textarea({"rows": 2}))

    @property
    def about(self) -> str:
        """Beside which finding it was written, as the page names its places."""
        return f"{self['quantity'].value()}--{self['code'].value()}"


class SubmitForm(VersionForm):
    """Handing in: the version, an idempotency key, and that the figures were checked."""

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    checked = forms.BooleanField(label=_("I have checked the figures of all bureaus."))
