"""The cooperative, association or enterprise that a person represents."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.localise import localised
from network.models import Commune, Province
from network.scope import ProvinceScopedQuerySet
from participants.names import arabic_key, latin_key, reader_uses_arabic
from participants.searching import Words, key_holds, name_holds, read_words


class OrganisationQuerySet(ProvinceScopedQuerySet["Organisation"]):
    """Reads of organisations."""

    def named(self, name_ar: str, name_fr: str) -> Self:
        """Keep those that bear one of the two names, however it is spelt; empty names are none."""
        key_ar, key_fr = arabic_key(name_ar), latin_key(name_fr)
        condition = Q(pk__in=())
        if key_ar:
            condition |= Q(key_ar=key_ar)
        if key_fr:
            condition |= Q(key_fr=key_fr)
        return self.filter(condition)

    def search(self, text: str) -> Self:
        """Keep those whose name, in either script, holds every word that was typed."""
        return self.filter(organisation_named(read_words(text, with_phones=False)))


def organisation_named(words: Words, *, by_reading: bool = False) -> Q:
    """Build the condition that an organisation's name holds every word, each in its script.

    A word of Latin letters may stand in the Arabic name too: many bear a French brand.
    """
    if not words.are_of_names:
        return Q(pk__in=())
    arabic = Words(arabic=words.arabic)
    condition = name_holds(arabic, "key_ar", "key_fr", by_reading=by_reading)
    for word in words.latin:
        in_french, in_arabic = (
            key_holds(field, word, by_reading=by_reading) for field in ("key_fr", "key_ar")
        )
        condition &= in_french | in_arabic
    return condition


def order_organisations(*, descending: bool = False) -> tuple[str, str]:
    """Return the order by the name that is shown first, ties by primary key."""
    sign = "-" if descending else ""
    return f"{sign}{'sort_ar' if reader_uses_arabic() else 'sort_fr'}", f"{sign}pk"


def _first_known(key: str, otherwise: str) -> models.GeneratedField:
    """Keep a key, or the other one where it is empty: whoever has one name is sorted by it."""
    return models.GeneratedField(
        expression=Coalesce(NullIf(F(key), Value("")), F(otherwise)),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )


class Organisation(models.Model):
    """A body (هيئة) of the social and solidarity economy."""

    class Kind(models.TextChoices):
        """The legal forms that DOMAIN names."""

        ASSOCIATION = "association", _("association")
        DEVELOPMENT_ASSOCIATION = "development_association", _("development association")
        COOPERATIVE = "cooperative", _("cooperative")
        UNION_OF_COOPERATIVES = "union_of_cooperatives", _("union of cooperatives")
        MUTUAL = "mutual", _("mutual society")
        ECONOMIC_INTEREST_GROUP = "economic_interest_group", _("economic interest group (GIE)")
        VERY_SMALL_ENTERPRISE = "very_small_enterprise", _("very small enterprise")
        SMALL_ENTERPRISE = "small_enterprise", _("small enterprise")
        SELF_EMPLOYED = "self_employed", _("self-employed (auto-entrepreneur)")
        SOCIAL_ENTERPRISE = "social_enterprise", _("social enterprise")
        PUBLIC_INSTITUTION = "public_institution", _("public institution or commune")
        PROJECT_HOLDER = "project_holder", _("project holder without a structure")
        OTHER = "other", _("other")

    class Sector(models.TextChoices):
        """What it works in, as ODCO and the yearly reports sort it."""

        AGRICULTURE = "agriculture", _("agriculture")
        FOOD = "food", _("food processing")
        FISHING = "fishing", _("sea fishing")
        HANDICRAFT = "handicraft", _("handicraft")
        TEXTILE = "textile", _("sewing and textile")
        COSMETICS = "cosmetics", _("argan, plants and cosmetics")
        TRADE = "trade", _("trade and e-commerce")
        SERVICES = "services", _("services")
        TOURISM = "tourism", _("rural and cultural tourism")
        HOUSING = "housing", _("housing")
        ENVIRONMENT = "environment", _("environment and recycling")
        EDUCATION = "education", _("education and literacy")
        SOCIAL = "social", _("social and health work")
        CULTURE = "culture", _("culture and sport")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind of organisation"), max_length=24, choices=Kind)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    # Search keys of the two names, see participants.names.
    key_ar = models.CharField(max_length=200, blank=True, editable=False)
    key_fr = models.CharField(max_length=200, blank=True, editable=False)
    sort_ar = _first_known("key_ar", otherwise="key_fr")
    sort_fr = _first_known("key_fr", otherwise="key_ar")
    is_womens_cooperative = models.BooleanField(_("women's cooperative"), default=False)
    member_count = models.PositiveIntegerField(
        _("number of members"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    # Numbers as their registers give them; participants.registers says which are possible.
    ice = models.CharField(_("common company identifier (ICE)"), max_length=15, blank=True)
    tax_number = models.CharField(_("tax identifier (IF)"), max_length=9, blank=True)
    trade_register = models.CharField(_("trade register number (RC)"), max_length=10, blank=True)
    trade_register_court = models.CharField(_("court of the register"), max_length=100, blank=True)
    professional_tax = models.CharField(_("professional tax number"), max_length=8, blank=True)
    social_security = models.CharField(_("CNSS number"), max_length=7, blank=True)
    # Of the cooperative, the auto-entrepreneur (RNAE) or the association (receipt).
    registration_number = models.CharField(_("registration number"), max_length=30, blank=True)
    registration_authority = models.CharField(
        _("court or authority that registered it"), max_length=100, blank=True
    )
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("province")
    )
    commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("commune"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Grows with every correction: a form that was opened before the last one is told so.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name_ar", "name_fr", "pk")
        indexes = (
            models.Index(fields=["sort_ar", "id"], name="participants_org_ar"),
            models.Index(fields=["sort_fr", "id"], name="participants_org_fr"),
            models.Index(fields=["province", "sort_ar", "id"], name="participants_org_of_ar"),
            models.Index(fields=["province", "sort_fr", "id"], name="participants_org_of_fr"),
            models.Index(fields=["ice"], condition=~Q(ice=""), name="participants_org_ice"),
        )
        constraints = (
            models.CheckConstraint(
                name="participants_organisation_named",
                condition=~Q(name_ar="", name_fr=""),
                violation_error_message=_("Give the organisation's name."),
            ),
            models.CheckConstraint(
                name="participants_organisation_kind_known",
                condition=Q(
                    kind__in=[
                        "association",
                        "development_association",
                        "cooperative",
                        "union_of_cooperatives",
                        "mutual",
                        "economic_interest_group",
                        "very_small_enterprise",
                        "small_enterprise",
                        "self_employed",
                        "social_enterprise",
                        "public_institution",
                        "project_holder",
                        "other",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="participants_organisation_sector_known",
                condition=Q(
                    sector__in=[
                        "agriculture",
                        "food",
                        "fishing",
                        "handicraft",
                        "textile",
                        "cosmetics",
                        "trade",
                        "services",
                        "tourism",
                        "housing",
                        "environment",
                        "education",
                        "social",
                        "culture",
                        "other",
                        "",
                    ]
                ),
            ),
            models.UniqueConstraint(
                fields=["province", "key_ar"],
                condition=~Q(key_ar=""),
                name="participants_org_key_ar_once",
                violation_error_message=_("This organisation is already known in the province."),
            ),
            models.UniqueConstraint(
                fields=["province", "key_fr"],
                condition=~Q(key_fr=""),
                name="participants_org_key_fr_once",
                violation_error_message=_("This organisation is already known in the province."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse one that could never be found by its name, or contradicts itself."""
        if not (self.key_ar or self.key_fr):
            raise ValidationError(_("Give the organisation's name."), code="unnamed")
        if self.commune and self.commune.province_id != self.province_id:
            raise ValidationError(
                {"commune": _("Choose a commune of the organisation's own province.")}
            )
        if self.is_womens_cooperative and self.kind != self.Kind.COOPERATIVE:
            raise ValidationError(
                {"is_womens_cooperative": _("Only a cooperative can be a women's cooperative.")}
            )

    @property
    def full_kind(self) -> str:
        """The kind in words; a women's cooperative is called so."""
        if self.is_womens_cooperative:
            return gettext("women's cooperative")
        return self.get_kind_display()

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")
