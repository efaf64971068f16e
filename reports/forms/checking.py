"""What the checker's table is asked for, and what is pressed on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.domain.reading import MAX_WORDS
from reports.domain.threads import CoSigned
from reports.domain.words import Stage

SORTS = ("suspicion", "area")
MOST = 100
"""Areas ticked by one press; no city has as many."""


class CheckForm(forms.Form):
    """Which table: everything may be left out."""

    year = forms.IntegerField(min_value=1900, max_value=2200, required=False)
    stage = forms.ChoiceField(choices=[(stage.value, stage.value) for stage in Stage], required=False)
    task = forms.CharField(max_length=10, required=False)
    quantity = forms.SlugField(max_length=80, required=False)
    sort = forms.ChoiceField(choices=[(sort, sort) for sort in SORTS], required=False)


class TickForm(forms.Form):
    """A press beside one value or below a table: the quantity, and for each report the revision that was seen."""

    year = forms.IntegerField(min_value=1900, max_value=2200)
    stage = forms.TypedChoiceField(choices=[(stage.value, stage.value) for stage in Stage], coerce=Stage)
    quantity = forms.SlugField(max_length=80)
    act = forms.ChoiceField(choices=[("tick", "tick"), ("untick", "untick")])

    def clean(self) -> dict[str, object]:
        """Read ``mark``: ``REPORT:REVISION`` each."""
        seen = {}
        for mark in self.data.getlist("mark")[:MOST]:
            report, _colon, revision = mark.partition(":")
            if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (report, revision)):
                raise forms.ValidationError("malformed")
            seen[int(report)] = int(revision)
        if not seen:
            raise forms.ValidationError("empty")
        return self.cleaned_data | {"seen": seen}


class CoSignForm(forms.Form):
    """A supporting bureau's word, and the figures it saw."""

    year = forms.IntegerField(min_value=1900, max_value=2200, widget=forms.HiddenInput)
    stage = forms.TypedChoiceField(
        choices=[(stage.value, stage.value) for stage in Stage], coerce=Stage, widget=forms.HiddenInput
    )
    task = forms.CharField(max_length=10, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    word = forms.TypedChoiceField(choices=[(word.value, word.value) for word in CoSigned], coerce=CoSigned)
    reason = forms.CharField(
        label=_("Reason"), max_length=MAX_WORDS, required=False, widget=forms.Textarea({"rows": 2})
    )
