"""What administrators fill in on the ground floor."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.picture_field import PictureField
from network.models import NetworkIdentity, Partner, Province, Role, User


def provinces_by_region() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return all provinces as choices under their regions, in one query."""
    provinces = Province.objects.select_related("region").order_by("region__hcp_code", "hcp_code")
    return [
        (region.name, [(province.pk, province.name) for province in members])
        for region, members in groupby(provinces, key=lambda province: province.region)
    ]


class UserForm(forms.ModelForm[User]):
    """Who somebody is and what they may do. A coordinator has provinces, nobody else does."""

    class Meta:
        model = User
        fields = ("full_name", "name_latin", "email", "phone", "role", "provinces")
        widgets = {"provinces": forms.CheckboxSelectMultiple}
        help_texts = {
            "name_latin": _("A coordinator's certificate bears the name in both scripts."),
            "email": _("They sign in with it."),
            "phone": _("A Moroccan number, such as 0661 12 34 56."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = self.fields["provinces"]
        assert isinstance(provinces, forms.ModelMultipleChoiceField)  # noqa: S101 for the types
        provinces.choices = provinces_by_region()

    def clean_email(self) -> str:
        """Keep addresses in lower case, and say at the field that somebody has this one."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise ValidationError(_("Somebody already signs in with this e-mail address."))
        return email

    def clean(self) -> dict[str, Any]:
        """Ask for provinces of a coordinator, and forget those of anybody else."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") != Role.COORDINATOR:
            cleaned["provinces"] = Province.objects.none()
        elif "provinces" in cleaned and not cleaned["provinces"]:
            self.add_error("provinces", _("Choose the provinces that the coordinator answers for."))
        return cleaned


# Three times the height at which a logo is shown, for sharp screens.
LOGO_SIDE = 480


class PartnerForm(forms.ModelForm[Partner]):
    """A partner's names, as they are printed, and its logo."""

    logo_file = PictureField(
        label=_("Logo"),
        longest_side=LOGO_SIDE,
        keep_transparency=True,
        required=False,
        help_text=_("A JPEG, PNG or WebP file. Use it only where the partner has agreed."),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Partner
        fields = ("name_ar", "name_fr")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def names(self) -> dict[str, str]:
        """Return the names that the valid form holds."""
        return {name: self.cleaned_data[name] for name in ("name_ar", "name_fr")}

    @property
    def changes_logo(self) -> bool:
        """Whether another logo was sent, or the one there is to go."""
        return bool(self.cleaned_data["logo_file"] or self.cleaned_data.get("remove_logo"))


class NetworkIdentityForm(forms.ModelForm[NetworkIdentity]):
    """The network's own identity, as it is printed."""

    class Meta:
        model = NetworkIdentity
        fields = (
            "name_ar",
            "name_fr",
            "city_ar",
            "city_fr",
            "president_name_ar",
            "president_name_fr",
            "address_ar",
            "address_fr",
            "phone",
            "email",
            "certificate_prefix",
            "cndp_number",
        )


class FirstAdministratorForm(forms.Form):
    """The first account, and whose house this is."""

    full_name = forms.CharField(label=_("Your full name"), max_length=150)
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("You will sign in with it.")
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    password_again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    name_ar = forms.CharField(label=_("Name of the network in Arabic"), max_length=200)
    name_fr = forms.CharField(label=_("Name of the network in French"), max_length=200)

    def clean_email(self) -> str:
        """Keep addresses in lower case: people type them either way."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Check the password against the rules and against its repetition."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if not password:
            return cleaned
        if "password_again" in cleaned and password != cleaned["password_again"]:
            self.add_error("password_again", _("The two passwords differ."))
        owner = User(email=cleaned.get("email", ""), full_name=cleaned.get("full_name", ""))
        try:
            validate_password(password, owner)
        except ValidationError as error:
            self.add_error("password", error)
        return cleaned

    def account(self) -> dict[str, str]:
        """Return what `create_first_administrator` wants."""
        wanted = ("full_name", "email", "password", "name_ar", "name_fr")
        return {name: self.cleaned_data[name] for name in wanted}
