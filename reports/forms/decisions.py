"""The forms of decisions on a report: the version that was seen, and a reason where one is due."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.domain.reading import MAX_WORDS

MOST_AT_ONCE = 100
_CHOSEN = re.compile(r"([0-9]{1,15})\.([0-9]{1,9})", re.ASCII)


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


class RemarksForm(VersionForm):
    """An approval, with remarks if there are any."""

    remarks = forms.CharField(
        label=_("Remarks (if any)"), max_length=MAX_WORDS, required=False, widget=forms.Textarea({"rows": 2})
    )


class VerifyForm(ReasonForm):
    """A verified value: the version seen, why, and (read by ``sending``) the value itself."""

    file = forms.FileField(label=_("What proves it (if anything)"), required=False)


class ObjectionForm(forms.Form):
    """Words on a verified value, and the version of it that was seen."""

    seen = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    words = forms.CharField(label=_("Reason"), max_length=MAX_WORDS, widget=forms.Textarea({"rows": 3}))


def chosen(sent: Iterable[str]) -> dict[int, int] | None:
    """Return the reports chosen for a batch with the version of each that was seen; None for anything else.

    >>> chosen(["12.3", "7.1"]), chosen(["12"]), chosen([])
    ({12: 3, 7: 1}, None, {})
    """
    found = {}
    for one in list(sent)[:MOST_AT_ONCE]:
        match = _CHOSEN.fullmatch(one)
        if match is None:
            return None
        found[int(match[1])] = int(match[2])
    return found


class SubmitForm(VersionForm):
    """Handing in: the version, an idempotency key, and that the figures were checked."""

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    checked = forms.BooleanField(label=_("I have checked the figures of all bureaus."))
