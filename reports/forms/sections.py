"""The forms of sign-off and reminders: of which bureau, from which page, and why."""

from django import forms

from reports.domain.reading import MAX_WORDS

BACK = {"todo": "filing", "sheet": "filing-sheet", "area": "filing-area", "narratives": "filing-narratives"}
"""Pages from which a section is signed off, by the word their forms send, and their routes."""


class SectionForm(forms.Form):
    """A bureau's section, the page to return to, and a reason where one is due."""

    bureau = forms.CharField(max_length=60, required=False)
    back = forms.ChoiceField(choices=[(word, word) for word in BACK], required=False)
    reason = forms.CharField(max_length=MAX_WORDS, required=False)
