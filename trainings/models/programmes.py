"""The yearly programme and what it draws on: partners, modules, venues."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.localise import localised
from network.models import Commune, Partner, User


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes hold no personal data."""

    def visible_to(self, _user: User) -> Self:
        """Keep the programmes that somebody who signs in may see: all of them."""
        return self


class Programme(models.Model):
    """A year's plan inside a project, with partners in protocol order."""

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    project_ar = models.CharField(_("project in Arabic"), max_length=250)
    project_fr = models.CharField(_("project in French"), max_length=250)
    partners = models.ManyToManyField(
        Partner, through="ProgrammePartner", verbose_name=_("partners")
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("-year", "title_ar")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "title_ar"],
                name="trainings_programme_once_a_year",
                violation_error_message=_("This programme already exists for this year."),
            ),
            models.CheckConstraint(
                name="trainings_programme_year_plausible",
                condition=models.Q(year__gte=2000, year__lte=2100),
                violation_error_message=_("Give a year between 2000 and 2100."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")

    @property
    def project(self) -> str:
        """The project's name in the reader's language."""
        return localised(self, "project")


class ProgrammePartner(models.Model):
    """A partner's place in the protocol order of a programme, first is 1."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partnerships")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="partnerships", verbose_name=_("partner")
    )
    position = models.PositiveSmallIntegerField(_("protocol order"))

    class Meta:
        verbose_name = _("programme partner")
        verbose_name_plural = _("programme partners")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "partner"],
                name="trainings_partner_once_a_programme",
                violation_error_message=_("This partner is already in the list."),
            ),
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="trainings_partner_position_once",
                violation_error_message=_("Two partners have the same place."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.partner}"


class Module(models.Model):
    """A theme (محور) that training days draw on."""

    title_ar = models.CharField(_("title in Arabic"), max_length=200, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=200)

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ("title_ar",)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")


class VenueQuerySet(models.QuerySet["Venue"]):
    """Venues hold no personal data, but only who plans has to do with them."""

    def visible_to(self, user: User) -> Self:
        """Keep the venues that ``user`` may see: staff see all, others none."""
        return self if user.is_staff_member else self.none()


class Venue(models.Model):
    """A place where people meet."""

    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="venues", verbose_name=_("commune")
    )
    capacity = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])

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
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")
