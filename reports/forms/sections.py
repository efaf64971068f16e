"""The forms of sign-off and reminders: of which bureau, as it was seen, from which page."""

from django import forms

BACK = {"todo": "filing", "sheet": "filing-sheet", "area": "filing-area", "narratives": "filing-narratives"}
"""Pages from which a section is signed off, by the word their forms send, and their routes."""


class SectionForm(forms.Form):
    """A bureau's section, its fingerprint, and the page to return to. The service judges the reason."""

    bureau = forms.CharField(max_length=60, required=False)
    seen = forms.CharField(max_length=64, required=False)
    back = forms.ChoiceField(choices=[(word, word) for word in BACK], required=False)
