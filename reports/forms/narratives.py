"""The form of one task's words, as it was sent by the page or by its script."""

from django import forms

from reports.domain.narratives import Words


class NarrativeForm(forms.Form):
    """Three texts and the version that was seen; the lengths are the service's to judge."""

    task = forms.CharField(max_length=10)
    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000)
    practice = forms.CharField(required=False, strip=False)
    problems = forms.CharField(required=False, strip=False)
    intentions = forms.CharField(required=False, strip=False)

    def words(self) -> Words:
        """Return the texts as typed."""
        sent = self.cleaned_data
        return Words(sent["practice"], sent["problems"], sent["intentions"])
