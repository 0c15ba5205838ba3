"""The cooperative, association or enterprise that a person represents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.localise import localised
from network.models import Commune, Province
from network.scope import ProvinceScopedQuerySet


class OrganisationQuerySet(ProvinceScopedQuerySet["Organisation"]):
    """Reads of organisations."""


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

    kind = models.CharField(_("kind of organisation"), max_length=24, choices=Kind)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    # Search keys of the two names, see participants.names.
    key_ar = models.CharField(max_length=200, blank=True, editable=False)
    key_fr = models.CharField(max_length=200, blank=True, editable=False)
    is_womens_cooperative = models.BooleanField(_("women's cooperative"), default=False)
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

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name_ar", "name_fr", "pk")
        indexes = (
            models.Index(fields=["province", "key_ar"], name="participants_org_key_ar"),
            models.Index(fields=["province", "key_fr"], name="participants_org_key_fr"),
        )
        constraints = (
            models.CheckConstraint(
                name="participants_organisation_named",
                condition=~models.Q(name_ar="", name_fr=""),
                violation_error_message=_("Give the organisation's name."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")
