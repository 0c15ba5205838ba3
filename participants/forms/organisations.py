"""An organisation: made on a page of its own, and corrected."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Commune, Province
from participants.forms.corrections import show_newer
from participants.forms.details import communes_by_province
from participants.forms.fields import NOT_OWN, NameField, RegisterField, WholeNumberField
from participants.forms.layout import MoreFields
from participants.models import Organisation
from participants.names import arabic_key, has_arabic_letters, latin_key
from participants.services.organisations import (
    OrganisationCorrection,
    OrganisationKnown,
    day_to_come,
    find_namesakes,
    missing_court,
)
from trainings.forms.days import WrittenDate

REGISTER_FIELDS = (
    "ice",
    "tax_number",
    "trade_register",
    "trade_register_court",
    "professional_tax",
    "social_security",
    "registration_number",
    "registration_authority",
    "registered_on",
)
PLAIN_FIELDS = (
    "name_ar",
    "name_fr",
    "kind",
    "is_womens_cooperative",
    "sector",
    "member_count",
    *REGISTER_FIELDS,
)


class OrganisationDetailsForm(forms.Form):
    """What is known of an organisation. What is usual for its kind is hinted at, not enforced."""

    use_required_attribute = False

    name_ar = NameField(
        label=_("Name in Arabic"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={**NOT_OWN, "lang": "ar", "dir": "rtl"}),
    )
    name_fr = NameField(
        label=_("Name in French"),
        max_length=200,
        required=False,
        help_text=_("One of the two names is enough; with both it is found in either."),
        widget=forms.TextInput(attrs={**NOT_OWN, "lang": "fr", "dir": "ltr"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of organisation"), choices=[("", "—"), *Organisation.Kind.choices]
    )
    is_womens_cooperative = forms.BooleanField(label=_("A women's cooperative"), required=False)
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("", "—"), *Organisation.Sector.choices], required=False
    )
    member_count = WholeNumberField(
        label=_("Number of members"), required=False, min_value=1, max_value=1_000_000
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label=_("Commune"), required=False, empty_label="—"
    )
    ice = RegisterField("ice", label=_("Common company identifier (ICE)"), max_length=30)
    tax_number = RegisterField("tax_number", label=_("Tax identifier (IF)"), max_length=20)
    trade_register = RegisterField(
        "trade_register",
        label=_("Trade register number (RC)"),
        max_length=20,
        help_text=_("Of an enterprise."),
    )
    trade_register_court = NameField(
        label=_("Court of the register"), max_length=100, required=False
    )
    professional_tax = RegisterField(
        "professional_tax", label=_("Professional tax number"), max_length=20
    )
    social_security = RegisterField("social_security", label=_("CNSS number"), max_length=20)
    registration_number = NameField(
        label=_("Registration number"),
        max_length=30,
        required=False,
        help_text=_(
            "Of the register of cooperatives, of the self-employed (RNAE), or of the "
            "association's receipt."
        ),
        widget=forms.TextInput(attrs={**NOT_OWN, "dir": "ltr"}),
    )
    registration_authority = NameField(
        label=_("Court or authority that registered it"), max_length=100, required=False
    )
    registered_on = WrittenDate(label=_("Registered on"), required=False)

    # Whose names are compared with those of the others in its province.
    organisation: Organisation

    def offer_communes(self, provinces: list[Province]) -> None:
        """Offer the communes of these provinces, and no other."""
        commune = self.fields["commune"]
        assert isinstance(commune, forms.ModelChoiceField)  # noqa: S101 for the types
        commune.queryset = Commune.objects.filter(province__in=provinces)
        commune.choices = [("", "—"), *communes_by_province(provinces)]

    def clean_name_ar(self) -> str:
        """Refuse a name without one Arabic letter, or one that cannot be found again."""
        name: str = self.cleaned_data["name_ar"]
        if name and not (has_arabic_letters(name) and arabic_key(name)):
            raise ValidationError(_("Write “%(name)s” in Arabic letters."), params={"name": name})
        return name

    def clean_name_fr(self) -> str:
        """Refuse a name with Arabic letters, or one that cannot be found again."""
        name: str = self.cleaned_data["name_fr"]
        if name and (has_arabic_letters(name) or not latin_key(name)):
            raise ValidationError(_("Write “%(name)s” in Latin letters."), params={"name": name})
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse an organisation without a name, one whose name another bears, contradictions."""
        cleaned = super().clean() or self.cleaned_data
        self._check_names(cleaned)
        is_other_kind = cleaned.get("kind", "cooperative") != "cooperative"
        if cleaned.get("is_womens_cooperative") and is_other_kind:
            self.add_error(
                "is_womens_cooperative", _("Only a cooperative can be a women's cooperative.")
            )
        if cleaned.get("trade_register") and not cleaned.get("trade_register_court", "-"):
            self.add_error("trade_register_court", missing_court())
        registered_on = cleaned.get("registered_on")
        if registered_on and registered_on > timezone.localdate():
            self.add_error("registered_on", day_to_come(registered_on))
        return cleaned

    @property
    def correction(self) -> OrganisationCorrection:
        """What the service takes, once the form is valid."""
        names = (*PLAIN_FIELDS, "commune")
        correction = {name: self.cleaned_data[name] for name in names}
        return cast("OrganisationCorrection", correction)

    @property
    def helper(self) -> FormHelper:
        """Lay out what everybody knows first, and what stands on papers under a heading."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            *(name for name in ("version", "province") if name in self.fields),
            "name_ar",
            "name_fr",
            "kind",
            "is_womens_cooperative",
            Div("sector", "member_count", css_class="field-pair"),
            "commune",
            MoreFields(
                _("Numbers and registers"),
                "ice",
                Div("tax_number", "professional_tax", css_class="field-pair"),
                Div("trade_register", "trade_register_court", css_class="field-pair"),
                "social_security",
                "registration_number",
                Div("registration_authority", "registered_on", css_class="field-pair"),
            ),
        )
        return helper

    def _check_names(self, cleaned: dict[str, Any]) -> None:
        names = {field: cleaned[field] for field in ("name_ar", "name_fr") if field in cleaned}
        if names == {"name_ar": "", "name_fr": ""}:
            self.add_error("name_ar", _("Give the organisation's name."))
        for field, typed in names.items():
            if namesake := find_namesakes(self.organisation, **{field: typed}).first():
                self.add_error(field, str(OrganisationKnown(namesake)))


class OrganisationForm(OrganisationDetailsForm):
    """The correction of an organisation. ``version`` is what the reader has seen of it.

    Once valid, ``version`` and ``correction`` are what the service takes.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict | None = None, *, organisation: Organisation) -> None:
        super().__init__(typed, initial=typed_of(organisation))
        self.organisation = organisation
        self.offer_communes([organisation.province])

    def show_newer(self, newer: Organisation) -> None:
        """Say at each field what is kept now, and let the next sending replace it."""
        show_newer(self, typed_of(newer))


