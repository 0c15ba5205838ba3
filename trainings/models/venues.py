"""Venues: where people meet, with their rooms and pictures."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from network.localise import localised
from network.models import Commune, User

# A smallint of PostgreSQL holds no more.
MOST_PEOPLE = 32_767
# The degrees between which the whole Kingdom lies.
SOUTH, NORTH, WEST, EAST = 20, 37, -18, 0


def is_in_morocco(latitude: Decimal, longitude: Decimal) -> bool:
    """Say whether a position lies within the degrees of the Kingdom."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


class VenueQuerySet(models.QuerySet["Venue"]):
    """Venues hold no personal data, but only who plans has to do with them."""

    def visible_to(self, user: User) -> Self:
        """Keep the venues that ``user`` may see: staff see all, others none."""
        return self if user.is_staff_member else self.none()

    def offered_to(self, user: User) -> Self:
        """Keep the venues that ``user`` may choose: staff and coordinators all, others none.

        It is for names, communes and places only: what else is known of a venue is for
        `visible_to`.
        """
        return self if user.is_staff_member or user.is_coordinator else self.none()


class Venue(models.Model):
    """A place where people meet."""

    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="venues", verbose_name=_("commune")
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    address_ar = models.CharField(_("address in Arabic"), max_length=250, blank=True)
    address_fr = models.CharField(_("address in French"), max_length=250, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_phone = PhoneNumberField(_("phone of the contact"), blank=True)
    equipment_ar = models.CharField(_("equipment in Arabic"), max_length=500, blank=True)
    equipment_fr = models.CharField(_("equipment in French"), max_length=500, blank=True)
    # Degrees of WGS 84, both or neither.
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(SOUTH), MaxValueValidator(NORTH)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(WEST), MaxValueValidator(EAST)],
    )
    # Counts the changes, so that nobody saves over what they have not seen.
    edition = models.PositiveIntegerField(default=0, editable=False)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("name_ar",)
        constraints = (
            models.UniqueConstraint(
                fields=["commune", "name_ar"],
                name="trainings_venue_once_a_commune",
                violation_error_message=_("This venue is already known in this commune."),
            ),
            models.CheckConstraint(
                name="trainings_venue_position_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give the latitude and the longitude, or neither."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")

    @property
    def has_position(self) -> bool:
        """Whether it can be shown on a map."""
        return self.latitude is not None

    @property
    def address(self) -> str:
        """The street address in the reader's language."""
        return localised(self, "address")

    @property
    def equipment(self) -> str:
        """What there is to work with, in the reader's language."""
        return localised(self, "equipment")


class Room(models.Model):
    """A room of a venue."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="rooms")
    name_ar = models.CharField(_("name in Arabic"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    capacity = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("-capacity", "name_ar", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["venue", "name_ar"],
                name="trainings_room_once_a_venue",
                violation_error_message=_("This room is already in the list."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")


class VenuePhoto(models.Model):
    """A picture of a venue, checked and encoded anew when it came."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="photos")
    # Its name in the storage, see documents.pictures.
    picture = models.CharField(_("picture"), max_length=100)
    caption_ar = models.CharField(_("caption in Arabic"), max_length=150, blank=True)
    caption_fr = models.CharField(_("caption in French"), max_length=150, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture of a venue")
        verbose_name_plural = _("pictures of venues")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.caption or f"{self.venue} {self.pk}"

    @property
    def caption(self) -> str:
        """What it shows, in the reader's language."""
        return localised(self, "caption")
