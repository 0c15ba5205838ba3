"""Designs of certificates, their versions, and the pictures in them. Nothing is ever deleted.

What an administrator sets is a look (`certificates.designs.look`), kept as JSON. A version is a
draft until it is published; from then on nobody changes it, and a database trigger sees to that.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from network.localise import localised
from network.models import User


class DesignQuerySet(models.QuerySet["Design"]):
    """Reads of designs. They belong to the network, so its staff see all of them."""

    def visible_to(self, user: User) -> Self:
        """Keep the designs that ``user`` may see."""
        return self if user.is_staff_member else self.none()

    def in_use(self) -> Self:
        """Keep those that certificates can be issued with: published, and not retired."""
        return self.filter(retired_at__isnull=True, versions__published_at__isnull=False).distinct()

    def defaults_first(self) -> Self:
        """Order by kind, and within it the default, the others by age, the retired ones last."""
        kinds = [models.When(kind=kind, then=place) for place, kind in enumerate(Kind)]
        return self.order_by(
            models.Case(*kinds, output_field=models.IntegerField()),
            models.F("retired_at").asc(nulls_first=True),
            "-is_default",
            "pk",
        )


class Design(models.Model):
    """What a kind of certificate looks like, through all its versions.

    One design of each kind is the default, with which certificates are issued where no other one
    is chosen.
    """

    name_ar = models.CharField(_("name in Arabic"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    is_default = models.BooleanField(_("default of its kind"), default=False, editable=False)
    retired_at = models.DateTimeField(_("retired on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    # Nobody for those that Takwin brings.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )

    objects = DesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("design")
        verbose_name_plural = _("designs")
        ordering = ("kind", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["name_ar"],
                name="certificates_design_name_ar_once",
                violation_error_message=_("Another design has this name."),
            ),
            models.UniqueConstraint(
                fields=["name_fr"],
                name="certificates_design_name_fr_once",
                violation_error_message=_("Another design has this name."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(is_default=True),
                name="certificates_one_default_a_kind",
            ),
            models.CheckConstraint(
                name="certificates_default_design_is_not_retired",
                condition=Q(is_default=False) | Q(retired_at__isnull=True),
            ),
            models.CheckConstraint(
                name="certificates_design_kind_known",
                condition=Q(
                    kind__in=["participation", "completion", "trainer", "coordinator", "thanks"]
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")

    @property
    def is_retired(self) -> bool:
        """Whether no certificate is issued with it any more."""
        return self.retired_at is not None


class DesignVersionQuerySet(models.QuerySet["DesignVersion"]):
    """Reads of versions."""

    def visible_to(self, user: User) -> Self:
        """Keep the versions of the designs that ``user`` may see."""
        return self if user.is_staff_member else self.none()

    def published(self) -> Self:
        """Keep those that nobody changes any more."""
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        """Keep those that are still being worked on."""
        return self.filter(published_at__isnull=True)


class DesignVersion(models.Model):
    """A look of a design, numbered from 1 in each; at most one of a design is a draft.

    ``look`` is what `Look.as_json` wrote. ``edition`` grows with each change of a draft: whoever
    saves says which one they have seen. ``changed_by`` is nobody for those that Takwin brings.
    """

    design = models.ForeignKey(
        Design, on_delete=models.PROTECT, related_name="versions", verbose_name=_("design")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    look = models.JSONField(_("look"))
    edition = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("begun on"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("begun by"),
    )
    changed_at = models.DateTimeField(_("changed on"), null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    published_at = models.DateTimeField(_("published on"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = DesignVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a design")
        verbose_name_plural = _("versions of a design")
        ordering = ("design", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["design", "number"], name="certificates_design_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["design"],
                condition=Q(published_at__isnull=True),
                name="certificates_one_draft_a_design",
            ),
            models.CheckConstraint(
                name="certificates_design_version_from_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="certificates_published_by_once_published",
                condition=Q(published_at__isnull=False) | Q(published_by__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.design_id}/{self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.published_at is None


class DesignPicture(models.Model):
    """A picture that is printed, known by the SHA-256 of its bytes in hexadecimal digits.

    Backgrounds and signatures of looks, and logos of partners as they were when a certificate was
    issued. Encoded by `documents.pictures.clean_picture`; width and height are in pixels. A
    database trigger keeps it from being changed or removed.
    """

    class MediaType(models.TextChoices):
        """How the bytes are encoded."""

        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=10, choices=MediaType)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    content = models.BinaryField(_("content"))
    kept_at = models.DateTimeField(_("kept on"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture of a design")
        verbose_name_plural = _("pictures of designs")
        constraints = (
            models.CheckConstraint(
                name="certificates_picture_media_type_known",
                condition=Q(media_type__in=["image/png", "image/jpeg"]),
            ),
        )

    def __str__(self) -> str:
        return self.sha256
