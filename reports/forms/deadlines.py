"""The forms of a filing year: its deadlines, its opening, closing and opening again, and extensions."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from reports.domain.deadlines import ZONE
from reports.domain.words import Stage

SANE = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


def _day(label: object, **options: object) -> forms.DateField:
    return forms.DateField(label=label, validators=SANE, widget=forms.DateInput({"type": "date"}), **options)


class YearForm(forms.Form):
    """Anything that is set of a year."""

    year = forms.IntegerField(min_value=1, max_value=9999, widget=forms.HiddenInput)

    def words(self) -> dict[str, object]:
        """Return what the service takes besides the year, the actor and the time."""
        return {name: value for name, value in self.cleaned_data.items() if name != "year"}


class DeadlinesForm(YearForm):
    """Until the end of which days the estimate and the final of a year are in time."""

    estimate = _day(_("Estimate: last day"))
    final = _day(_("Final: last day"))

    def words(self) -> dict[str, object]:
        """Return the instants from which a report is late, by stage."""
        return {stage: _end_of(self.cleaned_data[stage]) for stage in ("estimate", "final")}


class OpeningForm(YearForm):
    """From which day on a year can be filed; empty: by the calendar."""

    opens = _day(_("First day"), required=False)

    def words(self) -> dict[str, object]:
        """Return the instant from which the year can be filed, or None."""
        day = self.cleaned_data["opens"]
        return {"opens_at": day and datetime.combine(day, time(), ZONE)}


class ReasonedForm(YearForm):
    """Closing a year, or opening it again."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class ExtensionForm(ReasonedForm):
    """A later deadline of one stage for one area."""

    area = forms.CharField(label=_("Area"), max_length=12)
    stage = forms.ChoiceField(label=_("Stage"), choices=[(stage.value, stage.value) for stage in Stage])
    day = _day(_("Last day"))

    def words(self) -> dict[str, object]:
        """Return the area's code, the stage, the instant from which it is late, and why."""
        said = self.cleaned_data
        return {
            "area_code": said["area"],
            "stage": Stage(said["stage"]),
            "deadline": _end_of(said["day"]),
            "reason": said["reason"],
        }


class TakeBackForm(ReasonedForm):
    """Taking an extension back."""

    extension_id = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE) + timedelta(days=1)
