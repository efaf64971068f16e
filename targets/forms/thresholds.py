"""The form of the two thresholds of expected progress."""

from django import forms
from django.utils.translation import gettext_lazy as _

PERCENT = {"max_digits": 5, "decimal_places": 2, "min_value": 0, "max_value": 100}


class ThresholdsForm(forms.Form):
    """Below which shortfall a figure is on track, and below which it is behind; in percent."""

    on_track_below = forms.DecimalField(label=_("On track while the shortfall is below (%)"), **PERCENT)
    behind_below = forms.DecimalField(label=_("Behind while it is below; far behind from there on (%)"), **PERCENT)
    seen_on_track_below = forms.DecimalField(widget=forms.HiddenInput)
    seen_behind_below = forms.DecimalField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=500)
