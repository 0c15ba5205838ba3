"""Issued certificates: a number, a code, a frozen snapshot, a state. Nothing is ever deleted."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from certificates.models.designs import DesignVersion
from certificates.models.exceptions import EligibilityException
from certificates.models.reasons import RevocationReason
from certificates.models.recipients import Addressed, Group, recipient_fits_kind
from network.models import Province, User
from trainings.models import Event


class NumberSeries(models.Model):
    """The last number given for an event; the row is locked while the next one is taken."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="number_series")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.event_id}: {self.last}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads of certificates."""

    def visible_to(self, user: User) -> Self:
        """Keep those that ``user`` may see.

        Staff see all, a coordinator those of own provinces and their own, others none.
        """
        if user.is_staff_member:
            return self
        if not user.is_coordinator:
            return self.none()
        return self.filter(Q(province__in=user.province_ids) | Q(coordinator=user))

    def of(self, kind: Kind) -> Self:
        """Keep those of one kind."""
        return self.filter(kind=kind)

    def valid(self) -> Self:
        """Keep those that stand: neither replaced nor revoked."""
        return self.filter(state=Certificate.State.VALID)

    def deciding(self) -> Self:
        """Keep those that keep their recipient from another one of the kind, the latest first.

        These are the valid ones, and the revoked ones as long as no new one is allowed.
        """
        barring = Q(state=Certificate.State.REVOKED, reissue_allowed_at__isnull=True)
        return self.filter(Q(state=Certificate.State.VALID) | barring).order_by("-pk")

    def in_print_order(self) -> Self:
        """Order as the papers are handed out: by kind, province, organisation and name."""
        kinds = (When(kind=kind.value, then=Value(place)) for place, kind in enumerate(Kind))
        return self.order_by(
            Case(*kinds, output_field=models.IntegerField()),
            F("province__hcp_code").asc(nulls_last=True),
            F("registration__organisation__key_ar").asc(nulls_last=True),
            F("registration__organisation__key_fr").asc(nulls_last=True),
            Coalesce(
                "registration__person__key_ar",
                "trainer__name_ar",
                "coordinator__full_name",
                "partner__name_ar",
            ),
            "pk",
        )


class Certificate(Addressed):
    """One version of a certificate.

    A registered person's belongs to the province of the registration, any other to none.

    ``snapshot`` holds everything that is printed, as it was when it was issued: the PDF is made
    from it alone. ``code`` is 130 random bits in Crockford's base32 with a check character,
    without separators. ``correction_reason`` says why there is a later version than the first;
    it, the note on a revocation and the reason of a reissue are for the house alone.
    """

    class State(models.TextChoices):
        """What a stranger who checks the code is told."""

        VALID = "valid", _("valid")
        REPLACED = "replaced", _("replaced")
        REVOKED = "revoked", _("revoked")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.PARTICIPATION)
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("province"),
    )
    number = models.CharField(_("number"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    code = models.CharField(_("verification code"), max_length=27, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.VALID)
    snapshot = models.JSONField(_("what is printed"))
    # None for those of the time before there was a choice: their snapshots name the design.
    design_version = models.ForeignKey(
        DesignVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("design"),
    )
    issued_at = models.DateTimeField(_("issued on"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificates_issued",
        verbose_name=_("issued by"),
    )
    # By which somebody who had not met the rule was let through; later versions keep it.
    exception = models.ForeignKey(
        EligibilityException,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("exception"),
    )
    correction_reason = models.CharField(_("why it was corrected"), max_length=300, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates_revoked",
        verbose_name=_("revoked by"),
    )
    revocation_reason = models.CharField(
        _("why it was revoked"), max_length=20, choices=RevocationReason, blank=True
    )
    revocation_note = models.CharField(_("note on the revocation"), max_length=300, blank=True)
    reissue_allowed_at = models.DateTimeField(
        _("new certificate allowed on"), null=True, blank=True
    )
    reissue_allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reissues_allowed",
        verbose_name=_("new certificate allowed by"),
    )
    reissue_reason = models.CharField(
        _("why a new certificate is allowed"), max_length=300, blank=True
    )

    # How often it went to a printer, and when last; what leaves by e-mail or link does not count.
    times_printed = models.PositiveIntegerField(_("times printed"), default=0)
    last_printed_at = models.DateTimeField(_("last printed on"), null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("number", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["number", "version"], name="certificates_number_version_once"
            ),
            *(
                models.UniqueConstraint(
                    fields=[group, "event", "kind"],
                    condition=Q(state="valid"),
                    name=f"certificates_one_valid_a_{group}",
                    violation_error_message=_("This person already has the certificate."),
                )
                for group in Group.values
            ),
            models.CheckConstraint(
                name="certificates_recipient_fits_kind",
                condition=recipient_fits_kind(),
                violation_error_message=_("Nobody of this group receives this kind."),
            ),
            models.CheckConstraint(
                name="certificates_province_of_registered_only",
                condition=Q(registration__isnull=True, province__isnull=True)
                | Q(registration__isnull=False, province__isnull=False),
            ),
            models.CheckConstraint(
                name="certificates_revoked_has_its_date",
                condition=Q(state="revoked", revoked_at__isnull=False)
                | (~Q(state="revoked") & Q(revoked_at__isnull=True)),
                violation_error_message=_("Say since when the certificate is revoked."),
            ),
            models.CheckConstraint(
                name="certificates_revocation_is_accounted_for",
                condition=Q(
                    state="revoked",
                    revoked_by__isnull=False,
                    revocation_reason__in=[
                        "issued_by_mistake",
                        "presence_wrong",
                        "identity_wrong",
                        "other",
                    ],
                )
                | (
                    ~Q(state="revoked")
                    & Q(revoked_by__isnull=True, revocation_reason="", revocation_note="")
                ),
                violation_error_message=_("Say who revoked the certificate, and why."),
            ),
            models.CheckConstraint(
                name="certificates_later_version_says_why",
                condition=Q(version=1, correction_reason="")
                | (Q(version__gt=1) & ~Q(correction_reason="")),
                violation_error_message=_("Say why the certificate was corrected."),
            ),
            models.CheckConstraint(
                name="certificates_reissue_after_revocation_only",
                condition=Q(
                    reissue_allowed_at__isnull=True,
                    reissue_allowed_by__isnull=True,
                    reissue_reason="",
                )
                | (
                    Q(
                        state="revoked",
                        reissue_allowed_at__isnull=False,
                        reissue_allowed_by__isnull=False,
                    )
                    & ~Q(reissue_reason="")
                ),
                violation_error_message=_("Only a revoked certificate makes way for a new one."),
            ),
            models.CheckConstraint(
                name="certificates_state_known",
                condition=Q(state__in=["valid", "replaced", "revoked"]),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_valid(self) -> bool:
        """Whether it stands: neither replaced nor revoked."""
        return self.state == self.State.VALID

    @property
    def bars_a_new_one(self) -> bool:
        """Whether it was revoked and nobody has allowed a new one since."""
        return self.state == self.State.REVOKED and self.reissue_allowed_at is None
