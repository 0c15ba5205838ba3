"""The forms of a venue: its facts, its rooms, its pictures."""

import re
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.picture_field import PictureField
from network.models import Commune, Region
from trainings.forms.days import western_digits
from trainings.forms.editions import edition_field
from trainings.forms.rows import Rows
from trainings.models import Venue
from trainings.models.venues import MOST_PEOPLE, is_in_morocco
from trainings.services.errors import VenueKnown
from trainings.services.venues import RoomFacts

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


ARABIC, FRENCH = {"dir": "rtl", "lang": "ar"}, {"dir": "ltr", "lang": "fr"}
# A pair of degrees as people copy it, or as it stands in a link of a map.
PAIR = re.compile(
    r"(?P<latitude>-?[0-9]{1,2}\.[0-9]+)\s*[,/ ]\s*(?P<longitude>-?[0-9]{1,3}\.[0-9]+)"
)
MARKS = re.compile(r"mlat=(?P<latitude>-?[0-9.]+)&mlon=(?P<longitude>-?[0-9.]+)")
SIXTH = Decimal("0.000001")


class PositionField(forms.CharField):
    """A place on the map, as a pair of degrees or as a link to a map that holds one.

    Its cleaned value is (latitude, longitude), or None where nothing was typed.
    """

    widget = forms.TextInput(attrs={"dir": "ltr", "placeholder": "33.254100, -8.506200"})

    def clean(self, value: Any) -> tuple[Decimal, Decimal] | None:
        """Read the pair; raises ``ValidationError`` where there is none."""
        typed = str(western_digits(super().clean(value)))
        if not typed:
            return None
        found = MARKS.search(typed) or PAIR.search(typed.replace("%2C", ","))
        if found is None:
            raise forms.ValidationError(
                _("Give the degrees as 33.2541, -8.5062, or paste a link from a map.")
            )
        try:
            return Decimal(found["latitude"]).quantize(SIXTH), Decimal(found["longitude"]).quantize(
                SIXTH
            )
        except InvalidOperation as error:
            raise forms.ValidationError(_("These are no degrees.")) from error


class VenueForm(forms.ModelForm[Venue]):
    """What is known of a venue beside its rooms and pictures."""

    position = PositionField(
        label=_("position on the map"),
        required=False,
        help_text=_("Latitude and longitude, or a link copied from a map on the phone."),
    )

    edition = edition_field()

    class Meta:
        model = Venue
        fields = (
            "name_ar",
            "name_fr",
            "commune",
            "capacity",
            "address_ar",
            "address_fr",
            "position",
            "equipment_ar",
            "equipment_fr",
            "contact_name",
            "contact_phone",
        )
        widgets = {
            "name_ar": forms.TextInput(attrs=ARABIC),
            "name_fr": forms.TextInput(attrs=FRENCH),
            "address_ar": forms.TextInput(attrs=ARABIC),
            "address_fr": forms.TextInput(attrs=FRENCH),
            "equipment_ar": forms.Textarea(attrs={**ARABIC, "rows": 2}),
            "equipment_fr": forms.Textarea(attrs={**FRENCH, "rows": 2}),
            "contact_phone": forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel"}),
        }
        help_texts = {
            "capacity": _("How many people the largest room holds."),
            "equipment_ar": _("Projector, sound, tables, parking ..."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue = self.instance
        self.fields["edition"].initial = venue.edition
        commune = cast("forms.ModelChoiceField[Commune]", self.fields["commune"])
        commune.choices = communes_by_province(always=venue.commune if venue.pk else None)
        if venue.has_position:
            self.initial["position"] = f"{venue.latitude}, {venue.longitude}"

    def clean_position(self) -> tuple[Decimal, Decimal] | None:
        """Keep a position that lies in Morocco."""
        position: tuple[Decimal, Decimal] | None = self.cleaned_data["position"]
        if position and not is_in_morocco(*position):
            raise forms.ValidationError(_("This position does not lie in Morocco."))
        return position

    def clean(self) -> dict[str, Any]:
        """Say of a repeated venue at its name that it is there already."""
        typed = self.cleaned_data
        known = Venue.objects.filter(commune=typed.get("commune"), name_ar=typed.get("name_ar"))
        if known.exclude(pk=self.instance.pk).exists():
            self.add_error("name_ar", str(VenueKnown()))
        return typed

    @property
    def edition_seen(self) -> int:
        """The edition of the venue that the valid form showed."""
        edition: int = self.cleaned_data["edition"] or 0
        return edition

    def facts(self) -> dict[str, Any]:
        """Return what the services want of a valid form."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "edition"}
        latitude, longitude = facts.pop("position") or (None, None)
        return {**facts, "latitude": latitude, "longitude": longitude}


class RoomRow(forms.Form):
    """A room and how many people it holds; ``room_id`` says which one it was so far."""

    room_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_ar = forms.CharField(
        label=_("name in Arabic"), max_length=100, widget=forms.TextInput(attrs=ARABIC)
    )
    name_fr = forms.CharField(
        label=_("name in French"), max_length=100, widget=forms.TextInput(attrs=FRENCH)
    )
    capacity = forms.IntegerField(
        label=_("places"),
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class BaseRoomRows(Rows[RoomRow]):
    """The rooms of a venue."""

    def add_fields(self, form: RoomRow, index: int | None) -> None:
        """Name the box that takes a room away."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = pgettext_lazy("a row of a form", "Remove")

    def clean(self) -> None:
        """Refuse a room named twice."""
        self.refuse_repeats("name_ar", _("This room is already in the list."))

    def as_rooms(self) -> list[RoomFacts]:
        """Return the rooms that the valid rows name."""
        names = ("room_id", "name_ar", "name_fr", "capacity")
        return [RoomFacts(*(form.cleaned_data[n] for n in names)) for form in self.filled]


RoomRows = cast(
    type[BaseRoomRows],
    forms.formset_factory(
        RoomRow, formset=BaseRoomRows, can_delete=True, max_num=40, absolute_max=40
    ),
)


def rooms_of(venue: Venue | None) -> list[dict[str, Any]]:
    """Return the rooms of a venue as the rows show them."""
    rooms = venue.rooms.values("pk", "name_ar", "name_fr", "capacity") if venue else ()
    return [{**room, "room_id": room["pk"]} for room in rooms]


class PhotoForm(forms.Form):
    """A picture of a venue and what it shows."""

    picture = PictureField(longest_side=1600)
    caption_ar = forms.CharField(
        label=_("caption in Arabic"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs=ARABIC),
    )
    caption_fr = forms.CharField(
        label=_("caption in French"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs=FRENCH),
    )
