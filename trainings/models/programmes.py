"""The yearly programme: its partners in protocol order, its modules, its aims a province."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.localise import localised
from network.models import Partner, Province, User
from trainings.models.modules import Module


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
    objectives_ar = models.TextField(_("objectives in Arabic"), max_length=3000, blank=True)
    objectives_fr = models.TextField(_("objectives in French"), max_length=3000, blank=True)
    method_ar = models.TextField(_("method note in Arabic"), max_length=3000, blank=True)
    method_fr = models.TextField(_("method note in French"), max_length=3000, blank=True)
    partners = models.ManyToManyField(
        Partner, through="ProgrammePartner", verbose_name=_("partners")
    )
    modules = models.ManyToManyField(
        Module, through="ProgrammeModule", related_name="programmes", verbose_name=_("modules")
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies"
    )
    # Counts the changes, so that nobody saves over what they have not seen.
    edition = models.PositiveIntegerField(default=0, editable=False)

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

    @property
    def objectives(self) -> str:
        """What the programme is for, in the reader's language."""
        return localised(self, "objectives")

    @property
    def method(self) -> str:
        """How the network works this year, in the reader's language."""
        return localised(self, "method")


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


class ProgrammeModule(models.Model):
    """A module's place in a programme, first is 1."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="module_places")
    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="programme_places", verbose_name=_("module")
    )
    position = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("programme module")
        verbose_name_plural = _("programme modules")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "module"],
                name="trainings_module_once_a_programme",
                violation_error_message=_("This module is already in the list."),
            ),
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="trainings_module_position_once",
                violation_error_message=_("Two modules have the same place."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.module}"


class ProgrammeTarget(models.Model):
    """How many people of a province the programme means to train, and which shares of them.

    The shares are percent of ``people``; None where the programme sets none.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="targets", verbose_name=_("province")
    )
    people = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(1)])
    women_percent = models.PositiveSmallIntegerField(
        _("share of women (percent)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    youth_percent = models.PositiveSmallIntegerField(
        _("share of youth (percent)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("province__hcp_code",)
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "province"],
                name="trainings_target_once_a_province",
                violation_error_message=_("This province already has its target."),
            ),
            models.CheckConstraint(
                name="trainings_target_women_is_a_percent",
                condition=models.Q(women_percent__isnull=True) | models.Q(women_percent__lte=100),
                violation_error_message=_("Give a share between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="trainings_target_youth_is_a_percent",
                condition=models.Q(youth_percent__isnull=True) | models.Q(youth_percent__lte=100),
                violation_error_message=_("Give a share between 0 and 100 percent."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.province}: {self.people}"