class NewOrganisationForm(OrganisationDetailsForm):
    """An organisation that nobody has come for yet, in one of ``provinces``.

    Once valid, ``correction`` and the ``province`` of ``organisation`` are what the service takes.
    """

    province = forms.ModelChoiceField(Province.objects.none(), label=_("Province"), empty_label="—")

    def __init__(self, typed: QueryDict | None = None, *, provinces: list[Province]) -> None:
        super().__init__(typed)
        self.organisation = Organisation()
        self.offer_communes(provinces)
        province = self.fields["province"]
        assert isinstance(province, forms.ModelChoiceField)  # noqa: S101 for the types
        province.queryset = Province.objects.filter(pk__in=[home.pk for home in provinces])
        if len(provinces) == 1:
            province.initial = provinces[0].pk
            province.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Compare with the names of the province that was chosen, and its communes."""
        province, commune = (self.cleaned_data.get(name) for name in ("province", "commune"))
        if province:
            self.organisation.province = province
        if province and commune and commune.province_id != province.pk:
            self.add_error("commune", _("Choose a commune of the organisation's own province."))
        return super().clean()


def typed_of(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation as it would be typed into the form."""
    registered_on = organisation.registered_on
    return {
        **{name: getattr(organisation, name) for name in PLAIN_FIELDS},
        "registered_on": f"{registered_on:%d/%m/%Y}" if registered_on else "",
        "version": organisation.version,
        "commune": organisation.commune_id,
    }
