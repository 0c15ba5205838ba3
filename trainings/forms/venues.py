"""The form of a venue."""

from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Commune, Region
from trainings.models import Venue
from trainings.services.errors import VenueKnown

Choices = list[tuple[Any, Any]]


def communes_by_province(*, always: Commune | None) -> Choices:
    """Return the communes of the regions where the network works, grouped by province.

    As choices of a field. Before the network works anywhere, these are all communes of the
    country. ``always`` is among them.
    """
    communes = Commune.objects.select_related("province").order_by("province__hcp_code", "hcp_code")
    regions = Region.objects.filter(provinces__coordinators__is_active=True)
    if regions.exists():
        known = Q(province__region__in=regions) | Q(pk=always.pk if always else None)
        communes = communes.filter(known)
    groups = groupby(communes, key=lambda commune: commune.province)
    grouped: Choices = [
        (province.full_name, sorted(((c.pk, c.name) for c in group), key=lambda choice: choice[1]))
        for province, group in groups
    ]
    return [("", _("Choose a commune")), *grouped]


class VenueForm(forms.ModelForm[Venue]):
    """What is known of a venue."""

    class Meta:
        model = Venue
        fields = ("name_ar", "name_fr", "commune", "capacity")
        widgets = {
            "name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "name_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
        }
        help_texts = {"capacity": _("How many people the room holds.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = self.instance.commune if self.instance.pk else None
        commune = cast("forms.ModelChoiceField[Commune]", self.fields["commune"])
        commune.choices = communes_by_province(always=standing)

    def clean(self) -> dict[str, Any]:
        """Say of a repeated venue at its name that it is there already."""
        typed = self.cleaned_data
        known = Venue.objects.filter(commune=typed.get("commune"), name_ar=typed.get("name_ar"))
        if known.exclude(pk=self.instance.pk).exists():
            self.add_error("name_ar", str(VenueKnown()))
        return typed
