"""What is typed of a note beside an indicator, and why one is refused, in words."""

from collections.abc import Iterable

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from progress.domain.noting import LONGEST
from reports.domain import reading

REFUSALS: dict[str, Promise] = {
    "note_missing": _("Write the note."),
    "words_too_long": _("The words are too long."),
    "forbidden_character": _("There is a character that cannot be stored."),
    "reason_missing": _("Say why."),
    "no_such_indicator": _("This indicator is not in the plan any more."),
    "no_such_area": _("This area is not in the plan any more."),
    "year_outside_plan": _("The plan does not cover this year."),
    "said_already": _("A colleague has written the very same note here."),
    "withdrawn_already": _("It was withdrawn already."),
}


class NoteForm(forms.Form):
    """The words of a note, and the year it is about; no year: all of them."""

    year = forms.TypedChoiceField(label=_("Year it is about"), coerce=int, empty_value=None, required=False)
    text = forms.CharField(
        label=_("What there is to say"),
        error_messages={"required": REFUSALS["note_missing"]},
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )

    def __init__(self, *args: object, years: Iterable[int], **words: object) -> None:
        super().__init__(*args, **words)
        self.fields["year"].choices = [("", _("All years")), *((year, year) for year in years)]

    def clean_text(self) -> str:
        """Return the words with plain line breaks: a browser sends each of them as two characters."""
        text = reading.tidy(self.cleaned_data["text"])
        if fault := reading.fault_of_words(text, LONGEST):
            raise forms.ValidationError(REFUSALS[fault])
        return text
