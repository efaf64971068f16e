"""What the addresses of dashboards may ask for; anything else is not found."""

from django import forms

from dashboards.domain.lights import SHOWN_ORDER
from dashboards.queries.scopes import Asked
from reports.domain.words import Basis


class LookForm(forms.Form):
    """Year and basis, kept in every link."""

    year = forms.IntegerField(min_value=1900, max_value=2200, required=False)
    basis = forms.ChoiceField(choices=[(basis.value, basis.value) for basis in Basis], required=False)

    def asked(self) -> Asked:
        """Return the wish for a year and basis.

        Raises:
            LookupError: the address is no address of ours.
        """
        if not self.is_valid():
            raise LookupError(str(self.errors.as_json()))
        return Asked(year=self.cleaned_data["year"], basis=self.cleaned_data["basis"] or None)


class OverviewForm(LookForm):
    """The overview's filters."""

    status = forms.ChoiceField(choices=[(status.value, status.value) for status in SHOWN_ORDER], required=False)
    bureau = forms.CharField(max_length=40, required=False)


class IndicatorForm(LookForm):
    """The indicator page's area (a code) and target (a year, ``standing`` or ``none``)."""

    area = forms.CharField(max_length=12, required=False)
    target = forms.CharField(max_length=10, required=False)
