"""The forms of a thread: a question, words, a close; each names what its sender saw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.domain.reading import MAX_WORDS

AREA = {"rows": 3}


class AskForm(forms.Form):
    """A question about one value: what is asked, and the revision on the page."""

    revision = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("What is asked"), max_length=MAX_WORDS, widget=forms.Textarea(AREA))


class WordsForm(forms.Form):
    """Words in a thread, and the query's version on the page."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    words = forms.CharField(label=_("Words"), max_length=MAX_WORDS, widget=forms.Textarea(AREA))


class StepForm(forms.Form):
    """A step that needs no words and takes some."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    words = forms.CharField(label=_("Words"), max_length=MAX_WORDS, required=False, widget=forms.Textarea(AREA))
