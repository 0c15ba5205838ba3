"""Beneficiaries: each is known once in the whole network, by a name in two scripts."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from network.models import Commune, Province
from network.scope import ProvinceScopedQuerySet
from participants.models.organisations import Organisation


class Gender(models.TextChoices):
    """What sentences about a person agree with; blank when it was not declared."""

    FEMALE = "f", _("female")
    MALE = "m", _("male")


class PersonQuerySet(ProvinceScopedQuerySet["Person"]):
    """Reads of persons."""


class Person(models.Model):
    """A beneficiary (مستفيد). The phone may be shared in a family, so it is not unique."""

    given_name_ar = models.CharField(_("given name in Arabic"), max_length=80)
    family_name_ar = models.CharField(_("family name in Arabic"), max_length=80)
    given_name_latin = models.CharField(_("given name in Latin letters"), max_length=80)
    family_name_latin = models.CharField(_("family name in Latin letters"), max_length=80)
    # Search keys of the full names, see participants.names.
    key_ar = models.CharField(max_length=170, editable=False)
    key_latin = models.CharField(max_length=170, editable=False)
    gender = models.CharField(_("sex"), max_length=1, choices=Gender, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="persons", verbose_name=_("province")
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="persons", verbose_name=_("commune")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
        verbose_name=_("organisation"),
    )
    # When the person was read the notice of law 09-08 and agreed, and which text it was.
    consent_at = models.DateTimeField(_("consent given on"), null=True, blank=True)
    consent_version = models.CharField(_("consent text"), max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ("key_ar", "pk")
        indexes = (
            models.Index(fields=["province", "key_ar"], name="participants_person_key_ar"),
            models.Index(fields=["province", "key_latin"], name="participants_person_key_latin"),
            models.Index(fields=["phone"], name="participants_person_phone"),
        )
        constraints = (
            models.CheckConstraint(
                name="participants_person_gender_known",
                condition=models.Q(gender__in=["f", "m", ""]),
            ),
            models.CheckConstraint(
                name="participants_person_birth_year_plausible",
                condition=models.Q(birth_year__isnull=True)
                | models.Q(birth_year__gte=1900, birth_year__lte=2100),
                violation_error_message=_("Give a year of birth between 1900 and today."),
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name_ar(self) -> str:
        """Given and family name in Arabic script."""
        return f"{self.given_name_ar} {self.family_name_ar}".strip()

    @property
    def full_name_latin(self) -> str:
        """Given and family name in Latin letters."""
        return f"{self.given_name_latin} {self.family_name_latin}".strip()

    @property
    def full_name(self) -> str:
        """The name in the script of the reader's language, or in the other one."""
        arabic_first = (get_language() or "ar").startswith("ar")
        names = (self.full_name_ar, self.full_name_latin)
        return next((name for name in (names if arabic_first else names[::-1]) if name), "")
