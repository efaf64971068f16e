"""The form of a filing year's deadlines: the last day of each stage."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from reports.domain.deadlines import ZONE

SANE = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


class DeadlinesForm(forms.Form):
    """Until the end of which days the estimate and the final of a year are in time."""

    year = forms.IntegerField(min_value=1, max_value=9999, widget=forms.HiddenInput)
    estimate = forms.DateField(label=_("Estimate: last day"), validators=SANE, widget=forms.DateInput({"type": "date"}))
    final = forms.DateField(label=_("Final: last day"), validators=SANE, widget=forms.DateInput({"type": "date"}))

    def deadlines(self) -> dict[str, datetime]:
        """Return the instants from which a report is late, by stage."""
        return {stage: _end_of(self.cleaned_data[stage]) for stage in ("estimate", "final")}


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE) + timedelta(days=1)
