"""Morocco's territory: 12 regions, 75 prefectures and provinces, 1,503 communes (HCP, 2024)."""

from django.db import models
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.french import of_name
from network.localise import localised


class Region(models.Model):
    """One of the twelve regions (جهة)."""

    code = models.CharField(_("ISO code"), max_length=5, unique=True)
    hcp_code = models.CharField(_("HCP code"), max_length=2, unique=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    population = models.PositiveIntegerField(_("population (2024)"))

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("hcp_code",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")


class Province(models.Model):
    """A province (إقليم) or prefecture (عمالة): the unit of scope and of quotas."""

    class Kind(models.TextChoices):
        """What the territory is called in law."""

        PROVINCE = "province", pgettext_lazy("territory", "province")
        PREFECTURE = "prefecture", pgettext_lazy("territory", "prefecture")

    iso = models.CharField(_("ISO code"), max_length=6, unique=True)
    hcp_code = models.CharField(_("HCP code"), max_length=6, unique=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="provinces", verbose_name=_("region")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name_ar = models.CharField(_("name in Arabic"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    population = models.PositiveIntegerField(_("population (2024)"))

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ("hcp_code",)
        constraints = (
            models.CheckConstraint(
                name="network_province_kind_known",
                condition=models.Q(kind__in=["province", "prefecture"]),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The bare name in the reader's language: سيدي بنور."""
        return localised(self, "name")

    @property
    def full_name(self) -> str:
        """The name with its kind, as official texts have it: إقليم سيدي بنور."""
        # The French translation leaves the link to the name, which decides it.
        is_french = (get_language() or "").startswith("fr")
        name = of_name(self.name) if is_french else self.name
        if self.kind == self.Kind.PREFECTURE:
            return gettext("Prefecture of %(name)s") % {"name": name}
        return gettext("Province of %(name)s") % {"name": name}


class Commune(models.Model):
    """A commune (جماعة); whether it is urban or rural decides a beneficiary's setting."""

    class Setting(models.TextChoices):
        """Urban or rural, read from the HCP code."""

        URBAN = "urban", _("urban")
        RURAL = "rural", _("rural")

    hcp_code = models.CharField(_("HCP code"), max_length=12, unique=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="communes", verbose_name=_("province")
    )
    setting = models.CharField(_("setting"), max_length=5, choices=Setting)
    name_ar = models.CharField(_("name in Arabic"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    # Usual spellings beside HCP's own, separated by "|".
    alias_ar = models.CharField(_("other spellings in Arabic"), max_length=200, blank=True)
    alias_fr = models.CharField(_("other spellings in French"), max_length=200, blank=True)
    population = models.PositiveIntegerField(_("population (2024)"))

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ("province", "name_ar")
        constraints = (
            models.CheckConstraint(
                name="network_commune_setting_known",
                condition=models.Q(setting__in=["urban", "rural"]),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")
