"""For which organisation a person stands besides, and until when."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from participants.forms.details import OrganisationNameForm
from participants.models import Affiliation, Capacity, Organisation, Person
from participants.services.organisations import OrganisationFields, day_to_come
from trainings.forms.days import WrittenDate


class PastDate(WrittenDate):
    """A written date that is not still to come."""

    widget = forms.DateInput(
        attrs={"dir": "ltr", "placeholder": "12/03/2019", "autocomplete": "off"}
    )

    def validate(self, value: dt.date | None) -> None:
        """Refuse a day to come."""
        super().validate(value)
        if value and value > timezone.localdate():
            raise day_to_come(value)


class AffiliationForm(OrganisationNameForm):
    """The organisation that a person stands for from now on, in which capacity, since when.

    Once valid, ``organisation`` and the cleaned ``capacity`` and ``since`` are what the service
    takes.
    """

    capacity = forms.ChoiceField(
        label=_("In which capacity?"), choices=[("", "—"), *Capacity.choices], required=False
    )
    since = PastDate(
        label=_("Since when?"), required=False, help_text=_("Leave empty if nobody knows.")
    )

    def __init__(self, typed: QueryDict | None = None, *, person: Person) -> None:
        super().__init__(typed)
        self.person = person
        self.known: Organisation | None = None

    def clean(self) -> dict[str, Any]:
        """Settle which organisation was named."""
        cleaned = super().clean() or self.cleaned_data
        self.known = self.find_organisation(self.person.province)
        return cleaned

    @property
    def organisation(self) -> Organisation | OrganisationFields:
        """The known organisation, or what a new one is made of."""
        home, commune = self.person.province, self.person.commune
        return self.known or self.make_organisation(home, commune)

    @property
    def helper(self) -> FormHelper:
        """Lay kind and capacity side by side."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "organisation_name",
            Div("organisation_kind", "capacity", css_class="field-pair"),
            "since",
        )
        return helper


class AffiliationEndForm(forms.Form):
    """The last day on which a person stood for an organisation."""

    use_required_attribute = False

    on = PastDate(label=_("Until when?"))

    def __init__(self, typed: QueryDict | None = None, *, affiliation: Affiliation) -> None:
        super().__init__(typed, initial={"on": f"{timezone.localdate():%d/%m/%Y}"})
        self.began = affiliation.started_on

    def clean_on(self) -> dt.date:
        """Refuse an end before the beginning."""
        on: dt.date = self.cleaned_data["on"]
        if self.began and on < self.began:
            began = date_format(self.began, "SHORT_DATE_FORMAT")
            raise forms.ValidationError(
                _("It began on %(began)s and cannot end before."), params={"began": began}
            )
        return on
