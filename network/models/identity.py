"""The network's own identity, printed on paper, and the partners it works with."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.localise import localised


class NetworkIdentity(models.Model):
    """Who issues the paper: one row, kept in ``pk=1``."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200)
    city_ar = models.CharField(_("city in Arabic"), max_length=100, blank=True)
    city_fr = models.CharField(_("city in French"), max_length=100, blank=True)
    president_name_ar = models.CharField(
        _("president's name in Arabic"), max_length=150, blank=True
    )
    president_name_fr = models.CharField(
        _("president's name in French"), max_length=150, blank=True
    )
    address_ar = models.CharField(_("address in Arabic"), max_length=250, blank=True)
    address_fr = models.CharField(_("address in French"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    certificate_prefix = models.CharField(
        _("prefix of certificate numbers"),
        max_length=8,
        default="TKW",
        validators=[RegexValidator(r"^[A-Z0-9]{2,8}$", _("Two to eight capitals or digits."))],
    )
    cndp_number = models.CharField(
        _("CNDP authorisation number"),
        max_length=40,
        blank=True,
        help_text=_("The national ID number can be collected only once this is filled in."),
    )

    class Meta:
        verbose_name = _("network identity")
        verbose_name_plural = _("network identity")
        constraints = (
            models.CheckConstraint(name="network_identity_single", condition=models.Q(pk=1)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")

    @classmethod
    def current(cls) -> "NetworkIdentity":
        """Return the network's identity; before the first set-up, an unsaved empty one."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Partner(models.Model):
    """A public body or association that a programme is run with."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=200)
    # Its name in the storage, see documents.pictures.
    logo = models.CharField(_("logo"), max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("name_ar",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")
