"""The forms of a factor: a year's value, going back, and how far it can be trusted."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from targets.domain.read_factors import CONFIDENCES, PLACEHOLDER

TRUST: dict[str, Promise] = {
    "verified": _("verified: seen in the standard or notice itself"),
    "secondary": _("secondary: from a reprint or a single project"),
    "derived": _("derived from other parameters"),
    PLACEHOLDER: _("provisional: a placeholder until the bureau sets it; shown, never judged by"),
}
WHY = {"label": _("Reason"), "max_length": 500, "strip": True}


class ValueForm(forms.Form):
    """A factor's value for one year; ``seen`` is the edition that the page showed."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    value = forms.DecimalField(label=_("Value"), min_value=0, max_digits=30, decimal_places=12)
    source = forms.CharField(label=_("Source of this value"), max_length=2000, required=False)
    reason = forms.CharField(**WHY)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RestoreForm(forms.Form):
    """Going back to what the plan's files say of a year."""

    year = forms.IntegerField(min_value=1990, max_value=2100)
    reason = forms.CharField(**WHY)
    seen = forms.IntegerField(min_value=0)


class TrustForm(forms.Form):
    """A factor's source, and how far it can be trusted."""

    source = forms.CharField(label=_("Source"), max_length=2000, widget=forms.Textarea({"rows": 2}))
    confidence = forms.ChoiceField(label=_("Trust"), choices=[(word, TRUST[word]) for word in CONFIDENCES])
    reason = forms.CharField(**WHY)
